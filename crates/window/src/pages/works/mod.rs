//! What happened since the notice as all pages show it: promises, points of the works, orders, findings, acceptance.

mod cards;
pub(super) mod forms;
mod promises;

use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{Answerable, ItemCode, Text};
use window_domain::light::{Light, light_for};
use window_domain::project::building::acceptance::Conclusion;
use window_domain::project::building::event::{FindingSource, Ground, Milestone, Step, Verdict};
use window_domain::project::building::{
    BuildingCommand, Finding, FindingState, JointAcceptance, Order, acceptance,
};
use window_domain::project::letters::form;
use window_domain::project::{Command, Project, decide, relations};
use window_domain::refusal::Refusals;

pub(super) use self::cards::{card_light, cards};
pub(super) use self::promises::{dues, light_of, open_lights, promises};

use crate::app::App;
use crate::http::refusal::problems;
use crate::http::{Problem, Visitor};
use crate::pages::lights::LightView;
use crate::templates::view;

/// Stands for a text that will be typed, when the rules are only asked.
const SOMETHING: &str = "-";

/// An order with its letter.
#[derive(Debug, Serialize)]
pub(super) struct OrderView {
    number: String,
    letter: Option<String>,
    step_key: String,
    /// The promise it rests on; a finding is told by the facts.
    item: Option<Text>,
    facts: String,
    law: String,
    issued_on: String,
    due: String,
    reply_until: String,
    answer: Option<String>,
    answered_on: Option<String>,
    lifted_on: Option<String>,
    lift_reason: Option<String>,
    may_answer: bool,
    may_lift: bool,
    /// Why the stop cannot be lifted now.
    lift_blocks: Vec<Problem>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub(super) struct FindingView {
    id: String,
    severity_key: String,
    tone: &'static str,
    /// The item a rule found it at.
    item: Option<Text>,
    text: String,
    law: String,
    party_key: String,
    party: String,
    raised_on: String,
    due: String,
    state_key: String,
    /// What was done, seen or said last.
    note: Option<String>,
    light: LightView,
    may_rectify: bool,
}

/// What one department said at the joint acceptance; nothing yet where `verdict_key` is empty.
#[derive(Debug, Serialize)]
struct OpinionView {
    department: Text,
    verdict_key: Option<String>,
    tone: &'static str,
    remarks: Vec<String>,
    on: Option<String>,
    is_silence: bool,
}

/// A certificate that came with the joint acceptance.
#[derive(Debug, Serialize)]
struct ResultView {
    item: Text,
    number: String,
}

/// A point of the works.
#[derive(Debug, Serialize)]
struct PointView {
    value: &'static str,
    key: String,
    on: Option<String>,
}

/// Whether there is anything to show of the time after the notice.
pub(super) fn has_any(project: &Project) -> bool {
    let building = &project.building;
    project.build_first.notice().is_some()
        || !building.findings.is_empty()
        || !building.milestones.is_empty()
}

/// Locale key of the notice's validity.
pub(super) fn notice_key(app: &App, project: &Project) -> Option<String> {
    let status = project.notice_status(app.office.rules_of(project))?;
    Some(format!("notice-{}", status.as_str()))
}

/// Everything since the notice, with what this visitor may do about it.
pub(super) fn works(app: &App, visitor: &Visitor, actor: &Actor, project: &Project) -> Value {
    let building = &project.building;
    let may = |action| actor.may(action, &relations(project, None, actor));
    let next = Milestone::ALL
        .into_iter()
        .find(|point| !building.milestones.contains_key(point));
    let is_open = building.closed.is_none();
    let orders: Vec<_> = building
        .orders
        .iter()
        .rev()
        .map(|order| of_order(app, visitor, (actor, project), order))
        .collect();
    let findings: Vec<_> = building
        .findings
        .iter()
        .rev()
        .map(|finding| finding_view(app, finding, may(Action::RectifyFinding)))
        .collect();
    context! {
        id => project.id.to_string(),
        version => project.version,
        notice_key => notice_key(app, project),
        promises => view(&promises(app, project)),
        points => view(&points(project)),
        next_point => next.filter(|_| is_open && may(Action::ReportMilestone)).map(Milestone::as_str),
        orders => view(&orders),
        findings => view(&findings),
        acceptance => building.acceptance.as_ref().map(|it| acceptance_view(app, actor, project, it)),
        apply => apply(app, visitor, actor, project),
        end_key => building.closed.map(|(_, end)| format!("promise-end-{}", end.as_str())),
        address => project.address.as_str(),
        contact => contact(project),
    }
}

/// Whom to call: the enterprise's contact, and the agent of the project.
pub(super) fn contact(project: &Project) -> Value {
    context! {
        person => project.contact.person.as_str(), phone => project.contact.phone.as_str(),
        agent => project.agent.as_ref().map(|card| context! {
            name => card.name.as_str(), window => card.window.as_str(), phone => card.phone.as_str(),
        }),
    }
}

fn points(project: &Project) -> Vec<PointView> {
    Milestone::ALL
        .into_iter()
        .map(|point| PointView {
            value: point.as_str(),
            key: format!("milestone-{}", point.as_str()),
            on: project
                .building
                .milestones
                .get(&point)
                .map(ToString::to_string),
        })
        .collect()
}

fn of_order(
    app: &App,
    visitor: &Visitor,
    (actor, project): (&Actor, &Project),
    order: &Order,
) -> OrderView {
    let may = |action| actor.may(action, &relations(project, None, actor));
    let today = app.office.today();
    let item = match &order.ground {
        Ground::Promise { item } => app.office.rules_of(project).item(item),
        Ground::Finding { .. } => None,
    };
    let mut letters = project.letters.iter();
    let letter = letters.find(|letter| letter.number == order.number);
    let letter = letter.filter(|letter| project.is_letter_readable(actor, letter));
    let is_liftable =
        order.step == Step::Stop && order.lifted.is_none() && may(Action::SuspendNotice);
    let lift_blocks = if is_liftable {
        lift_blocks(app, visitor, (actor, project), order)
    } else {
        Vec::new()
    };
    OrderView {
        number: order.number.clone(),
        letter: letter.map(|letter| letter.check_code.compact()),
        step_key: format!("order-step-{}", order.step.as_str()),
        item: item.map(|item| item.name.clone()),
        facts: order.facts.clone(),
        law: order.law.clone(),
        issued_on: order.issued_on.to_string(),
        due: order.due.to_string(),
        reply_until: order.reply_until.to_string(),
        answer: order.answer.as_ref().map(|(_, text)| text.clone()),
        answered_on: order.answer.as_ref().map(|(on, _)| on.to_string()),
        lifted_on: order.lifted.as_ref().map(|(on, _)| on.to_string()),
        lift_reason: order.lifted.as_ref().map(|(_, reason)| reason.clone()),
        may_answer: order.answer.is_none()
            && today <= order.reply_until
            && may(Action::AnswerOrder),
        may_lift: is_liftable && lift_blocks.is_empty(),
        lift_blocks,
    }
}

/// Why a stop cannot be lifted now; empty where only the reason is missing.
fn lift_blocks(
    app: &App,
    visitor: &Visitor,
    (actor, project): (&Actor, &Project),
    order: &Order,
) -> Vec<Problem> {
    let lift = Command::Building(BuildingCommand::LiftStop {
        number: order.number.clone(),
        reason: SOMETHING.to_owned(),
    });
    let asked = app.office.ask_of((actor, project), |context| {
        decide(Some(project), &lift, context)
    });
    asked.err().map_or_else(Vec::new, |refusals| {
        problems(app, visitor.language, &refusals)
    })
}

/// The light of a finding on its day.
fn of_finding(app: &App, finding: &Finding) -> Light {
    let calendar = &app.office.calendar;
    let done = match &finding.state {
        FindingState::Open { .. } | FindingState::Rectified { .. } => None,
        FindingState::Verified { on, .. } | FindingState::Dismissed { on, .. } => Some(*on),
    };
    match done {
        Some(on) => Light::Done {
            by: calendar.count(on, finding.due),
        },
        None => light_for(
            calendar.count(app.office.today(), finding.due),
            calendar.count(finding.raised_on, finding.due),
        ),
    }
}

fn finding_view(app: &App, finding: &Finding, may_rectify: bool) -> FindingView {
    let is_office = matches!(
        finding.party.kind,
        Answerable::Department | Answerable::Window
    );
    let note = match &finding.state {
        FindingState::Open { failed } => failed.as_ref().map(|(_, note)| note.clone()),
        FindingState::Rectified { text, .. } => Some(text.clone()),
        FindingState::Verified { note, .. } => Some(note.clone()),
        FindingState::Dismissed { reason, .. } => Some(reason.clone()),
    };
    let item = match &finding.source {
        FindingSource::Check { .. } => None,
        FindingSource::Rule { object, .. } => {
            app.office.catalogue.known_item(&ItemCode::new(object))
        }
    };
    FindingView {
        id: finding.id.to_string(),
        item: item.map(|item| item.name.clone()),
        severity_key: format!("finding-{}", finding.severity.as_str()),
        tone: match finding.severity.as_str() {
            "minor" => "warn",
            _ => "bad",
        },
        text: finding.text.clone(),
        law: finding.law.clone(),
        party_key: format!("answerable-{}", finding.party.kind.as_str()),
        party: if is_office {
            String::new()
        } else {
            finding.party.company.clone()
        },
        raised_on: finding.raised_on.to_string(),
        due: finding.due.to_string(),
        state_key: format!("finding-is-{}", finding.state.as_str()),
        note,
        light: of_finding(app, finding).into(),
        may_rectify: may_rectify && finding.is_open() && !is_office,
    }
}

fn acceptance_view(
    app: &App,
    actor: &Actor,
    project: &Project,
    acceptance: &JointAcceptance,
) -> Value {
    let may = |action| actor.may(action, &relations(project, None, actor));
    let leads = may(Action::LeadAcceptance);
    let policy = &app.office.rules_of(project).supervision().joint_acceptance;
    let limit = app
        .office
        .calendar
        .due(acceptance.received_on, policy.limit_days);
    let conclusion = acceptance.conclusion.as_ref();
    let is_open = conclusion.is_none();
    let all_spoke = acceptance.visit_on.is_some() && acceptance.silent().next().is_none();
    let asks = conclusion.is_some_and(|conclusion| conclusion.verdict == Verdict::Rectify);
    let worst = acceptance
        .opinions
        .values()
        .flatten()
        .map(|opinion| opinion.verdict)
        .max();
    context! {
        received_on => acceptance.received_on.to_string(),
        visit_on => acceptance.visit_on.map(|on| on.to_string()),
        opinions_due => acceptance.opinions_due.map(|on| on.to_string()),
        limit => (is_open && acceptance.round < 2).then(|| limit.date.to_string()),
        round => acceptance.round,
        all_spoke,
        invitation => letter(project, form::ACCEPTANCE_INVITATION, actor, None),
        before => acceptance.before.as_ref().map(|before| conclusion_view(project, actor, before)),
        rectified => acceptance.rectified.as_ref().map(|(on, text)| context! {
            on => on.to_string(), text => text.as_str(),
        }),
        results => view(&results(app, acceptance)),
        opinions => view(&opinions(app, acceptance)),
        may_invite => leads && is_open && acceptance.visit_on.is_none(),
        may_conclude => leads && is_open && all_spoke,
        asks_days => worst == Some(Verdict::Rectify) && acceptance.round < 2,
        days_max => policy.rectification_days_max,
        may_ask => asks && may(Action::ApplyAcceptance),
        conclusion => conclusion.map(|conclusion| conclusion_view(project, actor, conclusion)),
    }
}

/// One merged opinion with its letter.
fn conclusion_view(project: &Project, actor: &Actor, conclusion: &Conclusion) -> Value {
    let number = conclusion.number.as_str();
    context! {
        number,
        verdict_key => format!("verdict-{}", conclusion.verdict.as_str()),
        tone => verdict_tone(conclusion.verdict),
        on => conclusion.on.to_string(),
        remarks => view(&conclusion.remarks),
        rectify_due => conclusion.rectify_due.map(|due| due.to_string()),
        letter => letter(project, form::ACCEPTANCE_OPINION, actor, Some(number)),
    }
}

/// Check code of the newest letter of this kind (and number), if the actor may read it.
fn letter(project: &Project, kind: &str, actor: &Actor, number: Option<&str>) -> Option<String> {
    let mut letters = project.letters.iter().rev();
    let letter = letters.find(|letter| {
        letter.form == kind && number.is_none_or(|number| letter.number == number)
    })?;
    project
        .is_letter_readable(actor, letter)
        .then(|| letter.check_code.compact())
}

/// What the acceptance brought.
fn results(app: &App, acceptance: &JointAcceptance) -> Vec<ResultView> {
    let results = acceptance.results.iter();
    results
        .filter_map(|result| {
            Some(ResultView {
                item: app.office.catalogue.known_item(&result.item)?.name.clone(),
                number: result.certificate_no.clone(),
            })
        })
        .collect()
}

const fn verdict_tone(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass | Verdict::PassWithRemarks => "ok",
        Verdict::Rectify => "warn",
        Verdict::Fail => "bad",
    }
}

