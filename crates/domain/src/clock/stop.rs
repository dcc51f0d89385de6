//! Stops (停表): the entries in the ledger of a clock.

use alloc::string::String;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// Why a clock may stand still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopGround {
    /// 听证.
    Hearing,
    /// 招标.
    Tender,
    /// 拍卖.
    Auction,
    /// 检验.
    Inspection,
    /// 检测.
    Testing,
    /// 检疫.
    Quarantine,
    /// 鉴定.
    Appraisal,
    /// 专家评审.
    ExpertReview,
    /// 公示: local policy.
    Publicity,
    /// 补正 after acceptance: local policy, always visible to supervisors.
    Correction,
}

impl StopGround {
    /// Whether 行政许可法 45 itself names the ground; the others need a local policy.
    pub const fn is_statutory(self) -> bool {
        match self {
            Self::Hearing
            | Self::Tender
            | Self::Auction
            | Self::Inspection
            | Self::Testing
            | Self::Quarantine
            | Self::Appraisal
            | Self::ExpertReview => true,
            Self::Publicity | Self::Correction => false,
        }
    }
}

/// One entry in the ledger of stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStop {
    /// The day the clock stopped; still used.
    pub from: Date,
    /// The day it resumed, not used; `None` while it stands.
    pub to: Option<Date>,
    /// The legal ground.
    pub ground: StopGround,
    /// What the applicant was told.
    pub reason: String,
    /// The longest the ground allows, in working days. Nothing resumes by itself: see [`ClockStop::days_over`].
    pub max_days: Option<u16>,
}

impl ClockStop {
    /// Working days beyond the maximum of the ground; 0 within it or without one.
    pub fn days_over(&self, calendar: &Calendar, today: Date) -> i32 {
        let lasted = calendar.count(self.from, self.to.unwrap_or(today));
        self.max_days
            .map_or(0, |max| (lasted - i32::from(max)).max(0))
    }
}
