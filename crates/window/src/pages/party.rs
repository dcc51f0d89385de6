//! The file of an enterprise or intermediary: all projects it builds or works in, promises, findings, orders, cards,
//! problems of the ledger and credit records of one code.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::id::uscc::Uscc;
use window_store::{
    CreditFilter, CreditRow, DutyFilter, DutyRow, PAGE_MAX, Page, PartyRow, ProblemFilter,
    ProblemRow, ProjectFilter, ProjectRow, Viewer,
};

use crate::app::{App, AppState};
use crate::http::{PageError, Routes, Visitor};
use crate::pages::lights::{LightView, of_duty};
use crate::service::project::viewer;
use crate::templates::view;

/// What stands in a company's file. Cards between offices name no company and so are in none.
const KINDS: [&str; 5] = ["promise", "finding", "order", "card", "acceptance"];

/// The page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/watch/enterprises/{uscc}", Action::ReadWatch, show)
}

/// A project the company builds or works in.
#[derive(Debug, Serialize)]
struct ProjectLine {
    href: String,
    name: String,
    /// The enterprise that builds.
    builder: String,
    /// Locale keys of what the company is in it.
    role_keys: Vec<String>,
    /// Locale key of where it stands; none where only a finding, card or record leads there.
    state_key: Option<String>,
}

/// A promise, finding, order or card.
#[derive(Debug, Serialize)]
struct DutyLine {
    kind_key: String,
    href: String,
    state_key: String,
    item: Option<Text>,
    title: String,
    project: String,
    is_open: bool,
    due: Option<String>,
    light: LightView,
}

/// A problem of the ledger.
#[derive(Debug, Serialize)]
struct ProblemLine {
    number: String,
    text: String,
    project: String,
    state_key: String,
    is_open: bool,
    due: String,
}

/// A credit record.
#[derive(Debug, Serialize)]
struct CreditLine {
    href: String,
    summary: String,
    on: String,
    is_open: bool,
}

