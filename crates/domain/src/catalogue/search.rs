//! Words people search by that stand in no item's name.

use super::lint::{Finding, FindingKind};
use super::{Catalogue, ItemCode};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Words that mean the same items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// The words, in any language.
    pub words: Vec<String>,
    /// The items, the likeliest first.
    pub items: Vec<ItemCode>,
}

/// All such words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchWords {
    #[serde(rename = "synonym")]
    synonyms: Vec<Synonym>,
}

impl SearchWords {
    /// The items somebody means who typed this, in small letters; the likeliest first, none twice.
    pub fn meant(&self, typed: &str) -> Vec<&ItemCode> {
        let mut found = Vec::new();
        if typed.is_empty() {
            return found;
        }
        let is_meant = |it: &&Synonym| {
            let mut words = it.words.iter();
            words.any(|word| typed.contains(word.as_str()) || word.contains(typed))
        };
        for code in self
            .synonyms
            .iter()
            .filter(is_meant)
            .flat_map(|it| &it.items)
        {
            if !found.contains(&code) {
                found.push(code);
            }
        }
        found
    }

    /// Words without items, items that do not exist, words no search can meet.
    pub(super) fn findings(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind, detail: String| {
            found.push(Finding {
                place: "search".to_owned(),
                kind,
                detail,
            });
        };
        for synonym in &self.synonyms {
            for code in &synonym.items {
                if catalogue.item(code).is_none() {
                    find(FindingKind::UnknownItem, code.to_string());
                }
            }
            for word in &synonym.words {
                if word.trim().is_empty() || word.to_lowercase() != *word {
                    find(FindingKind::Unreachable, word.clone());
                }
            }
            if synonym.words.is_empty() || synonym.items.is_empty() {
                find(FindingKind::MissingField, synonym.words.join(" "));
            }
        }
        found
    }
}
