//! What may be done to a clock, and how it stands.

use jiff::civil::{Date, date};
use window_domain::clock::{Clock, ClockError, ClockStop, DayReason, StopGround};
use window_domain::light::Light;
use window_domain::limit::Limit;

use crate::reference::CALENDAR;

/// March 2026 has no holidays; the 2nd is a Monday.
fn march(day: i8) -> Date {
    date(2026, 3, day)
}

fn clock(days: u16) -> Clock {
    Clock::new(march(2), Limit::WorkingDays(days))
}

fn stop(clock: &mut Clock, from: Date) -> Result<(), ClockError> {
    clock.stop(from, StopGround::Hearing, "听证".to_owned(), Some(3))
}

fn due(clock: &Clock, today: Date) -> Date {
    clock.due(&CALENDAR, today).unwrap().date
}

#[test]
fn a_clock_stands_from_the_stop_until_the_day_before_it_resumes() {
    let mut clock = clock(5);
    stop(&mut clock, march(3)).unwrap();
    assert!(!clock.is_stopped(march(2)));
    assert!(clock.is_stopped(march(3)));
    assert_eq!(
        clock.light(&CALENDAR, march(20)),
        Light::Stopped { since: march(3) }
    );
    assert_eq!(clock.used(&CALENDAR, march(20)), 1);
    assert_eq!(clock.remaining(&CALENDAR, march(20)), Some(4));
    clock.resume(march(5)).unwrap();
    assert!(clock.is_stopped(march(4)));
    assert!(!clock.is_stopped(march(5)));
    assert_eq!(due(&clock, march(5)), march(11));
    assert_eq!(
        clock.light(&CALENDAR, march(6)),
        Light::Green { remaining: 3 }
    );
}

#[test]
fn overlapping_stops_count_once_in_any_order() {
    let entry = |from, to| ClockStop {
        from: march(from),
        to: Some(march(to)),
        ground: StopGround::Testing,
        reason: "检测".to_owned(),
        max_days: None,
    };
    let mut clock = clock(5);
    clock.stops = vec![entry(5, 9), entry(3, 6), entry(4, 5)];
    // (3, 9] holds the 4th, 5th, 6th and 9th: Monday the 9th moves four working days on.
    assert_eq!(due(&clock, march(31)), march(13));
    assert_eq!(clock.used(&CALENDAR, march(31)), 17);
}

