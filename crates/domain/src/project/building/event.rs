//! What can have happened while a project is built: facts in the past tense, stored for ever. Additive only.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::{Answerable, CheckKind, DepartmentCode, ItemCode, Severity};
use crate::id::entity::{CheckId, CreditId, FindingId};
use crate::project::event::{CheckedPoint, StoredFile};

/// A point of the building work the enterprise reports (国务院令673号 16: start, progress, completion).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// 开工.
    Start,
    /// 基础验收.
    Foundation,
    /// 主体封顶.
    MainStructure,
    /// 完工.
    Completion,
}

impl Milestone {
    /// All of them, in the order of the works.
    pub const ALL: [Self; 4] = [
        Self::Start,
        Self::Foundation,
        Self::MainStructure,
        Self::Completion,
    ];

    /// Name in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Foundation => "foundation",
            Self::MainStructure => "main_structure",
            Self::Completion => "completion",
        }
    }
}

/// Why a check is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum CheckReason {
    /// A point of the works was reached.
    Node {
        /// Which.
        milestone: Milestone,
    },
    /// A promise is looked at.
    Promise {
        /// Of which item.
        item: ItemCode,
    },
    /// The project was drawn by lot.
    Draw {
        /// Number of the draw.
        draw: String,
    },
    /// Somebody complained.
    Complaint {
        /// What was complained of.
        text: String,
    },
}

impl CheckReason {
    /// Its kind, which has the form.
    pub const fn kind(&self) -> CheckKind {
        match self {
            Self::Node { .. } => CheckKind::Node,
            Self::Promise { .. } => CheckKind::Promise,
            Self::Draw { .. } => CheckKind::Draw,
            Self::Complaint { .. } => CheckKind::Complaint,
        }
    }
}

/// Where a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum FindingSource {
    /// A check on the site.
    Check {
        /// Which.
        check: CheckId,
    },
    /// A cross-check rule of the catalogue.
    Rule {
        /// Its code.
        rule: String,
        /// The object it held for: code of an item, number of a case, or empty for the project.
        object: String,
    },
}

/// Who answers for a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// As what.
    pub kind: Answerable,
    /// Registered name, or the department's code.
    pub company: String,
    /// Unified social credit code; empty for the administration.
    pub uscc: String,
}

/// What an order or a hand-over rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ground", rename_all = "snake_case")]
pub enum Ground {
    /// A promise past its date.
    Promise {
        /// Of which item.
        item: ItemCode,
    },
    /// A finding that is open.
    Finding {
        /// Which.
        finding: FindingId,
    },
}

/// A step of the ladder of breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 限期整改通知书.
    Rectification,
    /// 责令停工通知书: the notice is suspended.
    Stop,
    /// 撤回施工通知单.
    Revocation,
}

impl Step {
    /// All of them, upwards.
    pub const ALL: [Self; 3] = [Self::Rectification, Self::Stop, Self::Revocation];

    /// Name in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rectification => "rectification",
            Self::Stop => "stop",
            Self::Revocation => "revocation",
        }
    }
}

/// How grave a supervision card is (预警、黄牌、红牌).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardLevel {
    /// 预警提醒.
    Warning,
    /// 黄牌督办.
    Yellow,
    /// 红牌督办.
    Red,
}

impl CardLevel {
    /// All of them, upwards.
    pub const ALL: [Self; 3] = [Self::Warning, Self::Yellow, Self::Red];

    /// Name in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// What a department, or all together, say at the joint acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 合格.
    Pass,
    /// 合格, with remarks.
    PassWithRemarks,
    /// 整改.
    Rectify,
    /// 不合格.
    Fail,
}

impl Verdict {
    /// All of them, the better first.
    pub const ALL: [Self; 4] = [Self::Pass, Self::PassWithRemarks, Self::Rectify, Self::Fail];

    /// Name in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::PassWithRemarks => "pass_with_remarks",
            Self::Rectify => "rectify",
            Self::Fail => "fail",
        }
    }
}

/// How a promise ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseEnd {
    /// In time.
    Kept,
    /// Late.
    KeptLate,
    /// Not, or only after the notice was revoked.
    Broken,
}

impl PromiseEnd {
    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::KeptLate => "kept_late",
            Self::Broken => "broken",
        }
    }
}

/// A promise compared at the joint acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedPromise {
    /// Of which item.
    pub item: ItemCode,
    /// How it ended.
    pub end: PromiseEnd,
}

/// A result that follows from a passed joint acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowingResult {
    /// Of which item.
    pub item: ItemCode,
    /// Its number.
    pub certificate_no: String,
}

