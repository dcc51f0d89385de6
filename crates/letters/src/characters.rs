//! Characters the embedded font lacks: shown as missing, never dropped.
//!
//! A rare name must not stop a receipt, and must not vanish from it either. Chinese
//! printers set the geta mark where a type is missing; with the code point behind it
//! the clerk knows which character to write by hand.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::fonts::Fonts;

/// Stands in the letter where a character is missing, followed by its code point.
pub const FALLBACK: char = '\u{3013}';

/// Characters a letter could not print, in the order of their code points.
pub type Missing = BTreeSet<char>;

/// The values with every unprintable character replaced, and which they were.
pub(crate) fn printable(data: &Value, fonts: &Fonts) -> (Value, Missing) {
    let mut missing = Missing::new();
    let value = value(data, fonts, &mut missing);
    (value, missing)
}

fn value(data: &Value, fonts: &Fonts, missing: &mut Missing) -> Value {
    match data {
        Value::Null | Value::Bool(_) | Value::Number(_) => data.clone(),
        Value::String(text) => Value::String(replace(text, fonts, missing)),
        Value::Array(rows) => rows.iter().map(|row| value(row, fonts, missing)).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, field)| (key.clone(), value(field, fonts, missing)))
                .collect::<Map<_, _>>(),
        ),
    }
}

fn replace(text: &str, fonts: &Fonts, missing: &mut Missing) -> String {
    if text.chars().all(|c| printable_as_is(c, fonts)) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if printable_as_is(character, fonts) {
            shown.push(character);
        } else {
            missing.insert(character);
            let code_point = format!("{FALLBACK}(U+{:04X})", u32::from(character));
            shown.push_str(&code_point);
        }
    }
    shown
}

fn printable_as_is(character: char, fonts: &Fonts) -> bool {
    character == '\n' || character == '\t' || fonts.covers(character)
}
