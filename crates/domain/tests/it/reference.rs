//! The slow reading of the rules of time, day by day, sharing no code with the fast one.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use window_domain::calendar::Calendar;

const FILE: &str = include_str!("../../../../catalogue/huangshi/calendar.json");

/// The calendar under test, read from the file the product ships.
pub(crate) static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::from_json(FILE).unwrap());

struct Notices {
    holidays: HashSet<Date>,
    workdays: HashSet<Date>,
}

static NOTICES: LazyLock<Notices> = LazyLock::new(|| {
    let years: BTreeMap<String, BTreeMap<String, Vec<Date>>> = serde_json::from_str(FILE).unwrap();
    let all = |list: &str| {
        years
            .values()
            .flat_map(|year| year[list].iter().copied())
            .collect()
    };
    Notices {
        holidays: all("holidays"),
        workdays: all("workdays"),
    }
});

/// A stop as dates: `(from, to]`.
pub(crate) type Stop = (Date, Date);

pub(crate) fn tomorrow(date: Date) -> Date {
    date.checked_add(1.day()).unwrap()
}

pub(crate) fn plus(date: Date, days: i32) -> Date {
    date.checked_add(days.days()).unwrap()
}

/// `working(d) = d ∈ workdays or (d ∉ holidays and Monday to Friday)`.
pub(crate) fn working(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    NOTICES.workdays.contains(&date) || (!NOTICES.holidays.contains(&date) && !weekend)
}

pub(crate) fn stopped(date: Date, stops: &[Stop]) -> bool {
    stops.iter().any(|(from, to)| *from < date && date <= *to)
}

/// The n-th working day after the start that lies in no stop.
pub(crate) fn due(start: Date, days: u16, stops: &[Stop]) -> Date {
    let mut date = start;
    let mut left = days;
    while left > 0 {
        date = tomorrow(date);
        if working(date) && !stopped(date, stops) {
            left -= 1;
        }
    }
    date
}

/// The n-th calendar day after the start that lies in no stop, then the next working day.
pub(crate) fn due_calendar(start: Date, days: u16, stops: &[Stop]) -> Date {
    let mut date = start;
    let mut left = days;
    while left > 0 {
        date = tomorrow(date);
        if !stopped(date, stops) {
            left -= 1;
        }
    }
    while days > 0 && !working(date) {
        date = tomorrow(date);
    }
    date
}

/// Working days in `(after, until]` outside stops; 0 if `until` is not later.
pub(crate) fn running_days(after: Date, until: Date, stops: &[Stop]) -> i32 {
    let mut date = after;
    let mut days = 0;
    while date < until {
        date = tomorrow(date);
        days += i32::from(working(date) && !stopped(date, stops));
    }
    days
}