#[test]
fn a_stop_on_the_last_day_or_later_moves_nothing() {
    for day in [9, 10, 12] {
        let mut clock = clock(5);
        stop(&mut clock, march(day)).unwrap();
        assert_eq!(due(&clock, march(20)), march(9), "{day}");
        // Nine working days late on the 20th, stopped or not.
        assert_eq!(
            clock.light(&CALENDAR, march(20)),
            Light::Red { overdue_days: 9 }
        );
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_its_reason() {
    let mut clock = clock(5);
    assert_eq!(clock.resume(march(3)), Err(ClockError::NotStopped));
    assert_eq!(
        stop(&mut clock, march(1)),
        Err(ClockError::TooEarly {
            given: march(1),
            earliest: march(2)
        })
    );
    assert_eq!(
        clock.stop(march(3), StopGround::Hearing, "  ".to_owned(), None),
        Err(ClockError::ReasonMissing)
    );
    stop(&mut clock, march(4)).unwrap();
    assert_eq!(
        stop(&mut clock, march(5)),
        Err(ClockError::AlreadyStopped { since: march(4) })
    );
    let too_early = |given| {
        Err(ClockError::TooEarly {
            given: march(given),
            earliest: march(4),
        })
    };
    assert_eq!(clock.resume(march(3)), too_early(3));
    assert_eq!(clock.restart(march(3)), too_early(3));
    assert_eq!(clock.end(march(3)), too_early(3));
    assert_eq!(clock.extend(0), Err(ClockError::NotExtendable { days: 0 }));
    assert_eq!(
        Clock::new(march(2), Limit::Immediate).extend(1),
        Err(ClockError::NotExtendable { days: 1 })
    );
    clock.end(march(6)).unwrap();
    let ended = Err(ClockError::Ended { on: march(6) });
    assert_eq!(stop(&mut clock, march(9)), ended);
    assert_eq!(clock.resume(march(9)), ended);
    assert_eq!(clock.restart(march(9)), ended);
    assert_eq!(clock.extend(1), ended);
    assert_eq!(clock.end(march(9)), ended);
}

#[test]
fn a_restart_begins_the_limit_anew() {
    let mut clock = clock(5);
    stop(&mut clock, march(3)).unwrap();
    clock.restart(march(10)).unwrap();
    assert_eq!(clock, Clock::new(march(10), Limit::WorkingDays(5)));
    assert_eq!(due(&clock, march(10)), march(17));
}

#[test]
fn an_extension_adds_days_of_the_limit() {
    let mut clock = clock(5);
    clock.extend(2).unwrap();
    clock.extend(3).unwrap();
    assert_eq!(due(&clock, march(2)), march(16));
    assert_eq!(clock.remaining(&CALENDAR, march(2)), Some(10));
    let days = clock.explain(&CALENDAR, march(2));
    assert_eq!(days.iter().filter(|day| day.counted).count(), 10);
    assert_eq!(
        clock.extend(u16::MAX),
        Err(ClockError::NotExtendable { days: u16::MAX })
    );
    assert_eq!(clock.extended_days, 5);
}

#[test]
fn a_finished_clock_says_how_early_or_late_it_was_for_ever() {
    for (ended, by) in [(5, 2), (9, 0), (11, -2)] {
        let mut clock = clock(5);
        clock.end(march(ended)).unwrap();
        assert_eq!(
            clock.light(&CALENDAR, march(31)),
            Light::Done { by },
            "{ended}"
        );
    }
    // An open stop ends with the clock.
    let mut clock = clock(5);
    stop(&mut clock, march(4)).unwrap();
    clock.end(march(11)).unwrap();
    assert_eq!(due(&clock, march(31)), march(16));
    assert_eq!(clock.light(&CALENDAR, march(31)), Light::Done { by: 3 });
    assert!(!clock.is_stopped(march(31)));
}

#[test]
fn a_clock_without_limit_has_no_due_date_and_no_colour() {
    let mut clock = Clock::new(march(2), Limit::None);
    assert_eq!(clock.due(&CALENDAR, march(5)), None);
    assert_eq!(clock.remaining(&CALENDAR, march(5)), None);
    assert_eq!(clock.used(&CALENDAR, march(5)), 3);
    assert_eq!(clock.light(&CALENDAR, march(5)), Light::Unlimited);
    assert!(clock.explain(&CALENDAR, march(5)).is_empty());
    stop(&mut clock, march(4)).unwrap();
    assert_eq!(
        clock.light(&CALENDAR, march(5)),
        Light::Stopped { since: march(4) }
    );
    clock.end(march(6)).unwrap();
    assert_eq!(clock.light(&CALENDAR, march(6)), Light::Done { by: 0 });
}

#[test]
fn the_colours_follow_the_days_of_the_limit() {
    let light = |clock: &Clock, day| clock.light(&CALENDAR, march(day));
    let five = clock(5);
    assert_eq!(light(&five, 5), Light::Green { remaining: 2 });
    assert_eq!(light(&five, 6), Light::Yellow { remaining: 1 });
    // The weekend before the last day.
    assert_eq!(light(&five, 8), Light::Yellow { remaining: 1 });
    assert_eq!(light(&five, 9), Light::Yellow { remaining: 0 });
    assert_eq!(light(&five, 10), Light::Red { overdue_days: 1 });
    // Before it starts, a clock has all its days.
    assert_eq!(
        five.light(&CALENDAR, date(2026, 2, 10)),
        Light::Green { remaining: 5 }
    );
    let at_once = Clock::new(march(2), Limit::Immediate);
    assert_eq!(light(&at_once, 2), Light::Yellow { remaining: 0 });
    assert_eq!(light(&at_once, 3), Light::Red { overdue_days: 1 });
    // 15 calendar days are 11 working days, so three days of warning; the end is Tuesday the 17th.
    let calendar_days = Clock::new(march(2), Limit::CalendarDays(15));
    assert_eq!(light(&calendar_days, 11), Light::Green { remaining: 4 });
    assert_eq!(light(&calendar_days, 12), Light::Yellow { remaining: 3 });
}

#[test]
fn a_stop_longer_than_its_ground_allows_shows_by_how_much() {
    let mut clock = clock(5);
    stop(&mut clock, march(3)).unwrap();
    let over = |today| clock.stops[0].days_over(&CALENDAR, march(today));
    assert_eq!([over(3), over(6), over(9), over(10)], [0, 0, 1, 2]);
    assert!(StopGround::Hearing.is_statutory() && !StopGround::Correction.is_statutory());
}

#[test]
fn explain_names_holidays_make_up_days_stops_and_assumptions() {
    let mut clock = Clock::new(date(2026, 2, 13), Limit::WorkingDays(3));
    stop(&mut clock, date(2026, 2, 24)).unwrap();
    clock.resume(date(2026, 2, 25)).unwrap();
    let days = clock.explain(&CALENDAR, date(2026, 3, 1));
    let why = |day: i8| {
        let found = days
            .iter()
            .find(|explained| explained.date == date(2026, 2, day));
        found.map(|explained| explained.why)
    };
    assert_eq!(why(13), Some(DayReason::Start));
    assert_eq!(why(14), Some(DayReason::MakeUpWorkday));
    assert_eq!(why(15), Some(DayReason::Holiday));
    assert_eq!(why(24), Some(DayReason::Workday));
    assert_eq!(why(25), Some(DayReason::Stopped(StopGround::Hearing)));
    assert_eq!(why(26), Some(DayReason::Workday));
    assert_eq!(days.len(), 14);

    let beyond = Clock::new(date(2026, 12, 31), Limit::WorkingDays(2));
    let reasons: Vec<_> = beyond
        .explain(&CALENDAR, date(2026, 12, 31))
        .iter()
        .map(|day| day.why)
        .collect();
    assert_eq!(
        reasons,
        [
            DayReason::Start,
            DayReason::AssumedWorkday,
            DayReason::Weekend,
            DayReason::Weekend,
            DayReason::AssumedWorkday
        ]
    );
}

#[test]
fn a_stored_clock_reads_back_in_the_form_it_has_on_disk() {
    let mut clock = clock(5);
    stop(&mut clock, march(3)).unwrap();
    let stored = concat!(
        r#"{"started_on":"2026-03-02","limit":{"unit":"working_days","n":5},"extended_days":0,"#,
        r#""stops":[{"from":"2026-03-03","to":null,"ground":"hearing","reason":"听证","max_days":3}],"#,
        r#""ended_on":null}"#
    );
    assert_eq!(serde_json::to_string(&clock).unwrap(), stored);
    assert_eq!(serde_json::from_str::<Clock>(stored).unwrap(), clock);
    for (limit, text) in [
        (Limit::None, r#"{"unit":"none"}"#),
        (Limit::Immediate, r#"{"unit":"immediate"}"#),
        (
            Limit::CalendarDays(30),
            r#"{"unit":"calendar_days","n":30}"#,
        ),
    ] {
        assert_eq!(serde_json::to_string(&limit).unwrap(), text);
        assert_eq!(serde_json::from_str::<Limit>(text).unwrap(), limit);
    }
}
