//! What can have happened between a project and its agent: facts in the past tense, stored for ever. Additive only.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::id::entity::{NoteId, UserId, VisitId};

/// What an agent may do in the enterprise's name under a standing authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyAct {
    /// Put in materials; without the authorisation the enterprise confirms each.
    Upload,
    /// Answer the questions about the project.
    Fill,
    /// Hand in applications and corrections.
    Submit,
}

impl ProxyAct {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 3] = [Self::Upload, Self::Fill, Self::Submit];

    /// Name in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Fill => "fill",
            Self::Submit => "submit",
        }
    }
}

/// What a note of an agent is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSort {
    /// A call promised to the enterprise.
    Call,
    /// Something to bring forward on its day.
    Reminder,
}

impl NoteSort {
    /// Both, in the order of forms.
    pub const ALL: [Self; 2] = [Self::Call, Self::Reminder];

    /// Name in forms, rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Reminder => "reminder",
        }
    }
}

/// What can have happened between a project and its agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum AgencyEvent {
    /// A visit to the enterprise was planned.
    VisitPlanned {
        /// The visit.
        visit: VisitId,
        /// Its day.
        on: Date,
        /// The hour, if one was agreed.
        time: Option<Time>,
        /// Where.
        address: String,
        /// Who goes. Personal data.
        people: Vec<String>,
        /// What for.
        purpose: String,
        /// Materials to take along.
        bring: Vec<String>,
    },
    /// The visitors were there.
    VisitArrived {
        /// The visit.
        visit: VisitId,
        /// When it happened; when it was recorded is the fact's own moment.
        at: Timestamp,
    },
    /// The visitors left.
    VisitLeft {
        /// The visit.
        visit: VisitId,
        /// When it happened.
        at: Timestamp,
        /// What came of it.
        outcome: String,
    },
    /// The enterprise said whether the record is right.
    VisitConfirmed {
        /// The visit.
        visit: VisitId,
        /// Whether it is.
        agrees: bool,
        /// What else it says.
        remark: String,
    },
    /// The visit does not take place.
    VisitCancelled {
        /// The visit.
        visit: VisitId,
        /// Why.
        reason: String,
    },
    /// The agent made a note.
    NoteMade {
        /// The note.
        note: NoteId,
        /// What for.
        sort: NoteSort,
        /// On which day it comes up.
        on: Date,
        /// What.
        text: String,
    },
    /// It was done.
    NoteDone {
        /// The note.
        note: NoteId,
        /// What came of it.
        result: String,
    },
    /// The project went from one agent to the next, who has to read this.
    HandOverOpened {
        /// Who had it. Personal data.
        name: String,
        /// What the next agent must know.
        record: String,
    },
    /// The next agent has read it.
    HandOverConfirmed {
        /// What they say to it.
        remark: String,
    },
    /// Somebody stands in while the agent is away.
    SubstituteNamed {
        /// Who.
        agent: UserId,
        /// Name shown to the enterprise. Personal data.
        name: String,
        /// Window number.
        window: String,
        /// Telephone at the window.
        phone: String,
        /// Last day.
        until: Date,
        /// Why.
        reason: String,
    },
    /// The agent is back.
    SubstituteEnded,
    /// The enterprise authorised its agent to act in its name.
    AgentAuthorised {
        /// What for.
        acts: Vec<ProxyAct>,
        /// Last day; until it is withdrawn where there is none.
        until: Option<Date>,
    },
    /// The enterprise took that back.
    AuthorisationWithdrawn {
        /// Why, if it says so.
        reason: String,
    },
}
