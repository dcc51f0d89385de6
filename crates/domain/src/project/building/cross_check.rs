//! Cross-checks that find what people miss: rules of the catalogue over what is observed of a project, its items and
//! its cases. A finding names cause, law, who answers for it and by when; each is raised once.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::event::{BuildingEvent, FindingSource, Milestone};
use super::{CheckState, fact, order, promise};
use crate::catalogue::{Answerable, CrossCheck, Item, MaterialCode, Scope};
use crate::context::Context;
use crate::facts::FactValue;
use crate::id::entity::FindingId;
use crate::project::event::ProjectEvent;
use crate::project::progress::Progress;
use crate::project::{Case, Project};

/// What is observed of one object, by the words of [`Scope::observed`].
type Observed = BTreeMap<&'static str, FactValue>;

/// A rule that holds for an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Code of the rule.
    pub rule: String,
    /// Code of the item, number of the case; empty for the project.
    pub object: String,
    /// Department of the item or case; empty for the project.
    pub office: String,
}

/// What a run did: how many objects each rule looked at, and where it held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Objects looked at, by rule.
    pub looked_at: BTreeMap<String, u32>,
    /// Where a rule held.
    pub hits: Vec<Hit>,
}

/// Looks at a project with every rule. Changes nothing.
pub fn run(project: &Project, context: &Context<'_>) -> Run {
    let progress = Progress::new(project, context.catalogue);
    let standings = promise::standings(project, context.calendar, context.today);
    let mut run = Run::default();
    let view = View {
        project,
        progress: &progress,
        standings: &standings,
        context,
    };
    for rule in &context.catalogue.supervision().rules {
        match rule.scope {
            Scope::Project => look(
                rule,
                (String::new(), String::new(), view.project()),
                context,
                &mut run,
            ),
            Scope::Item => {
                for item in context
                    .catalogue
                    .items()
                    .filter(|item| progress.applies(&item.code))
                {
                    let named = (item.code.to_string(), item.department.to_string());
                    look(rule, (named.0, named.1, view.item(item)), context, &mut run);
                }
            }
            Scope::Case => {
                for case in project.cases.values() {
                    let named = (case.number.to_string(), case.department.to_string());
                    look(rule, (named.0, named.1, view.case(case)), context, &mut run);
                }
            }
        }
    }
    run
}

fn look(
    rule: &CrossCheck,
    (object, office, observed): (String, String, Observed),
    context: &Context<'_>,
    run: &mut Run,
) {
    let count = run.looked_at.entry(rule.code.clone()).or_default();
    *count = count.saturating_add(1);
    // The lint has seen that every rule can be decided; one that cannot finds nothing.
    if context.catalogue.holds(rule, &observed) == Ok(true) {
        run.hits.push(Hit {
            rule: rule.code.clone(),
            object,
            office,
        });
    }
}

/// Raises what the rules find and nobody has been told of yet.
pub(super) fn raise(project: &Project, context: &Context<'_>) -> Vec<ProjectEvent> {
    let known = |hit: &Hit| {
        project.building.findings.iter().any(|finding| {
            matches!(&finding.source, FindingSource::Rule { rule, object }
                if rule == &hit.rule && object == &hit.object)
        })
    };
    let supervision = context.catalogue.supervision();
    run(project, context)
        .hits
        .into_iter()
        .filter(|hit| !known(hit))
        .filter_map(|hit| Some((supervision.rule(&hit.rule)?, hit)))
        .map(|(rule, hit)| {
            let office = if rule.answerable == Answerable::Window {
                ""
            } else {
                hit.office.as_str()
            };
            fact(BuildingEvent::FindingRaised {
                finding: FindingId::from_bytes(context.fresh.random()),
                severity: rule.severity,
                text: rule.cause.zh.clone(),
                law: rule.law.zh.clone(),
                party: order::entered(project, rule.answerable, office),
                due: context.calendar.due(context.today, rule.act_days).date,
                source: FindingSource::Rule {
                    rule: hit.rule,
                    object: hit.object,
                },
            })
        })
        .collect()
}

/// Where observations are taken from.
struct View<'a> {
    project: &'a Project,
    progress: &'a Progress<'a>,
    standings: &'a [promise::Standing],
    context: &'a Context<'a>,
}

fn number(value: i32) -> FactValue {
    FactValue::Integer(i64::from(value))
}

