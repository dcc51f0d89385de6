//! `SQLite`: one thread writes, a few threads read.
//!
//! Writers that wait while a `COMMIT` is at the disk share the next one: each runs inside a savepoint, so that one
//! that fails is undone alone, and all are answered only after the shared `COMMIT` returned.

use std::{
    path::{Path, PathBuf},
    pin::pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, types::ValueRef};
use tokio::sync::oneshot;

use super::{Statement, Tx, Work};
use crate::{
    StoreError,
    value::{Record, Value},
};

/// Commits that may share one `fsync`: enough for the disk not to be the limit, few enough for a short transaction.
const GROUP_MAX: usize = 64;
/// Commands that may wait before callers have to wait to hand theirs in.
const QUEUE_MAX: usize = 1024;
/// Threads that read. A page runs a handful of short statements.
const READERS: usize = 4;
/// Waiting for a lock held by another process (a backup) before giving up.
const BUSY_MS: u64 = 5_000;
/// Prepared statements kept per connection; the store has fewer than this.
const STATEMENTS_KEPT: usize = 256;

type ReadJob = Box<dyn FnOnce(&Tx<'_>) + Send>;

/// A database in a file.
#[derive(Clone)]
pub(crate) struct Sqlite {
    file: PathBuf,
    writes: flume::Sender<Box<dyn Job>>,
    reads: flume::Sender<ReadJob>,
}

/// A connection while one thread uses it. The lock is never contended: it makes the reference shareable, no more.
pub(crate) struct SqliteTx<'a>(&'a Mutex<Connection>);

impl Sqlite {
    /// Opens or creates the file and starts its threads.
    pub(crate) fn open(file: &Path) -> Result<Self, StoreError> {
        let connection = connect(file, false)?;
        let (writes, waiting) = flume::bounded::<Box<dyn Job>>(QUEUE_MAX);
        spawn(file, "store-writer", move || {
            write_loop(connection, &waiting);
        })?;
        let (reads, asked) = flume::bounded::<ReadJob>(QUEUE_MAX);
        for _ in 0..READERS {
            let connection = Mutex::new(connect(file, true)?);
            let queue = asked.clone();
            spawn(file, "store-reader", move || {
                let tx = Tx::Sqlite(SqliteTx(&connection));
                while let Ok(job) = queue.recv() {
                    job(&tx);
                }
            })?;
        }
        Ok(Self {
            file: file.to_owned(),
            writes,
            reads,
        })
    }

    /// A connection of its own, for migrations.
    pub(crate) fn connect(&self) -> Result<Connection, StoreError> {
        connect(&self.file, false)
    }

    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Output, W::Error> {
        let (sender, receiver) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Command {
            work,
            outcome: None,
            sender,
        });
        if self.writes.send_async(job).await.is_err() {
            return Err(StoreError::Closed.into());
        }
        match receiver.await {
            Ok(answer) => answer,
            Err(_) => Err(StoreError::Closed.into()),
        }
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Record>, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: ReadJob = Box::new(move |tx| {
            let answer = finish(tx.query(&statement)).and_then(|rows| rows);
            drop(sender.send(answer));
        });
        self.reads
            .send_async(job)
            .await
            .map_err(|_| StoreError::Closed)?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }
}

fn spawn(file: &Path, name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map_err(|error| StoreError::io(file, error))?;
    Ok(())
}

fn connect(file: &Path, read_only: bool) -> Result<Connection, StoreError> {
    let access = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    };
    let connection = Connection::open_with_flags(file, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    if !read_only {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    // FULL: COMMIT returns after the log is on the disk, so what was acknowledged survives a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Runs a piece of work that never waits.
fn finish<T>(work: impl Future<Output = T>) -> Result<T, StoreError> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(StoreError::Stalled),
    }
}

/// A command that waits for its turn, then for the shared `COMMIT`.
trait Job: Send {
    /// Runs its statements; `true` means that their effects stay.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells the caller what became of it.
    fn reply(self: Box<Self>, committed: Result<(), StoreError>);
}

struct Command<W: Work> {
    work: W,
    outcome: Option<Result<W::Output, W::Error>>,
    sender: oneshot::Sender<Result<W::Output, W::Error>>,
}

impl<W: Work> Job for Command<W> {
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let outcome = finish(self.work.run(tx)).unwrap_or_else(|error| Err(error.into()));
        self.outcome.insert(outcome).is_ok()
    }

    fn reply(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.outcome) {
            // A refusal stands whatever became of the others' COMMIT.
            (Ok(()), Some(outcome)) | (Err(_), Some(outcome @ Err(_))) => outcome,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(StoreError::Closed.into()),
        };
        // The caller may have gone away; its command stays committed all the same.
        drop(self.sender.send(answer));
    }
}

