//! The project's map: who does what in which stage, and how each item stands.

use std::collections::BTreeMap;

use serde::Serialize;
use window_domain::catalogue::{Item, PromiseDue, Stage, Text};
use window_domain::light::Light;
use window_domain::project::progress::{ItemProgress, Progress};
use window_domain::project::{Case, CaseStatus, Project};

use crate::app::App;
use crate::pages::lights::{LightView, urgency};
use crate::pages::works;

/// One item in the map.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Node {
    name: Text,
    href: String,
    status: &'static str,
    light: Option<LightView>,
    due: Option<String>,
    promise: bool,
    /// Day the promise is due.
    verify: Option<String>,
    /// Locale key of the point of the building work it is due at.
    verify_at: Option<String>,
    /// Working days after the notice it is due, while there is no notice.
    verify_days: Option<u16>,
    /// Where the later verification stands on this page, once there is a notice.
    verify_href: Option<String>,
    /// How the promise stands.
    verify_light: Option<LightView>,
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

/// The most urgent light of the project's open cases, promises and findings; `None` if nothing is open.
pub(super) fn most_urgent(app: &App, project: &Project) -> Option<Light> {
    let today = app.office.today();
    project
        .cases
        .values()
        .filter(|case| !case.status().is_over())
        .map(|case| case.light(&app.office.calendar, today))
        .chain(works::open_lights(app, project))
        .min_by_key(|light| urgency(*light))
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
    let catalogue = app.office.rules_of(project);
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
    // Before the notice a promise has no date yet, but it is a promise from the signature on.
    let build_first = &project.build_first;
    let dated = build_first.notice().map_or(&[][..], |it| &it.promises);
    let signed = build_first.commitment().map_or(&[][..], |it| &it.promises);
    let dated = dated.iter().find(|it| it.promise.item == item.code);
    let signed = signed.iter().find(|it| it.item == item.code);
    let verify = dated.and_then(|it| it.due_on);
    let promise = dated.map(|it| &it.promise).or(signed);
    let (verify_at, verify_days) = match promise.map(|promise| promise.due) {
        Some(PromiseDue::Node(node)) => (Some(format!("promise-node-{}", node.as_str())), None),
        Some(PromiseDue::WorkingDaysAfterNotice(days)) => (None, Some(days)),
        None => (None, None),
    };
    Node {
        name: item.name.clone(),
        href: format!("/my/projects/{}/steps/{}", project.id, item.code),
        status: status(state, case.map(Case::status)),
        light: open.map(|case| case.light(&app.office.calendar, today).into()),
        due: case
            .filter(|case| !case.status().is_over())
            .and_then(|case| case.clock().due(&app.office.calendar, today))
            .map(|due| due.date.to_string()),
        promise: promise.is_some(),
        verify: verify.map(|due| due.to_string()),
        verify_at,
        verify_days,
        verify_href: dated.map(|_| format!("#promise-{}", item.code)),
        verify_light: works::light_of(app, project, item.code.as_str()),
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
