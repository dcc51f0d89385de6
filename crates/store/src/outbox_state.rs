//! What becomes of messages: sent, not sent at all, spread to several, tried again; and how they stand, for whoever looks
//! after them.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    Audited, OutboxMessage, Store, StoreError,
    outbox::message_statement,
    sql::{Statement, Tx, Work},
    value::{Record, Value},
};

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutboxState {
    /// Attempts failed; a person must look.
    Parked,
    /// The last attempt failed; there will be another.
    Failing,
    /// Not tried yet.
    Waiting,
    /// Somebody took it over and later said that it cannot be delivered.
    Undeliverable,
    /// Somebody took it over.
    Sent,
    /// Somebody took it over and later said that it arrived.
    Delivered,
    /// It was not worth sending any more, or there was nobody to send it to.
    Dropped,
}

impl OutboxState {
    /// All of them, what needs a person first.
    pub const ALL: [Self; 7] = [
        Self::Parked,
        Self::Undeliverable,
        Self::Failing,
        Self::Waiting,
        Self::Sent,
        Self::Delivered,
        Self::Dropped,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parked => "parked",
            Self::Undeliverable => "undeliverable",
            Self::Failing => "failing",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Dropped => "dropped",
        }
    }

    /// The state of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// The name of a row's [`OutboxState`].
const STATE: &str = "CASE WHEN dropped IS NOT NULL THEN 'dropped' \
    WHEN delivery IS NOT NULL THEN delivery WHEN done_at IS NOT NULL THEN 'sent' \
    WHEN parked_at IS NOT NULL THEN 'parked' WHEN attempts > 0 THEN 'failing' ELSE 'waiting' END";

/// A message with everything known of it. Its payload is personal data, and may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Its number.
    pub id: u64,
    /// What it is about.
    pub topic: String,
    /// JSON.
    pub payload: String,
    /// When it was committed.
    pub created_at: Timestamp,
    /// How often sending has failed.
    pub attempts: u32,
    /// When it is tried next, if it waits.
    pub next_try_at: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Until when a sender has it in hand, if one has.
    pub claimed_until: Option<Timestamp>,
    /// When it was sent or given up.
    pub done_at: Option<Timestamp>,
    /// What whoever took it over calls it.
    pub receipt: Option<String>,
    /// When the report of its delivery was signed, if there is one.
    pub reported_at: Option<Timestamp>,
    /// Why it cannot be delivered.
    pub undelivered_because: Option<String>,
    /// Why it was not sent at all.
    pub dropped: Option<String>,
    /// How it stands.
    pub state: OutboxState,
}

impl std::fmt::Debug for OutboxLine {
    /// Without the payload: a code in it must not end up in logs.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OutboxLine")
            .field("id", &self.id)
            .field("topic", &self.topic)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// What whoever took a message over says later: whether it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The message's number.
    pub id: u64,
    /// When it was committed: the number names it in this database, the moment the database.
    pub created_at: Timestamp,
    /// When the report was signed.
    pub signed_at: Timestamp,
    /// Why it cannot be delivered; `None` if it arrived.
    pub undelivered_because: Option<String>,
}

/// What becomes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// It is kept.
    Noted,
    /// One signed at the same time or later is kept already.
    Known,
    /// There is no such message of these topics.
    NoSuchMessage,
}

/// Which messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxFilter {
    /// Of these topics; there is no way to ask for all, since topics have different readers.
    pub topics: Vec<String>,
    /// Only those that stand so.
    pub state: Option<OutboxState>,
    /// Only those before this one.
    pub before: Option<u64>,
}

impl OutboxFilter {
    /// The condition, and its parameters.
    fn condition(&self) -> (String, Vec<Value>) {
        let mut params: Vec<Value> = self.topics.iter().map(Value::from).collect();
        let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
        let mut sql = format!("topic IN ({})", places.join(", "));
        if let Some(state) = self.state {
            params.push(state.as_str().into());
            let _ = write!(sql, " AND {STATE} = ${}", params.len());
        }
        if let Some(before) = self.before {
            params.push(Value::from(&before));
            let _ = write!(sql, " AND id < ${}", params.len());
        }
        (sql, params)
    }
}

fn line(record: Record) -> Result<OutboxLine, StoreError> {
    let mut fields = record.fields();
    Ok(OutboxLine {
        id: fields.next("id")?,
        topic: fields.next("topic")?,
        payload: fields.next("payload")?,
        created_at: fields.next("created_at")?,
        attempts: fields.next("attempts")?,
        next_try_at: fields.next("next_try_at")?,
        last_error: fields.next("last_error")?,
        claimed_until: fields.next("claimed_until")?,
        done_at: fields.next("done_at")?,
        receipt: fields.next("receipt")?,
        reported_at: fields.next("reported_at")?,
        undelivered_because: fields.next("undelivered_because")?,
        dropped: fields.next("dropped")?,
        state: state(&fields.next::<String>("state")?),
    })
}

/// The database names one of [`OutboxState::ALL`]; what it could not name waits.
fn state(name: &str) -> OutboxState {
    OutboxState::parse(name).unwrap_or(OutboxState::Waiting)
}

/// Changes a message and what goes with that, unless somebody else was faster; tells which.
struct IfChanged {
    change: Statement,
    then: Vec<Statement>,
}

impl Work for IfChanged {
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, StoreError> {
        let is_changed = !tx.query(&self.change).await?.is_empty();
        if is_changed {
            tx.batch(&self.then).await?;
        }
        Ok(is_changed)
    }
}

/// Keeps a report, unless a later word is there.
struct Report {
    said: DeliveryReport,
    topics: Vec<String>,
    at: Timestamp,
}

