//! The rows of reviews and complaints, and of what is counted for the Six Ones.

use std::sync::OnceLock;

use jiff::civil::Date;

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

row! {
    /// A service somebody was served: what can be reviewed.
    ServedRow in Services by id {
        /// Kind and number: `case/…`, `visit/vis_…`.
        id: String,
        /// Its kind.
        service: String,
        /// Its number.
        number: String,
        /// Code of the item, kind of problem or window; purpose of a visit.
        what: String,
        /// Its day.
        on_day: Date,
        /// The enterprise that was served.
        enterprise_id: Option<String>,
        /// The project.
        project_id: Option<String>,
        /// Its name.
        project_name: String,
        /// Who served (`usr_…`).
        served_by: Option<String>,
        /// The department that served.
        department: Option<String>,
    }
}

row! {
    /// A review, without whoever gave it: that is told by the review itself, to whoever may know.
    ReviewRow in Reviews by id {
        /// Kind and number of the service.
        id: String,
        /// Its kind.
        service: String,
        /// Its number.
        number: String,
        /// Code of the item, kind of problem or window; purpose of a visit.
        what: String,
        /// The level.
        level: String,
        /// Whether it is one of the lowest two.
        is_bad: bool,
        /// Codes of the reasons, with blanks between.
        reasons: String,
        /// In words.
        text: String,
        /// Who served (`usr_…`).
        served_by: Option<String>,
        /// The department that served.
        department: Option<String>,
        /// Day it was given.
        given_on: Date,
        /// What comes next: `contact`, `put_right`, `call_back`, `close`, `closed`; empty if nothing does.
        next: String,
        /// Whether the follow-up is open.
        is_open: bool,
        /// Last day of the clock that runs, or ran last.
        due_on: Option<Date>,
        /// Its limit in working days.
        limit_days: i32,
        /// Day that clock ended.
        done_on: Option<Date>,
        /// Day the follow-up was closed.
        closed_on: Option<Date>,
    }
}

row! {
    /// A complaint.
    ComplaintRow in Complaints by id {
        /// `cpl_…`. Whoever knows it may see one made without an account.
        id: String,
        /// Its receipt number.
        number: String,
        /// Code of its kind.
        topic: String,
        /// What is wrong.
        text: String,
        /// Who complains. Personal data.
        name: String,
        /// Telephone, digits only. Personal data.
        phone: String,
        /// The enterprise whose account complained.
        enterprise_id: Option<String>,
        /// Where it stands.
        state: String,
        /// Whether somebody still has to reply.
        is_open: bool,
        /// Its day.
        filed_on: Date,
        /// Last day to reply.
        due_on: Date,
        /// The limit in working days.
        limit_days: i32,
        /// Day of the last reply.
        replied_on: Option<Date>,
        /// Who is to reply (`usr_…`).
        owner_id: Option<String>,
        /// Name of that person.
        owner_name: String,
    }
}

row! {
    /// Something counted for the Six Ones.
    CounterRow in SixOnes by id {
        /// Kind and what was counted.
        id: String,
        /// `hall_visit`, `asked_again`, `at_once`, `corrected` or `refused`.
        kind: String,
        /// The project; a visitor may have named none.
        project_id: Option<String>,
        /// Its day.
        on_day: Date,
        /// How many.
        number: i32,
    }
}
