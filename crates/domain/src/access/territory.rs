//! What of a city somebody reaches: the regions the organisation serves that employs them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::catalogue::RegionMap;
use crate::facts::Facts;

/// Regions somebody reaches. The default reaches nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Territory {
    map: RegionMap,
    regions: Vec<String>,
}

impl Territory {
    /// These regions; codes the map does not know count for nothing.
    pub fn new(map: RegionMap, mut regions: Vec<String>) -> Self {
        regions.retain(|code| map.codes().any(|known| known == code));
        regions.sort();
        regions.dedup();
        Self { map, regions }
    }

    /// Codes of the regions reached, in order.
    pub fn regions(&self) -> &[String] {
        &self.regions
    }

    /// Whether the region is reached.
    pub fn covers(&self, region: &str) -> bool {
        self.regions.iter().any(|code| code == region)
    }

    /// Whether what belongs to no project is reached: that is the home region's.
    pub fn covers_home(&self) -> bool {
        self.covers(self.map.home())
    }

    /// Whether a project with these facts is reached.
    pub fn covers_facts(&self, facts: &Facts) -> bool {
        self.covers(self.map.of(facts))
    }

    /// Whether everything of the other is reached, too.
    pub fn includes(&self, other: &Self) -> bool {
        other.regions.iter().all(|code| self.covers(code))
    }

    /// Whether the whole city is reached.
    pub fn is_whole(&self) -> bool {
        self.map.codes().all(|code| self.covers(code))
    }

    /// Only this region, if it is reached; nothing otherwise.
    #[must_use]
    pub fn only(&self, region: &str) -> Self {
        let mut only = self.clone();
        only.regions.retain(|code| code == region);
        only
    }
}
