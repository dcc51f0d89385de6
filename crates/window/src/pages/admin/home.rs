//! Where administration begins: what each administrator keeps, and what the window lead does.

use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{PageError, Visitor};

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let data = context! {
        may_accounts => visitor.may(Action::ReadAccounts),
        may_organisations => visitor.may(Action::ReadAdministration),
        may_audit => visitor.may(Action::ReadAudit),
        may_workdays => visitor.may(Action::ReadCalendars),
        may_releases => visitor.may(Action::ReadReleases),
        may_staff => visitor.may(Action::ManageStaff),
        may_windows => visitor.may(Action::ReadCalendar),
    };
    app.page(&visitor, "pages/admin/home.html", data)
}
