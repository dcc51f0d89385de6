//! The file of an enterprise or intermediary: all projects, promises, findings, orders and credit records of one code.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::id::uscc::Uscc;
use window_domain::light::{Light, light_for};
use window_store::{
    CreditFilter, CreditRow, DutyFilter, DutyRow, PAGE_MAX, Page, ProjectFilter, Viewer,
};

use crate::app::{App, AppState};
use crate::http::{PageError, Routes, Visitor};
use crate::pages::lights::LightView;
use crate::service::project::viewer;
use crate::templates::view;

/// What hangs on a point of the works stands at this day in the rows.
const NO_DATE: jiff::civil::Date = jiff::civil::Date::constant(9999, 12, 31);

/// Cards are between offices and stand in no company's file.
const KINDS: [&str; 4] = ["promise", "finding", "order", "acceptance"];

/// The page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/watch/enterprises/{uscc}", Action::ReadWatch, show)
}

/// A project the company builds or works in.
#[derive(Debug, Serialize)]
struct ProjectLine {
    name: String,
    /// Locale key of where it stands; none where the company is not the builder.
    state_key: Option<String>,
}

/// A promise, finding or order.
#[derive(Debug, Serialize)]
struct DutyLine {
    kind_key: String,
    item: Option<Text>,
    title: String,
    project: String,
    is_open: bool,
    due: Option<String>,
    light: LightView,
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
    let company = built
        .first()
        .map(|row| row.enterprise_name.clone())
        .or_else(|| duties.first().map(|row| row.company.clone()))
        .or_else(|| credit.first().map(|row| row.company.clone()));
    // Whoever may see nothing of a company is told the same as of one that is unknown.
    let company = company.ok_or_else(PageError::not_found)?;
    let mut projects: BTreeMap<&str, ProjectLine> = BTreeMap::new();
    for row in &duties {
        projects.insert(
            &row.project_id,
            ProjectLine {
                name: row.project_name.clone(),
                state_key: None,
            },
        );
    }
    for row in &built {
        projects.insert(
            &row.id,
            ProjectLine {
                name: row.name.clone(),
                state_key: Some(format!("project-state-{}", row.state)),
            },
        );
    }
    let open = duties.iter().filter(|row| row.is_open).count();
    let projects: Vec<ProjectLine> = projects.into_values().collect();
    let duties: Vec<DutyLine> = duties.iter().map(|row| duty(&app, row)).collect();
    let credit: Vec<CreditLine> = credit.into_iter().map(record).collect();
    let data = context! {
        uscc, company, open,
        projects => view(&projects),
        duties => view(&duties),
        credit => view(&credit),
    };
    app.page(&visitor, "pages/party.html", data)
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
    let calendar = &app.office.calendar;
    let due = Some(row.due_on).filter(|due| *due != NO_DATE);
    let light = match (due, row.done_on) {
        (Some(due), Some(on)) => Light::Done {
            by: calendar.count(on, due),
        },
        (None, Some(_)) => Light::Done { by: 0 },
        (Some(due), None) if row.is_open => light_for(
            calendar.count(app.office.today(), due),
            calendar.count(row.begun_on, due),
        ),
        (_, None) => Light::Unlimited,
    };
    let item = row.item.as_ref().map(|code| ItemCode::new(code));
    DutyLine {
        kind_key: format!("party-file-is-{}", row.kind),
        item: item.and_then(|code| Some(app.office.catalogue.item(&code)?.name.clone())),
        title: row.title.clone(),
        project: row.project_name.clone(),
        is_open: row.is_open,
        due: due.map(|due| due.to_string()),
        light: light.into(),
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