fn opinions(app: &App, acceptance: &JointAcceptance) -> Vec<OpinionView> {
    let catalogue = &app.office.catalogue;
    acceptance
        .opinions
        .iter()
        .filter_map(|(code, opinion)| {
            Some(OpinionView {
                department: catalogue.department(code)?.name.clone(),
                verdict_key: opinion
                    .as_ref()
                    .map(|it| format!("verdict-{}", it.verdict.as_str())),
                tone: opinion
                    .as_ref()
                    .map_or("plain", |it| verdict_tone(it.verdict)),
                remarks: opinion
                    .as_ref()
                    .map(|it| it.remarks.clone())
                    .unwrap_or_default(),
                on: opinion.as_ref().map(|it| it.on.to_string()),
                is_silence: opinion.as_ref().is_some_and(|it| it.is_silence),
            })
        })
        .collect()
}

/// Everything that stands between the project and its joint acceptance; `None` where it is not the time to apply.
fn apply(app: &App, visitor: &Visitor, actor: &Actor, project: &Project) -> Option<Value> {
    let building = &project.building;
    let failed = building.acceptance.as_ref().is_some_and(|it| {
        it.conclusion
            .as_ref()
            .is_some_and(|it| it.verdict == Verdict::Fail)
    });
    let is_time = building.closed.is_none() && (building.acceptance.is_none() || failed);
    if !is_time || !actor.may(Action::ApplyAcceptance, &relations(project, None, actor)) {
        return None;
    }
    let found = app.office.ask_of((actor, project), |context| {
        acceptance::blocks(project, context)
    });
    let blocks: Vec<Problem> = problems(app, visitor.language, &Refusals(found));
    Some(context! { blocks => view(&blocks) })
}
