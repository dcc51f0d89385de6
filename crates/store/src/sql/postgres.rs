//! `PostgreSQL`: a pool of connections, statements sent without waiting for one another, and the one place where a
//! transaction is repeated because the database asked for it.

use std::{error::Error, future::Future, pin::Pin, sync::Arc, task::Poll, time::Duration};

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Transaction,
};
use tokio_postgres::{
    NoTls,
    types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use super::{Statement, Tx, Work, WorkError};
use crate::{
    StoreError,
    value::{Record, Value},
};

/// Connections at most. `PostgreSQL` allows 100 to all its clients together by default.
const CONNECTIONS_MAX: usize = 16;
/// Waiting for a connection before the request fails: a page that says so is better than one that never comes.
const WAIT: Duration = Duration::from_secs(10);
/// A transaction is run at most this often when the database asks for a repetition.
const ATTEMPTS_MAX: u32 = 8;
/// The first pause before a repetition; each further one is twice as long.
const PAUSE_MS: u64 = 2;

/// A database on a server.
#[derive(Clone)]
pub(crate) struct Postgres {
    pool: Pool,
}

/// A transaction on one connection.
pub(crate) struct PostgresTx<'a>(&'a Transaction<'a>);

impl Postgres {
    /// Prepares the pool; connections are made when they are needed.
    pub(crate) fn open(config: tokio_postgres::Config) -> Result<Self, StoreError> {
        let manager = Manager::from_config(
            config,
            NoTls,
            ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            },
        );
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS_MAX)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .build()
            .map_err(|error| StoreError::Pool(Arc::new(error)))?;
        Ok(Self { pool })
    }

    /// One of the connections.
    pub(crate) async fn connection(&self) -> Result<Object, StoreError> {
        Ok(self.pool.get().await?)
    }

    pub(crate) async fn transact<W: Work>(&self, work: W) -> Result<W::Output, W::Error> {
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(&work).await;
            let repeat = match &outcome {
                Ok(_) => false,
                Err(error) => error.incident().is_some_and(StoreError::asks_for_retry),
            };
            if !repeat || attempt == ATTEMPTS_MAX {
                return outcome;
            }
            tokio::time::sleep(Duration::from_millis(PAUSE_MS << attempt)).await;
            attempt += 1;
        }
    }

    async fn attempt<W: Work>(&self, work: &W) -> Result<W::Output, W::Error> {
        let mut connection = self.connection().await?;
        let transaction = connection.transaction().await.map_err(StoreError::from)?;
        let outcome = work.run(&Tx::Postgres(PostgresTx(&transaction))).await;
        match &outcome {
            Ok(_) => transaction.commit().await.map_err(|error| {
                if error.code().is_some() {
                    StoreError::from(error)
                } else {
                    StoreError::Ambiguous(Arc::new(error))
                }
            })?,
            Err(_) => {
                if let Err(error) = transaction.rollback().await {
                    tracing::warn!(error = %error, "A transaction could not be rolled back");
                }
            }
        }
        outcome
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Record>, StoreError> {
        let connection = self.connection().await?;
        let prepared = connection.prepare_cached(&statement.sql).await?;
        let rows = connection
            .query(&prepared, &borrowed(&statement.params))
            .await?;
        rows.iter().map(read).collect()
    }
}

impl PostgresTx<'_> {
    pub(crate) async fn query(&self, statement: &Statement) -> Result<Vec<Record>, StoreError> {
        let prepared = self.0.prepare_cached(&statement.sql).await?;
        let rows = self
            .0
            .query(&prepared, &borrowed(&statement.params))
            .await?;
        rows.iter().map(read).collect()
    }

    /// Sends all statements, then takes all answers: one journey to the server instead of one each.
    pub(crate) async fn batch(
        &self,
        statements: &[Statement],
    ) -> Result<Vec<Vec<Record>>, StoreError> {
        let mut answers = Vec::with_capacity(statements.len());
        for statement in statements {
            let prepared = self.0.prepare_cached(&statement.sql).await?;
            answers.push(async move {
                let rows = self
                    .0
                    .query(&prepared, &borrowed(&statement.params))
                    .await?;
                rows.iter().map(read).collect::<Result<Vec<_>, _>>()
            });
        }
        in_order(answers).await
    }
}

/// Awaits all, having started them in their order; the first error in that order is the answer.
async fn in_order<T, F: Future<Output = Result<T, StoreError>>>(
    futures: Vec<F>,
) -> Result<Vec<T>, StoreError> {
    enum Slot<F, T> {
        Running(Pin<Box<F>>),
        Done(Result<T, StoreError>),
    }
    let mut slots: Vec<_> = futures
        .into_iter()
        .map(|future| Some(Slot::Running(Box::pin(future))))
        .collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for slot in &mut slots {
            if let Some(Slot::Running(future)) = slot {
                match future.as_mut().poll(context) {
                    Poll::Ready(answer) => *slot = Some(Slot::Done(answer)),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            return Poll::Pending;
        }
        let answers = slots.iter_mut().filter_map(|slot| match slot.take() {
            Some(Slot::Done(answer)) => Some(answer),
            Some(Slot::Running(_)) | None => None,
        });
        Poll::Ready(answers.collect())
    })
    .await
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params
        .iter()
        .map(|value: &Value| -> &(dyn ToSql + Sync) { value })
        .collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Integer(number) if *kind == Type::INT4 => {
                i32::try_from(*number)?.to_sql(kind, out)
            }
            Self::Integer(number) => number.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::TEXT, Type::VARCHAR, Type::INT8, Type::INT4].contains(kind)
    }

    to_sql_checked!();
}

fn read(row: &tokio_postgres::Row) -> Result<Record, StoreError> {
    let values = row.columns().iter().enumerate().map(|(index, column)| {
        let value = if *column.type_() == Type::INT8 {
            row.try_get::<_, Option<i64>>(index)?.map(Value::Integer)
        } else if *column.type_() == Type::INT4 {
            let number = row.try_get::<_, Option<i32>>(index)?;
            number.map(|number| Value::Integer(number.into()))
        } else {
            row.try_get::<_, Option<String>>(index)?.map(Value::Text)
        };
        Ok(value.unwrap_or(Value::Null))
    });
    Ok(Record(values.collect::<Result<_, StoreError>>()?))
}
