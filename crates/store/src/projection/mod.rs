//! Projections: the rows pages are drawn from, folded from events and replaced whole.

mod agency;
mod agency_rows;
mod credit;
mod deadlines;
mod duty;
mod feedback;
mod feedback_rows;
mod green_channel;
mod green_channel_rows;
mod project;
mod published;
mod published_row;
mod rebuild;
mod rows;
mod service;
mod service_rows;
mod talk;
mod talk_rows;
mod times;

use std::collections::BTreeMap;

pub use agency_rows::{AgendaRow, ProblemRow};
pub use credit::credit_rows;
pub use deadlines::{DeadlineKey, MovedDeadline};
pub use feedback::{complaint_rows, review_rows};
pub use feedback_rows::{ComplaintRow, CounterRow, ReviewRow, ServedRow};
pub use green_channel_rows::{GreenPromiseRow, QueueTimeRow};
pub use project::{Folding, enterprise_rows, project_rows};
pub use published_row::{Publication, PublishedRow};
pub use rebuild::{FoldError, Progress, RebuildError};
pub use rows::{
    CaseRow, CaseTimeRow, CreditRow, DutyRow, EnterpriseRow, LetterRow, OpinionRow, PartyRow,
    ProjectRow, StartTimeRow, SubmissionRow,
};
pub use service::service_rows;
pub use service_rows::{BookingRow, ServiceSlotRow};
pub use talk_rows::TalkRow;

use crate::{
    StoreError,
    sql::Statement,
    value::{Record, Value},
};

/// A type whose values are rows of one table; the first column is the key.
pub(crate) trait Table: Sized {
    /// The table's name.
    const TABLE: TableName;
    /// Its columns as they stand in a `SELECT`.
    const COLUMNS: &'static [&'static str];
    /// The key's value.
    fn key(&self) -> &str;
    /// The values in the order of the columns.
    fn values(&self) -> Vec<Value>;
    /// Reads a row whose columns are [`Table::COLUMNS`].
    fn from_record(record: Record) -> Result<Self, StoreError>;

    /// The statement that writes a row.
    fn upsert_sql() -> &'static str;

    /// The columns as one text.
    fn columns() -> String {
        Self::COLUMNS.join(", ")
    }
}

/// The projections there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableName {
    /// Projects, by id.
    Projects,
    /// Cases, by case number.
    Cases,
    /// Submissions, by id.
    Submissions,
    /// Letters, by check code.
    Letters,
    /// Opinions asked for, by case number and department.
    Opinions,
    /// Enterprises, by id.
    Enterprises,
    /// What somebody has to do after the notice, by id.
    Duties,
    /// Credit records, by id.
    CreditRecords,
    /// The five responsible parties of projects, by project and kind.
    ProjectParties,
    /// How long decided cases took, by case number.
    CaseTimes,
    /// How long projects took until construction could start, by project.
    StartTimes,
    /// Problems of the ledger, by number.
    Problems,
    /// What agents have before them, by id.
    Agenda,
    /// Times of the service windows, by date, kind and time.
    ServiceSlots,
    /// Bookings, by id.
    Bookings,
    /// Services somebody was served, by kind and number.
    Services,
    /// Reviews, by the service's kind and number.
    Reviews,
    /// Complaints, by id.
    Complaints,
    /// What is counted for the Six Ones, by kind and what was counted.
    SixOnes,
    /// Conversations as each side sees them, by project, number and side.
    Talks,
    /// How long cases waited in queues, by case and queue.
    QueueTimes,
    /// Promises of the green channel, by project and place.
    GreenPromises,
    /// What everybody may read.
    Published,
}

impl TableName {
    /// All projections.
    pub const ALL: [Self; 23] = [
        Self::Projects,
        Self::Cases,
        Self::Submissions,
        Self::Letters,
        Self::Opinions,
        Self::Enterprises,
        Self::Duties,
        Self::CreditRecords,
        Self::ProjectParties,
        Self::CaseTimes,
        Self::StartTimes,
        Self::Problems,
        Self::Agenda,
        Self::ServiceSlots,
        Self::Bookings,
        Self::Services,
        Self::Reviews,
        Self::Complaints,
        Self::SixOnes,
        Self::Talks,
        Self::QueueTimes,
        Self::GreenPromises,
        Self::Published,
    ];

