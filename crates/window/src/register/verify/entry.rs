//! One entry against what it is about: its columns, the fact in the log of events, its salts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use window_domain::id::check_code::CheckCode;
use window_domain::register::canonical::{number, read, text};
use window_domain::register::{Hash, leaf_hash};
use window_store::{FactRange, LeafRow, Store, StoreError};

use super::super::leaves::code_hash;
use super::super::leaves::erasure::ERASED;
use super::super::leaves::file::SEALED;
use super::super::leaves::release::{APPROVED, WITHDRAWN};
use super::super::proof::{Fact, Facts, document_of, facts, facts_of};
use super::fault::{Fault, Where};
use super::salts::Salts;

/// Names of persons an entry commits to, and where they stand in its fact.
const PERSONS: [(&str, &str); 3] = [
    ("/by/name", "/by/name"),
    ("/signer", "/event/signer"),
    ("/legal_person", "/event/legal_person"),
];

/// A leaf that is to be looked at.
pub(super) struct Said<'a> {
    at: Where,
    leaf: &'a LeafRow,
    /// What it says; `None` if it is no entry of ours.
    entry: Option<Value>,
    /// The facts it is about.
    facts: Option<FactRange>,
}

impl<'a> Said<'a> {
    pub(super) fn new(at: Where, leaf: &'a LeafRow) -> Self {
        let entry = read(&leaf.payload).filter(|entry| number(entry, "/v").is_some());
        let facts = entry.as_ref().and_then(facts_of);
        Self {
            at,
            leaf,
            entry,
            facts,
        }
    }

    /// The facts that all of them are about.
    pub(super) async fn facts<'b>(
        all: impl Iterator<Item = &'b Self>,
        store: &Store,
    ) -> Result<Facts, StoreError>
    where
        'a: 'b,
    {
        let ranges: BTreeSet<_> = all.filter_map(|one| one.facts.clone()).collect();
        facts(store, &ranges.into_iter().collect::<Vec<_>>()).await
    }

    /// The hash of the entry as it stands there.
    pub(super) fn hash(&self) -> Hash {
        leaf_hash(self.leaf.payload.as_bytes())
    }

    /// Compares an entry with what it is about.
    pub(super) async fn check(
        &self,
        (store, facts): (&Store, &Facts),
        salts: &mut Salts,
    ) -> Result<Vec<Fault>, StoreError> {
        let (at, leaf) = (self.at, self.leaf);
        let Some(entry) = &self.entry else {
            return Ok(vec![Fault::Shape(at)]);
        };
        let mut faults = columns(at, leaf, entry);
        if [APPROVED, WITHDRAWN].contains(&leaf.kind.as_str()) {
            faults.extend(release(store, at, entry).await?);
        } else if leaf.kind == ERASED {
            faults.extend(salts.tell(at, entry));
        } else if leaf.kind == SEALED {
            // The file is no fact of the log: who has one compares it with the entry.
        } else if let Some(range) = &self.facts {
            let none = BTreeMap::new();
            let facts = facts.get(&range.stream).unwrap_or(&none);
            faults.extend(self.rests_on(entry, (range, facts), salts));
        } else {
            faults.push(Fault::Shape(at));
        }
        Ok(faults)
    }

    /// Compares an entry with the facts of its stream.
    fn rests_on(
        &self,
        entry: &Value,
        (range, facts): (&FactRange, &BTreeMap<u64, Fact>),
        salts: &mut Salts,
    ) -> Vec<Fault> {
        let (at, mut faults) = (self.at, Vec::new());
        let version = number(entry, "/fact/version").unwrap_or_default();
        let name = format!("{} {version}", range.stream);
        let Some(fact) = facts.get(&version) else {
            return vec![Fault::FactMissing { at, fact: name }];
        };
        let edited = || Fault::FactEdited {
            at,
            fact: name.clone(),
        };
        let made = text(entry, "/fact/sha256").unwrap_or_default();
        faults.extend(salts.check((at, entry), made, fact.text.as_bytes(), edited()));
        for (made, person) in PERSONS {
            if let Some(made) = text(entry, made) {
                let person = text(&fact.said, person).unwrap_or_default();
                faults.extend(salts.check((at, entry), made, person.as_bytes(), edited()));
            }
        }
        if let Some(made) = text(entry, "/document") {
            let code = self.leaf.check_code.as_ref();
            let code = code.and_then(|code| code.parse().ok());
            let document = code.and_then(|code| document_of(code, entry, facts));
            let document = document.unwrap_or_default();
            faults.extend(salts.check((at, entry), made, document.as_bytes(), edited()));
        }
        faults.dedup();
        faults
    }
}

/// The release an entry is about is the one that was decided about.
async fn release(store: &Store, at: Where, entry: &Value) -> Result<Option<Fault>, StoreError> {
    let id = text(entry, "/release/id").unwrap_or_default();
    let fact = format!("release {id}");
    let Some(kept) = store.catalogue_release(id).await? else {
        return Ok(Some(Fault::FactMissing { at, fact }));
    };
    let said = ["/release/name", "/release/sha256", "/release/effective_on"];
    let day = kept.effective_on.to_string();
    let is_same =
        said.map(|field| text(entry, field)) == [Some(&*kept.name), Some(&*kept.hash), Some(&*day)];
    Ok((!is_same).then_some(Fault::FactEdited { at, fact }))
}

/// Columns beside the entry say what it says.
fn columns(at: Where, leaf: &LeafRow, entry: &Value) -> Vec<Fault> {
    let code: Option<CheckCode> = leaf.check_code.as_ref().and_then(|code| code.parse().ok());
    let recorded: Option<jiff::Timestamp> = text(entry, "/at").and_then(|at| at.parse().ok());
    let named = text(entry, "/code_sha256");
    let is_of_code = match &leaf.check_code {
        Some(_) => code.is_some_and(|code| named == Some(&code_hash(code))),
        None => named.is_none(),
    };
    let recorded = recorded.map(jiff::Timestamp::as_microsecond);
    let checks = [
        ("kind", text(entry, "/act") == Some(&leaf.kind)),
        ("check_code", is_of_code),
        (
            "recorded_at",
            recorded == Some(leaf.recorded_at.as_microsecond()),
        ),
    ];
    let wrong = checks.into_iter().filter(|(_, is_right)| !is_right);
    wrong
        .map(|(column, _)| Fault::Column { at, column })
        .collect()
}
