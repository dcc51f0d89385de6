//! The city's credit policy: kinds of breach, classes with their months, days of the procedure
//! and where a record is reported. Months and names are data; the order of steps is the law's.

use super::Certainty;
use super::lint::{Finding, FindingKind};
use super::text::Text;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Decisions before this day came on paper; from here on some rule set must be in force.
const COVERED_FROM: Date = date(2020, 1, 1);

/// How grave a breach is (失信程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditClass {
    /// 轻微.
    Minor,
    /// 一般.
    General,
    /// 严重.
    Serious,
}

impl CreditClass {
    /// All classes, the mildest first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::General, Self::Serious];

    /// Name used in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::General => "general",
            Self::Serious => "serious",
        }
    }

    /// The class of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }
}

/// How long a class is published, in calendar months from the day of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// Before this nobody may apply for repair.
    pub min_months: u16,
    /// After this publication ends by itself.
    pub max_months: u16,
    /// Whether the class is published as a rule; if not, a reason is needed to publish.
    pub published: bool,
}

/// The classes in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditRules {
    /// Code kept with each decision.
    pub code: String,
    /// First day; the next set's first day ends it.
    pub from: Date,
    /// Order or notice it comes from.
    pub source: Text,
    /// How sure the catalogue is of the months.
    pub certainty: Certainty,
    /// 轻微.
    pub minor: ClassRule,
    /// 一般.
    pub general: ClassRule,
    /// 严重.
    pub serious: ClassRule,
    /// What must be there for repair, one condition each.
    pub repair: Vec<Text>,
}

impl CreditRules {
    /// The months of a class.
    pub const fn class(&self, class: CreditClass) -> ClassRule {
        match class {
            CreditClass::Minor => self.minor,
            CreditClass::General => self.general,
            CreditClass::Serious => self.serious,
        }
    }
}

/// A kind of breach (失信行为).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreachKind {
    /// Its code.
    pub code: String,
    /// What it is.
    pub name: Text,
    /// Class it usually has; the decision may differ with reasons.
    pub class: CreditClass,
    /// Rule that was broken.
    pub law: Text,
}

/// Where records are reported (信用平台).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditTarget {
    /// Its code, kept with each receipt.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Working days after which a missing receipt is shown.
    pub receipt_days: u16,
}

/// Kinds of breach with which records begin that a project hands over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOverBreaches {
    /// A promise was not kept.
    pub promise: String,
    /// A finding on the site was neglected.
    pub finding: String,
    /// A finding against survey or design was neglected.
    pub design: String,
}

/// What the national tables of the double publicity (双公示) write for every row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoublePublicity {
    /// Kind of party: only enterprises have records here.
    pub party: String,
    /// Kind of permit.
    pub permit: String,
    /// Kind of penalty.
    pub penalty: String,
    /// Who decides credit records and reports.
    pub authority: String,
    /// Its unified social credit code.
    pub authority_code: String,
}

/// The city's credit policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditPolicy {
    /// Working days the party has to answer the facts told to it.
    pub defence_days: u16,
    /// Working days after the decision within which it is published.
    pub publicity_days: u16,
    /// What a hand-over begins with.
    pub hand_over: HandOverBreaches,
    /// Words of the tables for others.
    pub double_publicity: DoublePublicity,
    /// Classes, the oldest set first.
    pub rules: Vec<CreditRules>,
    /// Kinds of breach.
    #[serde(rename = "breach")]
    pub breaches: Vec<BreachKind>,
    /// Where records are reported.
    #[serde(rename = "target")]
    pub targets: Vec<CreditTarget>,
}

/// A finding in `credit.toml`.
fn found(kind: FindingKind, detail: String) -> Finding {
    Finding {
        place: "credit".to_owned(),
        kind,
        detail,
    }
}

impl CreditPolicy {
    /// The set in force on a day; none before the first.
    pub fn rules_on(&self, day: Date) -> Option<&CreditRules> {
        self.rules.iter().rev().find(|rules| rules.from <= day)
    }

    /// The set with this code.
    pub fn rules(&self, code: &str) -> Option<&CreditRules> {
        self.rules.iter().find(|rules| rules.code == code)
    }

