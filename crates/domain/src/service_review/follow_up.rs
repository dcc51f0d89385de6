//! What follows a bad review: contact, putting right, call-back, and only then the end.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::command::ReviewCommand;
use super::event::ReviewEvent;
use super::{Decided, FollowUp, ServiceReview};
use crate::context::Context;
use crate::project::{TEXT_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};
use crate::rung::due_rung;

pub(super) fn decide(review: &ServiceReview, command: &ReviewCommand) -> Decided {
    let follow_up = review.follow_up.as_ref();
    let follow_up = follow_up.ok_or_else(|| Refusals::from(Code::ReviewNotBad))?;
    if follow_up.closed_on.is_some() {
        return Err(Code::FollowUpClosed.into());
    }
    let event = match command {
        ReviewCommand::Contact { text } => ReviewEvent::ReviewerContacted { text: said(text)? },
        ReviewCommand::Extend { days, reason } => return extend(follow_up, *days, reason),
        ReviewCommand::PutRight { text } => {
            contacted(follow_up)?;
            ReviewEvent::ReviewPutRight { text: said(text)? }
        }
        ReviewCommand::CallBack { content, text } => return call_back(follow_up, *content, text),
        ReviewCommand::Close { note } => return close(follow_up, note),
        ReviewCommand::Give { .. } | ReviewCommand::Change { .. } | ReviewCommand::Remind => {
            return Err(Code::NotAllowed.into());
        }
    };
    Ok(alloc::vec![event])
}

/// The reminder that is due of the step that is next.
pub(super) fn remind(review: &ServiceReview, context: &Context<'_>) -> Vec<ReviewEvent> {
    let follow_up = review.follow_up.as_ref();
    let open = follow_up.filter(|it| it.closed_on.is_none());
    let reminder = open.and_then(|it| {
        let due = it.running()?.due(context.calendar, context.today)?;
        let left = context.calendar.count(context.today, due.date);
        let rungs = &context.catalogue.feedback().bad.reminders;
        due_rung(rungs, left, &it.reminded)
    });
    let reminder = reminder.map(|working_days| ReviewEvent::FollowUpReminded { working_days });
    reminder.into_iter().collect()
}

fn said(text: &str) -> Result<String, Refusals> {
    required(text, "text")?;
    Ok(text.trim().to_owned())
}

/// Nothing is put right over the head of whoever said that it was wrong.
fn contacted(follow_up: &FollowUp) -> Result<(), Refusals> {
    if follow_up.contact.ended_on.is_none() {
        return Err(Code::ReviewNotContacted.into());
    }
    Ok(())
}

fn extend(follow_up: &FollowUp, days: u16, reason: &str) -> Decided {
    if follow_up.put_right.ended_on.is_some() {
        return Err(Code::ReviewIsPutRight.into());
    }
    let mut found = Vec::new();
    let left = follow_up.days_left();
    if days == 0 || days > left {
        let refusal = Refusal::new(Code::ReviewExtendMax);
        let refusal = refusal.with("max", follow_up.max_days).with("left", left);
        found.push(refusal.at("days"));
    }
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![ReviewEvent::PuttingRightExtended {
        days,
        reason: reason.trim().to_owned(),
    }])
}

fn call_back(follow_up: &FollowUp, content: Option<bool>, text: &str) -> Decided {
    if follow_up.put_right.ended_on.is_none() {
        return Err(Code::ReviewNotPutRight.into());
    }
    let mut found = Vec::new();
    if content.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("answer"));
    }
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![ReviewEvent::ReviewerCalledBack {
        content: content.unwrap_or_default(),
        text: text.trim().to_owned(),
    }])
}

fn close(follow_up: &FollowUp, note: &str) -> Decided {
    match follow_up.called_back {
        None => return Err(Code::ReviewNoCallBack.into()),
        Some(true) if note.trim().is_empty() => {}
        Some(_) => required(note, "note")?,
    }
    Ok(alloc::vec![ReviewEvent::FollowUpClosed {
        note: note.trim().to_owned(),
    }])
}
