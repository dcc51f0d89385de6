//! Publication (公示), its end at the longest time, and the withdrawal of a record of the wrong
//! party.

use alloc::vec::Vec;

use super::event::{CreditEvent, EndGround};
use super::record::{CreditRecord, Stage};
use super::{Decided, stage};
use crate::context::Context;
use crate::project::{TEXT_MAX_CHARS, check_text};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn publish(record: &CreditRecord, context: &Context<'_>) -> Decided {
    let Stage::Decided(decided) = &record.stage else {
        return Err(stage(record));
    };
    let ruling = &decided.ruling;
    let mut found = Vec::new();
    if !ruling.proposal.publish {
        found.push(
            Refusal::new(Code::CreditNotPublished).with("class", ruling.proposal.class.as_str()),
        );
    }
    if context.today > ruling.max_until {
        found.push(Refusal::new(Code::CreditMaximumOver).with("until", ruling.max_until));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![CreditEvent::RecordPublished])
}

pub(super) fn end_at_maximum(record: &CreditRecord, context: &Context<'_>) -> Decided {
    if matches!(record.stage, Stage::Ended(_)) {
        // The job that ends records may run twice.
        return Ok(Vec::new());
    }
    let Some(decided) = record.stage.in_force() else {
        return Err(stage(record));
    };
    let until = decided.ruling.max_until;
    if context.today <= until {
        return Err(Refusal::new(Code::CreditMaximumAhead)
            .with("until", until)
            .into());
    }
    Ok(alloc::vec![CreditEvent::RecordEnded {
        ground: EndGround::Maximum,
    }])
}

pub(super) fn withdraw(record: &CreditRecord, reason: &str, correction: &str) -> Decided {
    if matches!(record.stage, Stage::Dropped(_) | Stage::Withdrawn(_)) {
        return Err(stage(record));
    }
    let was_published = record.stage.published().is_some();
    let mut found = Vec::new();
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    if was_published {
        check_text(correction, "correction", TEXT_MAX_CHARS, &mut found);
    }
    Refusals::check(found)?;
    let mut events = alloc::vec![CreditEvent::RecordWithdrawn {
        reason: reason.trim().into(),
    }];
    if was_published {
        events.push(CreditEvent::CorrectionPublished {
            text: correction.trim().into(),
        });
    }
    Ok(events)
}
