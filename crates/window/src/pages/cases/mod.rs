//! Handing in: steps and their materials, the check before submission, receipts, corrections,
//! the commitment, the parties, and the papers the window hands out.

mod check;
mod code;
mod commitment;
mod files;
mod inbox;
mod letter;
mod parties;
mod receipt;
mod sealed;
mod step;
mod withdraw;

pub(super) use self::files::handed_out;
pub(super) use self::step::wrong_file;

use std::sync::Arc;

use window_domain::access::Action;
use window_domain::catalogue::{Catalogue, DepartmentCode, ItemCode, MaterialCode, Text};
use window_domain::id::entity::ProjectId;
use window_domain::project::Project;

use crate::app::App;
use crate::http::{PageError, Routes, Visitor};

/// The routes of this folder.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get(
            "/my/projects/{id}/steps/{item}",
            Action::ReadProject,
            step::show,
        )
        .post(
            "/my/projects/{id}/materials/{material}",
            Action::AddMaterial,
            step::upload,
        )
        .post(
            "/my/projects/{id}/materials/{material}/confirm",
            Action::ConfirmMaterial,
            step::confirm,
        )
        .get(
            "/my/projects/{id}/steps/{item}/withdraw",
            Action::WithdrawCase,
            withdraw::show,
        )
        .post(
            "/my/projects/{id}/steps/{item}/withdraw",
            Action::WithdrawCase,
            withdraw::withdraw,
        )
        .get(
            "/my/projects/{id}/code",
            Action::EnterProjectCode,
            code::show,
        )
        .post(
            "/my/projects/{id}/code",
            Action::EnterProjectCode,
            code::enter,
        )
        .get("/my/projects/{id}/check", Action::ReadProject, check::show)
        .post("/my/projects/{id}/check", Action::Submit, check::submit)
        .get("/my/receipts/{no}", Action::ReadProject, receipt::show)
        .and(build_first())
        .and(papers())
}

/// The enterprise's steps on the way to the construction notice.
fn build_first() -> Routes {
    Routes::new()
        .get(
            "/my/projects/{id}/commitment",
            Action::ReadProject,
            commitment::show,
        )
        .post(
            "/my/projects/{id}/commitment",
            Action::SignCommitment,
            commitment::sign,
        )
        .get(
            "/my/projects/{id}/parties",
            Action::EnterParties,
            parties::show,
        )
        .post(
            "/my/projects/{id}/parties",
            Action::EnterParties,
            parties::enter,
        )
}

/// What was asked for and what was handed out.
fn papers() -> Routes {
    Routes::new()
        .get("/my/inbox", Action::ReadEnterpriseDesk, inbox::show)
        .post(
            "/my/projects/{id}/corrections/answer",
            Action::AnswerCorrection,
            inbox::answer,
        )
        .get(
            "/files/{project}/{sha256}",
            Action::ReadCaseFile,
            files::download,
        )
        .get("/letters/{file}", Action::ReadCaseFile, letter::show)
        .get("/v", Action::ReadPublic, letter::ask)
        .get("/v/{code}", Action::ReadPublic, letter::verify)
}

/// The project of an address, for a visitor who may do `action` to it.
pub(super) async fn project(
    app: &App,
    visitor: &Visitor,
    id: &str,
    action: Action,
) -> Result<Arc<Project>, PageError> {
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let found = app
        .office
        .project(&visitor.actor()?, id, (action, None))
        .await;
    found.map_err(|refused| refused.into_page(app, visitor))
}

/// A text in both languages that is the same in each, for codes the catalogue no longer knows.
fn plain(text: &str) -> Text {
    Text {
        zh: text.to_owned(),
        en: text.to_owned(),
    }
}

fn item_name(catalogue: &Catalogue, code: &ItemCode) -> Text {
    catalogue
        .item(code)
        .map_or_else(|| plain(code.as_str()), |item| item.name.clone())
}

fn department_name(catalogue: &Catalogue, code: &DepartmentCode) -> Text {
    catalogue.department(code).map_or_else(
        || plain(code.as_str()),
        |department| department.name.clone(),
    )
}

fn material_name(catalogue: &Catalogue, code: &MaterialCode) -> Text {
    catalogue
        .material_name(code)
        .cloned()
        .unwrap_or_else(|| plain(code.as_str()))
}

/// Whom to call about the project: its agent, or the hotline while there is none.
#[derive(Debug, serde::Serialize)]
pub(super) struct Agent {
    name: String,
    window: String,
    phone: String,
    hours: String,
}

pub(super) fn agent(project: &Project) -> Option<Agent> {
    project.agent.as_ref().map(|card| Agent {
        name: card.name.clone(),
        window: card.window.clone(),
        phone: card.phone.clone(),
        hours: String::new(),
    })
}
