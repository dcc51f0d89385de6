//! What can have happened to a score.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::links::Link;
use super::{Month, ScoreId};

/// What can have happened to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScoreEvent {
    /// The agent said that points are wrong.
    AppealMade {
        /// Whose score, of which month.
        #[serde(flatten)]
        id: ScoreId,
        /// The link as it was then.
        link: Link,
        /// Why.
        reason: String,
    },
    /// The appeal was answered.
    AppealAnswered {
        /// Key of the link.
        link: String,
        /// The right points; `None` for a refusal.
        points: Option<i32>,
        /// Why.
        reason: String,
    },
    /// The numbers stay as they were.
    ScoreFrozen {
        /// Whose score, of which month.
        #[serde(flatten)]
        id: ScoreId,
        /// Version of the rules.
        rules: Month,
        /// All links.
        links: Vec<Link>,
        /// Their sum.
        total: i32,
    },
}
