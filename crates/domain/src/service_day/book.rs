//! Booking a place, moving it, giving it back; and who gets what was given back.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use jiff::civil::Date;

use super::event::{At, Guest, ServiceDayEvent, Wish};
use super::number::BookingNumber;
use super::{Booking, Decided, ServiceDay, Status, WORDS_MAX_CHARS, is_window, known, state};
use crate::context::Context;
use crate::id::entity::BookingId;
use crate::id::phone;
use crate::project::check_text;
use crate::refusal::{Code, Refusal, Refusals};

/// Why a day that was not published cannot be booked.
pub(super) fn not_published(date: Date, context: &Context<'_>) -> Refusals {
    let last = context.catalogue.service().last_day(context.today);
    if date < context.today {
        Refusal::new(Code::BookingPast)
    } else if date > last {
        Refusal::new(Code::BookingBeyond).with("until", last)
    } else {
        Refusal::new(Code::BookingNoWindow)
    }
    .at("date")
    .into()
}

/// Books a place, or one on the waiting list.
pub(super) fn book(
    day: &ServiceDay,
    at: At,
    (guest, wish, wait): (&Guest, &Wish, bool),
    context: &Context<'_>,
) -> Decided {
    let policy = context.catalogue.service();
    let last = policy.last_day(context.today);
    if day.date > last {
        return Err(not_published(day.date, context));
    }
    // Only its own people and the window book for an enterprise.
    if guest.enterprise.is_some()
        && guest.enterprise != context.actor.enterprise
        && !is_window(context.actor, guest.region.as_deref())
    {
        return Err(Code::NotAllowed.into());
    }
    let mut found = Vec::new();
    let guest = checked(guest, (wish, at), &mut found);
    found.extend(against(day, at, (&guest, None), context));
    let held = day
        .bookings
        .iter()
        .filter(|one| one.status != Status::Cancelled && one.guest.is_same(&guest));
    if held.count() >= usize::from(policy.per_person_a_day) {
        found.push(
            Refusal::new(Code::BookingTooMany)
                .with("max", policy.per_person_a_day)
                .at("date"),
        );
    }
    let is_full = day.slot(at).is_some() && day.free(at) == 0;
    if is_full && !wait {
        found.push(Refusal::new(Code::BookingFull).at("time"));
    }
    if is_full && wait && day.waiting(at) >= u16::from(policy.waiting_max) {
        found.push(
            Refusal::new(Code::BookingListFull)
                .with("max", policy.waiting_max)
                .at("time"),
        );
    }
    Refusals::check(found)?;
    let booking = BookingId::from_bytes(context.fresh.random());
    let serial = day.bookings.len().saturating_add(1);
    let number = BookingNumber {
        date: day.date,
        serial: u16::try_from(serial).unwrap_or(u16::MAX),
    };
    let wish = trimmed(wish);
    Ok(alloc::vec![if is_full {
        ServiceDayEvent::PlaceQueued {
            booking,
            number,
            at,
            guest,
            wish,
        }
    } else {
        ServiceDayEvent::PlaceBooked {
            booking,
            number,
            at,
            guest,
            wish,
        }
    }])
}

/// The guest with a telephone number in its one form, if it is one.
fn checked(guest: &Guest, (wish, at): (&Wish, At), found: &mut Vec<Refusal>) -> Guest {
    let phone = phone::parse(&guest.phone);
    if phone.is_none() {
        found.push(Refusal::new(Code::BookingPhone).at("phone"));
    }
    check_text(&guest.name, "name", WORDS_MAX_CHARS, found);
    check_text(&wish.matter, "matter", WORDS_MAX_CHARS, found);
    if at.kind.needs_address() {
        check_text(&wish.address, "address", WORDS_MAX_CHARS, found);
    }
    Guest {
        phone: phone.unwrap_or_default(),
        name: guest.name.trim().to_owned(),
        ..guest.clone()
    }
}

fn trimmed(wish: &Wish) -> Wish {
    Wish {
        matter: wish.matter.trim().to_owned(),
        address: wish.address.trim().to_owned(),
    }
}

