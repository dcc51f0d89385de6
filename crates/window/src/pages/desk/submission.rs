//! One submission at the window (page 16): its materials beside the three answers the law knows –
//! accept, say once and completely what must be corrected, refuse to accept (行政许可法 32).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use window_domain::access::Action;
use window_domain::catalogue::MaterialCode;
use window_domain::id::case_number::CaseNumber;
use window_domain::id::entity::SubmissionId;
use window_domain::project::event::Defect;
use window_domain::project::{CaseStatus, Command, Project};
use window_domain::refusal::Refusals;
use window_store::SubmissionRow;

use super::submission_view::{DEFECT_ROWS, of};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, Visitor};
use crate::i18n::Message;
use crate::pages::words::words;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Between case and material in the value of a box; neither contains it.
pub(super) const SEPARATOR: char = '~';

/// The answer given just now.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    done: Option<String>,
}

/// A submission with its project.
struct Found {
    project: Arc<Project>,
    row: SubmissionRow,
    id: SubmissionId,
}

/// A form handed in: which of the three, what was typed, what is wrong with it.
struct Typed {
    form: &'static str,
    fields: Fields,
    problems: Vec<Problem>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(receipt): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let found = find(&app, &visitor, &receipt).await?;
    page(&app, &visitor, &found, (None, asked.done))
}

/// Accepts the chosen cases; without a choice, from the queue, every case still unanswered.
pub(super) async fn accept(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = find(&app, &visitor, &receipt).await?;
    let cases = if fields.get("choose").is_some() {
        let chosen = fields.all("case").map(CaseNumber::parse);
        chosen
            .collect::<Result<_, _>>()
            .map_err(|_| PageError::not_found())?
    } else {
        unanswered(&found)
    };
    let mut gaps: BTreeMap<CaseNumber, Vec<MaterialCode>> = BTreeMap::new();
    for (case, material) in fields
        .all("gap")
        .filter_map(|gap| gap.split_once(SEPARATOR))
    {
        let case = CaseNumber::parse(case).map_err(|_| PageError::not_found())?;
        gaps.entry(case).or_default().push(material.into());
    }
    let command = Command::Accept {
        submission: found.id,
        cases,
        gaps,
    };
    act(
        &app,
        &visitor,
        (&found, fields, "accept"),
        (command, |field| field),
    )
    .await
}

