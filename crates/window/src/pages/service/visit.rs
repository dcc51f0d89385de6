//! One visit: the sheet that is printed and taken along, and what is recorded of it at once or typed up later.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};
use window_domain::access::Action;
use window_domain::id::entity::VisitId;
use window_domain::project::command::AgentCard;
use window_domain::project::{Project, relations};

use super::view::{self, ProblemView};
use crate::app::{App, AppState};
use crate::http::{FormView, PageError, Visitor};
use crate::pages::cases;
use crate::templates;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, visit)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let fresh = (StatusCode::OK, FormView::empty());
    page(&app, &visitor, (&id, &visit), fresh).await
}

/// Whoever goes there; and for whom, if they stand in.
fn visitor_card(project: &Project, card: &AgentCard) -> Value {
    let agent = project.agent.as_ref();
    let instead_of = agent.filter(|agent| agent.agent != card.agent);
    context! {
        name => card.name.as_str(), phone => card.phone.as_str(),
        instead_of => instead_of.map(|agent| agent.name.as_str()),
    }
}

pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    (id, visit): (&str, &str),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::KeepNotes).await?;
    let visit: VisitId = visit.parse().map_err(|_| PageError::not_found())?;
    // A visit of another project is none of this one.
    let one = project.visit(&visit).map_err(|_| PageError::not_found())?;
    let open: Vec<ProblemView> = project
        .problems
        .iter()
        .filter(|problem| problem.is_open() || problem.visit == Some(visit))
        .map(|problem| view::problem(app, &actor, (&project, problem)))
        .collect();
    let data = context! {
        id, title => project.title.as_str(), company => project.builder.company.as_str(),
        contact => context! { name => project.contact.person.as_str(), phone => project.contact.phone.as_str() },
        code => project.code.as_ref().map(ToString::to_string),
        who => project.visitor(one).map(|card| visitor_card(&project, card)),
        one => templates::view(&view::visit(app, one)),
        problems => templates::view(&open),
        may => actor.may(Action::VisitSite, &relations(&project, None, &actor)),
        topics => templates::view(&app.office.catalogue.agency().problems),
        hotline => app.office.catalogue.city().hotline.as_str(),
        hall => templates::view(&app.office.catalogue.city().hall),
        form => templates::view(&form),
    };
    app.page_with_status(visitor, status, "pages/service/visit.html", data)
}