fn write_loop(connection: Connection, queue: &flume::Receiver<Box<dyn Job>>) {
    let connection = Mutex::new(connection);
    let group = Group {
        connection: &connection,
        tx: Tx::Sqlite(SqliteTx(&connection)),
        queue,
    };
    let mut poisoned = false;
    while let Ok(first) = queue.recv() {
        let mut jobs = vec![first];
        let outcome = if poisoned {
            Err(StoreError::Poisoned)
        } else {
            group.run(&mut jobs)
        };
        if let Err(error) = &outcome {
            tracing::error!(error = %error, source = ?error, "A commit on SQLite failed");
            poisoned |= is_disk_failure(error);
            group.abandon();
        }
        for job in jobs {
            job.reply(outcome.clone());
        }
    }
}

/// Commands that share one transaction.
struct Group<'a> {
    connection: &'a Mutex<Connection>,
    tx: Tx<'a>,
    queue: &'a flume::Receiver<Box<dyn Job>>,
}

impl Group<'_> {
    /// Runs the job given and those that wait behind it; `Ok` when the effects of all that succeeded are durable.
    fn run(&self, jobs: &mut Vec<Box<dyn Job>>) -> Result<(), StoreError> {
        self.exec("BEGIN IMMEDIATE")?;
        if let ([only], true) = (jobs.as_mut_slice(), self.queue.is_empty()) {
            // Alone: the transaction itself is what is undone, a savepoint would only cost time.
            let keep = only.run(&self.tx);
            return if keep {
                self.exec("COMMIT")
            } else {
                self.abandon();
                Ok(())
            };
        }
        for job in jobs.iter_mut() {
            self.run_one(job.as_mut())?;
        }
        while jobs.len() < GROUP_MAX {
            let Ok(mut job) = self.queue.try_recv() else {
                break;
            };
            let outcome = self.run_one(job.as_mut());
            jobs.push(job);
            outcome?;
        }
        self.exec("COMMIT")
    }

    /// Runs one job so that it can be undone alone.
    fn run_one(&self, job: &mut dyn Job) -> Result<(), StoreError> {
        self.exec("SAVEPOINT command")?;
        if !job.run(&self.tx) {
            // Fails if the database gave up the whole transaction (a full disk, for instance): then nobody's effects stay.
            self.exec("ROLLBACK TO command")?;
        }
        self.exec("RELEASE command")
    }

    /// Undoes what is open.
    fn abandon(&self) {
        let undone = lock(self.connection).is_autocommit();
        if !undone && let Err(error) = self.exec("ROLLBACK") {
            tracing::error!(error = ?error, "Undoing a commit on SQLite failed");
        }
    }

    fn exec(&self, sql: &str) -> Result<(), StoreError> {
        lock(self.connection).prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// Whether the disk itself failed: then a later success would prove nothing.
fn is_disk_failure(error: &StoreError) -> bool {
    matches!(error, StoreError::Sqlite(inner)
        if inner.sqlite_error_code() == Some(ErrorCode::SystemIoFailure))
}

fn lock(connection: &Mutex<Connection>) -> std::sync::MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SqliteTx<'_> {
    pub(crate) fn query(&self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let connection = lock(self.0);
        let mut prepared = connection.prepare_cached(&statement.sql)?;
        for index in 1..=prepared.parameter_count() {
            // SQLite counts `$2` by where it first appears; PostgreSQL by its number. The number is meant.
            let number = prepared
                .parameter_name(index)
                .and_then(|name| name.trim_start_matches('$').parse::<usize>().ok())
                .unwrap_or(index);
            match number
                .checked_sub(1)
                .and_then(|at| statement.params.get(at))
            {
                Some(Value::Text(text)) => prepared.raw_bind_parameter(index, text)?,
                Some(Value::Integer(integer)) => prepared.raw_bind_parameter(index, integer)?,
                Some(Value::Null) => prepared.raw_bind_parameter(index, rusqlite::types::Null)?,
                None => return Err(rusqlite::Error::InvalidParameterCount(index, 0).into()),
            }
        }
        let width = prepared.column_count();
        let mut rows = prepared.raw_query();
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            let values = (0..width).map(|column| Ok(read(row.get_ref(column)?)));
            records.push(Record(values.collect::<Result<_, StoreError>>()?));
        }
        Ok(records)
    }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        // No column holds other types; a reader that expects a value says which column it missed.
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}
