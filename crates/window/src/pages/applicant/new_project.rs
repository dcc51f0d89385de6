//! Filing a new project (page 9): five steps without JavaScript. What was typed travels in the form
//! from step to step, so that nothing is kept before the project is filed and nothing typed is lost.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::Actor;
use window_domain::facts::Facts;
use window_domain::id::entity::ProjectId;
use window_domain::id::project_code::ProjectCode;
use window_domain::plan::Track;
use window_domain::project::command::NewProject;
use window_domain::project::event::{Builder, Contact};
use window_domain::project::{Command, TEXT_MAX_CHARS, TITLE_MAX_CHARS, decide};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::questions;
use super::{named, route};
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Problem, Visitor, refusal};
use crate::i18n::Message;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Where the steps are answered.
const PATH: &str = "/my/projects/new";

/// One page of the stepper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// Nothing secret may be handled online.
    Secrecy,
    /// Name, place, whom to call, project code.
    About,
    /// Questions asked of everybody.
    Essential,
    /// The other questions, with an ordinary project's answers.
    More,
    /// The proposed route.
    Route,
}

impl Step {
    const ALL: [Self; 5] = [
        Self::Secrecy,
        Self::About,
        Self::Essential,
        Self::More,
        Self::Route,
    ];

    fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|step| *step == self)
            .unwrap_or_default()
            + 1
    }

    /// The step with this number, the first for any other.
    fn numbered(number: usize) -> Self {
        Self::ALL
            .into_iter()
            .find(|step| step.number() == number)
            .unwrap_or(Self::Secrecy)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Secrecy => "secrecy",
            Self::About => "about",
            Self::Essential => "essential",
            Self::More => "more",
            Self::Route => "route",
        }
    }

    /// The step a field is typed in.
    fn of_field(app: &App, name: &str) -> Self {
        match name {
            "secret" | "not_secret" => Self::Secrecy,
            "track" => Self::Route,
            _ => match questions::is_essential(app, name) {
                Some(true) => Self::Essential,
                Some(false) => Self::More,
                None => Self::About,
            },
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    step: usize,
}

/// The first step; answers of the checklist come along in the address.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, PageError> {
    builder(&app, &visitor).await?;
    let mut form = FormView::empty();
    let is_known = |name: &str| questions::is_essential(&app, name).is_some();
    form.values = answers
        .into_iter()
        .filter(|(name, _)| is_known(name))
        .collect();
    page(&app, &visitor, Step::Secrecy, (StatusCode::OK, form))
}

pub(super) async fn advance(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    fields: Fields,
) -> Result<Response, PageError> {
    let step = Step::numbered(asked.step);
    let builder = builder(&app, &visitor).await?;
    if fields.text("go") == "back" {
        let before = Step::numbered(step.number().saturating_sub(1));
        let form = FormView::of(&fields, Vec::new());
        return page(&app, &visitor, before, (StatusCode::OK, form));
    }
    if fields.text("secret") == "true" {
        let data = context! { phone => app.office.catalogue.city().hotline.as_str() };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return app.page_with_status(&visitor, status, "pages/applicant/secret.html", data);
    }
    // The earlier steps came through the browser and may have been changed there.
    for checked in Step::ALL.into_iter().filter(|checked| *checked <= step) {
        let problems = problems(&app, &visitor, &builder, (checked, &fields))?;
        if !problems.is_empty() {
            return again(&app, &visitor, checked, &fields, problems);
        }
    }
    if step == Step::Route {
        return file(&app, &visitor, builder, &fields).await;
    }
    let form = FormView::of(&fields, Vec::new());
    let next = Step::numbered(step.number() + 1);
    page(&app, &visitor, next, (StatusCode::OK, form))
}

