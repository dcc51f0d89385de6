//! Why a line of the plan is as it is, in a form a page can put into words.

use crate::catalogue::{Condition, Evaluator, ItemCode, LatestPoint, Policy, PromiseDue, Text};
use crate::facts::FactValue;
use crate::limit::Limit;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// A fact a rule looked at, with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedFact {
    /// Code of the fact.
    pub fact: String,
    /// Its value for this project.
    pub value: FactValue,
}

/// A ground against building first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// Code of the rule.
    pub code: String,
    /// What to tell the applicant.
    pub reason: Text,
    /// Facts the rule looked at.
    pub facts: Vec<UsedFact>,
}

/// One rule that shaped a line of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Reason {
    /// The item applies.
    Applies {
        /// The condition as written.
        condition: String,
        /// Facts it looked at.
        facts: Vec<UsedFact>,
    },
    /// It starts when these are finished.
    After {
        /// The predecessors that finish last.
        items: Vec<ItemCode>,
    },
    /// It takes this long.
    Takes {
        /// The limit used.
        limit: Limit,
    },
    /// No authority's clock runs: the plan gives it no time of its own.
    NoClock,
    /// The law sets no limit; the promised one was used.
    NoStatutoryLimit,
    /// The law wants it by this point.
    LatestPoint {
        /// The point.
        latest: LatestPoint,
    },
    /// A promise takes its place until this point.
    Deferred {
        /// When the promise falls due.
        due: Option<PromiseDue>,
        /// Facts the policy's condition looked at.
        facts: Vec<UsedFact>,
    },
    /// The policy does not let it be deferred.
    NotDeferrable {
        /// The policy.
        policy: Policy,
        /// Facts the policy's condition looked at.
        facts: Vec<UsedFact>,
    },
    /// It could be deferred, but this item cannot and needs it.
    NeededBy {
        /// The item that needs it.
        item: ItemCode,
    },
    /// It waits for the end of the publicity of the commitment letter.
    AfterPublicity,
    /// It is done while building, after the construction notice.
    AfterNotice,
    /// It waits for construction to start.
    AfterConstructionStart,
    /// It waits for completion; the date follows from the building time the applicant expects.
    AfterCompletion,
}

/// The facts a condition reads, with their values.
pub(super) fn used_facts(condition: &Condition, evaluator: &Evaluator<'_>) -> Vec<UsedFact> {
    let values = condition.facts().iter().filter_map(|fact| {
        evaluator.value(fact).map(|value| UsedFact {
            fact: fact.clone(),
            value: value.clone(),
        })
    });
    values.collect()
}
