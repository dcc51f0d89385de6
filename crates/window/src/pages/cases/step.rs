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

use super::{agent, department_name, item_name, project};
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Problem, UploadForm, Visitor};
use crate::i18n::Message;
use crate::service::upload::UploadError;
use crate::templates::view;

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ReadProject).await?;
    page(&app, &visitor, &project, (&item, Vec::new()))
}

/// A file for one material; the field `back` (before the file) names the page the form stood on.
pub(super) async fn upload(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, material)): Path<(String, String)>,
    mut form: UploadForm,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::AddMaterial).await?;
    let (mut back, mut received) = (String::new(), Err(UploadError::Missing));
    while let Ok(Some(field)) = form.parts.next_field().await {
        match field.name() {
            Some("back") => back = field.text().await.unwrap_or_default(),
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
        Err(error) => return again(&app, &visitor, &project, (&back, &material, error)).await,
    };
    let command = Command::AddMaterial { material, file };
    let request = visitor.request(&form.key)?;
    let done = app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await;
    done.map_err(|refused| refused.into_page(&app, &visitor))?;
    Ok(Redirect::to(&way_back(&project, &back)).into_response())
}

/// The page the form stood on, with what is wrong with the file.
async fn again(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (back, material, error): (&str, &MaterialCode, UploadError),
) -> Result<Response, PageError> {
    let message = match error {
        UploadError::Missing => Message::new("upload-missing"),
        UploadError::Empty => Message::new("upload-empty"),
        UploadError::TooLarge { limit_bytes } => {
            let mebibytes = i64::try_from(limit_bytes >> 20).unwrap_or(i64::MAX);
            Message::new("upload-too-large").with("mb", mebibytes)
        }
        UploadError::WrongType => Message::new("upload-wrong-type"),
        UploadError::Interrupted => Message::new("upload-interrupted"),
        UploadError::Store(error) => return Err(PageError::unavailable(error)),
    };
    let problems = vec![Problem::new(format!("slot-{material}"), message)];
    match back.rsplit_once("/steps/") {
        Some((_, item)) => page(app, visitor, project, (item, problems)),
        None => super::inbox::page(app, visitor, problems).await,
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
    let request = visitor.request(fields.key()?)?;
    let done = app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await;
    done.map_err(|refused| refused.into_page(&app, &visitor))?;
    Ok(Redirect::to(&way_back(&project, fields.text("back"))).into_response())
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
    (item, problems): (&str, Vec<Problem>),
) -> Result<Response, PageError> {
    let catalogue = &app.office.catalogue;
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
    let http = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let form = FormView {
        problems,
        ..FormView::empty()
    };
    let data = context! {
        form => view(&form),
        project => context! { id => project.id.to_string(), title => project.title.as_str() },
        item => view(item),
        department => view(&department_name(catalogue, &item.department)),
        slots => view(&slots),
        locked => view(&locked),
        status, missing,
        agent => view(&agent(project)),
        may_add => visitor.may(Action::AddMaterial),
        may_confirm => visitor.may(Action::ConfirmMaterial),
        back => format!("/my/projects/{}/steps/{code}", project.id),
    };
    app.page_with_status(visitor, http, "pages/cases/step.html", data)
}
