//! What somebody can ask of a conversation. Never stored.

use alloc::string::String;
use alloc::vec::Vec;

use super::Side;
use crate::access::Action;
use crate::id::entity::UserId;
use crate::project::event::StoredFile;

/// Words with what comes with them.
#[derive(Debug, Clone)]
pub struct Words {
    /// Whom to.
    pub to: Side,
    /// The person the writer saw as the recipient, if one was shown: who is no longer on the project answers nothing.
    pub person: Option<UserId>,
    /// The words.
    pub text: String,
    /// What comes with them.
    pub files: Vec<StoredFile>,
    /// Whether an answer is wanted.
    pub asks: bool,
}

/// What somebody can ask of a conversation.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum TalkCommand {
    /// Begin one.
    Open { subject: String, words: Words },
    /// Write.
    Say { talk: u16, words: Words },
    /// Release a department's message to the enterprise.
    Release { talk: u16, message: u16 },
    /// Say that a question needs no answer any more.
    Settle { talk: u16, note: String },
    /// Remind of the answers whose day has passed.
    Remind,
}

impl TalkCommand {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Open { .. } | Self::Say { .. } | Self::Settle { .. } => Action::WriteTalk,
            Self::Release { .. } => Action::ReleaseTalk,
            Self::Remind => Action::KeepDeadlines,
        }
    }
}
