//! JSON of which there is one form only, what hides personal data in it, and what a letter says as data.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::id::check_code::CheckCode;
use crate::project::event::PERSONAL_FIELDS;

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// The value with the keys of its objects in order and no space between.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, true, &mut text);
    text
}

/// Writes the value, with or without fields that hold personal data.
fn write(value: &Value, with_persons: bool, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let is_left_out = |key: &str| !with_persons && PERSONAL_FIELDS.contains(&key);
            let fields = fields.iter().filter(|(key, _)| !is_left_out(key));
            let mut sorted: Vec<(&String, &Value)> = fields.collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, with_persons, text);
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(value, with_persons, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// What a letter says, as data: the facts it was issued with, without names of persons. `None` if they are no facts.
pub fn statement<'a>(
    code: CheckCode,
    first: u64,
    facts: impl IntoIterator<Item = &'a Value>,
) -> Option<String> {
    let mut text = String::from("{\"check_code\":");
    text.push_str(&Value::from(code.compact()).to_string());
    text.push_str(",\"facts\":[");
    for (index, fact) in facts.into_iter().enumerate() {
        text.push_str(if index == 0 { "{\"at\":" } else { ",{\"at\":" });
        write(fact.get("at")?, true, &mut text);
        text.push_str(",\"event\":");
        write(fact.get("event")?, false, &mut text);
        text.push_str(",\"on\":");
        write(fact.get("on")?, true, &mut text);
        text.push('}');
    }
    text.push_str("],\"first_fact\":");
    text.push_str(&Value::from(first).to_string());
    text.push('}');
    Some(text)
}

/// The JSON of an entry or a fact; `None` if it is none.
pub fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// SHA-256 over salt and value, hexadecimal: says nothing of the value to whoever has no salt.
pub fn commitment(salt: &[u8], value: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(salt);
    digest.update(value);
    hex(&digest.finalize())
}

/// What stands at a pointer such as `/fact/stream` or `/facts/0`.
fn at<'a>(value: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut keys = pointer.split('/').skip(1);
    keys.try_fold(value, |value, key| match value {
        Value::Object(fields) => fields.get(key),
        Value::Array(values) => values.get(key.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The text at a pointer such as `/fact/stream`.
pub fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    at(value, pointer).and_then(Value::as_str)
}

/// The number at a pointer.
pub fn number(value: &Value, pointer: &str) -> Option<u64> {
    at(value, pointer).and_then(Value::as_u64)
}

/// Bytes as two lower-case hexadecimal digits each.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// The bytes of a text as [`hex`] writes it; of nothing else, so that no edited digit means the same.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut bytes = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    rest.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_stand_in_order_without_spaces() {
        let value =
            json!({ "b": [1, { "z": "x\"y", "a": null }], "a": { "phone": "1", "kept": true } });
        assert_eq!(
            canonical(&value),
            r#"{"a":{"kept":true,"phone":"1"},"b":[1,{"a":null,"z":"x\"y"}]}"#
        );
        assert_eq!(text(&value, "/b/1/z"), Some("x\"y"));
        assert_eq!(number(&value, "/b/0"), Some(1));
        assert_eq!(text(&value, "/b/2/z"), None);
    }

    #[test]
    fn a_letter_says_its_facts_without_persons() {
        let code: CheckCode = "7K3M9QXA0TZ4HB8E".parse().unwrap();
        let fact = json!({
            "on": "2026-01-02", "at": "2026-01-02T03:04:05Z", "by": { "name": "n" },
            "event": { "signer": "s", "kind": "k", "parts": [{ "phone": "1", "n": 1.5 }] },
        });
        let said = r#"{"at":"2026-01-02T03:04:05Z","event":{"kind":"k","parts":[{"n":1.5}]},"on":"2026-01-02"}"#;
        let wanted = alloc::format!(
            r#"{{"check_code":"7K3M9QXA0TZ4HB8E","facts":[{said},{said}],"first_fact":3}}"#
        );
        assert_eq!(statement(code, 3, [&fact, &fact]).unwrap(), wanted);
        let made: Value = serde_json::from_str(&wanted).unwrap();
        assert_eq!(canonical(&made), wanted);
        assert_eq!(statement(code, 3, [&json!({})]), None);
    }

    #[test]
    fn a_commitment_depends_on_its_salt() {
        assert_ne!(
            commitment(&[1; 16], b"value"),
            commitment(&[2; 16], b"value")
        );
        assert_eq!(unhex("000aff"), Some([0, 10, 255].to_vec()));
        assert_eq!(hex(&[0, 10, 255]), "000aff");
        for wrong in ["0", "0A", "+1", "0\u{e9}"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
