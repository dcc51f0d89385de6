//! The register as it lies in the database, for whoever verifies it: nothing is believed, so hashes stay text and what is
//! missing is told, not refused.

use std::{collections::BTreeMap, fmt::Write as _};

use jiff::Timestamp;

use crate::{
    Store, StoreError, StreamId,
    sql::Statement,
    value::{Record, Value},
};

/// An entry with its leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    /// Its place.
    pub place: u64,
    /// Number of its leaf.
    pub leaf: u64,
    /// Its hash as stored.
    pub hash: String,
    /// What was written in the business transaction; `None` if that row is gone.
    pub written: Option<LeafRow>,
}

/// A leaf as it was written in the business transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafRow {
    /// When.
    pub recorded_at: Timestamp,
    /// What kind of entry.
    pub kind: String,
    /// The entry.
    pub payload: String,
    /// Under which code it is found.
    pub check_code: Option<String>,
}

/// The hash of a full tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileRow {
    /// Level at which it stands.
    pub level: u8,
    /// Place there.
    pub place: u64,
    /// As stored.
    pub hash: String,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    /// Entries of the tree.
    pub size: u64,
    /// Its root as stored beside the note.
    pub root: String,
    /// The signed note.
    pub note: String,
}

/// A salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaltRow {
    /// The commitment made with it.
    pub commitment: String,
    /// Hexadecimal; empty once erased.
    pub salt: String,
    /// When it was erased.
    pub erased_at: Option<Timestamp>,
    /// By which act.
    pub erasure: Option<String>,
}

/// Facts of a stream from one version to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactRange {
    /// Which stream.
    pub stream: StreamId,
    /// The first version.
    pub first: u64,
    /// The last version.
    pub last: u64,
}

/// What was stored as facts, by stream and version.
pub type Facts = BTreeMap<StreamId, BTreeMap<u64, String>>;

fn entry(record: Record) -> Result<EntryRow, StoreError> {
    let mut fields = record.fields();
    let (place, leaf, hash) = (
        fields.next("place")?,
        fields.next("leaf_id")?,
        fields.next("hash")?,
    );
    let recorded_at: Option<Timestamp> = fields.next("recorded_at")?;
    let kind: Option<String> = fields.next("kind")?;
    let payload: Option<String> = fields.next("payload")?;
    let check_code = fields.next("check_code")?;
    let written = match (recorded_at, kind, payload) {
        (Some(recorded_at), Some(kind), Some(payload)) => Some(LeafRow {
            recorded_at,
            kind,
            payload,
            check_code,
        }),
        _ => None,
    };
    Ok(EntryRow {
        place,
        leaf,
        hash,
        written,
    })
}

pub(crate) fn leaf_row(record: Record) -> Result<(u64, LeafRow), StoreError> {
    let mut fields = record.fields();
    let leaf = fields.next("id")?;
    let written = LeafRow {
        recorded_at: fields.next("recorded_at")?,
        kind: fields.next("kind")?,
        payload: fields.next("payload")?,
        check_code: fields.next("check_code")?,
    };
    Ok((leaf, written))
}

impl Store {
    /// Entries from a place on, in their order, at most `limit`.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_entry_rows(
        &self,
        from: u64,
        limit: u32,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql = "SELECT e.place, e.leaf_id, e.hash, l.recorded_at, l.kind, l.payload, l.check_code \
                   FROM register_entries e LEFT JOIN register_leaves l ON l.id = e.leaf_id \
                   WHERE e.place >= $1 ORDER BY e.place LIMIT $2";
        let params = vec![Value::from(&from), Value::from(&limit)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(entry).collect()
    }

