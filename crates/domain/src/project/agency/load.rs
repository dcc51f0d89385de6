//! Who gets the next project: of those whose organisation serves its region the agent with the least to carry, of the
//! project's zone where the loads allow it.

use crate::access::Territory;
use crate::catalogue::{Catalogue, RegionMap};
use crate::facts::FactValue;
use crate::project::command::AgentCard;
use crate::project::{BuildFirst, Project};
use alloc::string::String;

/// An agent who is present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The agent.
    pub card: AgentCard,
    /// What their projects weigh together.
    pub load: u32,
    /// The zone they are responsible for.
    pub zone: Option<String>,
    /// What the organisation serves that employs them.
    pub territory: Territory,
}

/// The project that is given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcel<'a> {
    /// What it weighs.
    pub weight: u32,
    /// What the heaviest project of all weighs, this one included.
    pub largest: u32,
    /// The zone it lies in.
    pub zone: Option<&'a str>,
    /// The region it lies in.
    pub region: &'a str,
}

impl<'a> Parcel<'a> {
    /// A project where the heaviest of all others weighs so much.
    pub fn new(
        project: &Project,
        largest: u32,
        (catalogue, map): (&Catalogue, &'a RegionMap),
    ) -> Self {
        let weight = project.weight(catalogue);
        Self {
            weight,
            largest: largest.max(weight),
            zone: map.zone(&project.facts),
            region: map.of(&project.facts),
        }
    }
}

/// The agent who gets it; `None` only where nobody is present whose organisation serves its region.
///
/// Of those, whoever has the least gets it, unless somebody of its zone can carry it without coming to differ from the
/// least by more than the largest project: so loads of agents who serve the same regions, and differ by no more than
/// that, still do so afterwards.
pub fn choose<'a>(present: &'a [Candidate], parcel: Parcel<'_>) -> Option<&'a Candidate> {
    let serving = || {
        present
            .iter()
            .filter(|it| it.territory.covers(parcel.region))
    };
    let least = serving().map(|it| it.load).min()?;
    let bound = least.saturating_add(parcel.largest.max(parcel.weight));
    let of_zone = serving().filter(|it| {
        it.zone.as_deref() == parcel.zone && it.load.saturating_add(parcel.weight) <= bound
    });
    of_zone
        .min_by_key(|it| (it.load, it.card.agent))
        .or_else(|| serving().min_by_key(|it| (it.load, it.card.agent)))
}

impl Project {
    /// Where the project stands, in one word for rows and for its weight.
    pub fn standing(&self) -> &'static str {
        match &self.build_first {
            BuildFirst::Noticed(..) => "noticed",
            BuildFirst::Signed(_) => "publicity",
            BuildFirst::Admitted { .. } | BuildFirst::Told { .. } => "commitment",
            BuildFirst::NotRequested
            | BuildFirst::Requested { .. }
            | BuildFirst::Excluded { .. } => {
                if self.cases.is_empty() {
                    "preparing"
                } else {
                    "under_way"
                }
            }
        }
    }

    /// What it weighs on its agent's desk: points of its state times the factor of its size.
    pub fn weight(&self, catalogue: &Catalogue) -> u32 {
        let load = &catalogue.agency().load;
        let standing = if self.building.closed.is_some() {
            "closed"
        } else {
            self.standing()
        };
        let size = match self.facts.get(&load.size_fact) {
            Some(FactValue::Integer(size)) => *size,
            _ => 0,
        };
        let points = load.states.get(standing).copied().unwrap_or_default();
        points.saturating_mul(load.factor(size))
    }
}
