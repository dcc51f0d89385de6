//! Promises after the notice: each with its date, kept only by the ordinary result of its item.

use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{BuildingEvent, Milestone, PromiseEnd, Step};
use super::{fact, under_notice};
use crate::calendar::Calendar;
use crate::catalogue::{DepartmentCode, ItemCode, Node, PromiseDue};
use crate::context::Context;
use crate::light::{Light, light_for};
use crate::project::event::{DatedPromise, Outcome, ProjectEvent};
use crate::project::{Decided, Project};
use crate::refusal::{Code, Refusal};

/// How a promise stands on a day. Enterprise, agent, department and supervisor see the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The item promised.
    pub item: ItemCode,
    /// Who checks.
    pub checker: DepartmentCode,
    /// Its last day; `None` while the node it hangs on is not reached.
    pub due: Option<Date>,
    /// The node it hangs on.
    pub node: Option<Node>,
    /// Day the ordinary result was there.
    pub fulfilled_on: Option<Date>,
    /// How it ended, once that is known: kept or kept late; broken as soon as the notice is revoked for it or the
    /// matter is handed over, whether it is fulfilled afterwards or not.
    pub end: Option<PromiseEnd>,
    /// The light of the day.
    pub light: Light,
}

impl Standing {
    /// Whether it must still be kept.
    pub const fn is_open(&self) -> bool {
        self.fulfilled_on.is_none()
    }

    /// Whether its date has passed without the result.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due.is_some_and(|due| due < today)
    }
}

/// All promises of the notice as they stand today.
pub fn standings(project: &Project, calendar: &Calendar, today: Date) -> Vec<Standing> {
    let Some(notice) = project.build_first.notice() else {
        return Vec::new();
    };
    notice
        .promises
        .iter()
        .map(|dated| standing(project, dated, (calendar, notice.issued_on, today)))
        .collect()
}

fn standing(
    project: &Project,
    dated: &DatedPromise,
    (calendar, issued_on, today): (&Calendar, Date, Date),
) -> Standing {
    let item = &dated.promise.item;
    let node = node(dated);
    let due = due(project, dated);
    let fulfilled_on = fulfilled_on(project, item);
    let end = end(project, item, due, fulfilled_on);
    let light = match (due, fulfilled_on) {
        (None, None) => Light::Unlimited,
        (None, Some(_)) => Light::Done { by: 0 },
        (Some(due), Some(on)) => Light::Done {
            by: remaining(calendar, on, due),
        },
        (Some(due), None) => light_for(
            remaining(calendar, today, due),
            calendar.count(issued_on, due),
        ),
    };
    Standing {
        item: item.clone(),
        checker: dated.promise.checker.clone(),
        due,
        node,
        fulfilled_on,
        end,
        light,
    }
}

/// The point of the works a promise hangs on.
const fn node(dated: &DatedPromise) -> Option<Node> {
    match dated.promise.due {
        PromiseDue::Node(node) => Some(node),
        PromiseDue::WorkingDaysAfterNotice(_) => None,
    }
}

fn due(project: &Project, dated: &DatedPromise) -> Option<Date> {
    let reached = |node: Node| project.building.milestones.get(&milestone(node)).copied();
    dated.due_on.or_else(|| node(dated).and_then(reached))
}

/// Promises that must still be kept, with their last day; those that hang on a point not reached stand last.
pub(super) fn still_open(project: &Project) -> Vec<(&ItemCode, Option<Date>)> {
    let notice = project.build_first.notice();
    let mut open: Vec<_> = notice
        .map_or(&[][..], |notice| &notice.promises)
        .iter()
        .filter(|dated| fulfilled_on(project, &dated.promise.item).is_none())
        .map(|dated| (&dated.promise.item, due(project, dated)))
        .collect();
    open.sort_by_key(|(_, due)| (due.is_none(), *due));
    open
}

/// Working days from `today` to `due`, negative once it has passed.
fn remaining(calendar: &Calendar, today: Date, due: Date) -> i32 {
    calendar.count(today, due)
}

