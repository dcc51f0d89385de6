//! The file of a letter: an act outside the log of events, so its entry holds the hash of the file instead of a fact.

use jiff::Timestamp;
use serde_json::{Value, json};
use window_domain::id::check_code::CheckCode;
use window_domain::register::canonical::{canonical, text};
use window_store::{LetterFile, RegisterLeaf};

use super::{SHAPE, code_hash};
use crate::i18n::Language;
use crate::service::Office;

/// A letter was set and sealed as a file.
pub const SEALED: &str = "letter_file";

/// What an entry says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The language it was set in.
    pub language: Language,
    /// SHA-256 of all its bytes, hexadecimal.
    pub sha256: String,
    /// SHA-256 of the certificate it is sealed with, hexadecimal.
    pub certificate: String,
}

impl Sealed {
    /// Reads what an entry says; `None` if it is of no file.
    pub fn of(found: &LetterFile) -> Option<Self> {
        let entry: Value = serde_json::from_str(&found.payload).ok()?;
        let tag = text(&entry, "/language")?;
        Some(Self {
            language: Language::ALL.into_iter().find(|it| it.tag() == tag)?,
            sha256: text(&entry, "/sha256")?.to_owned(),
            certificate: text(&entry, "/certificate_sha256")?.to_owned(),
        })
    }

    /// Its entry.
    pub fn leaf(&self, code: CheckCode, at: Timestamp) -> RegisterLeaf {
        let payload = json!({
            "v": SHAPE,
            "act": SEALED,
            "at": at,
            "on": Office::date(at),
            "code_sha256": code_hash(code),
            "language": self.language.tag(),
            "sha256": self.sha256,
            "certificate_sha256": self.certificate,
        });
        RegisterLeaf {
            kind: SEALED.to_owned(),
            payload: canonical(&payload),
            check_code: Some(code.compact()),
            salts: Vec::new(),
        }
    }
}
