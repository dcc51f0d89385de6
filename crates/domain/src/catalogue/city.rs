//! The city and its departments.

use super::code::DepartmentCode;
use super::text::Text;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

/// A development zone of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Short code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Place code, six digits (GB/T 2260 or a local extension).
    pub place: String,
}

/// When the hall is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Opening, local time.
    pub open: Time,
    /// Closing, local time; what comes later is received on the next working day.
    pub close: Time,
}

/// The city this catalogue speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Name.
    pub name: Text,
    /// Release of the catalogue, such as `2026.1`.
    pub release: String,
    /// Name of the service hall.
    pub hall: Text,
    /// Where it is; shown to the public if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text>,
    /// Place code, six digits (GB/T 2260).
    pub place: String,
    /// Hours east of UTC.
    pub utc_offset_hours: i8,
    /// Office hours.
    pub office_hours: Hours,
    /// Hotline.
    pub hotline: String,
    /// Complaints about the window itself.
    pub complaint_phone: String,
    /// True while telephone numbers and addresses are invented samples.
    #[serde(default)]
    pub sample: bool,
    /// Zones.
    #[serde(default, rename = "zone")]
    pub zones: Vec<Zone>,
}

/// What kind of body answers for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentKind {
    /// Department of the city or the zone.
    Authority,
    /// Department of the province.
    Province,
    /// Utility company.
    Utility,
    /// Intermediary bodies as a group.
    Intermediary,
    /// The enterprise itself.
    Enterprise,
}

/// A department, utility or intermediary that answers for items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Code.
    pub code: DepartmentCode,
    /// Full name.
    pub name: Text,
    /// Short name for tables and maps.
    pub short: Text,
    /// Kind of body.
    pub kind: DepartmentKind,
    /// Unified social credit code; absent for groups of bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uscc: Option<String>,
    /// Questions.
    pub phone: String,
    /// Complaints.
    pub complaint_phone: String,
    /// Where its window is.
    pub address: Text,
    /// True while code, numbers and address are invented samples.
    #[serde(default)]
    pub sample: bool,
}
