//! Hits of the words of the window: who typed which phrase into what and whether it was sent; added to, never changed.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::{
    Days, Store, StoreError,
    sql::Statement,
    value::{Record, Value},
};

/// A phrase in a text, or one a text lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseHit {
    /// Names it; the same request twice is one hit.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The civil day in the city.
    pub on: Date,
    /// Who wrote the text (`usr_…`).
    pub user: String,
    /// Code of the phrase in the catalogue.
    pub phrase: String,
    /// Kind of the text.
    pub kind: String,
    /// The command's name.
    pub action: String,
    /// What the text was about, for instance `project/prj_…`.
    pub object: String,
    /// Whether the text was kept from being sent.
    pub blocked: bool,
}

/// Hits of one phrase in one kind of text in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseCount {
    /// The month, as `2026-08`.
    pub month: String,
    /// Code of the phrase.
    pub phrase: String,
    /// Kind of the text.
    pub kind: String,
    /// Who (`usr_…`).
    pub user: String,
    /// How many were not sent.
    pub blocked: u64,
    /// How many were sent all the same.
    pub sent: u64,
}

impl PhraseHit {
    pub(crate) fn statement(&self) -> Statement {
        Statement::new(
            "INSERT INTO phrase_hits (id, recorded_at, on_day, user_id, phrase, kind, action, object, was_blocked) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
            vec![
                Value::from(&self.id),
                Value::from(&self.at),
                Value::from(&self.on),
                Value::from(&self.user),
                Value::from(&self.phrase),
                Value::from(&self.kind),
                Value::from(&self.action),
                Value::from(&self.object),
                Value::Integer(i64::from(self.blocked)),
            ],
        )
    }
}

fn hit(row: Record) -> Result<PhraseHit, StoreError> {
    let mut fields = row.fields();
    Ok(PhraseHit {
        id: fields.next("id")?,
        at: fields.next("recorded_at")?,
        on: fields.next("on_day")?,
        user: fields.next("user_id")?,
        phrase: fields.next("phrase")?,
        kind: fields.next("kind")?,
        action: fields.next("action")?,
        object: fields.next("object")?,
        blocked: fields.next("was_blocked")?,
    })
}

fn count(row: Record) -> Result<PhraseCount, StoreError> {
    let mut fields = row.fields();
    Ok(PhraseCount {
        month: fields.next("month")?,
        phrase: fields.next("phrase")?,
        kind: fields.next("kind")?,
        user: fields.next("user_id")?,
        blocked: fields.next("blocked")?,
        sent: fields.next("sent")?,
    })
}

impl Store {
    /// Records hits of texts that were not sent.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_phrase_hits(&self, hits: &[PhraseHit]) -> Result<(), StoreError> {
        let statements = hits.iter().map(PhraseHit::statement).collect();
        self.database.write(statements).await.map(drop)
    }

    /// Every hit in these days, by day. For services of the office, which count them for whoever typed them.
    ///
    /// # Errors
    /// What the database said.
    pub async fn phrase_hits(&self, days: Days) -> Result<Vec<PhraseHit>, StoreError> {
        let sql = "SELECT id, recorded_at, on_day, user_id, phrase, kind, action, object, was_blocked \
                   FROM phrase_hits WHERE on_day >= $1 AND on_day <= $2 ORDER BY on_day, id";
        let params = vec![Value::from(&days.from), Value::from(&days.to)];
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(hit).collect()
    }

    /// Hits in these days by month, phrase, kind of text and person; of one person only, if named. For services of the
    /// office, which ask the access table whose hits the asker may see.
    ///
    /// # Errors
    /// What the database said.
    pub async fn phrase_counts(
        &self,
        user: Option<&str>,
        days: Days,
    ) -> Result<Vec<PhraseCount>, StoreError> {
        let mut params = vec![Value::from(&days.from), Value::from(&days.to)];
        let narrowed = user.map_or("", |user| {
            params.push(user.into());
            " AND user_id = $3"
        });
        let sql = format!(
            "SELECT SUBSTR(on_day, 1, 7), phrase, kind, user_id, CAST(SUM(was_blocked) AS BIGINT), \
             CAST(SUM(1 - was_blocked) AS BIGINT) FROM phrase_hits \
             WHERE on_day >= $1 AND on_day <= $2{narrowed} \
             GROUP BY 1, 2, 3, 4 ORDER BY 1 DESC, 2, 3, 4"
        );
        let rows = self.database.query(Statement::new(sql, params)).await?;
        rows.into_iter().map(count).collect()
    }
}
