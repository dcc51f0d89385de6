//! Kinds of letters the window hands out: titles, numbers and layouts are the city's data.

use super::text::Text;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::Deserialize;

/// One kind of letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterKind {
    /// Code, such as `receipt`.
    pub code: String,
    /// Title.
    pub title: Text,
    /// Word of the kind in its number.
    pub short: String,
    /// Pattern of the number: `{short}`, `{year}`, `{n}`.
    pub number: String,
    /// Layout file beside `letters.toml`.
    pub typ: String,
    /// Copies printed.
    pub copies: u8,
}

impl LetterKind {
    /// The number of the `n`-th letter of a year.
    pub fn number(&self, year: i16, n: u32) -> String {
        self.number
            .replace("{short}", &self.short)
            .replace("{year}", &year.to_string())
            .replace("{n}", &n.to_string())
    }
}

/// All kinds with their layouts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    pub(super) kinds: Vec<LetterKind>,
    pub(super) layouts: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LetterFile {
    #[serde(rename = "letter", default)]
    pub(super) letters: Vec<LetterKind>,
}

impl Letters {
    /// The kind with this code.
    pub fn kind(&self, code: &str) -> Option<&LetterKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    /// All kinds.
    pub fn kinds(&self) -> &[LetterKind] {
        &self.kinds
    }

    /// Layout files by name, the shared ones and the titles in `letters.toml` included.
    pub fn layouts(&self) -> &BTreeMap<String, String> {
        &self.layouts
    }
}
