//! Lights as the components draw them.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::calendar::Calendar;
use window_domain::light::{Light, light_for};
use window_domain::project::Holder;
use window_store::{CaseRow, DutyRow, ProjectRow};

use crate::app::App;

/// A light for the `light` component.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LightView {
    kind: &'static str,
    days: i32,
    since: Option<String>,
}

impl From<Light> for LightView {
    fn from(light: Light) -> Self {
        let (days, since) = match light {
            Light::Green { remaining } | Light::Yellow { remaining } => (remaining, None),
            Light::Red { overdue_days } => (overdue_days, None),
            Light::Stopped { since } => (0, Some(since.to_string())),
            Light::Done { by } => (by, None),
            Light::Unlimited => (0, None),
        };
        Self {
            kind: light.code(),
            days,
            since,
        }
    }
}

/// Smaller is more urgent: the most overdue first, then the least time left, then clocks that stand.
pub(super) fn urgency(light: Light) -> (u8, i32) {
    match light {
        Light::Red { overdue_days } => (0, -overdue_days),
        Light::Yellow { remaining } => (1, remaining),
        Light::Green { remaining } => (2, remaining),
        Light::Stopped { .. } => (3, 0),
        Light::Unlimited => (4, 0),
        Light::Done { by } => (5, by),
    }
}

/// The light of what an enterprise must do until a day; `None` if somebody else must act, or no day is set.
pub(super) fn of_answer(app: &App, row: &ProjectRow) -> Option<Light> {
    let due = row
        .next_due
        .filter(|_| row.holder == Holder::Applicant.as_str())?;
    let left = app.office.calendar.count(app.office.today(), due);
    let limit = app.office.catalogue.policy().intake.correction_days;
    Some(light_for(left, limit.into()))
}

/// The light of a row, from its last day: the row has no clock of its own.
pub(super) fn of_row(
    row: &CaseRow,
    due: Option<Date>,
    (calendar, today): (&Calendar, Date),
) -> Light {
    match (due, row.decided_on, row.stopped_since) {
        (Some(due), Some(on), _) => Light::Done {
            by: calendar.count(on, due),
        },
        (None, Some(_), _) => Light::Done { by: 0 },
        (_, None, Some(since)) => Light::Stopped { since },
        (Some(due), None, None) => light_for(
            calendar.count(today, due),
            row.limit_days.unwrap_or_default(),
        ),
        (None, None, None) => Light::Unlimited,
    }
}

/// The light of a duty, counted like every other: from its beginning to its last day.
pub(super) fn of_duty(app: &App, row: &DutyRow) -> Light {
    let (calendar, today) = (&app.office.calendar, app.office.today());
    match (row.due(), row.done_on) {
        (None, None) => Light::Unlimited,
        (None, Some(_)) => Light::Done { by: 0 },
        (Some(due), Some(on)) => Light::Done {
            by: calendar.count(on, due),
        },
        (Some(due), None) => light_for(
            calendar.count(today, due),
            calendar.count(row.begun_on, due),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_overdue_is_the_most_urgent_and_a_standing_clock_the_least_of_the_open_ones() {
        let since = jiff::civil::date(2026, 8, 3);
        let ordered = [
            Light::Red { overdue_days: 9 },
            Light::Red { overdue_days: 1 },
            Light::Yellow { remaining: 0 },
            Light::Yellow { remaining: 1 },
            Light::Green { remaining: 2 },
            Light::Stopped { since },
            Light::Unlimited,
        ];
        assert!(
            ordered
                .windows(2)
                .all(|two| urgency(two[0]) < urgency(two[1]))
        );
    }
}
