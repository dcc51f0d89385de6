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

/// Beginning and end of a company's name, for whoever holds its paper to compare: the first four and the last four
/// characters, fewer of a short one.
pub fn company(name: &str) -> String {
    let kept = (name.trim().chars().count() / 3).min(4);
    stars(name.trim(), kept, kept)
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

/// Digits of a mobile telephone.
const MOBILE: usize = 11;
/// Digits of an identity number, the last perhaps an X.
const ID_NUMBER: usize = 18;

/// What somebody wrote, with telephones and identity numbers in it hidden: for public pages. Codes of companies and
/// projects hold letters or dashes and other lengths and stay (`domain.md` on masking).
pub fn free_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            run.push(character);
        } else {
            out.push_str(&personal(&run));
            run.clear();
            out.push(character);
        }
    }
    out.push_str(&personal(&run));
    out
}

/// The run of letters and digits, hidden if it is somebody's number.
fn personal(run: &str) -> String {
    let (digits, last) = run.split_at(run.len().saturating_sub(1));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match run.len() {
        MOBILE if all(run) && run.starts_with('1') => stars(run, 3, 4),
        ID_NUMBER if all(digits) && (all(last) || matches!(last, "X" | "x")) => {
            id_number_public(run)
        }
        _ => run.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_can_be_compared_and_not_read() {
        for (name, shown) in [
            ("黄石示例分布式能源有限公司", "黄石示例*****有限公司"),
            ("示例公司", "示**司"),
            ("示例", "**"),
        ] {
            assert_eq!(company(name), shown);
        }
    }

    #[test]
    fn numbers_of_persons_in_a_text_are_hidden_and_codes_stay() {
        for (text, shown) in [
            ("Call 13812345678.", "Call 138****5678."),
            ("110101199003072316", "1****************6"),
            ("id 11010119900307231X, end", "id 1****************X, end"),
            ("91420200MA4XK2J37P", "91420200MA4XK2J37P"),
            ("2601-420203-04-01-100001", "2601-420203-04-01-100001"),
            ("23812345678", "23812345678"),
            ("", ""),
        ] {
            assert_eq!(free_text(text), shown);
        }
    }
}
