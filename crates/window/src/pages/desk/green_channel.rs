//! Taking a project into the green channel, or out of it: by the window lead, with the reason.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use window_domain::access::Action;
use window_domain::project::Command;
use window_domain::project::green_channel::GreenChannelCommand;
use window_domain::refusal::Refusals;

use super::project::page;
use crate::app::AppState;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::cases;
use crate::service::Refused;

/// Name of the field of the reason: the page has others.
const REASON: &str = "green_reason";

pub(super) async fn direct(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, way)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let project = cases::project(&app, &visitor, &id, Action::DirectGreenChannel).await?;
    let reason = fields.text(REASON).to_owned();
    let command = match way.as_str() {
        "enter" => GreenChannelCommand::Enter { reason },
        "leave" => GreenChannelCommand::Leave { reason },
        _ => return Err(PageError::not_found()),
    };
    let actor = visitor.actor()?;
    let command = Command::GreenChannel(command);
    let done = app.office.execute(&actor, project.id, &command, &request);
    let refusals = match done.await {
        Ok(_) => return Ok(Redirect::to(&format!("/desk/projects/{id}#green")).into_response()),
        Err(Refused::Rules(refusals)) => beside_field(refusals),
        Err(error) => return Err(error.into_page(&app, &visitor)),
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &id, again).await
}

/// The rules name the field of the act, the page that of its form.
fn beside_field(mut refusals: Refusals) -> Refusals {
    for refusal in &mut refusals.0 {
        if refusal.field.as_deref() == Some("reason") {
            refusal.field = Some(REASON.to_owned());
        }
    }
    refusals
}
