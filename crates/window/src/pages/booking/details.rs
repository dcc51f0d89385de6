//! The last step of a booking: who comes and what for; without an account, the code that proves the telephone.

use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, DateTime, Time};
use minijinja::{Value, context};
use window_domain::access::{Action, Role};
use window_domain::catalogue::ServiceKind;
use window_domain::id::phone;
use window_domain::refusal::{Code, Refusal, Refusals};
use window_domain::service_day::{At, Guest, Wish};
use window_store::{PAGE_MAX, Page, ProjectFilter};

use super::times::Free;
use crate::app::{App, AppState};
use crate::auth::booking_code::{self, Asker, Sent};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::guesses::address;
use crate::service::booking::NewBooking;
use crate::service::project::viewer;
use crate::service::{Refused, Request};
use crate::templates::view;

/// The time a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Picked {
    pub(super) day: Date,
    pub(super) at: At,
    pub(super) wait: bool,
}

impl Picked {
    /// The time of the form, or what was chosen instead of a full one.
    fn read(fields: &Fields) -> Option<Self> {
        let instead = fields.get("instead");
        let other: Option<DateTime> = instead.and_then(|time| time.parse().ok());
        let kind = ServiceKind::parse(fields.get("kind")?)?;
        if let Some(other) = other {
            return Some(Self {
                day: other.date(),
                at: At {
                    kind,
                    start: other.time(),
                },
                wait: false,
            });
        }
        Some(Self {
            day: fields.get("day")?.parse().ok()?,
            at: At {
                kind,
                start: fields.get("time")?.parse::<Time>().ok()?,
            },
            wait: fields.get("wait") == Some("true") || instead == Some("wait"),
        })
    }
}

/// How the telephone is proven.
#[derive(Clone, Debug, Default)]
struct Proof {
    /// The code field is shown: a code was sent to the number typed.
    asked: bool,
    /// The code itself, in a demonstration.
    shown: Option<String>,
}

/// Whether a visitor must prove the telephone: enterprises are known, and the window books for whoever calls.
fn needs_code(visitor: &Visitor) -> bool {
    let is_window = |role: &Role| matches!(role, Role::Agent | Role::WindowLead);
    let is_known = visitor
        .account
        .as_ref()
        .is_some_and(|account| account.enterprise.is_some());
    !is_known && !visitor.roles.iter().any(is_window)
}

/// The form with what is known of the visitor.
pub(super) async fn prepared(app: &App, visitor: &Visitor) -> Result<FormView, PageError> {
    let mut form = FormView::empty();
    let account = visitor.account.as_ref();
    if let Some(account) = account.filter(|account| account.enterprise.is_some()) {
        let phone = account.phone.clone().unwrap_or_default();
        form.values.insert("name".to_owned(), account.name.clone());
        form.values.insert("phone".to_owned(), phone);
        form.values
            .insert("company".to_owned(), company(app, visitor).await?);
    }
    Ok(form)
}

/// Name of the visitor's enterprise.
async fn company(app: &App, visitor: &Visitor) -> Result<String, PageError> {
    let account = visitor.account.as_ref();
    let Some(id) = account.and_then(|account| account.enterprise) else {
        return Ok(String::new());
    };
    let viewer = viewer(&visitor.anyone());
    let row = app.store.read(&viewer).enterprise(&id.to_string()).await;
    let row = row.map_err(PageError::unavailable)?;
    Ok(row.map(|row| row.name).unwrap_or_default())
}

/// Books, or asks for the code first.
pub(super) async fn book(
    State(app): State<AppState>,
    visitor: Visitor,
    extensions: Extensions,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let Some(picked) = Picked::read(&fields) else {
        return Ok(Redirect::to("/booking").into_response());
    };
    let new = new_booking(&app, &visitor, (&fields, &picked)).await?;
    if !needs_code(&visitor) {
        return finish(&app, &visitor, (&fields, picked, new), (&request, None)).await;
    }
    if fields.get("code_asked").is_none() || fields.get("resend").is_some() {
        return ask_for_code(&app, &visitor, &extensions, (&fields, picked, new)).await;
    }
    let phone = phone::parse(&new.guest.phone).unwrap_or_default();
    let proven = match fields.get("code") {
        Some(code) => booking_code::check(&app, (&phone, code), fields.key()?).await?,
        None => Err(Refusal::new(Code::TextMissing).at("code")),
    };
    match proven {
        Ok(id) => finish(&app, &visitor, (&fields, picked, new), (&request, Some(id))).await,
        Err(refusal) => {
            let proof = Proof {
                asked: true,
                shown: None,
            };
            again(&app, &visitor, (&fields, picked), (refusal.into(), proof)).await
        }
    }
}

/// Says at once what is wrong with the form; if nothing is, sends the code.
async fn ask_for_code(
    app: &App,
    visitor: &Visitor,
    extensions: &Extensions,
    (fields, picked, new): (&Fields, Picked, NewBooking),
) -> Result<Response, PageError> {
    let phone = phone::parse(&new.guest.phone);
    let asked = app
        .office
        .would_book(&visitor.anyone(), picked.day, &new)
        .await;
    let told = match asked {
        Ok(()) => None,
        // Whose bookings there are is told only to whoever has proven the telephone.
        Err(Refused::Rules(mut refusals)) => {
            refusals
                .0
                .retain(|one| !matches!(one.code, Code::BookingDouble | Code::BookingTooMany));
            Some(refusals)
        }
        Err(error) => return Err(error.into_page(app, visitor)),
    };
    if let Some(refusals) = told.filter(|refusals| !refusals.0.is_empty()) {
        return again(app, visitor, (fields, picked), (refusals, Proof::default())).await;
    }
    let receiver = Asker {
        phone: &phone.unwrap_or_default(),
        address: &address(extensions),
        language: visitor.language.tag(),
    };
    match booking_code::send(app, receiver).await? {
        Sent::Wait(seconds) => Err(PageError::too_many(seconds)),
        Sent::OnItsWay { shown } => {
            let form = FormView::of(fields, Vec::new());
            let proof = Proof { asked: true, shown };
            render(app, visitor, &picked, (StatusCode::OK, form, proof)).await
        }
    }
}

