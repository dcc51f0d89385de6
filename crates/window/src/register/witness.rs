//! A witness looks at the register from another machine: it cosigns a checkpoint that goes on from what it saw, and refuses
//! a fork, a rollback and another key.

use serde::{Deserialize, Serialize};
use window_domain::register::tile::{MissingTile, from_bytes};
use window_domain::register::tree::is_consistent;
use window_domain::register::{Question, TilePath, Tiles};

use super::note::{Note, NoteError, TreeHead, VerifierKey};

/// What a witness remembers of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The register's key.
    pub key: String,
    /// The last checkpoint it cosigned, with that signature.
    pub checkpoint: String,
}

/// Why a witness does not cosign.
#[derive(Debug, thiserror::Error)]
pub enum WitnessFault {
    /// The register does not answer; that says nothing against it.
    #[error("fetch `{path}`: {reason}")]
    Unreachable {
        /// What was asked for.
        path: String,
        /// Why not.
        reason: String,
    },
    /// What it serves as checkpoint is none, or edited.
    #[error("the checkpoint: {0}")]
    Checkpoint(NoteError),
    /// Somebody else signed it.
    #[error("the checkpoint is {0}")]
    AnotherKey(NoteError),
    /// It is of another register.
    #[error("the checkpoint is of the register `{found}`, and the key of `{wanted}`")]
    AnotherRegister {
        /// Whose it is.
        found: String,
        /// Whose the key is.
        wanted: String,
    },
    /// It shows less than it showed before.
    #[error("the register was rolled back: it shows {shown} entries and showed {seen} before")]
    RolledBack {
        /// Entries now.
        shown: u64,
        /// Entries seen before.
        seen: u64,
    },
    /// What was seen is not the beginning of what is shown.
    #[error(
        "the register was forked: the {seen} entries seen before are not the first of the {shown} shown"
    )]
    Forked {
        /// Entries now.
        shown: u64,
        /// Entries seen before.
        seen: u64,
    },
    /// Its tiles are not those of its checkpoint.
    #[error("the tiles of the register do not lead to the root of its checkpoint")]
    Tiles,
    /// A tile is too short.
    #[error(transparent)]
    Missing(#[from] MissingTile),
}

impl WitnessFault {
    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Checkpoint(_) => "edited_checkpoint",
            Self::AnotherKey(_) => "signed_by_another_key",
            Self::AnotherRegister { .. } => "another_register",
            Self::RolledBack { .. } => "rolled_back",
            Self::Forked { .. } => "forked",
            Self::Tiles | Self::Missing(_) => "tiles_do_not_fit",
        }
    }
}

/// Fetches what stands at a path below the register's address.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Looks at the register; the checkpoint to cosign.
///
/// # Errors
/// Why it is not to be cosigned.
pub fn look(
    key: &VerifierKey,
    seen: Option<&TreeHead>,
    fetch: Fetch<'_>,
) -> Result<(Note, TreeHead), WitnessFault> {
    let get = |path: String| match fetch(&path) {
        Ok(bytes) => Ok(bytes),
        Err(reason) => Err(WitnessFault::Unreachable { path, reason }),
    };
    let text = String::from_utf8(get("checkpoint".to_owned())?)
        .map_err(|_| WitnessFault::Checkpoint(NoteError::Form("no text")))?;
    let note = Note::parse(&text).map_err(WitnessFault::Checkpoint)?;
    key.check(&note).map_err(|error| match error {
        NoteError::AnotherKey { .. } => WitnessFault::AnotherKey(error),
        other => WitnessFault::Checkpoint(other),
    })?;
    let head = TreeHead::of(&note).map_err(WitnessFault::Checkpoint)?;
    if head.origin != key.name() {
        return Err(WitnessFault::AnotherRegister {
            found: head.origin,
            wanted: key.name().to_owned(),
        });
    }
    // Nothing was seen yet: the tiles must lead to the root all the same.
    let question = match seen.filter(|seen| seen.size > 0) {
        Some(seen) if head.size < seen.size => {
            return Err(WitnessFault::RolledBack {
                shown: head.size,
                seen: seen.size,
            });
        }
        Some(seen) => Question::Consistency {
            old: seen.size,
            new: head.size,
        },
        None => Question::Root(head.size),
    };
    let mut tiles = Tiles::default();
    for tile in question.tiles() {
        let path = TilePath::of(tile, head.size);
        let bytes = get(format!("tile/{path}"))?;
        let hashes = from_bytes(&bytes).ok_or(MissingTile(tile))?;
        tiles.0.insert(tile, hashes);
    }
    let answer = question.answer(&mut tiles)?;
    match seen.filter(|seen| seen.size > 0) {
        Some(seen) => {
            let (old, new) = ((seen.size, &seen.root), (head.size, &head.root));
            if !is_consistent(old, new, &answer) {
                return Err(WitnessFault::Forked {
                    shown: head.size,
                    seen: seen.size,
                });
            }
        }
        None if answer != [head.root] => return Err(WitnessFault::Tiles),
        None => {}
    }
    Ok((note, head))
}
