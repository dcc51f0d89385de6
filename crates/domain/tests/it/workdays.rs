//! The published vectors, and due, count and explain against the day-by-day reading.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde::Deserialize;
use window_domain::calendar::DueDate;
use window_domain::clock::{Clock, ClockStop, DayReason, StopGround};
use window_domain::limit::Limit;

use crate::reference::{self, CALENDAR, Stop, plus, stopped, tomorrow, working};

#[derive(Deserialize)]
struct Vectors {
    deadline: Vec<Vector>,
    suspended: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    start: Date,
    n: u16,
    #[serde(default)]
    suspensions: Vec<Stop>,
    due: Date,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../vectors/workdays.json")).unwrap()
}

fn closed((from, to): Stop) -> ClockStop {
    ClockStop {
        from,
        to: Some(to),
        ground: StopGround::ExpertReview,
        reason: "专家评审".to_owned(),
        max_days: None,
    }
}

fn clock(start: Date, limit: Limit, stops: &[Stop]) -> Clock {
    let mut clock = Clock::new(start, limit);
    clock.stops = stops.iter().copied().map(closed).collect();
    clock
}

#[test]
fn every_deadline_vector_holds() {
    let vectors = vectors().deadline;
    assert_eq!(vectors.len(), 30);
    for Vector { start, n, due, .. } in vectors {
        let published = DueDate {
            date: due,
            provisional: false,
        };
        assert_eq!(CALENDAR.due(start, n), published, "{start} + {n}");
        assert_eq!(
            Limit::WorkingDays(n).due(start, &CALENDAR),
            Some(published),
            "{start} + {n}"
        );
        assert_eq!(
            reference::due(start, n, &[]),
            due,
            "reference {start} + {n}"
        );
    }
}

#[test]
fn every_suspension_vector_holds() {
    let vectors = vectors().suspended;
    assert_eq!(vectors.len(), 5);
    for vector in vectors {
        let clock = clock(
            vector.start,
            Limit::WorkingDays(vector.n),
            &vector.suspensions,
        );
        let due = clock.due(&CALENDAR, vector.due).unwrap();
        assert_eq!(due.date, vector.due, "{} + {}", vector.start, vector.n);
    }
}

#[test]
fn each_year_has_the_working_days_it_had() {
    let years = [
        (2017, 249),
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ];
    for (year, days) in years {
        let before = date(year - 1, 12, 31);
        assert_eq!(CALENDAR.count(before, date(year, 12, 31)), days, "{year}");
    }
}

#[test]
fn a_calendar_day_limit_moves_its_end_off_a_day_off() {
    let due = |start, days| {
        Limit::CalendarDays(days)
            .due(start, &CALENDAR)
            .unwrap()
            .date
    };
    // 30 days after 2026-09-01 is 1 October; the first working day after the holidays is the 8th.
    assert_eq!(due(date(2026, 9, 1), 30), date(2026, 10, 8));
    // A make-up Saturday is a working day, so the end stays on it.
    assert_eq!(due(date(2026, 9, 30), 10), date(2026, 10, 10));
    assert_eq!(due(date(2026, 10, 1), 0), date(2026, 10, 1));
}

#[test]
fn limits_without_days_are_due_at_once_or_never() {
    let start = date(2026, 10, 1);
    assert_eq!(Limit::None.due(start, &CALENDAR), None);
    for limit in [Limit::Immediate, Limit::WorkingDays(0)] {
        assert_eq!(limit.due(start, &CALENDAR).unwrap().date, start);
    }
}

#[test]
fn a_stop_moves_a_calendar_day_limit_by_the_days_it_lasted() {
    // 10 days after 2026-03-02 is Thursday the 12th; two days of stop make it Saturday, so Monday the 16th.
    let stops = [(date(2026, 3, 4), date(2026, 3, 6))];
    let clock = clock(date(2026, 3, 2), Limit::CalendarDays(10), &stops);
    let today = date(2026, 3, 9);
    assert_eq!(clock.due(&CALENDAR, today).unwrap().date, date(2026, 3, 16));
    assert_eq!(clock.used(&CALENDAR, today), 5);
    let days = clock.explain(&CALENDAR, today);
    let last: Vec<_> = days.iter().rev().take(3).map(|day| day.why).collect();
    assert_eq!(
        last,
        [
            DayReason::EndMoved,
            DayReason::EndMoved,
            DayReason::CalendarDay
        ]
    );
}

/// Starts before, in and after the published years 2007 to 2026.
fn start() -> impl Strategy<Value = Date> {
    (0..8_400_i32).prop_map(|days| plus(date(2006, 1, 1), days))
}

