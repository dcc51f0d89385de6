//! The party's right to be heard (陈述申辩): given, waived or lapsed, and looked into.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::CreditEvent;
use super::investigate::{later, wrong_side};
use super::record::{CreditRecord, Defence, Stage, Told};
use super::{Decided, stage};
use crate::context::Context;
use crate::project::event::StoredFile;
use crate::project::{TEXT_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// What was told, if an answer received on this day is heard: as long as nobody went on without
/// it, whatever the day; after that only what came in time, until the decision.
fn may_answer(record: &CreditRecord, received_on: Date) -> Result<&Told, Refusals> {
    let told = match &record.stage {
        Stage::Told(told) => return Ok(told),
        Stage::Heard(heard) => &heard.told,
        Stage::Proposed(proposed) => &proposed.heard.told,
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => return Err(stage(record)),
    };
    if received_on > told.defence_until {
        return Err(Refusal::new(Code::CreditDefenceOver)
            .with("until", told.defence_until)
            .into());
    }
    Ok(told)
}

pub(super) fn give(
    record: &CreditRecord,
    text: &str,
    files: &[StoredFile],
    context: &Context<'_>,
) -> Decided {
    may_answer(record, context.today)?;
    required(text, "text")?;
    Ok(alloc::vec![CreditEvent::DefenceGiven {
        text: text.trim().into(),
        files: files.to_vec(),
        on_paper: false,
        received_on: context.today,
    }])
}

pub(super) fn record(
    record: &CreditRecord,
    text: &str,
    scan: &StoredFile,
    received_on: Date,
    context: &Context<'_>,
) -> Decided {
    let told = may_answer(record, received_on)?;
    let mut found = Vec::new();
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    found.extend(later("received_on", received_on, context.today));
    if received_on < told.told.on {
        found.push(wrong_side("received_on", received_on, told.told.on));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![CreditEvent::DefenceGiven {
        text: text.trim().into(),
        files: alloc::vec![scan.clone()],
        on_paper: true,
        received_on,
    }])
}

pub(super) fn waive(record: &CreditRecord) -> Decided {
    match record.stage {
        Stage::Told(_) => Ok(alloc::vec![CreditEvent::DefenceWaived]),
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Heard(_)
        | Stage::Proposed(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => Err(stage(record)),
    }
}

pub(super) fn lapse(record: &CreditRecord, context: &Context<'_>) -> Decided {
    let Stage::Told(told) = &record.stage else {
        return Err(stage(record));
    };
    running(told, context)?;
    Ok(alloc::vec![CreditEvent::DefenceLapsed])
}

/// The party still has time.
pub(super) fn running(told: &Told, context: &Context<'_>) -> Result<(), Refusals> {
    if context.today > told.defence_until {
        return Ok(());
    }
    Err(Refusal::new(Code::CreditDefenceRunning)
        .with("until", told.defence_until)
        .into())
}

pub(super) fn answer(record: &CreditRecord, answer: &str) -> Decided {
    let Stage::Heard(heard) = &record.stage else {
        return Err(stage(record));
    };
    match &heard.defence {
        Defence::Given { answer: None, .. } => {}
        Defence::Given {
            answer: Some(_), ..
        }
        | Defence::Waived(_)
        | Defence::Lapsed(_) => return Err(Code::CreditNothingToAnswer.into()),
    }
    required(answer, "answer")?;
    Ok(alloc::vec![CreditEvent::DefenceAnswered {
        answer: String::from(answer.trim()),
    }])
}
