//! Finding a complaint again by its receipt number and telephone. Numbers are easy to guess: whatever does not match is
//! answered alike, and after a few tries everybody waits.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use minijinja::context;
use window_domain::id::phone;
use window_domain::refusal::{Code, Refusal};
use window_store::LoginSubject;

use crate::app::{App, AppState};
use crate::http::refusal::problem;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty()))
}

pub(super) async fn look(
    State(app): State<AppState>,
    visitor: Visitor,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let address = extensions.get::<ConnectInfo<SocketAddr>>();
    let from = address.map(|ConnectInfo(it)| it.ip().to_string());
    let from = from.unwrap_or_default();
    let number = fields.text("number").to_ascii_uppercase();
    let phone = fields.text("phone");
    let subjects = [
        format!("complaint-number/{number}"),
        format!(
            "complaint-phone/{}",
            phone::parse(phone).unwrap_or_default()
        ),
        format!("complaint-address/{from}"),
    ];
    if let Some(seconds) = wait(&app, &subjects).await? {
        return Err(PageError::too_many(seconds));
    }
    let found = app
        .office
        .find_complaint(&visitor.anyone(), &number, phone)
        .await
        .map_err(|error| error.into_page(&app, &visitor))?;
    if let Some(id) = found {
        return Ok(Redirect::to(&format!("/complain/{id}")).into_response());
    }
    let now = app.clock.now();
    for subject in &subjects {
        let noted = app.store.record_login_failure(subject, &from, now).await;
        noted.map_err(PageError::unavailable)?;
    }
    let refusal = Refusal::new(Code::NoComplaint).at("number");
    let form = FormView::of(&fields, vec![problem(&app, visitor.language, &refusal)]);
    page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form))
}

/// Seconds to wait if one of the subjects failed too often.
async fn wait(app: &App, subjects: &[String]) -> Result<Option<u32>, PageError> {
    let policy = app.office.catalogue.feedback().complaint.find;
    let seconds = u32::from(policy.within_minutes).saturating_mul(60);
    let since = app
        .clock
        .now()
        .checked_sub(SignedDuration::from_secs(i64::from(seconds)))
        .map_err(PageError::broken)?;
    for subject in subjects.iter().filter(|subject| !subject.ends_with('/')) {
        let failures = app
            .store
            .login_failures_since(LoginSubject::Login(subject), since)
            .await
            .map_err(PageError::unavailable)?;
        if failures >= u64::from(policy.failures) {
            return Ok(Some(seconds));
        }
    }
    Ok(None)
}

fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! { form => view(&form) };
    app.page_with_status(visitor, status, "pages/feedback/find.html", data)
}
