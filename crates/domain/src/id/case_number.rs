//! Case number (办件编号): 20 digits `RRRRRR YYYYMMDD SSSSS C`, place, date, serial number of the day, check digit.
//!
//! GB/T 39046 fixes no national form, only up to 50 characters. The check digit is ISO 7064 MOD 11-10: it finds every
//! single wrong digit and nearly every pair exchanged.

use alloc::format;
use alloc::string::String;

use jiff::civil::Date;

use super::text;

/// Digits of a number.
const LENGTH: usize = 20;
/// Five digits: numbers a place can give out in one day.
pub const MAX_SERIAL: u32 = 99_999;

/// A case number without blanks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber(String);

/// Why a text is not a case number, or none can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// It is too short or too long.
    #[error("the number has {found} digits, expected 20")]
    Length {
        /// Characters found, blanks left out.
        found: usize,
    },
    /// A character that is no digit.
    #[error("`{found}` at position {position} is no digit")]
    Alphabet {
        /// The character.
        found: char,
        /// Its position from 1, blanks left out.
        position: usize,
    },
    /// The place is not six digits in a province of GB/T 2260.
    #[error("the first six digits are no place")]
    Place,
    /// Digits 7 to 14 are no date.
    #[error("digits 7 to 14 are no date")]
    Date,
    /// The serial number is 0 or does not fit five digits.
    #[error("the serial number {found} is not between 1 and 99999")]
    Serial {
        /// The serial number.
        found: u32,
    },
    /// The last digit does not fit the others: something is mistyped.
    #[error("the check digit is `{found}`, expected `{expected}`")]
    Check {
        /// The last digit given.
        found: char,
        /// The digit the others lead to.
        expected: char,
    },
}

impl CaseNumber {
    /// The number of the `serial`-th case of a place on a day.
    ///
    /// # Errors
    /// If the place is not six digits in a province, the year not four digits or the serial number not 1 to 99999.
    pub fn new(place: &str, date: Date, serial: u32) -> Result<Self, CaseNumberError> {
        if place.len() != 6 || text::number(place).is_none() || !text::is_province(place) {
            return Err(CaseNumberError::Place);
        }
        if date.year() < 0 {
            return Err(CaseNumberError::Date);
        }
        if !(1..=MAX_SERIAL).contains(&serial) {
            return Err(CaseNumberError::Serial { found: serial });
        }
        let mut number = format!(
            "{place}{:04}{:02}{:02}{serial:05}",
            date.year(),
            date.month(),
            date.day()
        );
        number.push(check_digit(&number));
        Ok(Self(number))
    }

    /// Reads a number in full or half width, with or without blanks.
    ///
    /// # Errors
    /// If length, digits, place, date, serial number or check digit are wrong.
    pub fn parse(input: &str) -> Result<Self, CaseNumberError> {
        let mut number = text::normalise(input);
        number.retain(|character| !character.is_whitespace());
        let found = number.chars().count();
        if found != LENGTH {
            return Err(CaseNumberError::Length { found });
        }
        let wrong = number
            .chars()
            .enumerate()
            .find(|(_, character)| !character.is_ascii_digit());
        if let Some((index, found)) = wrong {
            return Err(CaseNumberError::Alphabet {
                found,
                position: index + 1,
            });
        }
        if !text::is_province(&number) {
            return Err(CaseNumberError::Place);
        }
        if text::date(text::part(&number, 6, 8)).is_none() {
            return Err(CaseNumberError::Date);
        }
        if text::number(text::part(&number, 14, 5)) == Some(0) {
            return Err(CaseNumberError::Serial { found: 0 });
        }
        let expected = check_digit(text::part(&number, 0, LENGTH - 1));
        match number.chars().next_back() {
            Some(found) if found != expected => Err(CaseNumberError::Check { found, expected }),
            _ => Ok(Self(number)),
        }
    }

    /// The place, GB/T 2260.
    pub fn place(&self) -> &str {
        text::part(&self.0, 0, 6)
    }
}

/// ISO 7064 MOD 11-10 over a run of digits.
fn check_digit(payload: &str) -> char {
    let product = payload.chars().fold(10, |product, character| {
        let sum = (product + character.to_digit(10).unwrap_or(0)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    char::from_digit((11 - product) % 10, 10).unwrap_or('0')
}

text::public_number!(CaseNumber, CaseNumberError, parse);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_has_check_digit_five() {
        assert_eq!(check_digit("0794"), '5');
    }
}
