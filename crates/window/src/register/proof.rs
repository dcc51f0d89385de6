//! The proof that something is in the register, as a file that can be checked without us (C2SP tlog-proof).

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use window_domain::id::check_code::CheckCode;
use window_domain::register::canonical::{
    canonical, commitment, number, read, statement, text as word, unhex,
};
use window_domain::register::tree::root_of_inclusion;
use window_domain::register::{Hash, Question, leaf_hash};
use window_store::{Checkpoint, FactRange, RegisterError, Store, StoreError, StreamId};

use super::note::{Note, NoteError, TreeHead, VerifierKey, parse_hash};

/// First line of a proof.
const FIRST: &str = "c2sp.org/tlog-proof@v1";

/// What a proof brings beside hashes and checkpoint. Nothing of it is signed: the entry is what hashes and checkpoint
/// prove, the salt what entry and document prove; size and root say which tree it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    entry: String,
    root: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    size: u64,
}

/// A proof as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    extra: Extra,
    index: u64,
    path: Vec<Hash>,
    note: Note,
}

/// What is wrong with a proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFault {
    /// It has not the form of a proof.
    #[error("this is no whole proof, line {line} is wrong: it was cut or edited")]
    Form {
        /// The first line that is wrong, from 1.
        line: usize,
    },
    /// The checkpoint in it is none, or was edited.
    #[error("the checkpoint in the proof: {0}")]
    Checkpoint(NoteError),
    /// The checkpoint in it is signed by another key.
    #[error("the checkpoint in the proof is {0}")]
    AnotherKey(NoteError),
    /// It is a proof of another register.
    #[error("the proof is of the register `{found}`, and the key of `{wanted}`")]
    AnotherRegister {
        /// Whose it is.
        found: String,
        /// Whose the key is.
        wanted: String,
    },
    /// Hashes are missing, or there are too many.
    #[error("the proof has {0} hashes, which is not what its place needs: it was cut or edited")]
    Length(usize),
    /// It is whole, but for another tree than the checkpoint in it.
    #[error(
        "the proof is for another tree, of {made_for} entries, than its checkpoint, of {signed} entries"
    )]
    AnotherTree {
        /// Entries of the tree it was made for.
        made_for: u64,
        /// Entries of the tree of the checkpoint.
        signed: u64,
    },
    /// Entry, place or hashes do not lead to the root.
    #[error(
        "entry, place and hashes of the proof do not lead to the signed root: one of them was edited"
    )]
    Edited,
    /// The document is another one.
    #[error(
        "this is not the document of the proof: the document or the salt in the proof is another one"
    )]
    AnotherDocument,
    /// The entry is of no letter, so there is no document.
    #[error("the entry of this proof is not that of a letter, so no document can be compared")]
    NoDocument,
    /// What hides the document was erased.
    #[error("the proof has no salt any more, so no document can be compared")]
    NoSalt,
}

