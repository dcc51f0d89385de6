//! The enterprise's side of the window's service: who accompanies the project, what the agent may do in its name, its
//! problems, and the visits it confirms. Each form is one command.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::project::agency::AgencyCommand;
use window_domain::project::agency::event::ProxyAct;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::{Command, Project, relations};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::view::{self, May, ProblemView, VisitView};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::cases;
use crate::pages::feedback::to_review;
use crate::pages::works::forms::date;
use crate::service::Refused;
use crate::templates;

/// Reads a command out of a form.
pub(super) type Make = fn(&Fields) -> Result<Command, Refusals>;

/// A problem with what the enterprise may do about it.
#[derive(Debug, Serialize)]
struct Own {
    #[serde(flatten)]
    one: ProblemView,
    may: May,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&app, &visitor, &id, (StatusCode::OK, FormView::empty())).await
}

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
                Ok(_) => {
                    let back = format!("/my/projects/{id}/service");
                    return Ok(Redirect::to(&back).into_response());
                }
                Err(Refused::Rules(refusals)) => beside_fields(&fields, refusals),
                Err(error) => return Err(error.into_page(&app, &visitor)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    page(&app, &visitor, &id, again).await
}

/// Each problem and each visit has a form of its own: its fields end with its name.
fn beside_fields(fields: &Fields, mut refusals: Refusals) -> Refusals {
    let name = fields.get("number").or_else(|| fields.get("visit"));
    if let Some(name) = name {
        for refusal in &mut refusals.0 {
            refusal.field = refusal.field.take().map(|field| match field.as_str() {
                "reason" | "remark" => format!("remark-{name}"),
                _ => field,
            });
        }
    }
    refusals
}

fn remark(fields: &Fields, name: &str) -> String {
    fields.text(&format!("remark-{name}")).to_owned()
}

fn yes(fields: &Fields, name: &str) -> Result<bool, Refusals> {
    match fields.text("answer") {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Refusal::new(Code::NothingChosen)
            .at(format!("answer-{name}"))
            .into()),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn raise(fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Problem(ProblemCommand::Raise {
        topic: fields.text("topic").to_owned(),
        text: fields.text("text").to_owned(),
        visit: None,
    }))
}

pub(super) fn answer(fields: &Fields) -> Result<Command, Refusals> {
    let number = fields.text("number");
    Ok(Command::Problem(ProblemCommand::Answer {
        number: number.to_owned(),
        solved: yes(fields, number)?,
        remark: remark(fields, number),
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn withdraw(fields: &Fields) -> Result<Command, Refusals> {
    let number = fields.text("number");
    Ok(Command::Problem(ProblemCommand::Withdraw {
        number: number.to_owned(),
        reason: fields.text("withdraw").to_owned(),
    }))
}

pub(super) fn confirm(fields: &Fields) -> Result<Command, Refusals> {
    let visit = fields.text("visit");
    Ok(Command::Agency(AgencyCommand::ConfirmVisit {
        visit: visit
            .parse()
            .map_err(|_| Refusals::from(Code::UnknownVisit))?,
        agrees: yes(fields, visit)?,
        remark: remark(fields, visit),
    }))
}

pub(super) fn authorise(fields: &Fields) -> Result<Command, Refusals> {
    let acts = ProxyAct::ALL
        .into_iter()
        .filter(|act| fields.all("acts").any(|chosen| chosen == act.as_str()));
    Ok(Command::Agency(AgencyCommand::Authorise {
        acts: acts.collect(),
        until: match fields.get("until") {
            None => None,
            Some(_) => Some(date(fields, "until")?),
        },
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn unauthorise(_: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::Unauthorise {
        reason: String::new(),
    }))
}

/// Who accompanies the project: name, window, phone, hours, and who stands in.
pub(super) fn agent(app: &App, project: &Project) -> Option<Value> {
    let card = project.agent.as_ref()?;
    let substitute = project.agency.substitute.as_ref().map(|it| {
        context! {
            name => it.card.name.as_str(), window => it.card.window.as_str(),
            phone => it.card.phone.as_str(), until => it.until.to_string(),
            reason => it.reason.as_str(),
        }
    });
    Some(context! {
        name => card.name.as_str(), window => card.window.as_str(), phone => card.phone.as_str(),
        hours => hours(app), substitute,
    })
}

/// Office hours of the hall, `08:30–17:30`.
pub(in crate::pages) fn hours(app: &App) -> String {
    let hours = app.office.catalogue.city().office_hours;
    format!(
        "{:02}:{:02}–{:02}:{:02}",
        hours.open.hour(),
        hours.open.minute(),
        hours.close.hour(),
        hours.close.minute()
    )
}

fn authorisation(app: &App, project: &Project, actor: &Actor) -> Value {
    let may = |action| actor.may(action, &relations(project, None, actor));
    let given = project.agency.authorised.as_ref();
    let today = app.office.today();
    let acts: Vec<&str> = ProxyAct::ALL.into_iter().map(ProxyAct::as_str).collect();
    context! {
        given => given.map(|it| context! {
            acts => it.acts.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
            from => it.from.to_string(), until => it.until.map(|until| until.to_string()),
            by => it.by.name.as_str(), is_over => it.until.is_some_and(|until| until < today),
        }),
        acts, may_give => may(Action::AuthoriseAgent),
        may_withdraw => given.is_some() && may(Action::WithdrawAuthorisation),
    }
}

async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::ReadProject).await?;
    let may = |action| actor.may(action, &relations(&project, None, &actor));
    let own: Vec<Own> = project
        .problems
        .iter()
        .rev()
        .map(|one| Own {
            one: view::problem(app, &actor, (&project, one)),
            may: view::may(app, &actor, (&project, one)),
        })
        .collect();
    let visits: Vec<VisitView> = project
        .agency
        .visits
        .iter()
        .rev()
        .map(|visit| view::visit(app, visit))
        .collect();
    let to_review = to_review(app, visitor, Some(id)).await?;
    let data = context! {
        id, title => project.title.as_str(), company => project.builder.company.as_str(),
        agent => agent(app, &project), hotline => app.office.catalogue.city().hotline.as_str(),
        authorisation => authorisation(app, &project, &actor),
        own => templates::view(&own),
        to_answer => own.iter().filter(|one| one.one.state == "solved").count()
            + visits.iter().filter(|visit| visit.state == "left").count(),
        visits => templates::view(&visits),
        topics => templates::view(&app.office.catalogue.agency().problems),
        may_raise => may(Action::RaiseProblem), may_confirm => may(Action::ConfirmVisit),
        to_review => templates::view(&to_review), form => templates::view(&form),
    };
    app.page_with_status(visitor, status, "pages/service/mine.html", data)
}