impl View<'_> {
    fn notice(&self) -> FactValue {
        let status = self.project.notice_status(self.context.catalogue);
        FactValue::Choice(status.map_or("none", |status| status.as_str()).to_owned())
    }

    fn started(&self) -> FactValue {
        let milestones = &self.project.building.milestones;
        FactValue::Boolean(milestones.contains_key(&Milestone::Start))
    }

    fn project(&self) -> Observed {
        let notice = self.project.build_first.notice();
        let since = notice.map_or(0, |notice| {
            self.context
                .calendar
                .count(notice.issued_on, self.context.today)
        });
        let done = self
            .project
            .building
            .checks
            .iter()
            .filter(|check| matches!(check.state, CheckState::Done(_)))
            .count();
        let open = self.standings.iter().filter(|it| it.is_open()).count();
        let first = self.context.catalogue.supervision().first_check_days;
        BTreeMap::from([
            ("construction_started", self.started()),
            ("build_first", FactValue::Boolean(notice.is_some())),
            ("notice", self.notice()),
            ("days_since_notice", number(since)),
            ("first_check_days", number(i32::from(first))),
            ("checks_done", counted(done)),
            ("promises_open", counted(open)),
        ])
    }

    fn item(&self, item: &Item) -> Observed {
        let standing = self.standings.iter().find(|it| it.item == item.code);
        let over = standing.and_then(|standing| standing.due).map_or(0, |due| {
            self.context.calendar.count(due, self.context.today)
        });
        let expired = self.project.cases.values().any(|case| {
            case.item == item.code
                && case
                    .decision()
                    .and_then(|decision| decision.valid_until)
                    .is_some_and(|until| until < self.context.today)
        });
        let without_basis =
            item.fee.amount_fen.is_some_and(|fen| fen > 0) && item.fee.basis.is_blank();
        BTreeMap::from([
            ("item", FactValue::Choice(item.code.to_string())),
            ("construction_started", self.started()),
            ("notice", self.notice()),
            (
                "before_construction",
                FactValue::Boolean(item.latest.is_before_construction()),
            ),
            (
                "obtained",
                FactValue::Boolean(self.progress.is_obtained(&item.code)),
            ),
            ("promised", FactValue::Boolean(standing.is_some())),
            ("days_over_promise", number(over)),
            ("certificate_expired", FactValue::Boolean(expired)),
            ("fee_without_basis", FactValue::Boolean(without_basis)),
        ])
    }

    fn case(&self, case: &Case) -> Observed {
        let (calendar, today) = (self.context.calendar, self.context.today);
        let review = case.review();
        // What is decided is measured at its decision, what is withdrawn no longer.
        let over = |clock: &crate::clock::Clock| {
            if case.status().is_over() && case.decision().is_none() {
                return 0;
            }
            let day = case.decision().map_or(today, |decision| decision.on);
            clock
                .due(calendar, day)
                .map_or(0, |due| calendar.count(due.date, day))
        };
        let stopped = review.map_or(0, |review| {
            let stops = review.promised.stops.iter();
            stops
                .map(|stop| stop.days_over(calendar, today))
                .max()
                .unwrap_or(0)
        });
        let notices = self
            .project
            .corrections
            .iter()
            .filter(|correction| correction.cases().any(|number| number == &case.number));
        BTreeMap::from([
            ("item", FactValue::Choice(case.item.to_string())),
            ("decided", FactValue::Boolean(case.decision().is_some())),
            (
                "deemed",
                FactValue::Boolean(review.is_some_and(|review| review.deemed)),
            ),
            (
                "days_over_promised",
                number(review.map_or(0, |review| over(&review.promised))),
            ),
            (
                "days_over_statutory",
                number(review.map_or(0, |review| over(&review.statutory))),
            ),
            ("days_stopped_over", number(stopped)),
            ("correction_notices", counted(notices.count())),
            ("materials_asked_twice", counted(self.asked_twice(case))),
        ])
    }

    /// Materials of the case that stand in more than one correction notice.
    fn asked_twice(&self, case: &Case) -> usize {
        let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
        for correction in &self.project.corrections {
            let mut named: Vec<&str> = correction
                .defects
                .iter()
                .filter(|defect| defect.case == case.number)
                .filter_map(|defect| defect.material.as_ref().map(MaterialCode::as_str))
                .collect();
            named.sort_unstable();
            named.dedup();
            for material in named {
                *asked.entry(material).or_default() += 1;
            }
        }
        asked.values().filter(|count| **count > 1).count()
    }
}

fn counted(count: usize) -> FactValue {
    FactValue::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