/// What speaks against a time, whoever asks; beside the booking that would be moved there.
fn against(
    day: &ServiceDay,
    at: At,
    (guest, moved): (&Guest, Option<BookingId>),
    context: &Context<'_>,
) -> Vec<Refusal> {
    let mut found = Vec::new();
    let Some(slot) = day.slot(at) else {
        let code = if day.date < context.today {
            Code::BookingPast
        } else {
            Code::BookingNoWindow
        };
        found.push(Refusal::new(code).at("time"));
        return found;
    };
    if day.has_begun(at.start, context.now) {
        found.push(Refusal::new(Code::BookingPast).at("time"));
    }
    let same_time = day.bookings.iter().find(|one| {
        let overlaps = day
            .slot(one.at)
            .is_some_and(|other| other.start < slot.end && slot.start < other.end);
        let stands = !matches!(one.status, Status::Cancelled | Status::NoShow);
        overlaps && stands && Some(one.id) != moved && one.guest.is_same(guest)
    });
    if let Some(other) = same_time {
        found.push(
            Refusal::new(Code::BookingDouble)
                .with("number", other.number)
                .with("slot", day.date.to_datetime(other.at.start))
                .with("service_kind", other.at.kind.as_str())
                .at("time"),
        );
    }
    found
}

/// Moves a booking to another time of the day; its place goes to whoever waits for it.
pub(super) fn change(day: &ServiceDay, id: BookingId, at: At, context: &Context<'_>) -> Decided {
    let booking = open(day, id, context)?;
    if booking.at == at {
        return Ok(Vec::new());
    }
    let mut found = against(day, at, (&booking.guest, Some(id)), context);
    if day.slot(at).is_some() && day.free(at) == 0 {
        found.push(Refusal::new(Code::BookingFull).at("time"));
    }
    if at.kind.needs_address() {
        check_text(
            &booking.wish.address,
            "address",
            WORDS_MAX_CHARS,
            &mut found,
        );
    }
    Refusals::check(found)?;
    let mut events = alloc::vec![ServiceDayEvent::BookingChanged { booking: id, at }];
    if booking.status == Status::Booked {
        events.extend(moved_up(day, booking.at, (1, Some(id)), context));
    }
    Ok(events)
}

/// Cancels a booking; its place goes to whoever waits for it.
pub(super) fn cancel(
    day: &ServiceDay,
    id: BookingId,
    (reason, moved_to): (&str, Option<BookingId>),
    context: &Context<'_>,
) -> Decided {
    let booking = known(day, id)?;
    if booking.status == Status::Cancelled {
        return Ok(Vec::new());
    }
    let booking = open(day, id, context)?;
    let by_window = is_window(context.actor, booking.guest.region.as_deref());
    if by_window && moved_to.is_none() {
        let mut found = Vec::new();
        check_text(reason, "reason", WORDS_MAX_CHARS, &mut found);
        Refusals::check(found)?;
    }
    let mut events = alloc::vec![ServiceDayEvent::BookingCancelled {
        booking: id,
        by_window,
        reason: reason.trim().chars().take(WORDS_MAX_CHARS).collect(),
        moved_to,
    }];
    if booking.status == Status::Booked {
        events.extend(moved_up(day, booking.at, (1, Some(id)), context));
    }
    Ok(events)
}

/// A booking that is still to come and whose time has not begun.
fn open<'a>(
    day: &'a ServiceDay,
    id: BookingId,
    context: &Context<'_>,
) -> Result<&'a Booking, Refusals> {
    let booking = known(day, id)?;
    if !booking.status.is_open() {
        return Err(state(booking));
    }
    if day.has_begun(booking.at.start, context.now) {
        return Err(Code::BookingPast.into());
    }
    Ok(booking)
}

/// Who gets so many places of a time that got free: the first of its waiting list, unless it has begun.
pub(super) fn moved_up(
    day: &ServiceDay,
    at: At,
    (places, leaving): (u16, Option<BookingId>),
    context: &Context<'_>,
) -> Vec<ServiceDayEvent> {
    if day.has_begun(at.start, context.now) {
        return Vec::new();
    }
    day.bookings
        .iter()
        .filter(|one| one.at == at && one.status == Status::Waiting && Some(one.id) != leaving)
        .take(usize::from(places))
        .map(|one| ServiceDayEvent::BookingMovedUp { booking: one.id })
        .collect()
}
