//! Rebuilding the projections from the events.

use std::sync::Mutex;

use super::{
    AgendaRow, BookingRow, CaseRow, CaseTimeRow, ComplaintRow, CounterRow, CreditRow, DutyRow,
    EnterpriseRow, GreenPromiseRow, LetterRow, OpinionRow, PartyRow, ProblemRow, ProjectRow,
    PublishedRow, QueueTimeRow, ReviewRow, RowChange, RowSet, ServedRow, ServiceSlotRow,
    StartTimeRow, SubmissionRow, Table, TableName, TalkRow, change_statement,
};
use crate::{
    Row, Store, StoreError, StoredEvent, StreamId, event,
    sql::{Statement, Tx, Work, WorkError},
};

/// What a fold could not make sense of.
pub type FoldError = Box<dyn std::error::Error + Send + Sync>;

/// How far a rebuild has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Streams folded.
    pub done: usize,
    /// Streams there are.
    pub total: usize,
}

/// Why the projections were left as they were.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The events of one stream could not be folded.
    #[error("fold stream `{stream}`")]
    Fold {
        /// Which one.
        stream: StreamId,
        /// What its fold said.
        #[source]
        source: FoldError,
    },
    /// The store failed.
    #[error("rebuild")]
    Store(#[from] StoreError),
}

impl WorkError for RebuildError {
    fn incident(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Fold { .. } => None,
        }
    }
}

struct Rebuild<F, P> {
    fold: F,
    progress: Mutex<P>,
}

impl<F, P> Work for Rebuild<F, P>
where
    F: Fn(&StreamId, Vec<StoredEvent>) -> Result<RowSet, FoldError> + Send + Sync + 'static,
    P: FnMut(Progress) + Send + 'static,
{
    type Output = usize;
    type Error = RebuildError;

    async fn run(&self, tx: &Tx<'_>) -> Result<usize, RebuildError> {
        if tx.is_postgres() {
            // SQLite has one writer anyway; here, too, nobody may commit while rows are folded.
            let lock = Statement::new("LOCK TABLE streams IN EXCLUSIVE MODE", vec![]);
            tx.query(&lock).await?;
        }
        for table in TableName::ALL {
            let sql = format!("DELETE FROM {}", table.as_str());
            tx.query(&Statement::new(sql, vec![])).await?;
        }
        let streams = event::streams(tx).await?;
        let total = streams.len();
        for (stream, done) in streams.into_iter().zip(1..) {
            let events = event::events(tx.query(&event::load_statement(&stream, 0)).await?)?;
            let rows = (self.fold)(&stream, events)
                .map_err(|source| RebuildError::Fold { stream, source })?;
            let inserts: Vec<_> = rows
                .iter()
                .map(|row| change_statement(&RowChange::Upsert(row.clone())))
                .collect();
            tx.batch(&inserts).await?;
            if let Ok(mut progress) = self.progress.lock() {
                progress(Progress { done, total });
            }
        }
        Ok(total)
    }
}

impl Store {
    /// Empties the projections and folds every stream anew, in one transaction; commits wait meanwhile.
    /// Returns the number of streams.
    ///
    /// # Errors
    /// [`RebuildError`]; then the projections are as they were.
    pub async fn rebuild(
        &self,
        fold: impl Fn(&StreamId, Vec<StoredEvent>) -> Result<RowSet, FoldError> + Send + Sync + 'static,
        progress: impl FnMut(Progress) + Send + 'static,
    ) -> Result<usize, RebuildError> {
        let progress = Mutex::new(progress);
        self.database.transact(Rebuild { fold, progress }).await
    }

    /// Every row of every projection: to compare live rows with rebuilt ones.
    ///
    /// # Errors
    /// What the database said.
    pub async fn dump_rows(&self) -> Result<RowSet, StoreError> {
        let mut rows = RowSet::new();
        self.dump::<ProjectRow>(&mut rows).await?;
        self.dump::<CaseRow>(&mut rows).await?;
        self.dump::<SubmissionRow>(&mut rows).await?;
        self.dump::<LetterRow>(&mut rows).await?;
        self.dump::<OpinionRow>(&mut rows).await?;
        self.dump::<EnterpriseRow>(&mut rows).await?;
        self.dump::<DutyRow>(&mut rows).await?;
        self.dump::<CreditRow>(&mut rows).await?;
        self.dump::<PartyRow>(&mut rows).await?;
        self.dump::<CaseTimeRow>(&mut rows).await?;
        self.dump::<StartTimeRow>(&mut rows).await?;
        self.dump::<ProblemRow>(&mut rows).await?;
        self.dump::<AgendaRow>(&mut rows).await?;
        self.dump::<ServiceSlotRow>(&mut rows).await?;
        self.dump::<BookingRow>(&mut rows).await?;
        self.dump::<ServedRow>(&mut rows).await?;
        self.dump::<ReviewRow>(&mut rows).await?;
        self.dump::<ComplaintRow>(&mut rows).await?;
        self.dump::<CounterRow>(&mut rows).await?;
        self.dump::<TalkRow>(&mut rows).await?;
        self.dump::<QueueTimeRow>(&mut rows).await?;
        self.dump::<GreenPromiseRow>(&mut rows).await?;
        self.dump::<PublishedRow>(&mut rows).await?;
        Ok(rows)
    }

    async fn dump<T: Table + Into<Row>>(&self, rows: &mut RowSet) -> Result<(), StoreError> {
        let sql = format!("SELECT {} FROM {}", T::columns(), T::TABLE.as_str());
        for record in self.database.query(Statement::new(sql, vec![])).await? {
            rows.insert(T::from_record(record)?);
        }
        Ok(())
    }
}
