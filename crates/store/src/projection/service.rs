//! The rows of a day of the service windows: one for each time, one for each booking.

use jiff::civil::Time;
use window_domain::service_day::{At, Booking, ServiceDay, Status};
use window_domain::service_review::served::on_day;

use super::RowSet;
use super::feedback::{hall_visit, served_row};
use super::service_rows::{BookingRow, ServiceSlotRow};

/// All rows of a day.
pub fn service_rows(day: &ServiceDay) -> RowSet {
    let mut rows = RowSet::new();
    for slot in &day.slots {
        let at = At::from(slot);
        let starts = clock(slot.start);
        let came = |status| matches!(status, Status::CheckedIn | Status::Served);
        rows.insert(ServiceSlotRow {
            id: format!("{}/{}/{starts}", day.date, slot.kind.as_str()),
            day: day.date,
            kind: slot.kind.as_str().to_owned(),
            ends: clock(slot.end),
            starts,
            capacity: slot.capacity,
            taken: day.taken(at),
            waiting: day.waiting(at),
            came: day.count(at, came),
            no_show: day.count(at, |status| status == Status::NoShow),
            cancelled: day.count(at, |status| status == Status::Cancelled),
        });
    }
    for booking in &day.bookings {
        rows.insert(row(day, booking));
        if let Some(counter) = hall_visit(day, booking) {
            rows.insert(counter);
        }
    }
    for served in on_day(day) {
        rows.insert(served_row(&served));
    }
    rows
}

fn row(day: &ServiceDay, booking: &Booking) -> BookingRow {
    let ends = day.slot(booking.at).map_or(booking.at.start, |it| it.end);
    BookingRow {
        id: booking.id.to_string(),
        number: booking.number.to_string(),
        day: day.date,
        kind: booking.at.kind.as_str().to_owned(),
        starts: clock(booking.at.start),
        ends: clock(ends),
        status: booking.status.as_str().to_owned(),
        phone: booking.guest.phone.clone(),
        name: booking.guest.name.clone(),
        enterprise_id: booking.guest.enterprise.map(|id| id.to_string()),
        company: booking.guest.company.clone(),
        project_id: booking.guest.project.map(|id| id.to_string()),
        project_name: booking.guest.project_name.clone(),
        matter: booking.wish.matter.clone(),
        address: booking.wish.address.clone(),
        done: booking.done.clone(),
        booked_at: booking.booked_at,
    }
}

/// Hour and minute, as they sort and as they are shown.
fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}
