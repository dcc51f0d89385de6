//! Verifies the register in its database: everything is computed anew and compared with what was signed.

mod entry;
mod fault;
pub mod rows;
mod salts;
mod tiles;

use std::collections::{BTreeMap, BTreeSet};

use window_domain::register::Hash;
use window_domain::register::canonical::{hex, unhex};
use window_domain::register::tree::Growing;
use window_store::{CheckpointRow, EntryRow, Store, StoreError};

use self::entry::Said;
pub use self::fault::{Fault, Where};
pub use self::salts::ErasedSalts;
use self::salts::Salts;
use self::tiles::Levels;
use super::keep::head_of;
use super::note::{NoteError, TreeHead, VerifierKey};
use super::proof::Facts;

/// Rows read at a time.
const ROWS: u32 = 1000;

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Entries looked at.
    pub entries: u64,
    /// Leaves that wait for their place.
    pub waiting: u64,
    /// Checkpoints looked at.
    pub checkpoints: u64,
    /// Commitments whose salt was erased, which nobody can open any more.
    pub erased: u64,
    /// Who had them erased, and when.
    pub erasures: Vec<ErasedSalts>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Verifies the register against its key and, if there is one, against a checkpoint that was kept outside the database.
///
/// # Errors
/// What the database said.
pub async fn verify(
    store: &Store,
    key: &VerifierKey,
    seen: Option<&TreeHead>,
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let signed = checkpoints(store, key, &mut report).await?;
    let mut wanted = signed.clone();
    if let Some(seen) = seen {
        wanted.entry(seen.size).or_insert(seen.root);
    }
    let mut walk = Walk {
        wanted,
        salts: Salts::new(
            store.register_salt_rows().await?,
            store.register_erasures().await?,
        ),
        ..Walk::default()
    };
    walk.entries(store).await?;
    walk.exchanged(&signed);
    walk.waiting(store).await?;
    let (size, last) = (walk.trees.0.size(), signed.keys().next_back().copied());
    for signed in signed.keys().filter(|signed| **signed > size) {
        walk.faults.push(Fault::Ahead {
            signed: *signed,
            found: size,
        });
    }
    if let Some(says) = store.register_size().await?.filter(|says| *says != size) {
        walk.faults.push(Fault::Size { says, found: size });
    }
    walk.faults
        .extend(walk.levels.compare(store.register_tile_rows().await?));
    walk.faults.extend(walk.salts.unknown());
    let (erasures, faults) = walk.salts.erasures(store).await?;
    report.erasures = erasures;
    walk.faults.extend(faults);
    if let Some(seen) = seen {
        let stored = last.unwrap_or(0);
        if stored < seen.size {
            walk.faults.push(Fault::RolledBack {
                stored,
                seen: seen.size,
            });
        } else if signed
            .get(&seen.size)
            .is_some_and(|root| *root != seen.root)
            || walk.others.contains(&seen.size) && !signed.contains_key(&seen.size)
        {
            walk.faults.push(Fault::Forked { seen: seen.size });
        }
    }
    report.entries = size;
    report.waiting = walk.waiting;
    report.erased = walk.salts.erased;
    report.faults.append(&mut walk.faults);
    Ok(report)
}

/// The roots that were signed, by size; faults of the rows themselves are told.
async fn checkpoints(
    store: &Store,
    key: &VerifierKey,
    report: &mut Report,
) -> Result<BTreeMap<u64, Hash>, StoreError> {
    let mut signed = BTreeMap::new();
    for row in store.register_checkpoint_rows().await? {
        report.checkpoints += 1;
        match head(&row, key) {
            Ok(head) => {
                signed.insert(head.size, head.root);
            }
            Err(fault) => report.faults.push(match fault {
                NoteError::AnotherKey { .. } => Fault::AnotherKey {
                    signed: row.size,
                    fault,
                },
                fault => Fault::Checkpoint {
                    signed: row.size,
                    fault,
                },
            }),
        }
    }
    Ok(signed)
}

fn head(row: &CheckpointRow, key: &VerifierKey) -> Result<TreeHead, NoteError> {
    let head = head_of(&row.note, key)?;
    if head.size == row.size && hex(&head.root) == row.root {
        Ok(head)
    } else {
        Err(NoteError::Checkpoint("the row beside it was edited"))
    }
}

/// The way through all entries.
#[derive(Default)]
struct Walk {
    /// Roots to compare, by size.
    wanted: BTreeMap<u64, Hash>,
    /// The tree by stored hashes, and the tree by leaves.
    trees: (Growing, Growing),
    /// Sizes at which neither tree has the root wanted.
    others: BTreeSet<u64>,
    /// Places where hash and leaf differ and no signed root has told yet which was edited.
    doubtful: Vec<u64>,
    /// Hashes of leaves seen.
    seen: BTreeSet<Hash>,
    last_leaf: u64,
    levels: Levels,
    salts: Salts,
    waiting: u64,
    faults: Vec<Fault>,
}

