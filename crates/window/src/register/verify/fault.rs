//! What can be wrong with a register in its database, each with its name.

use super::super::note::NoteError;

/// Something is not as it was written or signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An entry was changed after it got its place.
    #[error("entry {place}: the row of its leaf was edited")]
    LeafEdited {
        /// Which.
        place: u64,
    },
    /// The stored hash of an entry was changed.
    #[error("entry {place}: its stored hash was edited, the leaf is as it was signed")]
    HashEdited {
        /// Which.
        place: u64,
    },
    /// An entry whose leaf is gone.
    #[error("entry {place}: its leaf {leaf} is missing")]
    LeafMissing {
        /// Which.
        place: u64,
        /// Its leaf.
        leaf: u64,
    },
    /// Places without an entry.
    #[error("entries {from} to {to} are missing")]
    Missing {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// Entries stand in another order than their leaves were written.
    #[error("entry {place} stands before one that was written earlier: entries were reordered")]
    Reordered {
        /// The second of the two.
        place: u64,
    },
    /// The same entry stands twice.
    #[error("{0} is the copy of another: it was inserted")]
    Inserted(Where),
    /// A leaf that should have a place was passed over.
    #[error(
        "leaf {leaf} has no place although later ones have: it was inserted, or its entry removed"
    )]
    PassedOver {
        /// Which.
        leaf: u64,
    },
    /// A column beside the entry says something else than the entry.
    #[error("{at}: the column `{column}` was edited, the entry says something else")]
    Column {
        /// Where.
        at: Where,
        /// Which column.
        column: &'static str,
    },
    /// It is no entry this program writes.
    #[error("{0} is none that this program writes: it was inserted or edited")]
    Shape(Where),
    /// The fact an entry is about is gone.
    #[error("{at}: the fact it is about is missing ({fact})")]
    FactMissing {
        /// Where.
        at: Where,
        /// Stream and version.
        fact: String,
    },
    /// The fact an entry is about was changed.
    #[error("{at}: the row of the fact it is about was edited ({fact})")]
    FactEdited {
        /// Where.
        at: Where,
        /// Stream and version.
        fact: String,
    },
    /// The salt of an entry was changed.
    #[error("{at}: a salt was swapped with another or edited (commitment {commitment})")]
    Salt {
        /// Where.
        at: Where,
        /// Whose.
        commitment: String,
    },
    /// The salt of an entry is gone without having been erased.
    #[error("{at}: a salt is missing (commitment {commitment})")]
    SaltMissing {
        /// Where.
        at: Where,
        /// Whose.
        commitment: String,
    },
    /// The salt of an entry is gone, and nobody says to have erased it.
    #[error(
        "{at}: a salt is marked as erased, and no erasure of it is on record (commitment {commitment})"
    )]
    Erased {
        /// Where.
        at: Where,
        /// Whose.
        commitment: String,
    },
    /// What is on record of an erasure does not hold.
    #[error("erasure {erasure}: {what}")]
    Erasure {
        /// Which.
        erasure: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A salt no entry knows.
    #[error(
        "a salt belongs to no entry (commitment {commitment}): it was inserted, or its leaf removed"
    )]
    SaltUnknown {
        /// Whose.
        commitment: String,
    },
    /// A hash of the levels above was changed.
    #[error("tile hash {place} of level {level}: {what}")]
    Tile {
        /// Level.
        level: u8,
        /// Place in it.
        place: u64,
        /// What was done to it.
        what: &'static str,
    },
    /// The register says that it is longer or shorter than it is.
    #[error(
        "the register says it has {says} entries, there are {found}: it was cut or entries were inserted"
    )]
    Size {
        /// What it says.
        says: u64,
        /// What there is.
        found: u64,
    },
    /// More was signed than there is.
    #[error(
        "checkpoint {signed} is newer than the register, which has {found} entries: it was cut or rolled back"
    )]
    Ahead {
        /// Entries signed.
        signed: u64,
        /// Entries there are.
        found: u64,
    },
    /// The entries are not those that were signed.
    #[error(
        "checkpoint {signed}: the entries are not those that were signed, though each fits its own hash: entries were exchanged"
    )]
    Root {
        /// Entries signed.
        signed: u64,
    },
    /// A checkpoint was edited.
    #[error("checkpoint {signed}: {fault}")]
    Checkpoint {
        /// Entries signed, as the row says.
        signed: u64,
        /// What is wrong.
        fault: NoteError,
    },
    /// A checkpoint is signed by another key.
    #[error("checkpoint {signed} is {fault}")]
    AnotherKey {
        /// Entries signed, as the row says.
        signed: u64,
        /// By whom.
        fault: NoteError,
    },
    /// There are entries but nothing was signed, although something was seen signed.
    #[error(
        "the database was rolled back: {stored} entries are signed in it, and {seen} were seen signed outside"
    )]
    RolledBack {
        /// Entries signed in the database.
        stored: u64,
        /// Entries signed outside.
        seen: u64,
    },
    /// What was seen signed outside is another tree.
    #[error(
        "the register was forked: its first {seen} entries are not those that were seen signed outside"
    )]
    Forked {
        /// Entries signed outside.
        seen: u64,
    },
}

/// Where in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Where {
    /// At a place.
    #[error("entry {0}")]
    Entry(u64),
    /// Still waiting for one.
    #[error("leaf {0}, which has no place yet,")]
    Leaf(u64),
}

impl Fault {
    /// Whether rows of entries are missing, edited or moved, so that no root can be reached.
    pub(super) fn is_of_rows(&self) -> bool {
        matches!(
            self,
            Self::LeafEdited { .. }
                | Self::HashEdited { .. }
                | Self::LeafMissing { .. }
                | Self::Missing { .. }
                | Self::Reordered { .. }
                | Self::Inserted(_)
        )
    }

    /// Its name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::LeafEdited { .. } => "leaf_edited",
            Self::HashEdited { .. } => "hash_edited",
            Self::LeafMissing { .. } => "leaf_missing",
            Self::Missing { .. } => "entries_missing",
            Self::Reordered { .. } => "reordered",
            Self::Inserted(_) => "inserted",
            Self::PassedOver { .. } => "passed_over",
            Self::Column { .. } => "column_edited",
            Self::Shape(_) => "no_entry",
            Self::FactMissing { .. } => "fact_missing",
            Self::FactEdited { .. } => "fact_edited",
            Self::Salt { .. } => "salt_swapped",
            Self::SaltMissing { .. } => "salt_missing",
            Self::SaltUnknown { .. } => "salt_unknown",
            Self::Erased { .. } => "erased_unrecorded",
            Self::Erasure { .. } => "erasure_edited",
            Self::Tile { .. } => "tile_edited",
            Self::Size { .. } => "size",
            Self::Ahead { .. } => "checkpoint_ahead",
            Self::Root { .. } => "exchanged",
            Self::Checkpoint { .. } => "checkpoint_edited",
            Self::AnotherKey { .. } => "signed_by_another_key",
            Self::RolledBack { .. } => "rolled_back",
            Self::Forked { .. } => "forked",
        }
    }
}
