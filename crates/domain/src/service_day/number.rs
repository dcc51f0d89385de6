//! Numbers of bookings: the date and the how manieth of the day, `20260803-007`. Easy to say on the phone, easy to guess,
//! and therefore never enough to see anything.

use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;

use crate::id::text;

/// Number of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingNumber {
    /// The day it was first booked for.
    pub date: Date,
    /// Its place in the day, from 1.
    pub serial: u16,
}

impl fmt::Display for BookingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = (self.date.year(), self.date.month(), self.date.day());
        write!(f, "{year:04}{month:02}{day:02}-{:03}", self.serial)
    }
}

/// A text is no number of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a date and a number, as in `20260803-007`")]
pub struct NotABookingNumber;

impl FromStr for BookingNumber {
    type Err = NotABookingNumber;

    /// Full-width digits and dashes, blanks and a missing dash are forgiven: the number is typed off a paper.
    fn from_str(typed: &str) -> Result<Self, NotABookingNumber> {
        let digits: alloc::string::String = text::normalise(typed)
            .chars()
            .filter(|it| !it.is_whitespace() && !matches!(it, '-' | '\u{2010}'..='\u{2015}'))
            .collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() < 11 {
            return Err(NotABookingNumber);
        }
        let (date, serial) = digits.split_at(8);
        let number = Self {
            date: text::date(date).ok_or(NotABookingNumber)?,
            serial: serial.parse().map_err(|_| NotABookingNumber)?,
        };
        // One number has one text.
        let written = number.to_string();
        if written.split_once('-') == Some((date, serial)) {
            Ok(number)
        } else {
            Err(NotABookingNumber)
        }
    }
}

impl serde::Serialize for BookingNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for BookingNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        written.parse().map_err(serde::de::Error::custom)
    }
}
