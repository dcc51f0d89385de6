//! Repair (信用修复): the party applies, two people decide, granted repair ends the record.

use alloc::vec::Vec;

use super::event::{CreditEvent, EndGround, RepairRequest};
use super::letters::{self, form};
use super::record::{CreditRecord, Decided as Decision, RepairStep};
use super::{Decided, is_same, stage};
use crate::context::Context;
use crate::project::{TEXT_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// The decision in force, which alone can be repaired.
fn in_force(record: &CreditRecord) -> Result<&Decision, Refusals> {
    record.stage.in_force().ok_or_else(|| stage(record))
}

pub(super) fn apply_for(
    record: &CreditRecord,
    request: &RepairRequest,
    duties_fulfilled: bool,
    context: &Context<'_>,
) -> Decided {
    let decided = in_force(record)?;
    let mut found = Vec::new();
    match decided.repair.step {
        RepairStep::Idle => {}
        RepairStep::Applied(_) | RepairStep::Proposed { .. } => {
            found.push(Refusal::new(Code::CreditRepairUnderWay));
        }
    }
    if context.today < decided.ruling.min_until {
        found.push(Refusal::new(Code::CreditRepairEarly).with("date", decided.ruling.min_until));
    }
    if !duties_fulfilled {
        found.push(Refusal::new(Code::CreditDutiesOpen).at("duties_fulfilled"));
    }
    check_text(
        &request.commitment,
        "commitment",
        TEXT_MAX_CHARS,
        &mut found,
    );
    check_text(&request.duties, "duties", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![CreditEvent::RepairApplied {
        request: RepairRequest {
            commitment: request.commitment.trim().into(),
            evidence: request.evidence.clone(),
            duties: request.duties.trim().into(),
        },
    }])
}

pub(super) fn propose(record: &CreditRecord, grant: bool, reasons: &str) -> Decided {
    match in_force(record)?.repair.step {
        RepairStep::Applied(_) => {}
        RepairStep::Idle | RepairStep::Proposed { .. } => {
            return Err(Code::CreditNoApplication.into());
        }
    }
    required(reasons, "reasons")?;
    Ok(alloc::vec![CreditEvent::RepairProposed {
        grant,
        reasons: reasons.trim().into(),
    }])
}

pub(super) fn approve(record: &CreditRecord, context: &Context<'_>) -> Decided {
    let RepairStep::Proposed {
        grant,
        reasons,
        proposed,
        ..
    } = &in_force(record)?.repair.step
    else {
        return Err(Code::NoProposal.into());
    };
    if is_same(&proposed.by, context) {
        return Err(Code::SecondPerson.into());
    }
    let letter = letters::number(form::REPAIR, context);
    let mut events = alloc::vec![
        CreditEvent::RepairDecided {
            granted: *grant,
            reasons: reasons.clone(),
            letter: letter.clone(),
        },
        letters::letter(form::REPAIR, letter, context),
    ];
    if *grant {
        events.push(CreditEvent::RecordEnded {
            ground: EndGround::Repaired,
        });
    }
    Ok(events)
}

pub(super) fn send_back(record: &CreditRecord, reason: &str) -> Decided {
    match in_force(record)?.repair.step {
        RepairStep::Proposed { .. } => {}
        RepairStep::Idle | RepairStep::Applied(_) => return Err(Code::NoProposal.into()),
    }
    required(reason, "reason")?;
    Ok(alloc::vec![CreditEvent::RepairReturned {
        reason: reason.trim().into(),
    }])
}
