//! The approving departments' pages.

mod queue;

use window_domain::access::Action;

use crate::http::Routes;

/// The departments' pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/dept", Action::ReadDepartmentQueue, queue::show)
        .post("/dept/tasks/{case}/claim", Action::ClaimCase, queue::claim)
}
