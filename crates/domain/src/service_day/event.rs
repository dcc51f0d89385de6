//! What can have happened on a day of the service windows.

use alloc::string::String;
use alloc::vec::Vec;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::number::BookingNumber;
use crate::catalogue::{ServiceKind, Slot};
use crate::id::entity::{BookingId, EnterpriseId, ProjectId};

/// A time of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct At {
    /// How one is served.
    pub kind: ServiceKind,
    /// When it begins, local time.
    pub start: Time,
}

impl From<&Slot> for At {
    fn from(slot: &Slot) -> Self {
        Self {
            kind: slot.kind,
            start: slot.start,
        }
    }
}

/// For whom a place is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Telephone number, digits only ([`crate::id::phone::parse`]). Personal data.
    pub phone: String,
    /// How to call the person. Personal data.
    pub name: String,
    /// The enterprise whose account booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<EnterpriseId>,
    /// Name of the company, if told.
    #[serde(default)]
    pub company: String,
    /// The project it is about, one of that enterprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// Name of the project.
    #[serde(default)]
    pub project_name: String,
    /// The region it lies in; `None` without a project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Language of messages, as in `zh-CN`.
    #[serde(default)]
    pub language: String,
}

impl Guest {
    /// Whether both are the same person: the same telephone, used for the same enterprise or for none. A number typed
    /// by somebody logged in proves nothing about whose it is, so it tells nothing of bookings proven by a code.
    pub fn is_same(&self, other: &Self) -> bool {
        self.phone == other.phone && self.enterprise == other.enterprise
    }
}

/// What the visitor wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The matter.
    pub matter: String,
    /// Where to come, for visits. Personal data.
    #[serde(default)]
    pub address: String,
}

/// What can have happened on a day of the service windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServiceDayEvent {
    /// The day was published.
    DayPublished {
        /// The date.
        date: Date,
        /// What is offered.
        slots: Vec<Slot>,
    },
    /// More or fewer places are offered.
    CapacityChanged {
        /// At which time.
        at: At,
        /// Places.
        capacity: u16,
        /// Why.
        reason: String,
    },
    /// A place was booked.
    PlaceBooked {
        /// Id of the booking.
        booking: BookingId,
        /// Its number.
        number: BookingNumber,
        /// What and when.
        at: At,
        /// For whom.
        guest: Guest,
        /// What for.
        wish: Wish,
    },
    /// Somebody went on the waiting list.
    PlaceQueued {
        /// Id of the booking.
        booking: BookingId,
        /// Its number.
        number: BookingNumber,
        /// What and when.
        at: At,
        /// For whom.
        guest: Guest,
        /// What for.
        wish: Wish,
    },
    /// A place got free for the first of the waiting list.
    BookingMovedUp {
        /// Which booking.
        booking: BookingId,
    },
    /// A booking was moved to another time of the day.
    BookingChanged {
        /// Which.
        booking: BookingId,
        /// To what and when.
        at: At,
    },
    /// A booking was cancelled.
    BookingCancelled {
        /// Which.
        booking: BookingId,
        /// Whether by the window.
        by_window: bool,
        /// Why.
        reason: String,
        /// The booking on another day that replaces it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved_to: Option<BookingId>,
    },
    /// The visitor came.
    VisitorCame {
        /// Which booking.
        booking: BookingId,
    },
    /// The visitor was served.
    VisitorServed {
        /// Which booking.
        booking: BookingId,
        /// What was done.
        done: String,
    },
    /// Nobody came.
    NobodyCame {
        /// Which booking.
        booking: BookingId,
    },
}
