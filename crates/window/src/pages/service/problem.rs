//! One problem of the ledger: for the window at `/desk/problems/{number}`, for a department that has to do with it at
//! `/dept/problems/{number}`. Each form is one command.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{DepartmentCode, DepartmentKind, Text};
use window_domain::project::Command;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::problem::event::{MeetingTask, Position};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::view;
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::works::forms::{date, lines};
use crate::service::Refused;
use crate::templates;

/// Rows for tasks in the minutes: what more than five people do is another meeting.
const TASK_ROWS: usize = 5;

/// Reads a command about a problem out of a form.
pub(super) type Make = fn(&str, &Fields) -> Result<ProblemCommand, Refusals>;

/// A department that can be chosen.
#[derive(Debug, Serialize)]
pub(super) struct DepartmentChoice {
    code: String,
    name: Text,
}

/// Departments, provincial offices and utilities that can solve something.
pub(super) fn departments(app: &App) -> Vec<DepartmentChoice> {
    let all = app.office.catalogue.departments();
    all.filter(|it| {
        matches!(
            it.kind,
            DepartmentKind::Authority | DepartmentKind::Province | DepartmentKind::Utility
        )
    })
    .map(|it| DepartmentChoice {
        code: it.code.to_string(),
        name: it.name.clone(),
    })
    .collect()
}

/// Where the visitor's pages of problems begin.
const fn base(is_window: bool) -> &'static str {
    if is_window {
        "/desk/problems"
    } else {
        "/dept/problems"
    }
}

fn is_window(visitor: &Visitor) -> bool {
    visitor.may(Action::ReadProblems)
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let fresh = (StatusCode::OK, FormView::empty());
    page(&app, &visitor, &number, fresh).await
}

pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(number): Path<String>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let refusals = match make(&number, &fields) {
        Ok(command) => {
            let action = command.action();
            let project = app
                .office
                .project_of_problem(&actor, &number, action)
                .await
                .map_err(|error| error.into_page(&app, &visitor))?;
            let names = names_of(&command);
            let command = Command::Problem(command);
            let done = app
                .office
                .execute(&actor, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => {
                    let back = format!("{}/{number}", base(is_window(&visitor)));
                    return Ok(Redirect::to(&back).into_response());
                }
                Err(Refused::Rules(refusals)) => beside_fields(refusals, names),
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &number, again).await
}

/// The rules name the fields of the act, the page those of its forms: it has several with a reason or a text.
fn beside_fields(mut refusals: Refusals, names: &[(&str, &str)]) -> Refusals {
    for refusal in &mut refusals.0 {
        let known = names
            .iter()
            .find(|(name, _)| refusal.field.as_deref() == Some(*name));
        if let Some((_, field)) = known {
            refusal.field = Some((*field).to_owned());
        }
    }
    refusals
}

const fn names_of(command: &ProblemCommand) -> &'static [(&'static str, &'static str)] {
    match command {
        ProblemCommand::Step { .. } => &[("text", "step")],
        ProblemCommand::Direct { .. } => &[("reason", "direct_reason")],
        ProblemCommand::Escalate { .. } => &[("reason", "escalate_reason")],
        _ => &[],
    }
}

fn department(fields: &Fields, name: &str) -> Option<DepartmentCode> {
    fields.get(name).map(DepartmentCode::new)
}

fn whole(fields: &Fields, name: &str) -> Result<Option<u16>, Refusals> {
    fields
        .get(name)
        .map(|typed| {
            let wrong = || Refusals::from(Refusal::new(Code::NothingChosen).at(name));
            typed.parse().map_err(|_| wrong())
        })
        .transpose()
}

pub(super) fn direct(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::Direct {
        number: number.to_owned(),
        department: department(fields, "department"),
        person: fields.text("person").to_owned(),
        days: whole(fields, "days")?,
        reason: fields.text("direct_reason").to_owned(),
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn step(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::Step {
        number: number.to_owned(),
        text: fields.text("step").to_owned(),
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn solve(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::Solve {
        number: number.to_owned(),
        solution: fields.text("solution").to_owned(),
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn close(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::Close {
        number: number.to_owned(),
        lesson: fields.text("lesson").to_owned(),
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn escalate(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::Escalate {
        number: number.to_owned(),
        reason: fields.text("escalate_reason").to_owned(),
    })
}

pub(super) fn call(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::CallMeeting {
        number: number.to_owned(),
        on: date(fields, "on")?,
        place: fields.text("place").to_owned(),
        departments: fields.all("departments").map(DepartmentCode::new).collect(),
        purpose: fields.text("purpose").to_owned(),
    })
}

/// The minutes: positions stand in fields of their department, tasks in rows.
pub(super) fn hold(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    let positions = fields.all("called").filter_map(|code| {
        let text = fields.get(&format!("position-{code}"))?;
        Some(Position {
            department: DepartmentCode::new(code),
            text: text.to_owned(),
        })
    });
    let mut tasks = Vec::new();
    for row in 0..TASK_ROWS {
        let (text, due) = (format!("task-text-{row}"), format!("task-due-{row}"));
        if fields.get(&text).is_none() && fields.get(&due).is_none() {
            continue;
        }
        tasks.push(MeetingTask {
            department: department(fields, &format!("task-department-{row}")),
            text: fields.text(&text).to_owned(),
            due: date(fields, &due)?,
        });
    }
    Ok(ProblemCommand::HoldMeeting {
        number: number.to_owned(),
        meeting: fields
            .text("meeting")
            .parse()
            .map_err(|_| Refusals::from(Code::UnknownMeeting))?,
        people: lines(fields, "people"),
        positions: positions.collect(),
        minutes: fields.text("minutes").to_owned(),
        tasks,
    })
}

pub(super) fn task(number: &str, fields: &Fields) -> Result<ProblemCommand, Refusals> {
    Ok(ProblemCommand::DoTask {
        number: number.to_owned(),
        meeting: fields
            .text("meeting")
            .parse()
            .map_err(|_| Refusals::from(Code::UnknownMeeting))?,
        task: fields
            .text("task")
            .parse()
            .map_err(|_| Refusals::from(Code::UnknownTask))?,
        note: fields.text("note").to_owned(),
    })
}

async fn page(
    app: &App,
    visitor: &Visitor,
    number: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = app
        .office
        .project_of_problem(&actor, number, Action::ReadProblem)
        .await
        .map_err(|error| error.into_page(app, visitor))?;
    let one = project
        .problem(number)
        .map_err(|_| PageError::not_found())?;
    let window = is_window(visitor);
    let data = context! {
        one => templates::view(&view::problem(app, &actor, (&project, one))),
        may => templates::view(&view::may(app, &actor, (&project, one))),
        base => base(window), is_window => window,
        project_id => project.id.to_string(), project_name => project.title.as_str(),
        company => project.builder.company.as_str(),
        contact => context! { name => project.contact.person.as_str(), phone => project.contact.phone.as_str() },
        agent => project.agent.as_ref().map(|card| context! { name => card.name.as_str(), phone => card.phone.as_str() }),
        departments => templates::view(&departments(app)),
        days_max => app.office.catalogue.agency().promise_days_max,
        task_rows => TASK_ROWS,
        form => templates::view(&form),
    };
    app.page_with_status(visitor, status, "pages/service/problem.html", data)
}
