//! The working-day calendar (工作日): which days count, and the dates that follow from it.
//!
//! `working(d) = d ∈ workdays or (d ∉ holidays and Monday to Friday)` over the yearly notice of the
//! State Council; a weekend day in `workdays` is a make-up day (调休). Dates are civil dates in
//! Asia/Shanghai, which has been UTC+8 without summer time since 1991.
//!
//! Inside, every day of the published years has a rank (working days up to and including it), and every
//! rank has its date, so a deadline is two look-ups. Outside the published years Monday to Friday are
//! *assumed* to be working days, and every date that rests on it is marked provisional (暂定).

pub(crate) mod days;
mod import;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

pub use import::ChangedDay;

use days::{date_of, day_number, is_weekday, nth_weekday, weekdays_through};

/// Asia/Shanghai: a fixed offset, so no time-zone database is needed.
const LOCAL_OFFSET: Offset = Offset::constant(8);

/// One year of the holiday notice: days off and make-up working days, filed under the date's own year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year all dates below lie in.
    pub year: i16,
    /// Legal days off (法定节假日及调休放假).
    pub holidays: Vec<Date>,
    /// Weekend days worked instead (调休上班).
    pub workdays: Vec<Date>,
}

/// What a day is to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, not a holiday.
    Workday,
    /// A Saturday or Sunday worked to make up for a holiday.
    MakeUpWorkday,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A legal day off.
    Holiday,
    /// In a year whose notice is not in the calendar: Monday to Friday are assumed to work.
    Unpublished,
}

/// A deadline, and whether it may still move when a new calendar is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DueDate {
    /// The last day of the limit.
    pub date: Date,
    /// True if days outside the published calendar were needed (暂定).
    pub provisional: bool,
}

/// When the hall is open on a working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours {
    /// Opening time.
    pub open: Time,
    /// Closing time; handed in later counts as the next working day.
    pub close: Time,
}

/// Why a calendar cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// There is no year at all.
    #[error("the calendar has no year")]
    Empty,
    /// A year is named twice.
    #[error("year {year} is given twice")]
    DuplicateYear {
        /// The year.
        year: i16,
    },
    /// A year between two others is missing: dates across it would rest on a guess.
    #[error("year {missing} is missing, add it before the years after it")]
    Gap {
        /// The first missing year.
        missing: i16,
    },
    /// No holiday is given: the notice is not out yet, and the year must be left out.
    #[error("year {year} has no holidays, leave it out until its notice is published")]
    NotPublished {
        /// The year.
        year: i16,
    },
    /// A date is filed under another year.
    #[error("{date} is filed under {year}, file it under its own year")]
    WrongYear {
        /// The year it is filed under.
        year: i16,
        /// The date.
        date: Date,
    },
    /// A date is both a day off and a working day.
    #[error("{date} is both a holiday and a working day")]
    Contradiction {
        /// The date.
        date: Date,
    },
    /// A key of the file is not a year.
    #[error("`{key}` is not a year")]
    YearKey {
        /// The key.
        key: String,
    },
    /// The text is not JSON of the expected shape.
    #[error("read the calendar as JSON")]
    Json(#[source] serde_json::Error),
}

/// The working-day calendar over the published years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Day number of 1 January of the first published year.
    first_day: i32,
    published_from: Date,
    published_until: Date,
    kinds: Vec<DayKind>,
    /// Working days up to and including each day, counted from `first_day`.
    ranks: Vec<i32>,
    /// The working days in order: `working[r - 1]` is the day of rank `r`.
    working: Vec<Date>,
    /// What was in force before, the oldest first.
    earlier: Vec<import::Earlier>,
}

#[derive(Deserialize)]
struct YearFile {
    holidays: Vec<Date>,
    workdays: Vec<Date>,
}

