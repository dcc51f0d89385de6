//! What can have happened to a project's place in the green channel: facts in the past tense. Additive only.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::case_number::CaseNumber;
use crate::id::entity::SubmissionId;

/// What can have happened to a project's place in the green channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum GreenChannelEvent {
    /// The project uses the green channel from now on.
    ChannelEntered {
        /// Code of the catalogue's rule; `None` where the lead took it in.
        rule: Option<String>,
        /// Why, in the lead's words; empty where a rule took it in.
        reason: String,
        /// Number of its dossier, the same whenever it enters.
        dossier_no: String,
    },
    /// It uses it no longer.
    ChannelLeft {
        /// Why, in the lead's words; empty where its facts no longer meet a rule.
        reason: String,
    },
    /// A complete submission will be accepted by this day.
    AcceptancePromised {
        /// The submission.
        submission: SubmissionId,
        /// Its cases that wait for the window.
        cases: Vec<CaseNumber>,
        /// The day.
        by: Date,
    },
}
