//! Credit records, the newest first.

use jiff::civil::Date;

use super::{
    Days, Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{CreditRow, Store, StoreError, projection::Table, value::Value};

const ORDER: Order = Order {
    columns: ["recorded_on", "id"],
    newest_first: true,
};

/// Which credit records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreditFilter {
    /// Only in one of these stages.
    pub stages: Vec<String>,
    /// Only those that bar commitment handling, or only the others.
    pub open: Option<bool>,
    /// Only of the party with this credit code.
    pub uscc: Option<String>,
    /// Only with this text in number, company or code.
    pub text: Option<String>,
    /// Only those that took a step on one of these days.
    pub step: Option<(CreditStep, Days)>,
}

/// A step of a credit record that has a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditStep {
    /// The clue was recorded.
    Recorded,
    /// It was decided.
    Decided,
    /// It was published.
    Published,
    /// It ended.
    Ended,
}

impl CreditStep {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Recorded, Self::Decided, Self::Published, Self::Ended];

    /// Name in addresses and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Decided => "decided",
            Self::Published => "published",
            Self::Ended => "ended",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Recorded => "recorded_on",
            Self::Decided => "decided_on",
            Self::Published => "published_on",
            Self::Ended => "ended_on",
        }
    }
}

impl CreditFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("stage", &self.stages);
        if let Some(open) = self.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        query.and_equal("uscc", self.uscc.as_ref());
        query.and_contains(&["number", "company", "uscc"], self.text.as_ref());
        if let Some((step, days)) = self.step {
            days.narrow(query, step.column());
        }
    }
}

impl Reader<'_> {
    /// A page of credit records, the newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn credit_records(
        &self,
        filter: &CreditFilter,
        page: &Page,
    ) -> Result<PageOf<CreditRow>, StoreError> {
        let mut query = Query::select_ordered::<CreditRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many credit records the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_credit_records(&self, filter: &CreditFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<CreditRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<CreditRow>(query).await
    }
}

impl Store {
    /// Ids of the records of a party that bar commitment handling: for the rules, which act for nobody.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_credit_records(&self, uscc: &str) -> Result<Vec<CreditRow>, StoreError> {
        let mut query = Query::select::<CreditRow>();
        query.and("uscc = {}", vec![uscc.into()]);
        query.and("is_open = {}", vec![Value::Integer(1)]);
        let order = " ORDER BY recorded_on, id";
        let rows = self.database.query(query.finish(order)).await?;
        rows.into_iter().map(CreditRow::from_record).collect()
    }

    /// Records in force whose longest time was over before this day: for the job that ends them.
    ///
    /// # Errors
    /// What the database said.
    pub async fn overlong_credit_records(&self, today: Date) -> Result<Vec<CreditRow>, StoreError> {
        let mut query = Query::select::<CreditRow>();
        query.and("is_open = {}", vec![Value::Integer(1)]);
        query.and("max_until < {}", vec![Value::from(&today)]);
        let order = " ORDER BY max_until, id";
        let rows = self.database.query(query.finish(order)).await?;
        rows.into_iter().map(CreditRow::from_record).collect()
    }
}