    /// The hashes of all full tiles.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_tile_rows(&self) -> Result<Vec<TileRow>, StoreError> {
        let sql = "SELECT level, place, hash FROM register_tiles ORDER BY level, place";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        let tiles = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            let level: u16 = fields.next("level")?;
            Ok(TileRow {
                level: u8::try_from(level).unwrap_or(u8::MAX),
                place: fields.next("place")?,
                hash: fields.next("hash")?,
            })
        });
        tiles.collect()
    }

    /// All checkpoints, the smallest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_checkpoint_rows(&self) -> Result<Vec<CheckpointRow>, StoreError> {
        let sql = "SELECT size, root, note FROM register_checkpoints ORDER BY size";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        let checkpoints = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            Ok(CheckpointRow {
                size: fields.next("size")?,
                root: fields.next("root")?,
                note: fields.next("note")?,
            })
        });
        checkpoints.collect()
    }

    /// All salts, also those that were erased.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_salt_rows(&self) -> Result<Vec<SaltRow>, StoreError> {
        let sql =
            "SELECT commitment, salt, erased_at, erasure FROM register_salts ORDER BY commitment";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        let salts = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            Ok(SaltRow {
                commitment: fields.next("commitment")?,
                salt: fields.next("salt")?,
                erased_at: fields.next("erased_at")?,
                erasure: fields.next("erasure")?,
            })
        });
        salts.collect()
    }

    /// Leaves after this one that have no place, in their order, at most `limit`.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_unplaced(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, LeafRow)>, StoreError> {
        let sql = "SELECT l.id, l.recorded_at, l.kind, l.payload, l.check_code \
                   FROM register_leaves l LEFT JOIN register_entries e ON e.leaf_id = l.id \
                   WHERE e.leaf_id IS NULL AND l.id > $1 ORDER BY l.id LIMIT $2";
        let params = vec![Value::from(&after), Value::from(&limit)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(leaf_row).collect()
    }

    /// How many entries the register says it has.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_size(&self) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT size FROM register_state WHERE id = 1";
        let row = self.database.query_one(Statement::new(sql, vec![])).await?;
        row.map(|row| row.first("size")).transpose()
    }

    /// Facts exactly as they were stored: those of each stream by their versions. Many are asked for at once, because a
    /// question for each would cost more than the facts.
    ///
    /// # Errors
    /// What the database said.
    pub async fn facts(&self, ranges: &[FactRange]) -> Result<Facts, StoreError> {
        let mut facts = Facts::new();
        for some in ranges.chunks(RANGES_AT_ONCE) {
            for row in self.database.query(facts_statement(some)).await? {
                let mut fields = row.fields();
                let name: String = fields.next("stream")?;
                let stream = name.parse();
                let stream = stream.map_err(|_| StoreError::Column { column: "stream" })?;
                let of_stream: &mut BTreeMap<u64, String> = facts.entry(stream).or_default();
                of_stream.insert(fields.next("version")?, fields.next("payload")?);
            }
        }
        Ok(facts)
    }
}

/// Ranges asked for in one statement, which always has as many: the database prepares it once.
const RANGES_AT_ONCE: usize = 64;

fn facts_statement(ranges: &[FactRange]) -> Statement {
    let mut sql = String::from("WITH wanted (kind, id, lowest, highest) AS (VALUES ");
    let mut params = Vec::with_capacity(RANGES_AT_ONCE * 4);
    // The last one again, until there are as many as always.
    let all = ranges
        .iter()
        .chain(ranges.iter().last().into_iter().cycle());
    for (index, range) in all.take(RANGES_AT_ONCE).enumerate() {
        let (at, comma) = (index * 4, if index == 0 { "" } else { ", " });
        let _ = write!(
            sql,
            "{comma}(CAST(${} AS TEXT), CAST(${} AS TEXT), CAST(${} AS BIGINT), CAST(${} AS BIGINT))",
            at + 1,
            at + 2,
            at + 3,
            at + 4,
        );
        params.extend([
            range.stream.kind.as_str().into(),
            Value::from(&range.stream.id),
            Value::from(&range.first),
            Value::from(&range.last),
        ]);
    }
    sql.push_str(
        ") SELECT e.stream_kind || '/' || e.stream_id AS stream, e.version, e.payload \
         FROM wanted w JOIN events e ON e.stream_kind = w.kind AND e.stream_id = w.id \
         AND e.version BETWEEN w.lowest AND w.highest",
    );
    Statement::new(sql, params)
}
