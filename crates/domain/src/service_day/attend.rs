//! The window's side: publishing a day, more or fewer places, who came, what was done.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::event::{At, ServiceDayEvent};
use super::{Decided, ServiceDay, Status, WORDS_MAX_CHARS, book, known, state};
use crate::context::Context;
use crate::id::entity::BookingId;
use crate::project::{TEXT_MAX_CHARS, check_text};
use crate::refusal::{Code, Refusal, Refusals};

/// Publishes what the catalogue offers on the date. What was published stays as it was published.
pub(super) fn publish(day: Option<&ServiceDay>, date: Date, context: &Context<'_>) -> Decided {
    if day.is_some() {
        return Ok(Vec::new());
    }
    let policy = context.catalogue.service();
    if date < context.today || date > policy.last_day(context.today) {
        return Err(book::not_published(date, context));
    }
    Ok(alloc::vec![ServiceDayEvent::DayPublished {
        date,
        slots: policy.slots(date, context.calendar),
    }])
}

/// Offers more or fewer places: never fewer than are taken, and more go first to whoever waits.
pub(super) fn set_capacity(
    day: &ServiceDay,
    at: At,
    (capacity, reason): (u16, &str),
    context: &Context<'_>,
) -> Decided {
    let Some(slot) = day.slot(at) else {
        return Err(Refusal::new(Code::BookingNoWindow).at("time").into());
    };
    let mut found = Vec::new();
    check_text(reason, "reason", WORDS_MAX_CHARS, &mut found);
    let taken = day.taken(at);
    if capacity < taken {
        found.push(
            Refusal::new(Code::CapacityTaken)
                .with("taken", taken)
                .at("capacity"),
        );
    }
    if day.has_begun(at.start, context.now) {
        found.push(Refusal::new(Code::BookingPast).at("time"));
    }
    Refusals::check(found)?;
    if capacity == slot.capacity {
        return Ok(Vec::new());
    }
    let mut events = alloc::vec![ServiceDayEvent::CapacityChanged {
        at,
        capacity,
        reason: reason.trim().to_owned(),
    }];
    let free = capacity.saturating_sub(taken);
    events.extend(book::moved_up(day, at, (free, None), context));
    Ok(events)
}

/// The visitor is there: on the day itself; who came late after all is no longer missing.
pub(super) fn check_in(day: &ServiceDay, id: BookingId, context: &Context<'_>) -> Decided {
    let booking = known(day, id)?;
    match booking.status {
        Status::CheckedIn => return Ok(Vec::new()),
        Status::Booked | Status::NoShow => {}
        Status::Waiting | Status::Served | Status::Cancelled => return Err(state(booking)),
    }
    if context.today < day.date {
        return Err(Refusal::new(Code::BookingAhead)
            .with("until", day.date)
            .into());
    }
    Ok(alloc::vec![ServiceDayEvent::VisitorCame { booking: id }])
}

/// The visitor was served; what was done is said.
pub(super) fn serve(day: &ServiceDay, id: BookingId, done: &str) -> Decided {
    let booking = known(day, id)?;
    if booking.status != Status::CheckedIn {
        return Err(state(booking));
    }
    let mut found = Vec::new();
    check_text(done, "done", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![ServiceDayEvent::VisitorServed {
        booking: id,
        done: done.trim().to_owned(),
    }])
}

/// Nobody came: to be said once the time has begun.
pub(super) fn no_show(day: &ServiceDay, id: BookingId, context: &Context<'_>) -> Decided {
    let booking = known(day, id)?;
    if booking.status == Status::NoShow {
        return Ok(Vec::new());
    }
    if booking.status != Status::Booked {
        return Err(state(booking));
    }
    if !day.has_begun(booking.at.start, context.now) {
        return Err(Refusal::new(Code::BookingAhead)
            .with("until", day.date)
            .into());
    }
    Ok(alloc::vec![ServiceDayEvent::NobodyCame { booking: id }])
}
