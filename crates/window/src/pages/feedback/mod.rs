//! Reviews of services and their follow-ups, complaints and their replies (page 7 and what the window does with both).

mod complain;
mod complaints;
mod due;
mod find;
mod follow;
mod rate;
mod reviews;

pub(super) use self::due::{ToAnswer, due};
pub(super) use self::rate::to_review;

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use window_domain::access::Action;
use window_domain::catalogue::{Choice, ItemCode, Text};
use window_domain::service_review::Service;
use window_store::Page;

use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Routes, Visitor};

/// The pages about reviews and complaints.
pub(super) fn routes() -> Routes {
    let giving = |make: follow::Make| {
        move |app: State<AppState>,
              visitor: Visitor,
              which: Path<(String, String)>,
              fields: Fields| { follow::perform(app, visitor, which, (fields, make)) }
    };
    let acts: [(&'static str, follow::Make); 5] = [
        ("/desk/reviews/{service}/{number}/contact", follow::contact),
        ("/desk/reviews/{service}/{number}/extend", follow::extend),
        (
            "/desk/reviews/{service}/{number}/put-right",
            follow::put_right,
        ),
        (
            "/desk/reviews/{service}/{number}/call-back",
            follow::call_back,
        ),
        ("/desk/reviews/{service}/{number}/close", follow::close),
    ];
    let shown = Routes::new()
        .get("/rate/{service}/{number}", Action::GiveReview, rate::show)
        .post("/rate/{service}/{number}", Action::GiveReview, rate::give)
        .get("/desk/reviews", Action::ReadReviews, reviews::show)
        .get(
            "/desk/reviews/{service}/{number}",
            Action::ReadReviewer,
            follow::show,
        )
        .get("/complain", Action::FileComplaint, complain::show)
        .post("/complain", Action::FileComplaint, complain::file)
        .get("/complain/find", Action::FileComplaint, find::show)
        .post("/complain/find", Action::FileComplaint, find::look)
        .get("/complain/{id}", Action::ReadComplaint, complain::status)
        .post(
            "/complain/{id}/reopen",
            Action::ReadComplaint,
            complain::reopen,
        )
        .get("/desk/complaints", Action::ReadComplaints, complaints::list)
        .get(
            "/desk/complaints/{id}",
            Action::WorkComplaint,
            complaints::show,
        )
        .post(
            "/desk/complaints/{id}/assign",
            Action::AssignComplaint,
            complaints::assign,
        )
        .post(
            "/desk/complaints/{id}/reply",
            Action::ReplyComplaint,
            complaints::reply,
        );
    acts.into_iter().fold(shown, |routes, (path, make)| {
        routes.post(path, Action::FollowUpReview, giving(make))
    })
}

/// What is over, shown at once.
const OVER_SHOWN: u16 = 30;

/// How far somebody has turned the list of what is over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<String>,
}

impl Turned {
    fn page(self) -> Page {
        Page {
            after: self.after,
            limit: OVER_SHOWN,
        }
    }
}

/// The service an address names.
fn service(name: &str) -> Result<Service, PageError> {
    Service::parse(name).ok_or_else(PageError::not_found)
}

/// What a service was about: a name of the catalogue, or the words of whoever planned it.
#[derive(Debug, Clone, Serialize)]
struct What {
    key: String,
    name: Option<Text>,
    words: String,
}

fn what(app: &App, service: &str, what: &str) -> What {
    let catalogue = &app.office.catalogue;
    let name = match Service::parse(service) {
        Some(Service::Case) => {
            let item = catalogue.item(&ItemCode::new(what));
            item.map(|item| item.name.clone())
        }
        Some(Service::Problem) => {
            let kind = catalogue.agency().problem(what);
            kind.map(|kind| kind.name.clone())
        }
        Some(Service::Booking) => None,
        Some(Service::Visit) | None => {
            return What {
                key: format!("served-{service}"),
                name: None,
                words: what.to_owned(),
            };
        }
    };
    What {
        key: format!("served-{service}"),
        name,
        words: String::new(),
    }
}

/// Something of a list of the catalogue, and whether it was chosen.
#[derive(Debug, Serialize)]
struct Offered {
    code: String,
    name: Text,
    chosen: bool,
}

fn offered(choices: &[Choice], is_chosen: impl Fn(&str) -> bool) -> Vec<Offered> {
    let choices = choices.iter();
    choices
        .map(|choice| Offered {
            code: choice.code.clone(),
            name: choice.name.clone(),
            chosen: is_chosen(&choice.code),
        })
        .collect()
}
