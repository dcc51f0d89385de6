//! What somebody can ask of the problem ledger. Never stored.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{MeetingTask, Position};
use crate::access::Action;
use crate::catalogue::DepartmentCode;
use crate::id::entity::{MeetingId, VisitId};

/// What somebody can ask of the problem ledger.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum ProblemCommand {
    /// Enter a problem.
    Raise {
        topic: String,
        text: String,
        visit: Option<VisitId>,
    },
    /// Give it to somebody else, or promise another day.
    Direct {
        number: String,
        department: Option<DepartmentCode>,
        person: String,
        days: Option<u16>,
        reason: String,
    },
    /// Write down what was done.
    Step { number: String, text: String },
    /// Say that it is solved.
    Solve { number: String, solution: String },
    /// The enterprise says whether it is.
    Answer {
        number: String,
        solved: bool,
        remark: String,
    },
    /// Strike it off.
    Close { number: String, lesson: String },
    /// Take it back.
    Withdraw { number: String, reason: String },
    /// Bring it before the window lead.
    Escalate { number: String, reason: String },
    /// Call a coordination meeting.
    CallMeeting {
        number: String,
        on: Date,
        place: String,
        departments: Vec<DepartmentCode>,
        purpose: String,
    },
    /// Record that it was held.
    HoldMeeting {
        number: String,
        meeting: MeetingId,
        people: Vec<String>,
        positions: Vec<Position>,
        minutes: String,
        tasks: Vec<MeetingTask>,
    },
    /// Do a task of it.
    DoTask {
        number: String,
        meeting: MeetingId,
        task: u16,
        note: String,
    },
}

impl ProblemCommand {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Raise { .. } => Action::RaiseProblem,
            Self::Direct { .. } | Self::Close { .. } | Self::Escalate { .. } => Action::WorkProblem,
            Self::Step { .. } | Self::Solve { .. } | Self::DoTask { .. } => Action::SolveProblem,
            Self::Answer { .. } | Self::Withdraw { .. } => Action::ConfirmProblem,
            Self::CallMeeting { .. } | Self::HoldMeeting { .. } => Action::LeadMeeting,
        }
    }

    /// Number of the problem it is about; `None` for a new one.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Raise { .. } => None,
            Self::Direct { number, .. }
            | Self::Step { number, .. }
            | Self::Solve { number, .. }
            | Self::Answer { number, .. }
            | Self::Close { number, .. }
            | Self::Withdraw { number, .. }
            | Self::Escalate { number, .. }
            | Self::CallMeeting { number, .. }
            | Self::HoldMeeting { number, .. }
            | Self::DoTask { number, .. } => Some(number),
        }
    }
}
