//! One conversation: what the visitor's side may read of it, who has to answer, and the form to go on. Looking at it is
//! reading it.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::catalogue::DepartmentCode;
use window_domain::project::event::StoredFile;
use window_domain::project::talk::{FILES_MAX, Message, Side, Talk, TalkCommand};
use window_domain::project::{Command, Project};
use window_domain::refusal::Refusals;
use window_store::TalkReader;

use super::form::{self, Received, agent, kept, perform, receive, recipients};
use super::{base, department, project};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, UploadForm, Visitor};
use crate::pages::lights::LightView;
use crate::service::Refused;
use crate::templates::view;

/// A project and the number of one of its conversations.
type Which = Path<(String, u16)>;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, number)): Which,
) -> Result<Response, PageError> {
    let (project, side) = project(&app, &visitor, &id).await?;
    let talk = found(&project, number, &side)?;
    let actor = visitor.actor()?;
    let last = talk.readable(&side).last().map_or(0, |it| it.number);
    if let Some(user) = actor.user {
        let read = (&*user.to_string(), &*id, number);
        let kept = app.store.talk_seen(read, last, app.clock.now()).await;
        kept.map_err(PageError::unavailable)?;
    }
    let mut form = FormView::empty();
    // Whoever has to answer most likely answers whoever asked.
    if let Some(awaited) = talk.awaited.as_ref().filter(|it| it.side == side) {
        let asked_by = &awaited.asked_by;
        let code = asked_by.department().map(ToString::to_string);
        let to = code.unwrap_or_else(|| asked_by.as_str().to_owned());
        form.values.insert("to".to_owned(), to);
    }
    let given = (StatusCode::OK, form, Vec::new());
    page(&app, &visitor, (&project, talk, &side), given).await
}

pub(super) async fn say(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, number)): Which,
    mut upload: UploadForm,
) -> Result<Response, PageError> {
    let (project, side) = project(&app, &visitor, &id).await?;
    let talk = found(&project, number, &side)?;
    let received: Received = receive(&app, &mut upload).await?;
    let command = form::words(&side, &received).map(|words| TalkCommand::Say {
        talk: number,
        words,
    });
    let given = (upload.key.as_str(), &received);
    match perform(&app, &visitor, (&project, command), given).await? {
        None => Ok(back(&side, &id, number)),
        Some(wrong) => {
            let form = FormView::of(&received.fields, wrong);
            let given = (StatusCode::UNPROCESSABLE_ENTITY, form, received.files);
            page(&app, &visitor, (&project, talk, &side), given).await
        }
    }
}

pub(super) async fn release(
    State(app): State<AppState>,
    visitor: Visitor,
    which: Which,
    fields: Fields,
) -> Result<Response, PageError> {
    let talk = which.1;
    let message = fields.text("message").parse().unwrap_or_default();
    act(
        &app,
        &visitor,
        which,
        (&fields, TalkCommand::Release { talk, message }),
    )
    .await
}

pub(super) async fn settle(
    State(app): State<AppState>,
    visitor: Visitor,
    which: Which,
    fields: Fields,
) -> Result<Response, PageError> {
    let talk = which.1;
    let note = fields.text("note").to_owned();
    act(
        &app,
        &visitor,
        which,
        (&fields, TalkCommand::Settle { talk, note }),
    )
    .await
}

async fn act(
    app: &App,
    visitor: &Visitor,
    Path((id, number)): Which,
    (fields, command): (&Fields, TalkCommand),
) -> Result<Response, PageError> {
    let request = visitor.form_request(fields)?;
    let (project, side) = project(app, visitor, &id).await?;
    let talk = found(&project, number, &side)?;
    let command = Command::Talk(command);
    let done = app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await;
    match done {
        Ok(_) => Ok(back(&side, &id, number)),
        Err(Refused::Rules(refusals)) => {
            let refusals: Refusals = refusals;
            let form = FormView::of(fields, problems(app, visitor.language, &refusals));
            let given = (StatusCode::UNPROCESSABLE_ENTITY, form, Vec::new());
            page(app, visitor, (&project, talk, &side), given).await
        }
        Err(error) => Err(error.into_page(app, visitor)),
    }
}

