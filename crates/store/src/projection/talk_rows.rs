//! The rows of conversations: one for each side that may read some of it, so that each finds its own and no more.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

row! {
    /// A conversation as one side sees it.
    TalkRow in Talks by id {
        /// Project, number and side.
        id: String,
        /// Number within the project.
        number: i32,
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
        /// Which side: `enterprise`, `window`, `department`.
        side: String,
        /// Which department, if it is one.
        department: Option<String>,
        /// What it is about.
        subject: String,
        /// Number of the last message this side may read.
        last_number: i32,
        /// Its day.
        last_on: Date,
        /// Who has to answer: `enterprise`, `window`, `department`; empty for nobody.
        holder: String,
        /// Which department, if it is one.
        holder_department: Option<String>,
        /// Whether this side has to answer.
        is_mine: bool,
        /// Whether anybody has to.
        is_open: bool,
        /// Until when.
        due_on: Option<Date>,
        /// In how many working days.
        limit_days: i32,
    }
}
