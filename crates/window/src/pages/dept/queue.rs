//! The department's queue (page 20): its open cases by the day that counts, and taking one.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::id::case_number::CaseNumber;
use window_domain::project::Command;
use window_store::{CaseFilter, CaseRow, PAGE_MAX, Page};

use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Visitor};
use crate::service::project::viewer;

#[derive(Debug, Serialize)]
struct Task {
    number: String,
    project: String,
    company: String,
    item: String,
    name: Option<Text>,
    state_key: String,
    promised: Option<String>,
    statutory: Option<String>,
    stopped: Option<String>,
    is_free: bool,
    is_mine: bool,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let filter = CaseFilter {
        department: actor.department.clone(),
        ..CaseFilter::default()
    };
    let rows = app
        .store
        .read(&viewer)
        .cases(&filter, &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    let me = actor.user.map(|user| user.to_string());
    let tasks: Vec<Task> = rows
        .rows
        .iter()
        .filter(|row| row.accepted_on.is_some())
        .map(|row| task(&app, row, me.as_deref()))
        .collect();
    app.page(&visitor, "pages/dept/queue.html", context! { tasks => Value::from_serialize(&tasks) })
}

fn task(app: &App, row: &CaseRow, me: Option<&str>) -> Task {
    let item = app.office.catalogue.item(&ItemCode::new(&row.item));
    let is_open = row.decided_on.is_none();
    Task {
        number: row.case_no.clone(),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: row.item.clone(),
        name: item.map(|item| item.name.clone()),
        state_key: format!("case-status-{}", row.state),
        promised: row.promised_due.filter(|_| is_open).map(|due| due.to_string()),
        statutory: row.statutory_due.filter(|_| is_open).map(|due| due.to_string()),
        stopped: row.stopped_since.map(|since| since.to_string()),
        is_free: row.state == "accepted",
        is_mine: is_open && me.is_some() && row.officer.as_deref() == me,
    }
}

/// Takes a case on the officer's desk.
pub(super) async fn claim(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.request(fields.key()?)?;
    let actor = visitor.actor()?;
    let case: CaseNumber = CaseNumber::parse(&case).map_err(|_| PageError::not_found())?;
    let refused = |error: crate::service::Refused| error.into_page(&app, &visitor);
    let project = app
        .office
        .project_of_case(&actor, &case, Action::ClaimCase)
        .await
        .map_err(refused)?;
    app.office
        .execute(&actor, project.id, &Command::Claim { case }, &request)
        .await
        .map_err(refused)?;
    Ok(Redirect::to("/dept").into_response())
}
