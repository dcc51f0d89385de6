//! What agents have before them, by its day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{AgendaRow, StoreError, value::Value};

const ORDER: Order = Order {
    columns: ["on_day", "id"],
    newest_first: false,
};

/// Which entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgendaFilter {
    /// Only of one of these kinds.
    pub kinds: Vec<String>,
    /// Only of this agent.
    pub agent: Option<String>,
    /// Only those somebody still has to act on, or only the others.
    pub open: Option<bool>,
    /// Only those of this day or earlier.
    pub until: Option<Date>,
    /// Only those of this day or later.
    pub from: Option<Date>,
}

impl AgendaFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("kind", &self.kinds);
        query.and_equal("agent_id", self.agent.as_ref());
        if let Some(open) = self.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        if let Some(day) = &self.until {
            query.and("on_day <= {}", vec![Value::from(day)]);
        }
        if let Some(day) = &self.from {
            query.and("on_day >= {}", vec![Value::from(day)]);
        }
    }
}

impl Reader<'_> {
    /// A page of entries, by their day.
    ///
    /// # Errors
    /// What the database said.
    pub async fn agenda(
        &self,
        filter: &AgendaFilter,
        page: &Page,
    ) -> Result<PageOf<AgendaRow>, StoreError> {
        let mut query = Query::select_ordered::<AgendaRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many of the filter's entries there are of each kind.
    ///
    /// # Errors
    /// What the database said.
    pub async fn agenda_counts(
        &self,
        filter: &AgendaFilter,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut query = Query::aggregate::<AgendaRow>("kind, COUNT(*)");
        filter.narrow(&mut query);
        query.scope::<AgendaRow>(self.viewer);
        let statement = query.finish(" GROUP BY kind ORDER BY kind");
        let mut counts = BTreeMap::new();
        for record in self.store.database.query(statement).await? {
            let mut fields = record.fields();
            let kind: String = fields.next("kind")?;
            counts.insert(kind, fields.next("count")?);
        }
        Ok(counts)
    }
}
