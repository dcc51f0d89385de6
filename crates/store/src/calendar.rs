//! Calendars handed in: who did, who decided, how far their deadlines are counted anew, and which of them moved.

use jiff::{Timestamp, civil::Date};

use crate::{
    Audited, MovedDeadline, RowChange, Store, StoreError, StreamId,
    counter::one_at_a_time,
    projection::change_statement,
    sql::{Statement, Tx, Work},
    value::{Fields, Record, Value},
};

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// It waits for a second person.
    Waiting,
    /// It is in force.
    InForce,
    /// A second person rejected it.
    Rejected,
}

/// A year of the holiday notice somebody handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarImport {
    /// Names it.
    pub id: String,
    /// Counts the imports from 1; later ones stand over earlier ones.
    pub number: u64,
    /// The year.
    pub year: i16,
    /// Its days, in the form of the catalogue's calendar.
    pub days: String,
    /// Where it stands.
    pub state: ImportState,
    /// Who handed it in (`usr_…`).
    pub imported_by: String,
    /// When.
    pub imported_at: Timestamp,
    /// Who decided (`usr_…`).
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
    /// The last stream whose deadlines are counted anew; empty before the first.
    pub done_to: String,
    /// How many streams are.
    pub done: u64,
    /// How many there are; 0 until it is in force.
    pub total: u64,
}

/// What deciding about an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportDecided {
    /// It is decided.
    Done,
    /// It was decided before, or there is none.
    Over,
}

/// A deadline that moved, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarMove {
    /// What it belongs to.
    pub kind: String,
    /// Its id or number.
    pub object: String,
    /// Which of its deadlines.
    pub step: String,
    /// The project, if it belongs to one.
    pub project_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// The last day before.
    pub was: Date,
    /// The last day after.
    pub becomes: Date,
}

/// Rows of one stream counted anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recounted {
    /// The stream.
    pub stream: StreamId,
    /// Its version the rows rest on.
    pub version: u64,
    /// What changes.
    pub rows: Vec<RowChange>,
    /// The deadlines that moved.
    pub moves: Vec<MovedDeadline>,
}

const COLUMNS: &str = "id, number, year, days, state, imported_by, imported_at, decided_by, \
                       decided_at, reason, done_to, done, total";

impl ImportState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InForce => "in_force",
            Self::Rejected => "rejected",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Waiting, Self::InForce, Self::Rejected]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

impl CalendarImport {
    /// Whether it is in force and every deadline is counted by it.
    pub fn is_counted(&self) -> bool {
        self.state == ImportState::InForce && self.done >= self.total
    }
}

fn import(record: Record) -> Result<CalendarImport, StoreError> {
    let mut fields: Fields = record.fields();
    Ok(CalendarImport {
        id: fields.next("id")?,
        number: fields.next("number")?,
        year: fields.next("year")?,
        days: fields.next("days")?,
        state: ImportState::parse(&fields.next::<String>("state")?)
            .ok_or(StoreError::Column { column: "state" })?,
        imported_by: fields.next("imported_by")?,
        imported_at: fields.next("imported_at")?,
        decided_by: fields.next("decided_by")?,
        decided_at: fields.next("decided_at")?,
        reason: fields.next("reason")?,
        done_to: fields.next("done_to")?,
        done: fields.next("done")?,
        total: fields.next("total")?,
    })
}

fn moved(record: Record) -> Result<CalendarMove, StoreError> {
    let mut fields: Fields = record.fields();
    Ok(CalendarMove {
        kind: fields.next("kind")?,
        object: fields.next("object")?,
        step: fields.next("step")?,
        project_id: fields.next("project_id")?,
        name: fields.next("name")?,
        was: fields.next("was")?,
        becomes: fields.next("becomes")?,
    })
}

/// Adds an import unless another one is still to be decided or counted.
struct AddImport {
    insert: Statement,
    audit: Statement,
}

