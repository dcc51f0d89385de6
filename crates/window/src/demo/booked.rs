//! Bookings of the demonstration city, in each state they can have.

use anyhow::Context;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Deserialize;
use window_domain::access::Actor;
use window_domain::calendar::local_date;
use window_domain::catalogue::ServiceKind;
use window_domain::id::entity::BookingId;
use window_domain::service_day::{At, Guest, ServiceDayCommand, Wish};

use super::Demo;
use super::people::People;
use crate::service::booking::NewBooking;
use crate::service::{Office, Request};

/// On which day a booking is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Day {
    Last,
    Today,
    Next,
}

/// What becomes of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reach {
    Booked,
    Waiting,
    CheckedIn,
    Served,
    NoShow,
    Cancelled,
    CancelledByWindow,
}

/// Somebody who booked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoBooking {
    #[serde(default)]
    name: String,
    phone: String,
    enterprise: Option<String>,
    kind: ServiceKind,
    day: Day,
    time: usize,
    reach: Reach,
    matter: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    done: String,
    #[serde(default)]
    reason: String,
}

/// A booking that was made.
struct Made<'a> {
    told: &'a DemoBooking,
    actor: &'a Actor,
    day: Date,
    at: At,
    id: BookingId,
}

/// Publishes, books, and lets the visitors come.
pub(super) async fn book(
    office: &Office,
    (demo, people): (&Demo, &People),
    now: Timestamp,
) -> anyhow::Result<()> {
    let today = local_date(now);
    let working = |mut day: Date, step: i64| {
        loop {
            day = day.checked_add(step.days())?;
            if office.calendar.is_working(day) {
                return Ok::<_, jiff::Error>(day);
            }
        }
    };
    let (last, next) = (working(today, -1)?, working(today, 1)?);
    // The morning before: the days published then hold all three.
    set(office, last.yesterday()?.at(10, 0, 0, 0))?;
    office.publish_service_days().await?;
    let nobody = Actor::anonymous();
    let mut made = Vec::new();
    for told in &demo.bookings {
        let day = match told.day {
            Day::Last => last,
            Day::Today => today,
            Day::Next => next,
        };
        let actor = match &told.enterprise {
            Some(login) => people.actor(login)?,
            None => &nobody,
        };
        let at = at(office, told, day).await?;
        let booking = office
            .book(
                actor,
                day,
                wanted(people, told, (actor, at)),
                &Request::default(),
            )
            .await
            .with_context(|| format!("book `{}`", told.matter))?;
        made.push(Made {
            told,
            actor,
            day,
            at,
            id: booking,
        });
    }
    made.sort_by_key(|one| (one.day, one.at.start));
    for one in &made {
        attend(office, people, one, now)
            .await
            .with_context(|| format!("attend `{}`", one.told.matter))?;
    }
    office.clock.set(now);
    office.publish_service_days().await?;
    Ok(())
}

/// The time told, or on a day off one of those there are.
async fn at(office: &Office, told: &DemoBooking, day: Date) -> anyhow::Result<At> {
    let state = office.service_day(day).await?.context("a published day")?;
    let of_kind: Vec<At> = state
        .slots
        .iter()
        .map(At::from)
        .filter(|at| at.kind == told.kind)
        .collect();
    let all: Vec<At> = state.slots.iter().map(At::from).collect();
    let times = if of_kind.is_empty() { all } else { of_kind };
    let index = told.time.checked_rem(times.len()).unwrap_or_default();
    times.get(index).copied().context("a time that day")
}

fn wanted(people: &People, told: &DemoBooking, (actor, at): (&Actor, At)) -> NewBooking {
    let builder = told
        .enterprise
        .as_ref()
        .and_then(|login| people.builders.get(login));
    let name = if told.name.is_empty() {
        &actor.name
    } else {
        &told.name
    };
    NewBooking {
        at,
        guest: Guest {
            phone: told.phone.clone(),
            name: name.clone(),
            enterprise: builder.map(|builder| builder.id),
            company: builder.map_or_else(String::new, |builder| builder.company.clone()),
            project: None,
            project_name: String::new(),
            region: None,
            language: "zh-CN".to_owned(),
        },
        wish: Wish {
            matter: told.matter.clone(),
            address: told.address.clone(),
        },
        wait: true,
    }
}

async fn attend(
    office: &Office,
    people: &People,
    made: &Made<'_>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let (agent, booking) = (people.actor("agent1")?, made.id);
    let check_in = ServiceDayCommand::CheckIn { booking };
    let cancel = |reason: &str| ServiceDayCommand::Cancel {
        booking,
        reason: reason.to_owned(),
        moved_to: None,
    };
    let steps = match made.told.reach {
        Reach::Booked | Reach::Waiting => return Ok(()),
        Reach::CheckedIn => vec![(agent, check_in)],
        Reach::Served => {
            let done = made.told.done.clone();
            let serve = ServiceDayCommand::Serve { booking, done };
            vec![(agent, check_in), (agent, serve)]
        }
        Reach::NoShow => vec![(agent, ServiceDayCommand::NoShow { booking })],
        Reach::Cancelled => vec![(made.actor, cancel(""))],
        Reach::CancelledByWindow => vec![(agent, cancel(&made.told.reason))],
    };
    // Visitors come at their time, or before now; who cancels did so the day before.
    if matches!(
        made.told.reach,
        Reach::CheckedIn | Reach::Served | Reach::NoShow
    ) {
        set(office, made.day.to_datetime(made.at.start))?;
        office.clock.advance(SignedDuration::from_mins(2));
        office.clock.set(office.clock.now().min(now));
    } else {
        set(office, made.day.yesterday()?.at(16, 0, 0, 0))?;
        office.clock.set(office.clock.now().min(now));
    }
    for (actor, command) in steps {
        office
            .insist(actor, made.day, &command, &Request::default())
            .await?;
    }
    Ok(())
}

/// Sets the clock of the seeding to this local time.
fn set(office: &Office, at: DateTime) -> anyhow::Result<()> {
    office.clock.set(Offset::constant(8).to_timestamp(at)?);
    Ok(())
}