async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(uscc): Path<String>,
) -> Result<Response, PageError> {
    Uscc::parse(&uscc).map_err(|_| PageError::not_found())?;
    let viewer = viewer(&visitor.actor()?);
    let duties = duties(&app, &viewer, &uscc).await?;
    let credit = credit(&app, &viewer, &uscc).await?;
    let filter = ProjectFilter {
        text: Some(uscc.clone()),
        ..ProjectFilter::default()
    };
    let built = app
        .store
        .read(&viewer)
        .projects(&filter, &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?
        .rows;
    let reader = app.store.read(&viewer);
    let parts = reader.parts_of(&uscc, &Page::first(PAGE_MAX)).await;
    let parts = parts.map_err(PageError::unavailable)?.rows;
    let company = built
        .first()
        .map(|row| row.enterprise_name.clone())
        .or_else(|| parts.first().map(|row| row.company.clone()))
        .or_else(|| duties.first().map(|row| row.company.clone()))
        .or_else(|| credit.first().map(|row| row.company.clone()));
    // Whoever may see nothing of a company is told the same as of one that is unknown.
    let company = company.ok_or_else(PageError::not_found)?;
    let problems = problems(&app, &viewer, built.first()).await?;
    let projects = projects((&built, &parts), &duties);
    let open = duties.iter().filter(|row| row.is_open).count();
    let duties: Vec<DutyLine> = duties.iter().map(|row| duty(&app, row)).collect();
    let credit: Vec<CreditLine> = credit.into_iter().map(record).collect();
    let data = context! {
        uscc, company, open,
        projects => view(&projects),
        duties => view(&duties),
        problems => view(&problems),
        credit => view(&credit),
    };
    app.page(&visitor, "pages/party.html", data)
}

/// The projects it builds, works in, or is named in, each once.
fn projects((built, parts): (&[ProjectRow], &[PartyRow]), duties: &[DutyRow]) -> Vec<ProjectLine> {
    let mut found: BTreeMap<&str, ProjectLine> = BTreeMap::new();
    let line = |id: &str, name: &str, builder: &str| ProjectLine {
        href: format!("/watch/projects/{id}"),
        name: name.to_owned(),
        builder: builder.to_owned(),
        role_keys: Vec::new(),
        state_key: None,
    };
    for row in built {
        let line = found
            .entry(&row.id)
            .or_insert_with(|| line(&row.id, &row.name, &row.enterprise_name));
        line.state_key = Some(format!("project-state-{}", row.state));
        line.role_keys.push("answerable-builder".to_owned());
    }
    for row in parts {
        let line = found
            .entry(&row.project_id)
            .or_insert_with(|| line(&row.project_id, &row.project_name, &row.enterprise_name));
        line.state_key = Some(format!("project-state-{}", row.state));
        let role = format!("answerable-{}", row.kind);
        if !line.role_keys.contains(&role) {
            line.role_keys.push(role);
        }
    }
    for row in duties {
        found
            .entry(&row.project_id)
            .or_insert_with(|| line(&row.project_id, &row.project_name, &row.enterprise_name));
    }
    found.into_values().collect()
}

async fn duties(app: &App, viewer: &Viewer, uscc: &str) -> Result<Vec<DutyRow>, PageError> {
    let filter = DutyFilter {
        kinds: KINDS.map(ToOwned::to_owned).to_vec(),
        uscc: Some(uscc.to_owned()),
        ..DutyFilter::default()
    };
    let found = app
        .store
        .read(viewer)
        .duties(&filter, &Page::first(PAGE_MAX))
        .await;
    let mut rows = found.map_err(PageError::unavailable)?.rows;
    rows.sort_by_key(|row| (!row.is_open, row.due_on));
    Ok(rows)
}

/// The problems of the enterprise that builds, those still open first.
async fn problems(
    app: &App,
    viewer: &Viewer,
    built: Option<&ProjectRow>,
) -> Result<Vec<ProblemLine>, PageError> {
    let Some(built) = built else {
        return Ok(Vec::new());
    };
    let filter = ProblemFilter {
        enterprise: Some(built.enterprise_id.clone()),
        ..ProblemFilter::default()
    };
    let reader = app.store.read(viewer);
    let found = reader.problems(&filter, &Page::first(PAGE_MAX)).await;
    let mut rows = found.map_err(PageError::unavailable)?.rows;
    rows.sort_by_key(|row| (!row.is_open, row.due_on));
    Ok(rows.into_iter().map(problem).collect())
}

fn problem(row: ProblemRow) -> ProblemLine {
    ProblemLine {
        number: row.id,
        text: row.text,
        project: row.project_name,
        state_key: format!("problem-state-{}", row.state),
        is_open: row.is_open,
        due: row.due_on.to_string(),
    }
}

async fn credit(app: &App, viewer: &Viewer, uscc: &str) -> Result<Vec<CreditRow>, PageError> {
    let filter = CreditFilter {
        uscc: Some(uscc.to_owned()),
        ..CreditFilter::default()
    };
    let found = app
        .store
        .read(viewer)
        .credit_records(&filter, &Page::first(PAGE_MAX))
        .await;
    Ok(found.map_err(PageError::unavailable)?.rows)
}

fn duty(app: &App, row: &DutyRow) -> DutyLine {
    let item = row.item.as_ref().map(|code| ItemCode::new(code));
    DutyLine {
        kind_key: format!("party-file-is-{}", row.kind),
        href: format!("/watch/projects/{}#{}", row.project_id, row.kind),
        state_key: format!("duty-{}-{}", row.kind, row.state),
        item: item.and_then(|code| Some(app.office.catalogue.known_item(&code)?.name.clone())),
        title: row.title.clone(),
        project: row.project_name.clone(),
        is_open: row.is_open,
        due: row.due().map(|due| due.to_string()),
        light: of_duty(app, row).into(),
    }
}

fn record(row: CreditRow) -> CreditLine {
    CreditLine {
        href: format!("/watch/credit/{}", row.id),
        summary: row.summary,
        on: row.recorded_on.to_string(),
        is_open: row.is_open,
    }
}
