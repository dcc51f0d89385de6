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
    /// Only of this department; an empty code: only those no department answers for.
    pub department: Option<String>,
    /// Only of the party with this credit code.
    pub uscc: Option<String>,
    /// Only as grave as this.
    pub severity: Option<String>,
    /// Only found by this rule, or of this reason, step or level.
    pub source: Option<String>,
    /// Only of the projects of this agent.
    pub agent: Option<String>,
    /// Only where it stands so.
    pub state: Option<String>,
    /// Only those due before this day.
    pub due_before: Option<Date>,
    /// Only those due on this day or later.
    pub due_from: Option<Date>,
    /// Only those that began on one of these days.
    pub begun: Option<Days>,
    /// Only those done on one of these days.
    pub done: Option<Days>,
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

impl Days {
    /// Adds that the column lies in these days.
    pub(super) fn narrow(self, query: &mut Query, column: &str) {
        let range = format!("({column} >= {{}} AND {column} <= {{}})");
        query.and(&range, vec![Value::from(&self.from), Value::from(&self.to)]);
    }
}

impl DutyFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("kind", &self.kinds);
        if let Some(open) = self.open {
            query.and("is_open = {}", vec![Value::Integer(i64::from(open))]);
        }
        query.and_equal("project_id", self.project.as_ref());
        match self.department.as_deref() {
            Some("") => query.and("department IS NULL", vec![]),
            Some(code) => query.and("department = {}", vec![code.into()]),
            None => {}
        }
        query.and_equal("uscc", self.uscc.as_ref());
        query.and_equal("severity", self.severity.as_ref());
        query.and_equal("source", self.source.as_ref());
        query.and_equal("agent_id", self.agent.as_ref());
        query.and_equal("state", self.state.as_ref());
        if let Some(days) = self.begun {
            days.narrow(query, "begun_on");
        }
        if let Some(days) = self.done {
            days.narrow(query, "done_on");
        }
        if let Some(day) = &self.due_before {
            query.and("due_on < {}", vec![Value::from(day)]);
        }
        if let Some(day) = &self.due_from {
            query.and("due_on >= {}", vec![Value::from(day)]);
        }
    }
}

/// How many duties are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyCount {
    /// What they are: `promise`, `finding` and so on.
    pub kind: String,
    /// How grave; empty where that says nothing.
    pub severity: String,
    /// Whose; empty for what no department answers for.
    pub department: String,
    /// How many.
    pub count: u64,
}

/// How many duties of one kind come from the same, stand alike, and are the same party's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyTally {
    /// Where they come from: code of a rule, reason of a check, step of an order, level of a card.
    pub source: String,
    /// How grave; empty where that says nothing.
    pub severity: String,
    /// Where they stand.
    pub state: String,
    /// The department; empty for what no department answers for.
    pub department: String,
    /// Credit code of the party; empty for the administration.
    pub uscc: String,
    /// Its name; empty for the administration.
    pub company: String,
    /// Whether somebody still has to act.
    pub is_open: bool,
    /// How many.
    pub count: u64,
}

impl Reader<'_> {
    /// How many of the filter's duties there are, by everything a report tells them apart by.
    ///
    /// # Errors
    /// What the database said.
    pub async fn tally_duties(&self, filter: &DutyFilter) -> Result<Vec<DutyTally>, StoreError> {
        const KEYS: &str =
            "source, severity, state, COALESCE(department, ''), uscc, company, is_open";
        let mut query = Query::aggregate::<DutyRow>(&format!("{KEYS}, COUNT(*)"));
        filter.narrow(&mut query);
        query.scope::<DutyRow>(self.viewer);
        let tail = format!(" GROUP BY {KEYS} ORDER BY {KEYS}");
        let rows = self.store.database.query(query.finish(&tail)).await?;
        let each = rows.into_iter().map(|record| {
            let mut fields = record.fields();
            Ok(DutyTally {
                source: fields.next("source")?,
                severity: fields.next("severity")?,
                state: fields.next("state")?,
                department: fields.next("department")?,
                uscc: fields.next("uscc")?,
                company: fields.next("company")?,
                is_open: fields.next("is_open")?,
                count: fields.next("count")?,
            })
        });
        each.collect()
    }

    /// How many of the filter's duties there are by kind, severity and department.
    ///
    /// # Errors
    /// What the database said.
    pub async fn duty_counts(&self, filter: &DutyFilter) -> Result<Vec<DutyCount>, StoreError> {
        let mut query = Query::aggregate::<DutyRow>(
            "kind, severity, COALESCE(department, '') AS answering, COUNT(*)",
        );
        filter.narrow(&mut query);
        query.scope::<DutyRow>(self.viewer);
        let tail = " GROUP BY kind, severity, COALESCE(department, '') \
                    ORDER BY kind, severity, COALESCE(department, '')";
        let rows = self.store.database.query(query.finish(tail)).await?;
        let each = rows.into_iter().map(|record| {
            let mut fields = record.fields();
            Ok(DutyCount {
                kind: fields.next("kind")?,
                severity: fields.next("severity")?,
                department: fields.next("department")?,
                count: fields.next("count")?,
            })
        });
        each.collect()
    }

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
