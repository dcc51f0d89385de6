//! The check code printed on a letter (验真码): who holds the paper can look up whether it is genuine at `/v/{code}`.
//!
//! 80 random bits, so a code cannot be guessed: 16 characters in groups of four, `7K3M-9QXA-0TZ4-HB8E`.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::base32;

/// 80 bits in groups of 5.
const CHARACTERS: u32 = 16;
const BITS: u32 = 80;
const GROUP: usize = 4;

/// A check code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckCode(u128);

/// Why a text is not a check code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckCodeError {
    /// It is too short or too long.
    #[error("the code has {found} characters, expected 16")]
    Length {
        /// Characters found, separators left out.
        found: usize,
    },
    /// A character that codes do not use.
    #[error("`{found}` at position {position} cannot stand in a code")]
    Alphabet {
        /// The character.
        found: char,
        /// Its position from 1, separators left out.
        position: usize,
    },
}

impl CheckCode {
    /// The code made of 10 random bytes.
    pub fn from_bytes(bytes: [u8; 10]) -> Self {
        Self(
            bytes
                .iter()
                .fold(0, |value, byte| (value << 8) | u128::from(*byte)),
        )
    }

    /// The code without separators, as it stands in an address: `/v/7K3M9QXA0TZ4HB8E`.
    pub fn compact(self) -> String {
        let mut text = String::with_capacity(16);
        // Writing into a string cannot fail.
        let _ = base32::encode(self.0 & ((1 << BITS) - 1), CHARACTERS, &mut text);
        text.make_ascii_uppercase();
        text
    }
}

impl fmt::Display for CheckCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.compact().chars().enumerate() {
            if index > 0 && index % GROUP == 0 {
                f.write_str("-")?;
            }
            fmt::Write::write_char(f, character)?;
        }
        Ok(())
    }
}

impl FromStr for CheckCode {
    type Err = CheckCodeError;

    /// Reads a code with or without hyphens and spaces, in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let characters = || text.chars().filter(|c| *c != '-' && !c.is_whitespace());
        let found = characters().count();
        if usize::try_from(CHARACTERS) != Ok(found) {
            return Err(CheckCodeError::Length { found });
        }
        let mut value = 0_u128;
        for (index, character) in characters().enumerate() {
            let digit = base32::digit(character).ok_or(CheckCodeError::Alphabet {
                found: character,
                position: index + 1,
            })?;
            value = (value << 5) | digit;
        }
        Ok(Self(value))
    }
}

impl Serialize for CheckCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.compact())
    }
}

impl<'de> Deserialize<'de> for CheckCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
