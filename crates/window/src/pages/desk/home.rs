//! The agent's desk (page 15): my projects by who must act and by when.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::access::Role;
use window_store::{Page, ProjectFilter, SubmissionFilter};

use crate::app::AppState;
use crate::http::{PageError, Visitor};
use crate::pages::project_list::listed;
use crate::service::project::viewer;

/// Projects shown at once: more than one agent accompanies.
const SHOWN: u16 = 100;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let reader = app.store.read(&viewer);
    // The lead looks at the whole window, an agent at the projects assigned to them.
    let agent = (!actor.is(Role::WindowLead))
        .then(|| actor.user.map(|user| user.to_string()))
        .flatten();
    let filter = ProjectFilter {
        agent,
        ..ProjectFilter::default()
    };
    let page = reader
        .projects(&filter, &Page::first(SHOWN))
        .await
        .map_err(PageError::unavailable)?;
    let received = SubmissionFilter {
        states: vec!["received".to_owned()],
        ..SubmissionFilter::default()
    };
    let intake = reader
        .count_submissions(&received)
        .await
        .map_err(PageError::unavailable)?;
    let rows = listed(&page.rows, "/desk/projects/");
    app.page(
        &visitor,
        "pages/desk/home.html",
        context! { rows => Value::from_serialize(&rows), intake },
    )
}
