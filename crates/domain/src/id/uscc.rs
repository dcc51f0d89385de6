//! Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters.
//!
//! `[1]` registering authority, `[2]` kind of body, `[3–8]` place of registration (GB/T 2260), `[9–17]` the
//! organisation code of GB 11714 with its own check character, `[18]` check character.

use alloc::string::String;

use super::text;

/// Digits and capital letters without I, O, S, V, Z; a character's value is its place.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3 to the power of the position, modulo 31.
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
/// Weights of GB 11714.
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Characters of a code.
const LENGTH: usize = 18;

/// A unified social credit code in upper case and half width.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

/// Why a text is not a unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// It is too short or too long.
    #[error("the code has {found} characters, expected 18")]
    Length {
        /// Characters found.
        found: usize,
    },
    /// A character the standard leaves out (I, O, S, V, Z) or does not know.
    #[error("`{found}` at position {position} cannot stand in a unified social credit code")]
    Alphabet {
        /// The character.
        found: char,
        /// Its position from 1.
        position: usize,
    },
    /// The last character does not fit the others: something is mistyped.
    #[error("the check character is `{found}`, expected `{expected}`")]
    Check {
        /// The last character given.
        found: char,
        /// The character the others lead to.
        expected: char,
    },
}

impl Uscc {
    /// Reads a code in full or half width and either case.
    ///
    /// # Errors
    /// If length, alphabet or check character are wrong.
    pub fn parse(input: &str) -> Result<Self, UsccError> {
        let code = Self::parse_overriding_check(input)?;
        let expected = expected_check(&code.0);
        match code.0.chars().next_back() {
            Some(found) if found != expected => Err(UsccError::Check { found, expected }),
            _ => Ok(code),
        }
    }

    /// Reads a code whose check character is not looked at: a few genuine codes fail it, and a window clerk may
    /// take one with a reason, which the caller records.
    ///
    /// # Errors
    /// If length or alphabet are wrong.
    pub fn parse_overriding_check(input: &str) -> Result<Self, UsccError> {
        let code = text::normalise(input);
        let found = code.chars().count();
        if found != LENGTH {
            return Err(UsccError::Length { found });
        }
        match code
            .chars()
            .enumerate()
            .find(|(_, character)| !ALPHABET.contains(*character))
        {
            Some((index, found)) => Err(UsccError::Alphabet {
                found,
                position: index + 1,
            }),
            None => Ok(Self(code)),
        }
    }

    /// Whether the organisation code inside passes its own check (GB 11714). A failure is a warning, no refusal.
    pub fn inner_check_ok(&self) -> bool {
        let sum: u32 = self
            .0
            .chars()
            .skip(8)
            .zip(INNER_WEIGHTS)
            .map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight)
            .sum();
        let expected = match 11 - sum % 11 {
            10 => Some('X'),
            11 => Some('0'),
            digit => char::from_digit(digit, 10),
        };
        self.0.chars().nth(16) == expected
    }

    /// Place of registration, GB/T 2260.
    pub fn place(&self) -> &str {
        text::part(&self.0, 2, 6)
    }
}

fn expected_check(code: &str) -> char {
    let sum: usize = code
        .chars()
        .zip(WEIGHTS)
        .map(|(character, weight)| ALPHABET.find(character).unwrap_or(0) * weight)
        .sum();
    ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0')
}

text::public_number!(Uscc, UsccError, parse_overriding_check);
