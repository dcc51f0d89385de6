//! The agent's view of a project (page 17): its cases, and what only the window does on the way to
//! the construction notice. Each form is one command; what the rules forbid now says why.

#![expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{ItemCode, Text};
use window_domain::project::progress::{ItemProgress, Progress};
use window_domain::project::{BuildFirst, Command, Project, decide};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::agent::{self, AgentChoice};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, Visitor};
use crate::pages::cases;
use crate::pages::green_channel;
use crate::pages::lights::LightView;
use crate::pages::works;
use crate::service::Refused;
use crate::templates::view;

/// Stands for a text that will be typed, when the rules are only asked.
const SOMETHING: &str = "-";

/// Reads a command out of a form.
pub(super) type Make = fn(&Fields) -> Result<Command, Refusals>;

/// A case in the project's table.
#[derive(Debug, Serialize)]
struct CaseView {
    number: String,
    item: String,
    name: Option<Text>,
    department: Option<Text>,
    state_key: String,
    holder_key: String,
    due: Option<String>,
    light: LightView,
}

/// An objection of the publicity.
#[derive(Debug, Serialize)]
struct ObjectionView {
    id: String,
    objector: String,
    text: String,
    raised_on: String,
    answer: Option<String>,
    is_upheld: bool,
}

/// An item whose result can be recorded.
#[derive(Debug, Serialize)]
struct Choice {
    code: String,
    name: Text,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

/// Gives the command a form asks for; a refusal shows the page again with everything typed.
pub(super) async fn perform(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    (fields, make): (Fields, Make),
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let actor = visitor.actor()?;
    let refusals = match make(&fields) {
        Ok(command) => {
            let project = cases::project(&app, &visitor, &id, command.action()).await?;
            let done = app
                .office
                .execute(&actor, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => return Ok(Redirect::to(&format!("/desk/projects/{id}")).into_response()),
                Err(Refused::Rules(refusals)) => refusals,
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
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

/// Admits to build-first handling or refuses.
pub(super) fn screening(fields: &Fields) -> Result<Command, Refusals> {
    let admitted = match fields.get("admitted") {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Refusal::new(Code::NothingChosen).at("admitted").into()),
    };
    Ok(Command::Screen {
        admitted,
        credit_clear: fields.get("credit_clear").is_some(),
        reason: fields.text("reason").to_owned(),
    })
}

/// Tells the standards item by item.
pub(super) fn standards(_: &Fields) -> Result<Command, Refusals> {
    Ok(Command::TellStandards)
}

/// Sends on, as one notice, what departments asked for.
pub(super) fn corrections(_: &Fields) -> Result<Command, Refusals> {
    Ok(Command::SendCorrections)
}

/// Records a result obtained elsewhere.
pub(super) fn result(fields: &Fields) -> Result<Command, Refusals> {
    let mut found = Vec::new();
    let item = fields.get("item");
    if item.is_none() {
        found.push(Refusal::new(Code::NothingChosen).at("item"));
    }
    if fields.get("certificate_no").is_none() {
        found.push(Refusal::new(Code::TextMissing).at("certificate_no"));
    }
    let typed = fields.get("issued_on");
    let issued_on = typed.and_then(|date| date.parse().ok());
    match (typed, issued_on) {
        (None, _) => found.push(Refusal::new(Code::TextMissing).at("issued_on")),
        (Some(typed), None) => found.push(
            Refusal::new(Code::DateInvalid)
                .with("given", typed)
                .at("issued_on"),
        ),
        (Some(_), Some(_)) => {}
    }
    match (item, issued_on) {
        (Some(item), Some(issued_on)) if found.is_empty() => Ok(Command::RegisterResult {
            item: ItemCode::new(item),
            certificate_no: fields.text("certificate_no").to_owned(),
            issued_on,
        }),
        _ => Err(Refusals(found)),
    }
}

/// Records an objection raised during publicity.
pub(super) fn objection(fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::RaiseObjection {
        objector: fields.text("objector").to_owned(),
        text: fields.text("text").to_owned(),
    })
}

/// Answers an objection.
pub(super) fn answer(fields: &Fields) -> Result<Command, Refusals> {
    let objection = fields.text("objection").parse();
    Ok(Command::AnswerObjection {
        objection: objection.map_err(|_| Refusals::from(Code::UnknownObjection))?,
        upheld: fields.get("upheld").is_some(),
        answer: fields.text("answer").to_owned(),
    })
}

pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::ReadProject).await?;
    let agents = agent::choice(app, &actor, &project)
        .await
        .map_err(|error| error.into_page(app, visitor))?;
    let data = data(app, visitor, (&actor, &project), (&form, &agents));
    app.page_with_status(visitor, status, "pages/desk/project.html", data)
}

fn data(
    app: &App,
    visitor: &Visitor,
    (actor, project): (&Actor, &Project),
    (form, agents): (&FormView, &[AgentChoice]),
) -> Value {
    let blocks = |command: &Command| -> Option<Vec<Problem>> {
        let asked = app.office.ask_of((actor, project), |context| {
            decide(Some(project), command, context)
        });
        asked
            .err()
            .map(|refusals| problems(app, visitor.language, &refusals))
    };
    let allowed = |command: &Command| blocks(command).is_none();
    let is_requested = matches!(project.build_first, BuildFirst::Requested { .. });
    let screening = |admitted| Command::Screen {
        admitted,
        credit_clear: true,
        reason: SOMETHING.to_owned(),
    };
    let objections = objections(project);
    let may = |action| {
        actor.may(
            action,
            &window_domain::project::relations(project, None, actor),
        )
    };
    context! {
        id => project.id.to_string(),
        version => project.version,
        code => project.code.as_ref().map(ToString::to_string),
        may_code => may(Action::EnterProjectCode),
        agent => project.agent.as_ref().map(|card| context! {
            name => card.name.as_str(), window => card.window.as_str(), phone => card.phone.as_str(),
        }),
        agents => view(&agents),
        title => project.title.as_str(),
        company => project.builder.company.as_str(),
        contact => context! { name => project.contact.person.as_str(), phone => project.contact.phone.as_str() },
        step_key => format!("build-first-{}", project.build_first.as_str()),
        problems => view(&crate::pages::service::of_project(app, project)),
        cases => view(&cases(app, project)),
        asked => allowed(&Command::SendCorrections),
        results => view(&results(app, project)),
        may_record => may(Action::RegisterResult),
        is_requested,
        may_screen => allowed(&screening(false)),
        admit_blocks => view(&blocks(&screening(true)).filter(|_| is_requested).unwrap_or_default()),
        may_tell => allowed(&Command::TellStandards),
        may_object => allowed(&Command::RaiseObjection {
            objector: SOMETHING.to_owned(),
            text: SOMETHING.to_owned(),
        }),
        green => green_channel::of_project(app, project),
        may_green => may(Action::DirectGreenChannel),
        may_answer => may(Action::AnswerObjection),
        objections => view(&objections),
        has_works => works::has_any(project),
        works => works::works(app, visitor, actor, project),
        cards => view(&works::cards(app, actor, project)),
        form => view(form),
    }
}

fn cases(app: &App, project: &Project) -> Vec<CaseView> {
    let office = &app.office;
    let today = office.today();
    project
        .cases
        .values()
        .map(|case| {
            let department = office.rules_of(project).department(&case.department);
            let due = case.clock().due(&office.calendar, today);
            CaseView {
                number: case.number.to_string(),
                item: case.item.to_string(),
                name: office
                    .catalogue
                    .item(&case.item)
                    .map(|item| item.name.clone()),
                department: department.map(|department| department.name.clone()),
                state_key: format!("case-status-{}", case.status().as_str()),
                holder_key: format!("holder-{}", case.holder().as_str()),
                due: due
                    .filter(|_| !case.status().is_over())
                    .map(|due| due.date.to_string()),
                light: case.light(&office.calendar, today).into(),
            }
        })
        .collect()
}

/// Items that apply, are neither obtained nor under way, and are not the notice.
fn results(app: &App, project: &Project) -> Vec<Choice> {
    let progress = Progress::new(project, app.office.rules_of(project));
    progress
        .items()
        .into_iter()
        .filter(|(item, state)| {
            matches!(state, ItemProgress::Ready | ItemProgress::Locked { .. })
                && !progress.is_notice(&item.code)
        })
        .map(|(item, _)| Choice {
            code: item.code.to_string(),
            name: item.name.clone(),
        })
        .collect()
}

fn objections(project: &Project) -> Vec<ObjectionView> {
    let raised = project
        .build_first
        .commitment()
        .map(|it| it.objections.iter());
    raised
        .into_iter()
        .flatten()
        .map(|objection| ObjectionView {
            id: objection.id.to_string(),
            objector: objection.objector.clone(),
            text: objection.text.clone(),
            raised_on: objection.raised_on.to_string(),
            answer: objection.answer.as_ref().map(|(_, text, _)| text.clone()),
            is_upheld: objection
                .answer
                .as_ref()
                .is_some_and(|(upheld, ..)| *upheld),
        })
        .collect()
}
