//! The board beyond decided cases: the lists behind its numbers, certificates, open problems, visits, agents' loads.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Page, PageOf, Reader,
    case::{OVERDUE, UNDER_WAY},
    duty::Days,
    filter::{Order, Query},
};
use crate::{
    AgendaRow, CaseRow, CaseTimeRow, ProblemRow, ProjectRow, StoreError,
    projection::Table,
    value::{Fields, Value},
};

/// The newest first.
const ORDER: Order = Order {
    columns: ["received_on", "case_no"],
    newest_first: true,
};

/// Cases behind a number of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardList {
    /// Received in the period.
    Received,
    /// Decided in the period.
    Decided,
    /// Decided in the period, after the promised limit.
    Late,
    /// Approved in the period.
    Approved,
    /// Under way today.
    Open,
    /// Under way and late today.
    Overdue,
    /// Under way, their clock standing today.
    Stopped,
}

impl BoardList {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Decided,
        Self::Late,
        Self::Approved,
        Self::Open,
        Self::Overdue,
        Self::Stopped,
    ];

    /// Name in addresses and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Decided => "decided",
            Self::Late => "late",
            Self::Approved => "approved",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Stopped => "stopped",
        }
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.as_str() == text)
    }
}

/// Which cases behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardFilter {
    /// Behind which number.
    pub list: BoardList,
    /// The period of the board.
    pub period: Days,
    /// Today.
    pub today: Date,
    /// Only of this item.
    pub item: Option<String>,
    /// Only of this department.
    pub department: Option<String>,
}

impl BoardFilter {
    fn narrow(&self, query: &mut Query) {
        match self.list {
            BoardList::Received => self.period.narrow(query, "received_on"),
            BoardList::Decided => self.period.narrow(query, "decided_on"),
            BoardList::Late => {
                self.period.narrow(query, "decided_on");
                let late = "case_no IN (SELECT case_no FROM case_times WHERE late_days > 0)";
                query.and(late, vec![]);
            }
            BoardList::Approved => {
                self.period.narrow(query, "decided_on");
                query.and("outcome = 'approved'", vec![]);
            }
            BoardList::Open => query.and(UNDER_WAY, vec![]),
            BoardList::Overdue => query.and(OVERDUE, vec![Value::from(&self.today)]),
            BoardList::Stopped => {
                query.and(UNDER_WAY, vec![]);
                query.and("stopped_since IS NOT NULL", vec![]);
            }
        }
        query.and_equal("item", self.item.as_ref());
        query.and_equal("department", self.department.as_ref());
    }
}

/// Open problems of one department that were raised on the same day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemDay {
    /// Who is to solve them; empty for the window itself.
    pub department: String,
    /// The day.
    pub raised_on: Date,
    /// How many.
    pub count: u64,
}

/// What an agent has on the desk today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentLoad {
    /// Name of the agent; empty for projects without one.
    pub name: String,
    /// Projects.
    pub projects: u64,
    /// What they weigh together.
    pub weight: u64,
}

impl Reader<'_> {
    /// A page of the cases behind a number of the board.
    ///
    /// # Errors
    /// What the database said.
    pub async fn board_cases(
        &self,
        filter: &BoardFilter,
        page: &Page,
    ) -> Result<PageOf<CaseRow>, StoreError> {
        let mut query = Query::select_ordered::<CaseRow>(ORDER);
        filter.narrow(&mut query);
        self.page(query, ORDER, page).await
    }

    /// How many cases are behind a number of the board.
    ///
    /// # Errors
    /// What the database said.
    pub async fn count_board_cases(&self, filter: &BoardFilter) -> Result<u64, StoreError> {
        let mut query = Query::aggregate::<CaseRow>("COUNT(*)");
        filter.narrow(&mut query);
        self.count::<CaseRow>(query).await
    }

    /// Results issued in the period (approved cases), by item.
    ///
    /// # Errors
    /// What the database said.
    pub async fn results(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut query = Query::aggregate::<CaseTimeRow>("item, COUNT(*)");
        period.narrow(&mut query, "decided_on");
        query.and("outcome = 'approved'", vec![]);
        self.pairs::<CaseTimeRow>(query).await
    }

    /// Open problems of today by who is to solve them and the day they were raised.
    ///
    /// # Errors
    /// What the database said.
    pub async fn open_problems(&self) -> Result<Vec<ProblemDay>, StoreError> {
        let what = "COALESCE(department, ''), raised_on, COUNT(*)";
        let mut query = Query::aggregate::<ProblemRow>(what);
        self.employs(&mut query, "agent_id");
        query.and("is_open = 1", vec![]);
        self.groups::<ProblemRow, _>((query, 2), |fields| {
            Ok(ProblemDay {
                department: fields.next("department")?,
                raised_on: fields.next("raised_on")?,
                count: fields.next("count")?,
            })
        })
        .await
    }

    /// Problems raised in the period, and those struck off or taken back in it.
    ///
    /// # Errors
    /// What the database said.
    pub async fn problem_flow(&self, period: Days) -> Result<(u64, u64), StoreError> {
        let mut found = [0; 2];
        for (count, column) in found.iter_mut().zip(["raised_on", "closed_on"]) {
            let mut query = Query::aggregate::<ProblemRow>("COUNT(*)");
            period.narrow(&mut query, column);
            self.employs(&mut query, "agent_id");
            *count = self.count::<ProblemRow>(query).await?;
        }
        let [raised, closed] = found;
        Ok((raised, closed))
    }

    /// Visits whose day lies in the period, by where they stand.
    ///
    /// # Errors
    /// What the database said.
    pub async fn visits(&self, period: Days) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut query = Query::aggregate::<AgendaRow>("state, COUNT(*)");
        period.narrow(&mut query, "on_day");
        query.and("kind = 'visit'", vec![]);
        self.employs(&mut query, "agent_id");
        self.pairs::<AgendaRow>(query).await
    }

    /// What each agent has on the desk today.
    ///
    /// # Errors
    /// What the database said.
    pub async fn agent_loads(&self) -> Result<Vec<AgentLoad>, StoreError> {
        let what = "COALESCE(agent_name, ''), COUNT(*), CAST(SUM(weight) AS BIGINT)";
        let mut query = Query::aggregate::<ProjectRow>(what);
        self.employs(&mut query, "agent_id");
        self.groups::<ProjectRow, _>((query, 1), |fields| {
            Ok(AgentLoad {
                name: fields.next("name")?,
                projects: fields.next("projects")?,
                weight: fields.next("weight")?,
            })
        })
        .await
    }

    async fn pairs<T: Table>(&self, query: Query) -> Result<BTreeMap<String, u64>, StoreError> {
        let read = |fields: &mut Fields| Ok((fields.next("value")?, fields.next("count")?));
        let rows = self.groups::<T, (String, u64)>((query, 1), read).await?;
        Ok(rows.into_iter().collect())
    }

    /// The rows of a query whose first columns are alike.
    async fn groups<T: Table, R>(
        &self,
        (mut query, columns): (Query, usize),
        read: impl Fn(&mut Fields) -> Result<R, StoreError>,
    ) -> Result<Vec<R>, StoreError> {
        query.scope::<T>(self.viewer);
        let places: Vec<String> = (1..=columns).map(|place| place.to_string()).collect();
        let places = places.join(", ");
        let tail = format!(" GROUP BY {places} ORDER BY {places}");
        let rows = self.store.database.query(query.finish(&tail)).await?;
        rows.into_iter()
            .map(|record| read(&mut record.fields()))
            .collect()
    }
}
