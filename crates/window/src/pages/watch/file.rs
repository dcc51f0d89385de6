//! What the supervision file of a project shows, and which of its forms would be accepted.

use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Actor;
use window_domain::catalogue::{DepartmentCode, Text};
use window_domain::light::light_for;
use window_domain::project::building::command::{Addressee, CheckRecord, NewCard};
use window_domain::project::building::event::{
    CardLevel, CheckReason, FindingSource, Ground, Milestone, Step,
};
use window_domain::project::building::promise::{Standing, standings};
use window_domain::project::building::{BuildingCommand, Check, CheckState, Finding, NoticeStatus};
use window_domain::project::event::{CheckedPoint, Finding as Found, StoredFile};
use window_domain::project::{Command, Project, decide};
use window_domain::refusal::Refusals;

use super::measures::{card, finding, hand_overs, order, steps};
use crate::app::App;
use crate::http::refusal::problems;
use crate::http::{FormView, Problem};
use crate::i18n::Language;
use crate::pages::lights::LightView;
use crate::pages::works::contact;
use crate::templates::view;

/// Stands for a text that will be typed, when the rules are only asked.
pub(super) const SOMETHING: &str = "-";

/// Asks the rules of one project on behalf of one person.
pub(super) struct Asking<'a> {
    pub(super) app: &'a App,
    pub(super) language: Language,
    pub(super) actor: &'a Actor,
    pub(super) project: &'a Project,
}

impl Asking<'_> {
    /// Why the command would be refused; nothing if it would be accepted.
    pub(super) fn refusals(&self, command: BuildingCommand) -> Refusals {
        let command = Command::Building(command);
        let asked = self.app.office.ask(self.actor, |context| {
            decide(Some(self.project), &command, context)
        });
        asked.err().unwrap_or(Refusals(Vec::new()))
    }

    /// The same in words.
    pub(super) fn blocks(&self, command: BuildingCommand) -> Vec<Problem> {
        problems(self.app, self.language, &self.refusals(command))
    }

    pub(super) fn may(&self, command: BuildingCommand) -> bool {
        self.blocks(command).is_empty()
    }

    pub(super) fn item_name(&self, ground: &Ground) -> Option<Text> {
        match ground {
            Ground::Promise { item } => self
                .app
                .office
                .catalogue
                .item(item)
                .map(|it| it.name.clone()),
            Ground::Finding { finding } => {
                let mut findings = self.project.building.findings.iter();
                let finding = findings.find(|one| &one.id == finding)?;
                Some(self.text_of(finding))
            }
        }
    }

    pub(super) fn department(&self, code: &DepartmentCode) -> Option<Text> {
        let department = self.app.office.catalogue.known_department(code);
        department.map(|department| department.name.clone())
    }

    /// A finding in words: those of its rule in both languages, or those of the inspector.
    pub(super) fn text_of(&self, finding: &Finding) -> Text {
        let rule = match &finding.source {
            FindingSource::Rule { rule, .. } => self.app.office.catalogue.supervision().rule(rule),
            FindingSource::Check { .. } => None,
        };
        rule.map_or_else(
            || Text {
                zh: finding.text.clone(),
                en: finding.text.clone(),
            },
            |rule| rule.cause.clone(),
        )
    }

    /// Check code of the letter of this number, if whoever looks may read it.
    pub(super) fn letter(&self, number: &str) -> Option<String> {
        let mut letters = self.project.letters.iter();
        let letter = letters.find(|letter| letter.number == number)?;
        self.project
            .is_letter_readable(self.actor, letter)
            .then(|| letter.check_code.compact())
    }

    /// Whether the check is of the actor's department, or the actor of none.
    pub(super) fn is_own(&self, check: &Check) -> bool {
        let own = self.actor.department.as_deref();
        own.is_none_or(|own| own == check.department.as_str())
    }

    /// Whether the check's form could be handed in now. A department records its own checks.
    pub(super) fn may_record(&self, check: &Check) -> bool {
        let form = self
            .app
            .office
            .catalogue
            .supervision()
            .form(check.reason.kind());
        let points = form.map_or(0, |form| form.points.len());
        self.is_own(check)
            && self.may(BuildingCommand::RecordCheck(CheckRecord {
                check: check.id,
                checked_on: self.app.office.today(),
                basis: SOMETHING.to_owned(),
                fulfils: true,
                detail: SOMETHING.to_owned(),
                points: (0..u16::try_from(points).unwrap_or(u16::MAX))
                    .map(|point| CheckedPoint {
                        point,
                        finding: Found::Complies,
                        note: String::new(),
                    })
                    .collect(),
                photos: Vec::new(),
                findings: Vec::new(),
            }))
    }
}

