//! Findings, orders and cards of a supervision file, and the steps of the ladder that would be accepted now.

use serde::Serialize;
use window_domain::catalogue::{Answerable, DepartmentCode, Text};
use window_domain::id::entity::CreditId;
use window_domain::light::{Light, light_for};
use window_domain::project::building::event::{Ground, Step};
use window_domain::project::building::promise::Standing;
use window_domain::project::building::{BuildingCommand, Card, Finding, FindingState, Order};
use window_domain::refusal::Code;

use super::acts::word;
use super::file::{Asking, FileView, SOMETHING, files};
use crate::http::Problem;
use crate::http::refusal::city_language;
use crate::pages::lights::LightView;
use crate::pages::works;

#[derive(Debug, Serialize)]
pub(super) struct FindingView {
    id: String,
    severity: &'static str,
    text: Text,
    law: String,
    party_key: String,
    company: String,
    uscc: String,
    raised_on: String,
    due: String,
    state: &'static str,
    note: String,
    evidence: Vec<FileView>,
    light: LightView,
    may_verify: bool,
    may_dismiss: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct OrderView {
    number: String,
    letter: Option<String>,
    step_key: String,
    name: Option<Text>,
    facts: String,
    law: String,
    issued_on: String,
    due: String,
    reply_until: String,
    answer: Option<String>,
    lifted: Option<String>,
    may_lift: bool,
    /// Why a stop in force cannot be lifted yet.
    blocks: Vec<Problem>,
}

#[derive(Debug, Serialize)]
pub(super) struct CardView {
    number: String,
    /// Code of its letter.
    letter: Option<String>,
    level: &'static str,
    department: Option<Text>,
    /// The party of the building side it is for.
    party: Option<String>,
    ground: String,
    evidence: String,
    text: String,
    issued_on: String,
    answer_due: String,
    answer: Option<String>,
    withdrawn: Option<String>,
    reason: String,
    light: LightView,
    may_withdraw: bool,
}

/// A step on a ground that would be accepted, or why the next one would not.
#[derive(Debug, Serialize)]
pub(super) struct StepView {
    word: String,
    pub(super) step: &'static str,
    name: Option<Text>,
    pub(super) blocks: Vec<Problem>,
}

pub(super) fn finding(asking: &Asking<'_>, finding: &Finding) -> FindingView {
    let (note, evidence, done) = match &finding.state {
        FindingState::Open { failed } => {
            let note = failed.as_ref().map(|(_, note)| note.clone());
            (note.unwrap_or_default(), Vec::new(), None)
        }
        FindingState::Rectified { text, evidence, .. } => {
            (text.clone(), files(asking.project, evidence), None)
        }
        FindingState::Verified { on, note, .. } => (note.clone(), Vec::new(), Some(*on)),
        FindingState::Dismissed { on, reason } => (reason.clone(), Vec::new(), Some(*on)),
    };
    let is_department = finding.party.kind == Answerable::Department;
    let named = DepartmentCode::new(&finding.party.company);
    let named = asking.department(&named).filter(|_| is_department);
    let company = named.map_or_else(
        || finding.party.company.clone(),
        |name| {
            let language = city_language(asking.language);
            name.get(language).to_owned()
        },
    );
    let calendar = &asking.app.office.calendar;
    let left = |day| calendar.count(day, finding.due);
    let light = done.map_or_else(
        || {
            let limit = left(finding.raised_on);
            light_for(left(asking.app.office.today()), limit)
        },
        |on| Light::Done { by: left(on) },
    );
    FindingView {
        id: finding.id.to_string(),
        severity: finding.severity.as_str(),
        text: asking.text_of(finding),
        law: finding.law.clone(),
        party_key: format!("party-{}", finding.party.kind.as_str()),
        company,
        uscc: finding.party.uscc.clone(),
        raised_on: finding.raised_on.to_string(),
        due: finding.due.to_string(),
        state: finding.state.as_str(),
        note,
        evidence,
        light: light.into(),
        may_verify: asking.may(BuildingCommand::Verify {
            finding: finding.id,
            passed: true,
            note: SOMETHING.to_owned(),
        }),
        may_dismiss: asking.may(BuildingCommand::Dismiss {
            finding: finding.id,
            reason: SOMETHING.to_owned(),
        }),
    }
}

pub(super) fn order(asking: &Asking<'_>, order: &Order) -> OrderView {
    let lift = || BuildingCommand::LiftStop {
        number: order.number.clone(),
        reason: SOMETHING.to_owned(),
    };
    let is_standing = order.step == Step::Stop && order.lifted.is_none();
    let blocks = if is_standing {
        asking.blocks(lift())
    } else {
        Vec::new()
    };
    OrderView {
        number: order.number.clone(),
        letter: asking.letter(&order.number),
        step_key: format!("order-step-{}", order.step.as_str()),
        name: asking.item_name(&order.ground),
        facts: order.facts.clone(),
        law: order.law.clone(),
        issued_on: order.issued_on.to_string(),
        due: order.due.to_string(),
        reply_until: order.reply_until.to_string(),
        answer: order.answer.as_ref().map(|(_, text)| text.clone()),
        lifted: order.lifted.as_ref().map(|(on, _)| on.to_string()),
        may_lift: is_standing && blocks.is_empty(),
        blocks: without_rights(blocks),
    }
}

pub(super) fn card(asking: &Asking<'_>, card: &Card) -> CardView {
    CardView {
        number: card.number.clone(),
        letter: asking.letter(&card.number),
        level: card.level.as_str(),
        party: card.party.as_ref().map(|party| party.company.clone()),
        ground: card.ground.clone(),
        evidence: card.evidence.clone(),
        reason: card
            .withdrawn
            .as_ref()
            .map(|(_, reason)| reason.clone())
            .unwrap_or_default(),
        light: works::card_light(asking.app, card).into(),
        department: card
            .department
            .as_ref()
            .and_then(|code| asking.department(code)),
        text: card.text.clone(),
        issued_on: card.issued_on.to_string(),
        answer_due: card.answer_due.to_string(),
        answer: card.answer.as_ref().map(|(_, text)| text.clone()),
        withdrawn: card.withdrawn.as_ref().map(|(on, _)| on.to_string()),
        may_withdraw: asking.may(BuildingCommand::WithdrawCard {
            number: card.number.clone(),
            reason: SOMETHING.to_owned(),
        }),
    }
}

/// For each overdue promise and open finding the steps that would be accepted now, or why the next one would not.
pub(super) fn steps(asking: &Asking<'_>, promises: &[Standing]) -> Vec<StepView> {
    let today = asking.app.office.today();
    let overdue = promises.iter().filter(|one| one.is_overdue(today));
    let overdue = overdue.map(|one| Ground::Promise {
        item: one.item.clone(),
    });
    let findings = asking.project.building.findings.iter();
    let open = findings
        .filter(|one| one.is_open())
        .map(|one| Ground::Finding { finding: one.id });
    let mut shown = Vec::new();
    for ground in overdue.chain(open) {
        let each = Step::ALL.map(|step| step_of(asking, step, &ground));
        let is_any_open = each.iter().any(|step| step.blocks.is_empty());
        let given = |step: &StepView| {
            let is_given = |order: &Order| {
                order.step.as_str() == step.step && order.ground == ground && order.lifted.is_none()
            };
            asking.project.building.orders.iter().any(is_given)
        };
        let next = each
            .iter()
            .position(|step| !given(step))
            .unwrap_or(each.len());
        for (index, step) in each.into_iter().enumerate() {
            if step.blocks.is_empty() || (!is_any_open && index == next) {
                shown.push(step);
            }
        }
    }
    // Who may give no order at all is not told why each is refused.
    shown.retain_mut(|step| {
        let is_open = step.blocks.is_empty();
        step.blocks = without_rights(std::mem::take(&mut step.blocks));
        is_open || !step.blocks.is_empty()
    });
    shown
}

/// Matters that may be handed over to credit supervision now: open promises and findings.
pub(super) fn hand_overs(asking: &Asking<'_>, promises: &[Standing]) -> Vec<StepView> {
    let promises = promises.iter().filter(|one| one.is_open());
    let promises = promises.map(|one| Ground::Promise {
        item: one.item.clone(),
    });
    let findings = asking.project.building.findings.iter();
    let findings = findings
        .filter(|one| one.is_open())
        .map(|one| Ground::Finding { finding: one.id });
    promises
        .chain(findings)
        .map(|ground| StepView {
            word: word(Step::Revocation, &ground),
            step: "hand_over",
            name: asking.item_name(&ground),
            blocks: asking.blocks(BuildingCommand::HandOver {
                ground,
                credit: CreditId::from_bytes([0; 16]),
            }),
        })
        .filter(|one| one.blocks.is_empty())
        .collect()
}

fn step_of(asking: &Asking<'_>, step: Step, ground: &Ground) -> StepView {
    StepView {
        word: word(step, ground),
        step: step.as_str(),
        name: asking.item_name(ground),
        blocks: asking.blocks(BuildingCommand::Order {
            step,
            ground: ground.clone(),
            facts: SOMETHING.to_owned(),
            law: SOMETHING.to_owned(),
            working_days: 1,
        }),
    }
}

/// The reasons, unless the only one is that it is none of the reader's business.
fn without_rights(blocks: Vec<Problem>) -> Vec<Problem> {
    let is_right = |block: &Problem| block.is_of(Code::NotAllowed);
    if blocks.iter().any(is_right) {
        Vec::new()
    } else {
        blocks
    }
}
