//! The rows of services, reviews and complaints, and the counters of the Six Ones (六个一), each a function of its stream.

use jiff::civil::Date;
use window_domain::calendar::local_date;
use window_domain::catalogue::ServiceKind;
use window_domain::clock::Clock;
use window_domain::complaint::Complaint;
use window_domain::project::Project;
use window_domain::project::event::Outcome;
use window_domain::service_day::{Booking, ServiceDay, Status};
use window_domain::service_review::{FollowUp, Served, ServiceReview};

use super::feedback_rows::{ComplaintRow, CounterRow, ReviewRow, ServedRow};
use super::{Folding, RowSet};

/// Kind and number of a service: the key of its row and of its review's.
fn key(served: &Served) -> String {
    format!("{}/{}", served.service.as_str(), served.number)
}

/// A service as lists show it.
pub(super) fn served_row(served: &Served) -> ServedRow {
    ServedRow {
        id: key(served),
        service: served.service.as_str().to_owned(),
        number: served.number.clone(),
        what: served.what.clone(),
        on_day: served.on,
        enterprise_id: served.enterprise.map(|id| id.to_string()),
        project_id: served.project.map(|id| id.to_string()),
        project_name: served.project_name.clone(),
        served_by: served.served_by.map(|id| id.to_string()),
        department: served.department.as_ref().map(ToString::to_string),
    }
}

fn due(clock: &Clock, today: Date, folding: Folding<'_>) -> Option<Date> {
    clock.due(folding.calendar, today).map(|due| due.date)
}

fn limit(clock: &Clock) -> i32 {
    let days = clock.limit.days().unwrap_or_default();
    i32::from(days).saturating_add(i32::from(clock.extended_days))
}

/// The row of a review.
pub fn review_rows(review: &ServiceReview, folding: Folding<'_>) -> RowSet {
    let today = local_date(review.updated_at);
    let follow_up = review.follow_up.as_ref();
    let clock = follow_up.map(FollowUp::clock);
    let mut rows = RowSet::new();
    rows.insert(ReviewRow {
        id: key(&review.served),
        service: review.served.service.as_str().to_owned(),
        number: review.served.number.clone(),
        what: review.served.what.clone(),
        level: review.level.as_str().to_owned(),
        is_bad: review.level.is_bad(),
        reasons: review.reasons.join(" "),
        text: review.text.clone(),
        served_by: review.served.served_by.map(|id| id.to_string()),
        department: review.served.department.as_ref().map(ToString::to_string),
        given_on: review.given_on,
        next: follow_up.map_or("", FollowUp::next).to_owned(),
        is_open: follow_up.is_some_and(|it| it.closed_on.is_none()),
        due_on: clock.and_then(|clock| due(clock, today, folding)),
        limit_days: clock.map_or(0, limit),
        done_on: clock.and_then(|clock| clock.ended_on),
        closed_on: follow_up.and_then(|it| it.closed_on),
    });
    rows
}

/// The row of a complaint.
pub fn complaint_rows(complaint: &Complaint, folding: Folding<'_>) -> RowSet {
    let today = local_date(complaint.updated_at);
    let (by, owner) = (&complaint.complainant, complaint.owner.as_ref());
    let mut rows = RowSet::new();
    rows.insert(ComplaintRow {
        id: complaint.id.to_string(),
        number: complaint.number.clone(),
        topic: complaint.topic.clone(),
        text: complaint.text.clone(),
        name: by.name.clone(),
        phone: by.phone.clone(),
        enterprise_id: by.enterprise.map(|id| id.to_string()),
        state: complaint.state().to_owned(),
        is_open: complaint.is_open(),
        filed_on: complaint.filed_on,
        due_on: due(&complaint.clock, today, folding).unwrap_or(complaint.filed_on),
        limit_days: limit(&complaint.clock),
        replied_on: complaint.replies.last().map(|reply| reply.on),
        owner_id: owner.map(|owner| owner.user.to_string()),
        owner_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
    });
    rows
}

/// A visit to the hall: somebody came with a booking, and not the window to them.
pub(super) fn hall_visit(day: &ServiceDay, booking: &Booking) -> Option<CounterRow> {
    let came = matches!(booking.status, Status::CheckedIn | Status::Served);
    let is_hall = booking.at.kind != ServiceKind::DoorToDoor;
    (came && is_hall).then(|| CounterRow {
        id: format!("hall_visit/{}", booking.id),
        kind: "hall_visit".to_owned(),
        project_id: booking.guest.project.map(|id| id.to_string()),
        on_day: day.date,
        number: 1,
    })
}

/// What is counted of a project: materials a correction notice asked for again, and decided cases by whether they were done
/// at once (一次办成): approved after one hand-in. Whoever was refused has not got done what they came for and must come
/// again, however smoothly the refusal went.
pub(super) fn counters(project: &Project) -> Vec<CounterRow> {
    let counter = |kind: &str, name: &str, on_day: Date, number: usize| CounterRow {
        id: format!("{kind}/{name}"),
        kind: kind.to_owned(),
        project_id: Some(project.id.to_string()),
        on_day,
        number: i32::try_from(number).unwrap_or(i32::MAX),
    };
    let mut found = Vec::new();
    for notice in &project.corrections {
        let asked = notice.defects.iter().filter(|it| it.material.is_some());
        let asked = asked.count();
        if asked > 0 {
            found.push(counter(
                "asked_again",
                &notice.number,
                notice.requested_on,
                asked,
            ));
        }
    }
    for case in project.cases.values() {
        let Some(decision) = case.decision() else {
            continue;
        };
        let mut notices = project.corrections.iter();
        let corrected = notices.any(|notice| notice.cases().any(|number| *number == case.number));
        let kind = match decision.outcome {
            Outcome::Refused => "refused",
            Outcome::Approved if corrected => "corrected",
            Outcome::Approved => "at_once",
        };
        found.push(counter(kind, &case.number.to_string(), decision.on, 1));
    }
    found
}
