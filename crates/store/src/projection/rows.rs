//! The rows: what a list or a page head shows of a project, a case, a submission, a letter,
//! an opinion, an enterprise.

use std::sync::OnceLock;

use jiff::{Timestamp, civil::Date};

use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

/// Declares a row type and its table; the first field is the key.
macro_rules! row {
    (
        $(#[$meta:meta])*
        $name:ident in $table:ident by $key:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)+
        }

        impl Table for $name {
            const TABLE: TableName = TableName::$table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn key(&self) -> &str {
                &self.$key
            }

            fn values(&self) -> Vec<Value> {
                vec![$(self.$field.to_value()),+]
            }

            fn upsert_sql() -> &'static str {
                static TEXT: OnceLock<String> = OnceLock::new();
                TEXT.get_or_init(upsert_text::<Self>)
            }

            fn from_record(record: Record) -> Result<Self, StoreError> {
                let mut fields = record.fields();
                Ok(Self { $($field: fields.next(stringify!($field))?),+ })
            }
        }
    };
}

pub(super) use row;

row! {
    /// A project as lists and page heads show it.
    ProjectRow in Projects by id {
        /// `prj_…`.
        id: String,
        /// Name of the project.
        name: String,
        /// National project code, once there is one.
        code: Option<String>,
        /// The enterprise that builds.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// Its unified social credit code.
        uscc: String,
        /// The agent assigned (`usr_…`).
        agent_id: Option<String>,
        /// The agent's name.
        agent_name: Option<String>,
        /// Ordinary or build-first.
        track: String,
        /// Where the project stands.
        state: String,
        /// Stage of the approvals.
        stage: String,
        /// Day of filing.
        created_on: Date,
        /// Who has to act now.
        holder: String,
        /// Key of the sentence that says what is to be done next.
        next_what: String,
        /// Until when.
        next_due: Option<Date>,
        /// Approval items of the plan.
        items_total: i32,
        /// Items decided.
        items_done: i32,
        /// Number of the construction notice.
        notice_no: Option<String>,
        /// Its check code.
        notice_check_code: Option<String>,
        /// Whether it goes through the green channel.
        green_channel: bool,
        /// What it weighs on its agent's desk.
        weight: u32,
        /// Code of the region it lies in.
        region: String,
        /// Version of the project's stream.
        version: u64,
        /// Instant of the last change.
        updated_at: Timestamp,
    }
}

row! {
    /// A case as work lists show it.
    CaseRow in Cases by case_no {
        /// Case number, 20 digits.
        case_no: String,
        /// Its project.
        project_id: String,
        /// Name of the project.
        project_name: String,
        /// The enterprise that applies.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// Code of the approval item.
        item: String,
        /// Code of the department that decides.
        department: String,
        /// Where the case stands.
        state: String,
        /// The national state code, 2 to 15.
        national_state: i16,
        /// Who has to act now.
        holder: String,
        /// The submission it came with.
        submission_id: String,
        /// Day of receipt.
        received_on: Date,
        /// Last day for the answer at intake: 5 working days.
        intake_due: Date,
        /// Day of acceptance.
        accepted_on: Option<Date>,
        /// Last day of the promised limit.
        promised_due: Option<Date>,
        /// Last day of the statutory limit.
        statutory_due: Option<Date>,
        /// The promised limit in working days.
        limit_days: Option<i32>,
        /// Since when the clock stands.
        stopped_since: Option<Date>,
        /// Day of the decision.
        decided_on: Option<Date>,
        /// The decision.
        outcome: Option<String>,
        /// The officer who works on it (`usr_…`).
        officer: Option<String>,
        /// Marks such as an acceptance with gaps.
        flags: String,
        /// The agent of the project (`usr_…`).
        agent_id: Option<String>,
        /// Code of the region of the project.
        region: String,
        /// Instant of the last change.
        updated_at: Timestamp,
    }
}

row! {
    /// A submission: cases handed in together under one receipt.
    SubmissionRow in Submissions by id {
        /// `sub_…`.
        id: String,
        /// Number of the receipt.
        receipt_no: String,
        /// Its project.
        project_id: String,
        /// Name of the project.
        project_name: String,
        /// The enterprise that applies.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// The agent of the project (`usr_…`).
        agent_id: Option<String>,
        /// Instant of receipt.
        received_at: Timestamp,
        /// Day that counts as the day of receipt.
        received_on: Date,
        /// Last day for the answer: 5 working days.
        intake_due: Date,
        /// Where it stands; `received` while the answer is awaited.
        state: String,
        /// Cases in it.
        cases: i32,
        /// Code of the region of the project.
        region: String,
        /// Instant of the last change.
        updated_at: Timestamp,
    }
}

row! {
    /// A letter as its public check page shows it.
    LetterRow in Letters by check_code {
        /// The code printed on the letter.
        check_code: String,
        /// Its number.
        number: String,
        /// Which kind of letter.
        kind: String,
        /// The project it belongs to.
        project_id: String,
        /// Name of the project.
        project_name: String,
        /// The case it belongs to.
        case_no: Option<String>,
        /// To whom it was issued.
        holder_name: String,
        /// Day of issue.
        issued_on: Date,
        /// Last day of validity.
        valid_until: Option<Date>,
        /// `valid`, `revoked`, `replaced` or `withdrawn`.
        status: String,
        /// Why it is no longer valid; empty while it is.
        status_reason: String,
        /// Title in Chinese.
        title_zh: String,
        /// Title in English.
        title_en: String,
        /// Code of the department that issued it; `None` for the window's own letters.
        department: Option<String>,
    }
}

