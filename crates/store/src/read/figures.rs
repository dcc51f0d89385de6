//! Figures over a period: counted in the database, as few rows as there are different values.

use std::collections::BTreeMap;

use super::{Reader, duty::Days, filter::Query};
use crate::{
    CaseRow, CaseTimeRow, LetterRow, ProjectRow, StartTimeRow, StoreError, projection::Table,
    value::Fields,
};

/// Decided cases that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSpan {
    /// Code of the item.
    pub item: String,
    /// Code of the department.
    pub department: String,
    /// Days of the limit used.
    pub used_days: i32,
    /// Whether the promised limit was passed.
    pub is_late: bool,
    /// How many.
    pub count: u64,
}

/// Projects whose way to the start of construction was alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartSpan {
    /// Ordinary or build-first.
    pub track: String,
    /// Working days of window, department and others asked together.
    pub administration_days: i32,
    /// What the plan promised of them.
    pub promised_days: Option<i32>,
    /// What the law would have allowed.
    pub statutory_days: Option<i32>,
    /// How many.
    pub count: u64,
    /// Working days of all of them by holder: window, department, others asked, enterprise, special procedures.
    pub held: [u64; 5],
}

/// Days of a plan; both databases order their absence alike when it is a number.
fn planned(days: i32) -> Option<i32> {
    (days >= 0).then_some(days)
}

impl Reader<'_> {
    /// Rows that are counted: `what` names the columns, `group` how many of them are alike.
    pub(super) async fn counted<T: Table, R>(
        &self,
        (what, group): (&str, usize),
        period: Option<(Days, &str)>,
        read: impl Fn(&mut Fields) -> Result<R, StoreError>,
    ) -> Result<Vec<R>, StoreError> {
        let mut query = Query::aggregate::<T>(what);
        if let Some((period, column)) = period {
            period.narrow(&mut query, column);
        }
        query.scope::<T>(self.viewer);
        let places: Vec<String> = (1..=group).map(|place| place.to_string()).collect();
        let places = places.join(", ");
        let tail = format!(" GROUP BY {places} ORDER BY {places}");
        let rows = self.store.database.query(query.finish(&tail)).await?;
        rows.into_iter()
            .map(|record| read(&mut record.fields()))
            .collect()
    }

    /// Cases decided in the period, by item, department and days used.
    ///
    /// # Errors
    /// What the database said.
    pub async fn case_spans(&self, period: Days) -> Result<Vec<CaseSpan>, StoreError> {
        let what = "item, department, used_days, \
                    CAST(CASE WHEN late_days > 0 THEN 1 ELSE 0 END AS BIGINT), COUNT(*)";
        let period = Some((period, "decided_on"));
        self.counted::<CaseTimeRow, _>((what, 4), period, |fields| {
            Ok(CaseSpan {
                item: fields.next("item")?,
                department: fields.next("department")?,
                used_days: fields.next("used_days")?,
                is_late: fields.next("late")?,
                count: fields.next("count")?,
            })
        })
        .await
    }

    /// Projects that could start construction in the period, by track and days.
    ///
    /// # Errors
    /// What the database said.
    pub async fn start_spans(&self, period: Days) -> Result<Vec<StartSpan>, StoreError> {
        let what = "track, window_days + department_days + other_days, \
                    COALESCE(promised_days, -1), COALESCE(statutory_days, -1), COUNT(*), \
                    CAST(SUM(window_days) AS BIGINT), CAST(SUM(department_days) AS BIGINT), \
                    CAST(SUM(other_days) AS BIGINT), CAST(SUM(applicant_days) AS BIGINT), \
                    CAST(SUM(special_days) AS BIGINT)";
        let period = Some((period, "started_on"));
        self.counted::<StartTimeRow, _>((what, 4), period, |fields| {
            Ok(StartSpan {
                track: fields.next("track")?,
                administration_days: fields.next("administration")?,
                promised_days: planned(fields.next("promised_days")?),
                statutory_days: planned(fields.next("statutory_days")?),
                count: fields.next("count")?,
                held: [
                    fields.next("window")?,
                    fields.next("department")?,
                    fields.next("other")?,
                    fields.next("applicant")?,
                    fields.next("special")?,
                ],
            })
        })
        .await
    }

    /// Cases received in the period, by month (`2026-08`).
    ///
    /// # Errors
    /// What the database said.
    pub async fn inflow(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        let what = "SUBSTR(received_on, 1, 7), COUNT(*)";
        self.tally::<CaseRow>(what, Some((period, "received_on")))
            .await
    }

    /// Cases decided in the period, by month.
    ///
    /// # Errors
    /// What the database said.
    pub async fn decisions(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        let what = "SUBSTR(decided_on, 1, 7), COUNT(*)";
        self.tally::<CaseTimeRow>(what, Some((period, "decided_on")))
            .await
    }

    /// Papers issued in the period, by kind.
    ///
    /// # Errors
    /// What the database said.
    pub async fn papers(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        self.tally::<LetterRow>("kind, COUNT(*)", Some((period, "issued_on")))
            .await
    }

    /// Projects of today by the stage they are in.
    ///
    /// # Errors
    /// What the database said.
    pub async fn stages(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.tally::<ProjectRow>("stage, COUNT(*)", None).await
    }

    pub(super) async fn tally<T: Table>(
        &self,
        what: &str,
        period: Option<(Days, &str)>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let rows = self
            .counted::<T, _>((what, 1), period, |fields| {
                Ok((fields.next("value")?, fields.next("count")?))
            })
            .await?;
        Ok(rows.into_iter().collect())
    }
}
