//! What the city's agents work with: kinds of problems, what a project weighs, zones (`agency.toml`).

use super::Catalogue;
use super::code::DepartmentCode;
use super::lint::{Finding, FindingKind};
use super::text::Text;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A kind of problem an enterprise can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemKind {
    /// Code, kept with the problem.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Who solves it unless the window directs it elsewhere; the window itself where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Working days promised when it is recorded.
    pub days: u16,
}

/// From which size on a project weighs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeFactor {
    /// Smallest size, in the unit of the fact.
    pub from: i64,
    /// What the points of the state are multiplied by.
    pub factor: u32,
}

/// What a project weighs on its agent's desk: points of its state times the factor of its size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoadPolicy {
    /// Fact that holds the size.
    pub size_fact: String,
    /// Points of each state of a project.
    pub states: BTreeMap<String, u32>,
    /// Factors, smallest size first.
    pub sizes: Vec<SizeFactor>,
}

impl LoadPolicy {
    /// The factor of a size; 1 below the first step.
    pub fn factor(&self, size: i64) -> u32 {
        let steps = self.sizes.iter().rev();
        let mut reached = steps.filter(|step| step.from <= size);
        reached.next().map_or(1, |step| step.factor)
    }
}

/// Working days within which each side answers a message (`[talk]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkPolicy {
    /// The window.
    pub window_days: u16,
    /// A department.
    pub department_days: u16,
    /// The enterprise.
    pub enterprise_days: u16,
}

/// Which projects lie in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZonePolicy {
    /// Fact that says so.
    pub fact: String,
    /// Code of the zone in `city.toml`.
    pub code: String,
}

/// What the city's agents work with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyPolicy {
    /// Pattern of a problem's number: `{year}`, `{serial}`.
    pub problem_number: String,
    /// Working days promised anew when the enterprise says that a problem is not solved.
    pub retry_days: u16,
    /// Most working days anybody may promise for one problem.
    pub promise_days_max: u16,
    /// Kinds of problems.
    #[serde(rename = "problem")]
    pub problems: Vec<ProblemKind>,
    /// What projects weigh.
    pub load: LoadPolicy,
    /// The zones, in the order they are asked.
    #[serde(default, rename = "zone")]
    pub zones: Vec<ZonePolicy>,
    /// Answers to messages.
    pub talk: TalkPolicy,
}

impl AgencyPolicy {
    /// The kind of problem with this code.
    pub fn problem(&self, code: &str) -> Option<&ProblemKind> {
        self.problems.iter().find(|kind| kind.code == code)
    }

    /// Number of the `n`-th problem of a year.
    pub fn number(&self, year: i16, n: u32) -> String {
        self.problem_number
            .replace("{year}", &alloc::format!("{year}"))
            .replace("{serial}", &alloc::format!("{n:04}"))
    }

    /// Kinds of problems have a name, a department that exists and time; facts and zone of the agents exist.
    pub(super) fn findings(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "agency".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        for kind in &self.problems {
            if kind.name.is_blank() {
                find(FindingKind::MissingField, &kind.code);
            }
            if kind.days == 0 || kind.days > self.promise_days_max {
                find(FindingKind::ImpossibleLimit, &kind.code);
            }
            let department = kind.department.as_ref();
            if let Some(code) = department.filter(|it| catalogue.department(it).is_none()) {
                find(FindingKind::UnknownDepartment, code.as_str());
            }
        }
        let talk = self.talk;
        for (days, side) in [
            (talk.window_days, "talk.window_days"),
            (talk.department_days, "talk.department_days"),
            (talk.enterprise_days, "talk.enterprise_days"),
        ] {
            if days == 0 || days > self.promise_days_max {
                find(FindingKind::ImpossibleLimit, side);
            }
        }
        let of_zones = self.zones.iter().map(|zone| &zone.fact);
        for fact in core::iter::once(&self.load.size_fact).chain(of_zones) {
            if catalogue.facts().get(fact).is_none() {
                find(FindingKind::UnknownFact, fact);
            }
        }
        for (place, zone) in self.zones.iter().enumerate() {
            let mut known = catalogue.city().zones.iter();
            if !known.any(|it| it.code == zone.code) {
                find(FindingKind::MissingField, &zone.code);
            }
            let mut earlier = self.zones.iter().take(place);
            if earlier.any(|other| other.code == zone.code) {
                find(FindingKind::Duplicate, &zone.code);
            }
        }
        for zone in &catalogue.city().zones {
            if !self.zones.iter().any(|it| it.code == zone.code) {
                find(
                    FindingKind::MissingField,
                    &alloc::format!("zone.{}", zone.code),
                );
            }
        }
        let steps = &self.load.sizes;
        let mut pairs = steps.iter().zip(steps.iter().skip(1));
        if pairs.any(|(one, next)| one.from >= next.from) {
            find(FindingKind::WrongOrder, "load.sizes");
        }
        found
    }
}
