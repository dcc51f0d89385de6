//! The rows of the window's service: problems of the ledger, and what agents have before them.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

row! {
    /// A problem of the ledger.
    ProblemRow in Problems by id {
        /// Its number.
        id: String,
        /// The project.
        project_id: String,
        /// Its name.
        project_name: String,
        /// The enterprise.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// The agent of the project (`usr_…`).
        agent_id: Option<String>,
        /// Code of its kind.
        topic: String,
        /// What is wrong.
        text: String,
        /// Who is to solve it; the window itself where none is named.
        department: Option<String>,
        /// Codes of all departments that have to do with it, each between commas.
        departments: String,
        /// Who sees to it.
        person: String,
        /// Where it stands.
        state: String,
        /// Who has to act.
        holder: String,
        /// How high it was brought: `agent`, `lead`, `meeting`.
        level: String,
        /// Whether somebody still has to act.
        is_open: bool,
        /// Its day.
        raised_on: Date,
        /// Day from which the promise runs.
        promised_on: Date,
        /// The promised day.
        due_on: Date,
        /// The promise in working days.
        limit_days: i32,
        /// Day it was said to be solved, while that stands.
        solved_on: Option<Date>,
        /// Day it was struck off or taken back.
        closed_on: Option<Date>,
        /// Day of the last coordination meeting.
        meeting_on: Option<Date>,
        /// Tasks of meetings nobody has done.
        tasks_open: i32,
        /// How it was solved.
        solution: String,
        /// What to remember of it.
        lesson: String,
    }
}

row! {
    /// Something an agent has before them.
    AgendaRow in Agenda by id {
        /// Project and what it is there.
        id: String,
        /// `visit`, `call`, `reminder`, `hand_over` or `substitute`.
        kind: String,
        /// The project.
        project_id: String,
        /// Its name.
        project_name: String,
        /// The enterprise.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// Whose it is (`usr_…`).
        agent_id: Option<String>,
        /// Its day; the last one where somebody stands in.
        on_day: Date,
        /// The hour, `14:30`.
        at_time: Option<String>,
        /// What it is, in words of whoever wrote it.
        title: String,
        /// Where.
        place: String,
        /// Where it stands.
        state: String,
        /// Whether the agent still has to act.
        is_open: bool,
    }
}
