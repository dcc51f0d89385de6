//! Visits: planned, held, confirmed by the enterprise. Both times are kept: when it happened and when it was recorded.

use alloc::vec::Vec;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::command::{NewVisit, Taken};
use super::event::AgencyEvent;
use super::{Visit, fact};
use crate::calendar::{local_date, local_datetime};
use crate::context::Context;
use crate::id::entity::VisitId;
use crate::project::{Decided, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// Minutes a visit takes the agent at least; two that begin closer together are one too many.
const VISIT_MINUTES: i64 = 60;
/// Hours looked through for a free one: more than two weeks of office hours.
const HOURS_LOOKED_AT: u16 = 200;

/// The visit that begins within an hour of this moment.
fn clash(taken: &[Taken], at: DateTime) -> Option<&Taken> {
    taken.iter().find(|other| {
        let between = at.duration_since(other.at).abs();
        between < SignedDuration::from_mins(VISIT_MINUTES)
    })
}

/// The next hour from this moment on that is free: an hour later, or one from the beginning of a later working day on.
fn next_free(taken: &[Taken], at: DateTime, context: &Context<'_>) -> Option<DateTime> {
    let hours = context.catalogue.city().office_hours;
    let mut next = at;
    for _ in 0..HOURS_LOOKED_AT {
        next = next.checked_add(VISIT_MINUTES.minutes()).ok()?;
        let day = if next.time() >= hours.close {
            next.date().tomorrow().ok()?
        } else {
            next.date()
        };
        let day = context.calendar.next_working(day);
        if day != next.date() || next.time() < hours.open {
            next = day.to_datetime(hours.open);
        }
        if clash(taken, next).is_none() {
            return Some(next);
        }
    }
    None
}

/// Nobody is at two places at once. A visit without an hour, or one that is over and typed up later, takes no time.
fn free(new: &NewVisit, context: &Context<'_>) -> Option<Refusal> {
    let at = new.on.to_datetime(new.time?);
    if at <= local_datetime(context.now) {
        return None;
    }
    let other = clash(&new.taken, at)?;
    let refusal = Refusal::new(Code::VisitTaken)
        .with("project", &other.project)
        .with("slot", other.at);
    let nearest = next_free(&new.taken, at, context);
    let refusal = match nearest {
        Some(at) => refusal.with("nearest", at),
        None => refusal.with("nearest", ""),
    };
    Some(refusal.at("time"))
}

pub(super) fn plan(new: &NewVisit, context: &Context<'_>) -> Decided {
    let mut found = Vec::new();
    check_text(&new.address, "address", TEXT_MAX_CHARS, &mut found);
    check_text(&new.purpose, "purpose", TEXT_MAX_CHARS, &mut found);
    if new.people.is_empty() {
        found.push(Refusal::new(Code::TextMissing).at("people"));
    }
    for person in &new.people {
        check_text(person, "people", TITLE_MAX_CHARS, &mut found);
    }
    for material in &new.bring {
        check_text(material, "bring", TITLE_MAX_CHARS, &mut found);
    }
    found.extend(free(new, context));
    Refusals::check(found)?;
    Ok(alloc::vec![fact(AgencyEvent::VisitPlanned {
        visit: VisitId::from_bytes(context.fresh.random()),
        on: new.on,
        time: new.time,
        address: new.address.trim().into(),
        people: new.people.clone(),
        purpose: new.purpose.trim().into(),
        bring: new.bring.clone(),
    })])
}

/// The moment given or now; one that is still to come is refused.
fn moment(at: Option<Timestamp>, context: &Context<'_>) -> Result<Timestamp, Refusals> {
    let at = at.unwrap_or(context.now);
    if at > context.now {
        return Err(Refusal::new(Code::DateAhead)
            .with("date", local_date(at))
            .at("at")
            .into());
    }
    Ok(at)
}

fn open(visit: &Visit) -> Result<(), Refusals> {
    if visit.is_open() {
        Ok(())
    } else {
        Err(Code::VisitOver.into())
    }
}

pub(super) fn arrive(visit: &Visit, at: Option<Timestamp>, context: &Context<'_>) -> Decided {
    open(visit)?;
    if visit.arrived.is_some() {
        return Err(Code::VisitBegun.into());
    }
    Ok(alloc::vec![fact(AgencyEvent::VisitArrived {
        visit: visit.id,
        at: moment(at, context)?,
    })])
}

pub(super) fn leave(
    visit: &Visit,
    (at, outcome): (Option<Timestamp>, &str),
    context: &Context<'_>,
) -> Decided {
    open(visit)?;
    let Some(arrived) = visit.arrived else {
        return Err(Code::VisitNotBegun.into());
    };
    let at = moment(at, context)?;
    let mut found = Vec::new();
    if at < arrived.at {
        found.push(
            Refusal::new(Code::VisitTimes)
                .with("at", arrived.at)
                .at("at"),
        );
    }
    check_text(outcome, "outcome", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![fact(AgencyEvent::VisitLeft {
        visit: visit.id,
        at,
        outcome: outcome.trim().into(),
    })])
}

/// The enterprise's word on the record; a "no" says what is wrong.
pub(super) fn confirm(visit: &Visit, agrees: bool, remark: &str) -> Decided {
    if visit.left.is_none() {
        return Err(Code::VisitNotOver.into());
    }
    if let Some((_, on, _)) = &visit.confirmed {
        return Err(Refusal::new(Code::VisitAnswered).with("date", on).into());
    }
    if !agrees {
        required(remark, "remark")?;
    }
    Ok(alloc::vec![fact(AgencyEvent::VisitConfirmed {
        visit: visit.id,
        agrees,
        remark: remark.trim().into(),
    })])
}

pub(super) fn cancel(visit: &Visit, reason: &str) -> Decided {
    open(visit)?;
    if visit.arrived.is_some() {
        return Err(Code::VisitBegun.into());
    }
    required(reason, "reason")?;
    Ok(alloc::vec![fact(AgencyEvent::VisitCancelled {
        visit: visit.id,
        reason: reason.trim().into(),
    })])
}
