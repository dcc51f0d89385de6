//! The write path: one command's whole effect in one transaction.

use std::fmt;

use jiff::Timestamp;

use crate::{
    AuditEntry, PhraseHit, RowChange, Store, StoreError, StreamId, audit, event,
    outbox::message_statement,
    projection::change_statement,
    sql::{Statement, Tx, Work, WorkError},
    value::{Column, Record, Value, hex},
};

/// Everything a command changes.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The stream the events go to.
    pub stream: StreamId,
    /// The version the command was decided on; 0 for a stream that does not exist yet.
    pub expected_version: u64,
    /// What happened.
    pub events: Vec<NewEvent>,
    /// When; kept to the microsecond.
    pub recorded_at: Timestamp,
    /// Who caused it.
    pub actor: String,
    /// The act as the audit shall tell it.
    pub audit: AuditEntry,
    /// What the pages shall show from now on.
    pub rows: Vec<RowChange>,
    /// Messages to send, at least once.
    pub outbox: Vec<OutboxMessage>,
    /// Leaves for the verifiable register.
    pub leaves: Vec<RegisterLeaf>,
    /// What the words of the window say against the texts, where that kept nothing from being sent.
    pub hits: Vec<PhraseHit>,
    /// The key under which a repetition is recognised.
    pub key: Option<IdempotencyKey>,
    /// SHA-256 over everything that makes the request the same: actor, command and its content.
    pub fingerprint: [u8; 32],
    /// The answer a repetition gets.
    pub answer: String,
}

/// An event to be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Which event.
    pub kind: String,
    /// Version of the payload's shape.
    pub schema: u16,
    /// JSON.
    pub payload: String,
}

/// A message for the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMessage {
    /// What it is about; decides who sends it.
    pub topic: String,
    /// Messages with the same topic and key are sent in their order.
    pub key: String,
    /// JSON.
    pub payload: String,
}

/// Something the verifiable register shall prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLeaf {
    /// What kind of entry.
    pub kind: String,
    /// The entry.
    pub payload: String,
    /// The check code of the letter it is about, under which it is found.
    pub check_code: Option<String>,
    /// What hides its personal data: commitments with their salts, both hexadecimal.
    pub salts: Vec<(String, String)>,
}

/// The key a client chose for one request, so that repeating it is harmless. Kept 72 hours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Longest key accepted, in characters: room for two UUIDs and a prefix.
    pub const MAX_CHARS: usize = 128;

    /// Takes 1 to 128 visible ASCII characters.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_CHARS).contains(&text.len());
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self(text.to_owned()))
    }

    /// The key as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The stream's version now.
    pub version: u64,
    /// Position of the last event; 0 if there was none.
    pub position: u64,
}

/// Why nothing was committed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommitError {
    /// Another command changed the stream in between: load again and decide again.
    #[error("commit on version {expected}: the stream is at {actual}")]
    Conflict {
        /// The version the command was decided on.
        expected: u64,
        /// The version the stream has.
        actual: u64,
    },
    /// This very request was committed before; its answer stands.
    #[error("commit again: the request was answered before")]
    Replayed {
        /// The answer given then.
        answer: String,
    },
    /// The key was used for a different request.
    #[error("commit under a key that was used for another request")]
    KeyReused,
    /// The store could not say; only a repetition under the same key is safe.
    #[error("commit")]
    Unavailable(#[from] StoreError),
}

impl WorkError for CommitError {
    fn incident(&self) -> Option<&StoreError> {
        match self {
            Self::Unavailable(error) => Some(error),
            Self::Conflict { .. } | Self::Replayed { .. } | Self::KeyReused => None,
        }
    }
}

impl Work for Commit {
    type Output = Committed;
    type Error = CommitError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Committed, CommitError> {
        self.claim(tx).await?;
        let effects = self.effects();
        let mut position = 0;
        // Events stand first; the last one's position is the answer.
        let answers = tx.batch(&effects).await?;
        for answer in answers.into_iter().take(self.events.len()) {
            for row in answer {
                position = row.first("position").map_err(CommitError::from)?;
            }
        }
        Ok(Committed {
            version: self.new_version(),
            position,
        })
    }
}

impl Commit {
    /// Takes the key and the stream's next versions, or says why not. Both at once: one journey to the server.
    ///
    /// The key comes first, so a repetition waits for the original and then sees its answer, whatever happened to the stream since.
    async fn claim(&self, tx: &Tx<'_>) -> Result<(), CommitError> {
        let mut claims = vec![self.claim_stream()];
        if let Some(key) = &self.key {
            claims.insert(0, self.claim_key(key));
        }
        let mut answers = tx.batch(&claims).await?.into_iter();
        if let Some(key) = &self.key
            && answers.next().is_none_or(|rows| rows.is_empty())
        {
            let stored = tx.query(&answer_statement(key)).await?;
            return Err(replay(stored, &self.fingerprint)?.unwrap_or(CommitError::KeyReused));
        }
        if answers.next().is_none_or(|rows| rows.is_empty()) {
            let stored = tx.query(&event::version_statement(&self.stream)).await?;
            let actual = stored.into_iter().next().map(|row| row.first("version"));
            return Err(CommitError::Conflict {
                expected: self.expected_version,
                actual: actual.transpose()?.unwrap_or(0),
            });
        }
        Ok(())
    }

    fn claim_key(&self, key: &IdempotencyKey) -> Statement {
        Statement::new(
            "INSERT INTO idempotency_keys (key, fingerprint, answer, created_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING RETURNING key",
            vec![
                key.as_str().into(),
                hex(&self.fingerprint).to_value(),
                Value::from(&self.answer),
                Value::from(&self.recorded_at),
            ],
        )
    }

