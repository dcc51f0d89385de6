//! One step of a project: what it is for, who decides until when, and its material slots.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{ItemCode, MaterialCode, Need, Text};
use window_domain::project::progress::{ItemProgress, MaterialStatus, Progress, Slot};
use window_domain::project::{Command, Project};

use super::{agent, department_name, item_name, project, withdraw};
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Problem, SEEN, UploadForm, Visitor, refusal};
use crate::i18n::Message;
use crate::service::upload::UploadError;
use crate::service::{Refused, Request};
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ReadProject).await?;
    page(&app, &visitor, &project, (&item, FormView::empty()))
}

/// A file for one material; the field `back` (before the file) names the page the form stood on.
pub(super) async fn upload(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, material)): Path<(String, String)>,
    mut form: UploadForm,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::AddMaterial).await?;
    let (mut back, mut seen, mut received) = (String::new(), None, Err(UploadError::Missing));
    while let Ok(Some(field)) = form.parts.next_field().await {
        match field.name() {
            Some("back") => back = field.text().await.unwrap_or_default(),
            Some(SEEN) => seen = field.text().await.ok().and_then(|seen| seen.parse().ok()),
            Some("file") => {
                received = app.office.receive_file(field).await;
                break;
            }
            _ => {}
        }
    }
    let material = MaterialCode::new(&material);
    let file = match received {
        Ok(file) => file,
        Err(error) => {
            let problem = Problem::new(format!("slot-{material}"), wrong_file(error)?);
            let form = FormView {
                problems: vec![problem],
                seen,
                ..FormView::empty()
            };
            return again(&app, &visitor, &project, (&back, form)).await;
        }
    };
    let command = Command::AddMaterial { material, file };
    let request = Request {
        seen,
        ..visitor.request(&form.key)?
    };
    put(&app, &visitor, (&project, &back), (&command, &request)).await
}

/// Changes a slot and leads back to the page its form stood on; a refusal stands beside the slot.
async fn put(
    app: &App,
    visitor: &Visitor,
    (project, back): (&Project, &str),
    (command, request): (&Command, &Request),
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    match app
        .office
        .execute(&actor, project.id, command, request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&way_back(project, back)).into_response()),
        Err(Refused::Rules(mut refusals)) => {
            if let Command::AddMaterial { material, .. } | Command::ConfirmMaterial { material } =
                command
            {
                for refusal in &mut refusals.0 {
                    refusal.field = Some(format!("slot-{material}"));
                }
            }
            let form = FormView {
                problems: refusal::problems(app, visitor.language, &refusals),
                ..FormView::empty()
            };
            let now = app
                .office
                .project(&actor, project.id, (Action::ReadProject, None))
                .await
                .map_err(|refused| refused.into_page(app, visitor))?;
            again(app, visitor, &now, (back, form)).await
        }
        Err(refused) => Err(refused.into_page(app, visitor)),
    }
}

/// What is wrong with a file, in words.
pub(in crate::pages) fn wrong_file(error: UploadError) -> Result<Message, PageError> {
    Ok(match error {
        UploadError::Missing => Message::new("upload-missing"),
        UploadError::Empty => Message::new("upload-empty"),
        UploadError::TooLarge { limit_bytes } => {
            let mebibytes = i64::try_from(limit_bytes >> 20).unwrap_or(i64::MAX);
            Message::new("upload-too-large").with("mb", mebibytes)
        }
        UploadError::WrongType => Message::new("upload-wrong-type"),
        UploadError::Interrupted => Message::new("upload-interrupted"),
        UploadError::Store(error) => return Err(PageError::unavailable(error)),
    })
}

/// The page the form stood on, with what is wrong.
async fn again(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (back, form): (&str, FormView),
) -> Result<Response, PageError> {
    match back.rsplit_once("/steps/") {
        Some((_, item)) => page(app, visitor, project, (item, form)),
        None => super::inbox::page(app, visitor, form.problems).await,
    }
}

