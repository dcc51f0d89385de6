//! The clock of one limit: a budget of days and a ledger of stops, never just a date.
//!
//! A stop covers `(from, to]`: `from`, the day the clock stops, is still used; `to`, the day it resumes, is not.
//! Overlapping stops count once. An open stop is taken to end today, or on the day the clock ended.
//!
//! * Working-day limits: the due date is the n-th working day after the start that lies in no stop.
//! * Calendar-day limits: the due date is the n-th calendar day after the start that lies in no stop, then moved
//!   to the next working day if it is a day off.
//!
//! A stop that begins on the last day or later moves nothing: the limit has run out by then.
//! A clock that has ended is told by the calendar it ended under, whatever is published later.
//! [`Clock::remaining`] and the light always speak of working days, whatever unit the limit has.

mod stop;

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::days::{date_of, day_number};
use crate::calendar::{Calendar, DayKind, DueDate};
use crate::light::{Light, light_for};
use crate::limit::Limit;

pub use stop::{ClockStop, StopGround};

/// The clock of one limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The start day; never counts.
    pub started_on: Date,
    /// The limit given by law or promised.
    pub limit: Limit,
    /// Days the head of the authority has added, in the unit of the limit.
    pub extended_days: u16,
    /// The stops of this run, earliest first.
    pub stops: Vec<ClockStop>,
    /// The day the work was finished.
    pub ended_on: Option<Date>,
}

/// Why a clock cannot be stopped, resumed, restarted, extended or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The clock has ended.
    #[error("the clock ended on {on}")]
    Ended {
        /// The day it ended.
        on: Date,
    },
    /// The clock already stands.
    #[error("the clock stands since {since}, resume it first")]
    AlreadyStopped {
        /// The day it stopped.
        since: Date,
    },
    /// The clock runs, so there is nothing to resume.
    #[error("the clock is not stopped")]
    NotStopped,
    /// The day lies before the event it must follow.
    #[error("{given} is before {earliest}")]
    TooEarly {
        /// The day given.
        given: Date,
        /// The earliest day possible.
        earliest: Date,
    },
    /// Every stop needs a reason the applicant is told.
    #[error("a stop needs a reason")]
    ReasonMissing,
    /// There is no limit in days that could be extended, or the extension has no day or too many.
    #[error("{days} days cannot be added to this limit")]
    NotExtendable {
        /// The days asked for.
        days: u16,
    },
}

/// One day of a clock's life, for [`Clock::explain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainedDay {
    /// The day.
    pub date: Date,
    /// Whether it used up a day of the limit.
    pub counted: bool,
    /// Why it counted or not.
    pub why: DayReason,
}

/// Why a day counted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayReason {
    /// The start day never counts.
    Start,
    /// Counted: Monday to Friday.
    Workday,
    /// Counted: a weekend day worked to make up for a holiday.
    MakeUpWorkday,
    /// Counted, provisionally: Monday to Friday of a year whose calendar is not published.
    AssumedWorkday,
    /// Counted: a day of a limit in calendar days.
    CalendarDay,
    /// Not counted: Saturday or Sunday.
    Weekend,
    /// Not counted: a legal day off.
    Holiday,
    /// Not counted, though it would have been: the clock stood.
    Stopped(StopGround),
    /// Not counted: a limit in calendar days ended on a day off and moved on.
    EndMoved,
}

impl Clock {
    /// A clock that starts to run.
    pub const fn new(started_on: Date, limit: Limit) -> Self {
        Self {
            started_on,
            limit,
            extended_days: 0,
            stops: Vec::new(),
            ended_on: None,
        }
    }

    /// Stops the clock on a day for a legal ground.
    ///
    /// # Errors
    /// If the clock has ended or stands already, the day is before the start or before the last resumption, or the
    /// reason is blank.
    pub fn stop(
        &mut self,
        from: Date,
        ground: StopGround,
        reason: String,
        max_days: Option<u16>,
    ) -> Result<(), ClockError> {
        self.must_run()?;
        let earliest = self
            .stops
            .iter()
            .filter_map(|stop| stop.to)
            .fold(self.started_on, Date::max);
        not_before(from, earliest)?;
        if reason.trim().is_empty() {
            return Err(ClockError::ReasonMissing);
        }
        self.stops.push(ClockStop {
            from,
            to: None,
            ground,
            reason,
            max_days,
        });
        Ok(())
    }

    /// Lets the clock run again; the day it resumes is not used.
    ///
    /// # Errors
    /// If the clock has ended or is not stopped, or the day is before the stop.
    pub fn resume(&mut self, to: Date) -> Result<(), ClockError> {
        self.must_not_have_ended()?;
        let Some(stop) = self.stops.iter_mut().find(|stop| stop.to.is_none()) else {
            return Err(ClockError::NotStopped);
        };
        not_before(to, stop.from)?;
        stop.to = Some(to);
        Ok(())
    }

    /// Begins the limit anew on a day: stops and extensions of the first run no longer matter to it.
    ///
    /// # Errors
    /// If the clock has ended, or the day is before the start or before a stop.
    pub fn restart(&mut self, on: Date) -> Result<(), ClockError> {
        self.must_not_have_ended()?;
        not_before(on, self.latest_day())?;
        *self = Self::new(on, self.limit);
        Ok(())
    }

