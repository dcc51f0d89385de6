//! What the outside knows and a decision needs: the moment, the rules in force, who acts,
//! and a source of fresh numbers. With the same context a decision is always the same.

use alloc::string::String;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Role};
use crate::calendar::Calendar;
use crate::catalogue::Catalogue;
use crate::credit::Bar;
use crate::id::entity::UserId;

/// Source of fresh ids and consecutive numbers. The edge implements it with a random source
/// and counters in the store; tests implement it with a counter.
pub trait Fresh {
    /// 16 bytes nobody can guess, for an id.
    fn random(&self) -> [u8; 16];
    /// 10 bytes nobody can guess, for a check code.
    fn check_code(&self) -> [u8; 10];
    /// Next number of a series, from 1.
    fn serial(&self, series: &Series) -> u32;
}

/// A series of consecutive numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Case numbers of one day.
    Cases(Date),
    /// Letters of one kind in one year.
    Letters {
        /// Code of the kind in `letters.toml`.
        kind: String,
        /// Civil year.
        year: i16,
    },
    /// Receipts of one day.
    Receipts(Date),
    /// Certificates of one item in one year.
    Certificates {
        /// Code of the item.
        item: String,
        /// Civil year.
        year: i16,
    },
    /// Problems of the ledger in one year.
    Problems(i16),
    /// Dossiers of the green channel in one year.
    Dossiers(i16),
    /// Complaints of one year.
    Complaints(i16),
}

/// What the outside knows.
pub struct Context<'a> {
    /// The moment of the act.
    pub now: Timestamp,
    /// Civil date of `now` in the city.
    pub today: Date,
    /// Date on which something handed in at `now` counts as received: the next working day
    /// after office hours or on a day off.
    pub received_on: Date,
    /// Release of the catalogue in force.
    pub catalogue: &'a Catalogue,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Who acts.
    pub actor: &'a Actor,
    /// Fresh numbers.
    pub fresh: &'a dyn Fresh,
    /// What keeps the builder of the project out of commitment handling today.
    pub barred: &'a [Bar],
}

impl Context<'_> {
    /// Wraps a fact into the record that is stored: when, on which civil day, by whom.
    pub fn record<E>(&self, event: E) -> Recorded<E> {
        Recorded {
            at: self.now,
            on: self.today,
            by: By::from(self.actor),
            event,
        }
    }
}

/// A stored fact with its moment and its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// The moment, UTC.
    pub at: Timestamp,
    /// Civil date in the city.
    pub on: Date,
    /// Who did it.
    pub by: By,
    /// What happened.
    pub event: E,
}

/// Who did something, as it is remembered with the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The account; `None` for the program itself.
    pub user: Option<UserId>,
    /// Role in which it was done.
    pub role: Role,
    /// Name at that time. Personal data.
    pub name: String,
    /// Department code of an officer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        Self {
            user: actor.user,
            role: actor.acting_role(),
            name: actor.name.clone(),
            department: actor.department.clone(),
        }
    }
}
