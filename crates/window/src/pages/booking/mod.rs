//! Bookings of the service windows: choosing a time, proving a telephone, the booking's own page; and the window's
//! calendar (18).

mod calendar;
mod choose;
mod details;
mod find;
mod show;
mod times;
mod visitor;

pub(super) use self::times::next_free;

use window_domain::access::Action;

use crate::http::Routes;

/// The pages about bookings.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/booking", Action::BookService, choose::show)
        .post("/booking", Action::BookService, details::book)
        .get("/booking/find", Action::BookService, find::show)
        .post("/booking/find", Action::BookService, find::look)
        .get("/booking/{id}", Action::ChangeBooking, show::show)
        .post("/booking/{id}/cancel", Action::ChangeBooking, show::cancel)
        .get("/booking/{id}/move", Action::ChangeBooking, show::choose)
        .post("/booking/{id}/move", Action::ChangeBooking, show::shift)
        .get("/desk/calendar", Action::ReadCalendar, calendar::show)
        .post(
            "/desk/calendar/capacity",
            Action::OfferService,
            calendar::offer,
        )
        .get("/desk/calendar/{id}", Action::ReadCalendar, visitor::show)
        .post(
            "/desk/calendar/{id}/check-in",
            Action::AttendBooking,
            visitor::check_in,
        )
        .post(
            "/desk/calendar/{id}/serve",
            Action::AttendBooking,
            visitor::serve,
        )
        .post(
            "/desk/calendar/{id}/no-show",
            Action::AttendBooking,
            visitor::no_show,
        )
        .post(
            "/desk/calendar/{id}/cancel",
            Action::ChangeBooking,
            visitor::cancel,
        )
}
