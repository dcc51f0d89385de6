//! What a deadline costs, beside the day-by-day reading of the same rule in the same run.
//!
//! Aim: at most 40 ns without stops and 100 ns with two. `cargo bench -p window-domain --bench clock`.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::hint::black_box;

use criterion::Criterion;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use window_domain::calendar::Calendar;
use window_domain::clock::{Clock, ClockStop, StopGround};
use window_domain::limit::Limit;

const FILE: &str = include_str!("../../../catalogue/huangshi/calendar.json");

/// Enough different deadlines that the processor cannot learn them by heart.
const CASES: i32 = 4_096;

/// The limit of 行政许可法 42, the one most clocks have.
const DAYS: u16 = 20;

struct Slow {
    holidays: HashSet<Date>,
    workdays: HashSet<Date>,
}

impl Slow {
    fn read() -> Result<Self, Box<dyn Error>> {
        let years: BTreeMap<String, BTreeMap<String, Vec<Date>>> = serde_json::from_str(FILE)?;
        let all = |list: &str| {
            let lists = years.values().filter_map(|year| year.get(list));
            lists.flatten().copied().collect()
        };
        Ok(Self {
            holidays: all("holidays"),
            workdays: all("workdays"),
        })
    }

    fn due(&self, start: Date, days: u16, stops: &[ClockStop]) -> Date {
        let mut day = start;
        let mut left = days;
        while left > 0 {
            day = day.saturating_add(1.day());
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let working =
                self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day));
            let stopped = stops
                .iter()
                .any(|stop| stop.from < day && stop.to.is_none_or(|to| day <= to));
            left -= u16::from(working && !stopped);
        }
        day
    }
}

/// Starts spread over 2008 to 2025 without a pattern.
fn starts() -> Vec<Date> {
    (0..CASES)
        .map(|number| date(2008, 1, 1).saturating_add((number * 1_607 % 6_500).days()))
        .collect()
}

fn with_two_stops(start: Date) -> Clock {
    let stop = |from: i32, to: i32| ClockStop {
        from: start.saturating_add(from.days()),
        to: Some(start.saturating_add(to.days())),
        ground: StopGround::ExpertReview,
        reason: String::new(),
        max_days: None,
    };
    let mut clock = Clock::new(start, Limit::WorkingDays(DAYS));
    clock.stops = vec![stop(3, 9), stop(14, 21)];
    clock
}

fn main() -> Result<(), Box<dyn Error>> {
    let calendar = Calendar::from_json(FILE)?;
    let slow = Slow::read()?;
    let starts = starts();
    let plain: Vec<Clock> = starts
        .iter()
        .map(|start| Clock::new(*start, Limit::WorkingDays(DAYS)))
        .collect();
    let stopped: Vec<Clock> = starts.iter().copied().map(with_two_stops).collect();
    let today = date(2026, 11, 23);
    let mut criterion = Criterion::default().configure_from_args();

    let mut cycle = starts.iter().cycle();
    criterion.bench_function("due/calendar", |b| {
        b.iter(|| {
            cycle
                .next()
                .map(|start| calendar.due(black_box(*start), DAYS))
        });
    });
    for (name, clocks) in [("no_stop", &plain), ("two_stops", &stopped)] {
        let mut cycle = clocks.iter().cycle();
        criterion.bench_function(&format!("due/{name}"), |b| {
            b.iter(|| {
                cycle
                    .next()
                    .map(|clock| clock.due(&calendar, black_box(today)))
            });
        });
        let mut cycle = clocks.iter().cycle();
        criterion.bench_function(&format!("due/{name}/day_by_day"), |b| {
            b.iter(|| {
                let clock = cycle.next();
                clock.map(|clock| slow.due(black_box(clock.started_on), DAYS, &clock.stops))
            });
        });
        let mut cycle = clocks.iter().cycle();
        criterion.bench_function(&format!("light/{name}"), |b| {
            b.iter(|| {
                cycle
                    .next()
                    .map(|clock| clock.light(&calendar, black_box(today)))
            });
        });
    }
    criterion.final_summary();
    Ok(())
}
