//! Time limits (时限): how long an authority, an applicant or a third party has.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::days::{date_of, day_number};
use crate::calendar::{Calendar, DueDate};

/// A statutory or promised time limit.
///
/// Laws that do not say "working days" (环评, 建筑法, 质量条例, 排污许可) mean calendar days; their end moves
/// off a day off (民法典 203).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "unit", content = "n", rename_all = "snake_case")]
pub enum Limit {
    /// No limit is set.
    None,
    /// Decided on the spot (即办件): due on the start day.
    Immediate,
    /// So many working days (工作日) after the start day.
    WorkingDays(u16),
    /// So many calendar days (日) after the start day, the end moved to the next working day.
    CalendarDays(u16),
}

impl Limit {
    /// The days of the limit, 0 if it is decided on the spot; `None` without a limit.
    pub const fn days(self) -> Option<u16> {
        match self {
            Self::None => None,
            Self::Immediate => Some(0),
            Self::WorkingDays(days) | Self::CalendarDays(days) => Some(days),
        }
    }

    /// The last day of the limit if nothing stops the clock; `None` without a limit.
    ///
    /// The start day never counts; a limit of 0 days ends on the start day.
    pub fn due(self, start: Date, calendar: &Calendar) -> Option<DueDate> {
        match self {
            Self::None => None,
            Self::Immediate | Self::CalendarDays(0) => Some(calendar.due(start, 0)),
            Self::WorkingDays(days) => Some(calendar.due(start, days)),
            Self::CalendarDays(days) => {
                let end = date_of(day_number(start) + i32::from(days));
                Some(calendar.due_date(start, calendar.next_working(end)))
            }
        }
    }
}
