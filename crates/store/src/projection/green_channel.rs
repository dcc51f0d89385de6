//! Rows of a project to compare the green channel with ordinary cases, and its promises of acceptance.

use jiff::civil::Date;
use window_domain::calendar::local_date;
use window_domain::clock::ClockStop;
use window_domain::figures::waited;
use window_domain::project::case::{Case, Holder};
use window_domain::project::{CaseStatus, Project};

use super::Folding;
use super::green_channel_rows::{GreenPromiseRow, QueueTimeRow};

/// The queue of the window: until a submission is answered.
pub(crate) const WINDOW: &str = "window";
/// The queue of the department that decides.
pub(crate) const REVIEW: &str = "review";

/// The times of a case in the window's queue and in that of its department. What was withdrawn waited for nobody.
pub(super) fn queue_times(
    project: &Project,
    case: &Case,
    folding: Folding<'_>,
) -> Vec<QueueTimeRow> {
    if case.status() == CaseStatus::Withdrawn {
        return Vec::new();
    }
    let row = |queue: &str, (from, until): (Date, Option<Date>), stops: &[ClockStop]| {
        let stood: Vec<_> = stops.iter().map(|stop| (stop.from, stop.to)).collect();
        QueueTimeRow {
            id: format!("{}~{queue}", case.number),
            case_no: case.number.to_string(),
            project_id: project.id.to_string(),
            queue: queue.to_owned(),
            item: case.item.to_string(),
            department: case.department.to_string(),
            is_green: project.green_channel.was_in(from, until),
            in_on: from,
            out_on: until,
            days: until.map(|until| waited(folding.calendar, (from, until), &stood)),
            stops: written(stops),
        }
    };
    let answered = answered_on(case);
    let mut rows = vec![row(WINDOW, (case.intake.started_on, answered), &[])];
    if let (Some(review), Some(came)) = (case.review(), answered) {
        let decided = case.decision().map(|decision| decision.on);
        rows.push(row(REVIEW, (came, decided), &review.promised.stops));
    }
    rows
}

/// Day the window answered. What the law accepted as of its receipt waited until that was seen.
fn answered_on(case: &Case) -> Option<Date> {
    let review = case.review().filter(|review| review.deemed);
    if review.is_none() {
        return case.intake.ended_on;
    }
    let mut held = case.held.iter();
    let reached = held.find(|(_, holder)| *holder == Holder::Department);
    reached.map(|(at, _)| local_date(*at))
}

fn written(stops: &[ClockStop]) -> String {
    let each = stops.iter().map(|stop| {
        let to = stop.to.map(|to| to.to_string()).unwrap_or_default();
        format!("{}/{to}", stop.from)
    });
    each.collect::<Vec<_>>().join(" ")
}

/// The promises of acceptance of a project.
pub(super) fn promises(project: &Project) -> impl Iterator<Item = GreenPromiseRow> {
    let promises = project.green_channel.promises.iter().zip(1..);
    promises.map(|(promise, place)| {
        let submission = project.submissions.get(&promise.submission);
        GreenPromiseRow {
            id: format!("{}~{place:04}", project.id),
            case_no: promise.case.to_string(),
            project_id: project.id.to_string(),
            submission_id: promise.submission.to_string(),
            receipt_no: submission.map_or_else(String::new, |it| it.receipt_no.clone()),
            made_on: promise.made_on,
            by_on: promise.by,
            ended_on: promise.end.map(|(on, _)| on),
            outcome: promise.end.map(|(_, end)| end.as_str().to_owned()),
        }
    })
}
