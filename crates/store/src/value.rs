//! Values that cross the border between Rust and a database, in the three column types both databases share.
//!
//! Text is `TEXT`, numbers and truth values are `BIGINT`, dates are ISO `TEXT` (`2026-11-23`) and instants are
//! `BIGINT` microseconds since 1970-01-01 UTC: one representation that sorts the same on both databases.

use jiff::{Timestamp, civil::Date};

use crate::StoreError;

/// One column value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Absent.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
}

/// One row as the database gave it: values in the order of the statement's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record(pub(crate) Vec<Value>);

impl Record {
    /// Hands out the values from left to right.
    pub(crate) fn fields(self) -> Fields {
        Fields(self.0.into_iter())
    }

    /// The first column, for statements that return one.
    pub(crate) fn first<C: Column>(self, column: &'static str) -> Result<C, StoreError> {
        self.fields().next(column)
    }
}

/// The values of one row, taken from left to right.
pub(crate) struct Fields(std::vec::IntoIter<Value>);

impl Fields {
    /// The next column; `column` names it in the error.
    pub(crate) fn next<C: Column>(&mut self, column: &'static str) -> Result<C, StoreError> {
        self.0
            .next()
            .and_then(C::from_value)
            .ok_or(StoreError::Column { column })
    }
}

/// A Rust type that is kept in one column.
pub(crate) trait Column: Sized {
    /// What is written.
    fn to_value(&self) -> Value;
    /// What was read; `None` if the stored value is not one of this type.
    fn from_value(value: Value) -> Option<Self>;
}

impl Column for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            Value::Integer(_) | Value::Null => None,
        }
    }
}

impl Column for i64 {
    fn to_value(&self) -> Value {
        Value::Integer(*self)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            Value::Text(_) | Value::Null => None,
        }
    }
}

/// Smaller numbers are widened on the way in and checked on the way out.
macro_rules! narrow {
    ($($type:ty),+) => {$(
        impl Column for $type {
            fn to_value(&self) -> Value {
                // A number beyond i64 cannot be stored; the largest one that can is never reached by a count.
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }

            fn from_value(value: Value) -> Option<Self> {
                <$type>::try_from(i64::from_value(value)?).ok()
            }
        }
    )+};
}
narrow!(u64, u32);

/// Numbers that always fit into the column.
macro_rules! fits {
    ($($type:ty),+) => {$(
        impl Column for $type {
            fn to_value(&self) -> Value {
                Value::Integer(i64::from(*self))
            }

            fn from_value(value: Value) -> Option<Self> {
                <$type>::try_from(i64::from_value(value)?).ok()
            }
        }
    )+};
}
fits!(i16, i32, u16);

impl Column for bool {
    fn to_value(&self) -> Value {
        Value::Integer(i64::from(*self))
    }

    fn from_value(value: Value) -> Option<Self> {
        match i64::from_value(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Column for Date {
    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

impl Column for Timestamp {
    fn to_value(&self) -> Value {
        Value::Integer(self.as_microsecond())
    }

    fn from_value(value: Value) -> Option<Self> {
        Timestamp::from_microsecond(i64::from_value(value)?).ok()
    }
}

impl<C: Column> Column for Option<C> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Column::to_value)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            Value::Integer(_) | Value::Text(_) => C::from_value(value).map(Some),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl<C: Column> From<&C> for Value {
    fn from(column: &C) -> Self {
        column.to_value()
    }
}

/// Bytes as lower-case hexadecimal text, the form in which digests are stored.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
