//! Where each item of a project stands, and which materials it still needs. Derived, never stored.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::building::event::Milestone;
use super::building::next;
use super::event::Outcome;
use super::{Case, Project};
use crate::catalogue::{
    Catalogue, Condition, Evaluator, Item, ItemCode, MaterialRequirement, Need, Source, Stage,
};
use crate::id::entity::FindingId;
use crate::plan::Track;

/// Where an item stands for the enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemProgress {
    /// The item's condition does not hold for the project's facts.
    NotApplicable,
    /// A predecessor is not obtained yet.
    Locked {
        /// What must come first.
        missing: Vec<ItemCode>,
    },
    /// It can be handed in.
    Ready,
    /// A case is under way.
    InHand,
    /// Approved here, or obtained elsewhere and recorded.
    Obtained,
}

/// What is known of one material slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaterialStatus {
    /// No file.
    Missing,
    /// A file the window put in, not confirmed yet.
    Unconfirmed,
    /// A file.
    Present,
    /// Result of an earlier item, held by the administration: not asked for (国务院令716号 7).
    Held,
}

/// A material an item asks for, seen against the dossier.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    /// What is asked.
    pub requirement: &'a MaterialRequirement,
    /// What is there.
    pub status: MaterialStatus,
}

impl Slot<'_> {
    /// Whether it may follow by acceptance with gaps (容缺受理).
    pub fn is_tolerable(&self) -> bool {
        self.requirement.need == Need::Tolerable
    }
}

/// What the enterprise must do now: the "next action" of its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextAction {
    /// Answer a correction notice.
    AnswerCorrection(String),
    /// Confirm files the window put in.
    ConfirmMaterials,
    /// Sign the commitment letter.
    Sign,
    /// Enter the five responsible parties.
    EnterParties,
    /// Hand in items that are ready.
    Submit(Vec<ItemCode>),
    /// Do what an order asks for; while there is time, one may reply to it instead.
    FollowOrder {
        /// Its number.
        number: String,
        /// Last day to obey.
        due: Date,
    },
    /// Put a finding right.
    PutRight {
        /// The finding.
        finding: FindingId,
        /// Last day.
        due: Date,
    },
    /// Answer a supervision card.
    AnswerCard {
        /// Its number.
        number: String,
        /// Last day.
        due: Date,
    },
    /// Obtain what was promised.
    KeepPromise {
        /// Of which item.
        item: ItemCode,
        /// Last day; `None` while the point of the works it hangs on is not reached.
        due: Option<Date>,
    },
    /// Put right what the joint acceptance asks for and ask for the re-inspection.
    AskReinspection {
        /// Last day.
        due: Option<Date>,
    },
    /// Report the next point of the works.
    ReportMilestone(Milestone),
    /// Apply for the joint acceptance.
    ApplyAcceptance,
    /// Nothing: somebody else is at work.
    Wait,
}

/// A project seen against the catalogue. What applies and what is obtained is decided once, when it is made.
pub struct Progress<'a> {
    project: &'a Project,
    catalogue: &'a Catalogue,
    evaluator: Evaluator<'a>,
    applicable: BTreeSet<&'a ItemCode>,
    obtained: BTreeSet<&'a ItemCode>,
}

impl<'a> Progress<'a> {
    /// Decides which items apply and which are obtained.
    pub fn new(project: &'a Project, catalogue: &'a Catalogue) -> Self {
        let evaluator = catalogue.evaluator(&project.facts);
        let applicable = catalogue
            .items()
            .filter(|item| holds(&item.applies_when, &evaluator))
            .map(|item| &item.code)
            .collect();
        Self {
            project,
            catalogue,
            evaluator,
            applicable,
            obtained: obtained(project, catalogue),
        }
    }

    /// Whether the item applies to the project's facts.
    pub fn applies(&self, code: &ItemCode) -> bool {
        self.applicable.contains(code)
    }

    /// Whether the item is approved, registered, or is the notice and issued.
    pub fn is_obtained(&self, code: &ItemCode) -> bool {
        self.obtained.contains(code)
    }

    /// Whether the item is the construction notice, which is not applied for as a case.
    pub fn is_notice(&self, code: &ItemCode) -> bool {
        code == &self.catalogue.policy().build_first.notice_item
    }

    /// Whether the joint acceptance brings the item.
    pub fn is_merged(&self, code: &ItemCode) -> bool {
        let joint = &self.catalogue.supervision().joint_acceptance;
        joint.merges.contains(code)
    }

    /// Where the item stands; `None` if the catalogue does not know it.
    pub fn of(&self, code: &ItemCode) -> Option<ItemProgress> {
        let item = self.catalogue.item(code)?;
        if self.is_obtained(code) {
            return Some(ItemProgress::Obtained);
        }
        let is_open = |case: &Case| &case.item == code && !case.status().is_over();
        if self.project.cases.values().any(is_open) {
            return Some(ItemProgress::InHand);
        }
        if !self.applies(code) {
            return Some(ItemProgress::NotApplicable);
        }
        let missing = self.missing_predecessors(item);
        Some(if missing.is_empty() {
            ItemProgress::Ready
        } else {
            ItemProgress::Locked { missing }
        })
    }

