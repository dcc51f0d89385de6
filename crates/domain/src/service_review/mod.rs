//! Reviews of services (好差评): whoever was served says how it was in five levels, once, with one change; a bad one is
//! followed up until whoever gave it has been called back. Nobody else gives one, and the program never does.
//!
//! One stream for each service, so that one service has one review. Who was served is what the facts of the project or
//! of the day say ([`served`]); the edge looks it up and hands it to [`decide`] with the command.

pub mod command;
pub mod event;
mod fold;
mod follow_up;
mod give;
pub mod served;

use alloc::string::String;
use alloc::vec::Vec;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::command::ReviewCommand;
pub use self::event::{Level, ReviewEvent};
pub use self::fold::apply;
pub use self::give::last_day_to_change;
pub use self::served::{Served, Service};

use crate::access::{Actor, Relation, Role};
use crate::clock::Clock;
use crate::context::{By, Context, Recorded};
use crate::refusal::{Code, Refusal, Refusals};

/// Facts of one decision, in order.
pub type Decided = Result<Vec<ReviewEvent>, Refusals>;

/// A review and what followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceReview {
    /// The service, and who was served.
    pub served: Served,
    /// The level, as it stands.
    pub level: Level,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
    /// In words.
    pub text: String,
    /// Who gave it. Personal data, kept from whoever was reviewed.
    pub by: By,
    /// Its day.
    pub given_on: Date,
    /// Day it was changed.
    pub changed_on: Option<Date>,
    /// What follows a bad one, even if it was changed to a good one since.
    pub follow_up: Option<FollowUp>,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
}

/// What follows a bad review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// Contact with whoever gave it.
    pub contact: Clock,
    /// Putting it right.
    pub put_right: Clock,
    /// Most working days to put it right.
    pub max_days: u16,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// What the last call-back after the last measure said: whether whoever gave the review is content now.
    pub called_back: Option<bool>,
    /// Day it was closed.
    pub closed_on: Option<Date>,
    /// Reminders given of the step that is next: the working days that were left.
    pub reminded: Vec<u16>,
}

/// Something done about a bad review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its day.
    pub on: Date,
    /// Who did it.
    pub by: By,
    /// What kind of step.
    pub kind: StepKind,
    /// In words.
    pub text: String,
}

/// What kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Whoever gave the review was contacted.
    Contacted,
    /// More days were taken to put it right.
    Extended,
    /// It was put right.
    PutRight,
    /// Whoever gave it was called back and is content.
    Content,
    /// Whoever gave it was called back and is not content.
    Discontent,
    /// The follow-up was closed.
    Closed,
    /// The lead was reminded, so many working days before.
    Reminded(u16),
}

impl StepKind {
    /// Name in locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contacted => "contacted",
            Self::Extended => "extended",
            Self::PutRight => "put_right",
            Self::Content => "content",
            Self::Discontent => "discontent",
            Self::Closed => "closed",
            Self::Reminded(_) => "reminded",
        }
    }
}

impl FollowUp {
    /// What comes next: `contact`, `put_right`, `call_back`, `close` or `closed`.
    pub const fn next(&self) -> &'static str {
        if self.closed_on.is_some() {
            return "closed";
        }
        match (
            self.contact.ended_on,
            self.put_right.ended_on,
            self.called_back,
        ) {
            (None, _, _) => "contact",
            (_, None, _) => "put_right",
            (_, _, None) => "call_back",
            (_, _, Some(_)) => "close",
        }
    }

    /// Working days by which putting it right can still be extended.
    pub fn days_left(&self) -> u16 {
        let taken = self.put_right.limit.days().unwrap_or_default();
        self.max_days
            .saturating_sub(taken.saturating_add(self.put_right.extended_days))
    }

    /// The clock that runs; `None` where no step has a day.
    pub const fn running(&self) -> Option<&Clock> {
        let clock = self.clock();
        if clock.ended_on.is_none() {
            Some(clock)
        } else {
            None
        }
    }

    /// The clock that runs, or ran last.
    pub const fn clock(&self) -> &Clock {
        if self.contact.ended_on.is_none() {
            &self.contact
        } else {
            &self.put_right
        }
    }
}

/// How the actor stands to a service: its own if it was served to the actor's enterprise; one that was served to no
/// enterprise is its own of whoever knows the booking's id and is no staff. The window's staff follow up what others
/// did in the regions they serve, never what they did themselves; what is about no project is the home region's.
pub fn relations(served: &Served, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    let is_own = match served.enterprise {
        Some(owner) => actor.enterprise == Some(owner),
        None => actor
            .roles
            .iter()
            .all(|role| *role == Role::Anonymous || role.is_enterprise()),
    };
    if is_own {
        found.push(Relation::Own);
    }
    let covers = match &served.region {
        Some(region) => actor.territory.covers(region),
        None => actor.territory.covers_home(),
    };
    let is_reviewed = actor.user.is_some() && actor.user == served.served_by;
    if is_reviewed {
        found.push(Relation::Assigned);
    } else if actor.is_of_window() && covers {
        found.push(Relation::SameOrganisation);
    }
    let department = served.department.as_ref();
    if department.is_some_and(|code| actor.department.as_deref() == Some(code.as_str())) {
        found.push(Relation::SameDepartment);
    }
    found
}

/// Decides a command. `None` is a service nobody has reviewed.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(
    review: Option<&ServiceReview>,
    command: &ReviewCommand,
    context: &Context<'_>,
) -> Decided {
    let served = match (review, command) {
        (Some(review), _) => Some(&review.served),
        (None, ReviewCommand::Give { served, .. }) => served.as_ref(),
        (None, _) => None,
    };
    let may = served.is_some_and(|served| {
        let relations = relations(served, context.actor);
        context.actor.may(command.action(), &relations)
    });
    if !may {
        // Whether there is such a service is told to nobody else.
        return Err(match command {
            ReviewCommand::Give { .. } | ReviewCommand::Change { .. } => Code::NotServed.into(),
            _ => Refusal::new(Code::NotAllowed)
                .with("action", alloc::format!("{:?}", command.action()))
                .into(),
        });
    }
    match (review, command, served) {
        (None, ReviewCommand::Give { given, .. }, Some(served)) => {
            give::give(served, given, context)
        }
        (Some(review), ReviewCommand::Give { .. }, _) => Err(Refusal::new(Code::ReviewGiven)
            .with("until", last_day_to_change(review, context))
            .into()),
        (Some(review), ReviewCommand::Change { given }, _) => give::change(review, given, context),
        (Some(review), ReviewCommand::Remind, _) => Ok(follow_up::remind(review, context)),
        (Some(review), command, _) => follow_up::decide(review, command),
        (None, ..) => Err(Code::NotServed.into()),
    }
}

/// Replays a stream.
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Recorded<ReviewEvent>>,
) -> Option<ServiceReview> {
    let mut review = None;
    for event in events {
        apply(&mut review, event);
    }
    review
}
