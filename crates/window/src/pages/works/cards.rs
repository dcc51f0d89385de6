//! The cards of a project that one office has to answer: a department, or the window where none is named.

use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::DepartmentCode;
use window_domain::project::building::event::CardLevel;
use window_domain::project::{Project, relations};

/// A card.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct CardView {
    number: String,
    letter: Option<String>,
    level_key: String,
    tone: &'static str,
    text: String,
    answer_due: String,
}

/// The cards this visitor has to answer.
pub(in crate::pages) fn cards(actor: &Actor, project: &Project) -> Vec<CardView> {
    if !actor.may(Action::AnswerCard, &relations(project, None, actor)) {
        return Vec::new();
    }
    let own = actor.department.as_deref();
    project
        .building
        .cards
        .iter()
        .filter(|card| card.answer.is_none() && card.withdrawn.is_none())
        .filter(|card| card.department.as_ref().map(DepartmentCode::as_str) == own)
        .map(|card| {
            let mut letters = project.letters.iter();
            let letter = letters.find(|letter| letter.number == card.number);
            CardView {
                number: card.number.clone(),
                letter: letter.map(|letter| letter.check_code.compact()),
                level_key: format!("card-{}", card.level.as_str()),
                tone: match card.level {
                    CardLevel::Warning => "info",
                    CardLevel::Yellow => "warn",
                    CardLevel::Red => "bad",
                },
                text: card.text.clone(),
                answer_due: card.answer_due.to_string(),
            }
        })
        .collect()
}
