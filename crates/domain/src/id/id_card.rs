//! Citizen's identity number (公民身份号码), GB 11643: 17 digits and a check character, 0–9 or X.
//!
//! Personal data: it has no `Display` of its own; show [`IdCard::masked`] and keep the number where it is protected.

use alloc::string::String;
use core::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{masking, text};

/// 2 to the power of (18 − position), modulo 11.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character of each remainder.
const CHECKS: &str = "10X98765432";
/// Characters of a number.
const LENGTH: usize = 18;

/// A citizen's identity number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdCard(String);

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdCardError {
    /// It is too short or too long.
    #[error("the number has {found} characters, expected 18")]
    Length {
        /// Characters found.
        found: usize,
    },
    /// A character other than a digit, or than a digit or X at the end.
    #[error("`{found}` at position {position} cannot stand in an identity number")]
    Alphabet {
        /// The character.
        found: char,
        /// Its position from 1.
        position: usize,
    },
    /// The first two digits are no province of GB/T 2260.
    #[error("the first two digits are no province")]
    Place,
    /// Digits 7 to 14 are no date.
    #[error("digits 7 to 14 are no date of birth")]
    BirthDate,
    /// The last character does not fit the others: something is mistyped.
    #[error("the check character is `{found}`, expected `{expected}`")]
    Check {
        /// The last character given.
        found: char,
        /// The character the others lead to.
        expected: char,
    },
}

impl IdCard {
    /// Reads a number in full or half width, X in either case.
    ///
    /// # Errors
    /// If length, characters, province, date of birth or check character are wrong.
    pub fn parse(input: &str) -> Result<Self, IdCardError> {
        let number = text::normalise(input);
        let found = number.chars().count();
        if found != LENGTH {
            return Err(IdCardError::Length { found });
        }
        let wrong = number.chars().enumerate().find(|(index, character)| {
            !(character.is_ascii_digit() || (*character == 'X' && index + 1 == LENGTH))
        });
        if let Some((index, found)) = wrong {
            return Err(IdCardError::Alphabet {
                found,
                position: index + 1,
            });
        }
        if !text::is_province(&number) {
            return Err(IdCardError::Place);
        }
        if text::date(text::part(&number, 6, 8)).is_none() {
            return Err(IdCardError::BirthDate);
        }
        let expected = expected_check(&number);
        match number.chars().next_back() {
            Some(found) if found != expected => Err(IdCardError::Check { found, expected }),
            _ => Ok(Self(number)),
        }
    }

    /// The whole number: for storing and hashing, never for a page or a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// First and last four characters, for staff: `4202**********0012`.
    pub fn masked(&self) -> String {
        masking::id_number(&self.0)
    }

    /// The date of birth.
    pub fn born_on(&self) -> Option<Date> {
        text::date(text::part(&self.0, 6, 8))
    }
}

fn expected_check(number: &str) -> char {
    let sum: u32 = number
        .chars()
        .zip(WEIGHTS)
        .map(|(character, weight)| character.to_digit(10).unwrap_or(0) * weight)
        .sum();
    usize::try_from(sum % 11)
        .ok()
        .and_then(|remainder| CHECKS.chars().nth(remainder))
        .unwrap_or('X')
}

/// Masked, so that a number cannot slip into a log.
impl fmt::Debug for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdCard").field(&self.masked()).finish()
    }
}

impl core::str::FromStr for IdCard {
    type Err = IdCardError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for IdCard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for IdCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
