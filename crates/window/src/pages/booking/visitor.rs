//! A visitor as the window sees one (18): whom to call, where to go; came, did not come, what was done.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::service_day::ServiceDayCommand;

use super::show::{found, told};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::booking::Found;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    page(&app, &visitor, &found, (StatusCode::OK, FormView::empty()))
}

pub(super) async fn check_in(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    let booking = found.booking.id;
    let command = ServiceDayCommand::CheckIn { booking };
    give(&app, &visitor, (&found, &fields), &command).await
}

pub(super) async fn serve(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    let command = ServiceDayCommand::Serve {
        booking: found.booking.id,
        done: fields.text("done").to_owned(),
    };
    give(&app, &visitor, (&found, &fields), &command).await
}

pub(super) async fn no_show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    let booking = found.booking.id;
    let command = ServiceDayCommand::NoShow { booking };
    give(&app, &visitor, (&found, &fields), &command).await
}

pub(super) async fn cancel(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    let command = ServiceDayCommand::Cancel {
        booking: found.booking.id,
        reason: fields.text("reason").to_owned(),
        moved_to: None,
    };
    give(&app, &visitor, (&found, &fields), &command).await
}

/// Gives the command and goes back to where its button stood: the day's list or the visitor's page.
async fn give(
    app: &App,
    visitor: &Visitor,
    (found, fields): (&Found, &Fields),
    command: &ServiceDayCommand,
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let (actor, day) = (visitor.actor()?, found.day.date);
    match app.office.insist(&actor, day, command, &request).await {
        Ok(_) if fields.get("from") == Some("list") => {
            Ok(Redirect::to(&format!("/desk/calendar?day={day}")).into_response())
        }
        Ok(_) => {
            let id = found.booking.id;
            Ok(Redirect::to(&format!("/desk/calendar/{id}")).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            page(
                app,
                visitor,
                found,
                (StatusCode::UNPROCESSABLE_ENTITY, form),
            )
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    found: &Found,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! { form => view(&form), booking => told(app, found, true) };
    app.page_with_status(visitor, status, "pages/booking/visitor.html", data)
}
