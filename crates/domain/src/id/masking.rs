//! How personal data are shown to those who need not see them whole.

use alloc::string::String;
use core::iter::repeat_n;

/// First and last four characters, for staff: `4202**********0012`.
pub fn id_number(number: &str) -> String {
    stars(number, 4, 4)
}

/// First and last character, for public pages.
pub fn id_number_public(number: &str) -> String {
    stars(number, 1, 1)
}

/// The family name and, of three or more characters, the last one: `张*`, `张*明`.
pub fn name(name: &str) -> String {
    let name = name.trim();
    match name.chars().count() {
        0..=2 => stars(name, 1, 0),
        _ => stars(name, 1, 1),
    }
}

/// The last four characters.
pub fn bank_card(number: &str) -> String {
    stars(number, 0, 4)
}

/// The first letter and the domain: `a***@x.cn`. The length of the name is hidden too.
pub fn email(address: &str) -> String {
    let mut masked = String::new();
    if let Some((local, domain)) = address.trim().rsplit_once('@') {
        masked.extend(local.chars().next());
        masked.push_str("***@");
        masked.push_str(domain);
    } else {
        masked.push_str("***");
    }
    masked
}

/// Keeps the first and last characters and hides the rest; a text with no more than those is hidden whole.
pub(crate) fn stars(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    if length <= first + last {
        return repeat_n('*', length).collect();
    }
    let head = text.chars().take(first);
    let tail = text.chars().skip(length - last);
    head.chain(repeat_n('*', length - first - last))
        .chain(tail)
        .collect()
}
