//! The counters of the Six Ones on the board: visits to the hall, materials asked again, done at once, satisfaction.

use serde::Serialize;
use window_domain::figures::{Distribution, percent};
use window_domain::service_review::Level;
use window_store::{Days, Reader, StoreError};

use super::figures::Spread;

/// Something counted, and how it spreads over projects.
#[derive(Debug, Serialize)]
pub(super) struct Counted {
    /// How often in all.
    pub(super) total: u64,
    /// Over the projects that had anything counted in the period, those without it among them.
    pub(super) per_project: Spread,
}

/// How many of how many.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    pub(super) number: u64,
    pub(super) of: u64,
    /// Percent; `None` of too few.
    pub(super) percent: Option<u64>,
}

impl Part {
    fn new(number: u64, of: u64) -> Self {
        Self {
            number,
            of,
            percent: percent(number, of),
        }
    }
}

/// The counters over a period.
#[derive(Debug, Serialize)]
pub(super) struct SixOnes {
    pub(super) visits: Counted,
    pub(super) asked_again: Counted,
    pub(super) at_once: Part,
    pub(super) satisfied: Part,
}

/// Counts them.
///
/// # Errors
/// What the database said.
pub(super) async fn six_ones(reader: &Reader<'_>, period: Days) -> Result<SixOnes, StoreError> {
    let found = reader.six_ones(period).await?;
    let counted = |of: &std::collections::BTreeMap<String, u64>, beside: u64| {
        let mut spread: Distribution = of
            .values()
            .map(|number| (i32::try_from(*number).unwrap_or(i32::MAX), 1))
            .collect();
        let with = u64::try_from(of.len()).unwrap_or(u64::MAX);
        spread.add(0, found.projects.saturating_sub(with));
        Counted {
            total: of.values().sum::<u64>().saturating_add(beside),
            per_project: Spread::of(&spread),
        }
    };
    let reviews = found.levels.values().sum();
    let bad = Level::ALL.into_iter().filter(|level| level.is_bad());
    let bad: u64 = bad
        .filter_map(|level| found.levels.get(level.as_str()))
        .sum();
    Ok(SixOnes {
        visits: counted(&found.visits, found.visits_of_none),
        asked_again: counted(&found.asked_again, 0),
        at_once: Part::new(found.at_once, found.at_once.saturating_add(found.otherwise)),
        satisfied: Part::new(u64::saturating_sub(reviews, bad), reviews),
    })
}
