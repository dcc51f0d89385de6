//! The stored hashes of full tiles against those computed anew.

use std::collections::BTreeMap;

use window_domain::register::Hash;
use window_domain::register::tile::WIDTH;
use window_domain::register::tree::Growing;
use window_store::TileRow;

use super::fault::Fault;
use window_domain::register::canonical::hex;

/// The levels as they grow.
#[derive(Default)]
pub(super) struct Levels {
    /// The tile of each level that is not full.
    open: Vec<Growing>,
    /// How many are full.
    full: Vec<u64>,
    made: BTreeMap<(u8, u64), String>,
}

impl Levels {
    /// Adds the hash of an entry.
    pub(super) fn push(&mut self, entry: Hash) {
        let mut hash = entry;
        for level in 0_u8.. {
            let at = usize::from(level);
            if self.open.len() <= at {
                self.open.push(Growing::default());
                self.full.push(0);
            }
            let (Some(open), Some(full)) = (self.open.get_mut(at), self.full.get_mut(at)) else {
                return;
            };
            open.push(hash);
            if open.size() < WIDTH {
                return;
            }
            hash = std::mem::take(open).root();
            self.made
                .insert((level.saturating_add(1), *full), hex(&hash));
            *full += 1;
        }
    }

    /// Compares with what is stored.
    pub(super) fn compare(&self, stored: Vec<TileRow>) -> Vec<Fault> {
        let fault = |(level, place), what| Fault::Tile { level, place, what };
        let stored = stored
            .into_iter()
            .map(|row| ((row.level, row.place), row.hash));
        let stored: BTreeMap<(u8, u64), String> = stored.collect();
        let mut faults = Vec::new();
        for (at, hash) in &stored {
            match self.made.get(at) {
                Some(made) if made == hash => {}
                Some(_) => faults.push(fault(*at, "it was edited, or its entries were")),
                None => faults.push(fault(
                    *at,
                    "there is no such tile: it was inserted, or the register cut",
                )),
            }
        }
        let missing = self.made.keys().filter(|at| !stored.contains_key(*at));
        faults.extend(missing.map(|at| fault(*at, "it is missing")));
        faults
    }
}
