//! The approving departments' pages.

mod acts;
mod facts;
mod queue;
mod review;
mod rules;
mod view;

use window_domain::access::Action;

use crate::http::Routes;

/// The departments' pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/dept", Action::ReadDepartmentQueue, queue::show)
        .get("/dept/tasks/{case}", Action::ReadReview, review::show)
        .post("/dept/tasks/{case}/claim", Action::ClaimCase, acts::claim)
        .post("/dept/tasks/{case}/decide", Action::Decide, acts::decide)
        .post(
            "/dept/tasks/{case}/approve",
            Action::ApproveDecision,
            acts::approve,
        )
        .post(
            "/dept/tasks/{case}/return",
            Action::ApproveDecision,
            acts::send_back,
        )
        .post(
            "/dept/tasks/{case}/ask-correction",
            Action::AskCorrection,
            acts::ask_correction,
        )
        .post(
            "/dept/tasks/{case}/ask-opinion",
            Action::AskOpinion,
            acts::ask_opinion,
        )
        .post(
            "/dept/tasks/{case}/opinion",
            Action::GiveOpinion,
            acts::give_opinion,
        )
        .post("/dept/tasks/{case}/stop", Action::StopClock, acts::stop)
        .post("/dept/tasks/{case}/resume", Action::StopClock, acts::resume)
}
