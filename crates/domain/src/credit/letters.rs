//! The letters of a credit record.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::CreditEvent;
use crate::context::Context;
use crate::project::letters::{issued, number as next};

/// Kinds of letters a record issues; the city's `letters.toml` says how each looks.
pub mod form {
    /// 失信行为事先告知书.
    pub const FACTS: &str = "credit_facts";
    /// 失信行为认定决定书.
    pub const DECISION: &str = "credit_decision";
    /// 信用修复决定书.
    pub const REPAIR: &str = "credit_repair";
}

/// Next number of a kind of letter.
pub(super) fn number(kind: &str, context: &Context<'_>) -> String {
    next(kind, context)
}

/// The letter that bears this number.
pub(super) fn letter(kind: &str, number: String, context: &Context<'_>) -> CreditEvent {
    CreditEvent::LetterIssued {
        letter: issued(kind, number, Vec::new(), context),
    }
}
