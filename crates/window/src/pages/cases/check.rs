//! The check before handing in: what is complete, what is missing, and the one button.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{Command, Project};

use super::{agent, department_name, project};
use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Problem, Visitor, refusal};
use crate::i18n::Message;
use crate::service::Refused;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ReadProject).await?;
    page(&app, &visitor, &project, (None, Vec::new()))
}

pub(super) async fn submit(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::Submit).await?;
    let items: Vec<_> = fields.all("item").map(ItemCode::new).collect();
    if items.is_empty() {
        let problem = Problem::new("item", Message::new("check-choose"));
        return page(&app, &visitor, &project, (Some(&items), vec![problem]));
    }
    let command = Command::Submit {
        items: items.clone(),
    };
    let request = visitor.form_request(&fields)?;
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(answer) => {
            let no = answer
                .receipt
                .ok_or_else(|| PageError::broken_because("no receipt"))?;
            Ok(Redirect::to(&format!("/my/receipts/{no}")).into_response())
        }
        Err(Refused::Rules(refusals)) => {
            let problems = refusal::problems(&app, visitor.language, &refusals);
            page(&app, &visitor, &project, (Some(&items), problems))
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
}

/// An item that can be handed in.
#[derive(Debug, Serialize)]
struct Row {
    code: String,
    name: Text,
    department: Text,
    chosen: bool,
    complete: bool,
    missing: Vec<Text>,
    later: Vec<Text>,
}

fn page(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (chosen, problems): (Option<&[ItemCode]>, Vec<Problem>),
) -> Result<Response, PageError> {
    let catalogue = app.office.rules_of(project);
    let progress = Progress::new(project, catalogue);
    let mut rows = Vec::new();
    for item in progress
        .ready()
        .iter()
        .filter_map(|code| catalogue.item(code))
    {
        let (mut missing, mut later) = (Vec::new(), Vec::new());
        for slot in progress.slots(item) {
            let open = matches!(
                slot.status,
                MaterialStatus::Missing | MaterialStatus::Unconfirmed
            );
            if open && slot.is_tolerable() && slot.status == MaterialStatus::Missing {
                later.push(slot.requirement.name.clone());
            } else if open {
                missing.push(slot.requirement.name.clone());
            }
        }
        rows.push(Row {
            code: item.code.to_string(),
            name: item.name.clone(),
            department: department_name(catalogue, &item.department),
            chosen: chosen.map_or(missing.is_empty(), |chosen| chosen.contains(&item.code)),
            complete: missing.is_empty(),
            missing,
            later,
        });
    }
    rows.sort_by_key(|row| !row.complete);
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let data = context! {
        project => context! { id => project.id.to_string(), title => project.title.as_str() },
        problems => view(&problems),
        rows => view(&rows),
        complete => rows.iter().filter(|row| row.complete).count(),
        answer_days => catalogue.policy().intake.answer_days,
        agent => view(&agent(project)),
        may_submit => visitor.may(Action::Submit),
    };
    app.page_with_status(visitor, status, "pages/cases/check.html", data)
}
