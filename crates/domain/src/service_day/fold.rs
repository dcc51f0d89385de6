//! What a fact does to the day.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::{At, Guest, ServiceDayEvent, Wish};
use super::number::BookingNumber;
use super::{Booking, ServiceDay, Status};
use crate::context::Recorded;
use crate::id::entity::BookingId;

/// Folds a fact.
pub fn apply(state: &mut Option<ServiceDay>, fact: &Recorded<ServiceDayEvent>) {
    let Some(day) = state.as_mut() else {
        if let ServiceDayEvent::DayPublished { date, slots } = &fact.event {
            *state = Some(ServiceDay {
                date: *date,
                slots: slots.clone(),
                bookings: Vec::new(),
                updated_at: fact.at,
            });
        }
        return;
    };
    day.updated_at = fact.at;
    fold(day, fact);
}

fn fold(day: &mut ServiceDay, fact: &Recorded<ServiceDayEvent>) {
    match &fact.event {
        ServiceDayEvent::DayPublished { .. } => {}
        ServiceDayEvent::CapacityChanged { at, capacity, .. } => {
            let mut slots = day.slots.iter_mut();
            if let Some(slot) = slots.find(|slot| At::from(&**slot) == *at) {
                slot.capacity = *capacity;
            }
        }
        ServiceDayEvent::PlaceBooked {
            booking,
            number,
            at,
            guest,
            wish,
        }
        | ServiceDayEvent::PlaceQueued {
            booking,
            number,
            at,
            guest,
            wish,
        } => {
            let status = match &fact.event {
                ServiceDayEvent::PlaceQueued { .. } => Status::Waiting,
                _ => Status::Booked,
            };
            add(day, (*booking, *number), (*at, guest, wish), status, fact);
        }
        ServiceDayEvent::BookingMovedUp { booking } => {
            change(day, *booking, |one| one.status = Status::Booked);
        }
        ServiceDayEvent::BookingChanged { booking, at } => change(day, *booking, |one| {
            one.at = *at;
            one.status = Status::Booked;
        }),
        ServiceDayEvent::BookingCancelled {
            booking,
            reason,
            moved_to,
            ..
        } => change(day, *booking, |one| {
            one.status = Status::Cancelled;
            one.reason.clone_from(reason);
            one.moved_to = *moved_to;
        }),
        ServiceDayEvent::VisitorCame { booking } => change(day, *booking, |one| {
            one.status = Status::CheckedIn;
            one.came_at = Some(fact.at);
        }),
        ServiceDayEvent::VisitorServed { booking, done } => change(day, *booking, |one| {
            one.status = Status::Served;
            one.served_at = Some(fact.at);
            one.served_by = fact.by.user;
            one.done.clone_from(done);
        }),
        ServiceDayEvent::NobodyCame { booking } => {
            change(day, *booking, |one| one.status = Status::NoShow);
        }
    }
}

fn add(
    day: &mut ServiceDay,
    (id, number): (BookingId, BookingNumber),
    (at, guest, wish): (At, &Guest, &Wish),
    status: Status,
    fact: &Recorded<ServiceDayEvent>,
) {
    day.bookings.push(Booking {
        id,
        number,
        at,
        guest: guest.clone(),
        wish: wish.clone(),
        status,
        booked_at: fact.at,
        came_at: None,
        served_at: None,
        served_by: None,
        done: String::new(),
        reason: String::new(),
        moved_to: None,
    });
}

fn change(day: &mut ServiceDay, id: BookingId, with: impl FnOnce(&mut Booking)) {
    if let Some(booking) = day.bookings.iter_mut().find(|booking| booking.id == id) {
        with(booking);
    }
}
