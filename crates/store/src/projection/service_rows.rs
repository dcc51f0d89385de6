//! The rows of the service windows: times and bookings.

use std::sync::OnceLock;

use jiff::{Timestamp, civil::Date};

use super::rows::row;
use super::{Table, TableName, upsert_text};
use crate::{
    StoreError,
    value::{Column, Record, Value},
};

row! {
    /// A time of a published day of the service windows.
    ServiceSlotRow in ServiceSlots by id {
        /// Date, kind and time: `2026-08-04/normal/09:00`.
        id: String,
        /// The date.
        day: Date,
        /// How one is served.
        kind: String,
        /// When it begins, `09:00`.
        starts: String,
        /// When it ends.
        ends: String,
        /// Places offered.
        capacity: u16,
        /// Places taken: booked, come, not come.
        taken: u16,
        /// People on the waiting list.
        waiting: u16,
        /// Visitors who came.
        came: u16,
        /// Visitors who did not.
        no_show: u16,
        /// Bookings cancelled.
        cancelled: u16,
    }
}

row! {
    /// A booking.
    BookingRow in Bookings by id {
        /// `bkg_…`. Whoever knows it may see an anonymous booking.
        id: String,
        /// Its number, which proves nothing.
        number: String,
        /// The date.
        day: Date,
        /// How one is served.
        kind: String,
        /// When it begins, `09:00`.
        starts: String,
        /// When it ends.
        ends: String,
        /// Where it stands.
        status: String,
        /// Telephone, digits only. Personal data: lists show it masked.
        phone: String,
        /// Name of the visitor. Personal data.
        name: String,
        /// The enterprise whose account booked.
        enterprise_id: Option<String>,
        /// Its name, or the one told.
        company: String,
        /// The project it is about.
        project_id: Option<String>,
        /// Its name.
        project_name: String,
        /// The matter.
        matter: String,
        /// Where to come, for visits. Personal data.
        address: String,
        /// What was done.
        done: String,
        /// When it was made.
        booked_at: Timestamp,
    }
}
