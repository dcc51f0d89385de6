//! The green channel (绿色通道): which projects use it, since when and why, the number of their dossier (专用档案袋), and
//! the promise to accept a complete submission on the working day it comes in.

pub mod event;
mod promise;

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

pub use self::event::GreenChannelEvent;
pub(super) use self::promise::settle;
pub use self::promise::{PromiseOutcome, SameDay};

use super::event::ProjectEvent;
use super::{Decided, Project, apply as fold, required};
use crate::context::{Context, Series};
use crate::refusal::{Code, Refusals};

/// Something the lead can ask about the green channel. Never stored.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum GreenChannelCommand {
    /// Take the project in.
    Enter { reason: String },
    /// Take it out.
    Leave { reason: String },
}

/// A project's place in the green channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GreenChannel {
    /// Number of its dossier, once it has one.
    pub dossier_no: Option<String>,
    /// Its stays, in order.
    pub stays: Vec<Stay>,
    /// Promises of acceptance, one for each case, in order.
    pub promises: Vec<SameDay>,
}

/// A time in the green channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Its first day.
    pub entered_on: Date,
    /// Code of the rule that took it in; `None` where the lead did.
    pub rule: Option<String>,
    /// Why, in the lead's words.
    pub reason: String,
    /// Its last day, and why; empty where the facts no longer meet a rule.
    pub left: Option<(Date, String)>,
}

impl GreenChannel {
    /// The stay that lasts.
    pub fn stay(&self) -> Option<&Stay> {
        self.stays.last().filter(|stay| stay.left.is_none())
    }

    /// Whether the project is in the green channel.
    pub fn is_in(&self) -> bool {
        self.stay().is_some()
    }

    /// Whether it was in the green channel at some time from one day on until another; without a last day: until today.
    pub fn was_in(&self, from: Date, until: Option<Date>) -> bool {
        self.stays.iter().any(|stay| {
            let began = until.is_none_or(|until| stay.entered_on <= until);
            let lasted = stay.left.as_ref().is_none_or(|(on, _)| *on > from);
            began && lasted
        })
    }

    /// Whether somebody took it out; then no rule takes it in again.
    fn was_taken_out(&self) -> bool {
        let mut left = self.stays.iter().filter_map(|stay| stay.left.as_ref());
        left.any(|(_, reason)| !reason.is_empty())
    }
}

/// Decides a command about the green channel.
pub(super) fn decide(
    project: &Project,
    command: &GreenChannelCommand,
    context: &Context<'_>,
) -> Decided {
    let event = match command {
        GreenChannelCommand::Enter { reason } => {
            if project.green_channel.is_in() {
                return Err(Code::InGreenChannel.into());
            }
            if project.building.closed.is_some() {
                return Err(Code::BuildingClosed.into());
            }
            required(reason, "reason")?;
            entered(Some(project), (None, reason.trim()), context)
        }
        GreenChannelCommand::Leave { reason } => {
            if !project.green_channel.is_in() {
                return Err(Refusals::from(Code::NotInGreenChannel));
            }
            required(reason, "reason")?;
            fact(GreenChannelEvent::ChannelLeft {
                reason: reason.trim().into(),
            })
        }
    };
    Ok(alloc::vec![event])
}

/// The entry, with the dossier's number of before or a new one.
fn entered(
    project: Option<&Project>,
    (rule, reason): (Option<&str>, &str),
    context: &Context<'_>,
) -> ProjectEvent {
    let known = project.and_then(|project| project.green_channel.dossier_no.clone());
    let year = context.today.year();
    let number = known.unwrap_or_else(|| {
        let serial = context.fresh.serial(&Series::Dossiers(year));
        context.catalogue.green_channel().number(year, serial)
    });
    fact(GreenChannelEvent::ChannelEntered {
        rule: rule.map(Into::into),
        reason: reason.into(),
        dossier_no: number,
    })
}

/// What follows for the green channel from what was decided: entry and exit by rule, and the promise to accept a
/// submission that has become complete.
pub(super) fn follow(
    project: Option<&Project>,
    mut events: Vec<ProjectEvent>,
    context: &Context<'_>,
) -> Vec<ProjectEvent> {
    let by_rule = by_rule(project, &events, context);
    events.extend(by_rule);
    let is_entry = |event: &ProjectEvent| {
        matches!(
            event,
            ProjectEvent::GreenChannel(GreenChannelEvent::ChannelEntered { .. })
        )
    };
    let was_in = project.is_some_and(|project| project.green_channel.is_in());
    let Some(project) = project.filter(|_| was_in || events.iter().any(is_entry)) else {
        return events;
    };
    let mut after = Some(project.clone());
    for event in &events {
        fold(&mut after, &context.record(event.clone()));
    }
    if let Some(after) = after.filter(|after| after.green_channel.is_in()) {
        events.extend(promise::owed(&after, context));
    }
    events
}

/// Entry and exit by the catalogue's rules, which read the facts of the project.
fn by_rule(
    project: Option<&Project>,
    events: &[ProjectEvent],
    context: &Context<'_>,
) -> Option<ProjectEvent> {
    let facts = events.iter().find_map(|event| match event {
        ProjectEvent::ProjectCreated { facts, .. } | ProjectEvent::FactsChanged { facts } => {
            Some(facts)
        }
        _ => None,
    })?;
    let evaluator = context.catalogue.evaluator(facts);
    let holding = context.catalogue.green_channel().holding(&evaluator);
    let channel = project.map(|project| &project.green_channel);
    let stay = channel.and_then(GreenChannel::stay);
    match (stay, holding) {
        (Some(stay), None) if stay.rule.is_some() => Some(fact(GreenChannelEvent::ChannelLeft {
            reason: String::new(),
        })),
        (None, Some(rule)) if !channel.is_some_and(GreenChannel::was_taken_out) => {
            Some(entered(project, (Some(&rule.code), ""), context))
        }
        _ => None,
    }
}

/// Folds a fact of the green channel.
pub(super) fn apply(channel: &mut GreenChannel, event: &GreenChannelEvent, on: Date) {
    match event {
        GreenChannelEvent::ChannelEntered {
            rule,
            reason,
            dossier_no,
        } => {
            channel.dossier_no = Some(dossier_no.clone());
            channel.stays.push(Stay {
                entered_on: on,
                rule: rule.clone(),
                reason: reason.clone(),
                left: None,
            });
        }
        GreenChannelEvent::ChannelLeft { reason } => {
            if let Some(stay) = channel.stays.last_mut() {
                stay.left = Some((on, reason.clone()));
            }
        }
        GreenChannelEvent::AcceptancePromised {
            submission,
            cases,
            by,
        } => {
            let each = cases.iter().map(|case| SameDay {
                case: case.clone(),
                submission: *submission,
                made_on: on,
                by: *by,
                end: None,
            });
            channel.promises.extend(each);
        }
    }
}

/// One fact of the green channel as a fact of the project.
const fn fact(event: GreenChannelEvent) -> ProjectEvent {
    ProjectEvent::GreenChannel(event)
}
