//! The window's calendar (18): the list of a day, the week with what is left, places to offer, figures of each kind.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan};
use minijinja::{Value, context};
use serde::{Deserialize, Serialize};
use window_domain::access::Action;
use window_domain::calendar::local_datetime;
use window_domain::catalogue::ServiceKind;
use window_domain::id::{masking, phone};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_domain::service_day::{At, ServiceDayCommand};
use window_store::{BookingFilter, BookingRow, PAGE_MAX, Page, ServiceFigures, ServiceSlotRow};

use super::times::class;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;
use crate::service::booking::begins;
use crate::service::project::viewer;
use crate::templates::view;

/// Days the figures look back over.
const FIGURES_DAYS: i64 = 30;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    day: String,
}

/// What is left of a kind on a day of the week.
#[derive(Debug, Default, Serialize)]
struct Cell {
    day: String,
    capacity: u32,
    taken: u32,
    waiting: u32,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let day = wanted.day.parse().unwrap_or_else(|_| app.office.today());
    page(&app, &visitor, day, (StatusCode::OK, FormView::empty())).await
}

/// Offers more or fewer places at a time.
pub(super) async fn offer(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let day: Date = fields
        .text("day")
        .parse()
        .map_err(|_| PageError::not_found())?;
    let refusals = match read(&fields) {
        Ok(command) => {
            let actor = visitor.actor()?;
            match app.office.insist(&actor, day, &command, &request).await {
                Ok(_) => {
                    return Ok(Redirect::to(&format!("/desk/calendar?day={day}")).into_response());
                }
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let shown = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, day, shown).await
}

/// The time is chosen as `kind/09:00`.
fn read(fields: &Fields) -> Result<ServiceDayCommand, Refusals> {
    let at = fields.get("time").and_then(|chosen| {
        let (kind, start) = chosen.split_once('/')?;
        Some(At {
            kind: ServiceKind::parse(kind)?,
            start: start.parse::<Time>().ok()?,
        })
    });
    let capacity = fields.get("capacity").and_then(|typed| typed.parse().ok());
    let missing: Vec<Refusal> = [("time", at.is_none()), ("capacity", capacity.is_none())]
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(field, _)| Refusal::new(Code::NothingChosen).at(field))
        .collect();
    match (at, capacity) {
        (Some(at), Some(capacity)) => Ok(ServiceDayCommand::SetCapacity {
            at,
            capacity,
            reason: fields.text("reason").to_owned(),
        }),
        _ => Err(Refusals(missing)),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    day: Date,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let published = app.office.publish_service_days().await;
    published.map_err(|error| error.into_page(app, visitor))?;
    let today = app.office.today();
    let rows = visitors(app, visitor, day).await?;
    let week = week(day);
    let span = (day.min(week.first), day.max(week.last));
    let slots = app.store.service_slots(span, None).await;
    let slots = slots.map_err(PageError::unavailable)?;
    let since = today
        .checked_sub(Span::new().days(FIGURES_DAYS))
        .unwrap_or(Date::MIN);
    let figures = app.store.service_figures((since, today)).await;
    let figures = figures.map_err(PageError::unavailable)?;
    let beside = |days: i64| day.checked_add(days.days()).unwrap_or(day).to_string();
    let data = context! {
        form => view(&form), day => day.to_string(), today => today.to_string(),
        is_today => day == today, class => class(app, day),
        previous => beside(-1), next => beside(1),
        rows => listed(app, &rows, day),
        days => week.days.iter().map(ToString::to_string).collect::<Vec<_>>(),
        grid => grid(&slots, &week),
        times => offered(app, &slots, day),
        figures => figures.iter().map(counted).collect::<Vec<_>>(), figures_days => FIGURES_DAYS,
        may_offer => visitor.may(Action::OfferService),
    };
    app.page_with_status(visitor, status, "pages/booking/calendar.html", data)
}

/// Everybody who booked for the day, by time.
async fn visitors(app: &App, visitor: &Visitor, day: Date) -> Result<Vec<BookingRow>, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let filter = BookingFilter {
        day: Some(day),
        ..BookingFilter::default()
    };
    let (mut rows, mut page) = (Vec::new(), Page::first(PAGE_MAX));
    loop {
        let part = app.store.read(&viewer).bookings(&filter, &page).await;
        let part = part.map_err(PageError::unavailable)?;
        rows.extend(part.rows);
        match part.next {
            Some(next) => page.after = Some(next),
            None => return Ok(rows),
        }
    }
}

fn listed(app: &App, rows: &[BookingRow], day: Date) -> Vec<Value> {
    let now = local_datetime(app.clock.now());
    rows.iter()
        .map(|row| {
            let start: Option<Time> = row.starts.parse().ok();
            let begun = start.is_some_and(|start| day.to_datetime(start) <= now);
            let (status, is_due) = (row.status.as_str(), day <= now.date());
            context! {
                id => row.id.as_str(), number => row.number.as_str(), time => row.starts.as_str(),
                ends => row.ends.as_str(), kind => row.kind.as_str(), status,
                name => masking::name(&row.name), phone => phone::mask(&row.phone),
                company => row.company.as_str(), matter => row.matter.as_str(),
                may_check_in => is_due && matches!(status, "booked" | "no_show"),
                may_serve => status == "checked_in",
                may_miss => begun && status == "booked",
            }
        })
        .collect()
}

/// The days of a week, from Monday.
struct Week {
    first: Date,
    last: Date,
    days: Vec<Date>,
}

fn week(day: Date) -> Week {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let first = day.checked_sub(back.days()).unwrap_or(day);
    let days: Vec<Date> = first.series(1.day()).take(7).collect();
    Week {
        first,
        last: days.last().copied().unwrap_or(first),
        days,
    }
}

/// Each kind with its cells from Monday to Sunday.
fn grid(slots: &[ServiceSlotRow], week: &Week) -> Vec<Value> {
    let mut cells: BTreeMap<(&str, Date), Cell> = BTreeMap::new();
    for slot in slots {
        let cell = cells.entry((slot.kind.as_str(), slot.day)).or_default();
        cell.capacity = cell.capacity.saturating_add(u32::from(slot.capacity));
        cell.taken = cell.taken.saturating_add(u32::from(slot.taken));
        cell.waiting = cell.waiting.saturating_add(u32::from(slot.waiting));
    }
    let mut row = |kind: ServiceKind| {
        let days = week.days.iter().map(|day| {
            let cell = cells.remove(&(kind.as_str(), *day));
            Cell {
                day: day.to_string(),
                ..cell.unwrap_or_default()
            }
        });
        context! { kind => kind.as_str(), cells => view(&days.collect::<Vec<_>>()) }
    };
    ServiceKind::ALL.into_iter().map(&mut row).collect()
}

/// The times of the day that can still be offered otherwise.
fn offered(app: &App, slots: &[ServiceSlotRow], day: Date) -> Vec<Value> {
    let now = local_datetime(app.clock.now());
    slots
        .iter()
        .filter(|slot| slot.day == day && begins(slot).is_some_and(|begins| begins > now))
        .map(|slot| {
            context! {
                value => format!("{}/{}", slot.kind, slot.starts), kind => slot.kind.as_str(),
                time => slot.starts.as_str(), taken => slot.taken, capacity => slot.capacity,
            }
        })
        .collect()
}

fn counted(figures: &ServiceFigures) -> Value {
    context! {
        kind => figures.kind.as_str(), offered => figures.offered, booked => figures.booked,
        came => figures.came, no_show => figures.no_show, cancelled => figures.cancelled,
        waiting => figures.waiting,
    }
}
