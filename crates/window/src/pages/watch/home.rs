//! The supervisor's desk (page 22): what is open and whose, what is late or soon due, and which cross-checks ran when,
//! on how much, with what result.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::{DepartmentCode, Severity, Text};
use window_store::{DutyCount, DutyFilter, StoreError};

use super::lists::{Due, horizon};
use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Visitor};
use crate::pages::reminders::{Reminded, reminders};
use crate::service::cross_check::{RecordedRun, RuleCount};
use crate::service::project::viewer;
use crate::templates::view;

/// Runs shown in the history.
const RUNS: u32 = 10;

/// The grades of a finding, the gravest first.
const SEVERITIES: [Severity; 3] = [Severity::Blocking, Severity::Serious, Severity::Minor];

/// A counter with the list behind it.
#[derive(Debug, Serialize)]
struct Counter {
    key: &'static str,
    count: u64,
    href: &'static str,
}

/// The open findings one office or party has to put right.
#[derive(Debug, Serialize)]
struct Office {
    /// Code of the department; empty for parties and the window.
    code: String,
    name: Option<Text>,
    /// By severity, the gravest first.
    counts: Vec<u64>,
}

/// A rule with what it did in a run.
#[derive(Debug, Serialize)]
pub(super) struct RuleView {
    code: String,
    name: Text,
    law: Text,
    scope: &'static str,
    severity: &'static str,
    done: Option<RuleCount>,
}

#[derive(Debug, Serialize)]
struct RunView {
    id: u64,
    at: String,
    by_program: bool,
    projects: u32,
    raised: u32,
}

impl From<&RecordedRun> for RunView {
    fn from(run: &RecordedRun) -> Self {
        Self {
            id: run.id,
            at: run.at.to_string(),
            by_program: run.by_program,
            projects: run.counts.projects,
            raised: run.counts.raised(),
        }
    }
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let refused = |error: crate::service::Refused| error.into_page(&app, &visitor);
    let runs = app.office.cross_check_runs(RUNS).await.map_err(refused)?;
    let counts = open_counts(&app, &visitor)
        .await
        .map_err(PageError::unavailable)?;
    let counters = counters(&app, &visitor, &counts)
        .await
        .map_err(PageError::unavailable)?;
    let last = runs.first();
    let actor = visitor.actor()?;
    let own = DutyFilter {
        department: actor.department.clone(),
        ..DutyFilter::default()
    };
    let reminded = reminders(&app, &viewer(&actor), (Reminded::Supervisor, own)).await?;
    let data = context! {
        reminded => view(&reminded),
        counters => view(&counters),
        severities => view(&SEVERITIES.map(Severity::as_str)),
        offices => view(&offices(&app, &counts)),
        rules => view(&rules(&app, last)),
        last => view(&last.map(RunView::from)),
        runs => view(&runs.iter().map(RunView::from).collect::<Vec<_>>()),
        may_run => visitor.may(Action::CrossCheck),
    };
    app.page(&visitor, "pages/watch/home.html", data)
}

/// Runs the cross-checks and leads to what they found.
pub(super) async fn run(
    State(app): State<AppState>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let request = visitor.form_request(&fields)?;
    let refused = |error: crate::service::Refused| error.into_page(&app, &visitor);
    app.office
        .run_cross_checks(&visitor.actor()?, &request)
        .await
        .map_err(refused)?;
    let runs = app.office.cross_check_runs(1).await.map_err(refused)?;
    let run = runs.first().ok_or_else(PageError::not_found)?;
    Ok(Redirect::to(&format!("/watch/runs/{}", run.id)).into_response())
}

/// What one of the last runs did.
pub(super) async fn result(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<u64>,
) -> Result<Response, PageError> {
    let runs = app.office.cross_check_runs(RUNS).await;
    let runs = runs.map_err(|error| error.into_page(&app, &visitor))?;
    let run = runs.iter().find(|run| run.id == id);
    let run = run.ok_or_else(PageError::not_found)?;
    let data = context! {
        run => view(&RunView::from(run)),
        rules => view(&rules(&app, Some(run))),
    };
    app.page(&visitor, "pages/watch/run.html", data)
}

/// The rules of the catalogue with what they did in this run.
pub(super) fn rules(app: &App, run: Option<&RecordedRun>) -> Vec<RuleView> {
    let rules = &app.office.catalogue.supervision().rules;
    let shown = rules.iter().map(|rule| RuleView {
        code: rule.code.clone(),
        name: rule.name.clone(),
        law: rule.law.clone(),
        scope: rule.scope.as_str(),
        severity: rule.severity.as_str(),
        done: run.map(|run| {
            run.counts
                .rules
                .get(&rule.code)
                .copied()
                .unwrap_or_default()
        }),
    });
    shown.collect()
}

async fn open_counts(app: &App, visitor: &Visitor) -> Result<Vec<DutyCount>, StoreError> {
    let Ok(actor) = visitor.actor() else {
        return Ok(Vec::new());
    };
    let filter = DutyFilter {
        open: Some(true),
        ..DutyFilter::default()
    };
    let viewer = viewer(&actor);
    app.store.read(&viewer).duty_counts(&filter).await
}

async fn counters(
    app: &App,
    visitor: &Visitor,
    counts: &[DutyCount],
) -> Result<Vec<Counter>, StoreError> {
    let sum = |kind: &str| {
        let of_kind = counts.iter().filter(|count| count.kind == kind);
        of_kind.map(|count| count.count).sum::<u64>()
    };
    let counter = |key, count, href| Counter { key, count, href };
    Ok(vec![
        counter(
            "watch-tile-findings",
            sum("finding"),
            "/watch/duties?kind=finding",
        ),
        counter(
            "watch-tile-overdue",
            promises(app, visitor, Due::Overdue).await?,
            "/watch/duties?kind=promise&due=overdue",
        ),
        counter(
            "watch-tile-soon",
            promises(app, visitor, Due::Soon).await?,
            "/watch/duties?kind=promise&due=soon",
        ),
        counter(
            "watch-tile-checks",
            sum("check"),
            "/watch/duties?kind=check",
        ),
        counter(
            "watch-tile-orders",
            sum("order"),
            "/watch/duties?kind=order",
        ),
        counter("watch-tile-cards", sum("card"), "/watch/duties?kind=card"),
    ])
}

async fn promises(app: &App, visitor: &Visitor, due: Due) -> Result<u64, StoreError> {
    let Ok(actor) = visitor.actor() else {
        return Ok(0);
    };
    let (due_from, due_before): (Option<Date>, Option<Date>) = horizon(app, due);
    let filter = DutyFilter {
        kinds: vec!["promise".to_owned()],
        open: Some(true),
        due_from,
        due_before,
        ..DutyFilter::default()
    };
    let viewer = viewer(&actor);
    app.store.read(&viewer).count_duties(&filter).await
}

/// Open findings by who has to put them right, departments first.
fn offices(app: &App, counts: &[DutyCount]) -> Vec<Office> {
    let mut found: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.kind == "finding") {
        let each = found
            .entry(&count.department)
            .or_insert_with(|| vec![0; SEVERITIES.len()]);
        for (cell, severity) in each.iter_mut().zip(SEVERITIES) {
            if severity.as_str() == count.severity {
                *cell = cell.saturating_add(count.count);
            }
        }
    }
    let named = found.into_iter().map(|(code, counts)| {
        let department = app
            .office
            .catalogue
            .known_department(&DepartmentCode::new(code));
        Office {
            code: code.to_owned(),
            name: department.map(|department| department.name.clone()),
            counts,
        }
    });
    named.collect()
}
