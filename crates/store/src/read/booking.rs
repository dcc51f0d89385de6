//! Times of the service windows, which everybody may see, and bookings, which are looked up for a viewer.

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{BookingRow, ServiceSlotRow, Store, StoreError, projection::Table, value::Value};

const ORDER: Order = Order {
    columns: ["starts", "id"],
    newest_first: false,
};
const BY_DAY: Order = Order {
    columns: ["day", "id"],
    newest_first: true,
};

/// Which bookings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookingFilter {
    /// Only of this date; they come by their time, without it by their day, the newest first.
    pub day: Option<Date>,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only where they stand so.
    pub statuses: Vec<String>,
    /// Only on or after this date.
    pub from: Option<Date>,
}

impl BookingFilter {
    fn narrow(&self, query: &mut Query) {
        if let Some(day) = &self.day {
            query.and("day = {}", vec![Value::from(day)]);
        }
        if let Some(from) = &self.from {
            query.and("day >= {}", vec![Value::from(from)]);
        }
        query.and_equal("kind", self.kind.as_ref());
        query.and_one_of("status", &self.statuses);
    }
}

/// What the windows of a kind offered over some days, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFigures {
    /// The kind.
    pub kind: String,
    /// Places offered.
    pub offered: u64,
    /// Places taken: booked, come, not come.
    pub booked: u64,
    /// Visitors who came.
    pub came: u64,
    /// Visitors who did not.
    pub no_show: u64,
    /// Bookings cancelled.
    pub cancelled: u64,
    /// People still on a waiting list.
    pub waiting: u64,
}

impl Reader<'_> {
    /// A page of bookings.
    ///
    /// # Errors
    /// What the database said.
    pub async fn bookings(
        &self,
        filter: &BookingFilter,
        page: &Page,
    ) -> Result<PageOf<BookingRow>, StoreError> {
        let order = if filter.day.is_some() { ORDER } else { BY_DAY };
        let mut query = Query::select_ordered::<BookingRow>(order);
        filter.narrow(&mut query);
        self.page(query, order, page).await
    }

    /// How many bookings the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_bookings(&self, filter: &BookingFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<BookingRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<BookingRow>(query).await
    }
}

impl Store {
    /// The times of these dates, of one kind or all, by date, time and kind. They name nobody: anybody may read them.
    ///
    /// # Errors
    /// What the database said.
    pub async fn service_slots(
        &self,
        (from, to): (Date, Date),
        kind: Option<&str>,
    ) -> Result<Vec<ServiceSlotRow>, StoreError> {
        let mut query = Query::select::<ServiceSlotRow>();
        query.and("day >= {}", vec![Value::from(&from)]);
        query.and("day <= {}", vec![Value::from(&to)]);
        query.and_equal("kind", kind.map(str::to_owned).as_ref());
        let order = " ORDER BY day, starts, kind";
        let rows = self.database.query(query.finish(order)).await?;
        rows.into_iter().map(ServiceSlotRow::from_record).collect()
    }

    /// The booking with this id: for services, which ask whether whoever asks may see it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn booking(&self, id: &str) -> Result<Option<BookingRow>, StoreError> {
        self.one("id", id.into()).await
    }

    /// The booking with this number: for services, which ask for the telephone as well.
    ///
    /// # Errors
    /// What the database said.
    pub async fn booking_by_number(&self, number: &str) -> Result<Option<BookingRow>, StoreError> {
        self.one("number", number.into()).await
    }

    /// What the windows offered from one date to another, by kind; kinds that offered nothing are left out.
    ///
    /// # Errors
    /// What the database said.
    pub async fn service_figures(
        &self,
        (from, to): (Date, Date),
    ) -> Result<Vec<ServiceFigures>, StoreError> {
        let sum = |column: &str| format!("CAST(SUM({column}) AS BIGINT)");
        let columns = [
            "capacity",
            "taken",
            "came",
            "no_show",
            "cancelled",
            "waiting",
        ];
        let sums = columns.map(sum).join(", ");
        let mut query = Query::aggregate::<ServiceSlotRow>(&format!("kind, {sums}"));
        query.and("day >= {}", vec![Value::from(&from)]);
        query.and("day <= {}", vec![Value::from(&to)]);
        let tail = " GROUP BY kind ORDER BY kind";
        let rows = self.database.query(query.finish(tail)).await?;
        rows.into_iter()
            .map(|row| {
                let mut fields = row.fields();
                Ok(ServiceFigures {
                    kind: fields.next("kind")?,
                    offered: fields.next("offered")?,
                    booked: fields.next("booked")?,
                    came: fields.next("came")?,
                    no_show: fields.next("no_show")?,
                    cancelled: fields.next("cancelled")?,
                    waiting: fields.next("waiting")?,
                })
            })
            .collect()
    }
}
