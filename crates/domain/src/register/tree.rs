//! The tree of hashes of RFC 6962, part 2.1: roots, proofs that an entry is in it, proofs that it only grew.
//!
//! Proofs are made by the recursions of RFC 6962 and checked by the loops of RFC 9162, so that a slip in one is
//! seen by the other.

use alloc::vec::Vec;

use sha2::{Digest, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update([0]);
    digest.update(entry);
    digest.finalize().into()
}

/// Hash of what stands above two hashes.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut digest = Sha256::new();
    digest.update([1]);
    digest.update(left);
    digest.update(right);
    digest.finalize().into()
}

/// Root of the tree without entries.
pub fn empty_root() -> Hash {
    Sha256::new().finalize().into()
}

/// Where the hashes of whole subtrees are found.
pub trait Nodes {
    /// Why one is not.
    type Error;

    /// Hash of the entries from `index << height` on, `1 << height` of them.
    ///
    /// # Errors
    /// When it is not known.
    fn node(&mut self, height: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// Root of the tree of the first `size` entries.
///
/// # Errors
/// When a node is not known.
pub fn root<N: Nodes>(size: u64, nodes: &mut N) -> Result<Hash, N::Error> {
    if size == 0 {
        return Ok(empty_root());
    }
    range(0, size, nodes)
}

/// The hashes that lead from the entry to the root, the entry's neighbour first; empty for an entry outside the tree.
///
/// # Errors
/// When a node is not known.
pub fn inclusion<N: Nodes>(index: u64, size: u64, nodes: &mut N) -> Result<Vec<Hash>, N::Error> {
    let mut path = Vec::new();
    if index >= size {
        return Ok(path);
    }
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(range(middle, to, nodes)?);
            to = middle;
        } else {
            path.push(range(from, middle, nodes)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The hashes that show that the tree of `old` entries is the beginning of that of `new`; none are needed where either
/// is empty or both are the same.
///
/// # Errors
/// When a node is not known.
pub fn consistency<N: Nodes>(old: u64, new: u64, nodes: &mut N) -> Result<Vec<Hash>, N::Error> {
    let mut proof = Vec::new();
    if old == 0 || old >= new {
        return Ok(proof);
    }
    let (mut from, mut to) = (0, new);
    // Whoever asks has the root of the old tree: it is left out as long as it is that whole subtree.
    let mut is_known = true;
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            proof.push(range(middle, to, nodes)?);
            to = middle;
        } else {
            proof.push(range(from, middle, nodes)?);
            from = middle;
            is_known = false;
        }
    }
    if !is_known {
        proof.push(range(from, to, nodes)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root that entry and path lead to; `None` if the path is too short or too long for that place.
pub fn root_of_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(beside, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

/// Whether the proof shows that the `old` tree, by its size and root, is the beginning of the `new` one.
pub fn is_consistent(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    if old_size >= new_size {
        return proof.is_empty() && old_size == new_size && old_root == new_root;
    }
    let (mut place, mut last) = (old_size - 1, new_size - 1);
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        match proof.split_first() {
            Some((first, rest)) => (first, rest),
            None => return false,
        }
    };
    let (mut before, mut after) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            before = node_hash(hash, &before);
            after = node_hash(hash, &after);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            after = node_hash(&after, hash);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && after == *new_root
}

/// Hash of the entries `from..to`; `from` is a multiple of the smallest power of two that is not below their number.
fn range<N: Nodes>(from: u64, to: u64, nodes: &mut N) -> Result<Hash, N::Error> {
    let count = to - from;
    if count.is_power_of_two() {
        let height = count.trailing_zeros();
        return nodes.node(u8::try_from(height).unwrap_or(u8::MAX), from >> height);
    }
    let middle = from + split(count);
    let left = range(from, middle, nodes)?;
    let right = range(middle, to, nodes)?;
    Ok(node_hash(&left, &right))
}

/// The largest power of two below a number above 1.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}

/// A tree that entries are added to, one after the other, of which only the root is wanted.
#[derive(Debug, Clone, Default)]
pub struct Growing {
    /// Whole subtrees, the largest first, with their heights.
    peaks: Vec<(u8, Hash)>,
    size: u64,
}

impl Growing {
    /// Adds an entry by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let (mut height, mut hash) = (0, leaf);
        while let Some((_, left)) = self.peaks.pop_if(|(other, _)| *other == height) {
            hash = node_hash(&left, &hash);
            height += 1;
        }
        self.peaks.push((height, hash));
        self.size += 1;
    }

    /// Entries so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root now.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else {
            return empty_root();
        };
        peaks.fold(last, |right, left| node_hash(&left, &right))
    }
}

impl FromIterator<Hash> for Growing {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut growing = Self::default();
        leaves.into_iter().for_each(|leaf| growing.push(leaf));
        growing
    }
}
