//! Entering or correcting the national project code, by the enterprise or its agent.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::access::Action;
use window_domain::id::project_code::ProjectCode;
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::project;
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Visitor, refusal};
use crate::service::Refused;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::EnterProjectCode).await?;
    let mut form = FormView::empty();
    if let Some(code) = &project.code {
        form.values.insert("code".to_owned(), code.to_string());
    }
    page(&app, &visitor, &project, (StatusCode::OK, form))
}

pub(super) async fn enter(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = project(&app, &visitor, &id, Action::EnterProjectCode).await?;
    let request = visitor.form_request(&fields)?;
    let refusals = match read(&fields) {
        Ok(code) => {
            let command = Command::EnterProjectCode { code };
            match app
                .office
                .execute(&visitor.actor()?, found.id, &command, &request)
                .await
            {
                Ok(_) => {
                    return Ok(Redirect::to(&format!("/my/projects/{id}")).into_response());
                }
                Err(Refused::Rules(refusals)) => refusals,
                Err(refused) => return Err(refused.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let problems = refusal::problems(&app, visitor.language, &refusals);
    let form = FormView::of(&fields, problems);
    let now = project(&app, &visitor, &id, Action::EnterProjectCode).await?;
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &now, again)
}

/// The code typed, or why it is none.
fn read(fields: &Fields) -> Result<ProjectCode, Refusals> {
    let Some(typed) = fields.get("code") else {
        return Err(Refusal::new(Code::TextMissing).at("code").into());
    };
    ProjectCode::parse(typed).map_err(|error| {
        Refusal::new(Code::ProjectCodeInvalid)
            .with("number", typed)
            .with("why", error)
            .at("code")
            .into()
    })
}

fn page(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let data = context! {
        form => view(&form),
        project => context! {
            id => project.id.to_string(), title => project.title.as_str(), version => project.version,
            code => project.code.as_ref().map(ToString::to_string),
        },
    };
    app.page_with_status(visitor, status, "pages/cases/code.html", data)
}
