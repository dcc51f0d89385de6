//! Replies to complaints and steps of follow-ups whose day is near or has passed, on the desk of whoever is reminded of
//! them: one's own, and for the lead what nobody was given to, what is at its last day, and all follow-ups.

use jiff::civil::Date;
use serde::Serialize;
use window_domain::access::{Actor, Role};
use window_store::{ComplaintFilter, ComplaintRow, PAGE_MAX, Page, ReviewFilter, ReviewRow};

use super::{What, complaints, reviews, what};
use crate::app::App;
use crate::http::{PageError, Visitor};
use crate::pages::lights::LightView;
use crate::service::Refused;

/// Shown at once: more than anybody answers in a day. The lists have the rest.
const SHOWN: usize = 20;

/// Something to answer.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct ToAnswer {
    href: String,
    /// A service that was reviewed; none for a complaint.
    what: Option<What>,
    /// Number of a complaint.
    number: String,
    text: String,
    /// What comes next.
    next_key: String,
    /// Who is to reply to a complaint.
    owner: String,
    due: String,
    light: LightView,
}

/// What the visitor is reminded of, the most urgent first.
pub(in crate::pages) async fn due(
    app: &App,
    visitor: &Visitor,
) -> Result<Vec<ToAnswer>, PageError> {
    let actor = visitor.actor()?;
    let refused = |error: Refused| error.into_page(app, visitor);
    let open = ComplaintFilter { open: Some(true) };
    let first = Page::first(PAGE_MAX);
    let complaints = app.office.complaints(&actor, (&open, &first)).await;
    let complaints = complaints.map_err(refused)?.rows.into_iter();
    let open = ReviewFilter {
        open: Some(true),
        followed_up: true,
    };
    let reviews = app.office.followed_reviews(&actor, (&open, &first)).await;
    let reviews = reviews.map_err(refused)?.rows.into_iter();
    let mut found: Vec<(Date, ToAnswer)> = complaints
        .filter(|row| is_told(app, &actor, row))
        .map(|row| (row.due_on, of_complaint(app, &row)))
        .chain(reviews.filter_map(|row| of_review(app, &row)))
        .collect();
    found.sort_by_key(|(on, _)| *on);
    let rows = found.into_iter().map(|(_, due)| due);
    Ok(rows.take(SHOWN).collect())
}

/// Whether a rung is reached with so many working days left.
fn is_near(app: &App, rungs: &[u16], due: Date) -> bool {
    let farthest = rungs.iter().max().copied().unwrap_or_default();
    app.office.calendar.count(app.office.today(), due) <= i32::from(farthest)
}

fn is_told(app: &App, actor: &Actor, row: &ComplaintRow) -> bool {
    let policy = &app.office.catalogue.feedback().complaint;
    if !is_near(app, &policy.reminders, row.due_on) {
        return false;
    }
    let own = actor.user.map(|user| user.to_string());
    if row.owner_id.is_some() && row.owner_id == own {
        return true;
    }
    let is_last_day = row.due_on <= app.office.today();
    actor.is(Role::WindowLead) && (row.owner_id.is_none() || is_last_day)
}

fn of_complaint(app: &App, row: &ComplaintRow) -> ToAnswer {
    let line = complaints::line(app, row);
    ToAnswer {
        href: line.href,
        what: None,
        number: line.number,
        text: line.text,
        next_key: line.state_key,
        owner: line.owner,
        due: line.due,
        light: line.light,
    }
}

fn of_review(app: &App, row: &ReviewRow) -> Option<(Date, ToAnswer)> {
    let on = row.due_on.filter(|_| row.done_on.is_none())?;
    let rungs = &app.office.catalogue.feedback().bad.reminders;
    if !is_near(app, rungs, on) {
        return None;
    }
    let line = reviews::line(app, row);
    let due = ToAnswer {
        href: line.href,
        what: Some(what(app, &row.service, &row.what)),
        number: String::new(),
        text: line.text,
        next_key: line.next_key,
        owner: String::new(),
        due: on.to_string(),
        light: line.light,
    };
    Some((on, due))
}
