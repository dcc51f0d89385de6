//! Giving a review and changing it once.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use jiff::ToSpan;
use jiff::civil::Date;

use super::command::Given;
use super::event::{Level, ReviewEvent};
use super::served::Served;
use super::{Decided, ServiceReview};
use crate::context::Context;
use crate::project::{TEXT_MAX_CHARS, check_text};
use crate::refusal::{Code, Refusal, Refusals};

/// Gives it; a bad one opens its follow-up in the same act.
pub(super) fn give(served: &Served, given: &Given, context: &Context<'_>) -> Decided {
    let level = check(given, context)?;
    let mut events = alloc::vec![ReviewEvent::ReviewGiven {
        served: served.clone(),
        level,
        reasons: given.reasons.clone(),
        text: given.text.trim().to_owned(),
    }];
    events.extend(opened(level, context));
    Ok(events)
}

/// Changes it: once, and not for long. A follow-up that runs goes on, whatever the review says now.
pub(super) fn change(review: &ServiceReview, given: &Given, context: &Context<'_>) -> Decided {
    if review.changed_on.is_some() {
        return Err(Code::ReviewChanged.into());
    }
    let until = last_day_to_change(review, context);
    if context.today > until {
        return Err(Refusal::new(Code::ReviewChangeOver)
            .with("until", until)
            .into());
    }
    let level = check(given, context)?;
    let mut events = alloc::vec![ReviewEvent::ReviewChanged {
        level,
        reasons: given.reasons.clone(),
        text: given.text.trim().to_owned(),
    }];
    if review.follow_up.is_none() {
        events.extend(opened(level, context));
    }
    Ok(events)
}

/// Last day on which it can be changed.
pub fn last_day_to_change(review: &ServiceReview, context: &Context<'_>) -> Date {
    let days = i64::from(context.catalogue.feedback().change_days);
    review.given_on.saturating_add(days.days())
}

/// The level; a bad one has a reason of the list and says what was wrong.
fn check(given: &Given, context: &Context<'_>) -> Result<Level, Refusals> {
    let mut found = Vec::new();
    let policy = context.catalogue.feedback();
    let Some(level) = given.level else {
        return Err(Refusal::new(Code::NothingChosen).at("level").into());
    };
    let unknown = |code: &&alloc::string::String| policy.reason(code).is_none();
    if given.reasons.iter().any(|code| unknown(&code)) {
        found.push(Refusal::new(Code::UnknownReason).at("reasons"));
    }
    if level.is_bad() {
        if given.reasons.is_empty() {
            found.push(Refusal::new(Code::ReviewReasons).at("reasons"));
        }
        check_text(&given.text, "text", TEXT_MAX_CHARS, &mut found);
    } else if !given.text.trim().is_empty() {
        check_text(&given.text, "text", TEXT_MAX_CHARS, &mut found);
    }
    Refusals::check(found)?;
    Ok(level)
}

fn opened(level: Level, context: &Context<'_>) -> Option<ReviewEvent> {
    let bad = &context.catalogue.feedback().bad;
    level.is_bad().then_some(ReviewEvent::FollowUpOpened {
        contact_days: bad.contact_days,
        put_right_days: bad.put_right_days,
        max_days: bad.put_right_max_days,
    })
}
