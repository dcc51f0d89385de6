//! What a calendar accepts, what it says of a day, and when a paper counts as received.

use jiff::Timestamp;
use jiff::civil::{Date, date, time};
use window_domain::calendar::{
    Calendar, CalendarError, CalendarYear, DayKind, OfficeHours, local_date, local_datetime,
};

use crate::reference::CALENDAR;

fn year(year: i16, holidays: &[Date], workdays: &[Date]) -> CalendarYear {
    CalendarYear {
        year,
        holidays: holidays.to_vec(),
        workdays: workdays.to_vec(),
    }
}

fn plain(number: i16) -> CalendarYear {
    year(number, &[date(number, 1, 1)], &[])
}

fn refusal(years: Vec<CalendarYear>) -> CalendarError {
    Calendar::new(years).unwrap_err()
}

#[test]
fn a_calendar_names_what_is_wrong_with_it() {
    assert!(matches!(refusal(vec![]), CalendarError::Empty));
    assert!(matches!(
        refusal(vec![plain(2026), plain(2028)]),
        CalendarError::Gap { missing: 2027 }
    ));
    assert!(matches!(
        refusal(vec![plain(2026), plain(2026)]),
        CalendarError::DuplicateYear { year: 2026 }
    ));
    assert!(matches!(
        refusal(vec![plain(2026), year(2027, &[], &[])]),
        CalendarError::NotPublished { year: 2027 }
    ));
    let elsewhere = date(2025, 12, 31);
    assert!(matches!(
        refusal(vec![year(2026, &[elsewhere], &[])]),
        CalendarError::WrongYear { year: 2026, date } if date == elsewhere
    ));
    let both = date(2026, 1, 1);
    assert!(matches!(
        refusal(vec![year(2026, &[both], &[both])]),
        CalendarError::Contradiction { date } if date == both
    ));
    assert!(matches!(
        Calendar::from_json("[]"),
        Err(CalendarError::Json(_))
    ));
    assert!(matches!(
        Calendar::from_json(r#"{"next":{"holidays":[],"workdays":[]}}"#),
        Err(CalendarError::YearKey { key }) if key == "next"
    ));
}

#[test]
fn years_may_come_in_any_order() {
    let forward = Calendar::new(vec![plain(2025), plain(2026)]).unwrap();
    assert_eq!(
        forward,
        Calendar::new(vec![plain(2026), plain(2025)]).unwrap()
    );
    assert_eq!(forward.published_from(), date(2025, 1, 1));
    assert_eq!(forward.published_until(), date(2026, 12, 31));
}

#[test]
fn each_day_has_its_kind() {
    let table = [
        (date(2026, 2, 13), DayKind::Workday),
        (date(2026, 2, 14), DayKind::MakeUpWorkday),
        (date(2026, 2, 15), DayKind::Holiday),
        (date(2026, 3, 7), DayKind::Weekend),
        // In the notice as a day worked, but a Monday: an ordinary working day.
        (date(2020, 2, 3), DayKind::Workday),
        (date(2006, 12, 31), DayKind::Unpublished),
        (date(2007, 1, 1), DayKind::Holiday),
        (date(2026, 12, 31), DayKind::Workday),
        (date(2027, 1, 1), DayKind::Unpublished),
    ];
    for (day, kind) in table {
        assert_eq!(CALENDAR.day_kind(day), kind, "{day}");
    }
}

#[test]
fn a_deadline_beyond_the_published_years_is_provisional() {
    assert!(!CALENDAR.due(date(2026, 12, 30), 1).provisional);
    let beyond = CALENDAR.due(date(2026, 12, 30), 2);
    // 2027-01-01 is a Friday: assumed to work until the notice says otherwise.
    assert_eq!((beyond.date, beyond.provisional), (date(2027, 1, 1), true));
}

#[test]
fn the_ends_of_time_do_not_break_a_deadline() {
    assert_eq!(CALENDAR.due(Date::MAX, u16::MAX).date, Date::MAX);
    assert!(CALENDAR.due(Date::MIN, u16::MAX).date > Date::MIN);
    assert!(CALENDAR.count(Date::MIN, Date::MAX) > 5_000_000);
}

#[test]
fn the_local_day_is_eight_hours_ahead() {
    let at: Timestamp = "2026-03-01T16:30:00Z".parse().unwrap();
    assert_eq!(local_date(at), date(2026, 3, 2));
    assert_eq!(local_datetime(at), date(2026, 3, 2).at(0, 30, 0, 0));
}

#[test]
fn a_paper_counts_as_received_on_a_working_day_before_closing_time() {
    let office_hours = OfficeHours {
        open: time(8, 30, 0, 0),
        close: time(17, 30, 0, 0),
    };
    let table = [
        // Monday, before opening, at closing time, a second later.
        ("2026-03-02T06:00:00+08:00", date(2026, 3, 2)),
        ("2026-03-02T17:30:00+08:00", date(2026, 3, 2)),
        ("2026-03-02T17:30:01+08:00", date(2026, 3, 3)),
        // Friday evening and Saturday: Monday.
        ("2026-03-06T20:00:00+08:00", date(2026, 3, 9)),
        ("2026-03-07T10:00:00+08:00", date(2026, 3, 9)),
        ("2026-03-07T20:00:00+08:00", date(2026, 3, 9)),
        // The evening before the National Day holidays, and within them.
        ("2026-09-30T18:00:00+08:00", date(2026, 10, 8)),
        ("2026-10-03T10:00:00+08:00", date(2026, 10, 8)),
        // Friday evening before a Saturday that is worked.
        ("2026-02-13T18:00:00+08:00", date(2026, 2, 14)),
    ];
    for (at, received) in table {
        let instant: Timestamp = at.parse().unwrap();
        assert_eq!(
            CALENDAR.received_on(instant, office_hours),
            received,
            "{at}"
        );
    }
}