pub(super) async fn confirm(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, material)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ConfirmMaterial).await?;
    let command = Command::ConfirmMaterial {
        material: MaterialCode::new(&material),
    };
    let request = visitor.form_request(&fields)?;
    let place = (&*project, fields.text("back"));
    put(&app, &visitor, place, (&command, &request)).await
}

/// Only pages with upload forms lead back; anything else ends at the project.
fn way_back(project: &Project, back: &str) -> String {
    let own = format!("/my/projects/{}", project.id);
    let of_step = back
        .strip_prefix(&own)
        .and_then(|rest| rest.strip_prefix("/steps/"));
    let is_code = |code: &str| code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if back == "/my/inbox" || of_step.is_some_and(is_code) {
        back.to_owned()
    } else {
        own
    }
}

/// One file of a slot.
#[derive(Debug, Serialize)]
struct FileView {
    href: String,
    name: String,
    number: u16,
    at: String,
    on_behalf: bool,
}

/// A material as the step page shows it.
#[derive(Debug, Serialize)]
struct SlotView {
    code: String,
    name: Text,
    need: &'static str,
    standard: Text,
    copies: u8,
    state: &'static str,
    unconfirmed: bool,
    asks: bool,
    files: Vec<FileView>,
}

fn slot_view(project: &Project, slot: &Slot<'_>) -> SlotView {
    let requirement = slot.requirement;
    let files = project.dossier.versions(&requirement.code).iter().rev();
    SlotView {
        code: requirement.code.to_string(),
        name: requirement.name.clone(),
        need: match requirement.need {
            Need::Required => "required",
            Need::Tolerable => "tolerable",
            Need::Conditional => "conditional",
        },
        standard: requirement.accept_standard.clone(),
        copies: requirement.copies,
        state: match slot.status {
            MaterialStatus::Missing => "empty",
            MaterialStatus::Unconfirmed | MaterialStatus::Present => "uploaded",
            MaterialStatus::Held => "held",
        },
        unconfirmed: slot.status == MaterialStatus::Unconfirmed,
        asks: slot.status != MaterialStatus::Held,
        files: files
            .map(|version| FileView {
                href: format!("/files/{}/{}", project.id, version.file.sha256),
                name: version.file.file_name.clone(),
                number: version.number,
                at: version.at.to_string(),
                on_behalf: version.on_behalf,
            })
            .collect(),
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (item, form): (&str, FormView),
) -> Result<Response, PageError> {
    let catalogue = app.office.rules_of(project);
    let code = ItemCode::new(item);
    let item = catalogue.item(&code).ok_or_else(PageError::not_found)?;
    let progress = Progress::new(project, catalogue);
    let standing = progress.of(&code).ok_or_else(PageError::not_found)?;
    let slots: Vec<_> = progress
        .slots(item)
        .iter()
        .map(|slot| slot_view(project, slot))
        .collect();
    let locked: Vec<_> = match &standing {
        ItemProgress::Locked { missing } => missing
            .iter()
            .map(|code| item_name(catalogue, code))
            .collect(),
        _ => Vec::new(),
    };
    let status = match standing {
        ItemProgress::NotApplicable | ItemProgress::Locked { .. } => "locked",
        ItemProgress::Ready => "ready",
        ItemProgress::InHand => "review",
        ItemProgress::Obtained => "done",
    };
    let missing = slots
        .iter()
        .filter(|slot| slot.state == "empty" && slot.need != "tolerable")
        .count();
    let http = if form.problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let actor = visitor.actor()?;
    let data = context! {
        form => view(&form),
        project => context! {
            id => project.id.to_string(), title => project.title.as_str(), version => project.version,
        },
        item => view(item),
        department => view(&department_name(catalogue, &item.department)),
        slots => view(&slots),
        locked => view(&locked),
        status, missing,
        agent => view(&agent(project)),
        may_add => visitor.may(Action::AddMaterial),
        may_confirm => visitor.may(Action::ConfirmMaterial),
        withdraw => withdraw::open_case(app, &actor, project, &code).is_some(),
        back => format!("/my/projects/{}/steps/{code}", project.id),
    };
    app.page_with_status(visitor, http, "pages/cases/step.html", data)
}
