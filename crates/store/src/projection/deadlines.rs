//! The open deadlines of rows, to say which of them moved.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Row, RowSet};

/// Names a deadline: what it belongs to (a case, problem, … by its number) and which of its deadlines it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeadlineKey {
    /// What it belongs to: `case`, `problem`, `duty`, `review`, `complaint`.
    pub kind: &'static str,
    /// Its id or number.
    pub object: String,
    /// Which of its deadlines: `intake`, `promised`, `statutory`, the kind of a duty, `due`.
    pub step: String,
}

/// A deadline that moves with a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedDeadline {
    /// Which.
    pub key: DeadlineKey,
    /// The project it belongs to, if to one.
    pub project_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// The last day before.
    pub was: Date,
    /// The last day after.
    pub becomes: Date,
}

/// Project, name and last day of one deadline.
type Deadline = (Option<String>, String, Date);

/// The deadlines of these rows that are open: neither decided nor closed.
fn open(rows: &RowSet) -> BTreeMap<DeadlineKey, Deadline> {
    let mut found = BTreeMap::new();
    for row in rows.iter() {
        let mut add = |kind, object: &str, step: &str, about: (Option<&String>, &str), due| {
            let key = DeadlineKey {
                kind,
                object: object.to_owned(),
                step: step.to_owned(),
            };
            found.insert(key, (about.0.cloned(), about.1.to_owned(), due));
        };
        match row {
            Row::Case(case) if case.decided_on.is_none() => {
                let about = (Some(&case.project_id), case.project_name.as_str());
                if case.accepted_on.is_none() {
                    add("case", &case.case_no, "intake", about, case.intake_due);
                }
                for (step, due) in [
                    ("promised", case.promised_due),
                    ("statutory", case.statutory_due),
                ] {
                    if let Some(due) = due {
                        add("case", &case.case_no, step, about, due);
                    }
                }
            }
            Row::Problem(one) if one.is_open => {
                let about = (Some(&one.project_id), one.project_name.as_str());
                add("problem", &one.id, "due", about, one.due_on);
            }
            Row::Duty(one) if one.is_open => {
                let about = (Some(&one.project_id), one.project_name.as_str());
                if let Some(due) = one.due() {
                    add("duty", &one.id, &one.kind, about, due);
                }
            }
            Row::Review(one) if one.is_open => {
                if let Some(due) = one.due_on {
                    add("review", &one.id, "due", (None, &one.number), due);
                }
            }
            Row::Complaint(one) if one.is_open => {
                add("complaint", &one.id, "due", (None, &one.number), one.due_on);
            }
            _ => {}
        }
    }
    found
}

impl RowSet {
    /// The open deadlines that are on another day in `after` than in `before`.
    pub fn moved(before: &Self, after: &Self) -> Vec<MovedDeadline> {
        let (old, new) = (open(before), open(after));
        new.into_iter()
            .filter_map(|(key, (project_id, name, becomes))| {
                let was = old.get(&key)?.2;
                (was != becomes).then_some(MovedDeadline {
                    key,
                    project_id,
                    name,
                    was,
                    becomes,
                })
            })
            .collect()
    }
}
