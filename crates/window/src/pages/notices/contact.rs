//! Where an enterprise wants its mail and text messages, in which language, or none at all.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::refusal::Refusals;

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::notice::NewContact;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let contact = app.office.own_contact(&visitor.actor()?).await;
    let contact = contact.map_err(|error| error.into_page(&app, &visitor))?;
    let is_kept = contact.is_some();
    let mut form = FormView::empty();
    form.values = match contact {
        Some(contact) => BTreeMap::from([
            ("email".to_owned(), contact.email.unwrap_or_default()),
            ("phone".to_owned(), contact.phone.unwrap_or_default()),
            ("language".to_owned(), contact.language),
        ]),
        None => BTreeMap::from([("language".to_owned(), visitor.language.tag().to_owned())]),
    };
    page(&app, &visitor, (StatusCode::OK, form), is_kept)
}

pub(super) async fn change(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let new = NewContact {
        email: fields.text("email"),
        phone: fields.text("phone"),
        language: fields.text("language"),
    };
    let done = app
        .office
        .set_own_contact(&visitor.actor()?, &new, &request)
        .await;
    match done {
        Ok(()) => Ok(Redirect::to("/my/contact").into_response()),
        Err(Refused::Rules(refusals)) => {
            let refusals: Refusals = refusals;
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            page(
                &app,
                &visitor,
                (StatusCode::UNPROCESSABLE_ENTITY, form),
                false,
            )
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
    is_kept: bool,
) -> Result<Response, PageError> {
    let data = context! {
        form => view(&form), is_kept,
        mail_on => app.config.mail.is_on(), sms_on => app.config.sms.is_on(),
    };
    app.page_with_status(visitor, status, "pages/notices/contact.html", data)
}
