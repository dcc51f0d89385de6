//! Cards (预警、黄牌、红牌): issued by a person after looking, never by a light.

use super::event::{BuildingEvent, CardLevel};
use super::{Card, fact};
use crate::catalogue::DepartmentCode;
use crate::context::Context;
use crate::id::entity::FindingId;
use crate::project::letters::{self, form};
use crate::project::{Decided, Project, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn issue(
    project: &Project,
    (level, department, finding, text): (
        CardLevel,
        &Option<DepartmentCode>,
        &Option<FindingId>,
        &str,
    ),
    context: &Context<'_>,
) -> Decided {
    if let Some(finding) = finding {
        project.finding(finding)?;
    }
    if let Some(code) = department
        && context.catalogue.department(code).is_none()
    {
        return Err(Refusal::new(Code::UnknownDepartment)
            .at("department")
            .into());
    }
    required(text, "text")?;
    let number = letters::number(form::CARD, context);
    let days = context.catalogue.supervision().orders.card_days;
    Ok(alloc::vec![
        fact(BuildingEvent::CardIssued {
            number: number.clone(),
            level,
            department: department.clone(),
            finding: *finding,
            text: text.trim().into(),
            answer_due: context.calendar.due(context.today, days).date,
        }),
        letters::numbered(form::CARD, number, context),
    ])
}

/// The card that stands, or the refusal.
fn standing<'a>(project: &'a Project, number: &str) -> Result<&'a Card, Refusals> {
    let mut cards = project.building.cards.iter();
    let card = cards
        .find(|card| card.number == number)
        .ok_or_else(|| Refusals::from(Refusal::new(Code::UnknownCard).with("card", number)))?;
    if card.withdrawn.is_some() {
        return Err(Refusal::new(Code::CardWithdrawn)
            .with("card", number)
            .into());
    }
    Ok(card)
}

/// The department the card is for answers it, or the window where it is for the window.
pub(super) fn answer(
    project: &Project,
    number: &str,
    text: &str,
    context: &Context<'_>,
) -> Decided {
    let card = standing(project, number)?;
    let addressee = card.department.as_ref().map(DepartmentCode::as_str);
    if context.actor.department.as_deref() != addressee {
        return Err(Code::NotAllowed.into());
    }
    if card.answer.is_some() {
        return Err(Refusal::new(Code::AnsweredBefore)
            .with("order", number)
            .into());
    }
    required(text, "text")?;
    Ok(alloc::vec![fact(BuildingEvent::CardAnswered {
        number: number.into(),
        text: text.trim().into(),
    })])
}

pub(super) fn withdraw(project: &Project, number: &str, reason: &str) -> Decided {
    standing(project, number)?;
    required(reason, "reason")?;
    Ok(alloc::vec![fact(BuildingEvent::CardWithdrawn {
        number: number.into(),
        reason: reason.trim().into(),
    })])
}
