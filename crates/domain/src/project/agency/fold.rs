//! Folding the facts between a project and its agent. Total: a fact that names what is not known changes nothing.

use super::event::AgencyEvent;
use super::{Agency, Authorisation, HandOver, Happened, Note, Substitute, Visit};
use crate::context::Recorded;
use crate::id::entity::VisitId;
use crate::project::command::AgentCard;
use crate::project::event::ProjectEvent;

/// Who came: whoever recorded it, if that is the agent or stands in; else whoever stands in, or the agent.
fn came(
    agency: &Agency,
    agent: Option<AgentCard>,
    recorded: &Recorded<ProjectEvent>,
) -> Option<AgentCard> {
    let substitute = agency.substitute.as_ref().map(|it| it.card.clone());
    let is_recorder = |card: &Option<AgentCard>| {
        card.as_ref()
            .map(|card| card.agent)
            .is_some_and(|id| Some(id) == recorded.by.user)
    };
    if is_recorder(&agent) {
        return agent;
    }
    substitute.or(agent)
}

#[expect(
    clippy::too_many_lines,
    reason = "one table of facts, read top to bottom"
)]
pub(super) fn fold(
    agency: &mut Agency,
    event: &AgencyEvent,
    (recorded, agent): (&Recorded<ProjectEvent>, Option<AgentCard>),
) {
    let on = recorded.on;
    let happened = |at| Happened {
        at,
        recorded_at: recorded.at,
    };
    match event {
        AgencyEvent::VisitPlanned {
            visit,
            on,
            time,
            address,
            people,
            purpose,
            bring,
        } => agency.visits.push(Visit {
            id: *visit,
            on: *on,
            time: *time,
            address: address.clone(),
            people: people.clone(),
            purpose: purpose.clone(),
            bring: bring.clone(),
            by: recorded.by.clone(),
            made_by: None,
            arrived: None,
            left: None,
            outcome: alloc::string::String::new(),
            confirmed: None,
            cancelled: None,
        }),
        AgencyEvent::VisitArrived { visit, at } => {
            let made_by = came(agency, agent, recorded);
            with(agency, visit, |visit| {
                visit.arrived = Some(happened(*at));
                visit.made_by = made_by;
            });
        }
        AgencyEvent::VisitLeft { visit, at, outcome } => with(agency, visit, |visit| {
            visit.left = Some(happened(*at));
            visit.outcome.clone_from(outcome);
        }),
        AgencyEvent::VisitConfirmed {
            visit,
            agrees,
            remark,
        } => with(agency, visit, |visit| {
            visit.confirmed = Some((*agrees, on, remark.clone()));
        }),
        AgencyEvent::VisitCancelled { visit, reason } => with(agency, visit, |visit| {
            visit.cancelled = Some((on, reason.clone()));
        }),
        AgencyEvent::NoteMade {
            note,
            sort,
            on,
            text,
        } => agency.notes.push(Note {
            id: *note,
            sort: *sort,
            on: *on,
            text: text.clone(),
            by: recorded.by.clone(),
            done: None,
        }),
        AgencyEvent::NoteDone { note, result } => {
            for known in agency.notes.iter_mut().filter(|known| known.id == *note) {
                known.done = Some((on, result.clone()));
            }
        }
        AgencyEvent::HandOverOpened { name, record } => {
            // Whoever stood in for the one who had it does not stand in for the next.
            agency.substitute = None;
            agency.hand_overs.push(HandOver {
                from: name.clone(),
                to: agent,
                on,
                record: record.clone(),
                confirmed: None,
            });
        }
        AgencyEvent::HandOverConfirmed { remark } => {
            if let Some(last) = agency.hand_overs.last_mut() {
                last.confirmed = Some((on, remark.clone()));
            }
        }
        AgencyEvent::SubstituteNamed {
            agent,
            name,
            window,
            phone,
            until,
            reason,
        } => {
            agency.substitute = Some(Substitute {
                card: AgentCard {
                    agent: *agent,
                    name: name.clone(),
                    window: window.clone(),
                    phone: phone.clone(),
                },
                until: *until,
                reason: reason.clone(),
            });
        }
        AgencyEvent::SubstituteEnded => agency.substitute = None,
        AgencyEvent::AgentAuthorised { acts, until } => {
            agency.authorised = Some(Authorisation {
                acts: acts.clone(),
                from: on,
                until: *until,
                by: recorded.by.clone(),
            });
        }
        AgencyEvent::AuthorisationWithdrawn { .. } => agency.authorised = None,
    }
}

fn with(agency: &mut Agency, id: &VisitId, change: impl FnOnce(&mut Visit)) {
    if let Some(visit) = agency.visits.iter_mut().find(|visit| &visit.id == id) {
        change(visit);
    }
}
