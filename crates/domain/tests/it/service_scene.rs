//! A day of the shipped city's service windows, moved by commands at times of our choosing.

use std::borrow::Borrow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, time};
use window_domain::access::{Actor, Role};
use window_domain::catalogue::ServiceKind;
use window_domain::context::{Context, Recorded};
use window_domain::id::entity::{BookingId, EnterpriseId};
use window_domain::refusal::Refusals;
use window_domain::service_day::{
    At, Booking, Guest, ServiceDay, ServiceDayCommand, ServiceDayEvent, Status, Wish, apply, decide,
};

use crate::scene::{CALENDAR, CATALOGUE, Counter, date, person};

pub(crate) fn anybody() -> Actor {
    Actor::anonymous()
}

pub(crate) fn agent() -> Actor {
    person(3, Role::Agent, None)
}

pub(crate) fn lead() -> Actor {
    person(2, Role::WindowLead, None)
}

/// At the noon window, which has one place at a time.
pub(crate) fn noon(minute: i8) -> At {
    At {
        kind: ServiceKind::Staggered,
        start: time(12, minute, 0, 0),
    }
}

pub(crate) fn normal(hour: i8, minute: i8) -> At {
    At {
        kind: ServiceKind::Normal,
        start: time(hour, minute, 0, 0),
    }
}

pub(crate) fn visit() -> At {
    At {
        kind: ServiceKind::DoorToDoor,
        start: time(14, 30, 0, 0),
    }
}

/// The holder of sample number `0714-000 <number>`.
pub(crate) fn guest(number: u16) -> Guest {
    Guest {
        phone: format!("0714-000 {number:04}"),
        name: format!("访客{number}"),
        enterprise: None,
        company: String::new(),
        project: None,
        project_name: String::new(),
        region: None,
        language: "zh-CN".to_owned(),
    }
}

pub(crate) fn of_enterprise(number: u16) -> Guest {
    Guest {
        enterprise: Some(EnterpriseId::from_bytes([1; 16])),
        ..guest(number)
    }
}

pub(crate) fn wish() -> Wish {
    Wish {
        matter: "咨询备案".to_owned(),
        address: String::new(),
    }
}

pub(crate) fn book(at: At, guest: Guest) -> ServiceDayCommand {
    ServiceDayCommand::Book {
        date: date("2026-08-04"),
        at,
        guest,
        wish: wish(),
        wait: false,
    }
}

pub(crate) fn wait(at: At, number: u16) -> ServiceDayCommand {
    ServiceDayCommand::Book {
        date: date("2026-08-04"),
        at,
        guest: guest(number),
        wish: wish(),
        wait: true,
    }
}

pub(crate) fn cancel(booking: BookingId) -> ServiceDayCommand {
    ServiceDayCommand::Cancel {
        booking,
        reason: String::new(),
        moved_to: None,
    }
}

pub(crate) fn capacity(at: At, capacity: u16) -> ServiceDayCommand {
    ServiceDayCommand::SetCapacity {
        at,
        capacity,
        reason: "代办员请假".to_owned(),
    }
}

/// A day, its stream and the time it is.
pub(crate) struct DayScene {
    pub(crate) day: Option<ServiceDay>,
    pub(crate) stream: Vec<Recorded<ServiceDayEvent>>,
    pub(crate) now: DateTime,
    fresh: Counter,
}

impl DayScene {
    /// Nothing published; it is Monday 2026-08-03, nine o'clock in the city.
    pub(crate) fn empty() -> Self {
        Self {
            day: None,
            stream: Vec::new(),
            now: date("2026-08-03").at(9, 0, 0, 0),
            fresh: Counter::default(),
        }
    }

    /// This date is published.
    pub(crate) fn published(on: Date) -> Self {
        let mut scene = Self::empty();
        let command = ServiceDayCommand::Publish { date: on };
        scene.give(&Actor::system(), &command).unwrap();
        scene
    }

    /// Tuesday 2026-08-04 is published.
    pub(crate) fn tuesday() -> Self {
        Self::published(date("2026-08-04"))
    }

    /// It is this time on this date.
    pub(crate) fn at(&mut self, on: &str, clock: Time) {
        self.now = date(on).to_datetime(clock);
    }

    /// Gives a command and folds what it decides; answers how many facts that were.
    pub(crate) fn give(
        &mut self,
        actor: &Actor,
        command: &ServiceDayCommand,
    ) -> Result<usize, Refusals> {
        let now: Timestamp = jiff::tz::Offset::constant(8)
            .to_timestamp(self.now)
            .unwrap();
        let today = self.now.date();
        let context = Context {
            now,
            today,
            received_on: CALENDAR.next_working(today),
            catalogue: &CATALOGUE,
            calendar: &CALENDAR,
            actor,
            fresh: &self.fresh,
            barred: &[],
        };
        let events = decide(self.day.as_ref(), command, &context)?;
        let count = events.len();
        for event in events {
            let recorded = context.record(event);
            apply(&mut self.day, &recorded);
            self.stream.push(recorded);
        }
        Ok(count)
    }

    #[track_caller]
    pub(crate) fn done(&mut self, actor: &Actor, command: impl Borrow<ServiceDayCommand>) {
        let command = command.borrow();
        let facts = self.give(actor, command);
        assert!(
            matches!(facts, Ok(1..)),
            "{command:?} changes nothing: {facts:?}"
        );
    }

    /// Books and answers with the booking's id.
    #[track_caller]
    pub(crate) fn booked(&mut self, command: impl Borrow<ServiceDayCommand>) -> BookingId {
        self.done(&anybody(), command);
        self.day().bookings.last().unwrap().id
    }

    #[track_caller]
    pub(crate) fn refused(
        &mut self,
        actor: &Actor,
        command: impl Borrow<ServiceDayCommand>,
        codes: &[&str],
    ) -> Refusals {
        let command = command.borrow();
        let before = self.day.clone();
        let refusals = self
            .give(actor, command)
            .expect_err("the rules refuse this");
        let mut found: Vec<_> = refusals.0.iter().map(|found| found.code.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, codes, "{command:?}");
        assert_eq!(self.day, before);
        refusals
    }

    pub(crate) fn day(&self) -> &ServiceDay {
        self.day.as_ref().unwrap()
    }

    pub(crate) fn one(&self, id: BookingId) -> &Booking {
        self.day().booking(id).unwrap()
    }

    pub(crate) fn status(&self, id: BookingId) -> Status {
        self.one(id).status
    }
}
