//! Projects, newest first or most urgent first.

use std::collections::BTreeMap;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{ProjectRow, StoreError};

const ORDER: Order = Order {
    columns: ["created_on", "id"],
    newest_first: true,
};

/// By the day somebody must have acted; projects without such a day come last.
const URGENCY: Order = Order {
    columns: ["COALESCE(next_due, '9999-12-31')", "id"],
    newest_first: false,
};

/// Which projects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectFilter {
    /// Only in one of these states.
    pub states: Vec<String>,
    /// Only on this track.
    pub track: Option<String>,
    /// Only of this enterprise.
    pub enterprise: Option<String>,
    /// Only of this agent.
    pub agent: Option<String>,
    /// Only held by one of these parties.
    pub holders: Vec<String>,
    /// Only with this text in name, code or enterprise.
    pub text: Option<String>,
}

impl ProjectFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("state", &self.states);
        query.and_equal("track", self.track.as_ref());
        query.and_equal("enterprise_id", self.enterprise.as_ref());
        query.and_equal("agent_id", self.agent.as_ref());
        query.and_one_of("holder", &self.holders);
        let columns = ["name", "COALESCE(code, '')", "enterprise_name", "uscc"];
        query.and_contains(&columns, self.text.as_ref());
    }
}

impl Reader<'_> {
    /// A page of projects, newest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn projects(
        &self,
        filter: &ProjectFilter,
        page: &Page,
    ) -> Result<PageOf<ProjectRow>, StoreError> {
        let mut query = Query::select_ordered::<ProjectRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// A page of projects, the most urgent first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn projects_by_urgency(
        &self,
        filter: &ProjectFilter,
        page: &Page,
    ) -> Result<PageOf<ProjectRow>, StoreError> {
        let mut query = Query::select_ordered::<ProjectRow>(URGENCY);
        filter.narrow(&mut query);
        self.page(query, URGENCY, page).await
    }

    /// How many of the filter's projects wait for whom.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_projects_by_holder(
        &self,
        filter: &ProjectFilter,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut query = Query::aggregate::<ProjectRow>("holder, COUNT(*)");
        filter.narrow(&mut query);
        query.scope::<ProjectRow>(self.viewer);
        let statement = query.finish(" GROUP BY holder ORDER BY holder");
        let mut counts = BTreeMap::new();
        for record in self.store.database.query(statement).await? {
            let mut fields = record.fields();
            let holder: String = fields.next("holder")?;
            counts.insert(holder, fields.next("count")?);
        }
        Ok(counts)
    }

    /// How many projects the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_projects(&self, filter: &ProjectFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<ProjectRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<ProjectRow>(query).await
    }

    /// The project with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn project(&self, id: &str) -> Result<Option<ProjectRow>, StoreError> {
        self.find("id", id).await
    }
}