impl Work for Report {
    type Output = Reported;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Reported, StoreError> {
        let filter = OutboxFilter {
            topics: self.topics.clone(),
            state: None,
            before: None,
        };
        let (condition, mut params) = filter.condition();
        let first = params.len().saturating_add(1);
        params.extend([
            Value::from(&self.said.id),
            Value::from(&self.said.created_at),
        ]);
        let which = format!(
            "{condition} AND id = ${first} AND created_at = ${}",
            first.saturating_add(1)
        );
        let exists = format!("SELECT id FROM outbox WHERE {which}");
        let exists = Statement::new(exists, params.clone());
        let is_delivered = self.said.undelivered_because.is_none();
        let state = if is_delivered {
            OutboxState::Delivered
        } else {
            OutboxState::Undeliverable
        };
        params.extend([
            state.as_str().into(),
            Value::from(&self.said.undelivered_because),
            Value::from(&self.said.signed_at),
            Value::from(&self.at),
        ]);
        let [state, because, signed, at] = [2, 3, 4, 5].map(|n| first.saturating_add(n));
        let keep = format!(
            "UPDATE outbox SET delivery = ${state}, undelivered_because = ${because}, \
             reported_at = ${signed}, done_at = COALESCE(done_at, ${at}) \
             WHERE {which} AND (reported_at IS NULL OR reported_at < ${signed}) RETURNING id"
        );
        let kept = tx.query(&Statement::new(keep, params)).await?;
        if !kept.is_empty() {
            return Ok(Reported::Noted);
        }
        let found = tx.query(&exists).await?;
        Ok(if found.is_empty() {
            Reported::NoSuchMessage
        } else {
            Reported::Known
        })
    }
}

impl Store {
    /// Keeps what whoever took a message of these topics over says of its delivery. A message whose answer got lost is done
    /// by that. The word signed last counts; the same again, or an earlier one that comes late, changes nothing.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_reported(
        &self,
        (report, topics): (&DeliveryReport, &[&str]),
        at: Timestamp,
    ) -> Result<Reported, StoreError> {
        let topics = topics.iter().map(|&topic| topic.to_owned()).collect();
        let said = report.clone();
        let work = Report { said, topics, at };
        self.database.transact(work).await
    }

    /// Somebody took the message over, and calls it by this receipt.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_sent(
        &self,
        id: u64,
        receipt: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sent = Statement::new(
            "UPDATE outbox SET done_at = COALESCE(done_at, $2), receipt = $3 WHERE id = $1",
            vec![Value::from(&id), Value::from(&at), receipt.into()],
        );
        self.database.write(vec![sent]).await.map(drop)
    }

    /// The message becomes these and is gone, or becomes nothing and keeps the reason: all or nothing, and once, however
    /// many try.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_spread(
        &self,
        id: u64,
        (messages, dropped): (&[OutboxMessage], Option<&str>),
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let end = match dropped {
            Some(why) => Statement::new(
                "UPDATE outbox SET done_at = $2, dropped = $3 WHERE id = $1 AND done_at IS NULL \
                 RETURNING id",
                vec![Value::from(&id), Value::from(&at), why.into()],
            ),
            None => Statement::new(
                "DELETE FROM outbox WHERE id = $1 AND done_at IS NULL RETURNING id",
                vec![Value::from(&id)],
            ),
        };
        let work = IfChanged {
            change: end,
            then: messages
                .iter()
                .map(|message| message_statement(message, at))
                .collect(),
        };
        self.database.transact(work).await
    }

    /// Lets a parked message of these topics be tried again at once, with all its attempts before it. `false` if there is
    /// none, or it is parked no more.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_retry(
        &self,
        (id, topics): (u64, &[String]),
        audit: &Audited,
    ) -> Result<bool, StoreError> {
        let filter = OutboxFilter {
            topics: topics.to_vec(),
            state: Some(OutboxState::Parked),
            before: None,
        };
        let (condition, mut params) = filter.condition();
        params.extend([Value::from(&id), Value::from(&audit.at)]);
        let sql = format!(
            "UPDATE outbox SET parked_at = NULL, attempts = 0, next_try_at = ${} \
             WHERE {condition} AND id = ${} RETURNING id",
            params.len(),
            params.len().saturating_sub(1),
        );
        let work = IfChanged {
            change: Statement::new(sql, params),
            then: vec![audit.statement()],
        };
        self.database.transact(work).await
    }

    /// Messages with everything known of them, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_lines(
        &self,
        filter: &OutboxFilter,
        limit: u32,
    ) -> Result<Vec<OutboxLine>, StoreError> {
        let (condition, mut params) = filter.condition();
        params.push(Value::from(&limit));
        let sql = format!(
            "SELECT id, topic, payload, created_at, attempts, next_try_at, last_error, \
             claimed_until, done_at, receipt, reported_at, undelivered_because, dropped, {STATE} AS state FROM outbox WHERE {condition} \
             ORDER BY id DESC LIMIT ${}",
            params.len()
        );
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(line).collect()
    }

    /// How many messages stand how.
    ///
    /// # Errors
    /// What the database said.
    pub async fn outbox_counts(
        &self,
        filter: &OutboxFilter,
    ) -> Result<Vec<(OutboxState, u64)>, StoreError> {
        let (condition, params) = filter.condition();
        let sql = format!(
            "SELECT {STATE} AS state, COUNT(*) FROM outbox WHERE {condition} GROUP BY 1 ORDER BY 1"
        );
        let rows = self.database.query(Statement::new(sql, params)).await?;
        let counted = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            let name: String = fields.next("state")?;
            Ok((state(&name), fields.next("count")?))
        });
        counted.collect()
    }
}
