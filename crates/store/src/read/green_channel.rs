//! The green channel beside the ordinary cases: how long each waited, who was overtaken, and what was promised.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Reader, duty::Days, filter::Query, region};
use crate::{
    GreenPromiseRow, ProjectRow, QueueTimeRow, StoreError,
    projection::Table,
    sql::Statement,
    value::{Fields, Value},
};

/// Cases that left a queue in the same month after the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSpan {
    /// The month, `2026-08`.
    pub month: String,
    /// Code of the item.
    pub item: String,
    /// `window` or `review`.
    pub queue: String,
    /// Whether of the green channel.
    pub is_green: bool,
    /// Working days waited.
    pub days: i32,
    /// How many.
    pub count: u64,
}

/// An ordinary case that a later one of the green channel overtook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OvertakenCase {
    /// `window` or `review`.
    pub queue: String,
    /// Code of the item.
    pub item: String,
    /// Code of the department that decides.
    pub department: String,
    /// The case.
    pub case_no: String,
    /// Its project.
    pub project_id: String,
    /// Day the first that came later was done.
    pub since: Date,
    /// Day it was done itself, or the last day of the period.
    pub until: Date,
    /// When its clock stood.
    pub stops: Vec<(Date, Option<Date>)>,
}

/// How many ordinary cases were in a queue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueLength {
    /// `window` or `review`.
    pub queue: String,
    /// Code of the item.
    pub item: String,
    /// Code of the department that decides.
    pub department: String,
    /// How many.
    pub count: u64,
}

/// An ordinary case `a` was in the queue in the period `$1` to `$2`: done in it, or still there at its end.
const IN_PERIOD: &str = "a.is_green = 0 AND a.in_on <= $2 AND (a.out_on IS NULL OR a.out_on >= $1)";

/// Reads what a projection wrote: `2026-08-03/2026-08-05 2026-08-07/`.
fn stops(text: &str) -> Vec<(Date, Option<Date>)> {
    let each = text.split_whitespace();
    each.filter_map(|stop| {
        let (from, to) = stop.split_once('/')?;
        Some((from.parse().ok()?, to.parse().ok()))
    })
    .collect()
}

impl Reader<'_> {
    /// How long the cases waited that left a queue in the period.
    ///
    /// # Errors
    /// What the database said.
    pub async fn channel_spans(&self, period: Days) -> Result<Vec<ChannelSpan>, StoreError> {
        let what = "SUBSTR(out_on, 1, 7), item, queue, is_green, days, COUNT(*)";
        let period = Some((period, "out_on"));
        self.counted::<QueueTimeRow, _>((what, 5), period, |fields| {
            Ok(ChannelSpan {
                month: fields.next("month")?,
                item: fields.next("item")?,
                queue: fields.next("queue")?,
                is_green: fields.next("is_green")?,
                days: fields.next("days")?,
                count: fields.next("count")?,
            })
        })
        .await
    }

    /// Ordinary cases of the period that a case of the same item and queue overtook which came later, was of the green
    /// channel and was done on an earlier day. Nothing for those who do not oversee the whole.
    ///
    /// # Errors
    /// What the database said.
    pub async fn overtaken(&self, period: Days) -> Result<Vec<OvertakenCase>, StoreError> {
        let end = "CASE WHEN a.out_on IS NULL OR a.out_on > $2 THEN $2 ELSE a.out_on END";
        let sql = format!(
            "SELECT a.queue, a.item, a.department, a.case_no, a.project_id, MIN(b.out_on), {end}, a.stops \
             FROM queue_times a JOIN queue_times b \
             ON b.queue = a.queue AND b.item = a.item AND b.is_green = 1 \
             AND b.in_on > a.in_on AND b.out_on < {end} \
             WHERE {IN_PERIOD}{} \
             GROUP BY a.id, a.queue, a.item, a.department, a.case_no, a.project_id, a.out_on, a.stops \
             ORDER BY a.queue, a.item, a.case_no",
            region::OF_CASE,
        );
        self.over(&sql, period, |fields| {
            Ok(OvertakenCase {
                queue: fields.next("queue")?,
                item: fields.next("item")?,
                department: fields.next("department")?,
                case_no: fields.next("case_no")?,
                project_id: fields.next("project_id")?,
                since: fields.next("since")?,
                until: fields.next("until")?,
                stops: stops(&fields.next::<String>("stops")?),
            })
        })
        .await
    }

    /// Ordinary cases that were in each queue in the period.
    ///
    /// # Errors
    /// What the database said.
    pub async fn queue_lengths(&self, period: Days) -> Result<Vec<QueueLength>, StoreError> {
        let sql = format!(
            "SELECT a.queue, a.item, a.department, COUNT(*) FROM queue_times a WHERE {IN_PERIOD}{} \
             GROUP BY a.queue, a.item, a.department ORDER BY a.queue, a.item, a.department",
            region::OF_CASE,
        );
        self.over(&sql, period, |fields| {
            Ok(QueueLength {
                queue: fields.next("queue")?,
                item: fields.next("item")?,
                department: fields.next("department")?,
                count: fields.next("count")?,
            })
        })
        .await
    }

    /// Rows of a statement over a period, with the viewer's regions in the place of [`region::OF_CASE`].
    async fn over<R>(
        &self,
        sql: &str,
        period: Days,
        read: impl Fn(&mut Fields) -> Result<R, StoreError>,
    ) -> Result<Vec<R>, StoreError> {
        if !self.oversees() {
            return Ok(Vec::new());
        }
        let mut params = vec![Value::from(&period.from), Value::from(&period.to)];
        let sql = region::of_case(sql, self.viewer, &mut params);
        let statement = Statement::new(sql, params);
        let rows = self.store.database.query(statement).await?;
        rows.into_iter()
            .map(|record| read(&mut record.fields()))
            .collect()
    }

    /// Promises of acceptance whose day lies in the period, by how they ended; those that run under the empty name.
    ///
    /// # Errors
    /// What the database said.
    pub async fn promise_ends(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        let what = "COALESCE(outcome, ''), COUNT(*)";
        self.tally::<GreenPromiseRow>(what, Some((period, "by_on")))
            .await
    }

    /// How many projects are in the green channel today.
    ///
    /// # Errors
    /// What the database said.
    pub async fn channel_projects(&self) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<ProjectRow>("COUNT(*)");
        query.and("green_channel = 1", vec![]);
        self.count::<ProjectRow>(query).await
    }

    /// Promises of acceptance that run, the first to end first; of one day, what was handed in first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_promises(&self) -> Result<Vec<GreenPromiseRow>, StoreError> {
        let mut query = Query::select::<GreenPromiseRow>();
        query.and("ended_on IS NULL", vec![]);
        query.scope::<GreenPromiseRow>(self.viewer);
        let statement = query.finish(" ORDER BY by_on, receipt_no, id");
        let rows = self.store.database.query(statement).await?;
        rows.into_iter().map(GreenPromiseRow::from_record).collect()
    }
}
