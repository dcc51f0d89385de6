//! What everybody may read: published rows, and months of decided cases.

use jiff::civil::Date;

use super::{
    Days, Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{CaseTimeRow, Publication, PublishedRow, StartTimeRow, StoreError, value::Value};

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
