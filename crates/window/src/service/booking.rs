//! Bookings of the service windows: their days' streams, publishing, booking, moving, finding.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use window_domain::access::{Action, Actor};
use window_domain::calendar::local_datetime;
use window_domain::catalogue::{Catalogue, ServiceKind};
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::BookingId;
use window_domain::id::phone;
use window_domain::refusal::{Code, Refusals};
use window_domain::service_day::{
    At, Booking, BookingNumber, Guest, ServiceDay, ServiceDayCommand, ServiceDayEvent, Wish, apply,
    decide, relations,
};
use window_store::{
    BookingRow, Folding, IdempotencyKey, OutboxMessage, RowSet, ServiceSlotRow, StreamId,
    StreamKind, service_rows,
};

use super::reload::Cache;
use super::stream::{Aggregate, CommandOf};
use super::{Answer, Office, Refused, Request};

/// Free times offered instead of a full one.
const NEAREST: usize = 3;

/// Times a booking is decided anew while others of other processes book the same day: a queue at the last place must not
/// turn anybody away who could still have one.
const PATIENCE: usize = 50;

impl CommandOf for ServiceDayCommand {
    type Aggregate = ServiceDay;
}

impl Aggregate for ServiceDay {
    type Id = Date;
    type Command = ServiceDayCommand;
    type Event = ServiceDayEvent;

    fn stream(id: Date) -> StreamId {
        StreamId::new(StreamKind::ServiceDay, id.to_string())
    }

    fn decide(
        state: Option<&Self>,
        command: &ServiceDayCommand,
        context: &Context<'_>,
    ) -> Result<Vec<ServiceDayEvent>, Refusals> {
        decide(state, command, context)
    }

    fn apply(state: &mut Option<Self>, fact: &Recorded<ServiceDayEvent>) {
        apply(state, fact);
    }

    fn rows(&self, _version: u64, _folding: Folding<'_>) -> RowSet {
        service_rows(self)
    }

    fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    fn action(command: &ServiceDayCommand) -> Action {
        command.action()
    }

    fn note(event: &ServiceDayEvent, answer: &mut Answer) {
        if let ServiceDayEvent::PlaceBooked { booking, .. }
        | ServiceDayEvent::PlaceQueued { booking, .. } = event
        {
            answer.booking = Some(booking.to_string());
        }
    }

    fn cache(office: &Office) -> &Cache<Self> {
        &office.days
    }

    fn detail(command: &ServiceDayCommand) -> String {
        command.booking().map_or_else(
            || "{}".to_owned(),
            |booking| format!("{{\"booking\":\"{booking}\"}}"),
        )
    }

    fn messages(
        state: (&Self, &Catalogue),
        facts: &[Recorded<ServiceDayEvent>],
    ) -> Vec<OutboxMessage> {
        crate::booking_messages::messages(state, facts)
    }
}

/// What bookings share within one process.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// One after the other, so that this process never loses a race against itself.
    turn: tokio::sync::Mutex<()>,
    /// The day on which everything was published.
    published_on: Mutex<Option<Date>>,
}

/// What somebody wants to book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBooking {
    /// What and when.
    pub at: At,
    /// For whom.
    pub guest: Guest,
    /// What for.
    pub wish: Wish,
    /// Whether to wait if all places are taken.
    pub wait: bool,
}

impl NewBooking {
    fn command(self, date: Date) -> ServiceDayCommand {
        ServiceDayCommand::Book {
            date,
            at: self.at,
            guest: self.guest,
            wish: self.wish,
            wait: self.wait,
        }
    }
}

/// A booking and its day.
#[derive(Debug, Clone)]
pub struct Found {
    /// The day.
    pub day: Arc<ServiceDay>,
    /// The booking.
    pub booking: Booking,
}

impl Office {
    /// Publishes all days that can be booked today. Doing it twice does it once.
    ///
    /// # Errors
    /// A failing store.
    pub async fn publish_service_days(&self) -> Result<(), Refused> {
        let today = self.today();
        if *self.published_on() == Some(today) {
            return Ok(());
        }
        let last = self.catalogue.service().last_day(today);
        for date in today.series(jiff::Span::new().days(1)) {
            if date > last {
                break;
            }
            let publish = ServiceDayCommand::Publish { date };
            self.insist(&Actor::system(), date, &publish, &Request::default())
                .await?;
        }
        *self.published_on() = Some(today);
        Ok(())
    }

