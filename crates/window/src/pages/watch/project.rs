//! The supervision file of a project: the notice, promises with what is left of their time, checks, findings, orders
//! and cards, and what whoever looks may do about them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use window_domain::access::{Action, Actor, Relation};
use window_domain::id::entity::ProjectId;
use window_domain::project::building::BuildingCommand;
use window_domain::project::{Command, Project, relations};

use super::acts::{Act, Asked};
use super::file;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

/// Gives the command a form asks for; a refusal shows the file again with everything typed.
pub(super) async fn perform(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (fields, act): (Fields, &Act),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let project = find(app, visitor, id).await?;
    let asked = Asked::new(&actor, &fields, act.name);
    let refusals = match act.command(&asked) {
        Ok(command) => {
            let office = &app.office;
            let done = match &command {
                // The record of credit supervision begins with it.
                Command::Building(BuildingCommand::HandOver { ground, .. }) => {
                    let handed = office.hand_over(&actor, project.id, ground, &request).await;
                    handed.map(|(_, answer)| answer)
                }
                _ => office.execute(&actor, project.id, &command, &request).await,
            };
            match done {
                Ok(_) => {
                    let back = format!("/watch/projects/{id}#{}", act.section());
                    return Ok(Redirect::to(&back).into_response());
                }
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(app, visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let refusals = asked.placed(refusals);
    let form = FormView::of(&fields, problems(app, visitor.language, &refusals));
    page(app, visitor, id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
}

impl Act {
    /// The part of the file it changes.
    const fn section(&self) -> &'static str {
        match self.action {
            Action::VerifyFinding | Action::DismissFinding => "finding",
            Action::OrderRectification | Action::SuspendNotice | Action::HandOver => "order",
            Action::IssueCard => "card",
            _ => "check",
        }
    }
}

/// The project for whoever supervises it: a department only what concerns it.
pub(super) async fn find(
    app: &App,
    visitor: &Visitor,
    id: &str,
) -> Result<Arc<Project>, PageError> {
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let found = app.office.project(&actor, id, (Action::ReadWatch, None));
    let project = found.await.map_err(|error| error.into_page(app, visitor))?;
    if concerns(&project, &actor) {
        Ok(project)
    } else {
        Err(PageError::not_found())
    }
}

/// Whether somebody of a department may know of the project; others look at all.
fn concerns(project: &Project, actor: &Actor) -> bool {
    actor.department.is_none()
        || relations(project, None, actor).contains(&Relation::SameDepartment)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let project = find(app, visitor, id).await?;
    let actor = visitor.actor()?;
    let data = file::data(app, visitor.language, (&actor, &project), &form);
    app.page_with_status(visitor, status, "pages/watch/project.html", data)
}
