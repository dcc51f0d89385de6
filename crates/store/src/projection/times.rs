//! How long what is over took: the rows figures are counted from.

use window_domain::catalogue::Catalogue;
use window_domain::clock::Clock;
use window_domain::plan::{self, Track};
use window_domain::project::case::{Case, Holder};
use window_domain::project::held::promised_days;
use window_domain::project::{Project, held_days, started_on};

use super::Folding;
use super::project::{as_of, outcome, track};
use super::rows::{CaseTimeRow, StartTimeRow};

/// The row of a case, once it is decided.
pub(super) fn case_time(
    project: &Project,
    case: &Case,
    folding: Folding<'_>,
) -> Option<CaseTimeRow> {
    let (review, decision) = (case.review()?, case.decision()?);
    let (calendar, clock) = (folding.calendar, &review.promised);
    let remaining = clock.remaining(calendar, decision.on).unwrap_or_default();
    Some(CaseTimeRow {
        case_no: case.number.to_string(),
        project_id: project.id.to_string(),
        item: case.item.to_string(),
        department: case.department.to_string(),
        accepted_on: review.accepted_on,
        decided_on: decision.on,
        outcome: outcome(decision.outcome).to_owned(),
        used_days: clock.used(calendar, decision.on),
        limit_days: clock.limit.days().map(i32::from),
        late_days: remaining.min(0).saturating_neg(),
        stopped_days: stopped(clock, folding, decision.on),
    })
}

/// Working days the clock stood until `on`: all of them less those that were used.
fn stopped(clock: &Clock, folding: Folding<'_>, on: jiff::civil::Date) -> i32 {
    let calendar = folding.calendar;
    let mut free = clock.clone();
    free.stops.clear();
    free.used(calendar, on)
        .saturating_sub(clock.used(calendar, on))
}

/// The row of a project, once construction may start.
pub(super) fn start_time(project: &Project, folding: Folding<'_>) -> Option<StartTimeRow> {
    let started_on = started_on(project, folding.catalogue)?;
    let held = held_days(project, folding.catalogue, folding.calendar, as_of(project));
    Some(StartTimeRow {
        project_id: project.id.to_string(),
        track: track(project.track).to_owned(),
        filed_on: project.created_on,
        started_on,
        window_days: held.of(Holder::Window),
        department_days: held.of(Holder::Department),
        other_days: held.of(Holder::OtherDepartment),
        applicant_days: held.of(Holder::Applicant),
        special_days: held.of(Holder::SpecialProcedure),
        promised_days: promised(project, folding),
        statutory_days: statutory(project, folding),
    })
}

fn promised(project: &Project, folding: Folding<'_>) -> Option<i32> {
    let catalogue: &Catalogue = folding.catalogue;
    let (from, calendar) = (project.created_on, folding.calendar);
    let plan = |track| plan::make(catalogue, &project.facts, track, from, calendar).ok();
    let plan = plan(project.track).or_else(|| plan(Track::Ordinary))?;
    Some(promised_days(&plan, calendar))
}

fn statutory(project: &Project, folding: Folding<'_>) -> Option<i32> {
    let (from, calendar) = (project.created_on, folding.calendar);
    plan::make_statutory(folding.catalogue, &project.facts, from, calendar)
        .ok()
        .map(|plan| plan.working_days_to_start)
}
