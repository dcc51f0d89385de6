//! The plan of a project: which items apply, in which order, by when, and why.
//!
//! An item starts when the latest of its predecessors is finished and ends after its limit; a
//! predecessor counts only if it applies. Dates assume that everybody hands in at once and every
//! authority uses its whole limit: they are the dates to be kept, not a forecast.

mod reason;
mod schedule;
mod scope;
#[cfg(test)]
mod tests;

pub use reason::{Blocker, Reason, UsedFact};

use crate::calendar::{Calendar, DueDate};
use crate::catalogue::{Catalogue, ConditionError, ItemCode, PromiseDue};
use crate::facts::Facts;
use alloc::borrow::ToOwned;
use alloc::string::ToString;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Track a project takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Track {
    /// All permits before construction.
    Ordinary,
    /// Build first, verify later: a construction notice against promises.
    BuildFirst,
}

/// Whose limits a plan reckons with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limits {
    /// The law's; where it sets none, the promised one.
    Statutory,
    /// The city's promise.
    Promised,
}

/// Part an item plays for the start of construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Must be finished before construction starts.
    BeforeStart,
    /// Promised now, done while building.
    Deferred,
    /// The construction notice itself.
    Notice,
    /// Does not hold up the start; it may run beside it or belong to acceptance.
    AfterStart,
}

/// One item with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedItem {
    /// The item.
    pub item: ItemCode,
    /// Its part.
    pub mode: Mode,
    /// Earliest day it can be handed in.
    pub start: Date,
    /// Day it is finished if handed in then and the limit is used up.
    pub finish: DueDate,
    /// Day it must be finished; absent for a promise bound to a point of the works.
    pub due: Option<DueDate>,
    /// For a deferred item, what was promised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<PromiseDue>,
    /// Whether a delay of this item delays construction.
    pub critical: bool,
    /// Every rule that shaped this line.
    pub because: Vec<Reason>,
}

/// Step before the construction notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreludeKind {
    /// Is the project admitted?
    Screening,
    /// The departments tell their standards.
    Standards,
    /// The signed letter is public.
    Publicity,
}

/// A step before the construction notice with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreludeStep {
    /// The step.
    pub step: PreludeKind,
    /// First day.
    pub start: Date,
    /// Last day.
    pub due: DueDate,
    /// Whether a delay of this step delays construction.
    pub critical: bool,
}

/// A project's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Track.
    pub track: Track,
    /// Whose limits.
    pub limits: Limits,
    /// Day from which it reckons: the first working day not before the one asked for.
    pub from: Date,
    /// Items that apply, in the order of their starts, then codes.
    pub items: Vec<PlannedItem>,
    /// Day construction may start.
    pub construction_start: DueDate,
    /// Working days in `(from, construction_start]`.
    pub working_days_to_start: i32,
    /// Expected completion, after the time for building the applicant gave.
    pub completion: DueDate,
    /// Items of which each waits for the one before, up to the start of construction.
    pub critical_path: Vec<ItemCode>,
    /// Steps before the notice; empty on the ordinary track.
    pub prelude: Vec<PreludeStep>,
}

