//! Mail and text messages: how they fare, for whoever looks after them; and where an enterprise wants its own.

mod contact;
mod list;
mod report;

use window_domain::access::Action;

use crate::http::Routes;
use crate::sending::REPORTS_PATH;

/// The pages about messages that leave the house.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk/notices", Action::ReadNotices, list::show)
        .post("/desk/notices/{id}/retry", Action::RetryNotice, list::retry)
        .post(REPORTS_PATH, Action::ReportDelivery, report::hear)
        .get("/my/contact", Action::ChangeContact, contact::show)
        .post("/my/contact", Action::ChangeContact, contact::change)
}
