//! The regions of a city and the organisations that serve them (`organisations.toml`).

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use super::Catalogue;
use super::agency::ZonePolicy;
use super::lint::{Finding, FindingKind};
use super::text::Text;
use crate::access::Territory;
use crate::facts::{FactValue, Facts};

/// A part of the city that has projects of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Code; that of a zone is the zone's.
    pub code: String,
    /// Its name.
    pub name: Text,
}

/// What kind of body an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// An office of the city.
    GovernmentOffice,
    /// The committee that administers a zone.
    ZoneCommittee,
    /// A company the city pays for the service.
    ServiceCompany,
}

impl OrganisationKind {
    /// Name in locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GovernmentOffice => "government_office",
            Self::ZoneCommittee => "zone_committee",
            Self::ServiceCompany => "service_company",
        }
    }
}

/// Somebody who employs people of the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Code, kept with accounts.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// What kind of body.
    pub kind: OrganisationKind,
    /// Codes of the regions it serves.
    pub regions: Vec<String>,
}

/// Regions and organisations of a city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisations {
    /// The region of everything that lies in no zone.
    pub home: Region,
    /// The organisations, in the order they are shown.
    #[serde(default, rename = "organisation")]
    pub list: Vec<Organisation>,
}

/// Which region facts lie in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegionMap {
    home: String,
    zones: Vec<ZonePolicy>,
}

impl RegionMap {
    /// The home region, and the zones with the fact that says who lies in each.
    pub fn new(home: &str, zones: &[(&str, &str)]) -> Self {
        let zone = |(code, fact): &(&str, &str)| ZonePolicy {
            fact: (*fact).to_owned(),
            code: (*code).to_owned(),
        };
        Self {
            home: home.to_owned(),
            zones: zones.iter().map(zone).collect(),
        }
    }

    /// The one region of a project with these facts: the first zone whose fact holds, else the home region.
    pub fn of(&self, facts: &Facts) -> &str {
        self.zone(facts).unwrap_or(&self.home)
    }

    /// The zone it lies in, if any.
    pub fn zone(&self, facts: &Facts) -> Option<&str> {
        let lies =
            |zone: &&ZonePolicy| matches!(facts.get(&zone.fact), Some(FactValue::Boolean(true)));
        let zone = self.zones.iter().find(lies)?;
        Some(&zone.code)
    }

    /// The region of what belongs to no project.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// Codes of all regions, the home region first.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let zones = self.zones.iter().map(|zone| zone.code.as_str());
        core::iter::once(self.home.as_str()).chain(zones)
    }
}

impl Organisations {
    /// The organisation with this code.
    pub fn get(&self, code: &str) -> Option<&Organisation> {
        self.list.iter().find(|one| one.code == code)
    }

    /// Organisations have codes of their own, names, and regions that exist; somebody serves each region.
    pub(super) fn findings(&self, catalogue: &Catalogue) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "organisations".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        if self.home.code.trim().is_empty() || self.home.name.is_blank() {
            find(FindingKind::MissingField, "home");
        }
        let regions = catalogue.regions();
        for (place, region) in regions.iter().enumerate() {
            let mut earlier = regions.iter().take(place);
            if earlier.any(|other| other.code == region.code) {
                find(FindingKind::Duplicate, &region.code);
            }
            let mut serving = self.list.iter();
            if !serving.any(|one| one.regions.contains(&region.code)) {
                find(FindingKind::UnservedRegion, &region.code);
            }
        }
        for (place, one) in self.list.iter().enumerate() {
            if one.code.trim().is_empty() || one.name.is_blank() || one.regions.is_empty() {
                find(FindingKind::MissingField, &one.code);
            }
            let mut earlier = self.list.iter().take(place);
            if earlier.any(|other| other.code == one.code) {
                find(FindingKind::Duplicate, &one.code);
            }
            for (at, code) in one.regions.iter().enumerate() {
                let detail = alloc::format!("{}: {code}", one.code);
                if !regions.iter().any(|region| region.code == *code) {
                    find(FindingKind::UnknownRegion, &detail);
                }
                if one.regions.iter().take(at).any(|other| other == code) {
                    find(FindingKind::Duplicate, &detail);
                }
            }
        }
        found
    }
}

impl Catalogue {
    /// The regions, the home region first; the others are the city's zones.
    pub fn regions(&self) -> Vec<Region> {
        let zones = self.city().zones.iter().map(|zone| Region {
            code: zone.code.clone(),
            name: zone.name.clone(),
        });
        core::iter::once(self.organisations().home.clone())
            .chain(zones)
            .collect()
    }

    /// Which region facts lie in.
    pub fn region_map(&self) -> RegionMap {
        RegionMap {
            home: self.organisations().home.code.clone(),
            zones: self.agency().zones.clone(),
        }
    }

    /// What somebody reaches whom this organisation employs: nothing for nobody's and for an unknown one's.
    pub fn territory(&self, organisation: Option<&str>) -> Territory {
        let known = organisation.and_then(|code| self.organisations().get(code));
        let regions = known.map(|one| one.regions.clone()).unwrap_or_default();
        Territory::new(self.region_map(), regions)
    }

    /// The whole city.
    pub fn everywhere(&self) -> Territory {
        let map = self.region_map();
        let regions = map.codes().map(ToOwned::to_owned).collect();
        Territory::new(map, regions)
    }
}
