//! What an officer does with a case: each form of the review page is one command.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use window_domain::catalogue::{DepartmentCode, MaterialCode};
use window_domain::id::case_number::CaseNumber;
use window_domain::project::Command;
use window_domain::project::event::{CheckedPoint, Defect};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::review;
use super::view::DEFECT_ROWS;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;

/// No review form has more points; a longer one sent by hand is cut.
const POINTS_MAX: u16 = 100;

/// Takes a case on the officer's desk.
pub(super) async fn claim(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = Ok(Command::Claim { case: case.clone() });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Decides, or proposes where the item wants two people.
pub(super) async fn decide(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = decision(&case, &fields);
    perform(&app, &visitor, (case, &fields), command).await
}

/// Second signature under a proposal.
pub(super) async fn approve(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = Ok(Command::ApproveDecision { case: case.clone() });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Sends a proposal back to whoever made it.
pub(super) async fn send_back(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = Ok(Command::ReturnProposal {
        case: case.clone(),
        reason: fields.text("reason").to_owned(),
    });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Asks the window to have something corrected.
pub(super) async fn ask_correction(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = Ok(Command::AskCorrection {
        case: case.clone(),
        defects: defects(&case, &fields),
    });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Asks another department.
pub(super) async fn ask_opinion(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = question(&case, &fields);
    perform(&app, &visitor, (case, &fields), command).await
}

/// Answers another department.
pub(super) async fn give_opinion(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = chosen(&fields, "agrees").map(|agrees| Command::GiveOpinion {
        case: case.clone(),
        agrees,
        text: fields.text("text").to_owned(),
    });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Stops the clocks for a special procedure.
pub(super) async fn stop(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = chosen(&fields, "ground").map(|ground| Command::StopClock {
        case: case.clone(),
        ground,
        reason: fields.text("reason").to_owned(),
    });
    perform(&app, &visitor, (case, &fields), command).await
}

/// Lets the clocks run again.
pub(super) async fn resume(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let command = Ok(Command::ResumeClock { case: case.clone() });
    perform(&app, &visitor, (case, &fields), command).await
}

fn decision(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    let points = (0..POINTS_MAX).filter_map(|point| {
        Some(CheckedPoint {
            point,
            finding: parsed(fields.get(&format!("point-{point}"))?)?,
            note: fields.text(&format!("note-{point}")).to_owned(),
        })
    });
    Ok(Command::Decide {
        case: case.clone(),
        outcome: chosen(fields, "outcome")?,
        reasons: fields.text("reasons").to_owned(),
        points: points.collect(),
    })
}

fn question(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::AskOpinion {
        case: case.clone(),
        department: DepartmentCode::new(&chosen::<String>(fields, "department")?),
        question: fields.text("question").to_owned(),
        working_days: fields
            .get("days")
            .and_then(|days| days.parse().ok())
            .ok_or_else(|| not_chosen("days"))?,
    })
}

/// The rows of the correction form that say anything.
fn defects(case: &CaseNumber, fields: &Fields) -> Vec<Defect> {
    (0..DEFECT_ROWS)
        .map(|row| Defect {
            case: case.clone(),
            material: fields
                .get(&format!("material-{row}"))
                .map(MaterialCode::new),
            problem: fields.text(&format!("problem-{row}")).to_owned(),
            remedy: fields.text(&format!("remedy-{row}")).to_owned(),
        })
        .filter(|defect| {
            defect.material.is_some() || !defect.problem.is_empty() || !defect.remedy.is_empty()
        })
        .collect()
}

/// The value of a field that names one of several, as the rules call them.
fn chosen<T: DeserializeOwned>(fields: &Fields, name: &str) -> Result<T, Refusals> {
    fields
        .get(name)
        .and_then(parsed)
        .ok_or_else(|| not_chosen(name))
}

fn not_chosen(field: &str) -> Refusals {
    Refusal::new(Code::NothingChosen).at(field).into()
}

/// Reads a word of the rules (`approved`, `hearing`), or yes and no.
fn parsed<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .or_else(|_| serde_json::from_str(text))
        .ok()
}

/// The case of an address.
pub(super) fn number(text: &str) -> Result<CaseNumber, PageError> {
    CaseNumber::parse(text).map_err(|_| PageError::not_found())
}

/// Gives the command; a refusal shows the page again with everything typed.
async fn perform(
    app: &App,
    visitor: &Visitor,
    (case, fields): (CaseNumber, &Fields),
    command: Result<Command, Refusals>,
) -> Result<Response, PageError> {
    let request = visitor.request(fields.key()?)?;
    let refusals = match command {
        Ok(command) => {
            let actor = visitor.actor()?;
            let refused = |error: Refused| error.into_page(app, visitor);
            let project = app
                .office
                .project_of_case(&actor, &case, command.action())
                .await
                .map_err(refused)?;
            let done = app
                .office
                .execute(&actor, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => return Ok(Redirect::to(&format!("/dept/tasks/{case}")).into_response()),
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(refused(error)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(fields, problems(app, visitor.language, &refusals));
    review::page(
        app,
        visitor,
        &case,
        (StatusCode::UNPROCESSABLE_ENTITY, form),
    )
    .await
}
