//! The state of a credit record. Each stage carries the facts that exist then and no others: a
//! decision cannot be held without the defence that was heard, waived or lapsed before it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;

use super::event::{Charge, Clue, EndGround, Party, Proposal, RepairRequest, Ruling};
use super::export::Exports;
use crate::context::By;
use crate::id::entity::{CreditId, UserId};
use crate::project::event::{Letter, StoredFile};

/// A credit record (失信记录) with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRecord {
    /// Its id.
    pub id: CreditId,
    /// Whom it speaks of.
    pub party: Party,
    /// What it began with.
    pub clue: Clue,
    /// Who brought the clue.
    pub recorded_by: By,
    /// Its day.
    pub recorded_on: Date,
    /// Where it stands.
    pub stage: Stage,
    /// What platforms answered.
    pub exports: Exports,
    /// All letters, in order.
    pub letters: Vec<Letter>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has looked into it.
    Clue,
    /// Somebody is looking into it.
    Investigating(Box<Investigation>),
    /// The party has been told and may answer.
    Told(Box<Told>),
    /// The party was heard, waived, or let its days pass.
    Heard(Box<Heard>),
    /// The first signature is there.
    Proposed(Box<Proposed>),
    /// Decided; to be published, or of a class that is not.
    Decided(Box<Decided>),
    /// Published.
    Published(Box<Published>),
    /// Over: repaired, or at the end of its longest time.
    Ended(Box<Ended>),
    /// Unfounded.
    Dropped(Box<Closed>),
    /// Of the wrong party.
    Withdrawn(Box<Withdrawn>),
}

/// An act of somebody: when and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its day.
    pub on: Date,
    /// Who.
    pub by: By,
}

/// An investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investigation {
    /// Who investigates.
    pub investigator: UserId,
    /// Name at that time.
    pub name: String,
    /// Who investigated before.
    pub former: Vec<UserId>,
    /// Its first day.
    pub opened_on: Date,
    /// What was found.
    pub evidence: Vec<Evidence>,
    /// What was told and answered before the facts were looked into again.
    pub earlier: Vec<Round>,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The file.
    pub file: StoredFile,
    /// What it shows.
    pub shows: String,
    /// Who put it in, when.
    pub added: Act,
}

/// A telling with its answer that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What was told.
    pub charge: Charge,
    /// What was answered, if anything was.
    pub defence: Option<Defence>,
    /// Why the facts were looked into again.
    pub reason: String,
}

/// The party has been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The investigation.
    pub investigation: Investigation,
    /// What was told.
    pub charge: Charge,
    /// Number of the letter.
    pub letter: String,
    /// By whom, when.
    pub told: Act,
    /// Last day to answer.
    pub defence_until: Date,
}

/// What became of the party's right to be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defence {
    /// It answered.
    Given {
        /// Everything it said, in order; never empty.
        statements: Vec<Statement>,
        /// What was said to it.
        answer: Option<Answer>,
    },
    /// It said that it will not answer.
    Waived(Act),
    /// Its days passed; somebody recorded that.
    Lapsed(Act),
}

/// One answer of the party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it says.
    pub text: String,
    /// What it puts in; the scan of what came on paper.
    pub files: Vec<StoredFile>,
    /// Recorded by the window from paper.
    pub on_paper: bool,
    /// Day it was received.
    pub received_on: Date,
    /// Who entered it.
    pub by: By,
}

/// What was said to a defence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// By whom, when.
    pub given: Act,
}

/// The party was heard or gave up being heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What was told.
    pub told: Told,
    /// What became of it.
    pub defence: Defence,
    /// Why the last proposal was not signed.
    pub returned: Option<Returned>,
}

/// A proposal that was not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// Why.
    pub reason: String,
    /// By whom, when.
    pub returned: Act,
}

/// A decision waits for its second signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What went before.
    pub heard: Heard,
    /// What is proposed.
    pub proposal: Proposal,
    /// By whom, when.
    pub proposed: Act,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What went before.
    pub heard: Heard,
    /// What was decided.
    pub ruling: Ruling,
    /// The first signature.
    pub proposed: Act,
    /// The second signature.
    pub decided: Act,
    /// Where repair stands.
    pub repair: Repair,
}

/// Where repair stands (信用修复).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What is under way.
    pub step: RepairStep,
    /// Applications decided, in order.
    pub answered: Vec<AnsweredRepair>,
}

/// What is under way of a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RepairStep {
    /// Nothing.
    Idle,
    /// The party applied.
    Applied(RepairApplication),
    /// The answer waits for its second signature.
    Proposed {
        /// The application.
        application: RepairApplication,
        /// Whether it is to be granted.
        grant: bool,
        /// Why.
        reasons: String,
        /// By whom, when.
        proposed: Act,
    },
}

/// An application for repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairApplication {
    /// What the party brings.
    pub request: RepairRequest,
    /// By whom, when.
    pub applied: Act,
    /// Why the last proposed answer was not signed.
    pub returned: Option<Returned>,
}

/// An application that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredRepair {
    /// The application.
    pub application: RepairApplication,
    /// Whether repair was granted.
    pub granted: bool,
    /// Why.
    pub reasons: String,
    /// Number of the letter.
    pub letter: String,
    /// The first signature.
    pub proposed: Act,
    /// The second signature.
    pub decided: Act,
}

/// A published record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The decision.
    pub decided: Decided,
    /// By whom, when it was published.
    pub published: Act,
}

/// A record that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The decision.
    pub decided: Decided,
    /// When it was published, if it was.
    pub published: Option<Act>,
    /// Why it ended.
    pub ground: EndGround,
    /// By whom, when.
    pub ended: Act,
}

/// A case that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Where it stood.
    pub from: Stage,
    /// Why it came to nothing.
    pub reason: String,
    /// By whom, when.
    pub closed: Act,
}

/// A record of the wrong party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Where it stood.
    pub from: Stage,
    /// Why it was withdrawn.
    pub reason: String,
    /// By whom, when.
    pub withdrawn: Act,
    /// What was published in its place, if it had been published.
    pub correction: Option<String>,
}
