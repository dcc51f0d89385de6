//! The page of the works after the notice: the enterprise reports points of the works, replies to orders, says that
//! findings are put right, and applies for the joint acceptance. Each form is one command.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use window_domain::access::Action;
use window_domain::project::Command;
use window_domain::project::building::BuildingCommand;
use window_domain::refusal::Refusals;

use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, Routes, UploadForm, Visitor};
use crate::pages::cases;
use crate::pages::cases::wrong_file;
use crate::pages::works::forms::{chosen, date};
use crate::pages::works::{cards, works};
use crate::service::upload::UploadError;
use crate::service::{Refused, Request};
use crate::templates::view;

/// Most photographs taken with one form.
const PHOTOS_MAX: usize = 10;

/// Reads a command out of a form.
type Make = fn(&Fields) -> Result<BuildingCommand, Refusals>;

/// The page and its forms.
pub(super) fn routes() -> Routes {
    let giving = |make: Make| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            perform(app, visitor, id, (fields, make))
        }
    };
    Routes::new()
        .get("/my/projects/{id}/building", Action::ReadProject, show)
        .post(
            "/my/projects/{id}/building/milestone",
            Action::ReportMilestone,
            giving(milestone),
        )
        .post(
            "/my/projects/{id}/building/order",
            Action::AnswerOrder,
            giving(answer),
        )
        .post(
            "/my/projects/{id}/building/card",
            Action::AnswerCard,
            giving(card),
        )
        .post(
            "/my/projects/{id}/building/finding/{finding}",
            Action::RectifyFinding,
            rectify,
        )
        .post(
            "/my/projects/{id}/building/acceptance",
            Action::ApplyAcceptance,
            giving(apply),
        )
        .post(
            "/my/projects/{id}/building/reinspection",
            Action::ApplyAcceptance,
            giving(reinspect),
        )
}

async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let refusals = match make(&fields) {
        Ok(command) => match give(&app, &visitor, &id, (command, &request)).await? {
            Ok(done) => return Ok(done),
            Err(refusals) => refusals,
        },
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    page(
        &app,
        &visitor,
        &id,
        (StatusCode::UNPROCESSABLE_ENTITY, form),
    )
    .await
}

/// Does the command and leads back to the page; the inner error is why the rules refuse.
async fn give(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (command, request): (BuildingCommand, &Request),
) -> Result<Result<Response, Refusals>, PageError> {
    let command = Command::Building(command);
    let project = cases::project(app, visitor, id, command.action()).await?;
    let actor = visitor.actor()?;
    let done = app
        .office
        .execute(&actor, project.id, &command, request)
        .await;
    match done {
        Ok(_) => {
            let back = format!("/my/projects/{id}/building");
            Ok(Ok(Redirect::to(&back).into_response()))
        }
        Err(Refused::Rules(refusals)) => Ok(Err(refusals)),
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

fn milestone(fields: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::ReportMilestone {
        milestone: chosen(fields, "milestone")?,
        reached_on: date(fields, "reached_on")?,
    })
}

fn answer(fields: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::AnswerOrder {
        number: fields.text("number").to_owned(),
        text: fields.text("text").to_owned(),
    })
}

fn card(fields: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::AnswerCard {
        number: fields.text("number").to_owned(),
        text: fields.text("text").to_owned(),
    })
}

fn apply(_: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::ApplyAcceptance)
}

fn reinspect(fields: &Fields) -> Result<BuildingCommand, Refusals> {
    Ok(BuildingCommand::AskReinspection {
        text: fields.text("done").to_owned(),
        visit_on: date(fields, "visit_on")?,
    })
}

/// Says that a finding is put right, with photographs; all files are looked at before anything is kept of the act.
async fn rectify(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, finding)): Path<(String, String)>,
    mut form: UploadForm,
) -> Result<Response, PageError> {
    cases::project(&app, &visitor, &id, Action::RectifyFinding).await?;
    let field = format!("finding-{finding}");
    let finding = finding.parse().map_err(|_| PageError::not_found())?;
    let (mut text, mut evidence, mut wrong) = (String::new(), Vec::new(), Vec::new());
    while let Ok(Some(part)) = form.parts.next_field().await {
        match part.name() {
            Some("rectified") => text = part.text().await.unwrap_or_default(),
            Some("photo") if evidence.len() < PHOTOS_MAX => {
                match app.office.receive_file(part).await {
                    Ok(file) => evidence.push(file),
                    Err(UploadError::Missing) => {}
                    Err(error) => wrong.push(Problem::new(field.clone(), wrong_file(error)?)),
                }
            }
            _ => {}
        }
    }
    if wrong.is_empty() {
        let request = visitor.request(&form.key)?;
        let command = BuildingCommand::Rectify {
            finding,
            text: text.clone(),
            evidence,
        };
        match give(&app, &visitor, &id, (command, &request)).await? {
            Ok(done) => return Ok(done),
            Err(mut refusals) => {
                for refusal in &mut refusals.0 {
                    refusal.field = Some(field.clone());
                }
                wrong = problems(&app, visitor.language, &refusals);
            }
        }
    }
    let mut again = FormView {
        problems: wrong,
        ..FormView::empty()
    };
    again.values.insert(field, text);
    page(
        &app,
        &visitor,
        &id,
        (StatusCode::UNPROCESSABLE_ENTITY, again),
    )
    .await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::ReadProject).await?;
    let data = context! {
        id, title => project.title.as_str(), company => project.builder.company.as_str(),
        works => works(app, visitor, &actor, &project),
        cards => view(&cards(app, &actor, &project)),
        office_cards => project.building.cards.iter().filter(|card| !card.is_for_party()).count(),
        form => view(&form),
    };
    app.page_with_status(visitor, status, "pages/applicant/building.html", data)
}
