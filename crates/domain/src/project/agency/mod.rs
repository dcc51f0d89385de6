//! One agent, one project (代办): who accompanies it, who stands in, what is handed over, what the agent may do in the
//! enterprise's name, visits to the site, notes to bring forward.

pub mod command;
mod desk;
pub mod event;
mod fold;
pub mod load;
mod visit;

use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

pub use self::command::AgencyCommand;
pub(super) use self::desk::hand_over;
pub use self::event::AgencyEvent;

use self::event::{NoteSort, ProxyAct};
use super::command::AgentCard;
use super::event::ProjectEvent;
use super::{Decided, Project};
use crate::access::Relation;
use crate::context::{By, Context, Recorded};
use crate::id::entity::{NoteId, VisitId};
use crate::refusal::{Code, Refusal, Refusals};

/// What is between a project and its agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agency {
    /// Visits, in the order they were planned.
    pub visits: Vec<Visit>,
    /// Notes, in order.
    pub notes: Vec<Note>,
    /// Hand-overs, in order.
    pub hand_overs: Vec<HandOver>,
    /// Who stands in for the agent.
    pub substitute: Option<Substitute>,
    /// What the agent may do in the enterprise's name.
    pub authorised: Option<Authorisation>,
}

/// A visit to the enterprise (上门).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// Its day.
    pub on: Date,
    /// The hour, if one was agreed.
    pub time: Option<Time>,
    /// Where.
    pub address: String,
    /// Who goes. Personal data.
    pub people: Vec<String>,
    /// What for.
    pub purpose: String,
    /// Materials to take along.
    pub bring: Vec<String>,
    /// Who planned it.
    pub by: By,
    /// Who made it, once somebody arrived.
    pub made_by: Option<AgentCard>,
    /// When the visitors were there.
    pub arrived: Option<Happened>,
    /// When they left.
    pub left: Option<Happened>,
    /// What came of it.
    pub outcome: String,
    /// Whether the enterprise agrees with the record, its day, and what else it says.
    pub confirmed: Option<(bool, Date, String)>,
    /// Called off: its day and why.
    pub cancelled: Option<(Date, String)>,
}

/// Something with both of its times: a visit is often typed up later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Visit {
    /// Where it stands, in one word for rows and locale keys.
    pub const fn state(&self) -> &'static str {
        match (&self.cancelled, &self.arrived, &self.left, &self.confirmed) {
            (Some(_), ..) => "cancelled",
            (None, _, _, Some((true, ..))) => "confirmed",
            (None, _, _, Some((false, ..))) => "disputed",
            (None, _, Some(_), None) => "left",
            (None, Some(_), None, None) => "arrived",
            (None, None, None, None) => "planned",
        }
    }

    /// Whether the window still has to do something for it.
    pub const fn is_open(&self) -> bool {
        self.cancelled.is_none() && self.left.is_none()
    }
}

/// A note of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// What for.
    pub sort: NoteSort,
    /// On which day it comes up.
    pub on: Date,
    /// What.
    pub text: String,
    /// Who made it.
    pub by: By,
    /// Day it was done, and what came of it.
    pub done: Option<(Date, String)>,
}

/// A hand-over from one agent to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Who had the project. Personal data.
    pub from: String,
    /// Who got it.
    pub to: Option<AgentCard>,
    /// Its day.
    pub on: Date,
    /// What the next agent must know.
    pub record: String,
    /// Day the next agent said to have read it, with a remark.
    pub confirmed: Option<(Date, String)>,
}

/// Who stands in while the agent is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitute {
    /// Who.
    pub card: AgentCard,
    /// Last day.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// A standing authorisation of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorisation {
    /// What for.
    pub acts: Vec<ProxyAct>,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Option<Date>,
    /// Who gave it.
    pub by: By,
}

impl Agency {
    /// The hand-over the present agent has not confirmed.
    pub fn open_hand_over(&self) -> Option<&HandOver> {
        let last = self.hand_overs.last();
        last.filter(|hand_over| hand_over.confirmed.is_none())
    }

