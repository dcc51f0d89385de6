//! Salts: whether each opens its commitment, and whether those that are gone were erased by somebody who says so.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use window_domain::register::canonical::{SALT_BYTES, commitment, number, text, unhex};
use window_store::{Erasure, SaltRow, Store, StoreError};

use super::super::erase::{ACTION, is_about, object};
use super::super::leaves::erasure::over;
use super::fault::{Fault, Where};

/// Rows of the audit about one erasure; there is one.
const AUDIT_ROWS: u32 = 10;

/// An erasure with the salts that are gone by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedSalts {
    /// The act.
    pub erasure: Erasure,
    /// How many.
    pub salts: u64,
}

/// What is known of salts while entries are looked at.
#[derive(Default)]
pub(super) struct Salts {
    known: BTreeMap<String, SaltRow>,
    used: BTreeSet<String>,
    erasures: BTreeMap<String, Erasure>,
    /// Entries that tell of erasures, by the id of these.
    told: BTreeMap<String, Value>,
    /// Salts that were erased, as the law may demand.
    pub(super) erased: u64,
}

impl Salts {
    pub(super) fn new(rows: Vec<SaltRow>, erasures: Vec<Erasure>) -> Self {
        let known = rows.into_iter().map(|row| (row.commitment.clone(), row));
        let erasures = erasures.into_iter().map(|one| (one.id.clone(), one));
        Self {
            known: known.collect(),
            erasures: erasures.collect(),
            ..Self::default()
        }
    }

    /// Salts no entry asked for.
    pub(super) fn unknown(&self) -> Vec<Fault> {
        let unknown = self.known.keys().filter(|key| !self.used.contains(*key));
        let fault = |commitment: &String| Fault::SaltUnknown {
            commitment: commitment.clone(),
        };
        unknown.map(fault).collect()
    }

    /// Whether the commitment in this entry is to this value; `wrong` if not, and no other salt makes it so.
    pub(super) fn check(
        &mut self,
        (at, entry): (Where, &Value),
        made: &str,
        value: &[u8],
        wrong: Fault,
    ) -> Option<Fault> {
        self.used.insert(made.to_owned());
        let commitment = made.to_owned();
        let Some(row) = self.known.get(made) else {
            return Some(Fault::SaltMissing { at, commitment });
        };
        if row.erased_at.is_some() && row.salt.is_empty() {
            self.erased += 1;
            let erasure = row.erasure.as_ref().and_then(|id| self.erasures.get(id));
            let is_recorded = erasure.is_some_and(|erasure| is_about(&erasure.about, entry));
            return (!is_recorded).then_some(Fault::Erased { at, commitment });
        }
        // Either the value or the salt was changed. A swapped salt is found at another commitment; one that has not the
        // length of a salt was edited, and so was one that is marked as erased and there all the same; else the value is
        // looked at by what other commitments say of it.
        let is_odd = row.erased_at.is_some() || row.erasure.is_some();
        let fits = |salt: &str| opens(salt, value, made);
        if fits(&row.salt) && !is_odd {
            return None;
        }
        if is_odd
            || unhex(&row.salt).is_none_or(|salt| salt.len() != SALT_BYTES)
            || self.known.values().any(|other| fits(&other.salt))
        {
            return Some(Fault::Salt { at, commitment });
        }
        Some(wrong)
    }

    /// Keeps what an entry tells of an erasure; its reason is the one that was recorded.
    pub(super) fn tell(&mut self, at: Where, entry: &Value) -> Option<Fault> {
        let id = text(entry, "/erasure/id").unwrap_or_default().to_owned();
        let reason = self.erasures.get(&id).map(|known| known.reason.clone());
        self.told.insert(id.clone(), entry.clone());
        let made = text(entry, "/erasure/reason").unwrap_or_default();
        let what = "its reason was edited";
        let wrong = Fault::Erasure {
            erasure: id.clone(),
            what,
        };
        let Some(reason) = reason else {
            self.used.insert(made.to_owned());
            let what = "the register tells of it, and its record is missing";
            return Some(Fault::Erasure { erasure: id, what });
        };
        self.check((at, entry), made, reason.as_bytes(), wrong)
    }

    /// Each erasure is told in the register as it is recorded, and stands in the audit.
    pub(super) async fn erasures(
        &self,
        store: &Store,
    ) -> Result<(Vec<ErasedSalts>, Vec<Fault>), StoreError> {
        let (mut all, mut faults) = (Vec::new(), Vec::new());
        let mut gone: BTreeMap<&str, Vec<&SaltRow>> = BTreeMap::new();
        for row in self.known.values() {
            if let Some(id) = &row.erasure {
                gone.entry(id).or_default().push(row);
            }
        }
        for erasure in self.erasures.values() {
            let rows = gone.remove(&*erasure.id).unwrap_or_default();
            let object = object(&erasure.id);
            let audit = store.last_audit_records(&object, AUDIT_ROWS).await?;
            let is_audited = audit.iter().any(|record| {
                let audited = &record.audited;
                audited.entry.action == ACTION
                    && audited.actor == erasure.by
                    && audited.at == erasure.at
            });
            let what = match self.told.get(&erasure.id) {
                None => Some("no entry of the register tells of it"),
                Some(entry) if !is_told(entry, erasure, &rows) => {
                    Some("the register tells it otherwise: its record or its salts were edited")
                }
                Some(_) if !is_audited => Some("it is not in the audit"),
                Some(_) => None,
            };
            faults.extend(what.map(|what| Fault::Erasure {
                erasure: erasure.id.clone(),
                what,
            }));
            all.push(ErasedSalts {
                erasure: erasure.clone(),
                salts: u64::try_from(rows.len()).unwrap_or(u64::MAX),
            });
        }
        Ok((all, faults))
    }
}

/// Whether an entry tells of this erasure, and of these salts.
fn is_told(entry: &Value, erasure: &Erasure, rows: &[&SaltRow]) -> bool {
    let commitments: Vec<&str> = rows.iter().map(|row| &*row.commitment).collect();
    let at: Option<jiff::Timestamp> = text(entry, "/at").and_then(|at| at.parse().ok());
    let count = number(entry, "/erasure/salts").and_then(|count| usize::try_from(count).ok());
    let erased_at = Some(erasure.at.as_microsecond());
    text(entry, "/erasure/about") == Some(&erasure.about)
        && text(entry, "/erasure/sha256") == Some(&over(&commitments))
        && count == Some(rows.len())
        && at.map(jiff::Timestamp::as_microsecond) == erased_at
        && rows
            .iter()
            .all(|row| row.erased_at.map(jiff::Timestamp::as_microsecond) == erased_at)
}

fn opens(salt: &str, value: &[u8], made: &str) -> bool {
    unhex(salt).is_some_and(|salt| commitment(&salt, value) == made)
}