/// What can have happened while a project is built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum BuildingEvent {
    /// The enterprise reported a point of the works.
    MilestoneReported {
        /// Which.
        milestone: Milestone,
        /// When it was reached.
        reached_on: Date,
    },
    /// The enterprise was reminded of a promise.
    PromiseReminded {
        /// Of which item.
        item: ItemCode,
        /// The rung: working days before the date.
        working_days: u16,
    },
    /// A check was planned.
    CheckPlanned {
        /// The check.
        check: CheckId,
        /// Why.
        reason: CheckReason,
        /// Who checks.
        department: DepartmentCode,
        /// Names of the inspectors, as the draw or the department gave them. Personal data.
        inspectors: Vec<String>,
        /// Last day to hold it.
        planned_on: Date,
    },
    /// A planned check was called off.
    CheckCancelled {
        /// The check.
        check: CheckId,
        /// Why.
        reason: String,
    },
    /// A check was held (`SPGL_GZCNZBJJGXXB_V3`: jcbh, jcsj, jcbmmc, jcyjhsm, sflxgzcn, gzcnlxqk).
    CheckDone {
        /// The check.
        check: CheckId,
        /// Its number (jcbh).
        number: String,
        /// When (jcsj).
        checked_on: Date,
        /// Ground and explanation (jcyjhsm).
        basis: String,
        /// Whether the commitment is kept (sflxgzcn).
        fulfils: bool,
        /// How it is kept (gzcnlxqk).
        detail: String,
        /// The form.
        points: Vec<CheckedPoint>,
        /// Photographs.
        photos: Vec<StoredFile>,
    },
    /// Something is not as it should be.
    FindingRaised {
        /// The finding.
        finding: FindingId,
        /// Where it comes from.
        #[serde(flatten)]
        source: FindingSource,
        /// How grave.
        severity: Severity,
        /// What is wrong.
        text: String,
        /// Law and article.
        law: String,
        /// Who answers for it.
        party: Party,
        /// Last day to put it right.
        due: Date,
    },
    /// Whoever answers for it says that it is put right.
    FindingRectified {
        /// The finding.
        finding: FindingId,
        /// What was done.
        text: String,
        /// Photographs, papers.
        evidence: Vec<StoredFile>,
    },
    /// Somebody looked.
    FindingVerified {
        /// The finding.
        finding: FindingId,
        /// Whether it is put right.
        passed: bool,
        /// What was seen.
        note: String,
    },
    /// It was none, or not for this party.
    FindingDismissed {
        /// The finding.
        finding: FindingId,
        /// Why.
        reason: String,
    },
    /// An order was given.
    OrderIssued {
        /// Its number.
        number: String,
        /// Which step.
        step: Step,
        /// What it rests on.
        #[serde(flatten)]
        ground: Ground,
        /// What was found.
        facts: String,
        /// Law and article.
        law: String,
        /// Last day to obey; for a revocation the day itself.
        due: Date,
        /// Last day to reply (陈述申辩).
        reply_until: Date,
    },
    /// The enterprise replied to an order.
    OrderAnswered {
        /// Number of the order.
        number: String,
        /// Its words.
        text: String,
    },
    /// The stop order ended: the notice is valid again.
    StopLifted {
        /// Number of the order.
        number: String,
        /// Why.
        reason: String,
    },
    /// The matter went to credit supervision.
    HandedToCredit {
        /// What it rests on.
        #[serde(flatten)]
        ground: Ground,
        /// Against whom.
        party: Party,
        /// The record there.
        credit: CreditId,
    },
    /// A supervisor issued a card.
    CardIssued {
        /// Its number.
        number: String,
        /// How grave.
        level: CardLevel,
        /// The department or, empty, the window; neither if it is for one of the parties.
        department: Option<DepartmentCode>,
        /// The party it is for, if it is for one of the five.
        #[serde(default)]
        party: Option<Party>,
        /// The finding looked at before, if there was one.
        finding: Option<FindingId>,
        /// What it rests on: law and article, or the commitment.
        #[serde(default)]
        ground: String,
        /// What the supervisor looked at before.
        #[serde(default)]
        evidence: String,
        /// What and why.
        text: String,
        /// Last day to answer.
        answer_due: Date,
    },
    /// The card was answered.
    CardAnswered {
        /// Number of the card.
        number: String,
        /// The answer.
        text: String,
    },
    /// The card was taken back.
    CardWithdrawn {
        /// Number of the card.
        number: String,
        /// Why.
        reason: String,
    },
    /// The enterprise applied for the joint acceptance.
    AcceptanceApplied {
        /// Day on which it counts as received.
        received_on: Date,
    },
    /// The window invited the departments to one visit.
    AcceptanceInvited {
        /// The visit.
        visit_on: Date,
        /// Last day for opinions.
        opinions_due: Date,
        /// Who takes part, with the items they speak about.
        departments: Vec<DepartmentCode>,
    },
    /// A department gave its opinion.
    AcceptanceOpinionGiven {
        /// Who.
        department: DepartmentCode,
        /// What.
        verdict: Verdict,
        /// What must be put right, or remarks; one line each.
        remarks: Vec<String>,
    },
    /// A department stayed silent and so consented.
    AcceptanceSilent {
        /// Who.
        department: DepartmentCode,
    },
    /// All opinions became one.
    AcceptanceConcluded {
        /// Number of the opinion.
        number: String,
        /// What it says.
        verdict: Verdict,
        /// The one list.
        remarks: Vec<String>,
        /// Last day to put the list right.
        rectify_due: Option<Date>,
        /// Each promise compared.
        promises: Vec<ComparedPromise>,
        /// Results that follow.
        results: Vec<FollowingResult>,
    },
    /// The enterprise says that the list is done and asks for the one re-inspection.
    AcceptanceRectified {
        /// What was done.
        text: String,
        /// Day of the re-inspection.
        visit_on: Date,
        /// Last day for opinions.
        opinions_due: Date,
    },
    /// The commitment ended.
    CommitmentClosed {
        /// How.
        end: PromiseEnd,
    },
}
