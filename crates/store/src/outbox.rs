//! The outbox: messages committed with their cause, sent at least once, in order per topic and key. Whoever sends one
//! claims it first for a while, so that several programs on one database do not send it twice; if the sender dies, its
//! claim runs out and another takes the message.

use jiff::Timestamp;

use crate::{
    OutboxMessage, Store, StoreError,
    sql::{Statement, Tx, Work},
    value::{Record, Value},
};

/// A message that waits.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number, sent along so that the receiver recognises a repetition.
    pub id: u64,
    /// What it is about.
    pub topic: String,
    /// Messages with the same topic and key go out in their order.
    pub key: String,
    /// JSON.
    pub payload: String,
    /// When it was committed.
    pub created_at: Timestamp,
    /// How often sending has failed.
    pub attempts: u32,
    /// Whose claim it is under; `None` if it was only looked at.
    pub claimed_by: Option<String>,
}

/// Who takes a message for sending, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxClaim {
    /// Names this one attempt.
    pub by: String,
    /// Now.
    pub at: Timestamp,
    /// When another may take the message, if nothing was heard of this attempt until then.
    pub until: Timestamp,
}

impl std::fmt::Debug for OutboxEntry {
    /// Without the payload: a code or an address in it must not end up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OutboxEntry")
            .field("id", &self.id)
            .field("topic", &self.topic)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// The statement that hands over a message.
pub(crate) fn message_statement(message: &OutboxMessage, at: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO outbox (topic, key, payload, created_at, attempts, next_try_at) \
         VALUES ($1, $2, $3, $4, 0, $4)",
        vec![
            Value::from(&message.topic),
            Value::from(&message.key),
            Value::from(&message.payload),
            Value::from(&at),
        ],
    )
}

/// What can be sent at `$1` of topic `$2`: not sent, not parked, not waiting, in nobody's hands, and the oldest of its key.
const PENDING: &str = "o.done_at IS NULL AND o.parked_at IS NULL AND o.next_try_at <= $1 AND o.topic = $2 \
     AND (o.claimed_until IS NULL OR o.claimed_until <= $1) \
     AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.topic = o.topic AND e.key = o.key \
       AND e.id < o.id AND e.done_at IS NULL AND e.parked_at IS NULL)";
const COLUMNS: &str = "id, topic, key, payload, created_at, attempts, claimed_by";

fn entry(record: Record) -> Result<OutboxEntry, StoreError> {
    let mut fields = record.fields();
    Ok(OutboxEntry {
        id: fields.next("id")?,
        topic: fields.next("topic")?,
        key: fields.next("key")?,
        payload: fields.next("payload")?,
        created_at: fields.next("created_at")?,
        attempts: fields.next("attempts")?,
        claimed_by: fields.next("claimed_by")?,
    })
}

/// Claims the oldest message of a topic.
struct Claim {
    topic: String,
    claim: OutboxClaim,
}

impl Work for Claim {
    type Output = Option<OutboxEntry>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, StoreError> {
        // SQLite has one writer at a time. On PostgreSQL senders pass each other's rows instead of waiting for them.
        let lock = if tx.is_postgres() {
            " FOR UPDATE SKIP LOCKED"
        } else {
            ""
        };
        let sql = format!(
            "UPDATE outbox SET claimed_by = $3, claimed_until = $4 WHERE id = \
             (SELECT o.id FROM outbox o WHERE {PENDING} ORDER BY o.id LIMIT 1{lock}) RETURNING {COLUMNS}"
        );
        let params = vec![
            Value::from(&self.claim.at),
            Value::from(&self.topic),
            Value::from(&self.claim.by),
            Value::from(&self.claim.until),
        ];
        let rows = tx.query(&Statement::new(sql, params)).await?;
        rows.into_iter().next().map(entry).transpose()
    }
}

impl Store {
    /// Messages of a topic that could be sent now, oldest first. Each sender asks for its own, so that a topic nobody sends
    /// holds up no other. Of those with the same topic and key only the oldest: a later one waits for it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_pending(
        &self,
        topic: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM outbox o WHERE {PENDING} ORDER BY o.id LIMIT $3");
        let params = vec![Value::from(&now), topic.into(), Value::from(&limit)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(entry).collect()
    }

    /// Takes the oldest message that could be sent now, for this sender alone until the claim runs out.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_claim(
        &self,
        topic: &str,
        claim: &OutboxClaim,
    ) -> Result<Option<OutboxEntry>, StoreError> {
        let (topic, claim) = (topic.to_owned(), claim.clone());
        self.database.transact(Claim { topic, claim }).await
    }

    /// The message was sent.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_done(&self, id: u64, at: Timestamp) -> Result<(), StoreError> {
        let done = Statement::new(
            "UPDATE outbox SET done_at = COALESCE(done_at, $2) WHERE id = $1",
            vec![Value::from(&id), Value::from(&at)],
        );
        self.database.write(vec![done]).await.map(drop)
    }

    /// Sending failed: try again at `retry_at`, or, with `None`, park the message for a person to look at;
    /// a parked message holds nothing up. Nothing is kept of it if the claim ran out and somebody else has the message now.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_failed(
        &self,
        entry: &OutboxEntry,
        error: &str,
        at: Timestamp,
        retry_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let parked_at = retry_at.is_none().then_some(at);
        let failed = Statement::new(
            "UPDATE outbox SET attempts = attempts + 1, last_error = $2, \
             next_try_at = COALESCE($3, next_try_at), parked_at = $4, claimed_by = NULL, claimed_until = NULL \
             WHERE id = $1 AND done_at IS NULL AND claimed_by IS NOT DISTINCT FROM $5",
            vec![
                Value::from(&entry.id),
                error.into(),
                Value::from(&retry_at),
                Value::from(&parked_at),
                Value::from(&entry.claimed_by),
            ],
        );
        self.database.write(vec![failed]).await.map(drop)
    }

    /// Forgets what was sent or given up before this instant, with the addresses and words in it; returns how many. What
    /// still waits or is parked stays, however old.
    ///
    /// # Errors
    /// What the database said.
    pub async fn purge_outbox(&self, before: Timestamp) -> Result<usize, StoreError> {
        let purge = Statement::new(
            "DELETE FROM outbox WHERE done_at < $1 RETURNING id",
            vec![Value::from(&before)],
        );
        self.database.write_one(purge).await
    }
}