    /// The kind of breach with this code.
    pub fn breach(&self, code: &str) -> Option<&BreachKind> {
        self.breaches.iter().find(|breach| breach.code == code)
    }

    /// The platform with this code.
    pub fn target(&self, code: &str) -> Option<&CreditTarget> {
        self.targets.iter().find(|target| target.code == code)
    }

    /// What the lint has to say.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings_of_words();
        findings.extend(self.findings_of_rules());
        for (what, codes) in self.codes() {
            let mut seen = BTreeSet::new();
            for code in codes {
                if !seen.insert(code) {
                    let detail = alloc::format!("{what} {code} stands twice");
                    findings.push(found(FindingKind::ContradictoryName, detail));
                }
            }
            if seen.is_empty() {
                findings.push(found(FindingKind::MissingField, what.to_owned()));
            }
        }
        findings
    }

    /// Days, what hand-overs begin with, and texts.
    fn findings_of_words(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (field, days) in [
            ("defence_days", self.defence_days),
            ("publicity_days", self.publicity_days),
        ] {
            if days == 0 {
                findings.push(found(FindingKind::ImpossibleLimit, field.to_owned()));
            }
        }
        let HandOverBreaches {
            promise,
            finding,
            design,
        } = &self.hand_over;
        for code in [promise, finding, design] {
            if self.breach(code).is_none() {
                let detail = alloc::format!("hand_over: no breach {code}");
                findings.push(found(FindingKind::ContradictoryName, detail));
            }
        }
        let words = &self.double_publicity;
        for (field, word) in [
            ("party", &words.party),
            ("permit", &words.permit),
            ("penalty", &words.penalty),
            ("authority", &words.authority),
            ("authority_code", &words.authority_code),
        ] {
            if word.trim().is_empty() {
                let detail = alloc::format!("double_publicity.{field}");
                findings.push(found(FindingKind::MissingField, detail));
            }
        }
        for (place, text) in self.texts() {
            if text.is_blank() {
                findings.push(found(FindingKind::MissingField, place));
            }
        }
        findings
    }

    /// The rule sets: from when, in which order, how long, with conditions for repair.
    fn findings_of_rules(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self.rules.first() {
            Some(first) if first.from <= COVERED_FROM => {}
            Some(_) | None => findings.push(found(
                FindingKind::UncoveredDates,
                alloc::format!("no rules in force on {COVERED_FROM}"),
            )),
        }
        for (earlier, later) in self.rules.iter().zip(self.rules.iter().skip(1)) {
            if earlier.from >= later.from {
                findings.push(found(FindingKind::WrongOrder, later.code.clone()));
            }
        }
        for rules in &self.rules {
            for class in CreditClass::ALL {
                let ClassRule {
                    min_months,
                    max_months,
                    ..
                } = rules.class(class);
                if min_months > max_months || max_months == 0 {
                    let detail = alloc::format!("{}.{}", rules.code, class.as_str());
                    findings.push(found(FindingKind::ImpossibleLimit, detail));
                }
            }
            if rules.repair.is_empty() {
                let detail = alloc::format!("{}.repair", rules.code);
                findings.push(found(FindingKind::MissingField, detail));
            }
        }
        findings
    }

    fn codes(&self) -> [(&'static str, Vec<&str>); 3] {
        [
            (
                "rules",
                self.rules.iter().map(|rules| rules.code.as_str()).collect(),
            ),
            (
                "breach",
                self.breaches
                    .iter()
                    .map(|kind| kind.code.as_str())
                    .collect(),
            ),
            (
                "target",
                self.targets.iter().map(|to| to.code.as_str()).collect(),
            ),
        ]
    }

    fn texts(&self) -> Vec<(String, &Text)> {
        let mut texts = Vec::new();
        for rules in &self.rules {
            texts.push((alloc::format!("{}.source", rules.code), &rules.source));
            for text in &rules.repair {
                texts.push((alloc::format!("{}.repair", rules.code), text));
            }
        }
        for breach in &self.breaches {
            texts.push((alloc::format!("{}.name", breach.code), &breach.name));
            texts.push((alloc::format!("{}.law", breach.code), &breach.law));
        }
        for target in &self.targets {
            texts.push((alloc::format!("{}.name", target.code), &target.name));
        }
        texts
    }
}
