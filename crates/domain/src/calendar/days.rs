//! Day numbers: civil dates as whole numbers, so that a deadline costs an addition and a look-up.

use jiff::civil::Date;

/// Day 0 is 1970-01-01, a Thursday; three days earlier is a Monday.
const MONDAY_SHIFT: i32 = 3;

/// Days since 1970-01-01 in the Gregorian calendar.
///
/// The year is taken to begin in March, so that the leap day is its last day and months need no table.
pub(crate) fn day_number(date: Date) -> i32 {
    let month = i32::from(date.month());
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let months_since_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * months_since_march + 2) / 5 + i32::from(date.day()) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day number; beyond the years -9999 to 9999 the nearest date there is.
pub(crate) fn date_of(day: i32) -> Date {
    let day = i64::from(day).clamp(
        i64::from(day_number(Date::MIN)),
        i64::from(day_number(Date::MAX)),
    );
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_since_march = (5 * day_of_year + 2) / 153;
    let month_day = day_of_year - (153 * months_since_march + 2) / 5 + 1;
    let month = if months_since_march < 10 {
        months_since_march + 3
    } else {
        months_since_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let parts = (
        i16::try_from(year),
        i8::try_from(month),
        i8::try_from(month_day),
    );
    match parts {
        (Ok(year), Ok(month), Ok(month_day)) => {
            Date::new(year, month, month_day).unwrap_or(Date::MAX)
        }
        // The clamp above keeps every part in range; a date is still owed to the type.
        _ => Date::MAX,
    }
}

/// Whether the day is a Monday to Friday.
pub(crate) fn is_weekday(day: i32) -> bool {
    (day + MONDAY_SHIFT).rem_euclid(7) < 5
}

/// How many Mondays to Fridays lie up to and including the day, counted from an arbitrary origin.
pub(crate) fn weekdays_through(day: i32) -> i32 {
    let shifted = day + MONDAY_SHIFT;
    shifted.div_euclid(7) * 5 + (shifted.rem_euclid(7) + 1).min(5)
}

/// The Monday to Friday that brings `weekdays_through` to this number.
pub(crate) fn nth_weekday(number: i32) -> i32 {
    let before = number - 1;
    before.div_euclid(5) * 7 + before.rem_euclid(5) - MONDAY_SHIFT
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

    #[test]
    fn every_date_of_eight_centuries_has_the_next_number_and_comes_back() {
        let mut day = date(1600, 1, 1);
        let mut number = day_number(day);
        while day < date(2400, 12, 31) {
            assert_eq!(day_number(day), number, "{day}");
            assert_eq!(date_of(number), day);
            day = day.checked_add(1.day()).unwrap();
            number += 1;
        }
        assert_eq!(day_number(date(1970, 1, 1)), 0);
    }

    #[test]
    fn the_ends_of_time_saturate() {
        assert_eq!(date_of(i32::MAX), Date::MAX);
        assert_eq!(date_of(i32::MIN), Date::MIN);
        assert_eq!(date_of(day_number(Date::MIN)), Date::MIN);
        assert_eq!(date_of(day_number(Date::MAX)), Date::MAX);
    }

    #[test]
    fn the_nth_weekday_undoes_the_count() {
        for day in -5_000..50_000 {
            let through = weekdays_through(day);
            assert_eq!(
                through - weekdays_through(day - 1),
                i32::from(is_weekday(day))
            );
            if is_weekday(day) {
                assert_eq!(nth_weekday(through), day);
            }
        }
        // 1970-01-01 was a Thursday.
        assert!(is_weekday(1) && !is_weekday(2) && !is_weekday(3) && is_weekday(4));
    }
}