    fn claim_stream(&self) -> Statement {
        if self.events.is_empty() && self.expected_version == 0 {
            return Statement::new(
                "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM streams WHERE kind = $1 AND id = $2)",
                vec![
                    self.stream.kind.as_str().into(),
                    Value::from(&self.stream.id),
                ],
            );
        }
        let sql = if self.expected_version == 0 {
            "INSERT INTO streams (kind, id, version) VALUES ($1, $2, $3) \
             ON CONFLICT (kind, id) DO NOTHING RETURNING version"
        } else {
            "UPDATE streams SET version = $3 \
             WHERE kind = $1 AND id = $2 AND version = $4 RETURNING version"
        };
        let mut params = vec![
            self.stream.kind.as_str().into(),
            Value::from(&self.stream.id),
            Value::from(&self.new_version()),
        ];
        if self.expected_version != 0 {
            params.push(Value::from(&self.expected_version));
        }
        Statement::new(sql, params)
    }

    fn new_version(&self) -> u64 {
        let count = u64::try_from(self.events.len()).unwrap_or(u64::MAX);
        self.expected_version.saturating_add(count)
    }

    /// All that is written once the claim stands; the events first.
    fn effects(&self) -> Vec<Statement> {
        let mut effects = Vec::with_capacity(self.events.len() + self.rows.len() + 8);
        for (version, new) in (self.expected_version.saturating_add(1)..).zip(&self.events) {
            effects.push(self.insert_event(version, new));
        }
        effects.extend(self.rows.iter().map(change_statement));
        effects.push(audit::statement(&self.actor, self.recorded_at, &self.audit));
        effects.extend(self.hits.iter().map(PhraseHit::statement));
        for leaf in &self.leaves {
            effects.push(leaf_statement(leaf, self.recorded_at));
            effects.extend(leaf.salts.iter().map(insert_salt));
        }
        effects.extend(
            self.outbox
                .iter()
                .map(|message| message_statement(message, self.recorded_at)),
        );
        effects
    }

    fn insert_event(&self, version: u64, new: &NewEvent) -> Statement {
        Statement::new(
            "INSERT INTO events (stream_kind, stream_id, version, kind, schema, payload, recorded_at, actor) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING position",
            vec![
                self.stream.kind.as_str().into(),
                Value::from(&self.stream.id),
                Value::from(&version),
                Value::from(&new.kind),
                Value::from(&new.schema),
                Value::from(&new.payload),
                Value::from(&self.recorded_at),
                Value::from(&self.actor),
            ],
        )
    }
}

/// What writes a leaf; its salts apart.
pub(crate) fn leaf_statement(leaf: &RegisterLeaf, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO register_leaves (recorded_at, kind, payload, check_code) \
         VALUES ($1, $2, $3, $4)",
        vec![
            Value::from(&at),
            Value::from(&leaf.kind),
            Value::from(&leaf.payload),
            Value::from(&leaf.check_code),
        ],
    )
}

pub(crate) fn insert_salt((commitment, salt): &(String, String)) -> Statement {
    Statement::new(
        "INSERT INTO register_salts (commitment, salt) VALUES ($1, $2)",
        vec![Value::from(commitment), Value::from(salt)],
    )
}

fn answer_statement(key: &IdempotencyKey) -> Statement {
    Statement::new(
        "SELECT fingerprint, answer FROM idempotency_keys WHERE key = $1",
        vec![key.as_str().into()],
    )
}

/// What a stored key says to a request with this fingerprint.
fn replay(stored: Vec<Record>, fingerprint: &[u8; 32]) -> Result<Option<CommitError>, StoreError> {
    let Some(row) = stored.into_iter().next() else {
        return Ok(None);
    };
    let mut fields = row.fields();
    let known: String = fields.next("fingerprint")?;
    let answer = fields.next("answer")?;
    Ok(Some(if known == hex(fingerprint) {
        CommitError::Replayed { answer }
    } else {
        CommitError::KeyReused
    }))
}

impl Store {
    /// Commits a command's effect; returns when it is durable.
    ///
    /// # Errors
    /// [`CommitError`]; then nothing of it has happened (after [`StoreError::Ambiguous`]: it may have).
    pub async fn commit(&self, commit: Commit) -> Result<Committed, CommitError> {
        self.database.transact(commit).await
    }

    /// The answer given under this key before, to be looked up before any work is done.
    ///
    /// # Errors
    /// [`CommitError::KeyReused`] if the key belongs to a different request, or what the database said.
    pub async fn answer_for(
        &self,
        key: &IdempotencyKey,
        fingerprint: &[u8; 32],
    ) -> Result<Option<String>, CommitError> {
        let stored = self.database.query(answer_statement(key)).await?;
        match replay(stored, fingerprint)? {
            Some(CommitError::Replayed { answer }) => Ok(Some(answer)),
            Some(refused) => Err(refused),
            None => Ok(None),
        }
    }

    /// Forgets keys from before this instant (keys are kept 72 hours); returns how many.
    ///
    /// # Errors
    /// What the database said.
    pub async fn purge_keys(&self, before: Timestamp) -> Result<usize, StoreError> {
        let purge = Statement::new(
            "DELETE FROM idempotency_keys WHERE created_at < $1 RETURNING key",
            vec![Value::from(&before)],
        );
        self.database.write_one(purge).await
    }
}
