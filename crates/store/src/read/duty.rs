//! What somebody has to do after the notice, the most urgent first.

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{DutyRow, StoreError, value::Value};

const ORDER: Order = Order {
    columns: ["due_on", "id"],
    newest_first: false,
};

/// Which duties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DutyFilter {
    /// Only of one of these kinds.
    pub kinds: Vec<String>,
    /// Only those somebody still has to act on, or only the others.
    pub open: Option<bool>,
    /// Only of this project.
    pub project: Option<String>,
    /// Only of this department.
    pub department: Option<String>,
    /// Only of the party with this credit code.
    pub uscc: Option<String>,
    /// Only found by this rule, or of this reason, step or level.
    pub source: Option<String>,
    /// Only those due before this day.
    pub due_before: Option<Date>,
}

impl DutyFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("kind", &self.kinds);
        if let Some(open) = self.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        query.and_equal("project_id", self.project.as_ref());
        query.and_equal("department", self.department.as_ref());
        query.and_equal("uscc", self.uscc.as_ref());
        query.and_equal("source", self.source.as_ref());
        if let Some(day) = &self.due_before {
            query.and("due_on < {}", vec![Value::from(day)]);
        }
    }
}

impl Reader<'_> {
    /// A page of duties, by their last day.
    ///
    /// # Errors
    /// What the database said.
    pub async fn duties(
        &self,
        filter: &DutyFilter,
        page: &Page,
    ) -> Result<PageOf<DutyRow>, StoreError> {
        let mut query = Query::select_ordered::<DutyRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many duties the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_duties(&self, filter: &DutyFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<DutyRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<DutyRow>(query).await
    }
}
