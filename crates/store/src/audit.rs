//! The audit: who did what to what, with which outcome; added to, never changed.

use std::fmt::Write;

use jiff::Timestamp;

use crate::{
    Store, StoreError,
    sql::Statement,
    value::{Record, Value},
};

/// One act, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditEntry {
    /// The command's name.
    pub action: String,
    /// What it was done to, for instance `project/prj_…`.
    pub object: String,
    /// `done`, `refused`, …
    pub outcome: String,
    /// More about it: JSON, without personal data.
    pub detail: String,
    /// Address of the client.
    pub ip: Option<String>,
    /// The request it belongs to.
    pub request_id: Option<String>,
}

/// An act with who and when, for writes that are no commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// Who did it.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub entry: AuditEntry,
}

/// A row of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number; grows.
    pub id: u64,
    /// Who, when, what.
    pub audited: Audited,
}

/// Which acts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Only by one of these; empty: by anybody.
    pub actors: Vec<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only on objects whose name begins so, for instance `project/prj_…` or `account/`.
    pub object: Option<String>,
    /// Only from this moment on.
    pub from: Option<Timestamp>,
    /// Only before this moment.
    pub before: Option<Timestamp>,
    /// Only rows older than this one.
    pub older_than: Option<u64>,
}

impl AuditFilter {
    fn statement(&self, limit: u32) -> Statement {
        let mut sql = format!("SELECT {COLUMNS} FROM audit WHERE 1 = 1");
        let mut params = Vec::new();
        let mut and = |condition: &str, value: Value| {
            params.push(value);
            let _ = write!(sql, " AND {condition} ${}", params.len());
        };
        if let Some(action) = &self.action {
            and("action =", Value::from(action));
        }
        if let Some(object) = &self.object {
            // A range, not a pattern: the index of objects finds it on either database.
            and("object >=", Value::from(object));
            and("object <", Value::Text(format!("{object}\u{10ffff}")));
        }
        if let Some(from) = &self.from {
            and("recorded_at >=", Value::from(from));
        }
        if let Some(before) = &self.before {
            and("recorded_at <", Value::from(before));
        }
        if let Some(id) = &self.older_than {
            and("id <", Value::from(id));
        }
        if !self.actors.is_empty() {
            let places: Vec<String> = self
                .actors
                .iter()
                .map(|actor| {
                    params.push(Value::from(actor));
                    format!("${}", params.len())
                })
                .collect();
            let _ = write!(sql, " AND actor IN ({})", places.join(", "));
        }
        params.push(Value::from(&limit));
        let _ = write!(sql, " ORDER BY id DESC LIMIT ${}", params.len());
        Statement::new(sql, params)
    }
}

impl Audited {
    pub(crate) fn statement(&self) -> Statement {
        statement(&self.actor, self.at, &self.entry)
    }
}

/// The insert that goes into the same transaction as the act.
pub(crate) fn statement(actor: &str, at: Timestamp, entry: &AuditEntry) -> Statement {
    Statement::new(
        "INSERT INTO audit (recorded_at, actor, action, object, outcome, detail, ip, request_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        vec![
            Value::from(&at),
            actor.into(),
            Value::from(&entry.action),
            Value::from(&entry.object),
            Value::from(&entry.outcome),
            Value::from(&entry.detail),
            Value::from(&entry.ip),
            Value::from(&entry.request_id),
        ],
    )
}

const COLUMNS: &str = "id, recorded_at, actor, action, object, outcome, detail, ip, request_id";

fn record(row: Record) -> Result<AuditRecord, StoreError> {
    let mut fields = row.fields();
    Ok(AuditRecord {
        id: fields.next("id")?,
        audited: Audited {
            at: fields.next("recorded_at")?,
            actor: fields.next("actor")?,
            entry: AuditEntry {
                action: fields.next("action")?,
                object: fields.next("object")?,
                outcome: fields.next("outcome")?,
                detail: fields.next("detail")?,
                ip: fields.next("ip")?,
                request_id: fields.next("request_id")?,
            },
        },
    })
}

impl Store {
    /// Writes down an act that changed nothing: a refusal, a login, an unmasking.
    ///
    /// # Errors
    /// What the database said.
    pub async fn audit(&self, audited: &Audited) -> Result<(), StoreError> {
        self.database.write(vec![audited.statement()]).await?;
        Ok(())
    }

    /// The audit after this row, oldest first, at most `limit` rows; of one object only, if it is named.
    ///
    /// # Errors
    /// What the database said.
    pub async fn audit_records(
        &self,
        object: Option<&str>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let mut params = vec![Value::from(&after), Value::from(&limit)];
        let narrowed = object.map_or("", |object| {
            params.push(object.into());
            " AND object = $3"
        });
        let sql =
            format!("SELECT {COLUMNS} FROM audit WHERE id > $1{narrowed} ORDER BY id LIMIT $2");
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(record).collect()
    }

    /// The acts somebody looks for, the newest first, at most `limit` rows.
    ///
    /// # Errors
    /// What the database said.
    pub async fn search_audit(
        &self,
        filter: &AuditFilter,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let rows = self.database.query(filter.statement(limit)).await?;
        rows.into_iter().map(record).collect()
    }

    /// Every action the audit knows, in order.
    ///
    /// # Errors
    /// What the database said.
    pub async fn audited_actions(&self) -> Result<Vec<String>, StoreError> {
        // One step of the index for each action, however long the audit is.
        let sql = "WITH RECURSIVE known (action) AS ( \
                   SELECT MIN(action) FROM audit UNION ALL \
                   SELECT (SELECT MIN(audit.action) FROM audit WHERE audit.action > known.action) \
                   FROM known WHERE known.action IS NOT NULL) \
                   SELECT action FROM known WHERE action IS NOT NULL ORDER BY action";
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(|row| row.first("action")).collect()
    }

    /// The acts on an object from one moment until before another, oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn audit_records_between(
        &self,
        object: &str,
        (from, before): (Timestamp, Timestamp),
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let sql = "SELECT id, recorded_at, actor, action, object, outcome, detail, ip, request_id \
                   FROM audit WHERE object = $1 AND recorded_at >= $2 AND recorded_at < $3 ORDER BY id";
        let params = vec![object.into(), Value::from(&from), Value::from(&before)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(record).collect()
    }

    /// The last acts on an object, the newest first, at most `limit` rows.
    ///
    /// # Errors
    /// What the database said.
    pub async fn last_audit_records(
        &self,
        object: &str,
        limit: u32,
    ) -> Result<Vec<AuditRecord>, StoreError> {
        let sql = "SELECT id, recorded_at, actor, action, object, outcome, detail, ip, request_id \
                   FROM audit WHERE object = $1 ORDER BY id DESC LIMIT $2";
        let params = vec![object.into(), Value::from(&limit)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(record).collect()
    }
}
