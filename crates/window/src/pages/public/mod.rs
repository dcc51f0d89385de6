//! Pages for everybody: home and the guide, drawn from the catalogue and never written twice.

mod checklist;
mod forms;
mod guide;
mod home;
mod item;
mod journey;
mod search;
mod track;

use window_domain::access::Action;

use crate::http::Routes;

/// The public pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/", Action::ReadPublic, home::show)
        .get("/guide", Action::ReadPublic, guide::list)
        .get("/guide/journey", Action::ReadPublic, journey::show)
        .get("/guide/{item}", Action::ReadPublic, item::show)
        .get("/guide/{item}/forms/{file}", Action::ReadPublic, forms::one)
        .get("/checklist", Action::ReadPublic, checklist::show)
        .get("/track", Action::ReadPublic, track::ask)
        .post("/track", Action::ReadPublic, track::look)
}
