//! The window's service: the problem ledger, visits, the agents' agenda, who accompanies a project and who stands in.

mod agenda;
mod file;
mod ledger;
mod mine;
mod problem;
mod staff;
mod view;
mod visit;

pub(super) use self::ledger::of_project;
pub(super) use self::mine::hours;

use axum::extract::{Path, State};
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{Fields, Routes, Visitor};

/// The routes of this folder.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk/problems", Action::ReadProblems, ledger::show)
        .get(
            "/desk/problems/solved",
            Action::ReadProblems,
            ledger::solved,
        )
        .get("/desk/agenda", Action::ReadAgentDesk, agenda::show)
        .get("/desk/staff", Action::ManageStaff, staff::show)
        .post("/desk/staff/absence", Action::ManageStaff, staff::add)
        .post("/desk/staff/back", Action::ManageStaff, staff::end)
        .post("/desk/staff/zone", Action::ManageStaff, staff::zone)
        .get(
            "/dept/problems",
            Action::ReadDepartmentQueue,
            ledger::of_department,
        )
        .and(problems())
        .and(mine())
        .and(file())
}

/// The acts about a problem: address, action, form.
const ACTS: [(&str, Action, problem::Make); 11] = [
    (
        "/desk/problems/{number}/direct",
        Action::WorkProblem,
        problem::direct,
    ),
    (
        "/desk/problems/{number}/step",
        Action::SolveProblem,
        problem::step,
    ),
    (
        "/desk/problems/{number}/solve",
        Action::SolveProblem,
        problem::solve,
    ),
    (
        "/desk/problems/{number}/close",
        Action::WorkProblem,
        problem::close,
    ),
    (
        "/desk/problems/{number}/escalate",
        Action::WorkProblem,
        problem::escalate,
    ),
    (
        "/desk/problems/{number}/meeting",
        Action::LeadMeeting,
        problem::call,
    ),
    (
        "/desk/problems/{number}/minutes",
        Action::LeadMeeting,
        problem::hold,
    ),
    (
        "/desk/problems/{number}/task",
        Action::SolveProblem,
        problem::task,
    ),
    (
        "/dept/problems/{number}/step",
        Action::SolveProblem,
        problem::step,
    ),
    (
        "/dept/problems/{number}/solve",
        Action::SolveProblem,
        problem::solve,
    ),
    (
        "/dept/problems/{number}/task",
        Action::SolveProblem,
        problem::task,
    ),
];

/// What is done about one problem: by the window, and by a department that has to do with it.
fn problems() -> Routes {
    let giving = |make: problem::Make| {
        move |app: State<AppState>, visitor: Visitor, number: Path<String>, fields: Fields| {
            problem::perform(app, visitor, number, (fields, make))
        }
    };
    let shown = Routes::new()
        .get(
            "/desk/problems/{number}",
            Action::ReadProblem,
            problem::show,
        )
        .get(
            "/dept/problems/{number}",
            Action::ReadProblem,
            problem::show,
        );
    ACTS.into_iter()
        .fold(shown, |routes, (path, action, make)| {
            routes.post(path, action, giving(make))
        })
}

/// What the enterprise does.
fn mine() -> Routes {
    let giving = |make: mine::Make| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            mine::perform(app, visitor, id, (fields, make))
        }
    };
    Routes::new()
        .get("/my/projects/{id}/service", Action::ReadProject, mine::show)
        .post(
            "/my/projects/{id}/service/problem",
            Action::RaiseProblem,
            giving(mine::raise),
        )
        .post(
            "/my/projects/{id}/service/answer",
            Action::ConfirmProblem,
            giving(mine::answer),
        )
        .post(
            "/my/projects/{id}/service/withdraw",
            Action::ConfirmProblem,
            giving(mine::withdraw),
        )
        .post(
            "/my/projects/{id}/service/visit",
            Action::ConfirmVisit,
            giving(mine::confirm),
        )
        .post(
            "/my/projects/{id}/service/authorise",
            Action::AuthoriseAgent,
            giving(mine::authorise),
        )
        .post(
            "/my/projects/{id}/service/unauthorise",
            Action::WithdrawAuthorisation,
            giving(mine::unauthorise),
        )
}

/// What the agent does with the project beside its cases.
fn file() -> Routes {
    let giving = |make: file::Make| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            file::perform(app, visitor, id, (fields, make))
        }
    };
    let acts: [(&'static str, Action, file::Make); 9] = [
        (
            "/desk/projects/{id}/service/problem",
            Action::RaiseProblem,
            file::raise,
        ),
        (
            "/desk/projects/{id}/service/visit",
            Action::VisitSite,
            file::plan,
        ),
        (
            "/desk/projects/{id}/service/arrive",
            Action::VisitSite,
            file::arrive,
        ),
        (
            "/desk/projects/{id}/service/leave",
            Action::VisitSite,
            file::leave,
        ),
        (
            "/desk/projects/{id}/service/cancel",
            Action::VisitSite,
            file::cancel,
        ),
        (
            "/desk/projects/{id}/service/note",
            Action::KeepNotes,
            file::note,
        ),
        (
            "/desk/projects/{id}/service/done",
            Action::KeepNotes,
            file::tick_off,
        ),
        (
            "/desk/projects/{id}/service/hand-on",
            Action::HandProjectOn,
            file::hand_on,
        ),
        (
            "/desk/projects/{id}/service/take-over",
            Action::TakeProjectOver,
            file::take_over,
        ),
    ];
    let shown = Routes::new()
        .get("/desk/projects/{id}/service", Action::KeepNotes, file::show)
        .get(
            "/desk/projects/{id}/visits/{visit}",
            Action::KeepNotes,
            visit::show,
        );
    acts.into_iter()
        .fold(shown, |routes, (path, action, make)| {
            routes.post(path, action, giving(make))
        })
}
