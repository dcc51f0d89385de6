//! Blank forms and sample forms of the papers an applicant makes (空白表、样表; 政务服务事项 guides carry both).

use super::lint::{Finding, FindingKind};
use super::{Catalogue, MaterialCode, Source, Text};
use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// One thing a form asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// What is asked.
    pub label: Text,
    /// An invented answer.
    pub sample: Text,
    /// Lines left to write on.
    #[serde(default = "one")]
    pub lines: u8,
}

const fn one() -> u8 {
    1
}

/// A part of a form under a title of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// Its title.
    pub title: Text,
    /// What it asks.
    pub fields: Vec<FormField>,
}

/// The form of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlankForm {
    /// The paper, by its code in the items.
    pub material: MaterialCode,
    /// Its title.
    pub title: Text,
    /// Its parts.
    #[serde(rename = "section")]
    pub sections: Vec<FormSection>,
}

/// All forms of a city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    #[serde(rename = "form")]
    forms: Vec<BlankForm>,
}

impl Forms {
    /// The form of a paper; `None` if the city has none.
    pub fn of(&self, material: &MaterialCode) -> Option<&BlankForm> {
        self.forms.iter().find(|form| form.material == *material)
    }

    /// All forms.
    pub fn all(&self) -> &[BlankForm] {
        &self.forms
    }

    /// What would mislead people: forms of papers nobody asks an applicant for, two of one paper, fields without words.
    pub(super) fn findings(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind, detail: String| {
            found.push(Finding {
                place: "forms".to_owned(),
                kind,
                detail,
            });
        };
        for (at, form) in self.forms.iter().enumerate() {
            let code = form.material.to_string();
            let mut papers = catalogue.items().flat_map(|item| &item.materials);
            if !papers.any(|it| it.code == form.material && it.source == Source::Applicant) {
                find(FindingKind::Unreachable, code.clone());
            }
            let before = self.forms.iter().take(at);
            if before.into_iter().any(|it| it.material == form.material) {
                find(FindingKind::Duplicate, code.clone());
            }
            let fields = form.sections.iter().flat_map(|section| &section.fields);
            let is_bare = |text: &Text| text.zh.trim().is_empty() || text.en.trim().is_empty();
            if fields
                .into_iter()
                .any(|it| is_bare(&it.label) || is_bare(&it.sample))
            {
                find(FindingKind::MissingField, code);
            }
        }
        found
    }
}
