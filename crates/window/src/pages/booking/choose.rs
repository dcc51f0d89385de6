//! Choosing what and when, one question a page: kind, day, time; the last step is the form.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::{Date, Time};
use minijinja::{Value, context};
use serde::Deserialize;
use window_domain::catalogue::ServiceKind;
use window_domain::service_day::At;

use super::details;
use super::times::{days, moments, next_free};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::templates::view;

/// What was chosen so far.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    wait: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(chosen): Query<Chosen>,
) -> Result<Response, PageError> {
    let kind = ServiceKind::parse(&chosen.kind);
    let day = chosen.day.parse::<Date>().ok();
    let start = chosen.time.parse::<Time>().ok();
    match (kind, day, start) {
        (Some(kind), Some(day), Some(start)) => {
            let picked = details::Picked {
                day,
                at: At { kind, start },
                wait: chosen.wait == "true",
            };
            let form = details::prepared(&app, &visitor).await?;
            details::page(&app, &visitor, &picked, (StatusCode::OK, form)).await
        }
        (Some(kind), day, _) => times(&app, &visitor, kind, day).await,
        (None, ..) => kinds(&app, &visitor).await,
    }
}

/// The four kinds, each with its next free time.
async fn kinds(app: &App, visitor: &Visitor) -> Result<Response, PageError> {
    let mut kinds: Vec<Value> = Vec::new();
    for kind in ServiceKind::ALL {
        let next = next_free(&app.office, Some(kind)).await;
        let next = next.map_err(|error| error.into_page(app, visitor))?;
        let told = app.office.catalogue.service().kind(kind);
        kinds.push(context! {
            kind => kind.as_str(),
            about => view(&told.map(|told| &told.about)),
            next => view(&next),
        });
    }
    let data = context! {
        kinds, kind => "", day => "", days => view(&Vec::<Value>::new()),
        moments => view(&Vec::<Value>::new()), publish_days => app.office.catalogue.service().publish_days,
    };
    app.page(visitor, "pages/booking/choose.html", data)
}

/// The days of a kind, and the times of one of them.
async fn times(
    app: &App,
    visitor: &Visitor,
    kind: ServiceKind,
    day: Option<Date>,
) -> Result<Response, PageError> {
    let policy = app.office.catalogue.service();
    let today = app.office.today();
    let span = (today, policy.last_day(today));
    let slots = app.office.coming_slots(span, Some(kind)).await;
    let slots = slots.map_err(|error| error.into_page(app, visitor))?;
    let told = policy.kind(kind);
    let data = context! {
        kinds => view(&Vec::<Value>::new()), kind => kind.as_str(),
        about => view(&told.map(|told| &told.about)),
        place => view(&told.map(|told| &told.place)),
        day => day.map(|day| day.to_string()).unwrap_or_default(),
        days => view(&days(app, &slots)),
        moments => view(&day.map(|day| moments(app, &slots, day)).unwrap_or_default()),
        publish_days => policy.publish_days,
    };
    app.page(visitor, "pages/booking/choose.html", data)
}
