//! Papers an item asks for.

use super::code::{ItemCode, MaterialCode};
use super::condition::Condition;
use super::text::Text;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// Whether a paper can be missing at acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Without it nothing is accepted.
    Required,
    /// May follow later: accepted with gaps, decided only when it is there.
    Tolerable,
    /// Asked for only if the condition holds.
    Conditional,
}

/// Form in which a paper is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Original on paper.
    Original,
    /// Copy on paper.
    Copy,
    /// Electronic file.
    Electronic,
}

/// Where a paper comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The applicant makes it or has it made.
    Applicant,
    /// It is the result of another item; the window has it and must not ask again.
    Item(ItemCode),
}

/// One paper asked for by an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRequirement {
    /// Code of the paper, shared by all items that ask for the same one.
    pub code: MaterialCode,
    /// Name.
    pub name: Text,
    /// Whether it can be missing.
    pub need: Need,
    /// For `conditional`: when it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Form.
    pub form: Form,
    /// Number of copies.
    pub copies: u8,
    /// Where it comes from.
    pub source: Source,
    /// What makes it acceptable.
    pub accept_standard: Text,
    /// Blank form for download, relative to the city's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank_form: Option<String>,
    /// Filled-in sample, relative to the city's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// Whether a written promise may stand in for it at first.
    #[serde(default)]
    pub promise_can_replace: bool,
}
