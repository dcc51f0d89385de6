//! Supervision: what is open, late and found; the supervision file of a project; checks.

mod acts;
mod address;
mod draws;
mod file;
mod home;
mod lists;
mod measures;
mod project;
mod record;
mod report;
mod rows;
mod rules;

use axum::extract::{Path, State};
use window_domain::access::Action;

use self::acts::{Act, Make};
use crate::app::AppState;
use crate::http::{Fields, Routes, Visitor};

/// The pages of supervision.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/watch", Action::ReadWatch, home::show)
        .post("/watch/cross-check", Action::CrossCheck, home::run)
        .get("/watch/runs/{id}", Action::ReadWatch, home::result)
        .get("/watch/rules", Action::ReadWatch, rules::show)
        .get("/watch/report", Action::ReadWatch, report::show)
        .get("/watch/duties", Action::ReadWatch, lists::show)
        .get("/watch/checks", Action::ReadWatch, lists::checks)
        .get("/watch/projects/{id}", Action::ReadWatch, project::show)
        .get(
            "/watch/projects/{id}/checks/{check}",
            Action::RecordCheck,
            record::show,
        )
        .post(
            "/watch/projects/{id}/checks/{check}",
            Action::RecordCheck,
            record::record,
        )
        .and(draws())
        .and(acts())
}

/// Draws by lot.
fn draws() -> Routes {
    Routes::new()
        .get("/watch/draws", Action::ReadWatch, draws::show)
        .post("/watch/draws", Action::PlanCheck, draws::publish)
        .post("/watch/draws/{number}/hold", Action::PlanCheck, draws::hold)
        .get("/open/draws/{number}", Action::ReadPublic, draws::open)
}

/// What may be done with a supervision file: address, action, the beginning of its fields, the maker of its command.
const ACTS: [(&str, Action, &str, Make); 10] = [
    (
        "/watch/projects/{id}/plan",
        Action::PlanCheck,
        "plan",
        acts::plan,
    ),
    (
        "/watch/projects/{id}/cancel",
        Action::PlanCheck,
        "cancel",
        acts::cancel,
    ),
    (
        "/watch/projects/{id}/verify",
        Action::VerifyFinding,
        "verify",
        acts::verify,
    ),
    (
        "/watch/projects/{id}/dismiss",
        Action::DismissFinding,
        "dismiss",
        acts::dismiss,
    ),
    (
        "/watch/projects/{id}/order",
        Action::OrderRectification,
        "order",
        acts::order,
    ),
    (
        "/watch/projects/{id}/stop",
        Action::SuspendNotice,
        "stop",
        acts::order,
    ),
    (
        "/watch/projects/{id}/hand-over",
        Action::HandOver,
        "hand-over",
        acts::hand_over,
    ),
    (
        "/watch/projects/{id}/lift",
        Action::SuspendNotice,
        "lift",
        acts::lift,
    ),
    (
        "/watch/projects/{id}/card",
        Action::IssueCard,
        "card",
        acts::card,
    ),
    (
        "/watch/projects/{id}/withdraw",
        Action::IssueCard,
        "withdraw",
        acts::withdraw,
    ),
];

/// What supervision does with a project, a form each: its address, action, name and reader.
fn acts() -> Routes {
    let mut routes = Routes::new();
    for (address, action, name, make) in ACTS {
        let act = Act { name, make, action };
        let handler = move |app: State<AppState>,
                            visitor: Visitor,
                            id: Path<String>,
                            fields: Fields| {
            async move { project::perform(&app, &visitor, &id, (fields, &act)).await }
        };
        routes = routes.post(address, action, handler);
    }
    routes
}