impl Work for AddImport {
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, StoreError> {
        tx.query(&one_at_a_time(ALONE)).await?;
        let unsettled = Statement::new(
            "SELECT id FROM calendar_imports WHERE state = 'waiting' \
             OR (state = 'in_force' AND done < total)",
            vec![],
        );
        if !tx.query(&unsettled).await?.is_empty() {
            return Ok(false);
        }
        tx.batch(&[self.insert.clone(), self.audit.clone()]).await?;
        Ok(true)
    }
}

/// Decides about an import that waits.
struct Decide {
    update: Statement,
    audit: Statement,
}

impl Work for Decide {
    type Output = ImportDecided;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<ImportDecided, StoreError> {
        tx.query(&one_at_a_time(ALONE)).await?;
        if tx.query(&self.update).await?.is_empty() {
            return Ok(ImportDecided::Over);
        }
        tx.query(&self.audit).await?;
        Ok(ImportDecided::Done)
    }
}

/// One change of calendars at a time.
const ALONE: &str = "calendars changed";

/// Writes the rows of a stream counted anew, if nobody changed the stream meanwhile.
struct Recount {
    recounted: Recounted,
    import_id: String,
}

impl Work for Recount {
    type Output = bool;
    type Error = StoreError;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, StoreError> {
        let Recounted {
            stream,
            version,
            rows,
            moves,
        } = &self.recounted;
        // Whoever changes the stream waits for this, or this sees the change: rows never rest on an older version.
        let hold = Statement::new(
            "UPDATE streams SET version = version WHERE kind = $1 AND id = $2 AND version = $3 \
             RETURNING version",
            vec![
                stream.kind.as_str().into(),
                Value::from(&stream.id),
                Value::from(version),
            ],
        );
        if tx.query(&hold).await?.is_empty() {
            return Ok(false);
        }
        let mut statements: Vec<Statement> = rows.iter().map(change_statement).collect();
        statements.extend(moves.iter().map(|one| journal(&self.import_id, one)));
        statements.push(Statement::new(
            "UPDATE calendar_imports SET done_to = $2, done = done + 1 \
             WHERE id = $1 AND done_to < $2",
            vec![
                Value::from(&self.import_id),
                Value::Text(stream.to_string()),
            ],
        ));
        tx.batch(&statements).await?;
        Ok(true)
    }
}

fn journal(import_id: &str, one: &MovedDeadline) -> Statement {
    let key = &one.key;
    let id = format!("{import_id}~{}~{}~{}", key.kind, key.object, key.step);
    Statement::new(
        "INSERT INTO calendar_moves (id, import_id, kind, object, step, project_id, name, was, \
         becomes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        vec![
            Value::Text(id),
            import_id.into(),
            key.kind.into(),
            Value::from(&key.object),
            Value::from(&key.step),
            Value::from(&one.project_id),
            Value::from(&one.name),
            Value::from(&one.was),
            Value::from(&one.becomes),
        ],
    )
}

