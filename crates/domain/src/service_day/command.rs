//! What can be asked of a day of the service windows.

use alloc::string::String;

use jiff::civil::Date;

use super::event::{At, Guest, Wish};
use crate::access::Action;
use crate::id::entity::BookingId;

/// What can be asked of a day of the service windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceDayCommand {
    /// Publish what the catalogue offers on this date. A second time changes nothing.
    Publish {
        /// The date.
        date: Date,
    },
    /// Book a place.
    Book {
        /// The date, for days that were never published.
        date: Date,
        /// What and when.
        at: At,
        /// For whom.
        guest: Guest,
        /// What for.
        wish: Wish,
        /// Whether to wait if all places are taken.
        wait: bool,
    },
    /// Move a booking to another time of the same day.
    Change {
        /// Which.
        booking: BookingId,
        /// To what and when.
        at: At,
    },
    /// Cancel a booking, or the entry on the waiting list.
    Cancel {
        /// Which.
        booking: BookingId,
        /// Why; the window must say.
        reason: String,
        /// The booking on another day that replaces it.
        moved_to: Option<BookingId>,
    },
    /// The visitor is there.
    CheckIn {
        /// Which booking.
        booking: BookingId,
    },
    /// The visitor was served.
    Serve {
        /// Which booking.
        booking: BookingId,
        /// What was done.
        done: String,
    },
    /// Nobody came.
    NoShow {
        /// Which booking.
        booking: BookingId,
    },
    /// Offer more or fewer places at a time.
    SetCapacity {
        /// At which.
        at: At,
        /// Places.
        capacity: u16,
        /// Why.
        reason: String,
    },
}

impl ServiceDayCommand {
    /// The action of the access table it is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Publish { .. } => Action::PublishService,
            Self::SetCapacity { .. } => Action::OfferService,
            Self::Book { .. } => Action::BookService,
            Self::Change { .. } | Self::Cancel { .. } => Action::ChangeBooking,
            Self::CheckIn { .. } | Self::Serve { .. } | Self::NoShow { .. } => {
                Action::AttendBooking
            }
        }
    }

    /// The booking it is about, if it exists before.
    pub const fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Publish { .. } | Self::SetCapacity { .. } | Self::Book { .. } => None,
            Self::Change { booking, .. }
            | Self::Cancel { booking, .. }
            | Self::CheckIn { booking }
            | Self::Serve { booking, .. }
            | Self::NoShow { booking } => Some(*booking),
        }
    }
}