    /// Adds days, in the unit of the limit (行政许可法 42: by the head of the authority, the reasons told).
    ///
    /// # Errors
    /// If the clock has ended, its limit is not in days, or no day or more than fit are added.
    pub fn extend(&mut self, days: u16) -> Result<(), ClockError> {
        self.must_not_have_ended()?;
        let total = match self.limit {
            Limit::WorkingDays(_) | Limit::CalendarDays(_) if days > 0 => {
                self.extended_days.checked_add(days)
            }
            _ => None,
        };
        self.extended_days = total.ok_or(ClockError::NotExtendable { days })?;
        Ok(())
    }

    /// Ends the clock; an open stop ends with it.
    ///
    /// # Errors
    /// If the clock has ended, or the day is before the start or a stop.
    pub fn end(&mut self, on: Date) -> Result<(), ClockError> {
        self.must_not_have_ended()?;
        not_before(on, self.latest_day())?;
        for stop in &mut self.stops {
            stop.to.get_or_insert(on);
        }
        self.ended_on = Some(on);
        Ok(())
    }

    /// The last day of the limit as it stands today; `None` without a limit.
    pub fn due(&self, calendar: &Calendar, today: Date) -> Option<DueDate> {
        let calendar = calendar.known_on(self.ended_on);
        let today = self.as_of(today);
        let days = self.budget();
        let date = match self.limit {
            Limit::None => return None,
            Limit::Immediate => self.started_on,
            _ if days == 0 => self.started_on,
            Limit::WorkingDays(_) => {
                calendar.date_of_rank(self.pushed(days, today, |date| calendar.rank(date)))
            }
            Limit::CalendarDays(_) => {
                calendar.next_working(date_of(self.pushed(days, today, day_number)))
            }
        };
        Some(calendar.due_date(self.started_on, date))
    }

    /// Working days left, not counting days in stops; negative, −(working days in `(due, today]`), when overdue;
    /// `None` without a limit. After the end: as of the end.
    pub fn remaining(&self, calendar: &Calendar, today: Date) -> Option<i32> {
        let calendar = calendar.known_on(self.ended_on);
        let due = self.due(calendar, today)?.date;
        let today = self.as_of(today).max(self.started_on);
        let ahead = calendar.count(today, due);
        Some(if today < due {
            ahead - self.stopped_within(today, due, today, |date| calendar.rank(date))
        } else {
            ahead
        })
    }

    /// Days used in `(start, today]` outside stops: calendar days for limits in calendar days, else working days.
    pub fn used(&self, calendar: &Calendar, today: Date) -> i32 {
        let calendar = calendar.known_on(self.ended_on);
        if matches!(self.limit, Limit::CalendarDays(_)) {
            self.used_by(today, day_number)
        } else {
            self.used_by(today, |date| calendar.rank(date))
        }
    }

    /// Whether the clock stands on this day. On the day it resumes it runs.
    pub fn is_stopped(&self, today: Date) -> bool {
        self.stopped_since(today).is_some()
    }

    /// How the clock stands today: the only source of lights.
    ///
    /// The warning time is a share of the limit in working days, extensions included, stops left out. An overdue
    /// clock is red even while it stands: stopping it cannot undo what is late.
    pub fn light(&self, calendar: &Calendar, today: Date) -> Light {
        let remaining = self.remaining(calendar, today);
        if self.ended_on.is_some() {
            return Light::Done {
                by: remaining.unwrap_or(0),
            };
        }
        match (remaining, self.stopped_since(today)) {
            (Some(remaining), None) => light_for(remaining, self.limit_days(calendar)),
            (Some(remaining), Some(_)) if remaining < 0 => {
                light_for(remaining, self.limit_days(calendar))
            }
            (_, Some(since)) => Light::Stopped { since },
            (None, None) => Light::Unlimited,
        }
    }

    /// Every day from the start to the due date: counted or not, and why. As many days are counted as the limit
    /// has, extensions included. Empty without a limit.
    pub fn explain(&self, calendar: &Calendar, today: Date) -> Vec<ExplainedDay> {
        let calendar = calendar.known_on(self.ended_on);
        let Some(due) = self.due(calendar, today) else {
            return Vec::new();
        };
        let today = self.as_of(today);
        let mut left = self.budget();
        let first = day_number(self.started_on);
        (first..=day_number(due.date))
            .map(|day| {
                let date = date_of(day);
                let why = if day == first {
                    DayReason::Start
                } else {
                    self.reason(calendar, today, date, left)
                };
                let counted = is_counted(why);
                left -= i32::from(counted);
                ExplainedDay { date, counted, why }
            })
            .collect()
    }