/// Gives the one correction notice.
pub(super) async fn correct(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = find(&app, &visitor, &receipt).await?;
    let open = unanswered(&found);
    let (mut defects, mut rows, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for index in 0..DEFECT_ROWS {
        match defect(&fields, &open, index) {
            Ok(Some(defect)) => {
                defects.push(defect);
                rows.push(index);
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        let typed = Typed {
            form: "correct",
            fields,
            problems,
        };
        return page(&app, &visitor, &found, (Some(typed), None));
    }
    // The rules count the defects, the form its rows.
    let row_of = move |field: String| {
        let Some((name, index)) = field.rsplit_once('-') else {
            return "slot-0".to_owned();
        };
        let row = index.parse().ok().and_then(|index: usize| rows.get(index));
        let name = if name == "defect" { "slot" } else { name };
        row.map_or_else(|| "slot-0".to_owned(), |row| format!("{name}-{row}"))
    };
    let command = Command::RequestCorrection { defects };
    act(
        &app,
        &visitor,
        (&found, fields, "correct"),
        (command, row_of),
    )
    .await
}

/// Refuses to accept a case.
pub(super) async fn refuse(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(receipt): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let found = find(&app, &visitor, &receipt).await?;
    let Ok(case) = CaseNumber::parse(fields.text("refuse-case")) else {
        let problem = Problem::new("refuse-case", Message::new("intake-choose-case"));
        let typed = Typed {
            form: "refuse",
            fields,
            problems: vec![problem],
        };
        return page(&app, &visitor, &found, (Some(typed), None));
    };
    let command = Command::RefuseAcceptance {
        case,
        reason: fields.text("refuse-reason").to_owned(),
        remedy: fields.text("refuse-remedy").to_owned(),
    };
    act(
        &app,
        &visitor,
        (&found, fields, "refuse"),
        (command, |field| format!("refuse-{field}")),
    )
    .await
}

/// The defect of a row; `None` if the row is empty.
fn defect(fields: &Fields, open: &[CaseNumber], index: usize) -> Result<Option<Defect>, Problem> {
    let text = |name: &str| fields.text(&format!("{name}-{index}")).to_owned();
    let (slot, problem, remedy) = (text("slot"), text("problem"), text("remedy"));
    if slot.is_empty() && problem.is_empty() && remedy.is_empty() {
        return Ok(None);
    }
    let (case, material) = match (slot.split_once(SEPARATOR), open) {
        (Some((case, material)), _) => (CaseNumber::parse(case).ok(), material),
        // With one case only, words without a choice speak of that case.
        (None, [only]) => (Some(only.clone()), ""),
        (None, _) => (None, ""),
    };
    let choose = || Problem::new(format!("slot-{index}"), Message::new("intake-choose-slot"));
    Ok(Some(Defect {
        case: case.ok_or_else(choose)?,
        material: (!material.is_empty()).then(|| material.into()),
        problem,
        remedy,
    }))
}

async fn find(app: &App, visitor: &Visitor, receipt: &str) -> Result<Found, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let row = app.store.read(&viewer).submission_by_receipt(receipt).await;
    let row = row
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::not_found)?;
    let project = row.project_id.parse().map_err(|_| PageError::not_found())?;
    let project = app
        .office
        .project(&actor, project, (Action::AcceptCases, None))
        .await
        .map_err(|error| error.into_page(app, visitor))?;
    let id = row.id.parse().map_err(|_| PageError::not_found())?;
    Ok(Found { project, row, id })
}

fn unanswered(found: &Found) -> Vec<CaseNumber> {
    let cases = found.project.cases.values();
    cases
        .filter(|case| case.submission == found.id && case.status() == CaseStatus::Received)
        .map(|case| case.number.clone())
        .collect()
}

/// Does the command and leads back to the submission with its letters, or shows the form again.
async fn act(
    app: &App,
    visitor: &Visitor,
    (found, fields, form): (&Found, Fields, &'static str),
    (command, field_of): (Command, impl Fn(String) -> String),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let id = found.project.id;
    match app.office.execute(&actor, id, &command, &request).await {
        Ok(_) => {
            let path = format!("/desk/intake/{}?done={form}", found.row.receipt_no);
            Ok(Redirect::to(&path).into_response())
        }
        Err(Refused::Rules(Refusals(mut refusals))) => {
            for refusal in &mut refusals {
                refusal.field = refusal.field.take().map(&field_of);
            }
            let problems = problems(app, visitor.language, &Refusals(refusals));
            let typed = Typed {
                form,
                fields,
                problems,
            };
            page(app, visitor, found, (Some(typed), None))
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    found: &Found,
    (typed, done): (Option<Typed>, Option<String>),
) -> Result<Response, PageError> {
    let done = done.filter(|done| ["accept", "correct", "refuse"].contains(&done.as_str()));
    let (status, failed, form, fields) = match typed {
        None => (StatusCode::OK, "", FormView::empty(), None),
        Some(typed) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            typed.form,
            FormView::of(&typed.fields, typed.problems),
            Some(typed.fields),
        ),
    };
    let shown = of(app, &found.project, &found.row, fields.as_ref());
    let data = context! {
        words => words(app), one => view(&shown), form => view(&form), failed, done,
        days => app.office.catalogue.policy().intake.correction_days,
        rows => DEFECT_ROWS,
    };
    app.page_with_status(visitor, status, "pages/desk/submission.html", data)
}
