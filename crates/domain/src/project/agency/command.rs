//! What somebody can ask between a project and its agent. Never stored.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::event::{NoteSort, ProxyAct};
use crate::access::Action;
use crate::id::entity::{NoteId, VisitId};
use crate::project::command::AgentCard;

/// A visit as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVisit {
    /// Its day; one that is past is typed up later.
    pub on: Date,
    /// The hour.
    pub time: Option<Time>,
    /// Where.
    pub address: String,
    /// Who goes.
    pub people: Vec<String>,
    /// What for.
    pub purpose: String,
    /// Materials to take along.
    pub bring: Vec<String>,
    /// What else the agent has agreed to on that day and the days after: looked up at the edge, since it belongs to other
    /// projects.
    pub taken: Vec<Taken>,
}

/// Another visit of the same agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// When it begins.
    pub at: DateTime,
    /// Name of its project.
    pub project: String,
}

/// What somebody can ask between a project and its agent.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum AgencyCommand {
    /// Plan a visit.
    PlanVisit(NewVisit),
    /// Record the arrival: now, or when it was.
    Arrive {
        visit: VisitId,
        at: Option<Timestamp>,
    },
    /// Record the end.
    Leave {
        visit: VisitId,
        at: Option<Timestamp>,
        outcome: String,
    },
    /// The enterprise says whether the record is right.
    ConfirmVisit {
        visit: VisitId,
        agrees: bool,
        remark: String,
    },
    /// Call a visit off.
    CancelVisit { visit: VisitId, reason: String },
    /// Make a note.
    Note {
        sort: NoteSort,
        on: Date,
        text: String,
    },
    /// Tick it off.
    TickOff { note: NoteId, result: String },
    /// Hand the project to a colleague.
    HandOn { card: AgentCard, record: String },
    /// Say that the record of the hand-over was read.
    TakeOver { remark: String },
    /// Name who stands in.
    Substitute {
        card: AgentCard,
        until: Date,
        reason: String,
    },
    /// End that.
    EndSubstitute,
    /// Give the agent a standing authorisation.
    Authorise {
        acts: Vec<ProxyAct>,
        until: Option<Date>,
    },
    /// Take it back.
    Unauthorise { reason: String },
}

impl AgencyCommand {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::PlanVisit(_)
            | Self::Arrive { .. }
            | Self::Leave { .. }
            | Self::CancelVisit { .. } => Action::VisitSite,
            Self::ConfirmVisit { .. } => Action::ConfirmVisit,
            Self::Note { .. } | Self::TickOff { .. } => Action::KeepNotes,
            Self::HandOn { .. } => Action::HandProjectOn,
            Self::TakeOver { .. } => Action::TakeProjectOver,
            Self::Substitute { .. } | Self::EndSubstitute => Action::NameSubstitute,
            Self::Authorise { .. } => Action::AuthoriseAgent,
            Self::Unauthorise { .. } => Action::WithdrawAuthorisation,
        }
    }
}
