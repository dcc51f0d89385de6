//! What can be asked of a complaint.

use alloc::string::String;

use super::event::Complainant;
use crate::access::Action;
use crate::id::entity::{ComplaintId, UserId};

/// What can be asked of a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComplaintCommand {
    /// Make it.
    File {
        /// Its id.
        id: ComplaintId,
        /// Code of its kind.
        topic: String,
        /// What is wrong.
        text: String,
        /// Who complains.
        by: Complainant,
    },
    /// Give it to somebody, who is to reply.
    Assign {
        /// To whom.
        owner: UserId,
        /// Name of that person.
        name: String,
    },
    /// Reply.
    Reply {
        /// In words.
        text: String,
    },
    /// Open it again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Remind whoever is to reply, if a day for that has come.
    Remind,
}

impl ComplaintCommand {
    /// The action of the access table it is.
    pub const fn action(&self) -> Action {
        match self {
            Self::File { .. } => Action::FileComplaint,
            Self::Assign { .. } => Action::AssignComplaint,
            Self::Reply { .. } => Action::ReplyComplaint,
            Self::Reopen { .. } => Action::ReadComplaint,
            Self::Remind => Action::KeepDeadlines,
        }
    }
}