impl ProofFault {
    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } | Self::Length(_) => "cut_or_edited_proof",
            Self::Checkpoint(_) => "edited_checkpoint",
            Self::AnotherKey(_) => "signed_by_another_key",
            Self::AnotherRegister { .. } => "another_register",
            Self::AnotherTree { .. } => "another_tree",
            Self::Edited => "edited_proof",
            Self::AnotherDocument => "another_document",
            Self::NoDocument => "no_document",
            Self::NoSalt => "no_salt",
        }
    }
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`ProofFault::Form`] or [`ProofFault::Checkpoint`].
    pub fn parse(text: &str) -> Result<Self, ProofFault> {
        let wrong = |line| ProofFault::Form { line };
        let (above, note) = text.split_once("\n\n").ok_or(wrong(1))?;
        let mut lines = above.lines();
        if lines.next() != Some(FIRST) {
            return Err(wrong(1));
        }
        let extra = lines.next().and_then(|line| line.strip_prefix("extra "));
        let extra = extra.and_then(|text| STANDARD.decode(text).ok());
        let extra = extra.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let extra: Extra = extra.ok_or(wrong(2))?;
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(|text| {
            let number: u64 = text.parse().ok()?;
            (number.to_string() == text).then_some(number)
        });
        let index = index.ok_or(wrong(3))?;
        let mut path = Vec::new();
        for (line, number) in lines.zip(4..) {
            path.push(parse_hash(line).ok_or(wrong(number))?);
        }
        let note = Note::parse(note).map_err(ProofFault::Checkpoint)?;
        Ok(Self {
            extra,
            index,
            path,
            note,
        })
    }

    /// The entry it is about, not believed before [`Proof::check`].
    pub fn entry(&self) -> &str {
        &self.extra.entry
    }

    /// Whether the register of this key holds the entry, and the document, if one is given, is that of the entry.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(
        &self,
        key: &VerifierKey,
        document: Option<&[u8]>,
    ) -> Result<TreeHead, ProofFault> {
        key.check(&self.note).map_err(|error| match error {
            NoteError::AnotherKey { .. } => ProofFault::AnotherKey(error),
            other => ProofFault::Checkpoint(other),
        })?;
        let head = TreeHead::of(&self.note).map_err(ProofFault::Checkpoint)?;
        if head.origin != key.name() {
            return Err(ProofFault::AnotherRegister {
                found: head.origin,
                wanted: key.name().to_owned(),
            });
        }
        self.check_place(&head)?;
        if let Some(document) = document {
            self.check_document(document)?;
        }
        Ok(head)
    }

    fn check_place(&self, head: &TreeHead) -> Result<(), ProofFault> {
        let leaf = leaf_hash(self.extra.entry.as_bytes());
        let leads_to = |size| root_of_inclusion(&leaf, self.index, size, &self.path);
        let root = leads_to(head.size);
        if root == Some(head.root) {
            return Ok(());
        }
        let made_for = parse_hash(&self.extra.root);
        let is_other = (self.extra.size, made_for) != (head.size, Some(head.root));
        if is_other && made_for.is_some() && leads_to(self.extra.size) == made_for {
            return Err(ProofFault::AnotherTree {
                made_for: self.extra.size,
                signed: head.size,
            });
        }
        Err(match root {
            None => ProofFault::Length(self.path.len()),
            Some(_) => ProofFault::Edited,
        })
    }

    fn check_document(&self, document: &[u8]) -> Result<(), ProofFault> {
        let entry: Option<Value> = serde_json::from_str(&self.extra.entry).ok();
        let made = entry.as_ref().and_then(|entry| word(entry, "/document"));
        let made = made.ok_or(ProofFault::NoDocument)?;
        let salt = self.extra.salt.as_deref().and_then(unhex);
        let salt = salt.ok_or(ProofFault::NoSalt)?;
        if commitment(&salt, document) == made {
            Ok(())
        } else {
            Err(ProofFault::AnotherDocument)
        }
    }
}

/// What there is to prove of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The proof, as a file.
    Proof(String),
    /// Its entry waits for its place or for a signature.
    Waiting,
    /// No letter has this code, or it is older than the register.
    None,
}

/// The proof for the letter with this check code.
///
/// # Errors
/// When the register has a gap, or what the database said.
pub async fn of_letter(store: &Store, code: CheckCode) -> Result<Found, RegisterError> {
    let Some(found) = store.register_entry(&code.compact()).await? else {
        return Ok(Found::None);
    };
    let signed = store.register_checkpoint().await?;
    let (Some(index), Some(signed)) = (found.place, signed) else {
        return Ok(Found::Waiting);
    };
    let entry: Option<Value> = serde_json::from_str(&found.payload).ok();
    let document = entry.as_ref().and_then(|entry| word(entry, "/document"));
    let salt = match document {
        Some(made) => store.register_salt(made).await?,
        None => None,
    };
    file(store, (index, found.payload, salt), signed).await
}

