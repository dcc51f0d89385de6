//! Fresh ids and consecutive numbers for one decision.
//!
//! A decision is made twice: first with numbers that only count how many are wanted, then with
//! numbers reserved in the store. Deciding is pure and takes microseconds; reserving exactly what
//! is needed keeps the series of letters without gaps but for a lost race.

use std::cell::RefCell;
use std::collections::BTreeMap;

use window_domain::context::{Fresh, Series};
use window_store::{Store, StoreError};

use crate::random::{NoRandomness, Random};

/// How many ids one decision may draw: 64 cases with their letters.
const DRAWN_MAX: usize = 160;

/// Counts what a decision wants; its ids are all alike and never stored.
#[derive(Debug, Default)]
pub(super) struct Counting(RefCell<BTreeMap<Series, u32>>);

impl Counting {
    /// How many numbers of each series were asked for.
    pub(super) fn wanted(self) -> BTreeMap<Series, u32> {
        self.0.into_inner()
    }
}

impl Fresh for Counting {
    fn random(&self) -> [u8; 16] {
        [0; 16]
    }

    fn check_code(&self) -> [u8; 10] {
        [0; 10]
    }

    fn serial(&self, series: &Series) -> u32 {
        let mut counted = self.0.borrow_mut();
        let count = counted.entry(series.clone()).or_default();
        *count = count.saturating_add(1);
        *count
    }
}

/// Hands out what was reserved.
#[derive(Debug)]
pub(super) struct Reserved {
    next: RefCell<BTreeMap<Series, u32>>,
    drawn: RefCell<Vec<[u8; 16]>>,
}

impl Reserved {
    /// Reserves the wanted numbers in the store and draws ids.
    pub(super) async fn of(
        wanted: BTreeMap<Series, u32>,
        store: &Store,
        random: &Random,
    ) -> Result<Self, ReserveError> {
        let mut next = BTreeMap::new();
        for (series, count) in wanted {
            let first = store.reserve(&name(&series), count).await?;
            next.insert(series, u32::try_from(first).unwrap_or(u32::MAX));
        }
        let mut drawn = Vec::with_capacity(DRAWN_MAX);
        for _ in 0..DRAWN_MAX {
            drawn.push(random.bytes::<16>()?);
        }
        Ok(Self {
            next: RefCell::new(next),
            drawn: RefCell::new(drawn),
        })
    }
}

/// Why numbers could not be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReserveError {
    /// The store did not answer.
    #[error("reserve numbers")]
    Store(#[from] StoreError),
    /// No random bytes.
    #[error("draw ids")]
    Random(#[from] NoRandomness),
}

impl Fresh for Reserved {
    fn random(&self) -> [u8; 16] {
        // More ids than DRAWN_MAX would repeat zero; the stream's keys refuse the second one.
        self.drawn.borrow_mut().pop().unwrap_or_default()
    }

    fn check_code(&self) -> [u8; 10] {
        let mut code = [0; 10];
        for (to, from) in code.iter_mut().zip(self.random()) {
            *to = from;
        }
        code
    }

    fn serial(&self, series: &Series) -> u32 {
        let mut next = self.next.borrow_mut();
        let number = next.entry(series.clone()).or_insert(1);
        let taken = *number;
        *number = number.saturating_add(1);
        taken
    }
}

/// Name of a series' counter row.
fn name(series: &Series) -> String {
    match series {
        Series::Cases(day) => format!("case/{day}"),
        Series::Receipts(day) => format!("receipt/{day}"),
        Series::Letters { kind, year } => format!("letter/{kind}/{year}"),
        Series::Dossiers(year) => format!("dossier/{year}"),
        Series::Complaints(year) => format!("complaint/{year}"),
        Series::Problems(year) => format!("problem/{year}"),
        Series::Certificates { item, year } => format!("certificate/{item}/{year}"),
    }
}
