//! The conversations of one project, and the form to begin one. Files that came in stay with the form while something else
//! is mended.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use window_domain::catalogue::DepartmentCode;
use window_domain::project::event::StoredFile;
use window_domain::project::talk::{FILES_MAX, Side, TalkCommand, Words};
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{Page, TalkFilter};

use super::{base, department, overview, project};
use crate::app::{App, AppState};
use crate::http::refusal::problems;
use crate::http::{Fields, FormView, PageError, Problem, UploadForm, Visitor};
use crate::pages::cases::wrong_file;
use crate::service::project::viewer;
use crate::service::upload::UploadError;
use crate::service::{Refused, Request};
use crate::templates::view;

/// What came in with a form.
pub(super) struct Received {
    pub(super) fields: Fields,
    pub(super) files: Vec<StoredFile>,
    pub(super) problems: Vec<Problem>,
}

/// Reads a form with its files, those of an earlier attempt among them.
pub(super) async fn receive(app: &App, upload: &mut UploadForm) -> Result<Received, PageError> {
    let (mut pairs, mut files, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    while let Ok(Some(field)) = upload.parts.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            match app.office.receive_file(field).await {
                Ok(file) => files.push(file),
                // A form without a file sends an empty part.
                Err(UploadError::Missing) => {}
                Err(error) => problems.push(Problem::new("file", wrong_file(error)?)),
            }
            continue;
        }
        let Ok(text) = field.text().await else {
            problems.push(Problem::new("file", wrong_file(UploadError::Interrupted)?));
            break;
        };
        pairs.push((name, text));
    }
    let fields = Fields::from_pairs(pairs);
    let kept: Vec<(String, String)> = fields
        .all("kept")
        .filter_map(|kept| kept.split_once(' '))
        .map(|(sha256, name)| (sha256.to_owned(), name.to_owned()))
        .take(FILES_MAX)
        .collect();
    for (sha256, name) in kept {
        let held = app.office.held_file(&sha256, &name).await;
        let held = held.map_err(PageError::unavailable)?;
        files.extend(held.filter(|held| {
            !files
                .iter()
                .any(|one: &StoredFile| one.sha256 == held.sha256)
        }));
    }
    Ok(Received {
        fields,
        files,
        problems,
    })
}

/// The words of a form. Who does not choose a recipient writes to the window; the window to the enterprise.
pub(super) fn words(side: &Side, received: &Received) -> Result<Words, Refusals> {
    let fields = &received.fields;
    let to = match (side, fields.text("to")) {
        (Side::Enterprise | Side::Department(_), _) => Side::Window,
        (Side::Window, "enterprise") => Side::Enterprise,
        (Side::Window, "") => return Err(Refusal::new(Code::NothingChosen).at("to").into()),
        (Side::Window, code) => Side::Department(DepartmentCode::new(code)),
    };
    Ok(Words {
        to,
        person: fields.get("person").and_then(|id| id.parse().ok()),
        text: fields.text("text").to_owned(),
        files: received.files.clone(),
        asks: fields.get("asks").is_some(),
    })
}

/// Does a command, or tells everything that is wrong with it and with the files.
pub(super) async fn perform(
    app: &App,
    visitor: &Visitor,
    (project, command): (&Project, Result<TalkCommand, Refusals>),
    (key, received): (&str, &Received),
) -> Result<Option<Vec<Problem>>, PageError> {
    let mut wrong = received.problems.clone();
    match command {
        Err(refusals) => wrong.extend(problems(app, visitor.language, &refusals)),
        Ok(command) if wrong.is_empty() => {
            let request = Request {
                seen: received.fields.seen(),
                ..visitor.request(key)?
            };
            let command = Command::Talk(command);
            let done = app
                .office
                .execute(&visitor.actor()?, project.id, &command, &request)
                .await;
            match done {
                Ok(_) => return Ok(None),
                Err(Refused::Rules(refusals)) => {
                    wrong.extend(problems(app, visitor.language, &refusals));
                }
                Err(error) => return Err(error.into_page(app, visitor)),
            }
        }
        Ok(_) => {}
    }
    Ok(Some(wrong))
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (project, side) = project(&app, &visitor, &id).await?;
    let mut form = FormView::empty();
    form.values.insert("asks".to_owned(), "true".to_owned());
    let given = (StatusCode::OK, form, Vec::new());
    page(&app, &visitor, (&project, &side), given).await
}

pub(super) async fn open(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    mut upload: UploadForm,
) -> Result<Response, PageError> {
    let (project, side) = project(&app, &visitor, &id).await?;
    let received = receive(&app, &mut upload).await?;
    let command = words(&side, &received).map(|words| TalkCommand::Open {
        subject: received.fields.text("subject").to_owned(),
        words,
    });
    let given = (upload.key.as_str(), &received);
    match perform(&app, &visitor, (&project, command), given).await? {
        None => {
            let back = format!("{}/projects/{id}/messages", base(&side));
            Ok(Redirect::to(&back).into_response())
        }
        Some(wrong) => {
            let form = FormView::of(&received.fields, wrong);
            let given = (StatusCode::UNPROCESSABLE_ENTITY, form, received.files);
            page(&app, &visitor, (&project, &side), given).await
        }
    }
}

/// Whom the window can write to: the enterprise, and the departments on the project.
pub(super) fn recipients(app: &App, project: &Project) -> Vec<Value> {
    let departments = project.present_departments().into_iter();
    departments
        .map(|code| {
            let name = department(app, &Side::Department(code.clone()));
            context! { code => code.as_str(), name => view(&name) }
        })
        .collect()
}

/// Who accompanies the project today, to write to.
pub(super) fn agent(project: &Project) -> Option<Value> {
    let substitute = project.agency.substitute.as_ref().map(|it| &it.card);
    let card = substitute.or(project.agent.as_ref())?;
    Some(context! {
        id => card.agent.to_string(), name => card.name.as_str(), window => card.window.as_str(),
    })
}

/// Files that stay with a form.
pub(super) fn kept(files: &[StoredFile]) -> Vec<Value> {
    let files = files.iter();
    files
        .map(|file| context! { sha256 => file.sha256.as_str(), name => file.file_name.as_str() })
        .collect()
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (project, side): (&Project, &Side),
    (status, form, files): (StatusCode, FormView, Vec<StoredFile>),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let id = project.id.to_string();
    let filter = TalkFilter {
        project: Some(id.clone()),
        ..TalkFilter::default()
    };
    let rows = app
        .store
        .read(&viewer)
        .talks(&filter, &Page::first(200))
        .await;
    let rows = rows.map_err(PageError::unavailable)?.rows;
    let account = actor.user.map(|user| user.to_string()).unwrap_or_default();
    let seen = app.store.talks_seen(&account, &id).await;
    let seen = seen.map_err(PageError::unavailable)?;
    let lines: Vec<Value> = rows
        .iter()
        .map(|row| {
            let number = u16::try_from(row.number).unwrap_or_default();
            overview::line(
                app,
                (row, side),
                seen.get(&number).copied().unwrap_or_default(),
            )
        })
        .collect();
    let policy = &app.office.catalogue.agency().talk;
    let data = context! {
        lines, form => view(&form), id, title => project.title.as_str(), base => base(side),
        side => side.as_str(), agent => agent(project), recipients => recipients(app, project),
        kept => kept(&files), files_max => FILES_MAX,
        days => context! {
            window => policy.window_days, enterprise => policy.enterprise_days,
            department => policy.department_days,
        },
    };
    app.page_with_status(visitor, status, "pages/talks/project.html", data)
}
