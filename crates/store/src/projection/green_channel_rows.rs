//! The rows of the green channel: how long cases waited, and the promises of acceptance.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

row! {
    /// A case's time in a queue.
    QueueTimeRow in QueueTimes by id {
        /// Case and queue.
        id: String,
        /// The case.
        case_no: String,
        /// Its project.
        project_id: String,
        /// `window` until the answer to the submission, `review` until the decision.
        queue: String,
        /// Code of the approval item.
        item: String,
        /// Code of the department that decides.
        department: String,
        /// Whether its project was in the green channel meanwhile.
        is_green: bool,
        /// Day it came.
        in_on: Date,
        /// Day it was answered or decided.
        out_on: Option<Date>,
        /// Working days in between on which its clock ran.
        days: Option<i32>,
        /// When its clock stood: `2026-08-03/2026-08-05`, the last one perhaps without an end, separated by blanks.
        stops: String,
    }
}

row! {
    /// A promise to accept a case by a day.
    GreenPromiseRow in GreenPromises by id {
        /// Project and place in its list.
        id: String,
        /// The case.
        case_no: String,
        /// Its project.
        project_id: String,
        /// The submission.
        submission_id: String,
        /// Number of its receipt.
        receipt_no: String,
        /// Day the promise was made.
        made_on: Date,
        /// The day promised.
        by_on: Date,
        /// Day it ended.
        ended_on: Option<Date>,
        /// How: `kept`, `late`, `answered`, `withdrawn`.
        outcome: Option<String>,
    }
}