async fn file(
    app: &App,
    visitor: &Visitor,
    builder: Builder,
    fields: &Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let facts = questions::answers(app, fields)
        .map_err(|_| PageError::broken_because("unchecked facts"))?;
    let mut new = project(builder, fields);
    new.facts = facts;
    if fields.text("track") == route::BUILD_FIRST {
        new.track = Track::BuildFirst;
    }
    match app
        .office
        .file_project(&visitor.actor()?, new, &request)
        .await
    {
        Ok((id, _)) => Ok(Redirect::to(&format!("/my/projects/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let problems = refusal::problems(app, visitor.language, &refusals);
            let step = problems
                .first()
                .map_or(Step::Route, |problem| Step::of_field(app, &problem.field));
            again(app, visitor, step, fields, problems)
        }
        Err(refused) => Err(refused.into_page(app, visitor)),
    }
}

/// The visitor's enterprise, as it will stand in the project.
async fn builder(app: &App, visitor: &Visitor) -> Result<Builder, PageError> {
    let actor = visitor.actor()?;
    let id = actor.enterprise.ok_or_else(PageError::forbidden)?;
    let row = app
        .store
        .read(&viewer(&actor))
        .enterprise(&id.to_string())
        .await
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::forbidden)?;
    Ok(Builder {
        id,
        company: row.name,
        uscc: row.uscc,
    })
}

/// The project as typed so far, without facts and on the ordinary track.
fn project(builder: Builder, fields: &Fields) -> NewProject {
    NewProject {
        project: ProjectId::from_bytes([0; 16]),
        builder,
        title: fields.text("title").to_owned(),
        code: fields
            .get("code")
            .and_then(|code| ProjectCode::parse(code).ok()),
        address: fields.text("address").to_owned(),
        contact: Contact {
            person: fields.text("person").to_owned(),
            phone: fields.text("phone").to_owned(),
        },
        facts: Facts::default(),
        track: Track::Ordinary,
        not_secret: fields.text("secret") == "false",
    }
}

/// Everything that is wrong with one step.
fn problems(
    app: &App,
    visitor: &Visitor,
    builder: &Builder,
    (step, fields): (Step, &Fields),
) -> Result<Vec<Problem>, PageError> {
    let of_step = |problem: &Problem| Step::of_field(app, &problem.field) == step;
    Ok(match step {
        Step::Secrecy => match fields.text("secret") {
            "false" => Vec::new(),
            _ => vec![Problem::new("secret", Message::new("new-secret-missing"))],
        },
        Step::About => {
            let new = project(builder.clone(), fields);
            let mut found = refused(app, visitor, &visitor.actor()?, new);
            found.retain(of_step);
            if let Some(typed) = fields.get("code")
                && let Err(error) = ProjectCode::parse(typed)
            {
                let refusal = Refusal::new(Code::ProjectCodeInvalid)
                    .with("number", typed)
                    .with("why", error)
                    .at("code");
                found.push(refusal::problem(app, visitor.language, &refusal));
            }
            found
        }
        Step::Essential | Step::More => {
            let wrong = questions::answers(app, fields).err().into_iter().flatten();
            let refusals = Refusals(wrong.map(|problem| problem.refusal()).collect());
            refusal::problems(app, visitor.language, &refusals)
                .into_iter()
                .filter(of_step)
                .collect()
        }
        Step::Route => match fields.text("track") {
            route::ORDINARY | route::BUILD_FIRST => Vec::new(),
            _ => vec![Problem::new("track", Message::new("new-track-missing"))],
        },
    })
}

/// What the rules of filing say about the project as far as it is typed.
fn refused(app: &App, visitor: &Visitor, actor: &Actor, new: NewProject) -> Vec<Problem> {
    let command = Command::Create(new);
    let asked = app
        .office
        .ask(actor, |context| decide(None, &command, context));
    asked.err().map_or_else(Vec::new, |refusals| {
        refusal::problems(app, visitor.language, &refusals)
            .into_iter()
            .map(named)
            .collect()
    })
}

fn again(
    app: &App,
    visitor: &Visitor,
    step: Step,
    fields: &Fields,
    problems: Vec<Problem>,
) -> Result<Response, PageError> {
    let form = FormView::of(fields, problems);
    page(app, visitor, step, (StatusCode::UNPROCESSABLE_ENTITY, form))
}

/// A value of another step, carried along.
#[derive(Debug, Serialize)]
struct Carried<'a> {
    name: &'a str,
    value: &'a str,
}

fn page(
    app: &App,
    visitor: &Visitor,
    step: Step,
    (status, mut form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    // A field of ours that belongs to no step is the button pressed.
    form.values.remove("go");
    offer(app, visitor, step, &mut form.values);
    let carried: Vec<Carried<'_>> = form
        .values
        .iter()
        .filter(|(name, _)| Step::of_field(app, name) != step)
        .map(|(name, value)| Carried { name, value })
        .collect();
    let route = match step {
        Step::Route => Some(route::propose(app, &typed_facts(app, &form)?)?),
        Step::Secrecy | Step::About | Step::Essential | Step::More => None,
    };
    let groups = match step {
        Step::Essential => questions::groups(app, true, &form),
        Step::More => questions::groups(app, false, &form),
        Step::Secrecy | Step::About | Step::Route => Vec::new(),
    };
    let data = context! {
        form => view(&form), step => step.as_str(), number => step.number(), steps => Step::ALL.len(),
        action => format!("{PATH}?step={}", step.number()),
        carried => view(&carried), groups => view(&groups), route => view(&route),
        limits => context! { title => TITLE_MAX_CHARS, text => TEXT_MAX_CHARS },
    };
    app.page_with_status(visitor, status, "pages/applicant/new_project.html", data)
}

/// Puts in what is known already, where nothing is typed: nobody types it twice.
fn offer(app: &App, visitor: &Visitor, step: Step, values: &mut BTreeMap<String, String>) {
    let mut known: Vec<(String, String)> = Vec::new();
    match step {
        Step::About => {
            if let Some(account) = &visitor.account {
                known.push(("person".to_owned(), account.name.clone()));
                known.extend(
                    account
                        .phone
                        .clone()
                        .map(|phone| ("phone".to_owned(), phone)),
                );
            }
        }
        Step::More => known.extend(questions::defaults(app)),
        Step::Secrecy | Step::Essential | Step::Route => {}
    }
    for (name, value) in known {
        let typed = values.entry(name).or_default();
        if typed.is_empty() {
            *typed = value;
        }
    }
}

/// The facts of a form whose earlier steps were checked.
fn typed_facts(app: &App, form: &FormView) -> Result<Facts, PageError> {
    let pairs = form.values.clone();
    questions::answers(app, &Fields::from_pairs(pairs))
        .map_err(|_| PageError::broken_because("the route of unchecked facts was asked for"))
}