impl Walk {
    async fn entries(&mut self, store: &Store) -> Result<(), StoreError> {
        let (mut next, mut expected) = (0, 0);
        self.compare(0);
        loop {
            let rows = store.register_entry_rows(next, ROWS).await?;
            let Some(last) = rows.last() else {
                break;
            };
            next = last.place.saturating_add(1);
            let said = rows.iter().map(|row| {
                let leaf = row.written.as_ref()?;
                Some(Said::new(Where::Entry(row.place), leaf))
            });
            let said: Vec<_> = said.collect();
            let facts = Said::facts(said.iter().flatten(), store).await?;
            for (row, said) in rows.iter().zip(&said) {
                if row.place > expected {
                    self.faults.push(Fault::Missing {
                        from: expected,
                        to: row.place - 1,
                    });
                }
                expected = row.place.saturating_add(1);
                self.entry((store, &facts), row, said.as_ref()).await?;
            }
        }
        self.settle(None);
        Ok(())
    }

    async fn entry(
        &mut self,
        known: (&Store, &Facts),
        row: &EntryRow,
        said: Option<&Said<'_>>,
    ) -> Result<(), StoreError> {
        let place = row.place;
        if row.leaf <= self.last_leaf {
            self.faults.push(Fault::Reordered { place });
        }
        self.last_leaf = self.last_leaf.max(row.leaf);
        let stored: Option<Hash> = unhex(&row.hash).and_then(|bytes| bytes.try_into().ok());
        let made = if let Some(said) = said {
            let made = said.hash();
            if !self.seen.insert(made) {
                self.faults.push(Fault::Inserted(Where::Entry(place)));
            }
            // What an edited leaf says of others is not worth telling.
            if stored == Some(made) {
                let faults = said.check(known, &mut self.salts).await?;
                self.faults.extend(faults);
            }
            Some(made)
        } else {
            let leaf = row.leaf;
            self.faults.push(Fault::LeafMissing { place, leaf });
            None
        };
        if made.is_some() && made != stored {
            self.doubtful.push(place);
        }
        let by_hash = stored.or(made).unwrap_or_default();
        self.trees.0.push(by_hash);
        self.trees.1.push(made.or(stored).unwrap_or_default());
        self.levels.push(by_hash);
        self.compare(self.trees.0.size());
        Ok(())
    }

    /// Compares with what was signed at this size, and settles what was doubtful until here.
    fn compare(&mut self, size: u64) {
        let Some(root) = self.wanted.get(&size) else {
            return;
        };
        if self.trees.0.root() == *root {
            self.trees.1 = self.trees.0.clone();
            self.settle(Some(false));
        } else if self.trees.1.root() == *root {
            self.trees.0 = self.trees.1.clone();
            self.settle(Some(true));
        } else {
            self.others.insert(size);
            self.settle(None);
        }
    }

    /// Names what was edited: the leaf, as a rule; the hash if the leaves are those that were signed.
    fn settle(&mut self, leaves_are_right: Option<bool>) {
        for place in self.doubtful.drain(..) {
            self.faults.push(match leaves_are_right {
                Some(true) => Fault::HashEdited { place },
                _ => Fault::LeafEdited { place },
            });
        }
    }

    /// Leaves that have no place yet are looked at like all others.
    async fn waiting(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let rows = store.register_unplaced(after, ROWS).await?;
            let Some((last, _)) = rows.last() else {
                return Ok(());
            };
            after = *last;
            let said = rows.iter();
            let said = said.map(|(leaf, row)| Said::new(Where::Leaf(*leaf), row));
            let said: Vec<_> = said.collect();
            let facts = Said::facts(said.iter(), store).await?;
            for ((leaf, _), said) in rows.iter().zip(&said) {
                if *leaf < self.last_leaf {
                    self.faults.push(Fault::PassedOver { leaf: *leaf });
                } else {
                    self.waiting += 1;
                }
                if !self.seen.insert(said.hash()) {
                    self.faults.push(Fault::Inserted(Where::Leaf(*leaf)));
                }
                let faults = said.check((store, &facts), &mut self.salts).await?;
                self.faults.extend(faults);
            }
        }
    }

    /// A signed root that is not reached, where nothing found in the rows of entries explains it.
    fn exchanged(&mut self, signed: &BTreeMap<u64, Hash>) {
        if !self.faults.iter().any(Fault::is_of_rows)
            && let Some(size) = self.others.iter().find(|size| signed.contains_key(size))
        {
            self.faults.push(Fault::Root { signed: *size });
        }
    }
}
