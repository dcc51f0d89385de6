//! The enterprise's desk (page 8): what needs it, and its projects.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use window_store::{Page, ProjectFilter};

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::pages::project_list::listed;
use crate::service::project::viewer;

/// Projects shown at once: an enterprise with more is a developer, and pages through them.
const SHOWN: u16 = 50;

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
    let rows = listed(&page.rows, "/my/projects/");
    let waiting: Vec<_> = rows.iter().filter(|row| row.is_mine()).collect();
    app.page(
        &visitor,
        "pages/applicant/my.html",
        context! { waiting => minijinja::Value::from_serialize(&waiting), rows => minijinja::Value::from_serialize(&rows) },
    )
}
