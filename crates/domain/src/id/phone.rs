//! Telephone numbers: shown masked unless a reader has a reason to see them (个人信息保护法 6).

use alloc::string::String;

use super::masking::stars;
use super::text;

/// Hides the middle of a number: `138****1234` for mobiles, `0714-***4567` for others.
///
/// At least three characters are hidden; a number of fewer than eight is hidden whole.
pub fn mask(number: &str) -> String {
    let number = text::normalise(number);
    let length = number.chars().count();
    let (first, last) = match length {
        11 if is_mobile(&number) => (3, 4),
        12.. => (5, 4),
        8..=11 => (length - 8, 4),
        _ => (0, 0),
    };
    stars(&number, first, last)
}

/// Whether this is a mobile number of the mainland: 11 digits beginning with 1 and 3 to 9.
pub fn is_mobile(number: &str) -> bool {
    let number = text::normalise(number);
    let mut characters = number.chars();
    number.len() == 11
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && characters.next() == Some('1')
        && matches!(characters.next(), Some('3'..='9'))
}
