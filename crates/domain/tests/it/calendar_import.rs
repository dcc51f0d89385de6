//! A year handed in: every fault with its line; what moves is what a fresh count gives, what has ended stays.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::select;
use window_domain::calendar::{Calendar, CalendarYear};
use window_domain::clock::Clock;
use window_domain::limit::Limit;
use window_domain::refusal::{Code, Refusals};

const TODAY: Date = date(2026, 8, 3);

/// A calendar of 2025 and 2026 with one day off each.
fn base() -> Calendar {
    Calendar::from_json(
        r#"{"2025":{"holidays":["2025-01-01"],"workdays":[]},
            "2026":{"holidays":["2026-01-01"],"workdays":["2026-10-10"]}}"#,
    )
    .unwrap()
}

fn refused(text: &str) -> Refusals {
    base().read_year(text, TODAY).unwrap_err()
}

fn value<'a>(refusals: &'a Refusals, at: usize, name: &str) -> &'a str {
    let values = &refusals.0[at].values;
    &values.iter().find(|(known, _)| *known == name).unwrap().1
}

#[test]
fn each_day_that_is_wrong_is_told_with_its_line_and_its_fault() {
    let text = r#"{"2026": {
  "holidays": ["2026-01-01",
    "2026-10-01",
    "2026-10-01",
    "2026-02-30",
    "2027-01-01",
    "2026-10-11"],
  "workdays": ["2026-10-10",
    "2026-10-11",
    "2026-10-12"]
}}"#;
    let refusals = refused(text);
    let told: Vec<(&str, &str)> = (0..refusals.0.len())
        .map(|at| (value(&refusals, at, "line"), value(&refusals, at, "fault")))
        .collect();
    assert_eq!(
        told,
        [
            ("4", "twice"),
            ("5", "unread"),
            ("6", "other-year"),
            ("9", "both"),
            ("10", "weekday"),
        ]
    );
    assert!(refusals.0.iter().all(|it| it.code == Code::CalendarDay));
}

#[test]
fn a_file_that_is_no_year_of_the_calendar_is_refused_with_the_reason() {
    for (text, code) in [
        ("", Code::CalendarFormat),
        ("{\"2026\":{\"holidays\":[]}}", Code::CalendarFormat),
        ("{}", Code::CalendarYear),
        (
            r#"{"2027":{"holidays":[],"workdays":[]},"2027":{"holidays":[],"workdays":[]}}"#,
            Code::CalendarYear,
        ),
        (
            r#"{"next":{"holidays":["2027-01-01"],"workdays":[]}}"#,
            Code::CalendarYear,
        ),
        (
            r#"{"2027":{"holidays":[],"workdays":[]}}"#,
            Code::CalendarEmpty,
        ),
        (
            r#"{"2028":{"holidays":["2028-01-01"],"workdays":[]}}"#,
            Code::CalendarGap,
        ),
        (
            r#"{"2026":{"holidays":["2026-01-01","2026-08-03"],"workdays":["2026-10-10"]}}"#,
            Code::CalendarPast,
        ),
        (
            r#"{"2026":{"holidays":["2026-01-01"],"workdays":["2026-10-10"]}}"#,
            Code::CalendarSame,
        ),
    ] {
        assert!(refused(text).has(code), "{text}: {}", refused(text));
    }
    let line = refused("{\n\"2027\": {\n\"holidays\": [oops]}}");
    assert_eq!(value(&line, 0, "line"), "3");
    let gap = refused(r#"{"2028":{"holidays":["2028-01-01"],"workdays":[]}}"#);
    assert_eq!(value(&gap, 0, "missing"), "2027");
}

#[test]
fn what_was_read_is_written_in_the_form_it_is_read_in() {
    let text = r#"{"2027":{"holidays":["2027-01-01","2027-02-06"],"workdays":["2027-02-14"]}}"#;
    let year = base().read_year(text, TODAY).unwrap();
    assert_eq!(year.to_json(), text);
    assert_eq!(CalendarYear::from_json(text).unwrap(), year);
}

/// A year whose days after today are drawn: some weekdays off, some weekend days worked.
fn drawn(year: i16, picks: &[(i16, bool)]) -> CalendarYear {
    let (mut holidays, mut workdays) = (vec![date(year, 1, 1)], Vec::new());
    for (day, is_off) in picks {
        let first = date(year, 1, 1);
        let on = first.checked_add(jiff::Span::new().days(*day)).unwrap();
        if on <= TODAY || on.year() != year || holidays.contains(&on) || workdays.contains(&on) {
            continue;
        }
        let is_weekend = on.weekday().to_monday_one_offset() > 5;
        if *is_off {
            holidays.push(on);
        } else if is_weekend {
            workdays.push(on);
        }
    }
    holidays.sort_unstable();
    workdays.sort_unstable();
    CalendarYear {
        year,
        holidays,
        workdays,
    }
}

proptest! {
    #[test]
    fn open_deadlines_are_those_of_a_fresh_count_and_ended_ones_stay(
        year in select(vec![2026_i16, 2027]),
        picks in proptest::collection::vec((0_i16..365, any::<bool>()), 1..40),
        start in 0_i16..213,
        days in 1_u16..160,
        ended in proptest::option::of(0_i16..213),
        is_calendar in any::<bool>(),
    ) {
        let old = base();
        let given = drawn(year, &picks);
        // Handed in as text, as somebody would.
        let Ok(read) = old.read_year(&given.to_json(), TODAY) else {
            // Nothing changed by chance.
            return Ok(());
        };
        prop_assert_eq!(&read, &given);
        let amended = old.amended(&read, TODAY).unwrap();
        let first = date(2026, 1, 1);
        let on = |day: i16| first.checked_add(jiff::Span::new().days(day)).unwrap();
        let limit = if is_calendar { Limit::CalendarDays(days) } else { Limit::WorkingDays(days) };
        let mut clock = Clock::new(on(start), limit);
        if let Some(day) = ended.filter(|day| *day >= start) {
            clock.end(on(day)).unwrap();
            prop_assert_eq!(clock.due(&amended, TODAY), clock.due(&old, TODAY));
            prop_assert_eq!(clock.light(&amended, TODAY), clock.light(&old, TODAY));
            prop_assert_eq!(clock.explain(&amended, TODAY), clock.explain(&old, TODAY));
            return Ok(());
        }
        // A calendar made of the same years from nothing.
        let mut years = vec![
            CalendarYear { year: 2025, holidays: vec![date(2025, 1, 1)], workdays: vec![] },
        ];
        if year == 2027 {
            let known = r#"{"2026":{"holidays":["2026-01-01"],"workdays":["2026-10-10"]}}"#;
            years.push(CalendarYear::from_json(known).unwrap());
        }
        years.push(read);
        let fresh = Calendar::new(years).unwrap();
        prop_assert_eq!(clock.due(&amended, TODAY), clock.due(&fresh, TODAY));
        // What was due by today never moves.
        let before = clock.due(&old, TODAY).unwrap().date;
        if before <= TODAY {
            prop_assert_eq!(clock.due(&amended, TODAY).unwrap().date, before);
        }
    }
}
