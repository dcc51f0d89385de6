//! The arithmetic of the verifiable register: a tree of hashes over entries that are only ever added (RFC 6962), cut
//! into tiles (C2SP tlog-tiles); and the form of what stands in it. No disk, no key: who keeps the entries and who signs is
//! told elsewhere.

pub mod canonical;
pub mod tile;
pub mod tree;

pub use self::tile::{Question, Tile, TilePath, Tiles};
pub use self::tree::{Hash, leaf_hash};

/// Longest entry, in bytes: its length is written in 16 bits.
pub const ENTRY_MAX_BYTES: usize = 65_535;
