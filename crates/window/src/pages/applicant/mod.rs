//! What an enterprise sees of its projects.

mod my;
mod project;

use window_domain::access::Action;

use crate::http::Routes;

pub(super) use project::show as show_project;

/// The enterprise's pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/my", Action::ReadEnterpriseDesk, my::show)
        .get("/my/projects/{id}", Action::ReadProject, project::show)
}
