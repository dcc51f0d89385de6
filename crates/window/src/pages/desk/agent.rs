//! Giving a project another agent: by the window lead, with the reason.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::project::{Command, Project, relations};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::project::page;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::cases;
use crate::service::Refused;

/// Name of the field of the reason: the page has others.
const REASON: &str = "agent_reason";

/// An agent who can be given the project.
#[derive(Debug, Serialize)]
pub(super) struct AgentChoice {
    id: String,
    name: String,
    window: String,
}

/// The other agents, for somebody who may assign one; nobody for all others.
pub(super) async fn choice(
    app: &App,
    actor: &Actor,
    project: &Project,
) -> Result<Vec<AgentChoice>, Refused> {
    if !actor.may(Action::AssignAgent, &relations(project, None, actor)) {
        return Ok(Vec::new());
    }
    let own = project.agent.as_ref().map(|card| card.agent);
    let agents = app.office.agents_for(project).await?;
    Ok(agents
        .into_iter()
        .filter(|card| Some(card.agent) != own)
        .map(|card| AgentChoice {
            id: card.agent.to_string(),
            name: card.name,
            window: card.window,
        })
        .collect())
}

pub(super) async fn assign(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let refused = |error: Refused| error.into_page(&app, &visitor);
    let project = cases::project(&app, &visitor, &id, Action::AssignAgent).await?;
    let agents = app.office.agents_for(&project).await.map_err(refused)?;
    let chosen = agents
        .into_iter()
        .find(|card| card.agent.to_string() == fields.text("agent"));
    let refusals = match chosen {
        None => {
            let mut found = vec![Refusal::new(Code::NothingChosen).at("agent")];
            if fields.get(REASON).is_none() {
                found.push(Refusal::new(Code::TextMissing).at(REASON));
            }
            Refusals(found)
        }
        Some(card) => {
            let command = Command::AssignAgent {
                card,
                reason: fields.text(REASON).to_owned(),
            };
            match app
                .office
                .execute(&visitor.actor()?, project.id, &command, &request)
                .await
            {
                Ok(_) => return Ok(Redirect::to(&format!("/desk/projects/{id}")).into_response()),
                Err(Refused::Rules(refusals)) => beside_fields(refusals),
                Err(error) => return Err(refused(error)),
            }
        }
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &id, again).await
}

/// The rules name the fields of the act, the page those of its form.
fn beside_fields(mut refusals: Refusals) -> Refusals {
    for refusal in &mut refusals.0 {
        let field = match (refusal.code, refusal.field.as_deref()) {
            (Code::AgentSame, _) => "agent",
            (_, Some("reason")) => REASON,
            _ => continue,
        };
        refusal.field = Some(field.to_owned());
    }
    refusals
}
