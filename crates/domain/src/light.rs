//! Lights (亮灯): the one function that says how a clock stands. Page, API, CSV and print all use it.

use jiff::civil::Date;

/// Limits up to this many working days give no warning: yellow on their last day only.
const SHORT_LIMIT_DAYS: i32 = 2;

/// One day in five of the limit is the warning time (20 %).
const WARN_SHARE: i32 = 5;

/// How a clock stands. Days are working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Light {
    /// In time.
    Green {
        /// Working days left.
        remaining: i32,
    },
    /// The warning time has begun; not yet late.
    Yellow {
        /// Working days left, 0 on the last day.
        remaining: i32,
    },
    /// Past the limit.
    Red {
        /// Working days since the limit, at least 1.
        overdue_days: i32,
    },
    /// The clock stands still for a legal ground.
    Stopped {
        /// The day it stopped.
        since: Date,
    },
    /// Finished.
    Done {
        /// Working days early (+), on time (0) or late (−).
        by: i32,
    },
    /// There is no limit.
    Unlimited,
}

impl Light {
    /// The word for machines: file columns, API fields, style classes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Green { .. } => "green",
            Self::Yellow { .. } => "yellow",
            Self::Red { .. } => "red",
            Self::Stopped { .. } => "stopped",
            Self::Done { .. } => "done",
            Self::Unlimited => "unlimited",
        }
    }
}

/// From how many remaining working days on a running clock is yellow.
///
/// 0 for limits of up to 2 days, else 20 % of the limit rounded up, at least 1.
pub const fn warn_days(limit_days: i32) -> i32 {
    if limit_days <= SHORT_LIMIT_DAYS {
        0
    } else {
        // Rounded up without overflow; 1 at least, for every limit above 2 days.
        (limit_days - 1) / WARN_SHARE + 1
    }
}

/// The light of a running clock with so many working days left (negative: overdue) of its limit.
pub const fn light_for(remaining: i32, limit_days: i32) -> Light {
    if remaining < 0 {
        Light::Red {
            overdue_days: remaining.saturating_neg(),
        }
    } else if remaining <= warn_days(limit_days) {
        Light::Yellow { remaining }
    } else {
        Light::Green { remaining }
    }
}
