//! Visitors who come to see the window: the board without names by a link that ends, and the register of groups.

mod open;
mod register;

use window_domain::access::Action;

use crate::http::Routes;

/// The pages of visits.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/visit/{token}", Action::ReadPublic, open::show)
        .get("/board/visits", Action::ReadVisits, register::show)
        .get(
            "/board/visits/tables/{file}",
            Action::ReadVisits,
            register::download,
        )
        .post("/board/visits/link", Action::ManageVisits, register::make)
        .post(
            "/board/visits/link/{id}/revoke",
            Action::ManageVisits,
            register::revoke,
        )
        .post("/board/visits/group", Action::ManageVisits, register::enter)
}