/// The proof for the entry at a place, counted from 0; without what only holders of a letter may have.
///
/// # Errors
/// When the register has a gap, or what the database said.
pub async fn of_place(store: &Store, place: u64) -> Result<Found, RegisterError> {
    let Some(payload) = store.register_payload(place).await? else {
        return Ok(Found::None);
    };
    match store.register_checkpoint().await? {
        Some(signed) => file(store, (place, payload, None), signed).await,
        None => Ok(Found::Waiting),
    }
}

async fn file(
    store: &Store,
    (index, entry, salt): (u64, String, Option<String>),
    signed: Checkpoint,
) -> Result<Found, RegisterError> {
    if index >= signed.size {
        return Ok(Found::Waiting);
    }
    let question = Question::Inclusion {
        index,
        size: signed.size,
    };
    let path = store.register_answer(question).await?;
    let extra = Extra {
        entry,
        root: STANDARD.encode(signed.root),
        salt,
        size: signed.size,
    };
    let extra = canonical(&serde_json::json!(extra));
    let mut lines = vec![
        FIRST.to_owned(),
        format!("extra {}", STANDARD.encode(extra)),
        format!("index {index}"),
    ];
    lines.extend(path.iter().map(|hash| STANDARD.encode(hash)));
    let (above, note) = (lines.join("\n"), signed.note);
    Ok(Found::Proof(format!("{above}\n\n{note}")))
}

/// The facts an entry rests on; `None` if it rests on none.
pub(super) fn facts_of(entry: &Value) -> Option<FactRange> {
    let stream = word(entry, "/fact/stream")?.parse().ok()?;
    let version = number(entry, "/fact/version")?;
    let at = |pointer| number(entry, pointer).unwrap_or(version);
    Some(FactRange {
        stream,
        first: version.min(at("/facts/0")),
        last: version.max(at("/facts/1")),
    })
}

/// A fact as it is stored, and what it says: nothing if it is no JSON.
#[derive(Debug, Default)]
pub(super) struct Fact {
    pub(super) text: String,
    pub(super) said: Value,
}

/// Facts by stream and version, each read once however many entries rest on it.
pub(super) type Facts = BTreeMap<StreamId, BTreeMap<u64, Fact>>;

/// The facts asked for.
///
/// # Errors
/// What the database said.
pub(super) async fn facts(store: &Store, ranges: &[FactRange]) -> Result<Facts, StoreError> {
    let stored = store.facts(ranges).await?.into_iter();
    let facts = stored.map(|(stream, texts)| {
        let facts = texts.into_iter().map(|(version, text)| {
            let said = read(&text).unwrap_or_default();
            (version, Fact { text, said })
        });
        (stream, facts.collect())
    });
    Ok(facts.collect())
}

/// What the letter of an entry says, made again from its facts; `None` if it is of no letter or facts are missing.
pub(super) fn document_of(
    code: CheckCode,
    entry: &Value,
    facts: &BTreeMap<u64, Fact>,
) -> Option<String> {
    let (first, last) = (number(entry, "/facts/0")?, number(entry, "/facts/1")?);
    let said = (first..=last).map(|version| facts.get(&version).map(|fact| &fact.said));
    let said: Vec<&Value> = said.collect::<Option<_>>()?;
    statement(code, first, said)
}

/// What the letter with this check code says, as the register proves it.
///
/// # Errors
/// What the database said.
pub async fn document(store: &Store, code: CheckCode) -> Result<Option<String>, StoreError> {
    let Some(found) = store.register_entry(&code.compact()).await? else {
        return Ok(None);
    };
    let entry: Option<Value> = serde_json::from_str(&found.payload).ok();
    let Some((range, entry)) = entry.and_then(|entry| Some((facts_of(&entry)?, entry))) else {
        return Ok(None);
    };
    let mut facts = facts(store, std::slice::from_ref(&range)).await?;
    let facts = facts.remove(&range.stream).unwrap_or_default();
    Ok(document_of(code, &entry, &facts))
}
