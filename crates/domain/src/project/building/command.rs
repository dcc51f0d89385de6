//! What somebody can ask of a project while it is built. Never stored.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{CardLevel, CheckReason, Ground, Milestone, Party, Step, Verdict};
use crate::access::Action;
use crate::catalogue::{DepartmentCode, Severity};
use crate::id::entity::{CheckId, CreditId, FindingId};
use crate::project::event::{CheckedPoint, PartyKind, StoredFile};

/// A finding as an inspector writes it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFinding {
    /// How grave.
    pub severity: Severity,
    /// What is wrong.
    pub text: String,
    /// Law and article.
    pub law: String,
    /// Who answers for it.
    pub party: Party,
    /// Working days to put it right.
    pub working_days: u16,
}

/// A record of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRecord {
    /// The check that was planned.
    pub check: CheckId,
    /// When it was held.
    pub checked_on: Date,
    /// Ground and explanation.
    pub basis: String,
    /// Whether the commitment is kept.
    pub fulfils: bool,
    /// How it is kept.
    pub detail: String,
    /// The form.
    pub points: Vec<CheckedPoint>,
    /// Photographs.
    pub photos: Vec<StoredFile>,
    /// What is not as it should be.
    pub findings: Vec<NewFinding>,
}

/// To whom a card is addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// A department.
    Department(DepartmentCode),
    /// The window: the project's agent or the lead answers.
    Window,
    /// One of the five parties, as it was entered with the project; the enterprise that builds answers for all of them.
    Party(PartyKind),
}

/// A card as a supervisor writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCard {
    /// How grave.
    pub level: CardLevel,
    /// To whom.
    pub to: Addressee,
    /// The finding looked at, if there is one.
    pub finding: Option<FindingId>,
    /// What it rests on; empty: the law of the finding.
    pub ground: String,
    /// What was looked at; empty: the finding.
    pub evidence: String,
    /// What is to be done, and why.
    pub text: String,
}

/// What somebody can ask of a project while it is built.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum BuildingCommand {
    /// Report a point of the works.
    ReportMilestone {
        milestone: Milestone,
        reached_on: Date,
    },
    /// Remind of the promises that are due.
    Remind,
    /// Plan a check.
    PlanCheck {
        reason: CheckReason,
        department: DepartmentCode,
        inspectors: Vec<String>,
        planned_on: Date,
    },
    /// Call a planned check off.
    CancelCheck { check: CheckId, reason: String },
    /// Record a check.
    RecordCheck(CheckRecord),
    /// Run the cross-checks and raise what they find.
    CrossCheck,
    /// Say that a finding is put right.
    Rectify {
        finding: FindingId,
        text: String,
        evidence: Vec<StoredFile>,
    },
    /// Look whether it is.
    Verify {
        finding: FindingId,
        passed: bool,
        note: String,
    },
    /// Take a finding back.
    Dismiss { finding: FindingId, reason: String },
    /// Give an order.
    Order {
        step: Step,
        ground: Ground,
        facts: String,
        law: String,
        working_days: u16,
    },
    /// Reply to an order.
    AnswerOrder { number: String, text: String },
    /// End a stop order.
    LiftStop { number: String, reason: String },
    /// Hand the matter over to credit supervision.
    HandOver { ground: Ground, credit: CreditId },
    /// Issue a card.
    IssueCard(NewCard),
    /// Answer a card.
    AnswerCard { number: String, text: String },
    /// Take a card back.
    WithdrawCard { number: String, reason: String },
    /// Apply for the joint acceptance.
    ApplyAcceptance,
    /// Invite the departments.
    InviteAcceptance { visit_on: Date },
    /// Give a department's opinion.
    GiveAcceptance {
        department: DepartmentCode,
        verdict: Verdict,
        remarks: Vec<String>,
    },
    /// Note who stayed silent.
    NoteSilence,
    /// Make one opinion of all.
    ConcludeAcceptance { rectify_days: u16 },
    /// Ask for the one re-inspection.
    AskReinspection { text: String, visit_on: Date },
}

impl BuildingCommand {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::ReportMilestone { .. } => Action::ReportMilestone,
            Self::Remind | Self::NoteSilence => Action::KeepDeadlines,
            Self::PlanCheck { .. } | Self::CancelCheck { .. } => Action::PlanCheck,
            Self::RecordCheck(_) => Action::RecordCheck,
            Self::CrossCheck => Action::CrossCheck,
            Self::Rectify { .. } => Action::RectifyFinding,
            Self::Verify { .. } => Action::VerifyFinding,
            Self::Dismiss { .. } => Action::DismissFinding,
            Self::Order {
                step: Step::Rectification,
                ..
            } => Action::OrderRectification,
            Self::Order {
                step: Step::Stop | Step::Revocation,
                ..
            }
            | Self::LiftStop { .. } => Action::SuspendNotice,
            Self::AnswerOrder { .. } => Action::AnswerOrder,
            Self::HandOver { .. } => Action::HandOver,
            Self::IssueCard(_) | Self::WithdrawCard { .. } => Action::IssueCard,
            Self::AnswerCard { .. } => Action::AnswerCard,
            Self::ApplyAcceptance | Self::AskReinspection { .. } => Action::ApplyAcceptance,
            Self::InviteAcceptance { .. } | Self::ConcludeAcceptance { .. } => {
                Action::LeadAcceptance
            }
            Self::GiveAcceptance { .. } => Action::GiveAcceptance,
        }
    }
}