row! {
    /// An opinion a department was asked for: the department sees the case while this row exists.
    OpinionRow in Opinions by id {
        /// Case number and department.
        id: String,
        /// The case.
        case_no: String,
        /// Code of the department asked.
        department: String,
        /// Last day to answer.
        due: Date,
        /// Day of the answer.
        answered_on: Option<Date>,
    }
}

row! {
    /// An enterprise.
    EnterpriseRow in Enterprises by id {
        /// `ent_…`.
        id: String,
        /// Unified social credit code; one enterprise each.
        uscc: String,
        /// Registered name.
        name: String,
        /// Why its code was taken although its check digit is wrong.
        override_reason: Option<String>,
        /// Day of registration here.
        created_on: Date,
        /// Version of the enterprise's stream.
        version: u64,
    }
}

row! {
    /// Something somebody has to do after the notice: a promise, check, finding, order, card or joint acceptance.
    DutyRow in Duties by id {
        /// Project and number within it.
        id: String,
        /// `promise`, `check`, `finding`, `order`, `card` or `acceptance`.
        kind: String,
        /// The project.
        project_id: String,
        /// Its name.
        project_name: String,
        /// The enterprise that builds.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// The agent assigned.
        agent_id: Option<String>,
        /// Department that checks, is answerable or must answer.
        department: Option<String>,
        /// Credit code of who is answerable; empty for the administration.
        uscc: String,
        /// Its name; empty for the administration.
        company: String,
        /// The item it is about.
        item: Option<String>,
        /// Where it comes from: code of a rule, reason of a check, step of an order, level of a card.
        source: String,
        /// How grave; empty where that says nothing.
        severity: String,
        /// What it is, in words of whoever wrote it; empty where kind, source and item say it.
        title: String,
        /// Where it stands.
        state: String,
        /// Whether somebody still has to act.
        is_open: bool,
        /// Its first day.
        begun_on: Date,
        /// Its last day; far away where it hangs on a point of the works.
        due_on: Date,
        /// Day it was done.
        done_on: Option<Date>,
    }
}

row! {
    /// A credit record.
    CreditRow in CreditRecords by id {
        /// `crd_…`.
        id: String,
        /// Credit code of the party.
        uscc: String,
        /// Its name.
        company: String,
        /// What it is in building.
        party: String,
        /// Its account with the window, if it has one and was told.
        enterprise_id: Option<String>,
        /// The project it arose in.
        project_id: Option<String>,
        /// Kind of breach.
        breach: String,
        /// What is said to have happened.
        summary: String,
        /// Where it stands.
        stage: String,
        /// Whether it bars commitment handling.
        is_open: bool,
        /// Day of the event.
        event_on: Date,
        /// Day of the clue.
        recorded_on: Date,
        /// Last day of the step that is open.
        next_due: Option<Date>,
        /// Number of the decision.
        number: Option<String>,
        /// Class decided.
        class: Option<String>,
        /// Day of the decision.
        decided_on: Option<Date>,
        /// Day of publication.
        published_on: Option<Date>,
        /// First day on which repair may be applied for.
        min_until: Option<Date>,
        /// Last day of publication.
        max_until: Option<Date>,
        /// Day on which it ended.
        ended_on: Option<Date>,
        /// Version of its stream.
        version: u64,
        /// Moment of its last fact.
        updated_at: Timestamp,
    }
}

row! {
    /// One of the five responsible parties of a project.
    PartyRow in ProjectParties by id {
        /// Project and kind.
        id: String,
        /// The project.
        project_id: String,
        /// Its name.
        project_name: String,
        /// Where it stands.
        state: String,
        /// The enterprise that builds.
        enterprise_id: String,
        /// Its name.
        enterprise_name: String,
        /// The agent assigned.
        agent_id: Option<String>,
        /// Which of the five.
        kind: String,
        /// Its unified social credit code.
        uscc: String,
        /// Its registered name.
        company: String,
    }
}

row! {
    /// How long a decided case took; figures are counted from these.
    CaseTimeRow in CaseTimes by case_no {
        /// Case number, 20 digits.
        case_no: String,
        /// Its project.
        project_id: String,
        /// Code of the approval item.
        item: String,
        /// Code of the department that decided.
        department: String,
        /// Day of acceptance, from which the clock ran.
        accepted_on: Date,
        /// Day of the decision.
        decided_on: Date,
        /// The decision.
        outcome: String,
        /// Days of the promised limit used, stops left out.
        used_days: i32,
        /// The promised limit in days; `None` where there is none.
        limit_days: Option<i32>,
        /// Working days over the promised limit, 0 if in time.
        late_days: i32,
        /// Working days the clock stood.
        stopped_days: i32,
    }
}

row! {
    /// How long a project took until construction could start; figures are counted from these.
    StartTimeRow in StartTimes by project_id {
        /// `prj_…`.
        project_id: String,
        /// Ordinary or build-first.
        track: String,
        /// Day of filing.
        filed_on: Date,
        /// Day of the construction notice or permit.
        started_on: Date,
        /// Working days in which the window held it.
        window_days: i32,
        /// Working days of deciding departments.
        department_days: i32,
        /// Working days of departments asked for an opinion.
        other_days: i32,
        /// Working days of the enterprise.
        applicant_days: i32,
        /// Working days of special procedures, the publicity among them.
        special_days: i32,
        /// Working days of the administration that the plan promised; `None` without a plan.
        promised_days: Option<i32>,
        /// Working days that the limits of the law would have allowed; `None` without a plan.
        statutory_days: Option<i32>,
    }
}
