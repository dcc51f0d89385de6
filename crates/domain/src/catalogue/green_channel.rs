//! Who uses the green channel, and how its dossiers are numbered (`green-channel.toml`).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::lint::{Finding, FindingKind};
use super::text::Text;
use super::{Catalogue, Evaluator};

/// A rule by which a project enters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GreenChannelRule {
    /// Code, kept with the entry.
    pub code: String,
    /// Must hold over the project's facts.
    pub when: Condition,
    /// What it says, for whoever asks why.
    pub name: Text,
}

/// The green channel of a city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GreenChannelPolicy {
    /// Pattern of a dossier's number: `{year}`, `{serial}`.
    pub dossier_number: String,
    /// Working days after its receipt in which a complete submission is accepted; 0: the same working day.
    pub accept_days: u16,
    /// The rules, in the order they are asked.
    #[serde(rename = "rule")]
    pub rules: Vec<GreenChannelRule>,
}

impl GreenChannelPolicy {
    /// The rule with this code.
    pub fn rule(&self, code: &str) -> Option<&GreenChannelRule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    /// The first rule that holds. One that cannot be decided holds for nobody; the lint finds it beforehand.
    pub fn holding(&self, evaluator: &Evaluator<'_>) -> Option<&GreenChannelRule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| rule.when.evaluate(evaluator).unwrap_or(false))
    }

    /// Number of the `n`-th dossier of a year.
    pub fn number(&self, year: i16, n: u32) -> String {
        self.dossier_number
            .replace("{year}", &alloc::format!("{year}"))
            .replace("{serial}", &alloc::format!("{n:04}"))
    }

    /// Numbers tell dossiers apart; rules have codes of their own and names; the promise is shorter than the law's
    /// time to answer.
    pub(super) fn findings(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "green-channel".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        if ["{year}", "{serial}"]
            .iter()
            .any(|part| !self.dossier_number.contains(part))
        {
            find(FindingKind::MissingField, "dossier_number");
        }
        if self.accept_days >= catalogue.policy().intake.answer_days {
            find(FindingKind::PromiseExceedsLaw, "accept_days");
        }
        for (place, rule) in self.rules.iter().enumerate() {
            if rule.name.is_blank() {
                find(FindingKind::MissingField, &rule.code);
            }
            let mut earlier = self.rules.iter().take(place);
            if earlier.any(|other| other.code == rule.code) {
                find(FindingKind::ContradictoryName, &rule.code);
            }
        }
        found
    }
}
