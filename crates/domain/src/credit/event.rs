//! What can have happened to a credit record: facts in the past tense, stored for ever, additive
//! only. Personal data stands in the fields named in [`crate::project::event::PERSONAL_FIELDS`].

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::command::ExportKind;
use crate::catalogue::CreditClass;
use crate::id::entity::{CreditId, EnterpriseId, ProjectId, UserId};
use crate::project::event::{Letter, StoredFile};

/// What the party is in building (责任主体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// 建设单位.
    Builder,
    /// 勘察单位.
    Surveyor,
    /// 设计单位.
    Designer,
    /// 施工单位.
    Contractor,
    /// 监理单位.
    Supervisor,
    /// 施工图审查机构.
    DrawingReviewer,
    /// 其他中介机构.
    Intermediary,
}

impl PartyKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::Builder,
        Self::Surveyor,
        Self::Designer,
        Self::Contractor,
        Self::Supervisor,
        Self::DrawingReviewer,
        Self::Intermediary,
    ];

    /// Name used in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builder => "builder",
            Self::Surveyor => "surveyor",
            Self::Designer => "designer",
            Self::Contractor => "contractor",
            Self::Supervisor => "supervisor",
            Self::DrawingReviewer => "drawing_reviewer",
            Self::Intermediary => "intermediary",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Whom a record speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// What it is in building.
    pub kind: PartyKind,
    /// Registered name.
    pub company: String,
    /// Unified social credit code.
    pub uscc: String,
    /// Its account with the window, once it is known to have one.
    pub enterprise: Option<EnterpriseId>,
}

/// What a record begins with (线索).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clue {
    /// Kind of breach in the city's `credit.toml`.
    pub breach: String,
    /// What is said to have happened.
    pub summary: String,
    /// Number of the finding or order it comes from, or other words for its source.
    pub source: String,
    /// Project in which it arose.
    pub project: Option<ProjectId>,
    /// Day of the event.
    pub event_on: Date,
}

/// What the party is told before anything is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The facts.
    pub facts: String,
    /// The rule broken.
    pub law: String,
    /// The class that is proposed.
    pub class: CreditClass,
}

/// What is to be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Class.
    pub class: CreditClass,
    /// Reasons.
    pub reasons: String,
    /// What follows for the party.
    pub sanction: String,
    /// Whether it is published.
    pub publish: bool,
    /// Why a class that is not published as a rule is.
    pub publish_reason: String,
}

/// A decision with the dates that follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its number.
    pub number: String,
    /// What was decided.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// Rule set in force on its day.
    pub rules: String,
    /// Last day to publish it; a guess beyond the published calendar.
    pub publish_by: Date,
    /// First day on which repair may be applied for.
    pub min_until: Date,
    /// Last day of publication.
    pub max_until: Date,
}

/// What the party brings to have its credit repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairRequest {
    /// The public credit commitment.
    pub commitment: String,
    /// Proof that the breach is put right.
    pub evidence: StoredFile,
    /// What was done to fulfil the duties.
    pub duties: String,
}

/// Why a record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndGround {
    /// Repair was granted.
    Repaired,
    /// The longest time of its class is over.
    Maximum,
}

impl EndGround {
    /// Name used in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Repaired => "repaired",
            Self::Maximum => "maximum",
        }
    }
}

/// What can have happened to a credit record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CreditEvent {
    /// Somebody, or the breach chain of a project, brought a clue.
    ClueRecorded {
        /// The record.
        credit: CreditId,
        /// Whom it speaks of.
        party: Party,
        /// The clue.
        clue: Clue,
    },
    /// The party turned out to have an account with the window.
    PartyLinked {
        /// The enterprise.
        enterprise: EnterpriseId,
    },
    /// Somebody was charged with the investigation.
    InvestigationOpened {
        /// Who investigates.
        investigator: UserId,
        /// Name at that time. Personal data.
        name: String,
    },
    /// Evidence was put in.
    EvidenceAdded {
        /// The file.
        file: StoredFile,
        /// What it shows.
        shows: String,
    },
    /// The party was told facts, law and proposed class.
    FactsTold {
        /// What was told.
        charge: Charge,
        /// Number of the letter.
        letter: String,
        /// Last day to answer.
        defence_until: Date,
    },
    /// The party answered.
    DefenceGiven {
        /// What it says.
        text: String,
        /// What it puts in.
        files: Vec<StoredFile>,
        /// Taken on paper by the window and recorded for the party.
        on_paper: bool,
        /// Day it was received.
        received_on: Date,
    },
    /// The party said that it will not answer.
    DefenceWaived,
    /// The days to answer are over and nothing came.
    DefenceLapsed,
    /// The defence was looked into.
    DefenceAnswered {
        /// What is said to it.
        answer: String,
    },
    /// The facts must be looked into again; they will be told anew.
    InvestigationReopened {
        /// Why.
        reason: String,
    },
    /// The first signature.
    DecisionProposed {
        /// What is proposed.
        proposal: Proposal,
    },
    /// The second person did not sign.
    ProposalReturned {
        /// Why.
        reason: String,
    },
    /// The second signature: the record is decided.
    RecordDecided {
        /// The decision.
        ruling: Ruling,
    },
    /// The decision was published.
    RecordPublished,
    /// A platform has taken over a message and given its receipt.
    ExportAcknowledged {
        /// Which platform.
        target: String,
        /// What it was told.
        about: ExportKind,
        /// Its receipt.
        receipt_no: String,
    },
    /// A platform did not take over a message.
    ExportFailed {
        /// Which platform.
        target: String,
        /// What it should have been told.
        about: ExportKind,
        /// Number of the attempt, from 1.
        attempt: u32,
        /// What went wrong.
        reason: String,
    },
    /// The party applied for repair.
    RepairApplied {
        /// What it brings.
        request: RepairRequest,
    },
    /// The first signature under the answer to an application.
    RepairProposed {
        /// Whether repair is to be granted.
        grant: bool,
        /// Why.
        reasons: String,
    },
    /// The second person did not sign the answer.
    RepairReturned {
        /// Why.
        reason: String,
    },
    /// The second signature under the answer to an application.
    RepairDecided {
        /// Whether repair is granted; if so, the record ends with a fact of its own.
        granted: bool,
        /// Why.
        reasons: String,
        /// Number of the letter.
        letter: String,
    },
    /// The record ended: no longer published, shared or used.
    RecordEnded {
        /// Why.
        ground: EndGround,
    },
    /// The clue was unfounded.
    CaseDropped {
        /// Why.
        reason: String,
    },
    /// The record speaks of the wrong party; publication ends with it.
    RecordWithdrawn {
        /// Why.
        reason: String,
    },
    /// Published where the wrong record was.
    CorrectionPublished {
        /// Its words.
        text: String,
    },
    /// A letter was issued and can be checked by its code.
    LetterIssued {
        /// The letter.
        letter: Letter,
    },
}
