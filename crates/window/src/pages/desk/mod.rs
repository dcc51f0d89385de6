//! The window's pages: the agent's desk and the one intake.

mod agent;
mod green_channel;
mod home;
mod intake;
mod issue;
mod project;
mod submission;
mod submission_view;
mod today;
mod works;

use axum::extract::{Path, State};
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{Fields, Routes, Visitor};

/// The window's pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk", Action::ReadAgentDesk, home::show)
        .get("/desk/projects/{id}", Action::ReadProject, project::show)
        .and(acts())
        .get("/desk/intake", Action::ReadIntake, intake::show)
        .post(
            "/desk/intake/{receipt}/accept",
            Action::AcceptCases,
            submission::accept,
        )
        .get(
            "/desk/intake/{receipt}",
            Action::ReadIntake,
            submission::show,
        )
        .post(
            "/desk/intake/{receipt}/correct",
            Action::RequestCorrection,
            submission::correct,
        )
        .post(
            "/desk/intake/{receipt}/refuse",
            Action::RefuseAcceptance,
            submission::refuse,
        )
        .get("/desk/issue", Action::ReadIssueDesk, issue::show)
        .post("/desk/issue/{id}", Action::IssueNotice, issue::issue)
}

/// What the window does with a project, a form each.
fn acts() -> Routes {
    let giving = |make: project::Make| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            project::perform(app, visitor, id, (fields, make))
        }
    };
    Routes::new()
        .post(
            "/desk/projects/{id}/agent",
            Action::AssignAgent,
            agent::assign,
        )
        .post(
            "/desk/projects/{id}/green-channel/{way}",
            Action::DirectGreenChannel,
            green_channel::direct,
        )
        .post(
            "/desk/projects/{id}/screen",
            Action::Screen,
            giving(project::screening),
        )
        .post(
            "/desk/projects/{id}/standards",
            Action::TellStandards,
            giving(project::standards),
        )
        .post(
            "/desk/projects/{id}/corrections",
            Action::RequestCorrection,
            giving(project::corrections),
        )
        .post(
            "/desk/projects/{id}/result",
            Action::RegisterResult,
            giving(project::result),
        )
        .post(
            "/desk/projects/{id}/objection",
            Action::RaiseObjection,
            giving(project::objection),
        )
        .post(
            "/desk/projects/{id}/objection/answer",
            Action::AnswerObjection,
            giving(project::answer),
        )
        .post(
            "/desk/projects/{id}/lift",
            Action::SuspendNotice,
            giving(works::lift),
        )
        .post(
            "/desk/projects/{id}/invite",
            Action::LeadAcceptance,
            giving(works::invite),
        )
        .post(
            "/desk/projects/{id}/conclude",
            Action::LeadAcceptance,
            giving(works::conclude),
        )
        .post(
            "/desk/projects/{id}/card",
            Action::AnswerCard,
            giving(works::answer_card),
        )
}
