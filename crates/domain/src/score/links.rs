//! From what an agent did in a month to points, each with what it rests on. The score is the sum of its links.

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::facts::{Fact, FactKind};
use crate::catalogue::ScoreRules;

/// What a point rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    /// Something the agent did.
    Fact {
        /// What kind.
        kind: FactKind,
        /// Its day.
        on: Date,
        /// The stream whose event says so.
        stream: String,
        /// Number of that event in its stream.
        version: u64,
        /// Number of the case or problem, id of the visit or phrase.
        number: String,
    },
    /// The limit of the rule: what goes beyond it.
    Limit,
    /// An appeal was granted.
    Appeal {
        /// The link it was about.
        link: String,
    },
}

/// Points with what they rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Names it within its score.
    pub key: String,
    /// Code of the rule.
    pub rule: String,
    /// Points; below zero they are taken away.
    pub points: i32,
    /// What they rest on.
    #[serde(flatten)]
    pub because: Because,
}

/// The score of these links.
pub fn total(links: &[Link]) -> i32 {
    links
        .iter()
        .fold(0, |sum, link| sum.saturating_add(link.points))
}

/// The links of these facts by these rules, in the order of rules and days; the same facts in another order give the same.
pub fn links(facts: &[Fact], rules: &ScoreRules) -> Vec<Link> {
    let mut facts: Vec<&Fact> = facts.iter().collect();
    facts.sort();
    facts.dedup();
    let mut found = Vec::new();
    for rule in &rules.rules {
        let counted = facts.iter().filter(|fact| fact.kind == rule.fact);
        let of_rule: Vec<Link> = counted
            .map(|fact| Link {
                key: alloc::format!(
                    "{}/{}/{}/{}",
                    rule.code,
                    fact.stream,
                    fact.version,
                    fact.number
                ),
                rule: rule.code.clone(),
                points: rule.points,
                because: Because::Fact {
                    kind: fact.kind,
                    on: fact.on,
                    stream: fact.stream.clone(),
                    version: fact.version,
                    number: fact.number.clone(),
                },
            })
            .collect();
        let sum = total(&of_rule);
        let limit = i32::from(rule.limit);
        found.extend(of_rule);
        if sum.abs() > limit {
            found.push(Link {
                key: alloc::format!("limit/{}", rule.code),
                rule: rule.code.clone(),
                points: (limit * sum.signum()).saturating_sub(sum),
                because: Because::Limit,
            });
        }
    }
    found
}
