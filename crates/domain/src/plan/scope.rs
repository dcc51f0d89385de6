//! What is in a plan: items that apply, whom they wait for, which part they play.

use super::reason::{Reason, used_facts};
use super::{Mode, PlanProblem, Track};
use crate::catalogue::{
    Catalogue, CityPolicy, ConditionError, Evaluator, Item, ItemCode, Policy, Stage,
};
use crate::facts::{FactValue, Facts};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// An item that applies.
pub(super) struct Entry<'catalogue> {
    pub(super) item: &'catalogue Item,
    /// Predecessors that apply: one of each group must be finished.
    pub(super) groups: Vec<Vec<&'catalogue ItemCode>>,
    pub(super) mode: Mode,
    pub(super) because: Vec<Reason>,
}

/// The items of one project on one track.
pub(super) struct Scope<'catalogue> {
    pub(super) track: Track,
    pub(super) policy: &'catalogue CityPolicy,
    pub(super) entries: BTreeMap<&'catalogue ItemCode, Entry<'catalogue>>,
    /// Predecessors before successors.
    pub(super) order: Vec<&'catalogue ItemCode>,
    /// Months the applicant expects to build.
    pub(super) construction_months: i64,
}

impl<'catalogue> Scope<'catalogue> {
    pub(super) fn of(
        catalogue: &'catalogue Catalogue,
        facts: &Facts,
        track: Track,
    ) -> Result<Self, PlanProblem> {
        let evaluator = catalogue.evaluator(facts);
        let policy = catalogue.policy();
        let mut entries = BTreeMap::new();
        for item in catalogue.items() {
            let off_track = item.code == policy.build_first.notice_item && track == Track::Ordinary;
            if off_track || !item.applies_when.evaluate(&evaluator)? {
                continue;
            }
            let condition = item.applies_when.source().to_owned();
            let applies = Reason::Applies {
                condition,
                facts: used_facts(&item.applies_when, &evaluator),
            };
            let (mode, because) = first_mode(policy, item, track, &evaluator)?;
            let mut reasons = alloc::vec![applies];
            reasons.extend(because);
            entries.insert(
                &item.code,
                Entry {
                    item,
                    groups: Vec::new(),
                    mode,
                    because: reasons,
                },
            );
        }
        let construction_months = match evaluator.value(&policy.construction.months_fact) {
            Some(FactValue::Integer(months)) => *months,
            _ => 0,
        };
        let mut scope = Self {
            track,
            policy,
            entries,
            order: Vec::new(),
            construction_months,
        };
        scope.link();
        scope.order = scope.sorted()?;
        scope.pull_in();
        Ok(scope)
    }

    /// Keeps of each group the predecessors that apply; a group of which none does is void.
    fn link(&mut self) {
        let mut linked = Vec::new();
        for entry in self.entries.values() {
            let groups = entry.item.prerequisites.iter().map(|group| {
                let codes = group.iter().filter(|code| self.entries.contains_key(code));
                codes.collect::<Vec<_>>()
            });
            linked.push(groups.filter(|group| !group.is_empty()).collect());
        }
        for (entry, groups) in self.entries.values_mut().zip(linked) {
            entry.groups = groups;
        }
    }

    /// Orders items so that predecessors come first, by code where there is a choice.
    fn sorted(&self) -> Result<Vec<&'catalogue ItemCode>, PlanProblem> {
        let mut order: Vec<&'catalogue ItemCode> = Vec::with_capacity(self.entries.len());
        let mut placed = alloc::collections::BTreeSet::new();
        while order.len() < self.entries.len() {
            let before = order.len();
            for (code, entry) in &self.entries {
                let free = entry
                    .groups
                    .iter()
                    .flatten()
                    .all(|predecessor| placed.contains(*predecessor));
                if free && placed.insert(*code) {
                    order.push(code);
                }
            }
            if order.len() == before {
                let stuck = self.entries.keys().find(|code| !placed.contains(**code));
                let item = stuck.map_or_else(|| ItemCode::new(""), |code| (*code).clone());
                return Err(PlanProblem::Cycle { item });
            }
        }
        Ok(order)
    }

    /// What is needed before construction needs its own predecessors before construction.
    fn pull_in(&mut self) {
        for code in self.order.clone().into_iter().rev() {
            let Some(entry) = self.entries.get(code) else {
                continue;
            };
            if !matches!(entry.mode, Mode::BeforeStart | Mode::Notice) {
                continue;
            }
            let needed: Vec<&ItemCode> = entry.groups.iter().flatten().copied().collect();
            for predecessor in needed {
                if let Some(other) = self.entries.get_mut(predecessor)
                    && matches!(other.mode, Mode::Deferred | Mode::AfterStart)
                {
                    other.mode = Mode::BeforeStart;
                    other
                        .because
                        .retain(|reason| !matches!(reason, Reason::Deferred { .. }));
                    other.because.push(Reason::NeededBy { item: code.clone() });
                }
            }
        }
    }
}

/// The part an item plays by its own rules, before others need it.
fn first_mode(
    policy: &CityPolicy,
    item: &Item,
    track: Track,
    evaluator: &Evaluator<'_>,
) -> Result<(Mode, Vec<Reason>), ConditionError> {
    if item.code == policy.build_first.notice_item {
        return Ok((Mode::Notice, Vec::new()));
    }
    let latest = Reason::LatestPoint {
        latest: item.latest,
    };
    if item.stage == Stage::Acceptance || !item.latest.is_before_construction() {
        return Ok((Mode::AfterStart, alloc::vec![latest]));
    }
    if track == Track::Ordinary {
        return Ok((Mode::BeforeStart, alloc::vec![latest]));
    }
    let rule = &item.commitment;
    let facts = rule
        .condition
        .as_ref()
        .map(|condition| used_facts(condition, evaluator))
        .unwrap_or_default();
    let deferrable = match (rule.policy, &rule.condition) {
        (Policy::Allowed, _) => true,
        (Policy::Conditional, Some(condition)) => condition.evaluate(evaluator)?,
        (Policy::Conditional, None) | (Policy::Never | Policy::NotApplicable, _) => false,
    };
    Ok(if deferrable {
        (
            Mode::Deferred,
            alloc::vec![
                latest,
                Reason::Deferred {
                    due: rule.due,
                    facts
                }
            ],
        )
    } else {
        (
            Mode::BeforeStart,
            alloc::vec![
                latest,
                Reason::NotDeferrable {
                    policy: rule.policy,
                    facts
                }
            ],
        )
    })
}
