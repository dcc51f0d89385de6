//! A refusal with its values, and all refusals of a command at once.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::Code;

/// One reason why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub code: Code,
    /// Values for the sentence: bounds, dates (ISO), codes of items and materials.
    pub values: Vec<(&'static str, String)>,
    /// Name of the form field the refusal belongs to.
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal by this rule, without values yet.
    pub const fn new(code: Code) -> Self {
        Self {
            code,
            values: Vec::new(),
            field: None,
        }
    }

    /// Adds a value for the sentence.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "takes numbers, ids and references to them alike"
    )]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// Names the form field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// All reasons at once, never only the first (一次性告知). Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    /// `Ok` if there is no reason to refuse.
    ///
    /// # Errors
    /// The reasons found.
    pub fn check(found: Vec<Refusal>) -> Result<(), Self> {
        if found.is_empty() {
            Ok(())
        } else {
            Err(Self(found))
        }
    }

    /// Whether one of the reasons is this rule.
    pub fn has(&self, code: Code) -> bool {
        self.0.iter().any(|refusal| refusal.code == code)
    }
}

impl From<Refusal> for Refusals {
    fn from(refusal: Refusal) -> Self {
        Self(alloc::vec![refusal])
    }
}

impl From<Code> for Refusals {
    fn from(code: Code) -> Self {
        Refusal::new(code).into()
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, refusal) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str(", ")?;
            }
            formatter.write_str(refusal.code.as_str())?;
            for (name, value) in &refusal.values {
                write!(formatter, " {name}={value}")?;
            }
        }
        Ok(())
    }
}

impl core::error::Error for Refusals {}

/// Adds what is wrong with a text that must be given: [`Code::TextMissing`] where it is blank, [`Code::TextTooLong`] with
/// `max` and `length` in characters where it is longer than its limit.
pub fn check_text(text: &str, field: &'static str, max_chars: usize, found: &mut Vec<Refusal>) {
    if text.trim().is_empty() {
        found.push(Refusal::new(Code::TextMissing).at(field));
    } else if text.chars().count() > max_chars {
        found.push(
            Refusal::new(Code::TextTooLong)
                .with("max", max_chars)
                .with("length", text.chars().count())
                .at(field),
        );
    }
}
