//! The window's pages: the agent's desk and the one intake.

mod home;
mod intake;
mod issue;
mod submission;
mod submission_view;

use window_domain::access::Action;

use crate::http::Routes;

/// The window's pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk", Action::ReadAgentDesk, home::show)
        .get(
            "/desk/projects/{id}",
            Action::ReadProject,
            super::applicant::show_project,
        )
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
