//! Numbers handed out once, and rungs of a ladder that fire once.

use jiff::Timestamp;

use crate::{Store, StoreError, sql::Statement, value::Value};

/// Lets one transaction at a time change what is named: the others wait here until it ends.
pub(crate) fn one_at_a_time(what: &str) -> Statement {
    Statement::new(
        "INSERT INTO counters (name, next) VALUES ($1, 1) \
         ON CONFLICT (name) DO UPDATE SET next = counters.next + 1",
        vec![what.into()],
    )
}

impl Store {
    /// Reserves `count` consecutive numbers of the counter with this name (`case/20261123`, `letter/…/2026`)
    /// and returns the first; a counter begins with 1. No number is handed out twice. Numbers reserved by a
    /// command that then fails stay unused.
    ///
    /// # Errors
    /// What the database said.
    pub async fn reserve(&self, name: &str, count: u32) -> Result<u64, StoreError> {
        let reserve = Statement::new(
            "INSERT INTO counters (name, next) VALUES ($1, 1 + CAST($2 AS BIGINT)) \
             ON CONFLICT (name) DO UPDATE SET next = counters.next + CAST($2 AS BIGINT) \
             RETURNING next - CAST($2 AS BIGINT)",
            vec![name.into(), Value::from(&count)],
        );
        let row = self
            .database
            .write(vec![reserve])
            .await?
            .into_iter()
            .flatten()
            .next();
        row.ok_or(StoreError::Column { column: "next" })?
            .first("next")
    }

    /// Fires a rung (`clock/rung` as one key): `true` for the first caller, whoever runs the scheduler, `false` ever after.
    ///
    /// # Errors
    /// What the database said.
    pub async fn fire_rung(&self, key: &str, at: Timestamp) -> Result<bool, StoreError> {
        let fire = Statement::new(
            "INSERT INTO rungs (key, fired_at) VALUES ($1, $2) \
             ON CONFLICT (key) DO NOTHING RETURNING key",
            vec![key.into(), Value::from(&at)],
        );
        Ok(self.database.write_one(fire).await? == 1)
    }
}
