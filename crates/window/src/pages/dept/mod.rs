//! The approving departments' pages.

mod acts;
mod facts;
mod queue;
mod review;
mod rules;
mod view;
mod works;

use axum::extract::{Path, State};
use window_domain::access::Action;

use crate::app::AppState;
use crate::http::{Fields, Routes, Visitor};

/// The departments' pages.
pub(super) fn routes() -> Routes {
    let giving = |make: acts::Make| {
        move |app: State<AppState>, visitor: Visitor, case: Path<String>, fields: Fields| {
            acts::perform(app, visitor, case, (fields, make))
        }
    };
    let asked = |make: works::Make| {
        move |app: State<AppState>, visitor: Visitor, id: Path<String>, fields: Fields| {
            works::perform(app, visitor, id, (fields, make))
        }
    };
    Routes::new()
        .get("/dept/watch", Action::ReadDepartmentQueue, works::list)
        .get("/dept/projects/{id}", Action::GiveAcceptance, works::show)
        .post(
            "/dept/projects/{id}/opinion",
            Action::GiveAcceptance,
            asked(works::opinion),
        )
        .post(
            "/dept/projects/{id}/card",
            Action::AnswerCard,
            asked(works::card),
        )
        .get("/dept", Action::ReadDepartmentQueue, queue::show)
        .get("/dept/tasks/{case}", Action::ReadReview, review::show)
        .post(
            "/dept/tasks/{case}/claim",
            Action::ClaimCase,
            giving(acts::claim),
        )
        .post(
            "/dept/tasks/{case}/decide",
            Action::Decide,
            giving(acts::decide),
        )
        .post(
            "/dept/tasks/{case}/approve",
            Action::ApproveDecision,
            giving(acts::approve),
        )
        .post(
            "/dept/tasks/{case}/return",
            Action::ApproveDecision,
            giving(acts::send_back),
        )
        .post(
            "/dept/tasks/{case}/ask-correction",
            Action::AskCorrection,
            giving(acts::ask_correction),
        )
        .post(
            "/dept/tasks/{case}/ask-opinion",
            Action::AskOpinion,
            giving(acts::ask_opinion),
        )
        .post(
            "/dept/tasks/{case}/opinion",
            Action::GiveOpinion,
            giving(acts::give_opinion),
        )
        .post(
            "/dept/tasks/{case}/stop",
            Action::StopClock,
            giving(acts::stop),
        )
        .post(
            "/dept/tasks/{case}/resume",
            Action::StopClock,
            giving(acts::resume),
        )
}