const fn milestone(node: Node) -> Milestone {
    match node {
        Node::Foundation => Milestone::Foundation,
        Node::MainStructure => Milestone::MainStructure,
        Node::BeforeCompletion => Milestone::Completion,
    }
}

/// The day the item's ordinary result was there: approved as a case, recorded where an intermediary gives it, or
/// part of the joint acceptance.
fn fulfilled_on(project: &Project, item: &ItemCode) -> Option<Date> {
    let approved = project
        .cases
        .values()
        .filter(|case| &case.item == item)
        .filter_map(crate::project::Case::decision)
        .filter(|decision| decision.outcome == Outcome::Approved)
        .map(|decision| decision.on)
        .min();
    let recorded = project
        .registered
        .get(item)
        .map(|result| result.recorded_on);
    let accepted = project
        .building
        .acceptance
        .as_ref()
        .and_then(|acceptance| acceptance.result_on(item));
    approved.or(recorded).or(accepted)
}

fn end(
    project: &Project,
    item: &ItemCode,
    due: Option<Date>,
    fulfilled_on: Option<Date>,
) -> Option<PromiseEnd> {
    let is_ground = |ground: &super::Ground| matches!(ground, super::Ground::Promise { item: of } if of == item);
    let building = &project.building;
    let revoked = building
        .orders
        .iter()
        .any(|order| order.step == Step::Revocation && is_ground(&order.ground));
    let handed = building
        .handed_over
        .iter()
        .any(|handed| is_ground(&handed.ground));
    if revoked || handed {
        return Some(PromiseEnd::Broken);
    }
    let on = fulfilled_on?;
    Some(if due.is_some_and(|due| on > due) {
        PromiseEnd::KeptLate
    } else {
        PromiseEnd::Kept
    })
}

/// Reports a point of the works: not in the future, not before the notice or an earlier point.
pub(super) fn report(
    project: &Project,
    milestone: Milestone,
    reached_on: Date,
    context: &Context<'_>,
) -> Decided {
    super::open(project)?;
    let mut found = Vec::new();
    if reached_on > context.today {
        found.push(
            Refusal::new(Code::DateAhead)
                .with("date", reached_on)
                .at("reached_on"),
        );
    }
    if project.building.milestones.contains_key(&milestone) {
        found.push(
            Refusal::new(Code::MilestoneReported)
                .with("milestone", milestone.as_str())
                .at("milestone"),
        );
    }
    let earlier = Milestone::ALL
        .into_iter()
        .take_while(|other| *other != milestone);
    for other in earlier {
        match project.building.milestones.get(&other) {
            None => found.push(
                Refusal::new(Code::MilestoneMissing)
                    .with("milestone", other.as_str())
                    .at("milestone"),
            ),
            Some(on) if *on > reached_on => found.push(
                Refusal::new(Code::DateBefore)
                    .with("date", reached_on)
                    .with("limit", on)
                    .at("reached_on"),
            ),
            Some(_) => {}
        }
    }
    crate::refusal::Refusals::check(found)?;
    Ok(alloc::vec![fact(BuildingEvent::MilestoneReported {
        milestone,
        reached_on,
    })])
}

/// The reminders that are due today and were not given; each rung once, whoever asks.
pub(super) fn remind(project: &Project, context: &Context<'_>) -> Vec<ProjectEvent> {
    if under_notice(project).is_err() {
        return Vec::new();
    }
    let rungs = &context.catalogue.supervision().reminders;
    let mut reminders = Vec::new();
    for standing in standings(project, context.calendar, context.today) {
        let Some(due) = standing.due.filter(|_| standing.is_open()) else {
            continue;
        };
        let left = remaining(context.calendar, context.today, due);
        // Only the nearest rung: who was not reminded of the farther ones need not be told of them now.
        let rung = rungs
            .iter()
            .filter(|rung| left >= 0 && left <= i32::from(**rung))
            .min();
        if let Some(rung) = rung
            && !project
                .building
                .reminded
                .contains(&(standing.item.clone(), *rung))
        {
            reminders.push(fact(BuildingEvent::PromiseReminded {
                item: standing.item,
                working_days: *rung,
            }));
        }
    }
    reminders
}