    fn published_on(&self) -> std::sync::MutexGuard<'_, Option<Date>> {
        let held = self.desk.published_on.lock();
        held.unwrap_or_else(PoisonError::into_inner)
    }

    /// Executes a command of a day however many others book the same day at the same time.
    ///
    /// # Errors
    /// Every reason the rules have, or a failing store.
    pub async fn insist(
        &self,
        actor: &Actor,
        date: Date,
        command: &ServiceDayCommand,
        request: &Request,
    ) -> Result<Answer, Refused> {
        let _turn = self.desk.turn.lock().await;
        for _ in 0..PATIENCE {
            match self.execute(actor, date, command, request).await {
                Err(Refused::Conflict) => {}
                done => return done,
            }
        }
        Err(Refused::Conflict)
    }

    /// Books a place. Whether the telephone belongs to whoever asks is the caller's to find out before.
    ///
    /// # Errors
    /// Every reason the rules have; a full time names the nearest free ones.
    pub async fn book(
        &self,
        actor: &Actor,
        date: Date,
        new: NewBooking,
        request: &Request,
    ) -> Result<BookingId, Refused> {
        self.publish_service_days().await?;
        let at = new.at;
        let command = new.command(date);
        match self.insist(actor, date, &command, request).await {
            Ok(answer) => answer
                .booking
                .and_then(|id| id.parse().ok())
                .ok_or_else(|| Refused::Broken("a booking without an id".to_owned())),
            Err(refused) => Err(self.with_nearest(refused, (date, at)).await?),
        }
    }

    /// What speaks against a booking, without making it.
    ///
    /// # Errors
    /// As [`Office::book`].
    pub async fn would_book(
        &self,
        actor: &Actor,
        date: Date,
        new: &NewBooking,
    ) -> Result<(), Refused> {
        self.publish_service_days().await?;
        let day = self.service_day(date).await?;
        let command = new.clone().command(date);
        let asked = self.ask(actor, |context| decide(day.as_deref(), &command, context));
        match asked {
            Ok(_) => Ok(()),
            Err(refusals) => Err(self.with_nearest(refusals.into(), (date, new.at)).await?),
        }
    }

    /// Adds the nearest free times to a refusal of a full one.
    async fn with_nearest(
        &self,
        refused: Refused,
        (date, at): (Date, At),
    ) -> Result<Refused, Refused> {
        let Refused::Rules(mut refusals) = refused else {
            return Ok(refused);
        };
        if refusals.has(Code::BookingFull) {
            let nearest = self
                .nearest_free(at.kind, date.to_datetime(at.start))
                .await?;
            let times: Vec<String> = nearest.iter().map(ToString::to_string).collect();
            for refusal in &mut refusals.0 {
                if refusal.code == Code::BookingFull {
                    refusal.values.push(("nearest", times.join(" ")));
                }
            }
        }
        Ok(Refused::Rules(refusals))
    }

    /// Times of these dates that have not begun, of one kind or all. Anybody may know them.
    ///
    /// # Errors
    /// A failing store.
    pub async fn coming_slots(
        &self,
        (from, to): (Date, Date),
        kind: Option<ServiceKind>,
    ) -> Result<Vec<ServiceSlotRow>, Refused> {
        self.publish_service_days().await?;
        let now = local_datetime(self.clock.now());
        let kind = kind.map(ServiceKind::as_str);
        let mut slots = self.store.service_slots((from, to), kind).await?;
        slots.retain(|slot| begins(slot).is_some_and(|begins| begins > now));
        Ok(slots)
    }

    /// The free times of a kind nearest to one that is not, in their order.
    ///
    /// # Errors
    /// A failing store.
    pub async fn nearest_free(
        &self,
        kind: ServiceKind,
        wanted: DateTime,
    ) -> Result<Vec<DateTime>, Refused> {
        let today = self.today();
        let last = self.catalogue.service().last_day(today);
        let slots = self.coming_slots((today, last), Some(kind)).await?;
        let free = slots.iter().filter(|slot| slot.taken < slot.capacity);
        let mut times: Vec<DateTime> = free
            .filter_map(begins)
            .filter(|time| *time != wanted)
            .collect();
        times.sort_by_key(|time| (time.duration_since(wanted).abs(), *time));
        times.truncate(NEAREST);
        times.sort_unstable();
        Ok(times)
    }

    /// A booking for whoever may see it: its enterprise, the window, or whoever knows the id of one of no enterprise.
    ///
    /// # Errors
    /// [`Refused::NotFound`] if there is none or the actor may not know of it: the two look alike.
    pub async fn booking(&self, actor: &Actor, id: BookingId) -> Result<Found, Refused> {
        let row = self.store.booking(&id.to_string()).await?;
        let date = row.ok_or(Refused::NotFound)?.day;
        let day = self.service_day(date).await?.ok_or(Refused::NotFound)?;
        let booking = day.booking(id).cloned().ok_or(Refused::NotFound)?;
        if actor.may(Action::ChangeBooking, &relations(&booking, actor)) {
            Ok(Found { day, booking })
        } else {
            Err(Refused::NotFound)
        }
    }

    /// The booking with this number if it was made with this telephone and the actor may see it: everything else is
    /// nothing, without a difference.
    ///
    /// # Errors
    /// A failing store.
    pub async fn find_booking(
        &self,
        actor: &Actor,
        number: &str,
        typed_phone: &str,
    ) -> Result<Option<BookingId>, Refused> {
        let Ok(number) = number.parse::<BookingNumber>() else {
            return Ok(None);
        };
        let row = self.store.booking_by_number(&number.to_string()).await?;
        let phone = phone::parse(typed_phone);
        let Some(row) = row.filter(|row: &BookingRow| Some(&row.phone) == phone.as_ref()) else {
            return Ok(None);
        };
        let Ok(id) = row.id.parse() else {
            return Ok(None);
        };
        match self.booking(actor, id).await {
            Ok(found) => Ok(Some(found.booking.id)),
            Err(Refused::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A day of the service windows. Not scoped: it names visitors, so only services and the window's pages ask for it.
    ///
    /// # Errors
    /// A failing store.
    pub async fn service_day(&self, date: Date) -> Result<Option<Arc<ServiceDay>>, Refused> {
        Ok(self.load::<ServiceDay>(date).await?.state)
    }

    /// Moves a booking. Within its day it keeps its number; on another day it is booked anew before the old place is
    /// given back, so that nobody is left without any.
    ///
    /// # Errors
    /// Every reason the rules have.
    pub async fn move_booking(
        &self,
        actor: &Actor,
        found: &Found,
        (date, start): (Date, Time),
        request: &Request,
    ) -> Result<BookingId, Refused> {
        let id = found.booking.id;
        if let Some(moved) = found.booking.moved_to {
            return Ok(moved);
        }
        let at = At {
            kind: found.booking.at.kind,
            start,
        };
        if date == found.day.date {
            let change = ServiceDayCommand::Change { booking: id, at };
            return match self.insist(actor, date, &change, request).await {
                Ok(_) => Ok(id),
                Err(refused) => Err(self.with_nearest(refused, (date, at)).await?),
            };
        }
        let give_back = |moved_to| ServiceDayCommand::Cancel {
            booking: id,
            reason: String::new(),
            moved_to: Some(moved_to),
        };
        // What cannot be given back is not booked a second time.
        self.ask(actor, |context| {
            decide(Some(&found.day), &give_back(id), context)
        })?;
        let new = NewBooking {
            at,
            guest: found.booking.guest.clone(),
            wish: found.booking.wish.clone(),
            wait: false,
        };
        let moved = self.book(actor, date, new, &part(request, "new")).await?;
        self.insist(
            actor,
            found.day.date,
            &give_back(moved),
            &part(request, "old"),
        )
        .await?;
        Ok(moved)
    }
}

/// When a time begins.
pub fn begins(slot: &ServiceSlotRow) -> Option<DateTime> {
    let start: Time = slot.starts.parse().ok()?;
    Some(slot.day.to_datetime(start))
}

/// One of the two commands of a request, each with a key of its own that belongs to the form's.
fn part(request: &Request, name: &str) -> Request {
    let key = request.key.as_ref();
    let key = key.and_then(|key| IdempotencyKey::parse(&format!("{}/{name}", key.as_str())));
    Request {
        key,
        ..request.clone()
    }
}
