//! The five responsible parties of the building work.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::access::Action;
use window_domain::project::event::{Party, PartyKind};
use window_domain::project::{Command, Project};

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
    let project = project(&app, &visitor, &id, Action::ReadProject).await?;
    let mut form = FormView::empty();
    for kind in PartyKind::ALL {
        let known = project.parties.iter().find(|party| party.kind == kind);
        let is_builder = kind == PartyKind::Builder;
        let builder = |text: &str| {
            if is_builder {
                text.to_owned()
            } else {
                String::new()
            }
        };
        let values = known.map_or_else(
            || {
                [
                    builder(&project.builder.company),
                    builder(&project.builder.uscc),
                    String::new(),
                ]
            },
            |party| {
                [
                    party.company.clone(),
                    party.uscc.clone(),
                    party.person.clone(),
                ]
            },
        );
        for (part, value) in ["company", "uscc", "person"].into_iter().zip(values) {
            form.values
                .insert(format!("{}-{part}", kind.as_str()), value);
        }
    }
    page(&app, &visitor, &project, (StatusCode::OK, form))
}

pub(super) async fn enter(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::EnterParties).await?;
    let text =
        |kind: PartyKind, part: &str| fields.text(&format!("{}-{part}", kind.as_str())).to_owned();
    let parties = PartyKind::ALL.map(|kind| Party {
        kind,
        company: text(kind, "company"),
        uscc: text(kind, "uscc"),
        person: text(kind, "person"),
    });
    let command = Command::EnterParties {
        parties: parties.to_vec(),
    };
    let request = visitor.form_request(&fields)?;
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/my/projects/{}", project.id)).into_response()),
        Err(Refused::Rules(refusals)) => {
            let problems = refusal::problems(&app, visitor.language, &refusals);
            let form = FormView::of(&fields, problems);
            let now = super::project(&app, &visitor, &id, Action::EnterParties).await?;
            page(
                &app,
                &visitor,
                &now,
                (StatusCode::UNPROCESSABLE_ENTITY, form),
            )
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
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
        },
        kinds => PartyKind::ALL.map(PartyKind::as_str).to_vec(),
    };
    app.page_with_status(visitor, status, "pages/cases/parties.html", data)
}
