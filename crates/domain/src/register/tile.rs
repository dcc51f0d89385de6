//! The tree cut into tiles of 256 hashes (C2SP tlog-tiles): their addresses, and proofs made from them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::str::FromStr;

use super::tree::{self, Growing, Hash, Nodes};

/// Hashes of a full tile.
pub const WIDTH: u64 = 256;
/// Heights of the tree a tile spans.
const HEIGHT: u8 = 8;
/// Highest level there is.
const LEVEL_MAX: u8 = 63;

/// Which tile: at level 0 of the hashes of entries, at each further level of the hashes of full tiles below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Its level.
    pub level: u8,
    /// Its place in the level.
    pub index: u64,
}

impl Tile {
    /// How many hashes it has in a tree of this size; 0 if it is not there.
    pub fn width(self, size: u64) -> u64 {
        let above = size
            .checked_shr(u32::from(HEIGHT) * u32::from(self.level))
            .unwrap_or(0);
        above
            .saturating_sub(self.index.saturating_mul(WIDTH))
            .min(WIDTH)
    }
}

/// The address of a tile or of a bundle of entries: `0/x001/067.p/8`, `entries/000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TilePath {
    /// The level; `None` for the entries themselves.
    pub level: Option<u8>,
    /// The place in the level.
    pub index: u64,
    /// How many hashes or entries, 1 to 256.
    pub width: u64,
}

impl TilePath {
    /// The address of the part of a tile that a tree of this size has.
    pub fn of(tile: Tile, size: u64) -> Self {
        Self {
            level: Some(tile.level),
            index: tile.index,
            width: tile.width(size),
        }
    }

    /// The tile it lies in; entries lie where their hashes do.
    pub fn tile(&self) -> Tile {
        Tile {
            level: self.level.unwrap_or(0),
            index: self.index,
        }
    }

    /// Whether it will never be longer.
    pub fn is_full(&self) -> bool {
        self.width == WIDTH
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(formatter, "{level}/")?,
            None => formatter.write_str("entries/")?,
        }
        let mut rest = self.index / 1000;
        let mut folders = Vec::new();
        while rest > 0 {
            folders.push(rest % 1000);
            rest /= 1000;
        }
        for folder in folders.iter().rev() {
            write!(formatter, "x{folder:03}/")?;
        }
        write!(formatter, "{:03}", self.index % 1000)?;
        if !self.is_full() {
            write!(formatter, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

/// The text is not the address of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "read the address of a tile: expected `LEVEL/NUMBER` or `entries/NUMBER`, with `.p/WIDTH` where it is not full"
)]
pub struct NotATile;

impl FromStr for TilePath {
    type Err = NotATile;

    fn from_str(text: &str) -> Result<Self, NotATile> {
        let (level, rest) = text.split_once('/').ok_or(NotATile)?;
        let level = match level {
            "entries" => None,
            level => Some(level.parse().map_err(|_| NotATile)?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| NotATile)?),
            None => (rest, WIDTH),
        };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let path = Self {
            level,
            index: digits.parse().map_err(|_| NotATile)?,
            width,
        };
        let is_real = level.is_none_or(|level| level <= LEVEL_MAX) && (1..=WIDTH).contains(&width);
        // One tile has one address: without zeros, signs or folders that could be left out.
        (is_real && path.to_string() == text)
            .then_some(path)
            .ok_or(NotATile)
    }
}

/// What is asked of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The root of the tree of so many entries.
    Root(u64),
    /// That an entry is in the tree.
    Inclusion {
        /// Its place, from 0.
        index: u64,
        /// Entries of the tree.
        size: u64,
    },
    /// That a tree is the beginning of another.
    Consistency {
        /// Entries of the shorter one.
        old: u64,
        /// Entries of the longer one.
        new: u64,
    },
}

impl Question {
    /// Entries of the tree it is asked of.
    pub fn size(self) -> u64 {
        match self {
            Self::Root(size)
            | Self::Inclusion { size, .. }
            | Self::Consistency { new: size, .. } => size,
        }
    }

    /// The tiles its answer is made from.
    pub fn tiles(self) -> BTreeSet<Tile> {
        let mut wanted = Wanted(BTreeSet::new());
        let Ok(_) = self.answer(&mut wanted);
        wanted.0
    }

    /// Its answer: the root alone, or the hashes of the proof.
    ///
    /// # Errors
    /// When a node is not known.
    pub fn answer<N: Nodes>(self, nodes: &mut N) -> Result<Vec<Hash>, N::Error> {
        match self {
            Self::Root(size) => tree::root(size, nodes).map(|root| Vec::from([root])),
            Self::Inclusion { index, size } => tree::inclusion(index, size, nodes),
            Self::Consistency { old, new } => tree::consistency(old, new, nodes),
        }
    }
}

/// The tile a node is made from, the first of its hashes there, and how many.
fn within(height: u8, index: u64) -> (Tile, u64, u64) {
    let (level, above) = (height / HEIGHT, height % HEIGHT);
    let first = index << above;
    let tile = Tile {
        level,
        index: first / WIDTH,
    };
    (tile, first % WIDTH, 1 << above)
}

/// Notes which tiles are looked at.
struct Wanted(BTreeSet<Tile>);

impl Nodes for Wanted {
    type Error = Infallible;

    fn node(&mut self, height: u8, index: u64) -> Result<Hash, Infallible> {
        self.0.insert(within(height, index).0);
        Ok(Hash::default())
    }
}

/// Tiles that were fetched, to answer from.
#[derive(Debug, Default)]
pub struct Tiles(pub BTreeMap<Tile, Vec<Hash>>);

/// A tile has not the hashes it should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("tile {} of level {} is missing or too short", .0.index, .0.level)]
pub struct MissingTile(pub Tile);

impl Nodes for Tiles {
    type Error = MissingTile;

    fn node(&mut self, height: u8, index: u64) -> Result<Hash, MissingTile> {
        let (tile, first, count) = within(height, index);
        let place = |at: u64| usize::try_from(at).ok();
        let hashes = self.0.get(&tile).and_then(|hashes| {
            let (from, to) = (place(first)?, place(first + count)?);
            hashes.get(from..to)
        });
        let hashes = hashes.ok_or(MissingTile(tile))?;
        Ok(hashes.iter().copied().collect::<Growing>().root())
    }
}

/// The hashes of a tile as they are sent: one after the other.
pub fn to_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of a tile as it was sent; `None` if it was cut.
pub fn from_bytes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.to_vec())
}

/// Entries as they are sent: each with its length in 16 bits before it; `None` if one is too long.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a str>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        bytes.extend(entry.as_bytes());
    }
    Some(bytes)
}