fn back(side: &Side, id: &str, number: u16) -> Response {
    let back = format!("{}/projects/{id}/messages/{number}", base(side));
    Redirect::to(&back).into_response()
}

/// The conversation, if the side may read some of it.
fn found<'a>(project: &'a Project, number: u16, side: &Side) -> Result<&'a Talk, PageError> {
    let talk = project.talk(number).map_err(|_| PageError::not_found())?;
    let is_readable = talk.readable(side).next().is_some();
    is_readable.then_some(talk).ok_or_else(PageError::not_found)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (project, talk, side): (&Project, &Talk, &Side),
    (status, form, files): (StatusCode, FormView, Vec<StoredFile>),
) -> Result<Response, PageError> {
    let id = project.id.to_string();
    let readers = app.store.talk_readers(&id, talk.number).await;
    let readers = readers.map_err(PageError::unavailable)?;
    let calendar = &app.office.calendar;
    let awaited = talk.awaited.as_ref().map(|it| {
        let today = app.office.today();
        let light: LightView = it.clock.light(calendar, today).into();
        let due = it.clock.due(calendar, today);
        context! {
            side => it.side.as_str(), department => view(&department(app, &it.side)),
            is_mine => it.side == *side, light => view(&light),
            due => due.map(|due| due.date.to_string()),
            may_settle => it.asked_by == *side || (*side == Side::Window && !talk.enterprise_waits),
        }
    });
    let messages: Vec<Value> = talk
        .readable(side)
        .map(|message| shown(app, (talk, message, side), &readers))
        .collect();
    let data = context! {
        form => view(&form), id, number => talk.number, title => project.title.as_str(),
        subject => talk.subject.as_str(), base => base(side), side => side.as_str(), awaited,
        messages, agent => agent(project), recipients => recipients(app, project),
        kept => kept(&files), files_max => FILES_MAX,
        settled => talk.settled.as_ref().map(|(on, by, note)| context! {
            on => on.to_string(), name => by.name.as_str(), note => note.as_str(),
        }),
    };
    app.page_with_status(visitor, status, "pages/talks/thread.html", data)
}

fn shown(
    app: &App,
    (talk, message, side): (&Talk, &Message, &Side),
    readers: &[TalkReader],
) -> Value {
    let files: Vec<Value> = message
        .files
        .iter()
        .map(|file| {
            context! {
                name => file.file_name.as_str(), sha256 => file.sha256.as_str(),
                kib => file.size_bytes.div_ceil(1024),
            }
        })
        .collect();
    // Who has read it: the sides, not the people; one's own side is no news.
    let read: BTreeSet<Side> = readers
        .iter()
        .filter(|reader| reader.seen >= message.number)
        .map(side_of)
        .filter(|reader| reader != side && *reader != message.from)
        .filter(|reader| message.readers.contains(reader))
        .collect();
    let read: Vec<Value> = read.iter().map(|reader| named(app, reader)).collect();
    let may_release = *side == Side::Window
        && message.from.department().is_some()
        && !message.readers.contains(&Side::Enterprise)
        && talk.readable(&Side::Enterprise).next().is_some();
    context! {
        number => message.number, from => named(app, &message.from), to => named(app, &message.to),
        name => message.by.name.as_str(), on => message.on.to_string(),
        text => message.text.as_str(), files, read, is_mine => message.from == *side, may_release,
        released_on => message.released_on.map(|on| on.to_string()),
    }
}

fn side_of(reader: &TalkReader) -> Side {
    match (&reader.department, &reader.enterprise_id) {
        (Some(code), _) => Side::Department(DepartmentCode::new(code)),
        (None, Some(_)) => Side::Enterprise,
        (None, None) => Side::Window,
    }
}

/// A side for a template: its name in locale keys, and the department's.
fn named(app: &App, side: &Side) -> Value {
    context! { side => side.as_str(), department => view(&department(app, side)) }
}
