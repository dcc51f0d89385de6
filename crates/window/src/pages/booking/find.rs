//! Finding a booking again by its number and the telephone it was made with. Numbers are easy to guess: whatever does not
//! match is answered alike, and after a few tries everybody waits.

use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::refusal::{Code, Refusal};
use window_domain::service_day::BookingNumber;

use crate::app::{App, AppState};
use crate::http::refusal::problem;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::guesses::{Guess, address};
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
    let (number, phone) = (fields.text("number"), fields.text("phone"));
    let read: Option<BookingNumber> = number.parse().ok();
    let read = read.map(|read| read.to_string()).unwrap_or_default();
    let guess = Guess::new("booking", &read, phone, address(&extensions));
    guess
        .allowed(&app, app.office.catalogue.service().find)
        .await?;
    let found = app
        .office
        .find_booking(&visitor.anyone(), number, phone)
        .await
        .map_err(|error| error.into_page(&app, &visitor))?;
    if let Some(id) = found {
        return Ok(Redirect::to(&format!("/booking/{id}")).into_response());
    }
    guess.missed(&app).await?;
    let refusal = Refusal::new(Code::NoBooking).at("number");
    let form = FormView::of(&fields, vec![problem(&app, visitor.language, &refusal)]);
    page(&app, &visitor, (StatusCode::UNPROCESSABLE_ENTITY, form))
}

fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! { form => view(&form) };
    app.page_with_status(visitor, status, "pages/booking/find.html", data)
}
