//! Days and times as pages show them: what is free, what is full, what is a holiday.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use window_domain::catalogue::{DayClass, ServiceKind};
use window_store::ServiceSlotRow;

use crate::app::App;
use crate::service::{Office, Refused};

/// A free time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::pages) struct Free {
    pub(super) day: String,
    pub(super) time: String,
    pub(super) kind: String,
}

/// A day with free places of a kind.
#[derive(Debug, Serialize)]
pub(super) struct Listed {
    pub(super) day: String,
    pub(super) free: u32,
    /// Not every waiting list is full.
    pub(super) can_wait: bool,
    /// `workday`, `weekend` or `holiday`.
    pub(super) class: &'static str,
}

/// A time of a day.
#[derive(Debug, Serialize)]
pub(super) struct Moment {
    pub(super) time: String,
    pub(super) ends: String,
    pub(super) free: u16,
    pub(super) waiting: u16,
    pub(super) can_wait: bool,
}

/// The next free time of a kind, or of any.
///
/// # Errors
/// When the store does not answer.
pub(in crate::pages) async fn next_free(
    office: &Office,
    kind: Option<ServiceKind>,
) -> Result<Option<Free>, Refused> {
    let today = office.today();
    let last = office.catalogue.service().last_day(today);
    let slots = office.coming_slots((today, last), kind).await?;
    let next = slots.into_iter().find(|slot| slot.taken < slot.capacity);
    Ok(next.map(|slot| Free {
        day: slot.day.to_string(),
        time: slot.starts,
        kind: slot.kind,
    }))
}

/// The days a kind is offered on.
pub(super) fn days(app: &App, slots: &[ServiceSlotRow]) -> Vec<Listed> {
    let mut days: BTreeMap<Date, Listed> = BTreeMap::new();
    for slot in slots {
        let day = days.entry(slot.day).or_insert_with(|| Listed {
            day: slot.day.to_string(),
            free: 0,
            can_wait: false,
            class: class(app, slot.day),
        });
        let left = slot.capacity.saturating_sub(slot.taken);
        day.free = day.free.saturating_add(u32::from(left));
        day.can_wait |= has_room_to_wait(app, slot);
    }
    days.into_values().collect()
}

/// The times of one day.
pub(super) fn moments(app: &App, slots: &[ServiceSlotRow], day: Date) -> Vec<Moment> {
    slots
        .iter()
        .filter(|slot| slot.day == day && (slot.capacity > 0 || slot.taken > 0))
        .map(|slot| Moment {
            time: slot.starts.clone(),
            ends: slot.ends.clone(),
            free: slot.capacity.saturating_sub(slot.taken),
            waiting: slot.waiting,
            can_wait: has_room_to_wait(app, slot),
        })
        .collect()
}

fn has_room_to_wait(app: &App, slot: &ServiceSlotRow) -> bool {
    let most = app.office.catalogue.service().waiting_max;
    slot.capacity > 0 && slot.waiting < u16::from(most)
}

/// What a day is, for locale keys.
pub(super) fn class(app: &App, day: Date) -> &'static str {
    match DayClass::of(day, &app.office.calendar) {
        DayClass::Workday => "workday",
        DayClass::Weekend => "weekend",
        DayClass::Holiday => "holiday",
    }
}
