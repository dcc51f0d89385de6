//! Findings: raised by a check or a rule, put right by who answers for it, looked at by somebody of the administration.

use alloc::vec::Vec;

use super::command::NewFinding;
use super::event::{BuildingEvent, FindingSource, Ground, Step};
use super::{Finding, FindingState, fact};
use crate::catalogue::Answerable;
use crate::context::Context;
use crate::id::entity::FindingId;
use crate::id::uscc::Uscc;
use crate::project::event::{ProjectEvent, StoredFile};
use crate::project::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// Everything that is wrong with a finding as it was written down.
pub(super) fn check(
    new: &NewFinding,
    index: usize,
    context: &Context<'_>,
    found: &mut Vec<Refusal>,
) {
    let mut wrong = Vec::new();
    check_text(&new.text, "text", TEXT_MAX_CHARS, &mut wrong);
    check_text(&new.law, "law", TITLE_MAX_CHARS, &mut wrong);
    check_text(&new.party.company, "company", TITLE_MAX_CHARS, &mut wrong);
    let is_office = matches!(new.party.kind, Answerable::Department | Answerable::Window);
    if !is_office && Uscc::parse(&new.party.uscc).is_err() {
        wrong.push(
            Refusal::new(Code::NumberInvalid)
                .with("number", &new.party.uscc)
                .at("uscc"),
        );
    }
    let max = context
        .catalogue
        .supervision()
        .orders
        .rectification_days_max;
    if new.working_days == 0 || new.working_days > max {
        wrong.push(
            Refusal::new(Code::DaysOutOfRange)
                .with("max", max)
                .at("days"),
        );
    }
    for refusal in wrong {
        let field = refusal.field.clone().unwrap_or_default();
        found.push(refusal.at(alloc::format!("finding-{index}-{field}")));
    }
}

/// The fact of a new finding.
pub(super) fn raised(
    finding: FindingId,
    source: FindingSource,
    new: &NewFinding,
    context: &Context<'_>,
) -> ProjectEvent {
    fact(BuildingEvent::FindingRaised {
        finding,
        source,
        severity: new.severity,
        text: new.text.trim().into(),
        law: new.law.trim().into(),
        party: new.party.clone(),
        due: context.calendar.due(context.today, new.working_days).date,
    })
}

/// The open finding, or the refusal.
fn open<'a>(project: &'a Project, id: &FindingId) -> Result<&'a Finding, Refusals> {
    let finding = project.finding(id)?;
    if finding.is_open() {
        Ok(finding)
    } else {
        Err(Code::FindingClosed.into())
    }
}

pub(super) fn rectify(
    project: &Project,
    id: &FindingId,
    text: &str,
    evidence: &[StoredFile],
) -> Decided {
    open(project, id)?;
    required(text, "text")?;
    Ok(alloc::vec![fact(BuildingEvent::FindingRectified {
        finding: *id,
        text: text.trim().into(),
        evidence: evidence.to_vec(),
    })])
}

pub(super) fn verify(project: &Project, id: &FindingId, passed: bool, note: &str) -> Decided {
    open(project, id)?;
    required(note, "note")?;
    Ok(alloc::vec![fact(BuildingEvent::FindingVerified {
        finding: *id,
        passed,
        note: note.trim().into(),
    })])
}

/// Takes a finding back. One that the works stand still for is put right, not taken back: its stop order must be
/// lifted first, by who may do that.
pub(super) fn dismiss(project: &Project, id: &FindingId, reason: &str) -> Decided {
    open(project, id)?;
    required(reason, "reason")?;
    let holds_works = project.building.orders.iter().any(|order| {
        order.step == Step::Stop
            && order.lifted.is_none()
            && matches!(&order.ground, Ground::Finding { finding } if finding == id)
    });
    if holds_works {
        return Err(Code::StopInForce.into());
    }
    Ok(alloc::vec![fact(BuildingEvent::FindingDismissed {
        finding: *id,
        reason: reason.trim().into(),
    })])
}

impl Finding {
    /// Whether somebody looked and it was not put right, or its date has passed.
    pub fn is_neglected(&self, today: jiff::civil::Date) -> bool {
        match &self.state {
            FindingState::Open { failed } => failed.is_some() || self.due < today,
            FindingState::Rectified { .. }
            | FindingState::Verified { .. }
            | FindingState::Dismissed { .. } => false,
        }
    }
}
