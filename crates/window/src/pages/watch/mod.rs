//! Supervision: what is open, late and found; the supervision file of a project; checks.

mod home;
mod lists;
mod rows;

use window_domain::access::Action;

use crate::http::Routes;

/// The pages of supervision.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/watch", Action::ReadWatch, home::show)
        .post("/watch/cross-check", Action::CrossCheck, home::run)
        .get("/watch/runs/{id}", Action::ReadWatch, home::result)
        .get("/watch/duties", Action::ReadWatch, lists::show)
        .get("/watch/checks", Action::ReadWatch, lists::checks)
}
