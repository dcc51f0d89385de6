//! Facts of a project: what the applicant answers, and what the catalogue's conditions read.
//!
//! The questions are data of the city (`facts.toml`); this module knows their types only.

use crate::catalogue::Text;
use crate::refusal::{Code, Refusal};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde::{Deserialize, Serialize};

/// An option of a fact with a fixed set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Code conditions compare with.
    pub code: String,
    /// What the applicant reads.
    pub name: Text,
}

/// Type of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// Yes or no.
    Boolean,
    /// A whole number within bounds.
    Integer {
        /// Smallest sensible value.
        min: i64,
        /// Largest sensible value.
        max: i64,
        /// Unit shown beside the field.
        unit: Text,
    },
    /// One of some options.
    Choice(Vec<ChoiceOption>),
}

/// Definition of a fact: the question, its type, its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDefinition {
    /// Code conditions use.
    pub code: String,
    /// Type.
    pub kind: FactKind,
    /// The question.
    pub question: Text,
    /// How to answer it, with the rule behind it.
    pub help: Text,
    /// Group of questions asked together.
    pub group: String,
    /// Asked first of everybody; the rest have defaults.
    #[serde(default)]
    pub essential: bool,
    /// Answer taken if none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<FactValue>,
}

/// A group of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactGroup {
    /// Code.
    pub code: String,
    /// Heading.
    pub name: Text,
}

/// All facts of a city, in the order they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactSchema {
    /// Groups in order.
    #[serde(rename = "group")]
    groups: Vec<FactGroup>,
    /// Facts in order.
    #[serde(rename = "fact")]
    facts: Vec<FactDefinition>,
    /// Position of each fact by code; built after reading.
    #[serde(skip)]
    positions: BTreeMap<String, usize>,
}

impl FactSchema {
    /// Builds the index by code after the definitions were read.
    pub(crate) fn indexed(mut self) -> Self {
        self.positions = self
            .facts
            .iter()
            .enumerate()
            .map(|(position, fact)| (fact.code.clone(), position))
            .collect();
        self
    }

    /// Groups in the order they are asked.
    pub fn groups(&self) -> &[FactGroup] {
        &self.groups
    }

    /// Facts in the order they are asked.
    pub fn definitions(&self) -> &[FactDefinition] {
        &self.facts
    }

    /// The definition of a fact.
    pub fn get(&self, code: &str) -> Option<&FactDefinition> {
        self.facts.get(*self.positions.get(code)?)
    }
}

/// Value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Code of an option.
    Choice(String),
}

impl fmt::Display for FactValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => value.fmt(formatter),
            Self::Integer(value) => value.fmt(formatter),
            Self::Choice(value) => value.fmt(formatter),
        }
    }
}

/// What is wrong with one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum FactRule {
    /// The city asks no such question.
    Unknown,
    /// No answer, and no default.
    Missing,
    /// Neither yes nor no.
    NotBoolean,
    /// Not a whole number.
    NotInteger,
    /// Outside the bounds.
    OutOfRange {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// None of the options.
    NotAnOption {
        /// Codes of the options.
        options: Vec<String>,
    },
}

/// A problem with one answer: which field, what was given, which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactProblem {
    /// Code of the fact.
    pub fact: String,
    /// What was given; empty if nothing.
    pub given: String,
    /// The rule that was broken.
    #[serde(flatten)]
    pub rule: FactRule,
}

impl FactProblem {
    /// The same as a refusal, beside the field of its question.
    pub fn refusal(&self) -> Refusal {
        let code = match &self.rule {
            FactRule::Unknown => Code::FactUnknown,
            FactRule::Missing => Code::FactMissing,
            FactRule::NotBoolean => Code::FactNotBoolean,
            FactRule::NotInteger => Code::FactNotInteger,
            FactRule::OutOfRange { .. } => Code::FactOutOfRange,
            FactRule::NotAnOption { .. } => Code::FactNotAnOption,
        };
        let refusal = Refusal::new(code)
            .with("fact", &self.fact)
            .with("given", &self.given)
            .at(fact_field(&self.fact));
        match &self.rule {
            FactRule::OutOfRange { min, max } => refusal.with("min", min).with("max", max),
            FactRule::NotAnOption { options } => refusal.with("options", options.join(" ")),
            FactRule::Unknown | FactRule::Missing | FactRule::NotBoolean | FactRule::NotInteger => {
                refusal
            }
        }
    }
}

/// What the name of the form field of a question begins with: a question may have the code of
/// another field.
pub const FIELD_PREFIX: &str = "fact-";

/// Name of the form field of a question.
pub fn fact_field(code: &str) -> String {
    alloc::format!("{FIELD_PREFIX}{code}")
}

/// Facts of one project by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, FactValue>);

