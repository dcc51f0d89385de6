//! The agent's service file of a project: its problems, visits, notes and calls, and the hand-over. Each form is one
//! command.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Time;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::id::entity::VisitId;
use window_domain::project::agency::AgencyCommand;
use window_domain::project::agency::command::NewVisit;
use window_domain::project::agency::event::NoteSort;
use window_domain::project::command::AgentCard;
use window_domain::project::problem::ProblemCommand;
use window_domain::project::{Command, Project, relations};
use window_domain::refusal::{Code, Refusal, Refusals};

use super::view::{self, ProblemView, VisitView};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Visitor};
use crate::pages::cases;
use crate::pages::works::forms::{chosen, date, lines};
use crate::service::{Office, Refused};
use crate::templates;

/// Reads a command out of a form; the agents are whom a project can be handed to.
pub(super) type Make = fn(&Fields, &[AgentCard]) -> Result<Command, Refusals>;

#[derive(Debug, Serialize)]
struct NoteView {
    id: String,
    sort: &'static str,
    on: String,
    text: String,
    by: String,
    done: Option<(String, String)>,
    is_due: bool,
}

#[derive(Debug, Serialize)]
struct HandOverView {
    from: String,
    to: String,
    on: String,
    record: String,
    confirmed: Option<(String, String)>,
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
    let refused = |error: Refused| error.into_page(&app, &visitor);
    let project = cases::project(&app, &visitor, &id, Action::KeepNotes).await?;
    let agents = app.office.agents_for(&project).await.map_err(refused)?;
    let refusals = match make(&fields, &agents) {
        Ok(mut command) => {
            let project = cases::project(&app, &visitor, &id, command.action()).await?;
            if let Command::Agency(AgencyCommand::PlanVisit(new)) = &mut command {
                let taken = app.office.agreed_visits(&project, new.on).await;
                new.taken = taken.map_err(refused)?;
            }
            let done = app
                .office
                .execute(&actor, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => return Ok(Redirect::to(&back(&id, &command)).into_response()),
                Err(Refused::Rules(refusals)) => beside_fields(&command, refusals),
                Err(error) => return Err(refused(error)),
            }
        }
        Err(refusals) => refusals,
    };
    let form = FormView::of(&fields, problems(&app, visitor.language, &refusals));
    let again = (StatusCode::UNPROCESSABLE_ENTITY, form);
    match visit_of(&fields) {
        Some(visit) => super::visit::page(&app, &visitor, (&id, &visit), again).await,
        None => page(&app, &visitor, &id, again).await,
    }
}

/// The visit whose page the form stands on.
fn visit_of(fields: &Fields) -> Option<String> {
    fields.get("visit").map(str::to_owned)
}

/// Where it goes on: a visit has a page of its own.
fn back(id: &str, command: &Command) -> String {
    match command {
        Command::Agency(
            AgencyCommand::Arrive { visit, .. }
            | AgencyCommand::Leave { visit, .. }
            | AgencyCommand::CancelVisit { visit, .. },
        )
        | Command::Problem(ProblemCommand::Raise {
            visit: Some(visit), ..
        }) => format!("/desk/projects/{id}/visits/{visit}"),
        _ => format!("/desk/projects/{id}/service"),
    }
}

/// The rules name the fields of the act, the page those of its forms: it has several with a day or a text.
fn beside_fields(command: &Command, mut refusals: Refusals) -> Refusals {
    let names: &[(&str, &str)] = match command {
        Command::Agency(AgencyCommand::Note { .. }) => &[("on", "note_on"), ("text", "note_text")],
        Command::Agency(AgencyCommand::TickOff { .. }) => &[("result", "result")],
        _ => &[],
    };
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

fn the_visit(fields: &Fields) -> Result<VisitId, Refusals> {
    let visit = fields.text("visit").parse();
    visit.map_err(|_| Code::UnknownVisit.into())
}

pub(super) fn raise(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    let visit = match fields.get("visit") {
        None => None,
        Some(_) => Some(the_visit(fields)?),
    };
    Ok(Command::Problem(ProblemCommand::Raise {
        topic: fields.text("topic").to_owned(),
        text: fields.text("text").to_owned(),
        visit,
    }))
}

pub(super) fn plan(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::PlanVisit(NewVisit {
        on: date(fields, "on")?,
        time: time(fields, "time")?,
        address: fields.text("address").to_owned(),
        people: lines(fields, "people"),
        purpose: fields.text("purpose").to_owned(),
        bring: lines(fields, "bring"),
        taken: Vec::new(),
    })))
}

fn time(fields: &Fields, name: &str) -> Result<Option<Time>, Refusals> {
    let Some(typed) = fields.get(name) else {
        return Ok(None);
    };
    let wrong = || {
        Refusal::new(Code::DateInvalid)
            .with("given", typed)
            .at(name)
    };
    let time = typed.parse().map_err(|_| Refusals::from(wrong()))?;
    Ok(Some(time))
}

/// When it happened: day and hour of the form, or now where both are empty.
fn moment(fields: &Fields) -> Result<Option<Timestamp>, Refusals> {
    if fields.get("at_day").is_none() && fields.get("at_time").is_none() {
        return Ok(None);
    }
    let day = date(fields, "at_day")?;
    let missing = || Refusals::from(Refusal::new(Code::TextMissing).at("at_time"));
    let time = time(fields, "at_time")?.ok_or_else(missing)?;
    let wrong = || {
        let refusal = Refusal::new(Code::DateInvalid).with("given", day);
        Refusals::from(refusal.at("at_day"))
    };
    Office::moment(day.to_datetime(time))
        .map(Some)
        .ok_or_else(wrong)
}

