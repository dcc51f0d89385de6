//! Projects as lists show them: who must act, what, until when.

use serde::Serialize;
use window_store::ProjectRow;

/// A line of a list of projects.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ListedProject {
    href: String,
    name: String,
    company: String,
    agent: Option<String>,
    state_key: String,
    next_key: String,
    holder_key: String,
    next_due: Option<String>,
    done: i32,
    total: i32,
    notice_no: Option<String>,
}

impl ListedProject {
    /// Whether the enterprise must act.
    pub(super) fn is_mine(&self) -> bool {
        self.holder_key == "holder-applicant"
    }

    /// Until when somebody must have acted, as a date that sorts.
    pub(super) fn next_due(&self) -> Option<&str> {
        self.next_due.as_deref()
    }
}

/// The lines of a list; `base` is what their links begin with.
pub(super) fn listed(rows: &[ProjectRow], base: &str) -> Vec<ListedProject> {
    rows.iter()
        .map(|row| ListedProject {
            href: format!("{base}{}", row.id),
            name: row.name.clone(),
            company: row.enterprise_name.clone(),
            agent: row.agent_name.clone(),
            state_key: format!("project-state-{}", row.state),
            next_key: format!("next-{}", row.next_what),
            holder_key: format!("holder-{}", row.holder),
            next_due: row.next_due.map(|due| due.to_string()),
            done: row.items_done,
            total: row.items_total,
            notice_no: row.notice_no.clone(),
        })
        .collect()
}
