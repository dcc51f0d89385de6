//! Pages for everybody: home and the guide, drawn from the catalogue and never written twice.

mod guide;
mod home;

use window_domain::access::Action;

use crate::http::Routes;

/// The public pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/", Action::ReadPublic, home::show)
        .get("/guide", Action::ReadPublic, guide::list)
        .get("/guide/{item}", Action::ReadPublic, guide::show)
}
