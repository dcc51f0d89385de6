//! Dates, times and amounts as people read them. The words around the numbers come from the locale files.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;

use super::{Argument, I18n, Language};

/// China keeps UTC+8 all year.
const CHINA: Offset = Offset::constant(8);

/// The date and time of an instant on Chinese clocks.
pub fn local(at: Timestamp) -> DateTime {
    CHINA.to_datetime(at)
}

/// Day and weekday without the year: `8月14日（周五）`, `Fri 14 Aug`.
pub fn day(i18n: &I18n, language: Language, date: Date) -> String {
    i18n.text(language, "date-day", &parts(i18n, language, date))
}

/// The same with the year: `2026年8月14日（周五）`, `Fri 14 Aug 2026`.
pub fn full_day(i18n: &I18n, language: Language, date: Date) -> String {
    i18n.text(language, "date-full", &parts(i18n, language, date))
}

/// Day and minute of an instant: `8月14日 10:32`.
pub fn moment(i18n: &I18n, language: Language, at: Timestamp) -> String {
    let local = local(at);
    let mut parts = parts(i18n, language, local.date());
    parts.push((
        "time",
        format!("{:02}:{:02}", local.hour(), local.minute()).into(),
    ));
    i18n.text(language, "date-moment", &parts)
}

/// A time on a day: `8月14日（周五）10:30`, `Fri 14 Aug 10:30`.
pub fn day_and_time(i18n: &I18n, language: Language, at: DateTime) -> String {
    let day = day(i18n, language, at.date());
    let time = at.strftime("%H:%M").to_string();
    let parts = [("day", day.into()), ("time", time.into())];
    i18n.text(language, "date-and-time", &parts)
}

/// An amount of money in fen as yuan with grouped thousands: 123450 → `1,234.50`.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let whole = grouped(fen.unsigned_abs() / 100);
    format!("{sign}{whole}.{:02}", fen.unsigned_abs() % 100)
}

/// A number with its thousands grouped: 12000 → `12,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn parts(i18n: &I18n, language: Language, date: Date) -> Vec<(&'static str, Argument)> {
    let weekday = match date.weekday() {
        Weekday::Monday => "weekday-1",
        Weekday::Tuesday => "weekday-2",
        Weekday::Wednesday => "weekday-3",
        Weekday::Thursday => "weekday-4",
        Weekday::Friday => "weekday-5",
        Weekday::Saturday => "weekday-6",
        Weekday::Sunday => "weekday-7",
    };
    let month = i18n.text(language, &format!("month-{}", date.month()), &[]);
    vec![
        ("year", i64::from(date.year()).into()),
        ("month", month.into()),
        ("day", i64::from(date.day()).into()),
        ("weekday", i18n.text(language, weekday, &[]).into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_carry_their_weekday_in_both_languages() {
        let i18n = I18n::load().unwrap();
        let date = Date::constant(2026, 8, 14);
        for (language, short, full) in [
            (Language::Zh, "8月14日（周五）", "2026年8月14日（周五）"),
            (Language::En, "Fri 14 Aug", "Fri 14 Aug 2026"),
        ] {
            assert_eq!(day(&i18n, language, date), short);
            assert_eq!(full_day(&i18n, language, date), full);
        }
    }

    #[test]
    fn an_instant_is_shown_on_chinese_clocks() {
        let i18n = I18n::load().unwrap();
        let late: Timestamp = "2026-08-13T17:05:00Z".parse().unwrap();
        assert_eq!(moment(&i18n, Language::Zh, late), "8月14日 01:05");
        assert_eq!(moment(&i18n, Language::En, late), "14 Aug, 01:05");
    }

    #[test]
    fn money_is_grouped_and_keeps_its_fen() {
        for (fen, want) in [
            (0, "0.00"),
            (5, "0.05"),
            (123_450, "1,234.50"),
            (-100, "-1.00"),
            (10_000_000_000, "100,000,000.00"),
        ] {
            assert_eq!(yuan(fen), want);
        }
    }
}
