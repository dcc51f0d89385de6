//! The outbox: messages committed with their cause, sent at least once, in order per topic and key.

use jiff::Timestamp;

use crate::{OutboxMessage, Store, StoreError, sql::Statement, value::Value};

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

impl Store {
    /// Messages of a topic to be sent now, oldest first. Each sender asks for its own, so that a topic nobody sends holds
    /// up no other. Of those with the same topic and key only the oldest: a later one waits for it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_pending(
        &self,
        topic: &str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let pending = Statement::new(
            "SELECT id, topic, key, payload, created_at, attempts FROM outbox o \
             WHERE done_at IS NULL AND parked_at IS NULL AND next_try_at <= $1 AND topic = $3 \
             AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.topic = o.topic AND e.key = o.key \
               AND e.id < o.id AND e.done_at IS NULL AND e.parked_at IS NULL) \
             ORDER BY id LIMIT $2",
            vec![Value::from(&now), Value::from(&limit), topic.into()],
        );
        let rows = self.database.query(pending).await?;
        let entries = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            Ok(OutboxEntry {
                id: fields.next("id")?,
                topic: fields.next("topic")?,
                key: fields.next("key")?,
                payload: fields.next("payload")?,
                created_at: fields.next("created_at")?,
                attempts: fields.next("attempts")?,
            })
        });
        entries.collect()
    }

    /// The message was sent.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_done(&self, id: u64, at: Timestamp) -> Result<(), StoreError> {
        let done = Statement::new(
            "UPDATE outbox SET done_at = $2 WHERE id = $1",
            vec![Value::from(&id), Value::from(&at)],
        );
        self.database.write(vec![done]).await.map(drop)
    }

    /// Sending failed: try again at `retry_at`, or, with `None`, park the message for a person to look at;
    /// a parked message holds nothing up.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_failed(
        &self,
        id: u64,
        error: &str,
        at: Timestamp,
        retry_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let parked_at = retry_at.is_none().then_some(at);
        let failed = Statement::new(
            "UPDATE outbox SET attempts = attempts + 1, last_error = $2, \
             next_try_at = COALESCE($3, next_try_at), parked_at = $4 WHERE id = $1",
            vec![
                Value::from(&id),
                error.into(),
                Value::from(&retry_at),
                Value::from(&parked_at),
            ],
        );
        self.database.write(vec![failed]).await.map(drop)
    }
}
