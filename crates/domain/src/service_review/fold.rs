//! What a fact does to a review.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::ReviewEvent;
use super::{FollowUp, ServiceReview, Step, StepKind};
use crate::clock::Clock;
use crate::context::Recorded;
use crate::limit::Limit;

/// Folds a fact.
pub fn apply(state: &mut Option<ServiceReview>, fact: &Recorded<ReviewEvent>) {
    let Some(review) = state.as_mut() else {
        if let ReviewEvent::ReviewGiven {
            served,
            level,
            reasons,
            text,
        } = &fact.event
        {
            *state = Some(ServiceReview {
                served: served.clone(),
                level: *level,
                reasons: reasons.clone(),
                text: text.clone(),
                by: fact.by.clone(),
                given_on: fact.on,
                changed_on: None,
                follow_up: None,
                updated_at: fact.at,
            });
        }
        return;
    };
    review.updated_at = fact.at;
    match &fact.event {
        ReviewEvent::ReviewGiven { .. } => {}
        ReviewEvent::ReviewChanged {
            level,
            reasons,
            text,
        } => {
            review.level = *level;
            review.reasons.clone_from(reasons);
            review.text.clone_from(text);
            review.changed_on = Some(fact.on);
        }
        ReviewEvent::FollowUpOpened {
            contact_days,
            put_right_days,
            max_days,
        } => {
            review.follow_up = Some(FollowUp {
                contact: Clock::new(fact.on, Limit::WorkingDays(*contact_days)),
                put_right: Clock::new(fact.on, Limit::WorkingDays(*put_right_days)),
                max_days: *max_days,
                steps: Vec::new(),
                called_back: None,
                closed_on: None,
                reminded: Vec::new(),
            });
        }
        event => {
            if let Some(follow_up) = review.follow_up.as_mut() {
                follow(follow_up, fact, event);
            }
        }
    }
}

fn follow(follow_up: &mut FollowUp, fact: &Recorded<ReviewEvent>, event: &ReviewEvent) {
    static NO_WORDS: String = String::new();
    let (kind, text): (StepKind, &String) = match event {
        ReviewEvent::ReviewerContacted { text } => {
            if follow_up.contact.ended_on.is_none() {
                follow_up.reminded.clear();
            }
            follow_up.contact.ended_on.get_or_insert(fact.on);
            (StepKind::Contacted, text)
        }
        ReviewEvent::PuttingRightExtended { days, reason } => {
            let total = follow_up.put_right.extended_days.saturating_add(*days);
            follow_up.put_right.extended_days = total;
            // Another day to be reminded of, unless it is the contact that is next.
            if follow_up.contact.ended_on.is_some() {
                follow_up.reminded.clear();
            }
            (StepKind::Extended, reason)
        }
        ReviewEvent::ReviewPutRight { text } => {
            follow_up.put_right.ended_on.get_or_insert(fact.on);
            // What was said before this measure says nothing of it.
            follow_up.called_back = None;
            (StepKind::PutRight, text)
        }
        ReviewEvent::ReviewerCalledBack { content, text } => {
            follow_up.called_back = Some(*content);
            let kind = if *content {
                StepKind::Content
            } else {
                StepKind::Discontent
            };
            (kind, text)
        }
        ReviewEvent::FollowUpClosed { note } => {
            follow_up.closed_on = Some(fact.on);
            (StepKind::Closed, note)
        }
        ReviewEvent::FollowUpReminded { working_days } => {
            follow_up.reminded.push(*working_days);
            (StepKind::Reminded(*working_days), &NO_WORDS)
        }
        ReviewEvent::ReviewGiven { .. }
        | ReviewEvent::ReviewChanged { .. }
        | ReviewEvent::FollowUpOpened { .. } => return,
    };
    follow_up.steps.push(Step {
        on: fact.on,
        by: fact.by.clone(),
        kind,
        text: text.clone(),
    });
}
