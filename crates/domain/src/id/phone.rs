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

/// A number of the mainland in its one form, digits only: a mobile, or a fixed line with its area code. `None` if it is
/// neither; blanks, dashes, brackets and `+86` are forgiven.
pub fn parse(number: &str) -> Option<String> {
    let typed = text::normalise(number);
    let typed = typed.strip_prefix("+86").unwrap_or(&typed);
    let is_ornament = |it: &char| !(it.is_whitespace() || matches!(it, '-' | '(' | ')'));
    let digits: String = typed.chars().filter(is_ornament).collect();
    let is_fixed = digits.starts_with('0')
        && !digits.starts_with("00")
        && (10..=12).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_mobile(&digits) || is_fixed).then_some(digits)
}
