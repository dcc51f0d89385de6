//! Notes, hand-overs, substitutes, and the enterprise's standing authorisation.

use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{AgencyEvent, NoteSort, ProxyAct};
use super::fact;
use crate::context::Context;
use crate::id::entity::NoteId;
use crate::project::command::AgentCard;
use crate::project::event::ProjectEvent;
use crate::project::{Decided, Project, TEXT_MAX_CHARS, check_text, filing, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn note(sort: NoteSort, on: Date, text: &str, context: &Context<'_>) -> Decided {
    let mut found = Vec::new();
    if on < context.today {
        found.push(before("on", on, context.today));
    }
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![fact(AgencyEvent::NoteMade {
        note: NoteId::from_bytes(context.fresh.random()),
        sort,
        on,
        text: text.trim().into(),
    })])
}

fn before(field: &'static str, date: Date, limit: Date) -> Refusal {
    Refusal::new(Code::DateBefore)
        .with("date", date)
        .with("limit", limit)
        .at(field)
}

pub(super) fn tick_off(project: &Project, id: &NoteId, result: &str) -> Decided {
    let mut notes = project.agency.notes.iter();
    let Some(note) = notes.find(|note| &note.id == id) else {
        return Err(Code::UnknownNote.into());
    };
    if note.done.is_some() {
        return Ok(Vec::new());
    }
    if note.sort == NoteSort::Call {
        required(result, "result")?;
    }
    Ok(alloc::vec![fact(AgencyEvent::NoteDone {
        note: *id,
        result: result.trim().into(),
    })])
}

/// Hands the project to a colleague; the record says what the next agent must know.
pub(super) fn hand_on(project: &Project, card: &AgentCard, record: &str) -> Decided {
    required(record, "record")?;
    filing::assign_agent(project, card, record)
}

/// The record of a change of agents, where there was one before.
pub(in crate::project) fn hand_over(project: &Project, record: &str) -> Option<ProjectEvent> {
    let from = project.agent.as_ref()?;
    Some(fact(AgencyEvent::HandOverOpened {
        name: from.name.clone(),
        record: record.trim().into(),
    }))
}

/// Only whom the project was given to confirms.
pub(super) fn take_over(project: &Project, remark: &str, context: &Context<'_>) -> Decided {
    let own = project.agent.as_ref().map(|card| card.agent);
    if project.agency.open_hand_over().is_none() {
        return Err(Code::NoHandOver.into());
    }
    if own != context.actor.user {
        return Err(Code::HandOverOfOther.into());
    }
    Ok(alloc::vec![fact(AgencyEvent::HandOverConfirmed {
        remark: remark.trim().into(),
    })])
}

pub(super) fn substitute(
    project: &Project,
    (card, until, reason): (&AgentCard, Date, &str),
    context: &Context<'_>,
) -> Decided {
    let own = project.agent.as_ref().map(|card| card.agent);
    let mut found = Vec::new();
    match own {
        None => found.push(Refusal::new(Code::NoAgent).at("agent")),
        Some(own) if own == card.agent => found.push(Refusal::new(Code::AgentSame).at("agent")),
        Some(_) => {}
    }
    if until < context.today {
        found.push(before("until", until, context.today));
    }
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    let known = project.agency.substitute.as_ref();
    if known.is_some_and(|known| known.card == *card && known.until == until) {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![fact(AgencyEvent::SubstituteNamed {
        agent: card.agent,
        name: card.name.clone(),
        window: card.window.clone(),
        phone: card.phone.clone(),
        until,
        reason: reason.trim().into(),
    })])
}

pub(super) fn end_substitute(project: &Project) -> Vec<ProjectEvent> {
    let known = project.agency.substitute.as_ref();
    known
        .map(|_| fact(AgencyEvent::SubstituteEnded))
        .into_iter()
        .collect()
}

pub(super) fn authorise(acts: &[ProxyAct], until: Option<Date>, context: &Context<'_>) -> Decided {
    let mut found = Vec::new();
    if acts.is_empty() {
        found.push(Refusal::new(Code::NothingChosen).at("acts"));
    }
    if let Some(until) = until.filter(|until| *until < context.today) {
        found.push(before("until", until, context.today));
    }
    Refusals::check(found)?;
    let mut acts = acts.to_vec();
    acts.sort_unstable();
    acts.dedup();
    Ok(alloc::vec![fact(AgencyEvent::AgentAuthorised {
        acts,
        until
    })])
}

pub(super) fn unauthorise(project: &Project, reason: &str) -> Decided {
    if project.agency.authorised.is_none() {
        return Err(Code::NotAuthorised.into());
    }
    Ok(alloc::vec![fact(AgencyEvent::AuthorisationWithdrawn {
        reason: reason.trim().into(),
    })])
}
