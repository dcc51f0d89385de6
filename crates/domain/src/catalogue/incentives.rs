//! What a month of an agent counts for (`incentives.toml`), in versions of which each counts from a month on.

use super::lint::{Finding, FindingKind};
use super::text::Text;
use crate::score::{FactKind, Month};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Points for a kind of fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRule {
    /// Code, kept with each point.
    pub code: String,
    /// The kind of fact.
    pub fact: FactKind,
    /// Points for one of them; below zero they are taken away.
    pub points: i32,
    /// Most points a month gives or takes by this rule.
    pub limit: u16,
    /// Its name.
    pub name: Text,
}

/// The rules from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreRules {
    /// The first month they count for; names the version.
    pub from: Month,
    /// Working days from the first of the next month in which only the agent sees the score and can appeal.
    pub appeal_days: u16,
    /// Where they come from.
    pub source: String,
    /// The rules, in the order of pages.
    #[serde(rename = "rule")]
    pub rules: Vec<ScoreRule>,
}

impl ScoreRules {
    /// The rule with this code.
    pub fn rule(&self, code: &str) -> Option<&ScoreRule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

/// All versions, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncentivePolicy {
    /// The versions.
    #[serde(rename = "version")]
    pub versions: Vec<ScoreRules>,
}

impl IncentivePolicy {
    /// The rules a month counts by; `None` before the first version.
    pub fn of(&self, month: Month) -> Option<&ScoreRules> {
        self.versions.iter().rfind(|version| version.from <= month)
    }

    /// The name of a rule in the newest version that has it.
    pub fn name(&self, code: &str) -> Option<&Text> {
        let mut newest = self.versions.iter().rev();
        newest.find_map(|version| version.rule(code).map(|rule| &rule.name))
    }

    /// Versions follow each other, have days, a source and rules; each rule has a name, points within its limit, and
    /// stands once; a kind of fact counts once.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "incentives".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        if self.versions.is_empty() {
            find(FindingKind::MissingField, "version");
        }
        let pairs = self.versions.iter().zip(self.versions.iter().skip(1));
        for (_, later) in pairs.filter(|(earlier, later)| earlier.from >= later.from) {
            find(FindingKind::WrongOrder, &later.from.to_string());
        }
        for version in &self.versions {
            let name = version.from.to_string();
            if version.source.trim().is_empty() || version.rules.is_empty() {
                find(FindingKind::MissingField, &name);
            }
            if version.appeal_days == 0 {
                find(FindingKind::ImpossibleLimit, &name);
            }
            let (mut codes, mut facts) = (BTreeSet::new(), BTreeSet::new());
            for rule in &version.rules {
                if rule.code.trim().is_empty() || rule.name.is_blank() {
                    find(FindingKind::MissingField, &rule.code);
                }
                if !codes.insert(&rule.code) || !facts.insert(rule.fact) {
                    find(FindingKind::Duplicate, &rule.code);
                }
                if rule.points == 0 || rule.points.unsigned_abs() > u32::from(rule.limit) {
                    find(FindingKind::ImpossibleLimit, &rule.code);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    #[test]
    fn versions_out_of_order_double_rules_and_impossible_points_are_found() {
        let shipped = shipped::catalogue().incentives().clone();
        assert_eq!(shipped.findings(), []);
        let kinds = |change: fn(&mut IncentivePolicy)| {
            let mut policy = shipped.clone();
            change(&mut policy);
            let found = policy.findings();
            found.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        assert_eq!(
            kinds(|it| it.versions.push(it.versions[0].clone())),
            [FindingKind::WrongOrder]
        );
        assert_eq!(
            kinds(|it| it.versions[0].rules[1].fact = it.versions[0].rules[0].fact),
            [FindingKind::Duplicate]
        );
        assert_eq!(
            kinds(|it| it.versions[0].rules[0].limit = 0),
            [FindingKind::ImpossibleLimit]
        );
        assert_eq!(
            kinds(|it| it.versions[0].appeal_days = 0),
            [FindingKind::ImpossibleLimit]
        );
        assert_eq!(
            kinds(|it| it.versions[0].source.clear()),
            [FindingKind::MissingField]
        );
    }

    #[test]
    fn a_month_counts_by_the_last_version_that_began_before_or_in_it() {
        let mut policy = shipped::catalogue().incentives().clone();
        let mut later = policy.versions[0].clone();
        later.from = "2026-07".parse().unwrap();
        policy.versions.push(later);
        let of = |month: &str| {
            policy
                .of(month.parse().unwrap())
                .map(|it| it.from.to_string())
        };
        assert_eq!(of("2025-12"), None);
        assert_eq!(of("2026-06").as_deref(), Some("2026-01"));
        assert_eq!(of("2026-07").as_deref(), Some("2026-07"));
        assert_eq!(of("2027-01").as_deref(), Some("2026-07"));
    }
}
