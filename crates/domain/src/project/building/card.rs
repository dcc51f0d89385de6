//! Cards (预警、黄牌、红牌): issued by a person after looking, never by a light.

use alloc::string::String;
use jiff::civil::Date;

use super::command::{Addressee, NewCard};
use super::event::{BuildingEvent, CardLevel, Party};
use super::{fact, order};
use crate::access::Actor;
use crate::catalogue::{Answerable, DepartmentCode};
use crate::context::Context;
use crate::id::entity::FindingId;
use crate::project::event::PartyKind;
use crate::project::letters::{self, form};
use crate::project::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// A supervision card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub number: String,
    /// How grave.
    pub level: CardLevel,
    /// The department; `None` for the window or a party.
    pub department: Option<DepartmentCode>,
    /// The party of the building side; `None` for an office.
    pub party: Option<Party>,
    /// The finding behind it.
    pub finding: Option<FindingId>,
    /// What it rests on; empty in cards issued before the ground was asked for.
    pub ground: String,
    /// What was looked at; empty in cards issued before it was asked for.
    pub evidence: String,
    /// What and why.
    pub text: String,
    /// Its day.
    pub issued_on: Date,
    /// Last day to answer.
    pub answer_due: Date,
    /// The answer.
    pub answer: Option<(Date, String)>,
    /// Taken back.
    pub withdrawn: Option<(Date, String)>,
}

impl Card {
    /// Whether it speaks to the building side. What it says to an office is between offices: the enterprise and the
    /// public learn at most how many there are.
    pub const fn is_for_party(&self) -> bool {
        self.party.is_some()
    }

    /// Whether an answer is still owed.
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && self.withdrawn.is_none()
    }

    /// Whether the actor may see it: the building side what is for it, a department what is for it, others all.
    pub fn is_shown_to(&self, actor: &Actor) -> bool {
        if actor.enterprise.is_some() {
            return self.is_for_party();
        }
        let own = actor.department.as_deref();
        own.is_none() || self.department.as_ref().map(DepartmentCode::as_str) == own
    }

    /// Whether the actor speaks for whom the card is addressed to.
    pub fn is_answered_by(&self, actor: &Actor) -> bool {
        if self.is_for_party() {
            return actor.enterprise.is_some();
        }
        let own = actor.department.as_deref();
        actor.enterprise.is_none() && self.department.as_ref().map(DepartmentCode::as_str) == own
    }
}

/// The five parties as a card names them.
const fn answerable(kind: PartyKind) -> Answerable {
    match kind {
        PartyKind::Builder => Answerable::Builder,
        PartyKind::Surveyor => Answerable::Surveyor,
        PartyKind::Designer => Answerable::Designer,
        PartyKind::Contractor => Answerable::Contractor,
        PartyKind::Supervisor => Answerable::Supervisor,
    }
}

/// The department or party a card goes to, if the project and the city know it.
fn addressed(
    project: &Project,
    to: &Addressee,
    context: &Context<'_>,
) -> Result<(Option<DepartmentCode>, Option<Party>), Refusal> {
    match to {
        Addressee::Window => Ok((None, None)),
        Addressee::Department(code) if context.catalogue.department(code).is_some() => {
            Ok((Some(code.clone()), None))
        }
        Addressee::Department(_) => Err(Refusal::new(Code::UnknownDepartment).at("to")),
        Addressee::Party(kind) => {
            let wanted = answerable(*kind);
            let party = order::entered(project, wanted, "");
            // Where nobody was entered as such the builder stands in; a card does not speak to who is not there.
            if party.kind == wanted {
                Ok((None, Some(party)))
            } else {
                let missing = Refusal::new(Code::PartyMissing).with("party", kind.as_str());
                Err(missing.at("to"))
            }
        }
    }
}

/// What was typed, or what the finding says instead.
fn or_of_finding<'a>(typed: &'a str, found: Option<&'a str>) -> &'a str {
    match found {
        Some(found) if typed.trim().is_empty() => found,
        _ => typed,
    }
}

pub(super) fn issue(project: &Project, new: &NewCard, context: &Context<'_>) -> Decided {
    let finding = new.finding.as_ref();
    let finding = finding.map(|id| project.finding(id)).transpose()?;
    let ground = or_of_finding(&new.ground, finding.map(|it| it.law.as_str()));
    let evidence = or_of_finding(&new.evidence, finding.map(|it| it.text.as_str()));
    let mut found = alloc::vec::Vec::new();
    let addressed = addressed(project, &new.to, context);
    let (department, party) = addressed.unwrap_or_else(|refusal| {
        found.push(refusal);
        (None, None)
    });
    check_text(ground, "basis", TITLE_MAX_CHARS, &mut found);
    check_text(evidence, "evidence", TEXT_MAX_CHARS, &mut found);
    check_text(&new.text, "text", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    let number = letters::number(form::CARD, context);
    let days = context.catalogue.supervision().orders.card_days;
    Ok(alloc::vec![
        fact(BuildingEvent::CardIssued {
            number: number.clone(),
            level: new.level,
            department,
            party,
            finding: new.finding,
            ground: ground.trim().into(),
            evidence: evidence.trim().into(),
            text: new.text.trim().into(),
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

/// Whom the card is for answers it: its department, the window, or the enterprise for the building side.
pub(super) fn answer(
    project: &Project,
    number: &str,
    text: &str,
    context: &Context<'_>,
) -> Decided {
    let card = standing(project, number)?;
    if !card.is_answered_by(context.actor) {
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
