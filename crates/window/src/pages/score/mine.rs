//! An agent's own score of a month, and the appeal against one of its points.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use window_domain::score::Month;

use super::{month, months, shown};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::board::Scope;
use crate::service::Refused;
use crate::templates::view;

/// The month asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) month: String,
    /// For the scores of everybody.
    #[serde(flatten)]
    pub(super) scope: Scope,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let month = month(&app, &asked.month)?;
    page(&app, &visitor, month, (StatusCode::OK, FormView::empty())).await
}

pub(super) async fn appeal(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(typed): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let month = month(&app, &typed)?;
    let request = visitor.form_request(&fields)?;
    let said = (month, fields.text("link"), fields.text("reason"));
    match app
        .office
        .appeal_score(&visitor.actor()?, said, &request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/desk/score?month={month}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, month, again).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    month: Month,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let found = app.office.own_score(&visitor.actor()?, month).await;
    let standing = found.map_err(|error| error.into_page(app, visitor))?;
    let data = context! {
        form => view(&form), score => shown(app, visitor, &standing), months => months(app),
    };
    app.page_with_status(visitor, status, "pages/score/mine.html", data)
}
