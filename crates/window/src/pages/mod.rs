//! The pages people see, one file each.

mod admin;
mod applicant;
mod board;
mod booking;
mod cases;
mod credit;
mod days;
mod dept;
mod design;
mod desk;
mod download;
mod feedback;
mod green_channel;
mod guesses;
mod lights;
mod login;
mod notices;
mod open;
mod party;
mod project_list;
mod public;
mod register;
mod reminders;
mod score;
mod service;
mod talks;
mod visits;
mod watch;
mod words;
mod works;

pub(crate) use self::open::Brake;
use crate::config::Config;
use crate::http::Routes;

/// All pages. The component gallery exists only in a demo.
pub fn routes(config: &Config) -> Routes {
    let pages = Routes::new()
        .and(login::routes())
        .and(admin::routes())
        .and(public::routes())
        .and(applicant::routes())
        .and(board::routes())
        .and(booking::routes())
        .and(desk::routes())
        .and(cases::routes())
        .and(credit::routes())
        .and(dept::routes())
        .and(feedback::routes())
        .and(notices::routes())
        .and(open::routes())
        .and(party::routes())
        .and(register::routes())
        .and(score::routes())
        .and(service::routes())
        .and(talks::routes())
        .and(visits::routes())
        .and(watch::routes())
        .and(words::routes());
    if config.demo {
        pages.and(design::routes())
    } else {
        pages
    }
}
