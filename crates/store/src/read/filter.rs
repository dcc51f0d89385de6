//! How a reading statement is put together: conditions, the viewer's limits, and pages by key.

use std::fmt::Write;

use super::{Viewer, region};
use crate::{
    projection::{Table, TableName},
    sql::Statement,
    value::{Record, Value},
};

/// Rows of one page at most.
pub const PAGE_MAX: u16 = 200;

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The `next` of the page before; `None` for the first page.
    pub after: Option<String>,
    /// Rows wanted; at most [`PAGE_MAX`] are given.
    pub limit: u16,
}

impl Default for Page {
    /// The first page of 50 rows: what fits on a work list without scrolling twice.
    fn default() -> Self {
        Self {
            after: None,
            limit: 50,
        }
    }
}

impl Page {
    /// The first page with at most this many rows.
    pub fn first(limit: u16) -> Self {
        Self { after: None, limit }
    }

    /// Rows to give.
    pub(super) fn limit(&self) -> usize {
        usize::from(self.limit.clamp(1, PAGE_MAX))
    }
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The rows in their order.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// The order of a list: by a text column, ties by the unique one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    pub(super) columns: [&'static str; 2],
    pub(super) newest_first: bool,
}

impl Order {
    fn sql(self) -> String {
        let [by, key] = self.columns;
        let direction = if self.newest_first { " DESC" } else { "" };
        format!(" ORDER BY {by}{direction}, {key}{direction}")
    }
}

/// Between the two halves of a cursor: no first half contains it, which is a date or a name.
const CURSOR_SEPARATOR: char = '~';

/// Where the page after this row begins; the row ends with the two ordering columns.
pub(super) fn cursor(last: &Record) -> Option<String> {
    match last.0.as_slice() {
        [.., Value::Text(by), Value::Text(key)] => Some(format!("{by}{CURSOR_SEPARATOR}{key}")),
        _ => None,
    }
}

/// A statement under construction.
pub(super) struct Query {
    head: String,
    conditions: Vec<String>,
    params: Vec<Value>,
}

impl Query {
    /// The rows of a table.
    pub(super) fn select<T: Table>() -> Self {
        Self::new(format!(
            "SELECT {} FROM {}",
            T::columns(),
            T::TABLE.as_str()
        ))
    }

    /// The rows of a table with the columns of their order behind them, for pages.
    pub(super) fn select_ordered<T: Table>(order: Order) -> Self {
        let [by, key] = order.columns;
        let (columns, table) = (T::columns(), T::TABLE.as_str());
        Self::new(format!("SELECT {columns}, {by}, {key} FROM {table}"))
    }

    /// The number of rows of a table, or whatever `what` says of them.
    pub(super) fn aggregate<T: Table>(what: &str) -> Self {
        Self::new(format!("SELECT {what} FROM {}", T::TABLE.as_str()))
    }

    fn new(head: String) -> Self {
        Self {
            head,
            conditions: Vec::new(),
            params: Vec::new(),
        }
    }

    /// Adds a condition; each `{}` in it stands for the next of the values.
    pub(super) fn and(&mut self, condition: &str, values: Vec<Value>) {
        let text = numbered(condition, values, &mut self.params);
        self.conditions.push(text);
    }

