//! Addresses of lists by kind and days: what a figure of a report leads to.

use serde::{Deserialize, Serialize};
use window_store::{Days, DutyFilter};

/// Which day of a duty lies in the days asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    /// Its first day.
    Begun,
    /// Its last day.
    Due,
    /// The day it was done.
    Done,
}

impl By {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Due => "due",
            Self::Done => "done",
        }
    }

    /// The filter with these days.
    pub(super) fn narrow(self, days: Days, filter: DutyFilter) -> DutyFilter {
        match self {
            Self::Begun => DutyFilter {
                begun: Some(days),
                ..filter
            },
            Self::Done => DutyFilter {
                done: Some(days),
                ..filter
            },
            Self::Due => DutyFilter {
                due_from: Some(days.from),
                due_before: days.to.tomorrow().ok(),
                ..filter
            },
        }
    }
}

/// The address of the list of a kind in these days; `more` narrows it, what is empty does not. Codes need no escaping.
pub(super) fn list(kind: &str, (by, days): (By, Days), more: &[(&str, &str)]) -> String {
    let (by, from, to) = (by.as_str(), days.from, days.to);
    let mut address = format!("/watch/duties?kind={kind}&by={by}&from={from}&to={to}");
    for (name, value) in more {
        // Empty, these two say that it is nobody's: no department's, no party's.
        if !value.is_empty() || matches!(*name, "department" | "uscc") {
            address = format!("{address}&{name}={value}");
        }
    }
    address
}