pub(super) fn arrive(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::Arrive {
        visit: the_visit(fields)?,
        at: moment(fields)?,
    }))
}

pub(super) fn leave(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::Leave {
        visit: the_visit(fields)?,
        at: moment(fields)?,
        outcome: fields.text("outcome").to_owned(),
    }))
}

pub(super) fn cancel(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::CancelVisit {
        visit: the_visit(fields)?,
        reason: fields.text("reason").to_owned(),
    }))
}

pub(super) fn note(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::Note {
        sort: chosen::<NoteSort>(fields, "sort")?,
        on: date(fields, "note_on")?,
        text: fields.text("note_text").to_owned(),
    }))
}

pub(super) fn tick_off(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    let note = fields.text("note").parse();
    Ok(Command::Agency(AgencyCommand::TickOff {
        note: note.map_err(|_| Refusals::from(Code::UnknownNote))?,
        result: fields.text("result").to_owned(),
    }))
}

pub(super) fn hand_on(fields: &Fields, agents: &[AgentCard]) -> Result<Command, Refusals> {
    let mut agents = agents.iter();
    let chosen = agents.find(|card| card.agent.to_string() == fields.text("agent"));
    let card = chosen.ok_or_else(|| Refusal::new(Code::NothingChosen).at("agent"))?;
    Ok(Command::Agency(AgencyCommand::HandOn {
        card: card.clone(),
        record: fields.text("record").to_owned(),
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn take_over(fields: &Fields, _: &[AgentCard]) -> Result<Command, Refusals> {
    Ok(Command::Agency(AgencyCommand::TakeOver {
        remark: fields.text("take_over").to_owned(),
    }))
}

fn notes(app: &App, project: &Project) -> Vec<NoteView> {
    let today = app.office.today();
    let mut notes: Vec<_> = project.agency.notes.iter().collect();
    notes.sort_by_key(|note| (note.done.is_some(), note.on));
    notes
        .into_iter()
        .map(|note| NoteView {
            id: note.id.to_string(),
            sort: note.sort.as_str(),
            on: note.on.to_string(),
            text: note.text.clone(),
            by: note.by.name.clone(),
            done: note
                .done
                .as_ref()
                .map(|(on, result)| (on.to_string(), result.clone())),
            is_due: note.done.is_none() && note.on <= today,
        })
        .collect()
}

fn hand_overs(project: &Project) -> Vec<HandOverView> {
    let all = project.agency.hand_overs.iter().rev();
    all.map(|it| HandOverView {
        from: it.from.clone(),
        to: it
            .to
            .as_ref()
            .map(|card| card.name.clone())
            .unwrap_or_default(),
        on: it.on.to_string(),
        record: it.record.clone(),
        confirmed: it
            .confirmed
            .as_ref()
            .map(|(on, remark)| (on.to_string(), remark.clone())),
    })
    .collect()
}

fn rights(project: &Project, actor: &Actor) -> Value {
    let may = |action| actor.may(action, &relations(project, None, actor));
    let own = project.agent.as_ref().map(|card| card.agent);
    let is_own = own.is_some() && own == actor.user;
    context! {
        raise => may(Action::RaiseProblem), visit => may(Action::VisitSite),
        note => may(Action::KeepNotes), hand_on => is_own && may(Action::HandProjectOn),
        take_over => is_own && project.agency.open_hand_over().is_some(),
    }
}

pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    id: &str,
    (status, form): (StatusCode, FormView),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let project = cases::project(app, visitor, id, Action::KeepNotes).await?;
    let agents = app.office.agents_for(&project).await;
    let agents = agents.map_err(|error| error.into_page(app, visitor))?;
    let own = project.agent.as_ref().map(|card| card.agent);
    let others: Vec<Value> = agents
        .iter()
        .filter(|card| Some(card.agent) != own)
        .map(|card| context! { id => card.agent.to_string(), name => card.name.as_str(), window => card.window.as_str() })
        .collect();
    let problems: Vec<ProblemView> = project
        .problems
        .iter()
        .rev()
        .map(|one| view::problem(app, &actor, (&project, one)))
        .collect();
    let visits: Vec<VisitView> = project
        .agency
        .visits
        .iter()
        .rev()
        .map(|visit| view::visit(app, visit))
        .collect();
    let data = context! {
        id, title => project.title.as_str(), company => project.builder.company.as_str(),
        contact => context! { name => project.contact.person.as_str(), phone => project.contact.phone.as_str() },
        address => project.address.as_str(), version => project.version,
        agent => super::mine::agent(app, &project), me => actor.name.as_str(),
        authorised => project.agency.authorised.as_ref().map(|it| context! {
            acts => it.acts.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
            until => it.until.map(|until| until.to_string()),
        }),
        problems => templates::view(&problems), visits => templates::view(&visits),
        notes => templates::view(&notes(app, &project)),
        hand_overs => templates::view(&hand_overs(&project)),
        may => rights(&project, &actor), agents => others,
        topics => templates::view(&app.office.catalogue.agency().problems),
        sorts => NoteSort::ALL.map(NoteSort::as_str).to_vec(),
        form => templates::view(&form),
    };
    app.page_with_status(visitor, status, "pages/service/file.html", data)
}