impl Calendar {
    /// Builds the calendar from the notices of consecutive years, in any order.
    ///
    /// # Errors
    /// If there is no year, a year is missing in between, given twice or without holidays, or a date stands
    /// under the wrong year or in both lists.
    pub fn new(mut years: Vec<CalendarYear>) -> Result<Self, CalendarError> {
        years.sort_by_key(|year| year.year);
        let (Some(first), Some(last)) = (years.first(), years.last()) else {
            return Err(CalendarError::Empty);
        };
        let published_from = Date::new(first.year, 1, 1).unwrap_or(Date::MIN);
        let published_until = Date::new(last.year, 12, 31).unwrap_or(Date::MAX);
        let mut next_year = first.year;
        let mut marked = BTreeMap::new();
        for year in &years {
            if year.year < next_year {
                return Err(CalendarError::DuplicateYear { year: year.year });
            }
            if year.year > next_year {
                return Err(CalendarError::Gap { missing: next_year });
            }
            next_year = next_year.saturating_add(1);
            mark_year(year, &mut marked)?;
        }
        let first_day = day_number(published_from);
        let last_day = day_number(published_until);
        let mut calendar = Self {
            first_day,
            published_from,
            published_until,
            kinds: Vec::new(),
            ranks: Vec::new(),
            working: Vec::new(),
            earlier: Vec::new(),
        };
        let mut rank = 0;
        for day in first_day..=last_day {
            let kind = match (marked.get(&day), is_weekday(day)) {
                (Some(DayKind::Holiday), _) => DayKind::Holiday,
                (_, true) => DayKind::Workday,
                (Some(_), false) => DayKind::MakeUpWorkday,
                (None, false) => DayKind::Weekend,
            };
            if matches!(kind, DayKind::Workday | DayKind::MakeUpWorkday) {
                rank += 1;
                calendar.working.push(date_of(day));
            }
            calendar.kinds.push(kind);
            calendar.ranks.push(rank);
        }
        Ok(calendar)
    }

    /// Reads `{"2026":{"holidays":["2026-01-01"],"workdays":["2026-01-04"]}}`.
    ///
    /// # Errors
    /// If the text is not of that shape, or for the reasons of [`Calendar::new`].
    pub fn from_json(text: &str) -> Result<Self, CalendarError> {
        Self::new(years(text)?)
    }

    /// First day of the published calendar.
    pub fn published_from(&self) -> Date {
        self.published_from
    }

    /// Last day of the published calendar; later deadlines are provisional.
    pub fn published_until(&self) -> Date {
        self.published_until
    }

    /// What the day is to the clock.
    pub fn day_kind(&self, date: Date) -> DayKind {
        usize::try_from(day_number(date) - self.first_day)
            .ok()
            .and_then(|index| self.kinds.get(index))
            .copied()
            .unwrap_or(DayKind::Unpublished)
    }

    /// Whether the day is a working day; beyond the published years Monday to Friday are assumed to be.
    pub fn is_working(&self, date: Date) -> bool {
        match self.day_kind(date) {
            DayKind::Workday | DayKind::MakeUpWorkday => true,
            DayKind::Weekend | DayKind::Holiday => false,
            DayKind::Unpublished => is_weekday(day_number(date)),
        }
    }

    /// The day itself if it is a working day, else the next one.
    pub fn next_working(&self, date: Date) -> Date {
        if self.is_working(date) {
            date
        } else {
            self.date_of_rank(self.rank(date).saturating_add(1))
        }
    }

    /// The n-th working day after the start; the start day never counts, and 0 days give the start itself.
    pub fn due(&self, start: Date, working_days: u16) -> DueDate {
        let date = if working_days == 0 {
            start
        } else {
            self.date_of_rank(self.rank(start) + i32::from(working_days))
        };
        self.due_date(start, date)
    }

    /// Working days in `(after, until]`; negative, −(working days in `(until, after]`), if `until` is earlier.
    pub fn count(&self, after: Date, until: Date) -> i32 {
        self.rank(until) - self.rank(after)
    }

    /// The day a paper counts as received: today if handed in by closing time of a working day, else the next
    /// working day. Handed in before opening counts as the same day.
    pub fn received_on(&self, at: Timestamp, office_hours: OfficeHours) -> Date {
        let local = local_datetime(at);
        let today = local.date();
        if self.is_working(today) && local.time() > office_hours.close {
            self.date_of_rank(self.rank(today) + 1)
        } else {
            self.next_working(today)
        }
    }

