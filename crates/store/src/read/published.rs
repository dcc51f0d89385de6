//! What everybody may read: published rows, months of decided cases, and where letters stand in the register.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{
    Days, Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{
    CaseTimeRow, Publication, PublishedRow, RegisterLeaf, StartTimeRow, Store, StoreError,
    commit::leaf_statement, sql::Statement, value::Value,
};

/// The newest first.
const ORDER: Order = Order {
    columns: ["on_day", "id"],
    newest_first: true,
};

/// Which published rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFilter {
    /// What.
    pub kind: Publication,
    /// Only with this text in number, project, its code, company or credit code.
    pub text: Option<String>,
    /// Only of this item.
    pub item: Option<String>,
    /// Only of this department.
    pub department: Option<String>,
    /// Only those that came out or stand so.
    pub outcome: Option<String>,
    /// Only those whose last day has passed before this day, or only those where it has not or there is none.
    pub passed: Option<(Date, bool)>,
    /// Only of these days.
    pub days: Option<Days>,
}

impl PublishedFilter {
    /// All of a kind.
    pub const fn all(kind: Publication) -> Self {
        Self {
            kind,
            text: None,
            item: None,
            department: None,
            outcome: None,
            passed: None,
            days: None,
        }
    }

    fn narrow(&self, query: &mut Query) {
        query.and("kind = {}", vec![self.kind.as_str().into()]);
        query.and_equal("item", self.item.as_ref());
        query.and_equal("department", self.department.as_ref());
        query.and_equal("outcome", self.outcome.as_ref());
        match &self.passed {
            Some((today, true)) => query.and("until_on < {}", vec![Value::from(today)]),
            Some((today, false)) => {
                let still = "(until_on IS NULL OR until_on >= {})";
                query.and(still, vec![Value::from(today)]);
            }
            None => {}
        }
        if let Some(days) = self.days {
            days.narrow(query, "on_day");
        }
        let columns = [
            "number",
            "project_name",
            "project_code",
            "company",
            "uscc",
            "reference",
        ];
        query.and_contains(&columns, self.text.as_ref());
    }
}

/// Decided cases of one month and item that took as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSpan {
    /// The month, `2026-08`.
    pub month: String,
    /// Code of the item.
    pub item: String,
    /// Working days of the limit used.
    pub used_days: i32,
    /// Whether the promised limit was passed.
    pub is_late: bool,
    /// How many.
    pub count: u64,
}

/// Projects of one month whose way to the start of construction took the administration as long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStart {
    /// The month, `2026-08`.
    pub month: String,
    /// Working days of window, department and others asked together.
    pub days: i32,
    /// How many.
    pub count: u64,
}

impl Reader<'_> {
    /// A page of published rows, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn published(
        &self,
        filter: &PublishedFilter,
        page: &Page,
    ) -> Result<PageOf<PublishedRow>, StoreError> {
        let mut query = Query::select_ordered::<PublishedRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many published rows the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_published(&self, filter: &PublishedFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<PublishedRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<PublishedRow>(query).await
    }

    /// Decided cases by month, item and days used.
    ///
    /// # Errors
    /// What the database said.
    pub async fn month_spans(&self, period: Days) -> Result<Vec<MonthSpan>, StoreError> {
        let what = "SUBSTR(decided_on, 1, 7), item, used_days, \
                    CAST(CASE WHEN late_days > 0 THEN 1 ELSE 0 END AS BIGINT), COUNT(*)";
        self.counted::<CaseTimeRow, _>((what, 4), Some((period, "decided_on")), |fields| {
            Ok(MonthSpan {
                month: fields.next("month")?,
                item: fields.next("item")?,
                used_days: fields.next("used_days")?,
                is_late: fields.next("late")?,
                count: fields.next("count")?,
            })
        })
        .await
    }

    /// Projects that could start construction, by month and days of the administration.
    ///
    /// # Errors
    /// What the database said.
    pub async fn month_starts(&self, period: Days) -> Result<Vec<MonthStart>, StoreError> {
        let what = "SUBSTR(started_on, 1, 7), window_days + department_days + other_days, COUNT(*)";
        self.counted::<StartTimeRow, _>((what, 2), Some((period, "started_on")), |fields| {
            Ok(MonthStart {
                month: fields.next("month")?,
                days: fields.next("days")?,
                count: fields.next("count")?,
            })
        })
        .await
    }
}

/// A file of a letter, as its entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFile {
    /// The entry.
    pub payload: String,
    /// Its place in the register; `None` while it waits for one.
    pub place: Option<u64>,
}

impl Store {
    /// The files of the letter with this check code, the first ones first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn letter_files(&self, code: &str) -> Result<Vec<LetterFile>, StoreError> {
        let sql = "SELECT l.payload, e.place FROM register_leaves l \
                   LEFT JOIN register_entries e ON e.leaf_id = l.id \
                   WHERE l.check_code = $1 AND l.kind = 'letter_file' ORDER BY l.id";
        let ask = Statement::new(sql, vec![code.into()]);
        let rows = self.database.query(ask).await?;
        rows.into_iter()
            .map(|row| {
                let mut fields = row.fields();
                Ok(LetterFile {
                    payload: fields.next("payload")?,
                    place: fields.next("place")?,
                })
            })
            .collect()
    }

    /// Adds an entry that is about no fact; done when it is on the disk.
    ///
    /// # Errors
    /// What the database said.
    pub async fn add_leaf(&self, leaf: &RegisterLeaf, at: Timestamp) -> Result<(), StoreError> {
        self.database
            .write(vec![leaf_statement(leaf, at)])
            .await
            .map(|_| ())
    }

    /// The entry at a place of the register, from 0.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_payload(&self, place: u64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT l.payload FROM register_entries e \
                   JOIN register_leaves l ON l.id = e.leaf_id WHERE e.place = $1";
        let ask = Statement::new(sql, vec![Value::from(&place)]);
        let row = self.database.query_one(ask).await?;
        row.map(|row| row.first("payload")).transpose()
    }

    /// Places of the letters with these check codes in the register, from 0; those that wait for theirs are left out.
    ///
    /// # Errors
    /// What the database said.
    pub async fn register_places(
        &self,
        codes: &[&str],
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        if codes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let places: Vec<_> = (1..=codes.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT l.check_code, e.place FROM register_leaves l \
             JOIN register_entries e ON e.leaf_id = l.id WHERE l.kind = 'letter' AND l.check_code IN ({})",
            places.join(", ")
        );
        let values = codes.iter().map(|code| Value::from(*code)).collect();
        let rows = self.database.query(Statement::new(sql, values)).await?;
        rows.into_iter()
            .map(|row| {
                let mut fields = row.fields();
                Ok((fields.next("check_code")?, fields.next("place")?))
            })
            .collect()
    }
}
