//! What can have happened to a problem of the ledger: facts in the past tense, stored for ever. Additive only.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::DepartmentCode;
use crate::id::entity::{MeetingId, VisitId};

/// What one department said at a coordination meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The department.
    pub department: DepartmentCode,
    /// Its words.
    pub text: String,
}

/// What somebody is to do after a coordination meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingTask {
    /// Who; the window itself where none is named.
    pub department: Option<DepartmentCode>,
    /// What.
    pub text: String,
    /// Until when.
    pub due: Date,
}

/// What can have happened to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ProblemEvent {
    /// A problem was entered into the ledger.
    ProblemRaised {
        /// Its number.
        number: String,
        /// Code of its kind.
        topic: String,
        /// What is wrong, in the words of who raised it.
        text: String,
        /// Who is to solve it; the window itself where none is named.
        department: Option<DepartmentCode>,
        /// Who sees to it at the window. Personal data.
        person: String,
        /// Working days promised.
        days: u16,
        /// The visit it was found at.
        visit: Option<VisitId>,
    },
    /// Somebody else is to solve it, or until another day.
    ProblemDirected {
        /// Its number.
        number: String,
        /// Who; the window itself where none is named.
        department: Option<DepartmentCode>,
        /// Who there sees to it. Personal data.
        person: String,
        /// Working days promised from today on; `None` where the promise stands.
        days: Option<u16>,
        /// Why.
        reason: String,
    },
    /// Something was done about it.
    ProblemStepTaken {
        /// Its number.
        number: String,
        /// What.
        text: String,
    },
    /// It is said to be solved; the enterprise has the last word.
    ProblemSolved {
        /// Its number.
        number: String,
        /// How.
        solution: String,
    },
    /// The enterprise says that it is solved.
    ProblemConfirmed {
        /// Its number.
        number: String,
        /// What else it says.
        remark: String,
    },
    /// The enterprise says that it is not solved.
    ProblemReopened {
        /// Its number.
        number: String,
        /// What is still wrong.
        reason: String,
        /// Working days promised anew.
        days: u16,
    },
    /// The window struck it off the ledger (销号).
    ProblemClosed {
        /// Its number.
        number: String,
        /// What to remember of it the next time.
        lesson: String,
    },
    /// The enterprise took it back.
    ProblemWithdrawn {
        /// Its number.
        number: String,
        /// Why.
        reason: String,
    },
    /// It was brought before the window lead.
    ProblemEscalated {
        /// Its number.
        number: String,
        /// Why the agent cannot go on.
        reason: String,
    },
    /// A coordination meeting was called.
    MeetingCalled {
        /// The meeting.
        meeting: MeetingId,
        /// Number of the problem.
        number: String,
        /// Its day.
        on: Date,
        /// Where.
        place: String,
        /// Who is called.
        departments: Vec<DepartmentCode>,
        /// What is to be settled.
        purpose: String,
    },
    /// The meeting was held.
    MeetingHeld {
        /// The meeting.
        meeting: MeetingId,
        /// Who attended. Personal data.
        people: Vec<String>,
        /// What the departments said.
        positions: Vec<Position>,
        /// What was settled.
        minutes: String,
        /// Who does what until when.
        tasks: Vec<MeetingTask>,
    },
    /// A task of the meeting is done.
    MeetingTaskDone {
        /// The meeting.
        meeting: MeetingId,
        /// Which task, from 0.
        task: u16,
        /// What was done.
        note: String,
    },
}