    /// A deadline with its mark: provisional as soon as one end lies outside the published years.
    pub(crate) fn due_date(&self, start: Date, date: Date) -> DueDate {
        DueDate {
            date,
            provisional: date > self.published_until || start < self.published_from,
        }
    }

    /// Working days up to and including the date, counted from the first published day (negative before it).
    pub(crate) fn rank(&self, date: Date) -> i32 {
        let day = day_number(date);
        let known = usize::try_from(day - self.first_day)
            .ok()
            .and_then(|index| self.ranks.get(index));
        match known {
            Some(rank) => *rank,
            None => self.assumed_rank(day),
        }
    }

    /// The working day that brings [`Calendar::rank`] to this number.
    pub(crate) fn date_of_rank(&self, rank: i32) -> Date {
        let known = usize::try_from(rank - 1)
            .ok()
            .and_then(|index| self.working.get(index));
        match known {
            Some(date) => *date,
            None => self.assumed_date_of_rank(rank),
        }
    }

    #[cold]
    fn assumed_rank(&self, day: i32) -> i32 {
        if day < self.first_day {
            weekdays_through(day) - weekdays_through(self.first_day - 1)
        } else {
            let last_day = day_number(self.published_until);
            self.total() + weekdays_through(day) - weekdays_through(last_day)
        }
    }

    #[cold]
    fn assumed_date_of_rank(&self, rank: i32) -> Date {
        date_of(nth_weekday(if rank <= 0 {
            weekdays_through(self.first_day - 1) + rank
        } else {
            let last_day = day_number(self.published_until);
            weekdays_through(last_day) + rank - self.total()
        }))
    }

    /// Working days of all published years together.
    fn total(&self) -> i32 {
        self.ranks.last().copied().unwrap_or(0)
    }
}

/// The years of a file.
fn years(text: &str) -> Result<Vec<CalendarYear>, CalendarError> {
    let file: BTreeMap<String, YearFile> =
        serde_json::from_str(text).map_err(CalendarError::Json)?;
    file.into_iter()
        .map(|(key, YearFile { holidays, workdays })| {
            let Ok(year) = key.parse() else {
                return Err(CalendarError::YearKey { key });
            };
            Ok(CalendarYear {
                year,
                holidays,
                workdays,
            })
        })
        .collect()
}

/// Notes the days of one notice, checking that they contradict neither the year nor each other.
fn mark_year(
    year: &CalendarYear,
    marked: &mut BTreeMap<i32, DayKind>,
) -> Result<(), CalendarError> {
    if year.holidays.is_empty() {
        return Err(CalendarError::NotPublished { year: year.year });
    }
    let off = year.holidays.iter().map(|date| (*date, DayKind::Holiday));
    let on = year
        .workdays
        .iter()
        .map(|date| (*date, DayKind::MakeUpWorkday));
    for (date, kind) in off.chain(on) {
        if date.year() != year.year {
            return Err(CalendarError::WrongYear {
                year: year.year,
                date,
            });
        }
        if marked
            .insert(day_number(date), kind)
            .is_some_and(|earlier| earlier != kind)
        {
            return Err(CalendarError::Contradiction { date });
        }
    }
    Ok(())
}

/// The day so many calendar months later, the last of its month where that month is shorter:
/// one month after 31 January is 28 or 29 February (民法典 202).
pub fn months_after(date: Date, months: u16) -> Date {
    date.saturating_add(Span::new().months(months))
}

/// The civil date in Asia/Shanghai at an instant.
pub fn local_date(at: Timestamp) -> Date {
    local_datetime(at).date()
}

/// The instant a civil date begins at in Asia/Shanghai; at the ends of time the nearest there is.
pub fn day_begins(date: Date) -> Timestamp {
    let begins = LOCAL_OFFSET.to_timestamp(date.at(0, 0, 0, 0));
    begins.unwrap_or(if date.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The instant of a civil date and time in Asia/Shanghai; `None` outside the years a timestamp knows.
pub fn instant(local: DateTime) -> Option<Timestamp> {
    LOCAL_OFFSET.to_timestamp(local).ok()
}

/// The civil date and time in Asia/Shanghai at an instant.
pub fn local_datetime(at: Timestamp) -> DateTime {
    LOCAL_OFFSET.to_datetime(at)
}
