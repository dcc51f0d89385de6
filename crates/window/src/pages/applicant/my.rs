//! The enterprise's desk (page 8): what needs it, its projects with their lights, its agents.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Action;
use window_domain::service_day::Status;
use window_store::{
    BookingFilter, CreditFilter, DutyFilter, Page, ProjectFilter, ProjectRow, Viewer,
};

use super::map::most_urgent;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::cases::{Agent, agent};
use crate::pages::feedback::to_review;
use crate::pages::lights::{LightView, of_answer};
use crate::pages::project_list::{ListedProject, listed};
use crate::pages::reminders::{Reminded, reminders};
use crate::service::project::viewer;
use crate::templates::view;

/// Projects shown at once: an enterprise with more is a developer, and pages through them.
const SHOWN: u16 = 50;

/// A project on the desk.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    listed: ListedProject,
    stage_key: String,
    light: Option<LightView>,
    /// The light of what the enterprise must do, if that has a day.
    next_light: Option<LightView>,
    agent_card: Option<Agent>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let page = app
        .store
        .read(&viewer)
        .projects(&ProjectFilter::default(), &Page::first(SHOWN))
        .await
        .map_err(PageError::unavailable)?;
    let mut lines = Vec::new();
    for (listed, row) in listed(&page.rows, "/my/projects/")
        .into_iter()
        .zip(&page.rows)
    {
        lines.push(line(&app, &visitor, listed, row).await?);
    }
    let mut waiting: Vec<&Line> = lines.iter().filter(|line| line.listed.is_mine()).collect();
    // What has a date stands before what has none, the earliest first.
    waiting.sort_by_key(|line| (line.listed.next_due().is_none(), line.listed.next_due()));
    let credit = app
        .store
        .read(&viewer)
        .count_credit_records(&CreditFilter::default())
        .await
        .map_err(PageError::unavailable)?;
    let whose = (Reminded::Enterprise, DutyFilter::default());
    let reminded = reminders(&app, &viewer, whose).await?;
    let bookings = bookings(&app, &viewer).await?;
    let to_review = to_review(&app, &visitor, None).await?;
    app.page(
        &visitor,
        "pages/applicant/my.html",
        context! {
            credit, bookings, to_review => view(&to_review), reminded => view(&reminded), waiting => view(&waiting), rows => view(&lines),
        },
    )
}

/// What the enterprise has booked from today on, the next one first.
async fn bookings(app: &App, viewer: &Viewer) -> Result<Vec<Value>, PageError> {
    let filter = BookingFilter {
        from: Some(app.office.today()),
        statuses: [Status::Booked, Status::Waiting]
            .map(|it| it.as_str().to_owned())
            .to_vec(),
        ..BookingFilter::default()
    };
    let reader = app.store.read(viewer);
    let page = reader.bookings(&filter, &Page::first(SHOWN)).await;
    let mut rows = page.map_err(PageError::unavailable)?.rows;
    rows.sort_by(|one, other| (one.day, &one.starts).cmp(&(other.day, &other.starts)));
    Ok(rows
        .into_iter()
        .map(|row| {
            context! {
                id => row.id, day => row.day.to_string(), time => row.starts, kind => row.kind,
                status => row.status, matter => row.matter,
            }
        })
        .collect())
}

async fn line(
    app: &App,
    visitor: &Visitor,
    listed: ListedProject,
    row: &ProjectRow,
) -> Result<Line, PageError> {
    let id = row.id.parse().map_err(PageError::broken)?;
    let project = app
        .office
        .project(&visitor.actor()?, id, (Action::ReadProject, None))
        .await
        .map_err(|refused| refused.into_page(app, visitor))?;
    Ok(Line {
        listed,
        stage_key: format!("stage-{}", row.stage),
        light: most_urgent(app, &project).map(Into::into),
        next_light: of_answer(app, row).map(Into::into),
        agent_card: agent(&project),
    })
}
