//! JSON of which there is one form only, and what hides personal data in it.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};
use window_domain::project::event::PERSONAL_FIELDS;

use crate::random::hex;

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// The value with the keys of its objects in order and no space between.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let parts: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}

/// The value without fields that hold personal data.
pub fn without_persons(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(key, _)| !PERSONAL_FIELDS.contains(&key.as_str()))
                .map(|(key, value)| (key, without_persons(value)))
                .collect(),
        ),
        Value::Array(values) => values.into_iter().map(without_persons).collect(),
        other => other,
    }
}

/// SHA-256 over salt and value, hexadecimal: says nothing of the value to whoever has no salt.
pub fn commitment(salt: &[u8], value: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(salt);
    digest.update(value);
    hex(&digest.finalize())
}

/// The text at a pointer such as `/fact/stream`.
pub fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// The number at a pointer.
pub fn number(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

/// The bytes of a text of hexadecimal digits.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let bytes: Option<Vec<u8>> = bytes.collect();
    bytes.filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_stand_in_order_and_persons_are_left_out() {
        let value =
            json!({ "b": [1, { "z": "x\"y", "a": null }], "a": { "phone": "1", "kept": true } });
        assert_eq!(
            canonical(&value),
            r#"{"a":{"kept":true,"phone":"1"},"b":[1,{"a":null,"z":"x\"y"}]}"#
        );
        assert_eq!(
            canonical(&without_persons(value)),
            r#"{"a":{"kept":true},"b":[1,{"a":null,"z":"x\"y"}]}"#
        );
    }

    #[test]
    fn a_commitment_depends_on_its_salt() {
        assert_ne!(
            commitment(&[1; 16], b"value"),
            commitment(&[2; 16], b"value")
        );
        assert_eq!(unhex("000aff"), Some(vec![0, 10, 255]));
        assert_eq!(unhex("0"), None);
    }
}
