//! What an enterprise sees of its projects: registering, its desk, filing a project, the project page.

mod build_first;
mod building;
mod dossier;
mod facts;
mod map;
mod my;
mod new_project;
mod next;
mod project;
pub(super) mod questions;
mod register;
pub(super) mod route;

use window_domain::access::Action;
use window_domain::refusal::Code;

use crate::http::{Problem, Routes};
use crate::i18n::Message;

/// The same problem, naming what is missing: several empty fields would else read alike in the summary.
fn named(problem: Problem) -> Problem {
    if problem.is_of(Code::TextMissing) && !problem.field.is_empty() {
        let message = Message::new(format!("missing-{}", problem.field));
        return Problem { message, ..problem };
    }
    problem
}

/// The enterprise's pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/register", Action::RegisterEnterprise, register::show)
        .post("/register", Action::RegisterEnterprise, register::enter)
        .get("/my", Action::ReadEnterpriseDesk, my::show)
        .get("/my/projects/new", Action::CreateProject, new_project::show)
        .post(
            "/my/projects/new",
            Action::CreateProject,
            new_project::advance,
        )
        .get("/my/projects/{id}", Action::ReadProject, project::show)
        .get("/my/projects/{id}/facts", Action::ChangeFacts, facts::show)
        .post(
            "/my/projects/{id}/facts",
            Action::ChangeFacts,
            facts::change,
        )
        .post(
            "/my/projects/{id}/request-build-first",
            Action::RequestBuildFirst,
            project::request_build_first,
        )
        .and(building::routes())
}
