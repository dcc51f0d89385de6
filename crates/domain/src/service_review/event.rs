//! What can have happened to a review.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::served::Served;

/// The five levels (国办发〔2019〕51号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 非常满意.
    VeryGood,
    /// 满意.
    Good,
    /// 基本满意.
    Fair,
    /// 不满意.
    Bad,
    /// 非常不满意.
    VeryBad,
}

impl Level {
    /// All of them, the best first, in the order of their national codes 1 to 5.
    pub const ALL: [Self; 5] = [
        Self::VeryGood,
        Self::Good,
        Self::Fair,
        Self::Bad,
        Self::VeryBad,
    ];

    /// Name in rows, forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VeryGood => "very_good",
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Bad => "bad",
            Self::VeryBad => "very_bad",
        }
    }

    /// The level of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// Stars shown: five for the best.
    pub const fn stars(self) -> u8 {
        match self {
            Self::VeryGood => 5,
            Self::Good => 4,
            Self::Fair => 3,
            Self::Bad => 2,
            Self::VeryBad => 1,
        }
    }

    /// Whether it must be followed up: the lowest two.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Bad | Self::VeryBad)
    }
}

/// What can have happened to a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, and the service is most of it"
)]
pub enum ReviewEvent {
    /// It was given.
    ReviewGiven {
        /// The service, and who was served. Personal data: company and telephone.
        served: Served,
        /// The level.
        level: Level,
        /// Codes of the reasons.
        reasons: Vec<String>,
        /// In words.
        text: String,
    },
    /// It was changed.
    ReviewChanged {
        /// The level.
        level: Level,
        /// Codes of the reasons.
        reasons: Vec<String>,
        /// In words.
        text: String,
    },
    /// It is bad and will be followed up, within the days of the city.
    FollowUpOpened {
        /// Working days until whoever gave it is contacted.
        contact_days: u16,
        /// Working days until it is put right.
        put_right_days: u16,
        /// Most working days to put it right.
        max_days: u16,
    },
    /// Whoever gave it was contacted.
    ReviewerContacted {
        /// What was said.
        text: String,
    },
    /// More days were taken to put it right.
    PuttingRightExtended {
        /// How many working days more.
        days: u16,
        /// Why.
        reason: String,
    },
    /// It was put right.
    ReviewPutRight {
        /// How.
        text: String,
    },
    /// Whoever gave it was called back.
    ReviewerCalledBack {
        /// Whether that person is content now.
        content: bool,
        /// What was said.
        text: String,
    },
    /// The follow-up was closed.
    FollowUpClosed {
        /// What is to be said.
        note: String,
    },
    /// The window's lead was reminded that the step that is next is due.
    FollowUpReminded {
        /// Working days that were left when this reminder was due.
        working_days: u16,
    },
}
