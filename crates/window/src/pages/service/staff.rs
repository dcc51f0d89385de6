//! The agents: what each carries, whose zone it is, who is away and who stands in. For the window lead.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::refusal::Refusals;
use window_store::ProjectFilter;

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::works::forms::date;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::service::staffing::NewAbsence;
use crate::templates::view;

/// An agent.
#[derive(Debug, Serialize)]
struct AgentLine {
    id: String,
    name: String,
    window: String,
    phone: String,
    load: u32,
    /// Share of the heaviest load, for the bar: 0 to 100.
    share: u32,
    projects: u64,
    zone: String,
    away_until: Option<String>,
}

#[derive(Debug, Serialize)]
struct AbsenceLine {
    id: String,
    name: String,
    first_day: String,
    last_day: String,
    reason: String,
    has_begun: bool,
}

#[derive(Debug, Serialize)]
struct ZoneChoice {
    code: String,
    name: Text,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    page(&app, &visitor, (StatusCode::OK, FormView::empty())).await
}

/// Records an absence.
pub(super) async fn add(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let mut found = Vec::new();
    let first_day = date(&fields, "first_day")
        .map_err(|it| found.extend(it.0))
        .ok();
    let last_day = date(&fields, "last_day")
        .map_err(|it| found.extend(it.0))
        .ok();
    let done = match (first_day, last_day) {
        (Some(first_day), Some(last_day)) => {
            let new = NewAbsence {
                agent: fields.text("agent").to_owned(),
                first_day,
                last_day,
                reason: fields.text("reason").to_owned(),
            };
            app.office.record_absence(&actor, new, &request).await
        }
        _ => Err(Refusals(found).into()),
    };
    finish(&app, &visitor, (&fields, done)).await
}

/// Records that somebody is back.
pub(super) async fn end(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let done = app
        .office
        .end_absence(&actor, fields.text("absence"), &request)
        .await;
    finish(&app, &visitor, (&fields, done)).await
}

/// Makes an agent responsible for a zone.
pub(super) async fn zone(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let wanted = (fields.text("zone_agent"), fields.get("zone"));
    let done = app.office.set_zone(&actor, wanted, &request).await;
    finish(&app, &visitor, (&fields, done)).await
}

async fn finish(
    app: &App,
    visitor: &Visitor,
    (fields, done): (&Fields, Result<(), Refused>),
) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(Redirect::to("/desk/staff").into_response()),
        Err(Refused::Rules(refusals)) => {
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            page(app, visitor, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let office = &app.office;
    let refused = |error: Refused| error.into_page(app, visitor);
    let today = office.today();
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let agents = office.agents_led_by(&actor).await.map_err(refused)?;
    let (loads, _) = office.store.loads().await.map_err(PageError::unavailable)?;
    let zones = office.store.zones().await.map_err(PageError::unavailable)?;
    let absences = office.store.absences(today).await;
    let absences = absences.map_err(PageError::unavailable)?;
    let most = loads.values().copied().max().unwrap_or_default().max(1);
    let mut lines = Vec::new();
    for card in &agents {
        let id = card.agent.to_string();
        let filter = ProjectFilter {
            agent: Some(id.clone()),
            ..ProjectFilter::default()
        };
        let load = loads.get(&id).copied().unwrap_or_default();
        let away = absences
            .iter()
            .find(|it| it.account_id == id && it.first_day <= today);
        lines.push(AgentLine {
            name: card.name.clone(),
            window: card.window.clone(),
            phone: card.phone.clone(),
            load,
            share: load.saturating_mul(100) / most,
            projects: app
                .store
                .read(&viewer)
                .count_projects(&filter)
                .await
                .map_err(PageError::unavailable)?,
            zone: zones.get(&id).cloned().unwrap_or_default(),
            away_until: away.map(|it| it.last_day.to_string()),
            id,
        });
    }
    let named = |id: &str| {
        let mut agents = agents.iter();
        agents
            .find(|card| card.agent.to_string() == id)
            .map_or_else(String::new, |card| card.name.clone())
    };
    let is_led = |id: &str| agents.iter().any(|card| card.agent.to_string() == id);
    let absences: Vec<AbsenceLine> = absences
        .iter()
        .filter(|it| is_led(&it.account_id))
        .map(|it| AbsenceLine {
            id: it.id.clone(),
            name: named(&it.account_id),
            first_day: it.first_day.to_string(),
            last_day: it.last_day.to_string(),
            reason: it.reason.clone(),
            has_begun: it.first_day <= today,
        })
        .collect();
    let zones = choices(app);
    let data = context! {
        agents => view(&lines), absences => view(&absences), zones => view(&zones),
        form => view(&form),
    };
    app.page_with_status(visitor, status, "pages/service/staff.html", data)
}

/// The zones an agent can be responsible for.
fn choices(app: &App) -> Vec<ZoneChoice> {
    let zones = app.office.catalogue.city().zones.iter();
    zones
        .map(|zone| ZoneChoice {
            code: zone.code.clone(),
            name: zone.name.clone(),
        })
        .collect()
}
