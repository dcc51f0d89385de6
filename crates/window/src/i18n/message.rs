//! A sentence not yet said: its key and values, so that page, API and CLI can each say it in their language.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use serde::{Serialize, Serializer};

/// A value put into a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// Words, dates already formatted, codes.
    Text(String),
    /// A count, on which the plural may depend.
    Number(i64),
}

impl From<&Argument> for FluentValue<'_> {
    fn from(argument: &Argument) -> Self {
        match argument {
            Argument::Text(text) => Self::from(text.clone()),
            Argument::Number(number) => Self::from(*number),
        }
    }
}

impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
        }
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Self::Number(i64::from(number))
            }
        }
    )*};
}
from_numbers!(i64, i32, u32, u16, u8);

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The key of a sentence and the values for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    key: String,
    args: BTreeMap<String, Argument>,
}

impl Message {
    /// The sentence under `key`.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            args: BTreeMap::new(),
        }
    }

    /// The same with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Argument>) -> Self {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The values by name.
    pub fn args(&self) -> &BTreeMap<String, Argument> {
        &self.args
    }
}
