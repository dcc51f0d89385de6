//! What the window does after the notice: it ends a stop, leads the joint acceptance, answers a card.

use window_domain::project::Command;
use window_domain::project::building::BuildingCommand;
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::http::Fields;
use crate::pages::works::forms::date;

/// Ends a stop order.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn lift(fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Building(BuildingCommand::LiftStop {
        number: fields.text("number").to_owned(),
        reason: fields.text("reason").to_owned(),
    }))
}

/// Invites the departments to one visit.
pub(super) fn invite(fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Building(BuildingCommand::InviteAcceptance {
        visit_on: date(fields, "visit_on")?,
    }))
}

/// Makes one opinion of all; days are asked for where something must be put right.
pub(super) fn conclude(fields: &Fields) -> Result<Command, Refusals> {
    let rectify_days = match fields.get("days") {
        None => 0,
        Some(days) => days
            .parse()
            .map_err(|_| Refusals::from(Refusal::new(Code::NothingChosen).at("days")))?,
    };
    Ok(Command::Building(BuildingCommand::ConcludeAcceptance {
        rectify_days,
    }))
}

/// Answers a card for the window.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all forms of a page are read by functions of one type, `Make`"
)]
pub(super) fn answer_card(fields: &Fields) -> Result<Command, Refusals> {
    Ok(Command::Building(BuildingCommand::AnswerCard {
        number: fields.text("number").to_owned(),
        text: fields.text("text").to_owned(),
    }))
}