    /// Adds `column = value` if there is a value.
    pub(super) fn and_equal(&mut self, column: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.and(&format!("{column} = {{}}"), vec![value.into()]);
        }
    }

    /// Adds `column IN (…)` if there are values.
    pub(super) fn and_one_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            let places = vec!["{}"; values.len()].join(", ");
            let values = values.iter().map(Value::from).collect();
            self.and(&format!("{column} IN ({places})"), values);
        }
    }

    /// Adds that an organisation employs the person in the column, if one is named.
    pub(super) fn and_employed(&mut self, column: &str, organisation: Option<&str>) {
        if let Some(code) = organisation {
            let employed =
                format!("{column} IN (SELECT id FROM accounts WHERE organisation = {{}})");
            self.and(&employed, vec![code.into()]);
        }
    }

    /// Adds that one of the columns contains the text, letters of either case alike.
    pub(super) fn and_contains(&mut self, columns: &[&str], text: Option<&String>) {
        let Some(text) = text.map(|text| text.trim()).filter(|text| !text.is_empty()) else {
            return;
        };
        let pattern = pattern(text);
        let each = columns
            .iter()
            .map(|column| format!("LOWER({column}) LIKE {{}} ESCAPE '\\'"))
            .collect::<Vec<_>>()
            .join(" OR ");
        let values = vec![Value::Text(pattern); columns.len()];
        self.and(&format!("({each})"), values);
    }

    /// Adds the viewer's limits.
    pub(super) fn scope<T: Table>(&mut self, viewer: &Viewer) {
        match viewer {
            Viewer::Oversight => {}
            Viewer::Window(territory) => {
                if let Some((condition, values)) = region::limits(T::TABLE, territory) {
                    self.and(&condition, values);
                }
            }
            Viewer::Public if T::TABLE == TableName::Published => {}
            Viewer::Public => self.and("1 = 0", vec![]),
            Viewer::Enterprise(id) => self.and(of_enterprise(T::TABLE), vec![id.into()]),
            Viewer::Agent(id) => self.and(of_agent(T::TABLE), vec![id.into()]),
            Viewer::Department(code) => {
                self.and(of_department(T::TABLE), vec![code.into(), code.into()]);
            }
        }
    }

    /// Adds that the page begins after its cursor.
    pub(super) fn after(&mut self, order: Order, page: &Page) {
        if let Some(after) = &page.after {
            let (by, key) = after
                .split_once(CURSOR_SEPARATOR)
                .unwrap_or((after.as_str(), ""));
            let [by_column, key_column] = order.columns;
            let than = if order.newest_first { '<' } else { '>' };
            self.and(
                &format!("({by_column}, {key_column}) {than} ({{}}, {{}})"),
                vec![by.into(), key.into()],
            );
        }
    }

    /// The statement, with what follows its conditions.
    pub(super) fn finish(self, tail: &str) -> Statement {
        let mut sql = self.head;
        for (index, condition) in self.conditions.iter().enumerate() {
            sql.push_str(if index == 0 { " WHERE " } else { " AND " });
            sql.push_str(condition);
        }
        sql.push_str(tail);
        Statement::new(sql, self.params)
    }

    /// The statement of a page; it asks for one row more than the page has, to know whether there is a next page.
    pub(super) fn finish_page(mut self, order: Order, page: &Page) -> Statement {
        let wanted = i64::from(page.limit.clamp(1, PAGE_MAX)) + 1;
        self.params.push(Value::Integer(wanted));
        let tail = format!("{} LIMIT ${}", order.sql(), self.params.len());
        self.finish(&tail)
    }
}

/// The condition with a number in place of each `{}`, its values behind those there are.
pub(super) fn numbered(condition: &str, values: Vec<Value>, params: &mut Vec<Value>) -> String {
    let mut parts = condition.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (part, value) in parts.zip(values) {
        params.push(value);
        let _ = write!(text, "${}{part}", params.len());
    }
    text
}

/// Figures are for whoever oversees the whole; others see their cases.
const NOBODY: &str = "(1 = 0 AND project_id = {})";
/// What is free and what is published is for everybody to see: none of it has the id of a viewer.
const ANYBODYS: &str = "id <> {}";

fn of_enterprise(table: TableName) -> &'static str {
    match table {
        TableName::Projects
        | TableName::Cases
        | TableName::Submissions
        | TableName::CreditRecords
        | TableName::Problems
        | TableName::ProjectParties
        | TableName::Bookings
        | TableName::Services
        | TableName::Complaints => "enterprise_id = {}",
        // What a card says to an office is between offices.
        TableName::Duties => "(enterprise_id = {} AND (kind <> 'card' OR uscc <> ''))",
        TableName::Letters => {
            "EXISTS (SELECT 1 FROM projects p WHERE p.id = letters.project_id AND p.enterprise_id = {})"
        }
        TableName::Opinions => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.case_no = opinions.case_no AND c.enterprise_id = {})"
        }
        TableName::Talks => "(side = 'enterprise' AND enterprise_id = {})",
        TableName::Enterprises => "id = {}",
        TableName::CaseTimes
        | TableName::StartTimes
        | TableName::SixOnes
        | TableName::QueueTimes
        | TableName::GreenPromises => NOBODY,
        // What the window notes for itself is not shown; the project's page shows its visits. Its own review is on the
        // page where it was given.
        TableName::Agenda | TableName::Reviews => "(1 = 0 AND id = {})",
        TableName::ServiceSlots | TableName::Published => ANYBODYS,
    }
}

