//! Withdrawing a case: what it means stands above the reason and the one button that does it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::ItemCode;
use window_domain::project::progress::{ItemProgress, Progress};
use window_domain::project::{Case, Command, Project, decide};

use super::{department_name, item_name, project};
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Visitor, refusal};
use crate::service::Refused;
use crate::templates::view;

/// Stands for a text that will be typed, when the rules are only asked.
const SOMETHING: &str = "-";

/// The case of an item that the actor may withdraw now.
pub(super) fn open_case<'a>(
    app: &App,
    actor: &Actor,
    project: &'a Project,
    item: &ItemCode,
) -> Option<&'a Case> {
    let case = project.case_of(item)?;
    let command = Command::Withdraw {
        case: case.number.clone(),
        reason: SOMETHING.to_owned(),
    };
    let asked = app.office.ask_of((actor, project), |context| {
        decide(Some(project), &command, context)
    });
    asked.is_ok().then_some(case)
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::WithdrawCase).await?;
    let form = (StatusCode::OK, FormView::empty());
    page(&app, &visitor, (&project, &ItemCode::new(&item)), form)
}

pub(super) async fn withdraw(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, item)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::WithdrawCase).await?;
    let item = ItemCode::new(&item);
    let case = project.case_of(&item).ok_or_else(PageError::not_found)?;
    let command = Command::Withdraw {
        case: case.number.clone(),
        reason: fields.text("reason").to_owned(),
    };
    let request = visitor.form_request(&fields)?;
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(_) => {
            let step = format!("/my/projects/{}/steps/{item}", project.id);
            Ok(Redirect::to(&step).into_response())
        }
        Err(Refused::Rules(refusals)) if refusals.0.iter().all(|it| it.field.is_some()) => {
            let problems = refusal::problems(&app, visitor.language, &refusals);
            let form = FormView::of(&fields, problems);
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
            page(&app, &visitor, (&project, &item), again)
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    (project, code): (&Project, &ItemCode),
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let catalogue = app.office.rules_of(project);
    let actor = visitor.actor()?;
    let case = open_case(app, &actor, project, code).ok_or_else(PageError::not_found)?;
    // What waits for this result and is neither obtained nor under way.
    let later: Vec<_> = Progress::new(project, catalogue)
        .items()
        .into_iter()
        .filter(|(_, progress)| {
            matches!(progress, ItemProgress::Locked { missing } if missing.contains(code))
        })
        .map(|(item, _)| item.name.clone())
        .collect();
    let data = context! {
        form => view(&form),
        project => context! { id => project.id.to_string(), title => project.title.as_str() },
        case => context! { number => case.number.to_string() },
        item => view(&item_name(catalogue, code)),
        department => view(&department_name(catalogue, &case.department)),
        later => view(&later),
        step => format!("/my/projects/{}/steps/{code}", project.id),
    };
    app.page_with_status(visitor, status, "pages/cases/withdraw.html", data)
}
