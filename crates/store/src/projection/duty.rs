//! What somebody has to do after the notice, one row each: promises, checks, findings, orders, cards, acceptance.

use jiff::civil::Date;
use window_domain::catalogue::{Answerable, ItemCode};
use window_domain::project::Project;
use window_domain::project::building::event::{CheckReason, FindingSource, Ground, Verdict};
use window_domain::project::building::promise::{self, Standing};
use window_domain::project::building::{
    Card, Check, CheckState, Finding, FindingState, JointAcceptance, Order,
};

use super::project::{Folding, as_of};
use super::rows::DutyRow;

/// What hangs on a point of the works has no date yet; it stands behind everything that has one.
const NO_DATE: Date = Date::constant(9999, 12, 31);

impl DutyRow {
    /// Its last day; `None` while the point of the works it hangs on is not reached.
    pub fn due(&self) -> Option<Date> {
        Some(self.due_on).filter(|due| *due != NO_DATE)
    }
}

/// All duties of a project.
pub(super) fn duties(project: &Project, folding: Folding<'_>) -> Vec<DutyRow> {
    let building = &project.building;
    let promises = promise::standings(project, folding.calendar, as_of(project));
    let promises = promises.iter().map(|it| of_promise(project, it));
    let checks = building.checks.iter().map(|it| of_check(project, it));
    let findings = building
        .findings
        .iter()
        .map(|it| of_finding(project, it, folding));
    let orders = building.orders.iter().map(|it| of_order(project, it));
    let cards = building.cards.iter().map(|it| of_card(project, it));
    let acceptance = building
        .acceptance
        .iter()
        .map(|it| of_acceptance(project, it));
    promises
        .chain(checks)
        .chain(findings)
        .chain(orders)
        .chain(cards)
        .chain(acceptance)
        .collect()
}