impl Store {
    /// Keeps an import until a second person decides about it; its number is given here. `false` if another one waits or is
    /// being counted.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_calendar_import(
        &self,
        import: &CalendarImport,
        audited: &Audited,
    ) -> Result<bool, StoreError> {
        let insert = Statement::new(
            "INSERT INTO calendar_imports (id, number, year, days, state, imported_by, \
             imported_at, reason, done_to, done, total) \
             SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS BIGINT), \
             CAST($3 AS TEXT), 'waiting', CAST($4 AS TEXT), CAST($5 AS BIGINT), '', '', 0, 0 \
             FROM calendar_imports",
            vec![
                Value::from(&import.id),
                Value::from(&import.year),
                Value::from(&import.days),
                Value::from(&import.imported_by),
                Value::from(&import.imported_at),
            ],
        );
        let audit = audited.statement();
        self.database.transact(AddImport { insert, audit }).await
    }

    /// Puts an import that waits in force, to be counted over so many streams.
    ///
    /// # Errors
    /// What the database said.
    pub async fn enforce_calendar(
        &self,
        (id, total): (&str, u64),
        audited: &Audited,
    ) -> Result<ImportDecided, StoreError> {
        let update = Statement::new(
            "UPDATE calendar_imports SET state = 'in_force', decided_by = $2, decided_at = $3, \
             total = $4 WHERE id = $1 AND state = 'waiting' RETURNING id",
            vec![
                id.into(),
                Value::from(&audited.actor),
                Value::from(&audited.at),
                Value::from(&total),
            ],
        );
        let audit = audited.statement();
        self.database.transact(Decide { update, audit }).await
    }

    /// Rejects an import that waits, with a reason.
    ///
    /// # Errors
    /// What the database said.
    pub async fn reject_calendar(
        &self,
        (id, reason): (&str, &str),
        audited: &Audited,
    ) -> Result<ImportDecided, StoreError> {
        let update = Statement::new(
            "UPDATE calendar_imports SET state = 'rejected', decided_by = $2, decided_at = $3, \
             reason = $4 WHERE id = $1 AND state = 'waiting' RETURNING id",
            vec![
                id.into(),
                Value::from(&audited.actor),
                Value::from(&audited.at),
                reason.into(),
            ],
        );
        let audit = audited.statement();
        self.database.transact(Decide { update, audit }).await
    }

    /// Every import, the oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn calendar_imports(&self) -> Result<Vec<CalendarImport>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM calendar_imports ORDER BY number");
        let rows = self.database.query(Statement::new(sql, vec![])).await?;
        rows.into_iter().map(import).collect()
    }

    /// The import with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn calendar_import(&self, id: &str) -> Result<Option<CalendarImport>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM calendar_imports WHERE id = $1");
        let found = Statement::new(sql, vec![id.into()]);
        self.database
            .query_one(found)
            .await?
            .map(import)
            .transpose()
    }

    /// Writes a stream counted anew, its moves and how far the count is, in one transaction; `false` if the stream was
    /// changed meanwhile.
    ///
    /// # Errors
    /// What the database said.
    pub async fn recount(&self, import_id: &str, recounted: Recounted) -> Result<bool, StoreError> {
        let import_id = import_id.to_owned();
        self.database
            .transact(Recount {
                recounted,
                import_id,
            })
            .await
    }

    /// Notes that all streams are counted.
    ///
    /// # Errors
    /// What the database said.
    pub async fn end_recount(&self, import_id: &str) -> Result<(), StoreError> {
        let end = Statement::new(
            "UPDATE calendar_imports SET done = total WHERE id = $1",
            vec![import_id.into()],
        );
        self.database.write(vec![end]).await.map(drop)
    }

    /// What an import moved, by the new last day; at most so many after the first ones.
    ///
    /// # Errors
    /// What the database said.
    pub async fn calendar_moves(
        &self,
        import_id: &str,
        (skip, limit): (u32, u32),
    ) -> Result<Vec<CalendarMove>, StoreError> {
        let statement = Statement::new(
            "SELECT kind, object, step, project_id, name, was, becomes FROM calendar_moves \
             WHERE import_id = $1 ORDER BY becomes, id LIMIT $2 OFFSET $3",
            vec![import_id.into(), Value::from(&limit), Value::from(&skip)],
        );
        let rows = self.database.query(statement).await?;
        rows.into_iter().map(moved).collect()
    }

    /// How many deadlines an import moved.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_calendar_moves(&self, import_id: &str) -> Result<u64, StoreError> {
        let count = Statement::new(
            "SELECT COUNT(*) FROM calendar_moves WHERE import_id = $1",
            vec![import_id.into()],
        );
        let row = self.database.query_one(count).await?;
        row.map_or(Ok(0), |row| row.first("count"))
    }
}
