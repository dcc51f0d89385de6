//! Identifiers: public numbers people type in, and our own typed ids.

mod base32;
pub mod check_code;
pub mod entity;
