//! Administration (page 25): accounts and roles of staff, the working-day calendar, the audit, and one's own password.

mod account;
mod audit;
mod calendar;
mod home;
mod organisations;
mod password;
mod releases;
mod staff;

use axum::extract::{Path, State};
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{Fields, Routes, Visitor};

/// The routes of this folder.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin", Action::ReadAdministration, home::show)
        .get("/admin/staff", Action::ReadAccounts, staff::list)
        .get("/admin/staff/new", Action::OpenAccounts, staff::ask)
        .post("/admin/staff/new", Action::OpenAccounts, staff::open)
        .get("/admin/staff/{id}", Action::ReadAccounts, account::show)
        .get(
            "/admin/organisations",
            Action::ReadAdministration,
            organisations::show,
        )
        .and(acts())
        .and(releases::routes())
        .get("/admin/calendar", Action::ReadCalendars, calendar::show)
        .post("/admin/calendar", Action::ImportCalendar, calendar::import)
        .get("/admin/calendar/{id}", Action::ReadCalendars, calendar::one)
        .post(
            "/admin/calendar/{id}/enforce",
            Action::DecideCalendar,
            calendar::enforce,
        )
        .post(
            "/admin/calendar/{id}/reject",
            Action::DecideCalendar,
            calendar::reject,
        )
        .get("/admin/audit", Action::ReadAudit, audit::search)
        .get("/admin/audit/{file}", Action::ReadAudit, audit::download)
        .get("/password", Action::UseSession, password::ask)
        .post("/password", Action::UseSession, password::change)
}

/// What is done to one account.
fn acts() -> Routes {
    let giving = |act: account::Act| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            account::perform(app, visitor, id, (fields, act))
        }
    };
    [
        (
            "/admin/staff/{id}/roles",
            Action::GrantRoles,
            account::Act::Roles,
        ),
        (
            "/admin/staff/{id}/person",
            Action::OpenAccounts,
            account::Act::Person,
        ),
        (
            "/admin/staff/{id}/close",
            Action::OpenAccounts,
            account::Act::Close,
        ),
        (
            "/admin/staff/{id}/reopen",
            Action::OpenAccounts,
            account::Act::Reopen,
        ),
        (
            "/admin/staff/{id}/password",
            Action::OpenAccounts,
            account::Act::Password,
        ),
    ]
    .into_iter()
    .fold(Routes::new(), |routes, (path, action, act)| {
        routes.post(path, action, giving(act))
    })
}
