//! What can go wrong in the store: incidents for the log, never answers for a user.

use std::{io, path::PathBuf, sync::Arc};

/// The store could not do what it was asked to.
///
/// Cloneable, because one failed `COMMIT` fails every command that shared it.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database address is none of `sqlite:FILE` and `postgres://…`.
    #[error("read database address `{url}`: expected `sqlite:FILE` or `postgres://USER@HOST/NAME`")]
    Url {
        /// The address as given, without password.
        url: String,
    },
    /// The database was written by a newer release of the program.
    #[error("open database of schema version {found}: this program knows versions up to {known}")]
    SchemaNewer {
        /// Version found in the database.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// `SQLite` refused or failed.
    #[error("use SQLite")]
    Sqlite(#[source] Arc<rusqlite::Error>),
    /// `PostgreSQL` refused or failed.
    #[error("use PostgreSQL")]
    Postgres(#[source] Arc<tokio_postgres::Error>),
    /// No `PostgreSQL` connection could be had.
    #[error("connect to PostgreSQL")]
    Connect(#[source] Arc<deadpool_postgres::PoolError>),
    /// The pool of `PostgreSQL` connections could not be set up.
    #[error("set up the connections to PostgreSQL")]
    Pool(#[source] Arc<deadpool_postgres::BuildError>),
    /// `COMMIT` was sent and the connection broke before the answer: the commit may stand or not.
    /// Only a repetition under the same idempotency key is safe.
    #[error("commit with unknown outcome")]
    Ambiguous(#[source] Arc<tokio_postgres::Error>),
    /// A migration failed.
    #[error("migrate the database")]
    Migrate(#[source] Arc<refinery::Error>),
    /// A stored value is not of the type its column should hold.
    #[error("read column `{column}`: not a value of its type")]
    Column {
        /// The column's name.
        column: &'static str,
    },
    /// The disk failed while writing; nothing more is written until the program starts anew,
    /// since a second `fsync` may report success for data that is lost.
    #[error("write after a disk failure: restart the program")]
    Poisoned,
    /// The thread that works for the database is gone.
    #[error("reach the database thread")]
    Closed,
    /// A statement waited where it must not: a fault in the store itself.
    #[error("run a statement on SQLite: it did not finish at once")]
    Stalled,
    /// A thread or a file of the store failed.
    #[error("use `{path}`")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Arc<io::Error>,
    },
    /// A value could not be written as JSON or read from it.
    #[error("read or write JSON of `{what}`")]
    Json {
        /// Which value.
        what: &'static str,
        /// What the parser said.
        #[source]
        source: Arc<serde_json::Error>,
    },
}

impl StoreError {
    pub(crate) fn io(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io {
            path: path.into(),
            source: Arc::new(source),
        }
    }

    pub(crate) fn json(what: &'static str, source: serde_json::Error) -> Self {
        Self::Json {
            what,
            source: Arc::new(source),
        }
    }

    /// Whether the database asked for the whole transaction to be run again
    /// (`PostgreSQL`: serialisation failure 40001, deadlock 40P01).
    pub(crate) fn asks_for_retry(&self) -> bool {
        use tokio_postgres::error::SqlState;
        match self {
            Self::Postgres(error) => error.code().is_some_and(|code| {
                *code == SqlState::T_R_SERIALIZATION_FAILURE
                    || *code == SqlState::T_R_DEADLOCK_DETECTED
            }),
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(Arc::new(error))
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(Arc::new(error))
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Connect(Arc::new(error))
    }
}

impl From<refinery::Error> for StoreError {
    fn from(error: refinery::Error) -> Self {
        Self::Migrate(Arc::new(error))
    }
}
