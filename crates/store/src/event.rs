//! The event log: what happened, in the order in which it was committed.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use crate::{
    Store, StoreError,
    sql::{Database, Statement, Tx, Work},
    value::{Record, Value},
};

/// What a stream is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamKind {
    /// A project with its cases, dossier, commitment, notice, inspections, problems and visits.
    Project,
    /// An enterprise.
    Enterprise,
    /// A credit record.
    Credit,
    /// A complaint.
    Complaint,
    /// A review of a service.
    Review,
    /// One day of the service window: bookings against capacity.
    ServiceDay,
    /// The releases of the catalogue.
    Catalogue,
    /// The imports of the working-day calendar.
    Calendar,
    /// A draw by lot of projects to check and of who checks them.
    Draw,
    /// The score of an agent in a month.
    Score,
}

impl StreamKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Project,
        Self::Enterprise,
        Self::Credit,
        Self::Complaint,
        Self::Review,
        Self::ServiceDay,
        Self::Catalogue,
        Self::Calendar,
        Self::Draw,
        Self::Score,
    ];

    /// The name stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Enterprise => "enterprise",
            Self::Credit => "credit",
            Self::Complaint => "complaint",
            Self::Review => "review",
            Self::ServiceDay => "service-day",
            Self::Catalogue => "catalogue",
            Self::Calendar => "calendar",
            Self::Draw => "draw",
            Self::Score => "score",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Which stream: shown as `project/prj_…`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// What it is about.
    pub kind: StreamKind,
    /// Which one of them.
    pub id: String,
}

impl StreamId {
    /// The stream of this kind with this id.
    pub fn new(kind: StreamKind, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
        }
    }

    /// The stream of a project.
    pub fn project(id: impl Into<String>) -> Self {
        Self::new(StreamKind::Project, id)
    }

    /// The stream of an enterprise.
    pub fn enterprise(id: impl Into<String>) -> Self {
        Self::new(StreamKind::Enterprise, id)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind.as_str(), self.id)
    }
}

/// The text is not `KIND/ID` with a kind that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a stream's name: expected `KIND/ID`")]
pub struct NotAStream;

impl FromStr for StreamId {
    type Err = NotAStream;

    fn from_str(text: &str) -> Result<Self, NotAStream> {
        let (kind, id) = text.split_once('/').ok_or(NotAStream)?;
        let kind = StreamKind::parse(kind).ok_or(NotAStream)?;
        if id.is_empty() {
            return Err(NotAStream);
        }
        Ok(Self::new(kind, id))
    }
}

/// An event as it was committed. Never changed; an old schema is read by upcasting in the domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its number in the stream, from 1.
    pub version: u64,
    /// Its place among all events; grows in commit order, with gaps.
    pub position: u64,
    /// Which event.
    pub kind: String,
    /// Version of the payload's shape.
    pub schema: u16,
    /// JSON.
    pub payload: String,
    /// When it was committed, to the microsecond.
    pub recorded_at: Timestamp,
    /// Who caused it.
    pub actor: String,
}

const COLUMNS: &str =
    "stream_kind, stream_id, version, position, kind, schema, payload, recorded_at, actor";

fn event(record: Record) -> Result<StoredEvent, StoreError> {
    let mut fields = record.fields();
    let kind: String = fields.next("stream_kind")?;
    let kind = StreamKind::parse(&kind).ok_or(StoreError::Column {
        column: "stream_kind",
    })?;
    Ok(StoredEvent {
        stream: StreamId::new(kind, fields.next::<String>("stream_id")?),
        version: fields.next("version")?,
        position: fields.next("position")?,
        kind: fields.next("kind")?,
        schema: fields.next("schema")?,
        payload: fields.next("payload")?,
        recorded_at: fields.next("recorded_at")?,
        actor: fields.next("actor")?,
    })
}

/// The statement behind [`Store::load`], also used when rebuilding.
pub(crate) fn load_statement(stream: &StreamId, after_version: u64) -> Statement {
    Statement::new(
        format!(
            "SELECT {COLUMNS} FROM events \
             WHERE stream_kind = $1 AND stream_id = $2 AND version > $3 ORDER BY version"
        ),
        vec![
            stream.kind.as_str().into(),
            Value::from(&stream.id),
            Value::from(&after_version),
        ],
    )
}

pub(crate) fn events(records: Vec<Record>) -> Result<Vec<StoredEvent>, StoreError> {
    records.into_iter().map(event).collect()
}