#[derive(Debug, Serialize)]
struct PromiseView {
    item: String,
    name: Option<Text>,
    checker: Option<Text>,
    due: Option<String>,
    node_key: Option<String>,
    state_key: String,
    light: LightView,
}

#[derive(Debug, Serialize)]
pub(super) struct FileView {
    href: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct CheckView {
    id: String,
    reason_key: String,
    name: Option<Text>,
    text: String,
    department: Option<Text>,
    inspectors: Vec<String>,
    planned_on: String,
    state: &'static str,
    number: String,
    ended_on: Option<String>,
    detail: String,
    photos: Vec<FileView>,
    may_record: bool,
    may_cancel: bool,
}

/// One of the five parties as it was entered.
#[derive(Debug, Serialize)]
struct PartyLine {
    code: &'static str,
    company: String,
    uscc: String,
}

#[derive(Debug, Serialize)]
struct Named {
    code: String,
    name: Text,
}

/// Everything the file shows.
pub(super) fn data(
    app: &App,
    language: Language,
    (actor, project): (&Actor, &Project),
    form: &FormView,
) -> Value {
    let asking = Asking {
        app,
        language,
        actor,
        project,
    };
    let office = &app.office;
    let (building, today) = (&project.building, office.today());
    let promises = standings(project, &office.calendar, today);
    let notice = project.build_first.notice();
    let status = project.notice_status(office.rules_of(project));
    let ladder = steps(&asking, &promises);
    let (open_steps, waiting): (Vec<_>, Vec<_>) =
        ladder.into_iter().partition(|step| step.blocks.is_empty());
    let (rectifications, stops): (Vec<_>, Vec<_>) = open_steps
        .into_iter()
        .partition(|step| step.step == Step::Rectification.as_str());
    let departments = departments(&asking);
    context! {
        id => project.id.to_string(),
        version => project.version,
        title => project.title.as_str(),
        company => project.builder.company.as_str(),
        notice => notice.map(|notice| context! {
            number => notice.number.as_str(), issued_on => notice.issued_on.to_string(),
        }),
        address => project.address.as_str(),
        contact => contact(project),
        notice_letter => notice.and_then(|notice| asking.letter(&notice.number)),
        tone => status.as_ref().map_or("none", |status| match status.as_str() {
            "suspended" => "yellow",
            "revoked" => "red",
            "valid" => "green",
            _ => "none",
        }),
        status_key => status.as_ref().map(|status| format!("notice-status-{}", status.as_str())),
        is_valid => status.is_some_and(|status| status.as_str() == "valid"),
        promises => view(&promises.iter().map(|one| promise(&asking, one)).collect::<Vec<_>>()),
        checks => view(&building.checks.iter().rev().map(|one| check(&asking, one)).collect::<Vec<_>>()),
        findings => view(&building.findings.iter().rev().map(|one| finding(&asking, one)).collect::<Vec<_>>()),
        orders => view(&building.orders.iter().rev().map(|one| order(&asking, one)).collect::<Vec<_>>()),
        cards => view(&building.cards.iter().rev()
            .filter(|one| one.is_shown_to(actor)).map(|one| card(&asking, one)).collect::<Vec<_>>()),
        first_check => first_check(&asking),
        may_plan => asking.may(plan(&asking)),
        own_department => view(&actor.department.as_deref().and_then(|code| asking.department(&DepartmentCode::new(code)))),
        departments => view(&departments),
        milestones => Milestone::ALL.map(Milestone::as_str).to_vec(),
        rectifications => view(&rectifications),
        stops => view(&stops),
        waiting => view(&waiting),
        handed => handed(&asking),
        hand_overs => view(&hand_overs(&asking, &promises)),
        may_card => asking.may(BuildingCommand::IssueCard(NewCard {
            level: CardLevel::Warning, to: Addressee::Window, finding: None, ground: SOMETHING.to_owned(),
            evidence: SOMETHING.to_owned(), text: SOMETHING.to_owned(),
        })),
        parties => view(&project.parties.iter().map(|party| PartyLine {
            code: party.kind.as_str(), company: party.company.clone(), uscc: party.uscc.clone(),
        }).collect::<Vec<_>>()),
        card_levels => CardLevel::ALL.map(CardLevel::as_str).to_vec(),
        form => view(form),
    }
}

/// What was handed over to credit supervision.
fn handed(asking: &Asking<'_>) -> Vec<Value> {
    let handed = asking.project.building.handed_over.iter();
    handed
        .map(|one| {
            context! {
                name => view(&asking.item_name(&one.ground)), on => one.on.to_string(),
                company => one.party.company.as_str(), credit => one.credit.to_string(),
            }
        })
        .collect()
}

/// The last day for the first check of the commitment, while none was held and the notice is valid: the day after it
/// the lack of one is a finding of its own.
fn first_check(asking: &Asking<'_>) -> Option<Value> {
    let (office, project) = (&asking.app.office, asking.project);
    let notice = project.build_first.notice()?;
    let is_valid = project.notice_status(office.rules_of(project)) == Some(NoticeStatus::Valid);
    let mut checks = project.building.checks.iter();
    if !is_valid || checks.any(|check| matches!(check.state, CheckState::Done(_))) {
        return None;
    }
    let (calendar, days) = (
        &office.calendar,
        office.catalogue.supervision().first_check_days,
    );
    let due = calendar.due(notice.issued_on, days).date;
    let light: LightView = light_for(calendar.count(office.today(), due), i32::from(days)).into();
    Some(context! { due => due.to_string(), light => view(&light) })
}

fn plan(asking: &Asking<'_>) -> BuildingCommand {
    let own = asking.actor.department.clone();
    let any = asking.app.office.catalogue.departments().next();
    let any = any.map(|department| department.code.to_string());
    BuildingCommand::PlanCheck {
        reason: CheckReason::Complaint {
            text: SOMETHING.to_owned(),
        },
        department: DepartmentCode::new(&own.or(any).unwrap_or_default()),
        inspectors: vec![SOMETHING.to_owned()],
        planned_on: asking.app.office.today(),
    }
}

/// The departments that have to do with the project.
fn departments(asking: &Asking<'_>) -> Vec<Named> {
    let mut codes: Vec<&DepartmentCode> = asking.project.departments();
    codes.extend(asking.project.supervising());
    codes.sort();
    codes.dedup();
    let named = codes.into_iter().filter_map(|code| {
        Some(Named {
            code: code.to_string(),
            name: asking.department(code)?,
        })
    });
    named.collect()
}

fn promise(asking: &Asking<'_>, standing: &Standing) -> PromiseView {
    let item = asking
        .app
        .office
        .rules_of(asking.project)
        .item(&standing.item);
    PromiseView {
        item: standing.item.to_string(),
        name: item.map(|item| item.name.clone()),
        checker: asking.department(&standing.checker),
        due: standing.due.map(|due| due.to_string()),
        node_key: standing
            .node
            .map(|node| format!("promise-node-{}", node.as_str())),
        state_key: format!(
            "duty-promise-{}",
            standing.end.map_or("open", |end| end.as_str())
        ),
        light: standing.light.into(),
    }
}

pub(super) fn files(project: &Project, files: &[StoredFile]) -> Vec<FileView> {
    let each = files.iter().map(|file| FileView {
        href: format!("/files/{}/{}", project.id, file.sha256),
        name: file.file_name.clone(),
    });
    each.collect()
}

fn check(asking: &Asking<'_>, check: &Check) -> CheckView {
    let (name, text) = match &check.reason {
        CheckReason::Promise { item } => {
            let ground = Ground::Promise { item: item.clone() };
            (asking.item_name(&ground), String::new())
        }
        CheckReason::Draw { draw } => (None, draw.clone()),
        CheckReason::Complaint { text } => (None, text.clone()),
        CheckReason::Node { .. } => (None, String::new()),
    };
    let reason_key = match &check.reason {
        CheckReason::Node { milestone } => format!("milestone-{}", milestone.as_str()),
        other => format!("check-kind-{}", other.kind().as_str()),
    };
    let (state, number, ended_on, detail) = match &check.state {
        CheckState::Planned => ("planned", "", None, ""),
        CheckState::Cancelled { on, reason } => ("cancelled", "", Some(*on), reason.as_str()),
        CheckState::Done(result) => (
            if result.fulfils { "fulfils" } else { "fails" },
            result.number.as_str(),
            Some(result.checked_on),
            result.detail.as_str(),
        ),
    };
    let photos = match &check.state {
        CheckState::Done(result) => files(asking.project, &result.photos),
        CheckState::Planned | CheckState::Cancelled { .. } => Vec::new(),
    };
    CheckView {
        id: check.id.to_string(),
        reason_key,
        name,
        text,
        department: asking.department(&check.department),
        inspectors: check.inspectors.clone(),
        planned_on: check.planned_on.to_string(),
        state,
        number: number.to_owned(),
        ended_on: ended_on.map(|on| on.to_string()),
        detail: detail.to_owned(),
        photos,
        may_record: state == "planned" && asking.may_record(check),
        may_cancel: asking.is_own(check)
            && asking.may(BuildingCommand::CancelCheck {
                check: check.id,
                reason: SOMETHING.to_owned(),
            }),
    }
}
