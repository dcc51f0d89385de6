//! What becomes an entry of the register, and what of it stands there in clear (`docs/register.md`).

mod credit;
pub mod erasure;
pub mod file;
mod project;
pub mod release;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use window_domain::context::Recorded;
use window_domain::id::check_code::CheckCode;
use window_domain::project::event::Letter;
use window_domain::register::ENTRY_MAX_BYTES;
use window_domain::register::canonical::{SALT_BYTES, canonical, commitment, read, statement};
use window_store::{NewEvent, RegisterLeaf, StreamId};

use crate::random::{NoRandomness, Random, hex};

/// Version of the shape of entries.
const SHAPE: u8 = 1;

/// An entry before its personal data is hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// What kind of act.
    act: &'static str,
    /// Which of the facts, from 0.
    fact: usize,
    /// What stands in clear.
    says: Map<String, Value>,
    /// Names of persons, each under the name of its field.
    persons: Vec<(&'static str, String)>,
    /// The check code, if it is of a letter.
    letter: Option<CheckCode>,
}

impl Leaf {
    fn new(act: &'static str, fact: usize, says: Value) -> Self {
        let says = match says {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        Self {
            act,
            fact,
            says,
            persons: Vec::new(),
            letter: None,
        }
    }

    /// A letter. Its code stands there as a hash: it is what only holders of the paper know.
    fn letter(letter: &Letter, fact: usize) -> Self {
        let says = json!({
            "form": letter.form,
            "number": letter.number,
            "code_sha256": code_hash(letter.check_code),
            "issued_on": letter.issued_on,
            "cases": letter.cases,
        });
        Self {
            letter: Some(letter.check_code),
            ..Self::new("letter", fact, says)
        }
    }
}

/// How an entry names a check code.
pub fn code_hash(code: CheckCode) -> String {
    hex(&Sha256::digest(code.compact()))
}

/// The facts of one command as they are committed.
pub struct Facts<'a, E> {
    /// Their stream.
    pub stream: &'a StreamId,
    /// Its version before them.
    pub before: u64,
    /// The facts.
    pub recorded: &'a [Recorded<E>],
    /// The same as they are stored.
    pub written: &'a [NewEvent],
}

impl<E> std::fmt::Debug for Facts<'_, E> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Facts")
            .field("stream", self.stream)
            .finish_non_exhaustive()
    }
}

/// Why an entry cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No random bytes for a salt.
    #[error("draw a salt")]
    Random(#[from] NoRandomness),
    /// What was stored is not JSON, or a leaf is of a fact that is not there.
    #[error("make an entry of the register from fact {0} of its command")]
    Fact(usize),
    /// It does not fit.
    #[error("an entry of the register has {0} bytes")]
    TooLong(usize),
}

/// Hides personal data and gives each entry its one form.
///
/// # Errors
/// Without random bytes, or when an entry is too long.
pub fn seal<E>(
    leaves: Vec<Leaf>,
    facts: &Facts<'_, E>,
    random: &Random,
) -> Result<Vec<RegisterLeaf>, SealError> {
    let sealed = leaves.into_iter().map(|leaf| seal_one(leaf, facts, random));
    sealed.collect()
}

fn seal_one<E>(
    leaf: Leaf,
    facts: &Facts<'_, E>,
    random: &Random,
) -> Result<RegisterLeaf, SealError> {
    let missing = SealError::Fact(leaf.fact);
    let (Some(fact), Some(written)) = (facts.recorded.get(leaf.fact), facts.written.get(leaf.fact))
    else {
        return Err(missing);
    };
    let mut salts = Vec::new();
    let mut hide = |value: &str| -> Result<String, SealError> {
        let salt = random.bytes::<SALT_BYTES>()?;
        let made = commitment(&salt, value.as_bytes());
        salts.push((made.clone(), hex(&salt)));
        Ok(made)
    };
    let version = |index: usize| {
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        facts.before.saturating_add(index).saturating_add(1)
    };
    let mut by = Map::from_iter([("role".to_owned(), json!(fact.by.role))]);
    if let Some(department) = &fact.by.department {
        by.insert("department".to_owned(), json!(department));
    }
    if fact.by.user.is_some() {
        by.insert("name".to_owned(), json!(hide(&fact.by.name)?));
    }
    let mut entry = leaf.says;
    for (field, person) in &leaf.persons {
        entry.insert((*field).to_owned(), json!(hide(person)?));
    }
    entry.insert("v".to_owned(), json!(SHAPE));
    entry.insert("act".to_owned(), json!(leaf.act));
    entry.insert("at".to_owned(), json!(fact.at));
    entry.insert("on".to_owned(), json!(fact.on));
    entry.insert("by".to_owned(), Value::Object(by));
    let source = json!({
        "stream": facts.stream.to_string(),
        "version": version(leaf.fact),
        "sha256": hide(&written.payload)?,
    });
    entry.insert("fact".to_owned(), source);
    if let Some(code) = leaf.letter {
        let (first, last) = (version(0), version(facts.written.len().saturating_sub(1)));
        let said = facts.written.iter().map(|new| read(&new.payload));
        let said: Option<Vec<_>> = said.collect();
        let document = said.and_then(|said| statement(code, first, &said));
        let document = document.ok_or(missing)?;
        entry.insert("facts".to_owned(), json!([first, last]));
        entry.insert("document".to_owned(), json!(hide(&document)?));
    }
    let payload = canonical(&Value::Object(entry));
    if payload.len() > ENTRY_MAX_BYTES {
        return Err(SealError::TooLong(payload.len()));
    }
    Ok(RegisterLeaf {
        kind: leaf.act.to_owned(),
        payload,
        check_code: leaf.letter.map(CheckCode::compact),
        salts,
    })
}
