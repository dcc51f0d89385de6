//! Releases of the catalogue as they were handed in: their files, from which day they are in force, who decided.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use crate::{
    Audited, ImportDecided, RegisterLeaf, Store, StoreError,
    commit::leaf_statement,
    counter::one_at_a_time,
    sql::{Statement, Tx, Work},
    value::{Fields, Record, Value},
};

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseState {
    /// It waits for a second person.
    Waiting,
    /// It is in force from its day, or was until the next.
    Approved,
    /// A second person rejected it.
    Rejected,
    /// It was taken back before its day.
    Withdrawn,
}

impl ReleaseState {
    /// The name stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Approved,
            Self::Rejected,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// A release without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueRelease {
    /// Names it in addresses.
    pub id: String,
    /// Counts what was handed in from 1.
    pub number: u64,
    /// What it is called.
    pub name: String,
    /// First day it is in force.
    pub effective_on: Date,
    /// SHA-256 over its files, as 64 hex digits.
    pub hash: String,
    /// What it is for, in the words of whoever handed it in.
    pub purpose: String,
    /// Where it stands.
    pub state: ReleaseState,
    /// Who handed it in (`usr_…`); `None` for the one that came with the program.
    pub imported_by: Option<String>,
    /// When.
    pub imported_at: Timestamp,
    /// Who decided last (`usr_…`).
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected or taken back; empty otherwise.
    pub reason: String,
}

/// What keeping a release did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseKept {
    /// It is kept.
    Done,
    /// Another one waits to be decided.
    Waiting,
    /// The name is taken by one that is, will or was to be in force.
    NameTaken,
}

const COLUMNS: &str = "id, number, name, effective_on, hash, purpose, state, imported_by, \
                       imported_at, decided_by, decided_at, reason";

fn release(record: Record) -> Result<CatalogueRelease, StoreError> {
    let mut fields: Fields = record.fields();
    Ok(CatalogueRelease {
        id: fields.next("id")?,
        number: fields.next("number")?,
        name: fields.next("name")?,
        effective_on: fields.next("effective_on")?,
        hash: fields.next("hash")?,
        purpose: fields.next("purpose")?,
        state: ReleaseState::parse(&fields.next::<String>("state")?)
            .ok_or(StoreError::Column { column: "state" })?,
        imported_by: fields.next("imported_by")?,
        imported_at: fields.next("imported_at")?,
        decided_by: fields.next("decided_by")?,
        decided_at: fields.next("decided_at")?,
        reason: fields.next("reason")?,
    })
}

/// One change of releases at a time.
const ALONE: &str = "releases changed";

/// Keeps a release unless another one waits or has its name.
struct Keep {
    name: String,
    insert: Statement,
    audit: Statement,
}

impl Work for Keep {
    type Output = ReleaseKept;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<ReleaseKept, StoreError> {
        tx.query(&one_at_a_time(ALONE)).await?;
        let waiting = "SELECT id FROM catalogue_releases WHERE state = 'waiting'";
        if !tx.query(&Statement::new(waiting, vec![])).await?.is_empty() {
            return Ok(ReleaseKept::Waiting);
        }
        let named = "SELECT id FROM catalogue_releases WHERE state IN ('approved', 'withdrawn') AND name = $1";
        let named = Statement::new(named, vec![Value::from(&self.name)]);
        if !tx.query(&named).await?.is_empty() {
            return Ok(ReleaseKept::NameTaken);
        }
        tx.batch(&[self.insert.clone(), self.audit.clone()]).await?;
        Ok(ReleaseKept::Done)
    }
}

/// Decides about a release, if it still stands as it was seen.
struct Decide {
    update: Statement,
    then: Vec<Statement>,
}

impl Work for Decide {
    type Output = ImportDecided;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<ImportDecided, StoreError> {
        tx.query(&one_at_a_time(ALONE)).await?;
        if tx.query(&self.update).await?.is_empty() {
            return Ok(ImportDecided::Over);
        }
        tx.batch(&self.then).await?;
        Ok(ImportDecided::Done)
    }
}

/// Keeps the first release, if there is none.
struct KeepFirst {
    insert: Statement,
    audit: Statement,
}

