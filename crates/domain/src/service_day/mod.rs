//! One day of the service windows (预约、延时、错时、上门): what was published, who booked, who waits, who came.
//!
//! [`decide`] checks a command against the day and answers with facts or with every reason to refuse; [`apply`] folds a
//! fact. Both are pure. One stream for each date, so that two people can never be given the same last place: whoever
//! decided on an older version of the day decides again.

mod attend;
mod book;
pub mod command;
pub mod event;
mod fold;
mod number;

use alloc::string::String;
use alloc::vec::Vec;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

pub use self::command::ServiceDayCommand;
pub use self::event::{At, Guest, ServiceDayEvent, Wish};
pub use self::fold::apply;
pub use self::number::{BookingNumber, NotABookingNumber};

use crate::access::{Actor, Relation, Role};
use crate::calendar::local_datetime;
use crate::catalogue::Slot;
use crate::context::{Context, Recorded};
use crate::id::entity::{BookingId, UserId};
use crate::refusal::{Code, Refusal, Refusals};

/// Facts of one decision, in order.
pub type Decided = Result<Vec<ServiceDayEvent>, Refusals>;

/// Characters of a name, a matter or an address.
pub const WORDS_MAX_CHARS: usize = 200;

/// A day of the service windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDay {
    /// The date.
    pub date: Date,
    /// What is offered, by kind and time.
    pub slots: Vec<Slot>,
    /// All bookings, in the order in which they were made.
    pub bookings: Vec<Booking>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It has a place.
    Booked,
    /// On the waiting list.
    Waiting,
    /// The visitor is there.
    CheckedIn,
    /// Served.
    Served,
    /// Nobody came.
    NoShow,
    /// Cancelled.
    Cancelled,
}

impl Status {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 6] = [
        Self::Booked,
        Self::Waiting,
        Self::CheckedIn,
        Self::Served,
        Self::NoShow,
        Self::Cancelled,
    ];

    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Waiting => "waiting",
            Self::CheckedIn => "checked_in",
            Self::Served => "served",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it takes a place. Whoever did not come had one.
    pub const fn takes_place(self) -> bool {
        matches!(
            self,
            Self::Booked | Self::CheckedIn | Self::Served | Self::NoShow
        )
    }

    /// Whether it is still to come.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Waiting)
    }
}

/// Somebody's booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Its id, which nobody can guess: whoever has it may see and cancel an anonymous booking.
    pub id: BookingId,
    /// Its number, which is said on the phone and proves nothing.
    pub number: BookingNumber,
    /// For when and what.
    pub at: At,
    /// Who. Personal data.
    pub guest: Guest,
    /// What for.
    pub wish: Wish,
    /// Where it stands.
    pub status: Status,
    /// When it was made.
    pub booked_at: Timestamp,
    /// When the visitor came.
    pub came_at: Option<Timestamp>,
    /// When the visitor had been served.
    pub served_at: Option<Timestamp>,
    /// Who served, where a person with an account did.
    pub served_by: Option<UserId>,
    /// What was done.
    pub done: String,
    /// Why it was cancelled, if that was said.
    pub reason: String,
    /// The booking on another day that replaces it.
    pub moved_to: Option<BookingId>,
}

impl ServiceDay {
    /// What is offered at a time.
    pub fn slot(&self, at: At) -> Option<&Slot> {
        self.slots
            .iter()
            .find(|slot| slot.kind == at.kind && slot.start == at.start)
    }

    /// Places taken at a time.
    pub fn taken(&self, at: At) -> u16 {
        self.count(at, Status::takes_place)
    }

    /// People waiting for a time.
    pub fn waiting(&self, at: At) -> u16 {
        self.count(at, |status| status == Status::Waiting)
    }

    /// How many bookings of a time stand so.
    pub fn count(&self, at: At, is_counted: impl Fn(Status) -> bool) -> u16 {
        let bookings = self.bookings.iter();
        let counted = bookings.filter(|booking| booking.at == at && is_counted(booking.status));
        u16::try_from(counted.count()).unwrap_or(u16::MAX)
    }

    /// Places left at a time.
    pub fn free(&self, at: At) -> u16 {
        let capacity = self.slot(at).map_or(0, |slot| slot.capacity);
        capacity.saturating_sub(self.taken(at))
    }

    /// The booking with this id.
    pub fn booking(&self, id: BookingId) -> Option<&Booking> {
        self.bookings.iter().find(|booking| booking.id == id)
    }

