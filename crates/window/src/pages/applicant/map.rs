//! The project's map: who does what in which stage, and how each item stands.

use std::collections::BTreeMap;

use serde::Serialize;
use window_domain::catalogue::{Item, Stage, Text};
use window_domain::light::Light;
use window_domain::project::progress::{ItemProgress, Progress};
use window_domain::project::{Case, CaseStatus, Project};

use crate::app::App;
use crate::pages::lights::LightView;

/// One item in the map.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Node {
    name: Text,
    href: String,
    status: &'static str,
    light: Option<LightView>,
    due: Option<String>,
    promise: bool,
    verify: Option<String>,
}

/// The items of one department, a cell for each stage.
#[derive(Debug, Serialize)]
pub(super) struct Lane {
    name: Text,
    cells: Vec<Vec<Node>>,
}

/// How far a stage is.
#[derive(Debug, Serialize)]
pub(super) struct StageView {
    key: String,
    done: usize,
    total: usize,
    current: bool,
    segments: Vec<&'static str>,
}

/// The most urgent light of the project's open cases; `None` if no case is open.
pub(super) fn most_urgent(app: &App, project: &Project) -> Option<Light> {
    let today = app.office.today();
    project
        .cases
        .values()
        .filter(|case| !case.status().is_over())
        .map(|case| case.light(&app.office.calendar, today))
        .min_by_key(|light| urgency(*light))
}

/// Smaller is more urgent: the most overdue first, then the least time left, then clocks that stand.
fn urgency(light: Light) -> (u8, i32) {
    match light {
        Light::Red { overdue_days } => (0, -overdue_days),
        Light::Yellow { remaining } => (1, remaining),
        Light::Green { remaining } => (2, remaining),
        Light::Stopped { .. } => (3, 0),
        Light::Unlimited => (4, 0),
        Light::Done { by } => (5, by),
    }
}

/// The stages that have items, the first unfinished one marked.
pub(super) fn stages(app: &App, project: &Project, progress: &Progress<'_>) -> Vec<StageView> {
    let items = progress.items();
    let mut is_current_found = false;
    Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let of_stage: Vec<_> = items
                .iter()
                .filter(|(item, _)| item.stage == stage)
                .collect();
            if of_stage.is_empty() {
                return None;
            }
            let done = of_stage
                .iter()
                .filter(|(_, state)| *state == ItemProgress::Obtained)
                .count();
            let current = !is_current_found && done < of_stage.len();
            is_current_found |= current;
            Some(StageView {
                key: format!("stage-{}", stage.code()),
                done,
                total: of_stage.len(),
                current,
                segments: of_stage
                    .iter()
                    .map(|(item, state)| segment(app, project.case_of(&item.code), state))
                    .collect(),
            })
        })
        .collect()
}

/// How an item is drawn in the stage bar.
fn segment(app: &App, case: Option<&Case>, state: &ItemProgress) -> &'static str {
    match state {
        ItemProgress::Obtained => "done",
        ItemProgress::InHand => {
            match case.map(|case| case.light(&app.office.calendar, app.office.today())) {
                Some(Light::Red { .. }) => "overdue",
                Some(Light::Stopped { .. }) => "stopped",
                Some(
                    Light::Green { .. }
                    | Light::Yellow { .. }
                    | Light::Done { .. }
                    | Light::Unlimited,
                )
                | None => "work",
            }
        }
        ItemProgress::Ready | ItemProgress::Locked { .. } | ItemProgress::NotApplicable => {
            "waiting"
        }
    }
}

/// A lane for each department that has an item, in the order of their codes.
pub(super) fn lanes(app: &App, project: &Project, progress: &Progress<'_>) -> Vec<Lane> {
    let catalogue = &app.office.catalogue;
    let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
    for (item, state) in progress.items() {
        let Some(department) = catalogue.department(&item.department) else {
            continue;
        };
        let lane = lanes
            .entry(department.code.as_str())
            .or_insert_with(|| Lane {
                name: department.short.clone(),
                cells: vec![Vec::new(); Stage::ALL.len()],
            });
        let column = Stage::ALL.iter().position(|stage| *stage == item.stage);
        let cell = column.and_then(|column| lane.cells.get_mut(column));
        if let Some(cell) = cell {
            cell.push(node(app, project, (item, &state)));
        }
    }
    lanes.into_values().collect()
}

fn node(app: &App, project: &Project, (item, state): (&Item, &ItemProgress)) -> Node {
    let today = app.office.today();
    let case = project.case_of(&item.code);
    let open = case.filter(|case| !case.status().is_over() || case.decision().is_some());
    let promised = project.build_first.notice().and_then(|notice| {
        notice
            .promises
            .iter()
            .find(|it| it.promise.item == item.code)
    });
    // Before the notice a promise has no date yet, but it is a promise from the signature on.
    let is_signed = project.build_first.commitment().is_some_and(|commitment| {
        commitment
            .promises
            .iter()
            .any(|promise| promise.item == item.code)
    });
    Node {
        name: item.name.clone(),
        href: format!("/my/projects/{}/steps/{}", project.id, item.code),
        status: status(state, case.map(Case::status)),
        light: open.map(|case| case.light(&app.office.calendar, today).into()),
        due: case
            .filter(|case| !case.status().is_over())
            .and_then(|case| case.clock().due(&app.office.calendar, today))
            .map(|due| due.date.to_string()),
        promise: promised.is_some() || is_signed,
        verify: promised.and_then(|it| it.due_on).map(|due| due.to_string()),
    }
}

/// The eight statuses an enterprise sees (ux A2).
fn status(state: &ItemProgress, case: Option<CaseStatus>) -> &'static str {
    match (state, case) {
        (ItemProgress::Obtained, _) => "done",
        (ItemProgress::InHand, Some(CaseStatus::Received)) => "submitted",
        (ItemProgress::InHand, Some(CaseStatus::Correcting | CaseStatus::CorrectingReview)) => {
            "action"
        }
        (ItemProgress::InHand, _) => "review",
        (ItemProgress::Ready, Some(CaseStatus::Refused | CaseStatus::NotAccepted)) => "refused",
        (ItemProgress::Ready, _) => "ready",
        (ItemProgress::Locked { .. } | ItemProgress::NotApplicable, _) => "locked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_overdue_is_the_most_urgent_and_a_standing_clock_the_least_of_the_open_ones() {
        let since = jiff::civil::date(2026, 8, 3);
        let ordered = [
            Light::Red { overdue_days: 9 },
            Light::Red { overdue_days: 1 },
            Light::Yellow { remaining: 0 },
            Light::Yellow { remaining: 1 },
            Light::Green { remaining: 2 },
            Light::Stopped { since },
            Light::Unlimited,
        ];
        assert!(
            ordered
                .windows(2)
                .all(|two| urgency(two[0]) < urgency(two[1]))
        );
    }
}
