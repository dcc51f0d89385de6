//! The review page (21): checklist and papers side by side, both limits, who else reviews, and every act the
//! rules allow now. What they do not allow says why.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;
use window_domain::access::Action;
use window_domain::id::case_number::CaseNumber;

use super::acts::number;
use super::rules::Rules;
use super::view::ReviewView;
use crate::app::{App, AppState};
use crate::http::{FormView, PageError, Visitor};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    page(&app, &visitor, &case, (StatusCode::OK, FormView::empty())).await
}

/// The page of a case, with a form as it was filled in.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    number: &CaseNumber,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = app
        .office
        .project_of_case(&actor, number, Action::ReadReview)
        .await
        .map_err(|error| error.into_page(app, visitor))?;
    let case = project.cases.get(number).ok_or_else(PageError::not_found)?;
    let review = ReviewView::new(&app.office, (&project, case), &actor);
    let acts = Rules {
        app,
        language: visitor.language,
        actor: &actor,
        project: &project,
        case,
    }
    .acts();
    let data = context! { review => view(&review), acts => view(&acts), form => view(&form) };
    app.page_with_status(visitor, status, "pages/dept/review.html", data)
}
