//! Reviews at the desk: open follow-ups with their lights for whoever follows them up; for everybody else what was said of
//! their own services, without who said it.

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::light::{Light, light_for};
use window_domain::service_review::Level;
use window_store::{PAGE_MAX, Page, PageOf, ReviewFilter, ReviewRow};

use super::{Turned, What, what};
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::LightView;
use crate::service::review::Said;
use crate::templates::view;

/// A review that is followed up.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) href: String,
    pub(super) what: What,
    pub(super) level: String,
    pub(super) text: String,
    pub(super) given_on: String,
    pub(super) next_key: String,
    pub(super) due: Option<String>,
    pub(super) light: LightView,
}

/// What was said of one's own services.
#[derive(Debug, Serialize)]
struct Heard {
    service_key: String,
    level: String,
    stars: u8,
    reasons: Vec<Text>,
    text: String,
    month: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(turned): Query<Turned>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let filter = |open| ReviewFilter {
        open: Some(open),
        followed_up: true,
    };
    let broken = |error: crate::service::Refused| error.into_page(&app, &visitor);
    let open = (&filter(true), &Page::first(PAGE_MAX));
    let open = app.office.followed_reviews(&actor, open).await;
    let open = open.map_err(broken)?.rows;
    let closed = (&filter(false), &turned.page());
    let closed = app.office.followed_reviews(&actor, closed).await;
    let PageOf { rows: closed, next } = closed.map_err(broken)?;
    let about = app.office.reviews_about(&actor).await.map_err(broken)?;
    let lines = |rows: &[ReviewRow]| rows.iter().map(|row| line(&app, row)).collect::<Vec<_>>();
    let heard: Vec<Heard> = about.into_iter().map(|said| heard(&app, said)).collect();
    let is_late = |row: &&ReviewRow| row.due_on.is_some_and(|due| due < app.office.today());
    let overdue = open.iter().filter(is_late).count();
    let data = context! {
        follows => visitor.may(window_domain::access::Action::FollowUpReview),
        overdue, open => view(&lines(&open)), closed => view(&lines(&closed)), next, heard => view(&heard),
    };
    app.page(&visitor, "pages/feedback/reviews.html", data)
}

pub(super) fn line(app: &App, row: &ReviewRow) -> Line {
    let calendar = &app.office.calendar;
    let light = match (row.due_on, row.done_on) {
        (None, _) => Light::Unlimited,
        (Some(due), Some(on)) => Light::Done {
            by: calendar.count(on, due),
        },
        (Some(due), None) => light_for(calendar.count(app.office.today(), due), row.limit_days),
    };
    Line {
        href: format!("/desk/reviews/{}", row.id),
        what: what(app, &row.service, &row.what),
        level: row.level.clone(),
        text: row.text.clone(),
        given_on: row.given_on.to_string(),
        next_key: format!("follow-next-{}", row.next),
        due: row.due_on.map(|due| due.to_string()),
        light: light.into(),
    }
}

fn heard(app: &App, said: Said) -> Heard {
    let policy = app.office.catalogue.feedback();
    let reasons = said.reasons.iter().filter_map(|code| policy.reason(code));
    Heard {
        service_key: format!("served-{}", said.service),
        stars: Level::parse(&said.level).map_or(0, Level::stars),
        reasons: reasons.map(|reason| reason.name.clone()).collect(),
        level: said.level,
        text: said.text,
        month: said.month.to_string(),
    }
}
