//! Submissions, the most urgent answer first.

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    filter::{Order, Query},
};
use crate::{Store, StoreError, SubmissionRow, projection::Table, value::Value};

const ORDER: Order = Order {
    columns: ["intake_due", "id"],
    newest_first: false,
};

/// The state of a submission whose answer is awaited.
const AWAITING_ANSWER: &str = "received";

/// Which submissions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SubmissionFilter {
    /// Only in one of these states.
    pub states: Vec<String>,
    /// Only of this project.
    pub project: Option<String>,
    /// Only with this text in receipt number, project or enterprise.
    pub text: Option<String>,
}

impl SubmissionFilter {
    fn narrow(&self, query: &mut Query) {
        query.and_one_of("state", &self.states);
        query.and_equal("project_id", self.project.as_ref());
        let columns = ["receipt_no", "project_name", "enterprise_name"];
        query.and_contains(&columns, self.text.as_ref());
    }
}

impl Reader<'_> {
    /// A page of submissions, by the last day for their answer.
    ///
    /// # Errors
    /// What the database said.
    pub async fn submissions(
        &self,
        filter: &SubmissionFilter,
        page: &Page,
    ) -> Result<PageOf<SubmissionRow>, StoreError> {
        let mut query = Query::select_ordered::<SubmissionRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many submissions the filter finds.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_submissions(&self, filter: &SubmissionFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<SubmissionRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<SubmissionRow>(query).await
    }

    /// The submission with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn submission(&self, id: &str) -> Result<Option<SubmissionRow>, StoreError> {
        self.find("id", id).await
    }

    /// The submission with this receipt number.
    ///
    /// # Errors
    /// What the database said.
    pub async fn submission_by_receipt(
        &self,
        receipt_no: &str,
    ) -> Result<Option<SubmissionRow>, StoreError> {
        self.find("receipt_no", receipt_no).await
    }
}

impl Store {
    /// Submissions whose answer is due on or before this day and still awaited: for the job that
    /// deems them accepted (行政许可法 32), which acts for nobody.
    ///
    /// # Errors
    /// What the database said.
    pub async fn due_submissions(
        &self,
        on_or_before: Date,
    ) -> Result<Vec<SubmissionRow>, StoreError> {
        let mut query = Query::select::<SubmissionRow>();
        query.and("state = {}", vec![AWAITING_ANSWER.into()]);
        query.and("intake_due <= {}", vec![Value::from(&on_or_before)]);
        let order = " ORDER BY intake_due, id";
        let rows = self.database.query(query.finish(order)).await?;
        rows.into_iter().map(SubmissionRow::from_record).collect()
    }
}