    /// Predecessors that apply and are not obtained. Of alternatives one is enough, and the
    /// first that applies is named.
    fn missing_predecessors(&self, item: &Item) -> Vec<ItemCode> {
        let mut missing = Vec::new();
        for group in &item.prerequisites {
            if group.iter().any(|code| self.is_obtained(code)) {
                continue;
            }
            missing.extend(group.iter().find(|code| self.applies(code)).cloned());
        }
        missing
    }

    /// Items that apply to the project, in the catalogue's order, with their progress. The
    /// notice belongs to build-first handling only.
    pub fn items(&self) -> Vec<(&'a Item, ItemProgress)> {
        self.catalogue
            .items()
            .filter(|item| !self.is_notice(&item.code) || self.project.track == Track::BuildFirst)
            .filter_map(|item| Some((item, self.of(&item.code)?)))
            .filter(|(_, progress)| *progress != ItemProgress::NotApplicable)
            .collect()
    }

    /// The material slots of an item for this project, in the item's order. A slot that does
    /// not apply (its condition does not hold, it is the result of an item that does not
    /// apply) is left out.
    pub fn slots(&self, item: &'a Item) -> Vec<Slot<'a>> {
        item.materials
            .iter()
            .filter_map(|requirement| self.slot(requirement))
            .collect()
    }

    fn slot(&self, requirement: &'a MaterialRequirement) -> Option<Slot<'a>> {
        let mut status = match self.project.dossier.newest(&requirement.code) {
            None => MaterialStatus::Missing,
            Some(version) if version.confirmed => MaterialStatus::Present,
            Some(_) => MaterialStatus::Unconfirmed,
        };
        if let Source::Item(source) = &requirement.source {
            if self.is_obtained(source) {
                status = MaterialStatus::Held;
            } else if status == MaterialStatus::Missing && !self.applies(source) {
                return None;
            }
        }
        let is_asked = requirement
            .condition
            .as_ref()
            .is_none_or(|condition| holds(condition, &self.evaluator));
        (is_asked || status != MaterialStatus::Missing).then_some(Slot {
            requirement,
            status,
        })
    }

    /// How far the project is: items obtained, of items that apply.
    pub fn count(&self) -> (usize, usize) {
        let items = self.items();
        let is_done = |(_, progress): &&(&Item, ItemProgress)| *progress == ItemProgress::Obtained;
        (items.iter().filter(is_done).count(), items.len())
    }

    /// Items that can be handed in now. Those of the acceptance stage wait until the
    /// construction is done, and nobody is urged to hand them in.
    pub fn ready(&self) -> Vec<ItemCode> {
        self.items()
            .into_iter()
            .filter(|(item, progress)| {
                *progress == ItemProgress::Ready
                    && !self.is_notice(&item.code)
                    && item.stage != Stage::Acceptance
            })
            .map(|(item, _)| item.code.clone())
            .collect()
    }

    /// Whether the item has every paper without which it cannot be handed in.
    pub fn is_complete(&self, item: &Item) -> bool {
        self.slots(item).iter().all(|slot| match slot.status {
            MaterialStatus::Missing => slot.is_tolerable(),
            MaterialStatus::Unconfirmed => false,
            MaterialStatus::Present | MaterialStatus::Held => true,
        })
    }

    /// The one next action of the enterprise.
    pub fn next_action(&self) -> NextAction {
        let project = self.project;
        let open = project
            .corrections
            .iter()
            .find(|correction| correction.answered_on.is_none());
        if let Some(open) = open {
            return NextAction::AnswerCorrection(open.number.clone());
        }
        if project
            .dossier
            .materials()
            .any(|(_, version)| !version.confirmed)
        {
            return NextAction::ConfirmMaterials;
        }
        if project.build_first.awaits_signature() {
            return NextAction::Sign;
        }
        if project.build_first.is_signed() && project.parties.is_empty() {
            return NextAction::EnterParties;
        }
        if let Some(next) = next::urgent(project).or_else(|| next::after_notice(self, project)) {
            return next;
        }
        let ready = self.ready();
        if ready.is_empty() {
            NextAction::Wait
        } else {
            NextAction::Submit(ready)
        }
    }
}

fn obtained<'a>(project: &'a Project, catalogue: &'a Catalogue) -> BTreeSet<&'a ItemCode> {
    let is_approved = |case: &&Case| {
        case.decision()
            .is_some_and(|decision| decision.outcome == Outcome::Approved)
    };
    let approved = project.cases.values().filter(is_approved);
    let notice = project.build_first.notice();
    let accepted = project.building.acceptance.iter();
    project
        .registered
        .keys()
        .chain(approved.map(|case| &case.item))
        .chain(notice.map(|_| &catalogue.policy().build_first.notice_item))
        .chain(
            accepted
                .flat_map(|it| &it.results)
                .map(|result| &result.item),
        )
        .collect()
}

/// A condition that cannot be decided asks for more rather than less: the lint of the catalogue
/// finds it before a release, and an officer sees what was not needed.
fn holds(condition: &Condition, evaluator: &Evaluator<'_>) -> bool {
    condition.evaluate(evaluator).unwrap_or(true)
}