/// Up to four stops around a start, in any order, overlapping or not.
fn start_and_stops() -> impl Strategy<Value = (Date, Vec<Stop>)> {
    let stop = (-20..90_i32, 0..25_i32);
    (start(), prop::collection::vec(stop, 0..=4)).prop_map(|(start, stops)| {
        let stops = stops.into_iter().map(|(from, length)| {
            let from = plus(start, from);
            (from, plus(from, length))
        });
        (start, stops.collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn due_is_what_counting_day_by_day_gives(start in start(), n in 0..90_u16) {
        let due = CALENDAR.due(start, n);
        prop_assert_eq!(due.date, reference::due(start, n, &[]));
        prop_assert_eq!(
            due.provisional,
            start < CALENDAR.published_from() || due.date > CALENDAR.published_until()
        );
    }

    #[test]
    fn count_is_what_counting_day_by_day_gives(after in start(), span in -90..90_i32) {
        let until = plus(after, span);
        let counted = reference::running_days(after, until, &[]) - reference::running_days(until, after, &[]);
        prop_assert_eq!(CALENDAR.count(after, until), counted);
        prop_assert_eq!(CALENDAR.is_working(after), working(after));
        let next = CALENDAR.next_working(after);
        prop_assert!(next >= after && working(next));
        prop_assert_eq!(reference::running_days(after, next, &[]), i32::from(!working(after)));
    }

    #[test]
    fn due_with_stops_is_what_counting_day_by_day_gives(
        (start, stops) in start_and_stops(),
        n in 0..60_u16,
    ) {
        let today = plus(start, 1_000);
        let working_days = clock(start, Limit::WorkingDays(n), &stops).due(&CALENDAR, today);
        prop_assert_eq!(working_days.unwrap().date, reference::due(start, n, &stops));
        let calendar_days = clock(start, Limit::CalendarDays(n), &stops).due(&CALENDAR, today);
        prop_assert_eq!(calendar_days.unwrap().date, reference::due_calendar(start, n, &stops));
    }

    #[test]
    fn an_open_stop_is_taken_to_end_today(
        (start, mut stops) in start_and_stops(),
        n in 1..40_u16,
        from in 0..40_i32,
        lasted in 0..40_i32,
    ) {
        let from = plus(start, from);
        let today = plus(from, lasted);
        let mut clock = clock(start, Limit::WorkingDays(n), &stops);
        clock.stops.push(ClockStop { to: None, ..closed((from, from)) });
        stops.push((from, today));
        let due = clock.due(&CALENDAR, today).unwrap().date;
        prop_assert_eq!(due, reference::due(start, n, &stops));
        prop_assert!(clock.is_stopped(today));
    }

    #[test]
    fn used_and_remaining_are_what_counting_day_by_day_gives(
        (start, stops) in start_and_stops(),
        n in 0..40_u16,
        today in -10..120_i32,
    ) {
        let today = plus(start, today);
        let clock = clock(start, Limit::WorkingDays(n), &stops);
        let used = reference::running_days(start, today, &stops);
        prop_assert_eq!(clock.used(&CALENDAR, today), used);
        let due = reference::due(start, n, &stops);
        let remaining = clock.remaining(&CALENDAR, today).unwrap();
        if today <= due {
            prop_assert_eq!(remaining, reference::running_days(today.max(start), due, &stops));
            prop_assert_eq!(remaining + used, i32::from(n));
        } else {
            prop_assert_eq!(remaining, -reference::running_days(due, today, &[]));
        }
    }

    #[test]
    fn explain_tells_every_day_and_counts_the_limit(
        (start, stops) in start_and_stops(),
        n in 0..40_u16,
        extended in 0..10_u16,
        in_working_days in any::<bool>(),
    ) {
        let limit = if in_working_days { Limit::WorkingDays(n) } else { Limit::CalendarDays(n) };
        let mut clock = clock(start, limit, &stops);
        clock.extended_days = extended;
        let today = plus(start, 1_000);
        let days = clock.explain(&CALENDAR, today);
        prop_assert_eq!(days.first().map(|day| (day.date, day.why)), Some((start, DayReason::Start)));
        prop_assert_eq!(days.last().map(|day| day.date), clock.due(&CALENDAR, today).map(|due| due.date));
        prop_assert!(days.windows(2).all(|pair| pair[1].date == tomorrow(pair[0].date)));
        let counted = days.iter().filter(|day| day.counted).count();
        prop_assert_eq!(counted, usize::from(n + extended));
        for day in days.iter().skip(1) {
            let runs = !stopped(day.date, &stops);
            match day.why {
                DayReason::Workday | DayReason::MakeUpWorkday | DayReason::AssumedWorkday => {
                    prop_assert!(in_working_days && day.counted && runs && working(day.date));
                }
                DayReason::CalendarDay => prop_assert!(!in_working_days && day.counted && runs),
                DayReason::Weekend | DayReason::Holiday => {
                    prop_assert!(in_working_days && !day.counted && !working(day.date));
                }
                DayReason::Stopped(ground) => {
                    prop_assert!(!day.counted && !runs);
                    prop_assert!(!in_working_days || working(day.date));
                    prop_assert_eq!(ground, StopGround::ExpertReview);
                }
                DayReason::EndMoved => prop_assert!(!in_working_days && !day.counted),
                DayReason::Start => prop_assert!(false, "a second start"),
            }
        }
    }
}