impl Work for KeepFirst {
    type Output = ();
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        tx.query(&one_at_a_time(ALONE)).await?;
        let any = Statement::new("SELECT id FROM catalogue_releases LIMIT 1", vec![]);
        if tx.query(&any).await?.is_empty() {
            tx.batch(&[self.insert.clone(), self.audit.clone()]).await?;
        }
        Ok(())
    }
}

fn insert(release: &CatalogueRelease, files: &BTreeMap<String, String>) -> Statement {
    let files = serde_json::to_string(files).unwrap_or_default();
    Statement::new(
        "INSERT INTO catalogue_releases (id, number, name, effective_on, hash, files, purpose, \
         state, imported_by, imported_at, reason) \
         SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), \
         CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), \
         CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS BIGINT), '' FROM catalogue_releases",
        vec![
            Value::from(&release.id),
            Value::from(&release.name),
            Value::from(&release.effective_on),
            Value::from(&release.hash),
            Value::Text(files),
            Value::from(&release.purpose),
            release.state.as_str().into(),
            Value::from(&release.imported_by),
            Value::from(&release.imported_at),
        ],
    )
}

impl Store {
    /// Keeps the release that came with the program, if there is none yet: it is the first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn keep_first_release(
        &self,
        (release, files): (&CatalogueRelease, &BTreeMap<String, String>),
        audited: &Audited,
    ) -> Result<(), StoreError> {
        let (insert, audit) = (insert(release, files), audited.statement());
        self.database.transact(KeepFirst { insert, audit }).await
    }

    /// Keeps a release until a second person decides about it; its number is given here.
    ///
    /// # Errors
    /// What the database said.
    pub async fn keep_release(
        &self,
        (release, files): (&CatalogueRelease, &BTreeMap<String, String>),
        audited: &Audited,
    ) -> Result<ReleaseKept, StoreError> {
        self.database
            .transact(Keep {
                name: release.name.clone(),
                insert: insert(release, files),
                audit: audited.statement(),
            })
            .await
    }

    /// Moves a release from one state to another, with a reason where there is one, and with the leaf that says so.
    ///
    /// # Errors
    /// What the database said.
    pub async fn decide_release(
        &self,
        (id, reason): (&str, &str),
        (from, to): (ReleaseState, ReleaseState),
        (audited, leaf): (&Audited, Option<&RegisterLeaf>),
    ) -> Result<ImportDecided, StoreError> {
        let update = Statement::new(
            "UPDATE catalogue_releases SET state = $2, decided_by = $3, decided_at = $4, \
             reason = $5 WHERE id = $1 AND state = $6 RETURNING id",
            vec![
                id.into(),
                to.as_str().into(),
                Value::from(&audited.actor),
                Value::from(&audited.at),
                reason.into(),
                from.as_str().into(),
            ],
        );
        let mut then = vec![audited.statement()];
        then.extend(leaf.map(|leaf| leaf_statement(leaf, audited.at)));
        self.database.transact(Decide { update, then }).await
    }

    /// Every release without its files, the oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn catalogue_releases(&self) -> Result<Vec<CatalogueRelease>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM catalogue_releases ORDER BY number");
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(release).collect()
    }

    /// The release with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn catalogue_release(
        &self,
        id: &str,
    ) -> Result<Option<CatalogueRelease>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM catalogue_releases WHERE id = $1");
        let found = Statement::new(sql, vec![id.into()]);
        let found = self.database.query_one(found).await?;
        found.map(release).transpose()
    }

    /// The files of a release: path to text.
    ///
    /// # Errors
    /// What the database said, or files that cannot be read.
    pub async fn release_files(
        &self,
        id: &str,
    ) -> Result<Option<BTreeMap<String, String>>, StoreError> {
        let sql = "SELECT files FROM catalogue_releases WHERE id = $1";
        let found = Statement::new(sql, vec![id.into()]);
        let Some(record) = self.database.query_one(found).await? else {
            return Ok(None);
        };
        let text: String = record.fields().next("files")?;
        let files = serde_json::from_str(&text);
        files
            .map(Some)
            .map_err(|_| StoreError::Column { column: "files" })
    }
}