/// The part every duty of the project has; the builder answers until somebody else is named.
fn duty(project: &Project, kind: &str, name: &str, (begun_on, due_on): (Date, Date)) -> DutyRow {
    DutyRow {
        id: format!("{}~{kind}~{name}", project.id),
        kind: kind.to_owned(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        department: None,
        uscc: project.builder.uscc.clone(),
        company: project.builder.company.clone(),
        item: None,
        source: String::new(),
        severity: String::new(),
        title: String::new(),
        state: String::new(),
        is_open: true,
        begun_on,
        due_on,
        done_on: None,
    }
}

fn of_promise(project: &Project, standing: &Standing) -> DutyRow {
    let notice = project.build_first.notice();
    let begun_on = notice.map_or(project.created_on, |notice| notice.issued_on);
    let due_on = standing.due.unwrap_or(NO_DATE);
    DutyRow {
        department: Some(standing.checker.to_string()),
        item: Some(standing.item.to_string()),
        state: standing.end.map_or("open", |end| end.as_str()).to_owned(),
        is_open: standing.is_open() && project.building.closed.is_none(),
        done_on: standing.fulfilled_on,
        ..duty(
            project,
            "promise",
            standing.item.as_str(),
            (begun_on, due_on),
        )
    }
}

fn of_check(project: &Project, check: &Check) -> DutyRow {
    let (state, done_on) = match &check.state {
        CheckState::Planned => ("planned", None),
        CheckState::Cancelled { on, .. } => ("cancelled", Some(*on)),
        CheckState::Done(result) if result.fulfils => ("fulfils", Some(result.checked_on)),
        CheckState::Done(result) => ("fails", Some(result.checked_on)),
    };
    let (item, title) = match &check.reason {
        CheckReason::Node { milestone } => (None, milestone.as_str().to_owned()),
        CheckReason::Promise { item } => (Some(item.to_string()), String::new()),
        CheckReason::Draw { draw } => (None, draw.clone()),
        CheckReason::Complaint { text } => (None, text.clone()),
    };
    DutyRow {
        department: Some(check.department.to_string()),
        item,
        source: check.reason.kind().as_str().to_owned(),
        title,
        state: state.to_owned(),
        is_open: done_on.is_none(),
        done_on,
        ..duty(
            project,
            "check",
            &check.id.to_string(),
            (check.planned_on, check.planned_on),
        )
    }
}

fn of_finding(project: &Project, finding: &Finding, folding: Folding<'_>) -> DutyRow {
    let is_office = matches!(
        finding.party.kind,
        Answerable::Department | Answerable::Window
    );
    let done_on = match &finding.state {
        FindingState::Open { .. } | FindingState::Rectified { .. } => None,
        FindingState::Verified { on, .. } | FindingState::Dismissed { on, .. } => Some(*on),
    };
    let company = if is_office {
        String::new()
    } else {
        finding.party.company.clone()
    };
    DutyRow {
        department: Some(finding.party.company.clone())
            .filter(|code| finding.party.kind == Answerable::Department && !code.is_empty()),
        uscc: finding.party.uscc.clone(),
        company,
        item: match &finding.source {
            FindingSource::Check { .. } => None,
            FindingSource::Rule { object, .. } => folding
                .catalogue
                .item(&ItemCode::new(object))
                .map(|item| item.code.to_string()),
        },
        source: match &finding.source {
            FindingSource::Check { .. } => String::new(),
            FindingSource::Rule { rule, .. } => rule.clone(),
        },
        severity: finding.severity.as_str().to_owned(),
        title: finding.text.clone(),
        state: finding.state.as_str().to_owned(),
        is_open: finding.is_open(),
        done_on,
        ..duty(
            project,
            "finding",
            &finding.id.to_string(),
            (finding.raised_on, finding.due),
        )
    }
}

fn of_order(project: &Project, order: &Order) -> DutyRow {
    let item = match &order.ground {
        Ground::Promise { item } => Some(item.to_string()),
        Ground::Finding { .. } => None,
    };
    let lifted = order.lifted.as_ref().map(|(on, _)| *on);
    DutyRow {
        item,
        source: order.step.as_str().to_owned(),
        title: order.facts.clone(),
        state: if lifted.is_some() { "lifted" } else { "given" }.to_owned(),
        is_open: lifted.is_none() && project.building.closed.is_none(),
        done_on: lifted,
        ..duty(
            project,
            "order",
            &order.number,
            (order.issued_on, order.due),
        )
    }
}

fn of_card(project: &Project, card: &Card) -> DutyRow {
    let (state, done_on) = match (&card.withdrawn, &card.answer) {
        (Some((on, _)), _) => ("withdrawn", Some(*on)),
        (None, Some((on, _))) => ("answered", Some(*on)),
        (None, None) => ("open", None),
    };
    let party = card.party.as_ref();
    DutyRow {
        department: card.department.as_ref().map(ToString::to_string),
        uscc: party.map_or_else(String::new, |party| party.uscc.clone()),
        company: party.map_or_else(String::new, |party| party.company.clone()),
        source: card.level.as_str().to_owned(),
        title: card.text.clone(),
        state: state.to_owned(),
        is_open: done_on.is_none(),
        done_on,
        ..duty(
            project,
            "card",
            &card.number,
            (card.issued_on, card.answer_due),
        )
    }
}

fn of_acceptance(project: &Project, acceptance: &JointAcceptance) -> DutyRow {
    let conclusion = acceptance.conclusion.as_ref();
    let state = match (conclusion, acceptance.visit_on) {
        (Some(conclusion), _) => conclusion.verdict.as_str(),
        (None, Some(_)) => "invited",
        (None, None) => "applied",
    };
    let is_over = conclusion.is_some_and(|conclusion| conclusion.verdict != Verdict::Rectify);
    let due_on = conclusion
        .and_then(|conclusion| conclusion.rectify_due)
        .or(acceptance.opinions_due)
        .unwrap_or(acceptance.received_on);
    DutyRow {
        state: state.to_owned(),
        is_open: !is_over,
        done_on: conclusion
            .filter(|_| is_over)
            .map(|conclusion| conclusion.on),
        ..duty(project, "acceptance", "1", (acceptance.received_on, due_on))
    }
}
