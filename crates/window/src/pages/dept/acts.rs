//! What an officer does with a case: each form of the review page is one command.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]

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
use crate::app::AppState;
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::service::Refused;

/// No review form has more points; a longer one sent by hand is cut.
const POINTS_MAX: u16 = 100;

/// Reads a command about a case out of a form.
pub(super) type Make = fn(&CaseNumber, &Fields) -> Result<Command, Refusals>;

/// Gives the command a form asks for; a refusal shows the page again with everything typed.
pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(case): Path<String>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let case = number(&case)?;
    let request = visitor.form_request(&fields)?;
    let refusals = match make(&case, &fields) {
        Ok(command) => {
            let actor = visitor.actor()?;
            let refused = |error: Refused| error.into_page(&app, &visitor);
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
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    review::page(&app, &visitor, &case, again).await
}

/// Takes a case on the officer's desk.
pub(super) fn claim(case: &CaseNumber, _: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Claim { case: case.clone() })
}

/// Second signature under a proposal.
pub(super) fn approve(case: &CaseNumber, _: &Fields) -> Result<Command, Refusals> {
    Ok(Command::ApproveDecision { case: case.clone() })
}

/// Sends a proposal back to whoever made it.
pub(super) fn send_back(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::ReturnProposal {
        case: case.clone(),
        reason: fields.text("reason").to_owned(),
    })
}

/// Asks the window to have something corrected.
pub(super) fn ask_correction(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::AskCorrection {
        case: case.clone(),
        defects: defects(case, fields),
    })
}

/// Answers another department.
pub(super) fn give_opinion(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::GiveOpinion {
        case: case.clone(),
        agrees: chosen(fields, "agrees")?,
        text: fields.text("text").to_owned(),
    })
}

/// Stops the clocks for a special procedure.
pub(super) fn stop(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::StopClock {
        case: case.clone(),
        ground: chosen(fields, "ground")?,
        reason: fields.text("reason").to_owned(),
    })
}

/// Lets the clocks run again.
pub(super) fn resume(case: &CaseNumber, _: &Fields) -> Result<Command, Refusals> {
    Ok(Command::ResumeClock { case: case.clone() })
}

/// Decides, or proposes where the item wants two people.
pub(super) fn decide(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
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

/// Asks another department.
pub(super) fn ask_opinion(case: &CaseNumber, fields: &Fields) -> Result<Command, Refusals> {
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