    /// Why a day after the start counts or not, with so many days of the budget left before it.
    fn reason(&self, calendar: &Calendar, today: Date, date: Date, left: i32) -> DayReason {
        let stop = || {
            self.stops
                .iter()
                .find(|stop| stop.from < date && date <= stop.to.unwrap_or(today))
        };
        if matches!(self.limit, Limit::CalendarDays(_)) {
            return match stop() {
                _ if left == 0 => DayReason::EndMoved,
                Some(stop) => DayReason::Stopped(stop.ground),
                None => DayReason::CalendarDay,
            };
        }
        let plain = match calendar.day_kind(date) {
            DayKind::Workday => DayReason::Workday,
            DayKind::MakeUpWorkday => DayReason::MakeUpWorkday,
            DayKind::Unpublished if calendar.is_working(date) => DayReason::AssumedWorkday,
            DayKind::Weekend | DayKind::Unpublished => return DayReason::Weekend,
            DayKind::Holiday => return DayReason::Holiday,
        };
        stop().map_or(plain, |stop| DayReason::Stopped(stop.ground))
    }

    /// The days of the limit with its extensions, in its unit.
    fn budget(&self) -> i32 {
        match self.limit {
            Limit::None | Limit::Immediate => 0,
            Limit::WorkingDays(days) | Limit::CalendarDays(days) => {
                i32::from(days) + i32::from(self.extended_days)
            }
        }
    }

    /// The limit in working days, extensions included, stops left out: what the warning time is a share of.
    fn limit_days(&self, calendar: &Calendar) -> i32 {
        match self.limit {
            Limit::CalendarDays(_) => {
                let end = date_of(day_number(self.started_on) + self.budget());
                calendar.count(self.started_on, calendar.next_working(end))
            }
            Limit::None | Limit::Immediate | Limit::WorkingDays(_) => self.budget(),
        }
    }

    /// After its end a clock tells what it told on that day.
    fn as_of(&self, today: Date) -> Date {
        self.ended_on.map_or(today, |ended| ended.min(today))
    }

    fn stopped_since(&self, today: Date) -> Option<Date> {
        let today = self.as_of(today);
        self.stops
            .iter()
            .filter(|stop| stop.from <= today && stop.to.is_none_or(|to| today < to))
            .map(|stop| stop.from)
            .min()
    }

    /// The latest day the ledger knows of, at least the start.
    fn latest_day(&self) -> Date {
        self.stops
            .iter()
            .flat_map(|stop| [Some(stop.from), stop.to])
            .flatten()
            .fold(self.started_on, Date::max)
    }

    /// Where the budget runs out, in the positions given (ranks of working days or day numbers).
    fn pushed(&self, days: i32, today: Date, position: impl Fn(Date) -> i32) -> i32 {
        let start = position(self.started_on);
        let mut covered = start;
        let mut target = start + days;
        self.each_stop(|stop| {
            let from = position(stop.from).max(covered);
            let to = position(stop.to.unwrap_or(today));
            if from < target && to > from {
                target += to - from;
                covered = to;
            }
        });
        target
    }

    /// How much of `(after, until]` lies in stops, in the positions given.
    fn stopped_within(
        &self,
        after: Date,
        until: Date,
        today: Date,
        position: impl Fn(Date) -> i32,
    ) -> i32 {
        let mut covered = position(after);
        let end = position(until);
        let mut stopped = 0;
        self.each_stop(|stop| {
            let from = position(stop.from).max(covered);
            let to = position(stop.to.unwrap_or(today)).min(end);
            if to > from {
                stopped += to - from;
                covered = to;
            }
        });
        stopped
    }

    fn used_by(&self, today: Date, position: impl Fn(Date) -> i32) -> i32 {
        let today = self.as_of(today).max(self.started_on);
        position(today)
            - position(self.started_on)
            - self.stopped_within(self.started_on, today, today, &position)
    }

    /// Visits the stops, earliest first. The ledger is kept in that order; only one read from elsewhere is sorted.
    fn each_stop(&self, mut visit: impl FnMut(&ClockStop)) {
        if self.stops.is_sorted_by_key(|stop| stop.from) {
            self.stops.iter().for_each(visit);
        } else {
            let mut sorted: Vec<&ClockStop> = self.stops.iter().collect();
            sorted.sort_by_key(|stop| stop.from);
            sorted.into_iter().for_each(&mut visit);
        }
    }

    fn must_not_have_ended(&self) -> Result<(), ClockError> {
        match self.ended_on {
            Some(on) => Err(ClockError::Ended { on }),
            None => Ok(()),
        }
    }

    fn must_run(&self) -> Result<(), ClockError> {
        self.must_not_have_ended()?;
        match self.stops.iter().find(|stop| stop.to.is_none()) {
            Some(stop) => Err(ClockError::AlreadyStopped { since: stop.from }),
            None => Ok(()),
        }
    }
}

fn not_before(given: Date, earliest: Date) -> Result<(), ClockError> {
    if given < earliest {
        Err(ClockError::TooEarly { given, earliest })
    } else {
        Ok(())
    }
}

const fn is_counted(why: DayReason) -> bool {
    match why {
        DayReason::Workday
        | DayReason::MakeUpWorkday
        | DayReason::AssumedWorkday
        | DayReason::CalendarDay => true,
        DayReason::Start
        | DayReason::Weekend
        | DayReason::Holiday
        | DayReason::Stopped(_)
        | DayReason::EndMoved => false,
    }
}