/// The streams there are, for rebuilding.
pub(crate) async fn streams(tx: &Tx<'_>) -> Result<Vec<StreamId>, StoreError> {
    let all = Statement::new("SELECT kind, id FROM streams ORDER BY kind, id", vec![]);
    let mut streams = Vec::new();
    for record in tx.query(&all).await? {
        let mut fields = record.fields();
        let kind: String = fields.next("kind")?;
        let kind = StreamKind::parse(&kind).ok_or(StoreError::Column { column: "kind" })?;
        streams.push(StreamId::new(kind, fields.next::<String>("id")?));
    }
    Ok(streams)
}

/// A page of the whole log, read so that nothing that commits later can appear inside it.
struct ReadAll {
    after_position: u64,
    limit: u32,
}

impl Work for ReadAll {
    type Output = Vec<StoredEvent>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Vec<StoredEvent>, StoreError> {
        // PostgreSQL hands out positions before it commits. Waiting for the writers under way closes the holes they left.
        let wait = Statement::new("LOCK TABLE events IN SHARE MODE", vec![]);
        if tx.is_postgres() {
            tx.query(&wait).await?;
        }
        events(
            tx.query(&all_statement(self.after_position, self.limit))
                .await?,
        )
    }
}

fn all_statement(after_position: u64, limit: u32) -> Statement {
    Statement::new(
        format!("SELECT {COLUMNS} FROM events WHERE position > $1 ORDER BY position LIMIT $2"),
        vec![Value::from(&after_position), Value::from(&limit)],
    )
}

/// Whether positions follow `after` one by one.
fn has_no_hole(events: &[StoredEvent], after: u64) -> bool {
    events
        .iter()
        .try_fold(after, |last, event| {
            (event.position == last.checked_add(1)?).then_some(event.position)
        })
        .is_some()
}

impl Store {
    /// The events of one stream after this version, oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn load(
        &self,
        stream: &StreamId,
        after_version: u64,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        events(
            self.database
                .query(load_statement(stream, after_version))
                .await?,
        )
    }

    /// The ids of all streams of a kind, the last in order first. For kinds of which there are few.
    ///
    /// # Errors
    /// What the database said.
    pub async fn streams_of(&self, kind: StreamKind) -> Result<Vec<String>, StoreError> {
        let all = Statement::new(
            "SELECT id FROM streams WHERE kind = $1 ORDER BY id DESC",
            vec![kind.as_str().into()],
        );
        let rows = self.database.query(all).await?;
        rows.into_iter().map(|row| row.first("id")).collect()
    }

    /// The streams of a kind with an event recorded from one moment until before another, by id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn streams_between(
        &self,
        kind: StreamKind,
        (from, before): (Timestamp, Timestamp),
    ) -> Result<Vec<StreamId>, StoreError> {
        let sql = "SELECT DISTINCT stream_id FROM events \
                   WHERE stream_kind = $1 AND recorded_at >= $2 AND recorded_at < $3 ORDER BY stream_id";
        let params = vec![
            kind.as_str().into(),
            Value::from(&from),
            Value::from(&before),
        ];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        let ids = rows.into_iter().map(|row| row.first::<String>("stream_id"));
        ids.map(|id| Ok(StreamId::new(kind, id?))).collect()
    }

    /// The newest version of a stream; 0 if nothing was ever committed to it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn stream_version(&self, stream: &StreamId) -> Result<u64, StoreError> {
        let row = self.database.query_one(version_statement(stream)).await?;
        row.map_or(Ok(0), |row| row.first("version"))
    }

    /// Events of all streams after this position, in commit order, at most `limit`.
    ///
    /// Once a position has been returned, no event with a smaller one appears later.
    ///
    /// # Errors
    /// What the database said.
    pub async fn read_all(
        &self,
        after_position: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let statement = all_statement(after_position, limit);
        let found = events(self.database.query(statement).await?)?;
        match &self.database {
            Database::Postgres(_) if !has_no_hole(&found, after_position) => {
                let work = ReadAll {
                    after_position,
                    limit,
                };
                self.database.transact(work).await
            }
            Database::Postgres(_) | Database::Sqlite(_) => Ok(found),
        }
    }
}

/// The version of a stream.
pub(crate) fn version_statement(stream: &StreamId) -> Statement {
    Statement::new(
        "SELECT version FROM streams WHERE kind = $1 AND id = $2",
        vec![stream.kind.as_str().into(), Value::from(&stream.id)],
    )
}
