//! The city's policy: build-first rules, limits of intake, thresholds, uploads.

use super::code::ItemCode;
use super::condition::Condition;
use super::text::Text;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Something a project must be to take the build-first track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Short code of the rule, stable for tests and logs.
    pub code: String,
    /// Must hold over the project's facts.
    pub condition: Condition,
    /// What to tell the applicant if it does not.
    pub reason: Text,
}

/// Industries that may not build first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NegativeList {
    /// Fact that holds the industry division.
    pub fact: String,
    /// Divisions of GB/T 4754—2017.
    pub divisions: Vec<i64>,
    /// What to tell the applicant.
    pub reason: Text,
}

/// Rules of the build-first track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildFirst {
    /// Item that is the construction notice.
    pub notice_item: ItemCode,
    /// Item that is the ordinary construction permit.
    pub permit_item: ItemCode,
    /// Working days for the screening.
    pub screening_days: u16,
    /// Working days until the standards are told.
    pub standards_days: u16,
    /// Working days the signed commitment is public.
    pub publicity_days: u16,
    /// Working days to issue the notice.
    pub notice_days: u16,
    /// What to tell the applicant if the ordinary track is at least as fast.
    pub no_gain: Text,
    /// Industries excluded.
    pub negative_list: NegativeList,
    /// What a project must be.
    #[serde(rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

/// Rules of intake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Working days to accept or to ask for corrections (licensing law 32).
    pub answer_days: u16,
    /// Whether waiting for corrections after acceptance stops the clock.
    pub correction_stops_clock: bool,
    /// Working days an applicant has to correct.
    pub correction_days: u16,
}

/// When the light turns yellow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lights {
    /// Share of the limit, in percent.
    pub warn_percent: u8,
    /// Limits up to this many working days warn only on the last day.
    pub short_limit_days: u16,
}

/// What may be uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Largest file, in bytes.
    pub file_bytes_max: u64,
    /// Most files in one slot.
    pub files_per_slot_max: u16,
    /// Media types accepted, by content.
    pub types: Vec<String>,
}

/// How long building takes, for dates after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Construction {
    /// Fact that holds the expected duration in months.
    pub months_fact: String,
}

/// What the reform is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reform {
    /// Working days the start of construction took before the reform.
    pub days_before: u16,
}

/// Policy of the city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityPolicy {
    /// Build-first track.
    pub build_first: BuildFirst,
    /// Intake.
    pub intake: Intake,
    /// Lights.
    pub lights: Lights,
    /// Uploads.
    pub upload: Upload,
    /// Building time.
    pub construction: Construction,
    /// What the reform is measured against.
    pub reform: Reform,
}
