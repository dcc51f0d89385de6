//! What can have happened to a conversation: facts in the past tense, stored for ever. Additive only.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use super::Side;
use crate::project::event::StoredFile;

/// Who has to answer after a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Whoever had to before, until the day it had.
    Same,
    /// Nobody.
    Nobody,
    /// Somebody, from this day on.
    Answer {
        /// Who.
        side: Side,
        /// Whom.
        asked_by: Side,
        /// Working days.
        days: u16,
    },
}

/// What can have happened to a conversation. It is named by its number within the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum TalkEvent {
    /// Somebody began one.
    TalkOpened {
        /// Its number.
        talk: u16,
        /// What it is about.
        subject: String,
        /// Who wrote.
        from: Side,
        /// Whom to.
        to: Side,
        /// The words.
        text: String,
        /// What came with them.
        files: Vec<StoredFile>,
        /// Who has to answer.
        next: Next,
    },
    /// Somebody wrote.
    TalkSaid {
        /// Its number.
        talk: u16,
        /// Who wrote.
        from: Side,
        /// Whom to.
        to: Side,
        /// The words.
        text: String,
        /// What came with them.
        files: Vec<StoredFile>,
        /// Earlier messages the recipient may read from now on.
        shown: Vec<u16>,
        /// Who has to answer.
        next: Next,
    },
    /// The window released a department's message to the enterprise.
    TalkReleased {
        /// Its number.
        talk: u16,
        /// Which message.
        message: u16,
        /// Who has to answer.
        next: Next,
    },
    /// A question needs no answer any more.
    TalkSettled {
        /// Its number.
        talk: u16,
        /// Why.
        note: String,
    },
    /// The day to answer has passed.
    TalkReminded {
        /// Its number.
        talk: u16,
        /// How often somebody had been asked by then.
        asked: u16,
    },
}
