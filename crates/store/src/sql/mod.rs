//! One SQL text for two databases: the small interface everything else in this crate is written against.
//!
//! A piece of work is written once, as an `async` function over [`Tx`]. `PostgreSQL` awaits it. `SQLite` runs it on
//! its own thread, where no statement ever waits for anything but the disk, so the function finishes at its first poll.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::{borrow::Cow, future::Future};

use crate::{
    StoreError,
    value::{Record, Value},
};

/// A statement with its parameters `$1`, `$2`, …
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) params: Vec<Value>,
}

impl Statement {
    pub(crate) fn new(sql: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Self {
        Self {
            sql: sql.into(),
            params,
        }
    }
}

/// A transaction in progress.
pub(crate) enum Tx<'a> {
    Sqlite(sqlite::SqliteTx<'a>),
    Postgres(postgres::PostgresTx<'a>),
}

impl Tx<'_> {
    /// Runs one statement and returns its rows (none without `RETURNING`).
    pub(crate) async fn query(&self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        match self {
            Self::Sqlite(tx) => tx.query(statement),
            Self::Postgres(tx) => tx.query(statement).await,
        }
    }

    /// Runs statements in order and returns each one's rows; `PostgreSQL` gets them in one go, without waiting in between.
    pub(crate) async fn batch(
        &self,
        statements: &[Statement],
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        match self {
            Self::Sqlite(tx) => statements.iter().map(|one| tx.query(one)).collect(),
            Self::Postgres(tx) => tx.batch(statements).await,
        }
    }

    /// Whether `PostgreSQL` runs it: for dialect only, never for behaviour.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

/// An error a piece of work can end with; every one rolls the work back.
pub(crate) trait WorkError: From<StoreError> + Send + 'static {
    /// The incident underneath, if it is one.
    fn incident(&self) -> Option<&StoreError>;
}

impl WorkError for StoreError {
    fn incident(&self) -> Option<&StoreError> {
        Some(self)
    }
}

/// One transaction's work. It may run more than once (`PostgreSQL` may ask for a repetition), so it changes nothing but the database.
pub(crate) trait Work: Send + Sync + 'static {
    type Output: Send + 'static;
    type Error: WorkError;

    fn run(&self, tx: &Tx<'_>) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;
}

/// A fixed list of statements as one piece of work.
pub(crate) struct Batch(pub(crate) Vec<Statement>);

impl Work for Batch {
    type Output = Vec<Vec<Record>>;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, StoreError> {
        tx.batch(&self.0).await
    }
}

/// The database behind a store.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Database {
    /// Runs the work in one transaction and returns when its effect is durable.
    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Output, W::Error> {
        match self {
            Self::Sqlite(database) => database.transact(work).await,
            Self::Postgres(database) => database.transact(work).await,
        }
    }

    /// Runs one reading statement.
    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Record>, StoreError> {
        match self {
            Self::Sqlite(database) => database.query(statement).await,
            Self::Postgres(database) => database.query(statement).await,
        }
    }

    /// Runs one reading statement that returns at most one row.
    pub(crate) async fn query_one(
        &self,
        statement: Statement,
    ) -> Result<Option<Record>, StoreError> {
        Ok(self.query(statement).await?.into_iter().next())
    }

    /// Runs writing statements in one transaction.
    pub(crate) async fn write(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        self.transact(Batch(statements)).await
    }

    /// Runs one writing statement and returns how many rows its `RETURNING` gave.
    pub(crate) async fn write_one(&self, statement: Statement) -> Result<usize, StoreError> {
        let rows = self.write(vec![statement]).await?;
        Ok(rows.first().map_or(0, Vec::len))
    }
}
