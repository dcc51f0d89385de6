//! The verifiable register: leaves get their places in the order of commit, roots are signed, tiles and proofs are read.
//!
//! A leaf is written in the business transaction. Its place is given later and committed; only then is the root signed and
//! stored, so that what is signed is on the disk. Who gives places or signs holds the one row of `register_state`.

use jiff::Timestamp;
use window_domain::register::tile::{MissingTile, WIDTH};
use window_domain::register::tree::{Growing, empty_root};
use window_domain::register::{Hash, Question, Tile, TilePath, Tiles, leaf_hash};

use crate::{
    Store, StoreError,
    sql::{Database, Statement, Tx, Work, WorkError},
    value::{Record, Value, hex},
};

/// Leaves that get their places in one transaction.
const PLACED_AT_ONCE: u32 = 1024;

/// A root as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Entries of the tree.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The signed note.
    pub note: String,
}

/// An entry found by its check code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryOfCode {
    /// Its place; `None` while it waits for one.
    pub place: Option<u64>,
    /// The entry.
    pub payload: String,
}

/// Why nothing was signed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RegisterError {
    /// Entries that were signed are gone: the log was cut or an old backup restored.
    #[error(
        "the register has {stored} entries, but {signed} were signed: it was cut or rolled back"
    )]
    Shorter {
        /// Entries there are.
        stored: u64,
        /// Entries of the last checkpoint.
        signed: u64,
    },
    /// What was signed is not the beginning of what is stored.
    #[error(
        "the first {signed} entries of the register are not those that were signed: it was forked"
    )]
    Forked {
        /// Entries of the last checkpoint.
        signed: u64,
    },
    /// A tile is not as long as it must be.
    #[error("the register has a gap")]
    Gap(#[from] MissingTile),
    /// The signer would not.
    #[error("sign the register: {0}")]
    Unsigned(String),
    /// The store failed.
    #[error("use the register")]
    Unavailable(#[from] StoreError),
}

impl WorkError for RegisterError {
    fn incident(&self) -> Option<&StoreError> {
        match self {
            Self::Unavailable(error) => Some(error),
            Self::Shorter { .. } | Self::Forked { .. } | Self::Gap(_) | Self::Unsigned(_) => None,
        }
    }
}

/// Where rows are read: inside a transaction or beside it.
enum Source<'a> {
    Tx(&'a Tx<'a>),
    Database(&'a Database),
}

impl Source<'_> {
    async fn query(
        &self,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<Vec<Record>, StoreError> {
        let statement = Statement::new(sql, params);
        match self {
            Self::Tx(tx) => tx.query(&statement).await,
            Self::Database(database) => database.query(statement).await,
        }
    }

    /// So many hashes of a tile from its first on; fewer if there are no more.
    async fn tile(&self, tile: Tile, width: u64) -> Result<Vec<Hash>, StoreError> {
        let from = tile.index.saturating_mul(WIDTH);
        let range = [Value::from(&from), Value::from(&from.saturating_add(width))];
        let rows = if tile.level == 0 {
            let sql =
                "SELECT hash FROM register_entries WHERE place >= $1 AND place < $2 ORDER BY place";
            self.query(sql, range.to_vec()).await?
        } else {
            let sql = "SELECT hash FROM register_tiles \
                       WHERE place >= $1 AND place < $2 AND level = $3 ORDER BY place";
            let mut params = range.to_vec();
            params.push(Value::from(&u16::from(tile.level)));
            self.query(sql, params).await?
        };
        let hashes = rows
            .into_iter()
            .map(|row| hash(&row.first::<String>("hash")?));
        hashes.collect()
    }

    async fn answer(&self, question: Question) -> Result<Vec<Hash>, RegisterError> {
        let mut tiles = Tiles::default();
        for tile in question.tiles() {
            let hashes = self.tile(tile, tile.width(question.size())).await?;
            tiles.0.insert(tile, hashes);
        }
        Ok(question.answer(&mut tiles)?)
    }

    async fn root(&self, size: u64) -> Result<Hash, RegisterError> {
        let answer = self.answer(Question::Root(size)).await?;
        Ok(answer.first().copied().unwrap_or_else(empty_root))
    }

    async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let sql = "SELECT size, root, note FROM register_checkpoints ORDER BY size DESC LIMIT 1";
        let row = self.query(sql, vec![]).await?.into_iter().next();
        row.map(checkpoint).transpose()
    }

    /// Entries with a place, and the last leaf that has one.
    async fn placed(&self) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT place, leaf_id FROM register_entries ORDER BY place DESC LIMIT 1";
        let Some(row) = self.query(sql, vec![]).await?.into_iter().next() else {
            return Ok((0, 0));
        };
        let mut fields = row.fields();
        let place: u64 = fields.next("place")?;
        Ok((place.saturating_add(1), fields.next("leaf_id")?))
    }
}