    /// Whether the agent may do this in the enterprise's name on this day.
    pub fn is_authorised(&self, act: ProxyAct, today: Date) -> bool {
        self.authorised.as_ref().is_some_and(|authorisation| {
            let runs = authorisation.until.is_none_or(|until| today <= until);
            runs && authorisation.acts.contains(&act)
        })
    }
}

impl Project {
    /// Who accompanies the project on a day, as far as is known: whoever stands in until then, or its agent.
    pub fn accompanied_on(&self, day: Date) -> Option<&AgentCard> {
        let substitute = self.agency.substitute.as_ref();
        let present = substitute.filter(|it| day <= it.until).map(|it| &it.card);
        present.or(self.agent.as_ref())
    }

    /// Who makes or made a visit: whoever came, and before that whoever accompanies the project on its day.
    pub fn visitor<'a>(&'a self, visit: &'a Visit) -> Option<&'a AgentCard> {
        let made_by = visit.made_by.as_ref();
        made_by.or_else(|| self.accompanied_on(visit.on))
    }

    /// The visit, or the refusal: a visit belongs to its project.
    ///
    /// # Errors
    /// [`Code::UnknownVisit`] if the project has none of this id.
    pub fn visit(&self, id: &VisitId) -> Result<&Visit, Refusals> {
        let mut visits = self.agency.visits.iter();
        visits
            .find(|visit| &visit.id == id)
            .ok_or_else(|| Code::UnknownVisit.into())
    }
}

/// Refuses what an agent does in the enterprise's name without its standing authorisation.
pub(super) fn check_proxy(
    project: &Project,
    act: ProxyAct,
    context: &Context<'_>,
) -> Result<(), Refusals> {
    let own = super::relations(project, None, context.actor).contains(&Relation::Own);
    if own || project.agency.is_authorised(act, context.today) {
        Ok(())
    } else {
        Err(Refusal::new(Code::AgentUnauthorised)
            .with("act", act.as_str())
            .into())
    }
}

/// Decides a command between a project and its agent.
pub(super) fn decide(project: &Project, command: &AgencyCommand, context: &Context<'_>) -> Decided {
    match command {
        AgencyCommand::PlanVisit(new) => visit::plan(new, context),
        AgencyCommand::Arrive { visit, at } => visit::arrive(project.visit(visit)?, *at, context),
        AgencyCommand::Leave { visit, at, outcome } => {
            visit::leave(project.visit(visit)?, (*at, outcome), context)
        }
        AgencyCommand::ConfirmVisit {
            visit,
            agrees,
            remark,
        } => visit::confirm(project.visit(visit)?, *agrees, remark),
        AgencyCommand::CancelVisit { visit, reason } => {
            visit::cancel(project.visit(visit)?, reason)
        }
        AgencyCommand::Note { sort, on, text } => desk::note(*sort, *on, text, context),
        AgencyCommand::TickOff { note, result } => desk::tick_off(project, note, result),
        AgencyCommand::HandOn { card, record } => desk::hand_on(project, card, record),
        AgencyCommand::TakeOver { remark } => desk::take_over(project, remark, context),
        AgencyCommand::Substitute {
            card,
            until,
            reason,
        } => desk::substitute(project, (card, *until, reason), context),
        AgencyCommand::EndSubstitute => Ok(desk::end_substitute(project)),
        AgencyCommand::Authorise { acts, until } => desk::authorise(acts, *until, context),
        AgencyCommand::Unauthorise { reason } => desk::unauthorise(project, reason),
    }
}

/// Folds a fact between a project and its agent.
pub(super) fn apply(project: &mut Project, event: &AgencyEvent, recorded: &Recorded<ProjectEvent>) {
    let card = project.agent.clone();
    fold::fold(&mut project.agency, event, (recorded, card));
}

/// One fact, as a list of facts.
pub(super) fn fact(event: AgencyEvent) -> ProjectEvent {
    ProjectEvent::Agency(event)
}