/// Books and leads to the booking's own page.
async fn finish(
    app: &App,
    visitor: &Visitor,
    (fields, picked, new): (&Fields, Picked, NewBooking),
    (request, code): (&Request, Option<String>),
) -> Result<Response, PageError> {
    let actor = visitor.anyone();
    let booked = app.office.book(&actor, picked.day, new, request).await;
    match booked {
        Ok(id) => {
            if let Some(code) = code {
                booking_code::used(app, &code, fields.key()?).await?;
            }
            let is_staff = visitor.may(Action::ReadCalendar);
            let place = if is_staff {
                "/desk/calendar"
            } else {
                "/booking"
            };
            Ok(Redirect::to(&format!("{place}/{id}")).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let proof = Proof {
                asked: code.is_some(),
                shown: None,
            };
            again(app, visitor, (fields, picked), (refusals, proof)).await
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

async fn new_booking(
    app: &App,
    visitor: &Visitor,
    (fields, picked): (&Fields, &Picked),
) -> Result<NewBooking, PageError> {
    let enterprise = visitor.account.as_ref().and_then(|it| it.enterprise);
    let company = match enterprise {
        Some(_) => company(app, visitor).await?,
        None => fields.text("company").to_owned(),
    };
    let mut guest = Guest {
        phone: fields.text("phone").to_owned(),
        name: fields.text("name").to_owned(),
        enterprise,
        company: company.chars().take(COMPANY_MAX_CHARS).collect(),
        project: None,
        project_name: String::new(),
        region: None,
        language: visitor.language.tag().to_owned(),
    };
    // Only a project the enterprise itself may read.
    let project = fields.get("project").and_then(|id| id.parse().ok());
    if let Some(id) = project.filter(|_| enterprise.is_some()) {
        let asked = (Action::ReadProject, None);
        let project = app.office.project(&visitor.anyone(), id, asked).await;
        let project = project.map_err(|error| error.into_page(app, visitor))?;
        guest.project = Some(id);
        guest.project_name.clone_from(&project.title);
        let regions = app.office.catalogue.region_map();
        guest.region = Some(regions.of(&project.facts).to_owned());
    }
    Ok(NewBooking {
        at: picked.at,
        guest,
        wish: Wish {
            matter: fields.text("matter").to_owned(),
            address: fields.text("address").to_owned(),
        },
        wait: picked.wait,
    })
}

/// Longest name of a company kept with a booking.
const COMPANY_MAX_CHARS: usize = 120;

async fn again(
    app: &App,
    visitor: &Visitor,
    (fields, picked): (&Fields, Picked),
    (refusals, proof): (Refusals, Proof),
) -> Result<Response, PageError> {
    let form = FormView::of(fields, problems(app, visitor.language, &refusals));
    let shown = (StatusCode::UNPROCESSABLE_ENTITY, form, proof);
    render(app, visitor, &picked, shown).await
}

/// The form for a time.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    picked: &Picked,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    render(app, visitor, picked, (status, form, Proof::default())).await
}

async fn render(
    app: &App,
    visitor: &Visitor,
    picked: &Picked,
    (status, form, proof): (StatusCode, FormView, Proof),
) -> Result<Response, PageError> {
    let (kind, policy) = (picked.at.kind, app.office.catalogue.service());
    let told = policy.kind(kind);
    let is_full = form
        .problems
        .iter()
        .any(|problem| problem.is_of(Code::BookingFull) || problem.is_of(Code::BookingListFull));
    let nearest = if is_full {
        let wanted = picked.day.to_datetime(picked.at.start);
        let free = app.office.nearest_free(kind, wanted).await;
        let free = free.map_err(|error| error.into_page(app, visitor))?;
        free.into_iter().map(|time| link(kind, time)).collect()
    } else {
        Vec::new()
    };
    let data = context! {
        form => view(&form), nearest => view(&nearest),
        can_wait => form.problems.iter().any(|problem| problem.is_of(Code::BookingFull)),
        kind => kind.as_str(), day => picked.day.to_string(),
        time => picked.at.start.strftime("%H:%M").to_string(), wait => picked.wait,
        place => view(&told.map(|told| &told.place)),
        needs_address => kind.needs_address(), needs_code => needs_code(visitor),
        code_asked => proof.asked, code_shown => proof.shown, code_minutes => policy.code.minutes,
        is_enterprise => visitor.account.as_ref().is_some_and(|it| it.enterprise.is_some()),
        projects => projects(app, visitor).await?,
    };
    app.page_with_status(visitor, status, "pages/booking/details.html", data)
}

fn link(kind: ServiceKind, time: DateTime) -> Free {
    Free {
        day: time.date().to_string(),
        time: time.strftime("%H:%M").to_string(),
        kind: kind.as_str().to_owned(),
    }
}

/// The enterprise's projects, to say which it is about.
async fn projects(app: &App, visitor: &Visitor) -> Result<Vec<Value>, PageError> {
    let account = visitor.account.as_ref();
    if account.is_none_or(|account| account.enterprise.is_none()) {
        return Ok(Vec::new());
    }
    let viewer = viewer(&visitor.anyone());
    let rows = app
        .store
        .read(&viewer)
        .projects(&ProjectFilter::default(), &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    let rows = rows.rows.into_iter();
    Ok(rows
        .map(|row| context! { value => row.id, text => row.name })
        .collect())
}
