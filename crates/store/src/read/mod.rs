//! Reading: every list and every row is looked up for a viewer, and the viewer's limits stand in the statement itself.

mod agenda;
mod board;
mod booking;
mod case;
mod credit;
mod duty;
mod feedback;
mod figures;
mod filter;
mod green_channel;
mod problem;
mod project;
mod published;
mod region;
mod submission;
mod talk;
mod track;

pub use agenda::AgendaFilter;
pub use board::{AgentLoad, BoardFilter, BoardList, ProblemDay};
pub use booking::{BookingFilter, ServiceFigures};
pub use case::{CaseCounts, CaseFilter};
pub use credit::{CreditFilter, CreditStep};
pub use duty::{Days, DutyCount, DutyFilter, DutyTally};
pub use feedback::{ComplaintFilter, ReviewFilter, ServedFilter, SixOnes};
pub use figures::{CaseSpan, StartSpan};
pub use filter::{PAGE_MAX, Page, PageOf};
pub use green_channel::{ChannelSpan, OvertakenCase, QueueLength};
pub use problem::{ProblemCount, ProblemFilter};
pub use project::ProjectFilter;
pub use published::{MonthSpan, MonthStart, PublishedFilter};
pub use submission::SubmissionFilter;
pub use talk::{TalkFilter, TalkReader};

pub(crate) use filter::pattern;
use filter::{Order, Query};

use window_domain::access::Territory;

use crate::{
    EnterpriseRow, LetterRow, PartyRow, Store, StoreError, projection::Table, value::Value,
};

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Anybody: no project, case or submission; letters by their check code, and what is published.
    Public,
    /// A member of this enterprise (`ent_…`): what belongs to it.
    Enterprise(String),
    /// An agent (`usr_…`): the projects assigned to them.
    Agent(String),
    /// The service window and its management: everything of the regions their organisation serves.
    Window(Territory),
    /// An officer of this department (code): its cases, those it was asked an opinion on, and their projects.
    Department(String),
    /// The program itself: everything.
    Oversight,
}

/// Reads on behalf of one viewer.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    store: &'a Store,
    viewer: &'a Viewer,
    /// Figures of people: only of those this organisation employs.
    employer: Option<&'a str>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(store: &'a Store, viewer: &'a Viewer) -> Self {
        Self {
            store,
            viewer,
            employer: None,
        }
    }

    /// Figures of people, their desks, visits, problems and reviews, only of those this organisation employs.
    #[must_use]
    pub fn employed_by(self, employer: Option<&'a str>) -> Self {
        Self { employer, ..self }
    }

    /// Adds that the organisation asked for employs the person in this column.
    fn employs(&self, query: &mut Query, column: &str) {
        query.and_employed(column, self.employer);
    }

    /// Whether the viewer oversees cases of others: the whole or some regions.
    fn oversees(&self) -> bool {
        matches!(self.viewer, Viewer::Window(_) | Viewer::Oversight)
    }

    /// One row of `T` by one of its columns, if the viewer may see it.
    async fn find<T: Table>(
        &self,
        column: &'static str,
        value: &str,
    ) -> Result<Option<T>, StoreError> {
        let mut query = Query::select::<T>();
        query.and(&format!("{column} = {{}}"), vec![value.into()]);
        query.scope::<T>(self.viewer);
        let row = self.store.database.query_one(query.finish("")).await?;
        row.map(T::from_record).transpose()
    }

    /// A page of rows, in this order.
    async fn page<T: Table>(
        &self,
        mut query: Query,
        order: Order,
        page: &Page,
    ) -> Result<PageOf<T>, StoreError> {
        query.scope::<T>(self.viewer);
        query.after(order, page);
        let mut rows = self
            .store
            .database
            .query(query.finish_page(order, page))
            .await?;
        let more = rows.len() > page.limit();
        rows.truncate(page.limit());
        let next = rows.last().filter(|_| more).and_then(filter::cursor);
        let rows = rows
            .into_iter()
            .map(T::from_record)
            .collect::<Result<_, _>>()?;
        Ok(PageOf { rows, next })
    }

    /// How many rows the query finds for the viewer.
    async fn count<T: Table>(&self, mut query: Query) -> Result<u64, StoreError> {
        query.scope::<T>(self.viewer);
        let row = self.store.database.query_one(query.finish("")).await?;
        row.map_or(Ok(0), |row| row.first("count"))
    }

    /// The enterprise with this id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn enterprise(&self, id: &str) -> Result<Option<EnterpriseRow>, StoreError> {
        self.find("id", id).await
    }

    /// The projects a company was entered in as one of the five parties, by their id.
    ///
    /// # Errors
    /// What the database said.
    pub async fn parts_of(&self, uscc: &str, page: &Page) -> Result<PageOf<PartyRow>, StoreError> {
        const ORDER: Order = Order {
            columns: ["project_id", "id"],
            newest_first: false,
        };
        let mut query = Query::select_ordered::<PartyRow>(ORDER);
        query.and("uscc = {}", vec![uscc.into()]);
        self.page(query, ORDER, page).await
    }

    /// The letters of a project the viewer may see, oldest first.
    ///
    /// # Errors
    /// What the database said.
    pub async fn letters(&self, project_id: &str) -> Result<Vec<LetterRow>, StoreError> {
        let mut query = Query::select::<LetterRow>();
        query.and("project_id = {}", vec![project_id.into()]);
        query.scope::<LetterRow>(self.viewer);
        let order = " ORDER BY issued_on, check_code";
        let rows = self.store.database.query(query.finish(order)).await?;
        rows.into_iter().map(LetterRow::from_record).collect()
    }
}

impl Store {
    /// The letter with this check code: whoever holds the paper may check it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn letter(&self, check_code: &str) -> Result<Option<LetterRow>, StoreError> {
        self.one("check_code", check_code.into()).await
    }

    /// The enterprise with this unified social credit code, to recognise one that is registered already.
    ///
    /// # Errors
    /// What the database said.
    pub async fn enterprise_by_uscc(
        &self,
        uscc: &str,
    ) -> Result<Option<EnterpriseRow>, StoreError> {
        self.one("uscc", uscc.into()).await
    }

    async fn one<T: Table>(
        &self,
        column: &'static str,
        value: Value,
    ) -> Result<Option<T>, StoreError> {
        let mut query = Query::select::<T>();
        query.and(&format!("{column} = {{}}"), vec![value]);
        let row = self.database.query_one(query.finish("")).await?;
        row.map(T::from_record).transpose()
    }
}
