//! Addresses of electronic mail, as far as a form can judge them: whether mail arrives only mail tells.

use alloc::string::String;

/// RFC 5321: longest address, and longest part before the `@`.
const MAX_CHARS: usize = 254;
const LOCAL_MAX_CHARS: usize = 64;
/// RFC 1035: longest label of a domain.
const LABEL_MAX_CHARS: usize = 63;

/// The address in its one form, its domain in small letters. `None` if it is none we can send to: quoted names, names
/// and domains beyond ASCII, and domains without a dot are not taken.
pub fn parse(address: &str) -> Option<String> {
    let address = address.trim();
    let (local, domain) = address.rsplit_once('@')?;
    let is_letter = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(it);
    let is_local = !local.is_empty()
        && local.len() <= LOCAL_MAX_CHARS
        && local.chars().all(is_letter)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    let is_label = |label: &str| {
        (1..=LABEL_MAX_CHARS).contains(&label.len())
            && label
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || it == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let is_domain = domain.contains('.')
        && domain.split('.').all(is_label)
        && top.chars().all(|it| it.is_ascii_alphabetic());
    (address.len() <= MAX_CHARS && is_local && is_domain)
        .then(|| alloc::format!("{local}@{}", domain.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_we_can_send_to_and_none_other() {
        for (typed, kept) in [
            (" li.ming@Example.CN ", Some("li.ming@example.cn")),
            ("a+b@mail.example.com", Some("a+b@mail.example.com")),
            ("li@example", None),
            ("li@@example.cn", None),
            ("@example.cn", None),
            ("li@", None),
            ("li..ming@example.cn", None),
            (".li@example.cn", None),
            ("li ming@example.cn", None),
            ("li@example.cn\nBcc: all@example.cn", None),
            ("li@-example.cn", None),
            ("li@example..cn", None),
            ("li@192.0.2.1", None),
            ("李@example.cn", None),
            ("Li <li@example.cn>", None),
            ("", None),
        ] {
            assert_eq!(parse(typed).as_deref(), kept, "{typed}");
        }
        let long = "a".repeat(65);
        assert_eq!(parse(&alloc::format!("{long}@example.cn")), None);
    }
}