    /// The place of a booking on its waiting list, from 1.
    pub fn place_in_line(&self, id: BookingId) -> Option<usize> {
        let wanted = self.booking(id)?;
        let mut line = self
            .bookings
            .iter()
            .filter(|one| one.at == wanted.at && one.status == Status::Waiting);
        Some(line.position(|one| one.id == id)?.saturating_add(1))
    }

    /// When a time of this day begins, on the city's clocks.
    fn begins(&self, start: Time) -> DateTime {
        self.date.to_datetime(start)
    }

    /// Whether a time of this day has begun.
    pub fn has_begun(&self, start: Time, now: Timestamp) -> bool {
        self.begins(start) <= local_datetime(now)
    }
}

/// How the actor stands to a booking. One that belongs to no enterprise is its own of whoever knows its id and is not of
/// the window, which reaches bookings of the regions it serves.
pub fn relations(booking: &Booking, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    let owner = booking.guest.enterprise;
    let is_own = match owner {
        None => !actor.is_of_window(),
        owner => owner == actor.enterprise,
    };
    if is_own {
        found.push(Relation::Own);
    }
    let region = booking.guest.region.as_deref();
    if is_window(actor, region) {
        found.push(Relation::SameOrganisation);
    }
    found
}

/// Whether the actor is the window and not its visitor, and serves this region: without one the home region, whose the
/// windows are.
fn is_window(actor: &Actor, region: Option<&str>) -> bool {
    let serves = match region {
        Some(region) => actor.territory.covers(region),
        None => actor.territory.covers_home(),
    };
    serves && (actor.is(Role::Agent) || actor.is(Role::WindowLead))
}

/// Decides a command. `None` is a day that was not published.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(
    day: Option<&ServiceDay>,
    command: &ServiceDayCommand,
    context: &Context<'_>,
) -> Decided {
    let relations = match command.booking() {
        Some(id) => {
            let booking = day.and_then(|day| day.booking(id));
            // Of a booking that does not exist nothing is told, not even to whom it does not belong.
            relations(
                booking.ok_or_else(|| Refusals::from(Code::NoBooking))?,
                context.actor,
            )
        }
        None if is_window(context.actor, None) => {
            alloc::vec![Relation::Other, Relation::SameOrganisation]
        }
        None => alloc::vec![Relation::Other],
    };
    if !context.actor.may(command.action(), &relations) {
        return Err(Refusal::new(Code::NotAllowed)
            .with("action", alloc::format!("{:?}", command.action()))
            .into());
    }
    match (day, command) {
        (_, ServiceDayCommand::Publish { date }) => attend::publish(day, *date, context),
        (Some(day), command) => go_on(day, command, context),
        (None, ServiceDayCommand::Book { date, .. }) => Err(book::not_published(*date, context)),
        (None, _) => Err(Code::NoBooking.into()),
    }
}

/// Decides a command about a day that was published.
fn go_on(day: &ServiceDay, command: &ServiceDayCommand, context: &Context<'_>) -> Decided {
    match command {
        ServiceDayCommand::Publish { date } => attend::publish(Some(day), *date, context),
        ServiceDayCommand::Book {
            date: _,
            at,
            guest,
            wish,
            wait,
        } => book::book(day, *at, (guest, wish, *wait), context),
        ServiceDayCommand::Change { booking, at } => book::change(day, *booking, *at, context),
        ServiceDayCommand::Cancel {
            booking,
            reason,
            moved_to,
        } => book::cancel(day, *booking, (reason, *moved_to), context),
        ServiceDayCommand::CheckIn { booking } => attend::check_in(day, *booking, context),
        ServiceDayCommand::Serve { booking, done } => attend::serve(day, *booking, done),
        ServiceDayCommand::NoShow { booking } => attend::no_show(day, *booking, context),
        ServiceDayCommand::SetCapacity {
            at,
            capacity,
            reason,
        } => attend::set_capacity(day, *at, (*capacity, reason), context),
    }
}

/// Replays a stream.
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Recorded<ServiceDayEvent>>,
) -> Option<ServiceDay> {
    let mut day = None;
    for event in events {
        apply(&mut day, event);
    }
    day
}

/// The booking's state forbids the act.
fn state(booking: &Booking) -> Refusals {
    Refusal::new(Code::BookingState)
        .with("booking_status", booking.status.as_str())
        .into()
}

/// The booking, which [`decide`] has found before.
fn known(day: &ServiceDay, id: BookingId) -> Result<&Booking, Refusals> {
    day.booking(id)
        .ok_or_else(|| Refusals::from(Code::NoBooking))
}