    /// The table's name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::Cases => "cases",
            Self::Submissions => "submissions",
            Self::Letters => "letters",
            Self::Opinions => "opinions",
            Self::Enterprises => "enterprises",
            Self::Duties => "duties",
            Self::CreditRecords => "credit_records",
            Self::ProjectParties => "project_parties",
            Self::CaseTimes => "case_times",
            Self::StartTimes => "start_times",
            Self::Problems => "problems",
            Self::Agenda => "agenda",
            Self::ServiceSlots => "service_slots",
            Self::Bookings => "bookings",
            Self::Services => "services",
            Self::Reviews => "reviews",
            Self::Complaints => "complaints",
            Self::SixOnes => "six_ones",
            Self::Talks => "talks",
            Self::QueueTimes => "queue_times",
            Self::GreenPromises => "green_promises",
            Self::Published => "published",
        }
    }
}

/// Which row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// In which table.
    pub table: TableName,
    /// Its key there.
    pub key: String,
}

/// A row of one of the projections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A project.
    Project(Box<ProjectRow>),
    /// A case.
    Case(Box<CaseRow>),
    /// A submission.
    Submission(Box<SubmissionRow>),
    /// A letter.
    Letter(Box<LetterRow>),
    /// An opinion asked for.
    Opinion(Box<OpinionRow>),
    /// An enterprise.
    Enterprise(Box<EnterpriseRow>),
    /// Something to do after the notice.
    Duty(Box<DutyRow>),
    /// A credit record.
    Credit(Box<CreditRow>),
    /// One of the five responsible parties of a project.
    Party(Box<PartyRow>),
    /// How long a case took.
    CaseTime(Box<CaseTimeRow>),
    /// How long a project took until construction could start.
    StartTime(Box<StartTimeRow>),
    /// A problem of the ledger.
    Problem(Box<ProblemRow>),
    /// Something an agent has before them.
    Agenda(Box<AgendaRow>),
    /// A time of the service windows.
    Slot(Box<ServiceSlotRow>),
    /// A booking.
    Booking(Box<BookingRow>),
    /// A service somebody was served.
    Served(Box<ServedRow>),
    /// A review.
    Review(Box<ReviewRow>),
    /// A complaint.
    Complaint(Box<ComplaintRow>),
    /// Something counted.
    Counter(Box<CounterRow>),
    /// A conversation as one side sees it.
    Talk(Box<TalkRow>),
    /// A case's time in a queue.
    QueueTime(Box<QueueTimeRow>),
    /// A promise to accept a case by a day.
    GreenPromise(Box<GreenPromiseRow>),
    /// Something everybody may read.
    Published(Box<PublishedRow>),
}

/// Calls the same method of [`Table`] for whichever row it is.
macro_rules! each {
    ($row:expr, $inner:ident => $body:expr) => {
        match $row {
            Row::Project($inner) => $body,
            Row::Case($inner) => $body,
            Row::Submission($inner) => $body,
            Row::Letter($inner) => $body,
            Row::Opinion($inner) => $body,
            Row::Enterprise($inner) => $body,
            Row::Duty($inner) => $body,
            Row::Credit($inner) => $body,
            Row::Party($inner) => $body,
            Row::CaseTime($inner) => $body,
            Row::StartTime($inner) => $body,
            Row::Problem($inner) => $body,
            Row::Agenda($inner) => $body,
            Row::Slot($inner) => $body,
            Row::Booking($inner) => $body,
            Row::Served($inner) => $body,
            Row::Review($inner) => $body,
            Row::Complaint($inner) => $body,
            Row::Counter($inner) => $body,
            Row::Talk($inner) => $body,
            Row::QueueTime($inner) => $body,
            Row::GreenPromise($inner) => $body,
            Row::Published($inner) => $body,
        }
    };
}

impl Row {
    /// Where it is kept.
    pub fn key(&self) -> RowKey {
        fn of<T: Table>(row: &T) -> RowKey {
            RowKey {
                table: T::TABLE,
                key: row.key().to_owned(),
            }
        }
        each!(self, row => of(row.as_ref()))
    }
}

macro_rules! from_rows {
    ($($variant:ident($row:ty)),+ $(,)?) => {$(
        impl From<$row> for Row {
            fn from(row: $row) -> Self {
                Self::$variant(Box::new(row))
            }
        }
    )+};
}
from_rows!(
    Project(ProjectRow),
    Case(CaseRow),
    Submission(SubmissionRow),
    Letter(LetterRow),
    Opinion(OpinionRow),
    Enterprise(EnterpriseRow),
    Duty(DutyRow),
    Credit(CreditRow),
    Party(PartyRow),
    CaseTime(CaseTimeRow),
    StartTime(StartTimeRow),
    Problem(ProblemRow),
    Agenda(AgendaRow),
    Slot(ServiceSlotRow),
    Booking(BookingRow),
    Served(ServedRow),
    Review(ReviewRow),
    Complaint(ComplaintRow),
    Counter(CounterRow),
    Talk(TalkRow),
    QueueTime(QueueTimeRow),
    GreenPromise(GreenPromiseRow),
    Published(PublishedRow),
);

