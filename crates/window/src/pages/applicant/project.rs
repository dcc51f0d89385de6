//! The project page (10): where it stands, what is next, who does it, by when, whom to call.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{Catalogue, Stage, Text};
use window_domain::context::Recorded;
use window_domain::id::entity::ProjectId;
use window_domain::project::progress::{ItemProgress, NextAction, Progress};
use window_domain::project::{CaseStatus, Project, ProjectEvent};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::LightView;

/// One item in the map.
#[derive(Clone, Debug, Serialize)]
struct Node {
    name: Text,
    status: &'static str,
    light: Option<LightView>,
    due: Option<String>,
    promise: bool,
    verify: Option<String>,
}

/// The items of one department, a cell for each stage.
#[derive(Debug, Serialize)]
struct Lane {
    name: Text,
    cells: Vec<Vec<Node>>,
}

#[derive(Debug, Serialize)]
struct StageView {
    key: String,
    done: usize,
    total: usize,
    current: bool,
    segments: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Moment {
    at: String,
    key: String,
    role_key: String,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let refused = |error: crate::service::Refused| error.into_page(&app, &visitor);
    let project = app
        .office
        .project(&actor, id, (Action::ReadProject, None))
        .await
        .map_err(refused)?;
    let history = app.office.timeline(&actor, id).await.map_err(refused)?;
    app.page(&visitor, "pages/applicant/project.html", data(&app, &project, &history))
}

fn data(app: &App, project: &Project, history: &[Recorded<ProjectEvent>]) -> Value {
    let catalogue = &app.office.catalogue;
    let progress = Progress::new(project, catalogue);
    let (done, total) = progress.count();
    let next = next_action(&progress.next_action());
    let letters: Vec<Value> = project
        .letters
        .iter()
        .rev()
        .map(|letter| {
            let title = catalogue.letters().kind(&letter.form).map(|kind| kind.title.clone());
            context! {
                number => letter.number.as_str(), on => letter.issued_on.to_string(),
                code => letter.check_code.to_string(),
                title => Value::from_serialize(&title),
            }
        })
        .collect();
    context! {
        title => project.title.as_str(),
        code => project.code.as_ref().map(ToString::to_string),
        company => project.builder.company.as_str(),
        done, total, next,
        step_key => format!("build-first-{}", project.build_first.as_str()),
        agent => project.agent.as_ref().map(|card| context! {
            name => card.name.as_str(), window => card.window.as_str(), phone => card.phone.as_str(),
        }),
        due => due(app, project).map(|due| due.to_string()),
        stages => Value::from_serialize(stages(&progress)),
        lanes => Value::from_serialize(lanes(app, project, &progress)),
        letters,
        moments => Value::from_serialize(moments(history)),
    }
}

fn next_action(next: &NextAction) -> &'static str {
    match next {
        NextAction::AnswerCorrection(_) => "next-answer_correction",
        NextAction::ConfirmMaterials => "next-confirm_materials",
        NextAction::Sign => "next-sign",
        NextAction::EnterParties => "next-enter_parties",
        NextAction::Submit(_) => "next-submit",
        NextAction::Wait => "next-wait",
    }
}

/// The earliest day somebody must have acted.
fn due(app: &App, project: &Project) -> Option<Date> {
    let today = app.office.today();
    project
        .cases
        .values()
        .filter(|case| !case.status().is_over())
        .filter_map(|case| case.clock().due(&app.office.calendar, today))
        .map(|due| due.date)
        .min()
}

fn stages(progress: &Progress<'_>) -> Vec<StageView> {
    let items = progress.items();
    let mut is_current_found = false;
    Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let of_stage: Vec<_> = items.iter().filter(|(item, _)| item.stage == stage).collect();
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
                    .map(|(_, state)| match state {
                        ItemProgress::Obtained => "done",
                        ItemProgress::InHand => "work",
                        _ => "waiting",
                    })
                    .collect(),
            })
        })
        .collect()
}

fn lanes(app: &App, project: &Project, progress: &Progress<'_>) -> Vec<Lane> {
    let catalogue: &Catalogue = &app.office.catalogue;
    let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
    for (item, state) in progress.items() {
        let Some(department) = catalogue.department(&item.department) else {
            continue;
        };
        let lane = lanes.entry(department.code.as_str()).or_insert_with(|| Lane {
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

fn node(
    app: &App,
    project: &Project,
    (item, state): (&window_domain::catalogue::Item, &ItemProgress),
) -> Node {
    let today = app.office.today();
    let case = project.case_of(&item.code);
    let open = case.filter(|case| !case.status().is_over() || case.decision().is_some());
    let promised = project
        .build_first
        .notice()
        .and_then(|notice| notice.promises.iter().find(|it| it.promise.item == item.code));
    Node {
        name: item.name.clone(),
        status: status(state, case.map(window_domain::project::Case::status)),
        light: open.map(|case| case.light(&app.office.calendar, today).into()),
        due: case
            .filter(|case| !case.status().is_over())
            .and_then(|case| case.clock().due(&app.office.calendar, today))
            .map(|due| due.date.to_string()),
        promise: promised.is_some(),
        verify: promised.and_then(|it| it.due_on).map(|due| due.to_string()),
    }
}

/// The eight statuses an enterprise sees (ux A2).
fn status(state: &ItemProgress, case: Option<CaseStatus>) -> &'static str {
    match (state, case) {
        (ItemProgress::Obtained, _) => "done",
        (ItemProgress::InHand, Some(CaseStatus::Received)) => "submitted",
        (ItemProgress::InHand, Some(CaseStatus::Correcting | CaseStatus::CorrectingReview)) => "action",
        (ItemProgress::InHand, _) => "review",
        (ItemProgress::Ready, Some(CaseStatus::Refused | CaseStatus::NotAccepted)) => "refused",
        (ItemProgress::Ready, _) => "ready",
        (ItemProgress::Locked { .. } | ItemProgress::NotApplicable, _) => "locked",
    }
}

fn moments(history: &[Recorded<ProjectEvent>]) -> Vec<Moment> {
    history
        .iter()
        .rev()
        .filter_map(|fact| {
            let kind = serde_json::to_value(&fact.event).ok()?;
            let kind = kind.get("kind")?.as_str()?;
            // A letter is the paper of the fact before it and is listed among the letters.
            (kind != "letter_issued").then(|| Moment {
                at: fact.at.to_string(),
                key: format!("event-{kind}"),
                role_key: format!("role-{}", fact.by.role.as_str()),
            })
        })
        .collect()
}
