//! Identifiers: public numbers people type in, and our own typed ids.

mod base32;
pub mod case_number;
pub mod check_code;
pub mod email;
pub mod entity;
pub mod id_card;
mod inspection;
pub mod masking;
pub mod phone;
pub mod project_code;
pub(crate) mod text;
pub mod uscc;

pub use inspection::{IdKind, IdProblem, Inspection, inspect};
