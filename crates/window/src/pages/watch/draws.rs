//! Draws by lot: publishing a seed, drawing on the day, and the page on which anybody can draw again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::{Action, Relation};
use window_domain::catalogue::{DepartmentCode, Text};
use window_domain::draw::{Draw, DrawCommand, DrawNumber, Held, PoolInspector, Share, place};
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::random::hex;
use crate::service::Refused;
use crate::templates::view;

/// A draw in the list.
#[derive(Debug, Serialize)]
struct DrawView {
    number: String,
    seed: String,
    percent: u8,
    inspectors: u8,
    published_on: String,
    draw_on: String,
    held_on: Option<String>,
    drawn: usize,
    pool: usize,
    may_hold: bool,
}

/// A project of the pool at its place.
#[derive(Debug, Serialize)]
struct Placed {
    id: String,
    title: String,
    hash: String,
    /// Who checks it, if the lot fell on it.
    inspectors: Option<Vec<String>>,
}

/// An inspector of the pool, for everybody: the id the lot falls on and the department, not the name.
#[derive(Debug, Serialize)]
struct Inspector {
    id: String,
    department: Option<Text>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let mut form = FormView::empty();
    let policy = app.office.catalogue.supervision().draw;
    let seed = app.random.bytes::<16>().map_err(PageError::unavailable)?;
    for (name, value) in [
        ("seed", hex(&seed)),
        ("projects_percent", policy.projects_percent.to_string()),
        ("inspectors", policy.inspectors.to_string()),
    ] {
        form.values.insert(name.to_owned(), value);
    }
    page(&app, &visitor, (StatusCode::OK, form)).await
}

/// Publishes a seed under the number the form was drawn for.
pub(super) async fn publish(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let number: DrawNumber = fields
        .text("number")
        .parse()
        .map_err(|_| PageError::not_found())?;
    let refusals = match read(&fields) {
        Ok(command) => match app.office.execute(&actor, number, &command, &request).await {
            Ok(_) => return Ok(Redirect::to("/watch/draws").into_response()),
            Err(Refused::Rules(refusals)) => refusals,
            Err(error) => return Err(error.into_page(&app, &visitor)),
        },
        Err(refusals) => refusals,
    };
    again(&app, &visitor, &fields, refusals).await
}

/// Draws, if the day has come.
pub(super) async fn hold(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let drawn: DrawNumber = number.parse().map_err(|_| PageError::not_found())?;
    match app.office.hold_draw(&actor, drawn, &request).await {
        Ok(()) => Ok(Redirect::to(&format!("/open/draws/{number}")).into_response()),
        Err(Refused::Rules(mut refusals)) => {
            for refusal in &mut refusals.0 {
                refusal.field = Some(format!("hold-{number}"));
            }
            again(&app, &visitor, &fields, refusals).await
        }
        Err(error) => Err(error.into_page(&app, &visitor)),
    }
}

fn read(fields: &Fields) -> Result<DrawCommand, Refusals> {
    let mut found = Vec::new();
    let typed = fields.get("draw_on");
    let draw_on = typed.and_then(|date| date.parse().ok());
    match (typed, draw_on) {
        (None, _) => found.push(Refusal::new(Code::TextMissing).at("draw_on")),
        (Some(typed), None) => found.push(
            Refusal::new(Code::DateInvalid)
                .with("given", typed)
                .at("draw_on"),
        ),
        (Some(_), Some(_)) => {}
    }
    match draw_on {
        Some(draw_on) if found.is_empty() => Ok(DrawCommand::Publish {
            seed: fields.text("seed").to_owned(),
            // What is no number is no share.
            share: Share {
                projects_percent: fields.text("projects_percent").parse().unwrap_or_default(),
                inspectors: fields.text("inspectors").parse().unwrap_or_default(),
            },
            draw_on,
        }),
        _ => Err(Refusals(found)),
    }
}

async fn again(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    refusals: Refusals,
) -> Result<Response, PageError> {
    let form = FormView::of(fields, problems(app, visitor.language, &refusals));
    page(app, visitor, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let may = actor.may(Action::PlanCheck, &[Relation::Other]);
    let draws = app.office.draws().await;
    let draws = draws.map_err(|error| error.into_page(app, visitor))?;
    let today = app.office.today();
    let year = today.year();
    let last = draws
        .iter()
        .map(|(number, _)| *number)
        .filter(|it| it.year == year)
        .max();
    let next = DrawNumber {
        year,
        serial: last.map_or(1, |last| last.serial.saturating_add(1)),
    };
    let shown: Vec<DrawView> = draws
        .iter()
        .map(|(number, draw)| DrawView {
            may_hold: may && draw.held.is_none() && draw.draw_on <= today,
            ..listed(*number, draw)
        })
        .collect();
    let data = context! {
        draws => view(&shown),
        next => next.to_string(),
        may_publish => may,
        form => view(&form),
    };
    app.page_with_status(visitor, status, "pages/watch/draws.html", data)
}

fn listed(number: DrawNumber, draw: &Draw) -> DrawView {
    let held = draw.held.as_ref();
    DrawView {
        number: number.to_string(),
        seed: draw.seed.clone(),
        percent: draw.share.projects_percent,
        inspectors: draw.share.inspectors,
        published_on: draw.published_on.to_string(),
        draw_on: draw.draw_on.to_string(),
        held_on: held.map(|held| held.on.to_string()),
        drawn: held.map_or(0, |held| held.result.len()),
        pool: held.map_or(0, |held| held.projects.len()),
        may_hold: false,
    }
}

/// Seed, pool and result, and how to draw again: for everybody.
pub(super) async fn open(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let number: DrawNumber = number.parse().map_err(|_| PageError::not_found())?;
    let draw = app.office.draw(number).await;
    let draw = draw.map_err(|error| error.into_page(&app, &visitor))?;
    let held = draw.held.as_ref();
    let inspectors: Vec<Inspector> = held
        .into_iter()
        .flat_map(|held| &held.inspectors)
        .map(|one| inspector(&app, one))
        .collect();
    let data = context! {
        draw => view(&listed(number, &draw)),
        projects => view(&held.map(|held| placed(&draw.seed, held)).unwrap_or_default()),
        inspectors => view(&inspectors),
    };
    app.page(&visitor, "pages/watch/draw.html", data)
}

fn inspector(app: &App, one: &PoolInspector) -> Inspector {
    let code = DepartmentCode::new(&one.department);
    let department = app.office.catalogue.known_department(&code);
    Inspector {
        id: one.inspector.to_string(),
        department: department.map(|department| department.name.clone()),
    }
}

/// The pool in the order of its hashes.
fn placed(seed: &str, held: &Held) -> Vec<Placed> {
    let mut projects: Vec<Placed> = held
        .projects
        .iter()
        .map(|one| {
            let drawn = held
                .result
                .iter()
                .find(|drawn| drawn.project == one.project);
            let id = one.project.to_string();
            Placed {
                hash: hex(&place(seed, &id)),
                id,
                title: one.title.clone(),
                inspectors: drawn.map(|drawn| {
                    let ids = drawn.inspectors.iter();
                    ids.map(ToString::to_string).collect()
                }),
            }
        })
        .collect();
    projects.sort_by(|one, other| one.hash.cmp(&other.hash));
    projects
}
