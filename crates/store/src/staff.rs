//! Staff data: when somebody is away, and the zone an agent is responsible for. No business records, as accounts are
//! none: changed in place, each change with its audit row in the same transaction. What follows from an absence for a
//! project is a fact of that project.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    Audited, Store, StoreError,
    sql::Statement,
    value::{Record, Value},
};

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Names it; 32 hexadecimal digits or any other unique text.
    pub id: String,
    /// Who (`usr_…`).
    pub account_id: String,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// Why, in words the enterprise may read.
    pub reason: String,
}

fn absence(record: Record) -> Result<Absence, StoreError> {
    let mut fields = record.fields();
    Ok(Absence {
        id: fields.next("id")?,
        account_id: fields.next("account_id")?,
        first_day: fields.next("first_day")?,
        last_day: fields.next("last_day")?,
        reason: fields.next("reason")?,
    })
}

impl Store {
    /// Records that somebody is away.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_absence(&self, absence: &Absence, audit: &Audited) -> Result<(), StoreError> {
        let insert = Statement::new(
            "INSERT INTO absences (id, account_id, first_day, last_day, reason) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
            vec![
                Value::from(&absence.id),
                Value::from(&absence.account_id),
                Value::from(&absence.first_day),
                Value::from(&absence.last_day),
                Value::from(&absence.reason),
            ],
        );
        let statements = vec![insert, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// Records that somebody comes back on a day: one that has not begun by then is gone.
    ///
    /// # Errors
    /// What the database said.
    pub async fn end_absence(
        &self,
        id: &str,
        last_day: Date,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let shorten = Statement::new(
            "UPDATE absences SET last_day = $2 WHERE id = $1 AND last_day > $2",
            vec![id.into(), Value::from(&last_day)],
        );
        let remove = Statement::new(
            "DELETE FROM absences WHERE id = $1 AND first_day > last_day",
            vec![id.into()],
        );
        let statements = vec![shorten, remove, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// Absences that last on this day or begin later, by their first day.
    ///
    /// # Errors
    /// What the database said.
    pub async fn absences(&self, from: Date) -> Result<Vec<Absence>, StoreError> {
        let statement = Statement::new(
            "SELECT id, account_id, first_day, last_day, reason FROM absences \
             WHERE last_day >= $1 ORDER BY first_day, id",
            vec![Value::from(&from)],
        );
        let rows = self.database.query(statement).await?;
        rows.into_iter().map(absence).collect()
    }

    /// Makes an agent responsible for a zone, or for none.
    ///
    /// # Errors
    /// What the database said.
    pub async fn set_zone(
        &self,
        account: &str,
        zone: Option<&str>,
        audit: &Audited,
    ) -> Result<(), StoreError> {
        let set = match zone {
            Some(zone) => Statement::new(
                "INSERT INTO staff_zones (account_id, zone) VALUES ($1, $2) \
                 ON CONFLICT (account_id) DO UPDATE SET zone = excluded.zone",
                vec![account.into(), zone.into()],
            ),
            None => Statement::new(
                "DELETE FROM staff_zones WHERE account_id = $1",
                vec![account.into()],
            ),
        };
        let statements = vec![set, audit.statement()];
        self.database.write(statements).await.map(drop)
    }

    /// The zone of each agent who has one, by account.
    ///
    /// # Errors
    /// What the database said.
    pub async fn zones(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let sql = "SELECT account_id, zone FROM staff_zones ORDER BY account_id";
        let mut zones = BTreeMap::new();
        for record in self.database.query(Statement::new(sql, vec![])).await? {
            let mut fields = record.fields();
            let account: String = fields.next("account_id")?;
            zones.insert(account, fields.next("zone")?);
        }
        Ok(zones)
    }

    /// What the projects of each agent weigh together, and what the heaviest project of all weighs.
    ///
    /// # Errors
    /// What the database said.
    pub async fn loads(&self) -> Result<(BTreeMap<String, u32>, u32), StoreError> {
        let sql = "SELECT agent_id, CAST(SUM(weight) AS BIGINT), MAX(weight) FROM projects \
                   WHERE agent_id IS NOT NULL AND weight > 0 GROUP BY agent_id ORDER BY agent_id";
        let (mut loads, mut largest) = (BTreeMap::new(), 0);
        for record in self.database.query(Statement::new(sql, vec![])).await? {
            let mut fields = record.fields();
            let agent: String = fields.next("agent_id")?;
            loads.insert(agent, fields.next("sum")?);
            largest = largest.max(fields.next("max")?);
        }
        Ok((loads, largest))
    }

    /// Projects nobody accompanies, oldest first; at most a page of them.
    ///
    /// # Errors
    /// What the database said.
    pub async fn projects_without_agent(&self) -> Result<Vec<String>, StoreError> {
        let sql =
            "SELECT id FROM projects WHERE agent_id IS NULL ORDER BY created_on, id LIMIT 200";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(|row| row.first("id")).collect()
    }

    /// The departments somebody who can log in works for, with how many do.
    ///
    /// # Errors
    /// What the database said.
    pub async fn staffed_departments(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let sql = "SELECT department, COUNT(*) AS people FROM accounts \
                   WHERE department IS NOT NULL AND disabled_at IS NULL \
                   GROUP BY department ORDER BY department";
        let mut departments = BTreeMap::new();
        for record in self.database.query(Statement::new(sql, vec![])).await? {
            let mut fields = record.fields();
            departments.insert(fields.next("department")?, fields.next("people")?);
        }
        Ok(departments)
    }
}