impl Plan {
    /// The line of an item, if it applies.
    pub fn item(&self, code: &ItemCode) -> Option<&PlannedItem> {
        self.items.iter().find(|planned| planned.item == *code)
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum PlanProblem {
    /// A condition of the catalogue cannot be decided for this project.
    #[error("{condition}: {reason}")]
    Condition {
        /// The condition as written.
        condition: alloc::string::String,
        /// What stood in the way.
        reason: alloc::string::String,
    },
    /// Items wait for each other; the lint would have told.
    #[error("item `{item}` waits for itself")]
    Cycle {
        /// One of them.
        item: ItemCode,
    },
    /// The project may not build first; all grounds.
    #[error("{} grounds against building first", .blockers.len())]
    Blocked {
        /// The grounds.
        blockers: Vec<Blocker>,
    },
}

impl From<ConditionError> for PlanProblem {
    fn from(error: ConditionError) -> Self {
        Self::Condition {
            condition: error.condition,
            reason: error.reason,
        }
    }
}

/// The three variants side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Ordinary track, the law's limits.
    pub statutory: Plan,
    /// Ordinary track, the city's promise.
    pub promised: Plan,
    /// Build-first track, if it is open and worth it.
    pub build_first: Option<Plan>,
    /// Why it is not, all grounds at once.
    pub why_not: Vec<Blocker>,
}

/// Plans a project with the city's promised limits.
///
/// # Errors
///
/// [`PlanProblem::Blocked`] if build-first is asked for and not open, with every ground; the other
/// problems only on a catalogue with lint findings or facts that were not checked against it.
pub fn make(
    catalogue: &Catalogue,
    facts: &Facts,
    track: Track,
    from: Date,
    calendar: &Calendar,
) -> Result<Plan, PlanProblem> {
    if track == Track::BuildFirst {
        let blockers = blockers(catalogue, facts)?;
        if !blockers.is_empty() {
            return Err(PlanProblem::Blocked { blockers });
        }
    }
    let scope = scope::Scope::of(catalogue, facts, track)?;
    let limits = Limits::Promised;
    let schedule = schedule::Schedule {
        scope: &scope,
        calendar,
        limits,
    };
    Ok(schedule.plan(from))
}

/// Plans the ordinary track with the limits of the law.
///
/// # Errors
///
/// As [`make`].
pub fn make_statutory(
    catalogue: &Catalogue,
    facts: &Facts,
    from: Date,
    calendar: &Calendar,
) -> Result<Plan, PlanProblem> {
    let scope = scope::Scope::of(catalogue, facts, Track::Ordinary)?;
    let limits = Limits::Statutory;
    let schedule = schedule::Schedule {
        scope: &scope,
        calendar,
        limits,
    };
    Ok(schedule.plan(from))
}

/// Everything that keeps a project from building first; empty if nothing does.
///
/// # Errors
///
/// [`ConditionError`] if a rule cannot be decided for this project.
pub fn blockers(catalogue: &Catalogue, facts: &Facts) -> Result<Vec<Blocker>, ConditionError> {
    let rules = &catalogue.policy().build_first;
    let evaluator = catalogue.evaluator(facts);
    let mut blockers = Vec::new();
    for requirement in &rules.requirements {
        if !requirement.condition.evaluate(&evaluator)? {
            let facts = reason::used_facts(&requirement.condition, &evaluator);
            let reason = requirement.reason.clone();
            blockers.push(Blocker {
                code: requirement.code.clone(),
                reason,
                facts,
            });
        }
    }
    let list = &rules.negative_list;
    if let Some(value) = evaluator.value(&list.fact)
        && list
            .divisions
            .iter()
            .any(|division| value.to_string() == division.to_string())
    {
        let facts = alloc::vec![UsedFact {
            fact: list.fact.clone(),
            value: value.clone()
        }];
        blockers.push(Blocker {
            code: "negative_list".to_owned(),
            reason: list.reason.clone(),
            facts,
        });
    }
    if let Some(notice) = catalogue.item(&rules.notice_item)
        && blockers.is_empty()
        && !notice.applies_when.evaluate(&evaluator)?
    {
        let facts = reason::used_facts(&notice.applies_when, &evaluator);
        let reason = notice.applies_note.clone();
        blockers.push(Blocker {
            code: "notice_item".to_owned(),
            reason,
            facts,
        });
    }
    Ok(blockers)
}

/// Plans all variants and says whether building first is open and earlier.
///
/// # Errors
///
/// As [`make`]; a project that may not build first is an answer here, not an error.
pub fn compare(
    catalogue: &Catalogue,
    facts: &Facts,
    from: Date,
    calendar: &Calendar,
) -> Result<Comparison, PlanProblem> {
    let statutory = make_statutory(catalogue, facts, from, calendar)?;
    let promised = make(catalogue, facts, Track::Ordinary, from, calendar)?;
    let (build_first, why_not) = match make(catalogue, facts, Track::BuildFirst, from, calendar) {
        Ok(plan) if plan.construction_start.date < promised.construction_start.date => {
            (Some(plan), Vec::new())
        }
        Ok(_) => {
            let reason = catalogue.policy().build_first.no_gain.clone();
            (
                None,
                alloc::vec![Blocker {
                    code: "no_gain".to_owned(),
                    reason,
                    facts: Vec::new()
                }],
            )
        }
        Err(PlanProblem::Blocked { blockers }) => (None, blockers),
        Err(problem) => return Err(problem),
    };
    Ok(Comparison {
        statutory,
        promised,
        build_first,
        why_not,
    })
}
