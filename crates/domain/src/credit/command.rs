//! What somebody can ask of a credit record. Never stored; checked by the access table, decided
//! in the files beside this one.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::event::{Charge, Clue, Party, Proposal, RepairRequest};
use crate::access::Action;
use crate::id::entity::{CreditId, EnterpriseId, UserId};
use crate::project::event::StoredFile;

/// What a platform is told of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// It is published.
    Publication,
    /// Its publication ended.
    Ending,
    /// It spoke of the wrong party.
    Correction,
}

impl ExportKind {
    /// All kinds, in the order in which they can arise.
    pub const ALL: [Self; 3] = [Self::Publication, Self::Ending, Self::Correction];

    /// Name used in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publication => "publication",
            Self::Ending => "ending",
            Self::Correction => "correction",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What somebody can ask of a credit record.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum CreditCommand {
    /// Record a clue; the same clue under the same id again changes nothing.
    RecordClue {
        credit: CreditId,
        party: Party,
        clue: Clue,
    },
    /// Say which account the party has; its code must be the party's.
    LinkParty {
        enterprise: EnterpriseId,
        uscc: String,
    },
    /// Name who investigates, or another one.
    OpenInvestigation { investigator: UserId, name: String },
    /// Put in evidence.
    AddEvidence { file: StoredFile, shows: String },
    /// Tell the party facts, law and proposed class.
    TellFacts { charge: Charge },
    /// The party answers.
    Defend {
        text: String,
        files: Vec<StoredFile>,
    },
    /// Record an answer received on paper, with its scan.
    RecordDefence {
        text: String,
        scan: StoredFile,
        received_on: Date,
    },
    /// The party will not answer.
    WaiveDefence,
    /// Record that the days to answer are over and nothing came.
    RecordLapse,
    /// Say something to the defence.
    AnswerDefence { answer: String },
    /// Look into the facts again and tell them anew.
    ReopenInvestigation { reason: String },
    /// First signature.
    Propose { proposal: Proposal },
    /// Second signature.
    Approve,
    /// Send a proposal back.
    ReturnProposal { reason: String },
    /// Publish the decision.
    Publish,
    /// A platform gave its receipt.
    AcknowledgeExport {
        target: String,
        about: ExportKind,
        receipt_no: String,
    },
    /// A platform did not take a message.
    FailExport {
        target: String,
        about: ExportKind,
        attempt: u32,
        reason: String,
    },
    /// The party applies for repair; `duties_fulfilled` is the box it must tick.
    ApplyRepair {
        request: RepairRequest,
        duties_fulfilled: bool,
    },
    /// First signature under the answer to an application.
    ProposeRepair { grant: bool, reasons: String },
    /// Second signature under it.
    ApproveRepair,
    /// Send that proposal back.
    ReturnRepair { reason: String },
    /// End what has been published for the longest time of its class.
    EndAtMaximum,
    /// Drop an unfounded case before its decision.
    Drop { reason: String },
    /// Withdraw a record of the wrong party; `correction` is published where the record was.
    Withdraw { reason: String, correction: String },
}

impl CreditCommand {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::RecordClue { .. } | Self::LinkParty { .. } => Action::RecordClue,
            Self::OpenInvestigation { .. }
            | Self::AddEvidence { .. }
            | Self::TellFacts { .. }
            | Self::RecordDefence { .. }
            | Self::RecordLapse
            | Self::AnswerDefence { .. }
            | Self::ReopenInvestigation { .. }
            | Self::Drop { .. } => Action::InvestigateCredit,
            Self::Defend { .. } | Self::WaiveDefence => Action::DefendCredit,
            Self::Propose { .. } | Self::ProposeRepair { .. } => Action::ProposeCredit,
            Self::Approve
            | Self::ReturnProposal { .. }
            | Self::Publish
            | Self::ApproveRepair
            | Self::ReturnRepair { .. }
            | Self::Withdraw { .. } => Action::DecideCredit,
            Self::ApplyRepair { .. } => Action::ApplyCreditRepair,
            Self::EndAtMaximum => Action::EndPublication,
            Self::AcknowledgeExport { .. } | Self::FailExport { .. } => Action::AcknowledgeExport,
        }
    }
}
