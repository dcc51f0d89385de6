//! The cards of a project as whom they are for sees them: a department, the window, or the building side.

use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::light::{Light, light_for};
use window_domain::project::building::Card;
use window_domain::project::building::event::CardLevel;
use window_domain::project::{Project, relations};

use crate::app::App;
use crate::pages::lights::LightView;

/// A card.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct CardView {
    number: String,
    letter: Option<String>,
    level_key: String,
    tone: &'static str,
    /// The party of the building side it is for; none for an office.
    party: Option<String>,
    ground: String,
    evidence: String,
    text: String,
    issued_on: String,
    answer_due: String,
    light: LightView,
    answer: Option<String>,
    answered_on: Option<String>,
    withdrawn_on: Option<String>,
    reason: Option<String>,
    may_answer: bool,
}

/// The light of a card: from its day to the last day for the answer.
pub(in crate::pages) fn card_light(app: &App, card: &Card) -> Light {
    let calendar = &app.office.calendar;
    let ended = card.withdrawn.as_ref().or(card.answer.as_ref());
    match ended {
        Some((on, _)) => Light::Done {
            by: calendar.count(*on, card.answer_due),
        },
        None => light_for(
            calendar.count(app.office.today(), card.answer_due),
            calendar.count(card.issued_on, card.answer_due),
        ),
    }
}

/// The cards this visitor's side is asked by, the newest first: those it has to answer, and those that are over.
pub(in crate::pages) fn cards(app: &App, actor: &Actor, project: &Project) -> Vec<CardView> {
    let may_answer = actor.may(Action::AnswerCard, &relations(project, None, actor));
    project
        .building
        .cards
        .iter()
        .rev()
        .filter(|card| card.is_answered_by(actor))
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
                party: card.party.as_ref().map(|party| party.company.clone()),
                ground: card.ground.clone(),
                evidence: card.evidence.clone(),
                text: card.text.clone(),
                issued_on: card.issued_on.to_string(),
                answer_due: card.answer_due.to_string(),
                light: card_light(app, card).into(),
                answer: card.answer.as_ref().map(|(_, text)| text.clone()),
                answered_on: card.answer.as_ref().map(|(on, _)| on.to_string()),
                withdrawn_on: card.withdrawn.as_ref().map(|(on, _)| on.to_string()),
                reason: card.withdrawn.as_ref().map(|(_, reason)| reason.clone()),
                may_answer: may_answer && card.is_open(),
            }
        })
        .collect()
}
