//! Cases: work lists, the most urgent first.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{CaseRow, StoreError, value::Value};

/// By the day that counts now: the answer at intake, then the promised decision; decided cases last.
const ORDER: Order = Order {
    columns: ["due_on", "case_no"],
    newest_first: false,
};

/// Under way: neither decided nor sent back nor withdrawn.
pub(super) const UNDER_WAY: &str =
    "(decided_on IS NULL AND state NOT IN ('not_accepted', 'withdrawn'))";

/// Late: under way, its clock running, its day past. A stopped clock, or an enterprise that corrects before acceptance,
/// makes nothing late.
pub(super) const OVERDUE: &str = "(decided_on IS NULL AND stopped_since IS NULL AND due_on < {} \
    AND state NOT IN ('not_accepted', 'withdrawn', 'correcting'))";

/// Of the few cases a department still owes an opinion on, found by their own index.
const AWAITED_FROM: &str =
    "case_no IN (SELECT case_no FROM opinions WHERE department = {} AND answered_on IS NULL)";

/// Which cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Only in one of these states.
    pub states: Vec<String>,
    /// Only of this department.
    pub department: Option<String>,
    /// Only where this department was asked for its opinion and has not answered.
    pub opinion_from: Option<String>,
    /// Only of this officer.
    pub officer: Option<String>,
    /// Only not yet assigned to an officer.
    pub unassigned: bool,
    /// Only of this project.
    pub project: Option<String>,
    /// Only of one of these projects.
    pub projects: Vec<String>,
    /// Only of this submission.
    pub submission: Option<String>,
    /// Only of this approval item.
    pub item: Option<String>,
    /// Only held by this party.
    pub holder: Option<String>,
    /// Only late as of this day.
    pub overdue_as_of: Option<Date>,
    /// Only undecided and due on this day or earlier.
    pub due_until: Option<Date>,
    /// Only with this text in case number, project, enterprise or item.
    pub text: Option<String>,
}

impl CaseFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("state", &self.states);
        query.and_equal("department", self.department.as_ref());
        query.and_equal("officer", self.officer.as_ref());
        query.and_equal("project_id", self.project.as_ref());
        query.and_one_of("project_id", &self.projects);
        query.and_equal("submission_id", self.submission.as_ref());
        query.and_equal("item", self.item.as_ref());
        query.and_equal("holder", self.holder.as_ref());
        if let Some(department) = &self.opinion_from {
            query.and(AWAITED_FROM, vec![department.into()]);
        }
        if self.unassigned {
            query.and("officer IS NULL", vec![]);
        }
        if let Some(day) = &self.overdue_as_of {
            query.and(OVERDUE, vec![Value::from(day)]);
        }
        if let Some(day) = &self.due_until {
            let condition = "(decided_on IS NULL AND due_on <= {})";
            query.and(condition, vec![Value::from(day)]);
        }
        let columns = ["case_no", "project_name", "enterprise_name", "item"];
        query.and_contains(&columns, self.text.as_ref());
    }
}

/// How many cases stand where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseCounts {
    /// Cases by state.
    pub by_state: BTreeMap<String, u64>,
    /// Cases under way.
    pub open: u64,
    /// Late ones among them.
    pub overdue: u64,
    /// Those whose clock stands.
    pub stopped: u64,
}

impl Reader<'_> {
    /// A page of cases, by the day that counts.
    ///
    /// # Errors
    /// What the database said.
    pub async fn cases(
        &self,
        filter: &CaseFilter,
        page: &Page,
    ) -> Result<PageOf<CaseRow>, StoreError> {
        let mut query = Query::select_ordered::<CaseRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// The case with this number.
    ///
    /// # Errors
    /// What the database said.
    pub async fn case(&self, case_no: &str) -> Result<Option<CaseRow>, StoreError> {
        self.find("case_no", case_no).await
    }

    /// How many cases the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_cases(&self, filter: &CaseFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<CaseRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<CaseRow>(query).await
    }

    /// How many of the filter's cases stand where, as of this day.
    ///
    /// # Errors
    /// What the database said.
    pub async fn counts(&self, filter: &CaseFilter, as_of: Date) -> Result<CaseCounts, StoreError> {
        let what = format!(
            "state, COUNT(*), COUNT(CASE WHEN {UNDER_WAY} THEN 1 END), \
             COUNT(CASE WHEN {UNDER_WAY} AND stopped_since IS NOT NULL THEN 1 END)"
        );
        let mut query = Query::aggregate::<CaseRow>(&what);
        filter.narrow(&mut query);
        query.scope::<CaseRow>(self.viewer);
        let statement = query.finish(" GROUP BY state ORDER BY state");
        let mut counts = CaseCounts::default();
        for record in self.store.database.query(statement).await? {
            let mut fields = record.fields();
            let state: String = fields.next("state")?;
            counts.by_state.insert(state, fields.next("count")?);
            counts.open += fields.next::<u64>("open")?;
            counts.stopped += fields.next::<u64>("stopped")?;
        }
        let mut overdue = Query::aggregate::<CaseRow>("COUNT(*)");
        filter.narrow(&mut overdue);
        overdue.and(OVERDUE, vec![Value::from(&as_of)]);
        counts.overdue = self.count::<CaseRow>(overdue).await?;
        Ok(counts)
    }
}
