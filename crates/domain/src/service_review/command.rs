//! What can be asked of a review.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::Level;
use super::served::Served;
use crate::access::Action;

/// What somebody says of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The level.
    pub level: Option<Level>,
    /// Codes of reasons, of the catalogue's list.
    pub reasons: Vec<String>,
    /// In words.
    pub text: String,
}

/// What can be asked of a review.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and the service is most of it"
)]
pub enum ReviewCommand {
    /// Give it.
    Give {
        /// The service, as the facts say; `None` if they say nothing of it.
        served: Option<Served>,
        /// What is said of it.
        given: Given,
    },
    /// Change it, once.
    Change {
        /// What is said of it now.
        given: Given,
    },
    /// Record that whoever gave it was contacted.
    Contact {
        /// What was said.
        text: String,
    },
    /// Take more days to put it right.
    Extend {
        /// How many working days more.
        days: u16,
        /// Why.
        reason: String,
    },
    /// Record how it was put right.
    PutRight {
        /// How.
        text: String,
    },
    /// Record the call-back.
    CallBack {
        /// Whether whoever gave it is content now; `None` if nothing was chosen.
        content: Option<bool>,
        /// What was said.
        text: String,
    },
    /// Close the follow-up.
    Close {
        /// What is to be said; obligatory if whoever gave it is not content.
        note: String,
    },
    /// Remind the window of the step that is next, if a day for that has come.
    Remind,
}

impl ReviewCommand {
    /// The action of the access table it is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Give { .. } | Self::Change { .. } => Action::GiveReview,
            Self::Contact { .. }
            | Self::Extend { .. }
            | Self::PutRight { .. }
            | Self::CallBack { .. }
            | Self::Close { .. } => Action::FollowUpReview,
            Self::Remind => Action::KeepDeadlines,
        }
    }
}