/// Reads a hash as it is stored.
fn hash(text: &str) -> Result<Hash, StoreError> {
    let wrong = StoreError::Column { column: "hash" };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    match bytes.map(Hash::try_from) {
        Some(Ok(hash)) if rest.is_empty() => Ok(hash),
        _ => Err(wrong),
    }
}

fn checkpoint(row: Record) -> Result<Checkpoint, StoreError> {
    let mut fields = row.fields();
    Ok(Checkpoint {
        size: fields.next("size")?,
        root: hash(&fields.next::<String>("root")?)?,
        note: fields.next("note")?,
    })
}

/// Takes the one row whose holder gives places and signs; others wait until the end of the transaction.
async fn hold(tx: &Tx<'_>) -> Result<(), StoreError> {
    let hold = "UPDATE register_state SET size = size WHERE id = 1";
    tx.query(&Statement::new(hold, vec![])).await.map(drop)
}

/// Gives waiting leaves their places.
struct Place;

impl Work for Place {
    type Output = u64;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<u64, StoreError> {
        hold(tx).await?;
        let source = Source::Tx(tx);
        let (before, last) = source.placed().await?;
        let waiting = waiting(tx, last).await?;
        let mut size = before;
        let mut statements = Vec::with_capacity(waiting.len() + 1);
        for (leaf, payload) in &waiting {
            statements.push(Statement::new(
                "INSERT INTO register_entries (place, leaf_id, hash) VALUES ($1, $2, $3)",
                vec![
                    Value::from(&size),
                    Value::from(leaf),
                    Value::from(&hex(&leaf_hash(payload.as_bytes()))),
                ],
            ));
            size = size.saturating_add(1);
        }
        statements.push(Statement::new(
            "UPDATE register_state SET size = $1 WHERE id = 1",
            vec![Value::from(&size)],
        ));
        tx.batch(&statements).await?;
        close_tiles(tx, before, size).await?;
        Ok(size.saturating_sub(before))
    }
}

/// The leaves after this one, in the order of commit.
async fn waiting(tx: &Tx<'_>, after: u64) -> Result<Vec<(u64, String)>, StoreError> {
    let sql = "SELECT id, payload FROM register_leaves WHERE id > $1 ORDER BY id LIMIT $2";
    let ask = Statement::new(sql, vec![Value::from(&after), Value::from(&PLACED_AT_ONCE)]);
    let mut rows = tx.query(&ask).await?;
    if tx.is_postgres() && !rows.is_empty() {
        // PostgreSQL hands out numbers before it commits: wait for the writers under way, or a leaf would stay behind.
        let wait = Statement::new("LOCK TABLE register_leaves IN SHARE MODE", vec![]);
        tx.query(&wait).await?;
        rows = tx.query(&ask).await?;
    }
    let leaves = rows.into_iter().map(|row| {
        let mut fields = row.fields();
        Ok((fields.next("id")?, fields.next("payload")?))
    });
    leaves.collect()
}

/// Notes the hash of each tile that became full.
async fn close_tiles(tx: &Tx<'_>, before: u64, size: u64) -> Result<(), StoreError> {
    let (mut level, mut old, mut new) = (0_u8, before, size);
    while new >= WIDTH {
        (old, new) = (old / WIDTH, new / WIDTH);
        for index in old..new {
            let below = Source::Tx(tx).tile(Tile { level, index }, WIDTH).await?;
            let root = below.into_iter().collect::<Growing>().root();
            tx.query(&Statement::new(
                "INSERT INTO register_tiles (level, place, hash) VALUES ($1, $2, $3)",
                vec![
                    Value::from(&u16::from(level.saturating_add(1))),
                    Value::from(&index),
                    Value::from(&hex(&root)),
                ],
            ))
            .await?;
        }
        level = level.saturating_add(1);
    }
    Ok(())
}

/// Signs what has its place, if the last checkpoint is its beginning.
struct Sign<S> {
    signer: S,
    at: Timestamp,
}