/// One change of the projections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// The row is new or replaces the one with its key.
    Upsert(Row),
    /// The row is gone.
    Delete(RowKey),
}

/// The rows one stream stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RowSet(BTreeMap<RowKey, Row>);

impl RowSet {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row, replacing the one with its key.
    pub fn insert(&mut self, row: impl Into<Row>) {
        let row = row.into();
        self.0.insert(row.key(), row);
    }

    /// The row with this key.
    pub fn get(&self, key: &RowKey) -> Option<&Row> {
        self.0.get(key)
    }

    /// All rows, by table and key.
    pub fn iter(&self) -> impl Iterator<Item = &Row> {
        self.0.values()
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What turns `before` into `after`: rows that are gone, new or different; equal ones are left alone.
    pub fn diff(before: &Self, after: &Self) -> Vec<RowChange> {
        let gone = before.0.keys().filter(|key| !after.0.contains_key(key));
        let changed = after
            .0
            .iter()
            .filter(|(key, row)| before.0.get(key) != Some(row));
        gone.map(|key| RowChange::Delete(key.clone()))
            .chain(changed.map(|(_, row)| RowChange::Upsert(row.clone())))
            .collect()
    }
}

impl<R: Into<Row>> FromIterator<R> for RowSet {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut set = Self::new();
        for row in rows {
            set.insert(row);
        }
        set
    }
}

/// The statement that makes the change.
pub(crate) fn change_statement(change: &RowChange) -> Statement {
    match change {
        RowChange::Upsert(row) => each!(row, row => upsert(row.as_ref())),
        RowChange::Delete(RowKey { table, key }) => {
            let sql = match table {
                TableName::Projects => "DELETE FROM projects WHERE id = $1",
                TableName::Cases => "DELETE FROM cases WHERE case_no = $1",
                TableName::Submissions => "DELETE FROM submissions WHERE id = $1",
                TableName::Letters => "DELETE FROM letters WHERE check_code = $1",
                TableName::Opinions => "DELETE FROM opinions WHERE id = $1",
                TableName::Enterprises => "DELETE FROM enterprises WHERE id = $1",
                TableName::Duties => "DELETE FROM duties WHERE id = $1",
                TableName::CreditRecords => "DELETE FROM credit_records WHERE id = $1",
                TableName::ProjectParties => "DELETE FROM project_parties WHERE id = $1",
                TableName::CaseTimes => "DELETE FROM case_times WHERE case_no = $1",
                TableName::StartTimes => "DELETE FROM start_times WHERE project_id = $1",
                TableName::Problems => "DELETE FROM problems WHERE id = $1",
                TableName::Agenda => "DELETE FROM agenda WHERE id = $1",
                TableName::ServiceSlots => "DELETE FROM service_slots WHERE id = $1",
                TableName::Bookings => "DELETE FROM bookings WHERE id = $1",
                TableName::Services => "DELETE FROM services WHERE id = $1",
                TableName::Reviews => "DELETE FROM reviews WHERE id = $1",
                TableName::Complaints => "DELETE FROM complaints WHERE id = $1",
                TableName::SixOnes => "DELETE FROM six_ones WHERE id = $1",
                TableName::Talks => "DELETE FROM talks WHERE id = $1",
                TableName::QueueTimes => "DELETE FROM queue_times WHERE id = $1",
                TableName::GreenPromises => "DELETE FROM green_promises WHERE id = $1",
                TableName::Published => "DELETE FROM published WHERE id = $1",
            };
            Statement::new(sql, vec![Value::from(key)])
        }
    }
}

fn upsert<T: Table>(row: &T) -> Statement {
    Statement::new(T::upsert_sql(), row.values())
}

/// The text that writes a row of `T`; made once for each table.
fn upsert_text<T: Table>() -> String {
    let places: Vec<_> = (1..=T::COLUMNS.len()).map(|n| format!("${n}")).collect();
    let replaced = T::COLUMNS
        .iter()
        .skip(1)
        .map(|name| format!("{name} = excluded.{name}"));
    format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        T::TABLE.as_str(),
        T::columns(),
        places.join(", "),
        T::COLUMNS.first().copied().unwrap_or_default(),
        replaced.collect::<Vec<_>>().join(", "),
    )
}
