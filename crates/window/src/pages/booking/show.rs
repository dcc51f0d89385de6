//! A booking's own page, for ever at the same address: when, where, what to bring; moving and cancelling it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Time};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::calendar::local_datetime;
use window_domain::id::{masking, phone};
use window_domain::service_day::ServiceDayCommand;

use super::times::{days, moments};
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

pub(super) async fn cancel(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let found = found(&app, &visitor, &id).await?;
    let cancel = ServiceDayCommand::Cancel {
        booking: found.booking.id,
        reason: fields.text("reason").to_owned(),
        moved_to: None,
    };
    let (actor, day) = (visitor.anyone(), found.day.date);
    match app.office.insist(&actor, day, &cancel, &request).await {
        Ok(_) => Ok(Redirect::to(&format!("/booking/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            page(
                &app,
                &visitor,
                &found,
                (StatusCode::UNPROCESSABLE_ENTITY, form),
            )
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    day: String,
}

/// Where it could be moved to.
pub(super) async fn choose(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let found = found(&app, &visitor, &id).await?;
    let day = wanted.day.parse().unwrap_or(found.day.date);
    let form = FormView::empty();
    move_page(&app, &visitor, (&found, day), (StatusCode::OK, form)).await
}

/// Moves it.
pub(super) async fn shift(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let found = found(&app, &visitor, &id).await?;
    let day: Date = fields
        .text("day")
        .parse()
        .map_err(|_| PageError::not_found())?;
    let Ok(start) = fields.text("time").parse::<Time>() else {
        return Ok(Redirect::to(&format!("/booking/{id}/move?day={day}")).into_response());
    };
    let actor = visitor.anyone();
    let moved = app
        .office
        .move_booking(&actor, &found, (day, start), &request)
        .await;
    match moved {
        Ok(moved) => Ok(Redirect::to(&format!("/booking/{moved}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
            let shown = (StatusCode::UNPROCESSABLE_ENTITY, form);
            move_page(&app, &visitor, (&found, day), shown).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

/// The booking of this id, if the visitor may see it.
pub(super) async fn found(app: &App, visitor: &Visitor, id: &str) -> Result<Found, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let found = app.office.booking(&visitor.anyone(), id).await;
    found.map_err(|error| error.into_page(app, visitor))
}

/// What pages say of a booking. Telephone and name are masked unless `whole`.
pub(super) fn told(app: &App, found: &Found, whole: bool) -> Value {
    let Found { day, booking } = found;
    let told = app.office.catalogue.service().kind(booking.at.kind);
    let clock = |time: Time| time.strftime("%H:%M").to_string();
    let guest = &booking.guest;
    let begun = day.has_begun(booking.at.start, app.clock.now());
    context! {
        id => booking.id.to_string(), number => booking.number.to_string(),
        day => day.date.to_string(), time => clock(booking.at.start),
        ends => day.slot(booking.at).map(|slot| clock(slot.end)),
        kind => booking.at.kind.as_str(), status => booking.status.as_str(),
        line => day.place_in_line(booking.id).filter(|_| !begun),
        phone => if whole { guest.phone.clone() } else { phone::mask(&guest.phone) },
        name => if whole { guest.name.clone() } else { masking::name(&guest.name) },
        company => guest.company.as_str(),
        project => guest.project.map(|id| id.to_string()), project_name => guest.project_name.as_str(),
        matter => booking.wish.matter.as_str(), address => booking.wish.address.as_str(),
        done => booking.done.as_str(), reason => booking.reason.as_str(),
        moved_to => booking.moved_to.map(|id| id.to_string()),
        begun, is_open => booking.status.is_open() && !begun,
        is_today => day.date == local_datetime(app.clock.now()).date(),
        place => view(&told.map(|told| &told.place)),
        bring => view(&told.map(|told| &told.bring)),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    found: &Found,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! {
        form => view(&form), booking => told(app, found, false),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page_with_status(visitor, status, "pages/booking/show.html", data)
}

async fn move_page(
    app: &App,
    visitor: &Visitor,
    (found, day): (&Found, Date),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let today = app.office.today();
    let span = (today, app.office.catalogue.service().last_day(today));
    let kind = found.booking.at.kind;
    let slots = app.office.coming_slots(span, Some(kind)).await;
    let slots = slots.map_err(|error| error.into_page(app, visitor))?;
    let free: Vec<_> = slots
        .into_iter()
        .filter(|slot| slot.taken < slot.capacity)
        .collect();
    let data = context! {
        form => view(&form), booking => told(app, found, false), day => day.to_string(),
        days => view(&days(app, &free)), moments => view(&moments(app, &free, day)),
    };
    app.page_with_status(visitor, status, "pages/booking/move.html", data)
}
