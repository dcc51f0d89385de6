//! Duties as the lists of supervision show them: what, where, whose, until when.

use serde::Serialize;
use window_domain::catalogue::{DepartmentCode, ItemCode, Text};
use window_store::DutyRow;

use crate::app::App;
use crate::pages::lights::{LightView, of_duty};

/// A line of such a list.
#[derive(Debug, Serialize)]
pub(super) struct DutyView {
    /// Its place on the project's supervision file.
    href: String,
    project: String,
    company: String,
    /// Sentence for what it is, where kind and source say it.
    what_key: Option<String>,
    /// Name of its item, cause of its rule.
    name: Option<Text>,
    /// Words of whoever wrote it.
    text: String,
    department: Option<Text>,
    /// Who checks what somebody else has to do.
    checker: Option<Text>,
    /// Whose it is where no department answers for it; empty for the window.
    party: String,
    severity: String,
    state_key: String,
    due: Option<String>,
    done_on: Option<String>,
    light: LightView,
}

/// The lines of these rows.
pub(super) fn lines(app: &App, rows: &[DutyRow]) -> Vec<DutyView> {
    rows.iter().map(|row| line(app, row)).collect()
}

fn line(app: &App, row: &DutyRow) -> DutyView {
    let catalogue = &app.office.catalogue;
    let item = row.item.as_deref().map(ItemCode::new);
    let item = item.and_then(|code| catalogue.item(&code));
    let department = row.department.as_deref().map(DepartmentCode::new);
    let department = department.and_then(|code| catalogue.department(&code));
    let rule = Some(row.source.as_str()).filter(|_| row.kind == "finding");
    let rule = rule.and_then(|code| catalogue.supervision().rule(code));
    let (what_key, text) = what(row);
    let department = department.map(|department| department.name.clone());
    // A promise is the builder's; the department only checks it.
    let (department, checker) = if row.kind == "promise" {
        (None, department)
    } else {
        (department, None)
    };
    DutyView {
        href: format!("/watch/projects/{}#{}", row.project_id, row.kind),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        what_key,
        name: rule
            .map(|rule| rule.cause.clone())
            .or_else(|| item.map(|item| item.name.clone())),
        text: if rule.is_some() { String::new() } else { text },
        department,
        checker,
        party: row.company.clone(),
        severity: row.severity.clone(),
        state_key: format!("duty-{}-{}", row.kind, row.state),
        due: row.due().map(|due| due.to_string()),
        done_on: row.done_on.map(|on| on.to_string()),
        light: of_duty(app, row).into(),
    }
}

/// What it is: a sentence, and the words of whoever wrote it.
fn what(row: &DutyRow) -> (Option<String>, String) {
    let title = row.title.clone();
    match row.kind.as_str() {
        "check" if row.source == "node" => (Some(format!("milestone-{title}")), String::new()),
        "check" => (Some(format!("check-kind-{}", row.source)), title),
        "order" => (Some(format!("order-step-{}", row.source)), title),
        "card" => (Some(format!("card-level-{}", row.source)), title),
        "acceptance" => (Some("watch-kind-acceptance".to_owned()), title),
        _ => (None, title),
    }
}
