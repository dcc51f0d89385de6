//! What everybody may read: one row each. Nothing else of a project is ever public.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

/// What is published (四公开: the results).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Publication {
    /// A decision on a case (行政许可法 40: what is granted is made public).
    Decision,
    /// A paper that gives a right: a result with its number, a construction notice.
    Certificate,
    /// A promise of a construction notice, kept or not.
    Promise,
    /// A joint acceptance that was concluded.
    Acceptance,
    /// A credit record, while it is published.
    Credit,
}

impl Publication {
    /// Name in the table and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Certificate => "certificate",
            Self::Promise => "promise",
            Self::Acceptance => "acceptance",
            Self::Credit => "credit",
        }
    }
}

row! {
    /// Something everybody may read. Which column says what is told by the kind.
    PublishedRow in Published by id {
        /// Kind, and what it is about.
        id: String,
        /// A [`Publication`].
        kind: String,
        /// The day it is ordered by: of the decision, issue, notice, conclusion or publication.
        on_day: Date,
        /// Number of the case, paper, notice, opinion or decision.
        number: String,
        /// Name of the project; empty for credit records.
        project_name: String,
        /// National project code; empty without one.
        project_code: String,
        /// The company.
        company: String,
        /// Its unified social credit code.
        uscc: String,
        /// Code of the item; of a credit record the kind of breach.
        item: Option<String>,
        /// Code of the department.
        department: Option<String>,
        /// Code of the region.
        region: Option<String>,
        /// How it came out or stands, as far as that does not hang on today.
        outcome: String,
        /// Last day: of validity, of the promise, of putting right, of publication.
        until_on: Option<Date>,
        /// Day on which it was kept, visited, suspended, revoked or replaced; of a credit record the first day on which
        /// repair may be applied for.
        done_on: Option<Date>,
        /// Working days of the limit used.
        used_days: Option<i32>,
        /// The promised limit in working days.
        limit_days: Option<i32>,
        /// Number of what it belongs to: the result of a decision, the case of a result; empty for none.
        reference: String,
        /// Reasons of a credit record; empty for all else.
        note: String,
        /// Check code of the letter that says it, to find its entry in the register; it is shown to nobody.
        check_code: Option<String>,
    }
}