fn of_agent(table: TableName) -> &'static str {
    match table {
        TableName::Projects
        | TableName::Cases
        | TableName::Submissions
        | TableName::Duties
        | TableName::Problems
        | TableName::Agenda
        | TableName::Talks
        | TableName::ProjectParties => "agent_id = {}",
        TableName::Services | TableName::Reviews => "served_by = {}",
        TableName::Complaints => "owner_id = {}",
        TableName::Letters => {
            "EXISTS (SELECT 1 FROM projects p WHERE p.id = letters.project_id AND p.agent_id = {})"
        }
        TableName::Opinions => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.case_no = opinions.case_no AND c.agent_id = {})"
        }
        TableName::Enterprises => {
            "EXISTS (SELECT 1 FROM projects p WHERE p.enterprise_id = enterprises.id AND p.agent_id = {})"
        }
        // Credit supervision is not the window's business; what concerns a project is on the project. Bookings are the
        // whole window's, which looks as such.
        TableName::CreditRecords | TableName::Bookings => "(1 = 0 AND id = {})",
        TableName::CaseTimes
        | TableName::StartTimes
        | TableName::SixOnes
        | TableName::QueueTimes
        | TableName::GreenPromises => NOBODY,
        TableName::ServiceSlots | TableName::Published => ANYBODYS,
    }
}

/// Its own cases, those it was asked about (and stays asked about after its answer), and what belongs to them.
fn of_department(table: TableName) -> &'static str {
    match table {
        TableName::Cases => {
            "(department = {} OR EXISTS (SELECT 1 FROM opinions o WHERE o.case_no = cases.case_no \
             AND o.department = {}))"
        }
        TableName::Projects => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.project_id = projects.id \
             AND (c.department = {} OR EXISTS (SELECT 1 FROM opinions o \
             WHERE o.case_no = c.case_no AND o.department = {})))"
        }
        TableName::Submissions => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.submission_id = submissions.id \
             AND (c.department = {} OR EXISTS (SELECT 1 FROM opinions o \
             WHERE o.case_no = c.case_no AND o.department = {})))"
        }
        TableName::Letters => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.project_id = letters.project_id \
             AND (c.department = {} OR EXISTS (SELECT 1 FROM opinions o \
             WHERE o.case_no = c.case_no AND o.department = {})))"
        }
        TableName::Opinions => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.case_no = opinions.case_no \
             AND (c.department = {} OR opinions.department = {}))"
        }
        TableName::Enterprises => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.enterprise_id = enterprises.id \
             AND (c.department = {} OR EXISTS (SELECT 1 FROM opinions o \
             WHERE o.case_no = c.case_no AND o.department = {})))"
        }
        TableName::Duties => {
            "(department = {} OR EXISTS (SELECT 1 FROM cases c WHERE c.project_id = duties.project_id \
             AND c.department = {}))"
        }
        TableName::ProjectParties => {
            "EXISTS (SELECT 1 FROM cases c WHERE c.project_id = project_parties.project_id \
             AND (c.department = {} OR EXISTS (SELECT 1 FROM opinions o \
             WHERE o.case_no = c.case_no AND o.department = {})))"
        }
        TableName::CaseTimes
        | TableName::StartTimes
        | TableName::SixOnes
        | TableName::QueueTimes
        | TableName::GreenPromises => "(1 = 0 AND project_id IN ({}, {}))",
        TableName::Services | TableName::Reviews => "department IN ({}, {})",
        TableName::Talks => "(side = 'department' AND department IN ({}, {}))",
        TableName::Problems => "(department = {} OR departments LIKE '%,' || {} || ',%')",
        // The agents' own calendar, and credit supervision's records.
        TableName::CreditRecords
        | TableName::Agenda
        | TableName::Bookings
        | TableName::Complaints => "(1 = 0 AND id IN ({}, {}))",
        TableName::ServiceSlots | TableName::Published => "id NOT IN ({}, {})",
    }
}

/// What `LIKE … ESCAPE '\\'` takes to find the text anywhere, letters of either case alike.
pub(crate) fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.trim().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character.to_ascii_lowercase());
    }
    pattern.push('%');
    pattern
}
