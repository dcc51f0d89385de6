//! What a fact does to a complaint.

use alloc::vec::Vec;

use super::event::ComplaintEvent;
use super::{Complaint, Owner, Reminded, Reply};
use crate::clock::Clock;
use crate::context::Recorded;
use crate::limit::Limit;

/// Folds a fact.
pub fn apply(state: &mut Option<Complaint>, fact: &Recorded<ComplaintEvent>) {
    let Some(complaint) = state.as_mut() else {
        if let ComplaintEvent::ComplaintFiled {
            id,
            number,
            topic,
            text,
            by,
            reply_days,
        } = &fact.event
        {
            *state = Some(Complaint {
                id: *id,
                number: number.clone(),
                topic: topic.clone(),
                text: text.clone(),
                complainant: by.clone(),
                filed_on: fact.on,
                owner: None,
                clock: Clock::new(fact.on, Limit::WorkingDays(*reply_days)),
                replies: Vec::new(),
                reopened: None,
                reminded: Vec::new(),
                updated_at: fact.at,
            });
        }
        return;
    };
    complaint.updated_at = fact.at;
    match &fact.event {
        ComplaintEvent::ComplaintFiled { .. } => {}
        ComplaintEvent::ComplaintAssigned { owner, name } => {
            complaint.owner = Some(Owner {
                user: *owner,
                name: name.clone(),
            });
        }
        ComplaintEvent::ComplaintReplied { text } => {
            complaint.clock.ended_on = Some(fact.on);
            complaint.replies.push(Reply {
                on: fact.on,
                by: fact.by.clone(),
                text: text.clone(),
            });
        }
        ComplaintEvent::ComplaintReopened { reason, reply_days } => {
            complaint.clock = Clock::new(fact.on, Limit::WorkingDays(*reply_days));
            complaint.reopened = Some((fact.on, reason.clone()));
            complaint.reminded.clear();
        }
        ComplaintEvent::ComplaintReminded {
            working_days,
            to,
            lead,
        } => complaint.reminded.push(Reminded {
            on: fact.on,
            working_days: *working_days,
            to: to.clone(),
            lead: *lead,
        }),
    }
}
