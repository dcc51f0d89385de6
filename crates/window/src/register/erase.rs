//! Erases what would open commitments to personal data: afterwards nobody can tell any more what an entry committed to, and
//! the register stays whole. That it was done, of what and by whom, is an entry itself.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde_json::Value;
use window_domain::id::check_code::CheckCode;
use window_domain::register::canonical::{SALT_BYTES, commitment, hex, read, text};
use window_store::{AuditEntry, Audited, Erasure, LeafRow, Store, StoreError, StreamId};

use super::leaves::code_hash;
use super::leaves::erasure::of_erasure;
use crate::random::{NoRandomness, Random};

/// The act in the audit.
pub const ACTION: &str = "register.erase";
/// Commitments to personal data: to the fact as a whole, in which persons are named, and to names. What a letter says is
/// data without persons: its salt stays, so that the paper is still proven.
const PERSONAL: [&str; 4] = ["/fact/sha256", "/by/name", "/signer", "/legal_person"];
/// Leaves read at a time.
const ROWS: u32 = 1000;

/// Whose salts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// All entries about a stream.
    Stream(StreamId),
    /// The entry of a letter.
    Letter(CheckCode),
}

/// It names nothing there are entries about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the id of a project, a stream such as `credit/…`, or the check code of a letter")]
pub struct NotOf;

impl FromStr for Of {
    type Err = NotOf;

    fn from_str(text: &str) -> Result<Self, NotOf> {
        if text.starts_with("prj_") {
            return Ok(Self::Stream(StreamId::project(text)));
        }
        if let Ok(stream) = text.parse() {
            return Ok(Self::Stream(stream));
        }
        text.parse().map(Self::Letter).map_err(|_| NotOf)
    }
}

impl fmt::Display for Of {
    /// As it may stand in public: a check code only as the hash that entries have.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stream(stream) => stream.fmt(formatter),
            Self::Letter(code) => write!(formatter, "letter/{}", code_hash(*code)),
        }
    }
}

/// What an erasure is about, as its record says, is what this entry is about.
pub(super) fn is_about(about: &str, entry: &Value) -> bool {
    let letter = text(entry, "/code_sha256").map(|hash| format!("letter/{hash}"));
    text(entry, "/fact/stream") == Some(about) || letter.as_deref() == Some(about)
}

/// What is to be erased.
#[derive(Debug, Clone)]
pub struct Order {
    /// Whose salts.
    pub of: Of,
    /// Why.
    pub reason: String,
    /// Who wants it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The act.
    pub erasure: Erasure,
    /// Entries about it.
    pub entries: usize,
    /// Salts that were still there and are no more.
    pub salts: usize,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// No random bytes for id and salt.
    #[error("draw an id")]
    Random(#[from] NoRandomness),
    /// The store failed.
    #[error("use the register")]
    Store(#[from] StoreError),
}

/// Erases the salts; entries written while it runs keep theirs, so it may be asked for again.
///
/// # Errors
/// When the store fails: then nothing is erased.
pub async fn erase(store: &Store, random: &Random, order: Order) -> Result<Erased, EraseError> {
    let about = order.of.to_string();
    let (mut after, mut entries, mut commitments) = (0, 0, Vec::new());
    loop {
        let rows = store.register_leaf_rows(after, ROWS).await?;
        let Some((last, _)) = rows.last() else {
            break;
        };
        after = *last;
        for (_, LeafRow { payload, .. }) in &rows {
            let Some(entry) = read(payload).filter(|entry| is_about(&about, entry)) else {
                continue;
            };
            entries += 1;
            let made = PERSONAL.iter().filter_map(|made| text(&entry, made));
            commitments.extend(made.map(ToOwned::to_owned));
        }
    }
    let salt = random.bytes::<SALT_BYTES>()?;
    let reason = (commitment(&salt, order.reason.as_bytes()), hex(&salt));
    let erasure = Erasure {
        id: format!("era_{}", hex(&random.bytes::<16>()?)),
        about,
        reason: order.reason,
        at: order.at,
        by: order.by,
    };
    let told = erasure.clone();
    let tell = move |erased: &[String]| {
        let leaf = of_erasure(&told, erased, &reason);
        (leaf, audited(&told, erased.len()))
    };
    let erased = store.erase_salts(erasure.clone(), commitments, tell);
    Ok(Erased {
        salts: erased.await?.len(),
        entries,
        erasure,
    })
}

/// Where the audit keeps the act.
pub(super) fn object(id: &str) -> String {
    format!("register/{id}")
}

fn audited(erasure: &Erasure, salts: usize) -> Audited {
    let detail = serde_json::json!({ "about": erasure.about, "salts": salts });
    Audited {
        actor: erasure.by.clone(),
        at: erasure.at,
        entry: AuditEntry {
            action: ACTION.to_owned(),
            object: object(&erasure.id),
            outcome: "done".to_owned(),
            detail: detail.to_string(),
            ip: None,
            request_id: None,
        },
    }
}
