//! Conversations about a project: the enterprise's, the window's and a department's pages are the same, each with what its
//! side may read and do.

mod form;
mod overview;
mod thread;

pub(super) use self::overview::open_count;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use window_domain::access::Action;
use window_domain::catalogue::Text;
use window_domain::id::entity::ProjectId;
use window_domain::project::Project;
use window_domain::project::talk::Side;

use crate::app::{App, AppState};
use crate::http::{PageError, Routes, Visitor};
use crate::pages::cases::handed_out;

/// The pages of one side: its list, a project's list, a conversation, its acts.
macro_rules! pages_of {
    ($routes:expr, $base:literal) => {
        $routes
            .get(
                concat!("/", $base, "/messages"),
                Action::ReadTalk,
                overview::show,
            )
            .get(
                concat!("/", $base, "/projects/{id}/messages"),
                Action::ReadTalk,
                form::show,
            )
            .post(
                concat!("/", $base, "/projects/{id}/messages"),
                Action::WriteTalk,
                form::open,
            )
            .get(
                concat!("/", $base, "/projects/{id}/messages/{talk}"),
                Action::ReadTalk,
                thread::show,
            )
            .post(
                concat!("/", $base, "/projects/{id}/messages/{talk}"),
                Action::WriteTalk,
                thread::say,
            )
            .post(
                concat!("/", $base, "/projects/{id}/messages/{talk}/settle"),
                Action::WriteTalk,
                thread::settle,
            )
            .get(
                concat!("/", $base, "/projects/{id}/messages/{talk}/{sha256}"),
                Action::ReadTalk,
                file,
            )
    };
}

/// The pages of this folder.
pub(super) fn routes() -> Routes {
    let routes = pages_of!(Routes::new(), "my");
    let routes = pages_of!(routes, "desk");
    let routes = routes.get("/desk/messages/new", Action::WriteTalk, overview::new);
    pages_of!(routes, "dept").post(
        "/desk/projects/{id}/messages/{talk}/release",
        Action::ReleaseTalk,
        thread::release,
    )
}

/// The pages of a side begin so.
const fn base(side: &Side) -> &'static str {
    match side {
        Side::Enterprise => "/my",
        Side::Window => "/desk",
        Side::Department(_) => "/dept",
    }
}

/// The project and the side the visitor speaks for.
async fn project(
    app: &App,
    visitor: &Visitor,
    id: &str,
) -> Result<(Arc<Project>, Side), PageError> {
    let actor = visitor.actor()?;
    let side = Side::of(&actor).ok_or_else(PageError::forbidden)?;
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let found = app.office.project_of_talks(&actor, id).await;
    let project = found.map_err(|error| error.into_page(app, visitor))?;
    Ok((project, side))
}

/// The name of a department; its code if the catalogue knows it no longer.
fn department(app: &App, side: &Side) -> Option<Text> {
    let code = side.department()?;
    let known = app.office.catalogue.department(code);
    Some(known.map_or_else(
        || Text {
            zh: code.to_string(),
            en: code.to_string(),
        },
        |department| department.name.clone(),
    ))
}

/// A file of a message the visitor's side may read.
async fn file(
    State(app): State<AppState>,
    visitor: Visitor,
    Path((id, talk, sha256)): Path<(String, u16, String)>,
) -> Result<Response, PageError> {
    let (project, side) = project(&app, &visitor, &id).await?;
    let talk = project.talk(talk).map_err(|_| PageError::not_found())?;
    let mut files = talk.readable(&side).flat_map(|message| &message.files);
    let file = files.find(|file| file.sha256 == sha256);
    handed_out(&app, file.ok_or_else(PageError::not_found)?).await
}
