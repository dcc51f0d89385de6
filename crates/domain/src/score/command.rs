//! What can be asked of a score.

use alloc::string::String;
use alloc::vec::Vec;

use super::ScoreId;
use super::facts::Fact;
use crate::access::Action;

/// What can be asked of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScoreCommand {
    /// Say that points are wrong.
    Appeal {
        /// Whose score, of which month.
        id: ScoreId,
        /// What the agent did in the month, as the facts say.
        facts: Vec<Fact>,
        /// Which link.
        link: String,
        /// Why.
        reason: String,
    },
    /// Answer an appeal.
    Answer {
        /// Which link.
        link: String,
        /// The right points; `None` refuses it.
        points: Option<i32>,
        /// Why.
        reason: String,
    },
    /// Keep the numbers as they are now, for ever.
    Freeze {
        /// Whose score, of which month.
        id: ScoreId,
        /// What the agent did in the month, as the facts say.
        facts: Vec<Fact>,
    },
}

impl ScoreCommand {
    /// Whose score it is about, where it says so itself.
    pub const fn id(&self) -> Option<ScoreId> {
        match self {
            Self::Appeal { id, .. } | Self::Freeze { id, .. } => Some(*id),
            Self::Answer { .. } => None,
        }
    }

    /// The action of the access table it is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Appeal { .. } => Action::AppealScore,
            Self::Answer { .. } => Action::AnswerAppeal,
            Self::Freeze { .. } => Action::FreezeScore,
        }
    }
}
