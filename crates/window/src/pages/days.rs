//! A clock explained day by day: which days count, and why the others do not.

use serde::Serialize;
use window_domain::clock::{Clock, DayReason, StopGround};

use crate::service::Office;

/// One day from the start of a clock to its last.
#[derive(Debug, Serialize)]
pub(super) struct DayView {
    date: String,
    counted: bool,
    why: &'static str,
    ground: Option<StopGround>,
}

/// Every day of a clock as of today.
pub(super) fn explained(office: &Office, clock: &Clock) -> Vec<DayView> {
    let days = clock.explain(&office.calendar, office.today());
    days.into_iter()
        .map(|day| DayView {
            date: day.date.to_string(),
            counted: day.counted,
            why: reason(day.why),
            ground: match day.why {
                DayReason::Stopped(ground) => Some(ground),
                _ => None,
            },
        })
        .collect()
}

const fn reason(why: DayReason) -> &'static str {
    match why {
        DayReason::Start => "start",
        DayReason::Workday => "workday",
        DayReason::MakeUpWorkday => "make-up-workday",
        DayReason::AssumedWorkday => "assumed-workday",
        DayReason::CalendarDay => "calendar-day",
        DayReason::Weekend => "weekend",
        DayReason::Holiday => "holiday",
        DayReason::Stopped(_) => "stopped",
        DayReason::EndMoved => "end-moved",
    }
}
