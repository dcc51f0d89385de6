//! A year of the holiday notice as somebody hands it in: read with every fault and its line, compared with the calendar in
//! force, and put into it. What has ended is told for ever by the calendar it ended under.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use jiff::civil::Date;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::days::{date_of, day_number, is_weekday};
use super::{Calendar, CalendarError, CalendarYear, DayKind, years};
use crate::refusal::{Code, Refusal, Refusals};

/// Longest text that is read, in bytes: a year has a few dozen dates.
const TEXT_MAX: usize = 20_000;

/// A calendar as it was until the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earlier {
    until: Date,
    calendar: Box<Calendar>,
}

/// A day that works in one calendar and not in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedDay {
    /// The day.
    pub date: Date,
    /// What it was.
    pub before: DayKind,
    /// What it becomes.
    pub after: DayKind,
}

/// The years of a file in their order, also one that is given twice.
struct Years(Vec<(String, YearText)>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearText {
    holidays: Vec<String>,
    workdays: Vec<String>,
}

impl<'de> Deserialize<'de> for Years {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Years;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a year with its holidays and workdays")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Years, A::Error> {
                let mut years = Vec::new();
                while let Some(year) = map.next_entry()? {
                    years.push(year);
                }
                Ok(Years(years))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Calendar {
    /// Reads one year in the form of the catalogue's calendar, `{"2027":{"holidays":["2027-01-01"],"workdays":[]}}`, that
    /// can be put into this calendar. Days up to today have counted and stay as they are.
    ///
    /// # Errors
    /// Every fault at once, each with its line.
    pub fn read_year(&self, text: &str, today: Date) -> Result<CalendarYear, Refusals> {
        if text.len() > TEXT_MAX {
            let refusal = Refusal::new(Code::TextTooLong).with("max", TEXT_MAX);
            return Err(refusal.with("length", text.len()).at("text").into());
        }
        let Years(years) = serde_json::from_str(text).map_err(|error| {
            let refusal = Refusal::new(Code::CalendarFormat).with("line", error.line());
            Refusals::from(refusal.with("column", error.column()).at("text"))
        })?;
        let [(key, days)] = years.as_slice() else {
            let refusal = Refusal::new(Code::CalendarYear).with("n", years.len());
            return Err(refusal.at("text").into());
        };
        let Some(year) = key.parse::<i16>().ok().filter(|_| key.len() == 4) else {
            return Err(Refusal::new(Code::CalendarYear)
                .with("n", 0)
                .at("text")
                .into());
        };
        let mut found = Vec::new();
        let read = year_of((text, year), days, &mut found);
        if read.holidays.is_empty() && found.is_empty() {
            found.push(
                Refusal::new(Code::CalendarEmpty)
                    .with("year", year)
                    .at("text"),
            );
        }
        match self.with_year(&read) {
            Err(CalendarError::Gap { missing }) => {
                let refusal = Refusal::new(Code::CalendarGap).with("missing", missing);
                found.push(refusal.with("year", year).at("text"));
            }
            Err(_) => {}
            Ok(amended) => {
                let changed = self.changed_days(&amended, year);
                for day in changed.iter().filter(|day| day.date <= today) {
                    let refusal = Refusal::new(Code::CalendarPast).with("date", day.date);
                    found.push(refusal.at("text"));
                }
                if changed.is_empty() && self.has_year(year) && found.is_empty() {
                    found.push(
                        Refusal::new(Code::CalendarSame)
                            .with("year", year)
                            .at("text"),
                    );
                }
            }
        }
        Refusals::check(found)?;
        Ok(read)
    }

    /// The calendar with this year in place of its own, for everything that has not ended on that day or before.
    ///
    /// # Errors
    /// As [`Calendar::new`].
    pub fn amended(&self, year: &CalendarYear, on: Date) -> Result<Self, CalendarError> {
        let mut amended = self.with_year(year)?;
        let mut before = self.clone();
        amended.earlier = core::mem::take(&mut before.earlier);
        amended.earlier.push(Earlier {
            until: on,
            calendar: Box::new(before),
        });
        Ok(amended)
    }

    /// The calendar by which something that ended on this day is told; this one if it has not ended.
    pub fn known_on(&self, ended_on: Option<Date>) -> &Self {
        let Some(ended) = ended_on else { return self };
        self.earlier
            .iter()
            .find(|earlier| ended <= earlier.until)
            .map_or(self, |earlier| &earlier.calendar)
    }

    /// The days of a year that work in one of the two calendars only.
    pub fn changed_days(&self, amended: &Self, year: i16) -> Vec<ChangedDay> {
        let (Ok(first), Ok(last)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else {
            return Vec::new();
        };
        (day_number(first)..=day_number(last))
            .map(date_of)
            .filter(|date| self.is_working(*date) != amended.is_working(*date))
            .map(|date| ChangedDay {
                date,
                before: self.day_kind(date),
                after: amended.day_kind(date),
            })
            .collect()
    }

    fn has_year(&self, year: i16) -> bool {
        (self.published_from.year()..=self.published_until.year()).contains(&year)
    }

    fn with_year(&self, year: &CalendarYear) -> Result<Self, CalendarError> {
        let known = self.published_from.year()..=self.published_until.year();
        let mut years: Vec<CalendarYear> = known
            .filter(|known| *known != year.year)
            .map(|known| self.published(known))
            .collect();
        years.push(year.clone());
        Self::new(years)
    }

    /// A year of this calendar as its notice gave it.
    fn published(&self, year: i16) -> CalendarYear {
        let of_kind = |wanted: DayKind| {
            let days = self.kinds.iter().zip(self.first_day..);
            days.filter(|(kind, _)| **kind == wanted)
                .map(|(_, day)| date_of(day))
                .filter(|date| date.year() == year)
                .collect()
        };
        CalendarYear {
            year,
            holidays: of_kind(DayKind::Holiday),
            workdays: of_kind(DayKind::MakeUpWorkday),
        }
    }
}

impl CalendarYear {
    /// Reads what [`CalendarYear::to_json`] wrote.
    ///
    /// # Errors
    /// If the text is not of that shape.
    pub fn from_json(text: &str) -> Result<Self, CalendarError> {
        let years = years(text)?;
        years.into_iter().next().ok_or(CalendarError::Empty)
    }

    /// The year in the form it is read in.
    pub fn to_json(&self) -> String {
        let list = |days: &[Date]| {
            let days: Vec<String> = days.iter().map(|day| format!("\"{day}\"")).collect();
            days.join(",")
        };
        format!(
            "{{\"{}\":{{\"holidays\":[{}],\"workdays\":[{}]}}}}",
            self.year,
            list(&self.holidays),
            list(&self.workdays)
        )
    }
}

/// The days of the year, with everything wrong about each.
fn year_of((text, year): (&str, i16), days: &YearText, found: &mut Vec<Refusal>) -> CalendarYear {
    let mut seen = BTreeSet::new();
    let mut read = |list: &[String], is_work: bool| {
        let mut dates = Vec::new();
        let mut own = BTreeSet::new();
        for day in list {
            let mut fault = |kind: &str, nth: usize| {
                let refusal = Refusal::new(Code::CalendarDay)
                    .with("line", line_of(text, day, nth))
                    .with("day", day)
                    .with("fault", kind);
                found.push(refusal.at("text"));
            };
            let Ok(date) = day.parse::<Date>() else {
                fault("unread", 0);
                continue;
            };
            if date.year() != year {
                fault("other-year", 0);
            } else if !own.insert(date) {
                fault("twice", 1);
            } else if is_work && seen.contains(&date) {
                fault("both", 1);
            } else if is_work && is_weekday(day_number(date)) {
                fault("weekday", 0);
            } else {
                dates.push(date);
            }
        }
        seen.append(&mut own);
        dates.sort_unstable();
        dates
    };
    CalendarYear {
        year,
        holidays: read(&days.holidays, false),
        workdays: read(&days.workdays, true),
    }
}

/// The line, from 1, of the n-th time after the first that the text stands in quotes.
fn line_of(text: &str, day: &str, nth: usize) -> String {
    let quoted = format!("\"{day}\"");
    let at = text.match_indices(&quoted).nth(nth).map_or(0, |(at, _)| at);
    let before = text.get(..at).unwrap_or_default();
    (before.matches('\n').count() + 1).to_string()
}
