//! What can be read off a credit record: its facts by name, what it keeps its party from.

use alloc::string::String;
use jiff::civil::Date;

use super::event::Ruling;
use super::record::{Act, CreditRecord, Decided, Heard, Investigation, RepairStep, Stage, Told};
use crate::id::entity::{CreditId, UserId};
use crate::refusal::{Code, Refusal};

/// What keeps a party out of commitment handling: why, since when, and how long without repair.
/// How to repair is what the conditions of the rule set `ruling.rules` say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The record.
    pub record: CreditId,
    /// Registered name of the party.
    pub company: String,
    /// Its code.
    pub uscc: String,
    /// Day of the decision.
    pub since: Date,
    /// The decision: its number, reasons, first day for repair and last day.
    pub ruling: Ruling,
    /// Whether an application for repair is being looked into.
    pub repair_under_way: bool,
}

impl Bar {
    /// The answer to a party that asks for commitment handling all the same: `date` of the
    /// decision, `limit` from which repair may be applied for, `until` when it ends without.
    pub fn refusal(&self) -> Refusal {
        Refusal::new(Code::CreditBarred)
            .with("number", &self.ruling.number)
            .with("date", self.since)
            .with("limit", self.ruling.min_until)
            .with("until", self.ruling.max_until)
    }
}

impl Investigation {
    /// Whether this person investigates or did so before.
    pub fn is_investigator(&self, user: Option<UserId>) -> bool {
        user.is_some_and(|user| self.investigator == user || self.former.contains(&user))
    }
}

impl Stage {
    /// Name used in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Clue => "clue",
            Self::Investigating(_) => "investigating",
            Self::Told(_) => "told",
            Self::Heard(_) => "heard",
            Self::Proposed(_) => "proposed",
            Self::Decided(_) => "decided",
            Self::Published(_) => "published",
            Self::Ended(_) => "ended",
            Self::Dropped(_) => "dropped",
            Self::Withdrawn(_) => "withdrawn",
        }
    }

    /// Every name, for the test that finds missing sentences.
    pub const NAMES: [&'static str; 10] = [
        "clue",
        "investigating",
        "told",
        "heard",
        "proposed",
        "decided",
        "published",
        "ended",
        "dropped",
        "withdrawn",
    ];

    /// The decision, once there is one.
    pub fn decided(&self) -> Option<&Decided> {
        match self {
            Self::Decided(decided) => Some(decided),
            Self::Published(published) => Some(&published.decided),
            Self::Ended(ended) => Some(&ended.decided),
            Self::Withdrawn(withdrawn) => withdrawn.from.decided(),
            Self::Clue
            | Self::Investigating(_)
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Dropped(_) => None,
        }
    }

    /// The decision while it has effect.
    pub fn in_force(&self) -> Option<&Decided> {
        match self {
            Self::Decided(decided) => Some(decided),
            Self::Published(published) => Some(&published.decided),
            Self::Clue
            | Self::Investigating(_)
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Ended(_)
            | Self::Dropped(_)
            | Self::Withdrawn(_) => None,
        }
    }

    /// The publication, even if it is over.
    pub fn published(&self) -> Option<&Act> {
        match self {
            Self::Published(published) => Some(&published.published),
            Self::Ended(ended) => ended.published.as_ref(),
            Self::Withdrawn(withdrawn) => withdrawn.from.published(),
            Self::Clue
            | Self::Investigating(_)
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Decided(_)
            | Self::Dropped(_) => None,
        }
    }

    /// Day on which a decision ended by repair or at its longest time.
    pub fn ended_on(&self) -> Option<Date> {
        match self {
            Self::Ended(ended) => Some(ended.ended.on),
            Self::Withdrawn(withdrawn) => withdrawn.from.ended_on(),
            Self::Clue
            | Self::Investigating(_)
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Decided(_)
            | Self::Published(_)
            | Self::Dropped(_) => None,
        }
    }

    /// Day on which the record turned out to speak of the wrong party.
    pub fn withdrawn_on(&self) -> Option<Date> {
        match self {
            Self::Withdrawn(withdrawn) => Some(withdrawn.withdrawn.on),
            Self::Clue
            | Self::Investigating(_)
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Decided(_)
            | Self::Published(_)
            | Self::Ended(_)
            | Self::Dropped(_) => None,
        }
    }

    /// What became of the party's right to be heard, once that is known.
    pub fn heard(&self) -> Option<&Heard> {
        match self {
            Self::Heard(heard) => Some(heard),
            Self::Proposed(proposed) => Some(&proposed.heard),
            Self::Decided(_) | Self::Published(_) | Self::Ended(_) => {
                self.decided().map(|decided| &decided.heard)
            }
            Self::Dropped(closed) => closed.from.heard(),
            Self::Withdrawn(withdrawn) => withdrawn.from.heard(),
            Self::Clue | Self::Investigating(_) | Self::Told(_) => None,
        }
    }

    /// What the party was told, once it was.
    pub fn told(&self) -> Option<&Told> {
        match self {
            Self::Told(told) => Some(told),
            Self::Dropped(closed) => closed.from.told(),
            Self::Withdrawn(withdrawn) => withdrawn.from.told(),
            Self::Clue
            | Self::Investigating(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Decided(_)
            | Self::Published(_)
            | Self::Ended(_) => self.heard().map(|heard| &heard.told),
        }
    }

    /// The investigation, once there is one.
    pub fn investigation(&self) -> Option<&Investigation> {
        match self {
            Self::Investigating(investigation) => Some(investigation),
            Self::Dropped(closed) => closed.from.investigation(),
            Self::Withdrawn(withdrawn) => withdrawn.from.investigation(),
            Self::Clue
            | Self::Told(_)
            | Self::Heard(_)
            | Self::Proposed(_)
            | Self::Decided(_)
            | Self::Published(_)
            | Self::Ended(_) => self.told().map(|told| &told.investigation),
        }
    }
}

impl CreditRecord {
    /// Whether the party knows of the record: it was told, now or in an earlier round. Until then
    /// an investigation is nobody's business but the investigators'.
    pub fn is_known_to_party(&self) -> bool {
        self.stage.told().is_some()
            || self
                .stage
                .investigation()
                .is_some_and(|investigation| !investigation.earlier.is_empty())
    }

    /// Last day of the step that is open: to defend, to publish, of publication.
    pub fn next_due(&self) -> Option<Date> {
        match &self.stage {
            Stage::Told(told) => Some(told.defence_until),
            Stage::Decided(decided) => Some(decided.ruling.publish_by),
            Stage::Published(published) => Some(published.decided.ruling.max_until),
            Stage::Clue
            | Stage::Investigating(_)
            | Stage::Heard(_)
            | Stage::Proposed(_)
            | Stage::Ended(_)
            | Stage::Dropped(_)
            | Stage::Withdrawn(_) => None,
        }
    }

    /// Whether a decision has effect: from the decision until repair, the longest time or
    /// withdrawal. Before a decision the party is presumed to have done nothing wrong.
    pub fn is_open(&self) -> bool {
        self.stage.in_force().is_some()
    }

    /// What keeps the party out of commitment handling on this day. The longest time counts even
    /// if nobody has recorded its end yet.
    pub fn bars(&self, today: Date) -> Option<Bar> {
        let decided = self.stage.in_force()?;
        let ruling = &decided.ruling;
        (today <= ruling.max_until).then(|| Bar {
            record: self.id,
            company: self.party.company.clone(),
            uscc: self.party.uscc.clone(),
            since: decided.decided.on,
            ruling: ruling.clone(),
            repair_under_way: decided.repair.step != RepairStep::Idle,
        })
    }
}
