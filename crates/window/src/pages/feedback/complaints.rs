//! Complaints at the desk: the list with lights, one complaint, giving it to somebody, replying.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::Text;
use window_domain::complaint::{ComplaintCommand, relations};
use window_domain::id::entity::{ComplaintId, UserId};
use window_domain::light::{Light, light_for};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{ComplaintFilter, ComplaintRow, PAGE_MAX, Page, PageOf};

use super::Turned;
use super::complain::told;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::lights::LightView;
use crate::pages::words::words;
use crate::service::Refused;
use crate::templates::view;

/// A complaint in the list.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) topic: Option<Text>,
    pub(super) text: String,
    pub(super) state_key: String,
    pub(super) filed_on: String,
    pub(super) due: String,
    pub(super) light: LightView,
    pub(super) owner: String,
}

pub(super) async fn list(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(turned): Query<Turned>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let broken = |error: Refused| error.into_page(&app, &visitor);
    let filter = |open| ComplaintFilter { open: Some(open) };
    let open = (&filter(true), &Page::first(PAGE_MAX));
    let open = app.office.complaints(&actor, open).await;
    let open = open.map_err(broken)?.rows;
    let over = (&filter(false), &turned.page());
    let over = app.office.complaints(&actor, over).await;
    let PageOf { rows: over, next } = over.map_err(broken)?;
    let lines = |rows: &[ComplaintRow]| rows.iter().map(|row| line(&app, row)).collect::<Vec<_>>();
    let overdue = open.iter().filter(|row| row.due_on < app.office.today());
    let data = context! {
        overdue => overdue.count(), open => view(&lines(&open)), over => view(&lines(&over)), next,
    };
    app.page(&visitor, "pages/feedback/complaints.html", data)
}

pub(super) fn line(app: &App, row: &ComplaintRow) -> Line {
    let calendar = &app.office.calendar;
    let light = match row.replied_on.filter(|_| !row.is_open) {
        Some(on) => Light::Done {
            by: calendar.count(on, row.due_on),
        },
        None => light_for(
            calendar.count(app.office.today(), row.due_on),
            row.limit_days,
        ),
    };
    let kind = app.office.catalogue.feedback().complaint.kind(&row.topic);
    Line {
        href: format!("/desk/complaints/{}", row.id),
        number: row.number.clone(),
        topic: kind.map(|kind| kind.name.clone()),
        text: row.text.clone(),
        state_key: format!("complaint-state-{}", row.state),
        filed_on: row.filed_on.to_string(),
        due: row.due_on.to_string(),
        light: light.into(),
        owner: row.owner_name.clone(),
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

pub(super) async fn assign(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let chosen: Option<UserId> = fields.text("owner").parse().ok();
    let owners = app.office.complaint_owners().await;
    let owners = owners.map_err(|error| error.into_page(&app, &visitor))?;
    let owner = owners.into_iter().find(|(user, _)| Some(*user) == chosen);
    let command = owner
        .map(|(owner, name)| ComplaintCommand::Assign { owner, name })
        .ok_or_else(|| Refusal::new(Code::NothingChosen).at("owner").into());
    perform(&app, &visitor, &id, (&fields, command)).await
}

pub(super) async fn reply(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let text = fields.text("text").to_owned();
    let command = Ok(ComplaintCommand::Reply { text });
    perform(&app, &visitor, &id, (&fields, command)).await
}

async fn perform(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (fields, command): (&Fields, Result<ComplaintCommand, Refusals>),
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let actor = visitor.actor()?;
    let parsed: ComplaintId = id.parse().map_err(|_| PageError::not_found())?;
    let found = app
        .office
        .complaint(&actor, parsed, Action::WorkComplaint)
        .await;
    found.map_err(|error| error.into_page(app, visitor))?;
    let refusals = match command {
        Ok(command) => match app.office.execute(&actor, parsed, &command, &request).await {
            Ok(_) => {
                // Who gave it away may no longer see it.
                return Ok(Redirect::to(&format!("/desk/complaints/{id}")).into_response());
            }
            Err(Refused::Rules(refusals)) => refusals,
            Err(error) => return Err(error.into_page(app, visitor)),
        },
        Err(refusals) => refusals,
    };
    let form = FormView::of(fields, problems(app, visitor.language, &refusals));
    page(app, visitor, id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let parsed: ComplaintId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let found = app
        .office
        .complaint(&actor, parsed, Action::WorkComplaint)
        .await;
    let complaint = found.map_err(|error| error.into_page(app, visitor))?;
    let relations = relations(&complaint, &actor);
    let may = |action| complaint.is_open() && actor.may(action, &relations);
    let owners: Vec<Value> = if may(Action::AssignComplaint) {
        let owners = app.office.complaint_owners().await;
        let owners = owners.map_err(|error| error.into_page(app, visitor))?;
        let named =
            |(user, name): (UserId, String)| context! { value => user.to_string(), text => name };
        owners.into_iter().map(named).collect()
    } else {
        Vec::new()
    };
    let data = context! {
        words => words(app),
        form => view(&form), one => told(app, &complaint, true), owners,
        may_assign => may(Action::AssignComplaint), may_reply => may(Action::ReplyComplaint),
        source => app.office.catalogue.feedback().complaint.source.as_str(),
    };
    app.page_with_status(visitor, status, "pages/feedback/work.html", data)
}