impl<S> Work for Sign<S>
where
    S: Fn(u64, &Hash, Option<&Checkpoint>) -> Result<String, String> + Send + Sync + 'static,
{
    type Output = Checkpoint;
    type Error = RegisterError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Checkpoint, RegisterError> {
        hold(tx).await?;
        let source = Source::Tx(tx);
        let (size, _) = source.placed().await?;
        let last = source.last_checkpoint().await?;
        if let Some(last) = &last {
            if last.size > size {
                return Err(RegisterError::Shorter {
                    stored: size,
                    signed: last.size,
                });
            }
            if source.root(last.size).await? != last.root {
                return Err(RegisterError::Forked { signed: last.size });
            }
        }
        let root = source.root(size).await?;
        let note = (self.signer)(size, &root, last.as_ref()).map_err(RegisterError::Unsigned)?;
        if let Some(last) = last.filter(|last| last.size == size) {
            return Ok(last);
        }
        tx.query(&Statement::new(
            "INSERT INTO register_checkpoints (size, root, note, signed_at) VALUES ($1, $2, $3, $4)",
            vec![
                Value::from(&size),
                Value::from(&hex(&root)),
                Value::from(&note),
                Value::from(&self.at),
            ],
        ))
        .await?;
        Ok(Checkpoint { size, root, note })
    }
}

impl Store {
    /// Gives every leaf that waits its place; tells how many. Done when it is on the disk.
    ///
    /// # Errors
    /// What the database said.
    pub async fn place_leaves(&self) -> Result<u64, StoreError> {
        let mut placed = 0;
        loop {
            let more = self.database.transact(Place).await?;
            placed += more;
            if more < u64::from(PLACED_AT_ONCE) {
                return Ok(placed);
            }
        }
    }

    /// Signs the entries that have their places, unless they are signed already, and returns the newest checkpoint.
    /// `signer` gets size, root and the checkpoint before, and may refuse; it is asked even where nothing is new.
    ///
    /// # Errors
    /// When the last checkpoint is not the beginning of what is stored, or the signer refuses: then nothing is signed.
    pub async fn sign_register<S>(
        &self,
        signer: S,
        at: Timestamp,
    ) -> Result<Checkpoint, RegisterError>
    where
        S: Fn(u64, &Hash, Option<&Checkpoint>) -> Result<String, String> + Send + Sync + 'static,
    {
        self.database.transact(Sign { signer, at }).await
    }

    /// The newest checkpoint.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        Source::Database(&self.database).last_checkpoint().await
    }

    /// A tile, or a part of one; `None` beyond what is signed.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_tile(&self, path: &TilePath) -> Result<Option<Vec<Hash>>, StoreError> {
        if !self.is_signed(path).await? {
            return Ok(None);
        }
        let source = Source::Database(&self.database);
        source.tile(path.tile(), path.width).await.map(Some)
    }

    /// A bundle of entries, or a part of one; `None` beyond what is signed.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_bundle(
        &self,
        path: &TilePath,
    ) -> Result<Option<Vec<String>>, StoreError> {
        if !self.is_signed(path).await? {
            return Ok(None);
        }
        let from = path.index.saturating_mul(WIDTH);
        let sql = "SELECT l.payload FROM register_entries e JOIN register_leaves l ON l.id = e.leaf_id \
                   WHERE e.place >= $1 AND e.place < $2 ORDER BY e.place";
        let params = vec![
            Value::from(&from),
            Value::from(&from.saturating_add(path.width)),
        ];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        let entries = rows.into_iter().map(|row| row.first("payload"));
        entries.collect::<Result<_, _>>().map(Some)
    }

    async fn is_signed(&self, path: &TilePath) -> Result<bool, StoreError> {
        let signed = self.register_checkpoint().await?;
        Ok(signed.is_some_and(|signed| path.tile().width(signed.size) >= path.width))
    }

    /// The root or proof asked for, made from the stored tiles.
    ///
    /// # Errors
    /// When tiles are missing, or what the database said.
    pub async fn register_answer(&self, question: Question) -> Result<Vec<Hash>, RegisterError> {
        Source::Database(&self.database).answer(question).await
    }

    /// The entry of the letter with this check code.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_entry(&self, code: &str) -> Result<Option<EntryOfCode>, StoreError> {
        let sql = "SELECT e.place, l.payload FROM register_leaves l \
                   LEFT JOIN register_entries e ON e.leaf_id = l.id \
                   WHERE l.check_code = $1 ORDER BY l.id LIMIT 1";
        let ask = Statement::new(sql, vec![code.into()]);
        let row = self.database.query_one(ask).await?;
        row.map(|row| {
            let mut fields = row.fields();
            Ok(EntryOfCode {
                place: fields.next("place")?,
                payload: fields.next("payload")?,
            })
        })
        .transpose()
    }

    /// The salt of a commitment, unless it was erased.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_salt(&self, commitment: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT salt FROM register_salts WHERE commitment = $1 AND erased_at IS NULL";
        let ask = Statement::new(sql, vec![commitment.into()]);
        let row = self.database.query_one(ask).await?;
        row.map(|row| row.first("salt")).transpose()
    }
}