impl Facts {
    /// Checks answers as typed into a form; an empty answer counts as none.
    ///
    /// # Errors
    ///
    /// All problems at once, in the order the questions are asked, unknown codes last.
    pub fn parse(
        schema: &FactSchema,
        raw: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<FactProblem>> {
        let typed = raw
            .iter()
            .map(|(code, text)| (code.as_str(), text.as_str()));
        Self::collect(schema, &typed.collect(), |definition, text| {
            definition.parse(text)
        })
    }

    /// Checks values that are typed already, such as those of a JSON file.
    ///
    /// # Errors
    ///
    /// All problems at once, in the order the questions are asked, unknown codes last.
    pub fn check(
        schema: &FactSchema,
        values: &BTreeMap<String, FactValue>,
    ) -> Result<Self, Vec<FactProblem>> {
        let given: BTreeMap<String, String> = values
            .iter()
            .map(|(code, value)| (code.clone(), alloc::format!("{value}")))
            .collect();
        Self::parse(schema, &given)
    }

    fn collect(
        schema: &FactSchema,
        raw: &BTreeMap<&str, &str>,
        parse: impl Fn(&FactDefinition, &str) -> Result<FactValue, FactRule>,
    ) -> Result<Self, Vec<FactProblem>> {
        let mut values = BTreeMap::new();
        let mut problems = Vec::new();
        for definition in schema.definitions() {
            let given = raw
                .get(definition.code.as_str())
                .map_or("", |text| text.trim());
            let value = match (given.is_empty(), &definition.default) {
                (true, Some(default)) => Ok(default.clone()),
                (true, None) => Err(FactRule::Missing),
                (false, _) => parse(definition, given),
            };
            match value {
                Ok(value) => {
                    values.insert(definition.code.clone(), value);
                }
                Err(rule) => problems.push(FactProblem {
                    fact: definition.code.clone(),
                    given: given.to_owned(),
                    rule,
                }),
            }
        }
        for (code, text) in raw {
            if schema.get(code).is_none() {
                let given = (*text).to_owned();
                problems.push(FactProblem {
                    fact: (*code).to_owned(),
                    given,
                    rule: FactRule::Unknown,
                });
            }
        }
        if problems.is_empty() {
            Ok(Self(values))
        } else {
            Err(problems)
        }
    }

    /// The value of a fact.
    pub fn get(&self, code: &str) -> Option<&FactValue> {
        self.0.get(code)
    }

    /// All values, to check them against the questions of a city.
    pub fn values(&self) -> &BTreeMap<String, FactValue> {
        &self.0
    }

    /// All values by code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FactValue)> {
        self.0.iter().map(|(code, value)| (code.as_str(), value))
    }
}

impl FactDefinition {
    /// Checks one answer against the type.
    ///
    /// # Errors
    ///
    /// The rule the answer breaks.
    pub fn parse(&self, text: &str) -> Result<FactValue, FactRule> {
        match &self.kind {
            FactKind::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Ok(FactValue::Boolean(true)),
                "false" | "no" | "off" | "0" => Ok(FactValue::Boolean(false)),
                _ => Err(FactRule::NotBoolean),
            },
            FactKind::Integer { min, max, .. } => {
                let number: i64 = plain_digits(text)
                    .parse()
                    .map_err(|_| FactRule::NotInteger)?;
                if (*min..=*max).contains(&number) {
                    Ok(FactValue::Integer(number))
                } else {
                    Err(FactRule::OutOfRange {
                        min: *min,
                        max: *max,
                    })
                }
            }
            FactKind::Choice(options) if options.iter().any(|option| option.code == text) => {
                Ok(FactValue::Choice(text.to_owned()))
            }
            FactKind::Choice(options) => Err(FactRule::NotAnOption {
                options: options.iter().map(|option| option.code.clone()).collect(),
            }),
        }
    }

    /// Whether a value is of this fact's type and within its bounds.
    pub fn admits(&self, value: &FactValue) -> bool {
        match (&self.kind, value) {
            (FactKind::Boolean, FactValue::Boolean(_)) => true,
            (FactKind::Integer { min, max, .. }, FactValue::Integer(number)) => {
                (*min..=*max).contains(number)
            }
            (FactKind::Choice(options), FactValue::Choice(code)) => {
                options.iter().any(|option| option.code == *code)
            }
            (FactKind::Boolean | FactKind::Integer { .. } | FactKind::Choice(_), _) => false,
        }
    }
}

/// Full-width digits become plain ones and thousands separators go: people paste both.
fn plain_digits(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, ',' | '\u{ff0c}' | ' ' | '\u{3000}'))
        .map(|character| match u32::from(character) {
            wide @ 0xff10..=0xff19 => char::from_u32(wide - 0xff10 + 0x30).unwrap_or(character),
            _ => character,
        })
        .collect()
}
