//! The proposed route of a new project: what the law allows, what the city promises and what building
//! first brings, side by side.

use serde::Serialize;
use window_domain::catalogue::Text;
use window_domain::facts::Facts;
use window_domain::plan::{Mode, Plan, PlannedItem, compare};

use crate::app::App;
use crate::http::PageError;

/// The form's word for the ordinary track.
pub(in crate::pages) const ORDINARY: &str = "ordinary";
/// The form's word for the build-first track.
pub(in crate::pages) const BUILD_FIRST: &str = "build-first";

/// What the last step proposes.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct Route {
    /// The day it is reckoned from.
    from: String,
    variants: Vec<Variant>,
    is_build_first_open: bool,
    /// Every ground against building first.
    why_not: Vec<Text>,
    /// The items of each track that can be chosen.
    tracks: Vec<Track>,
}

/// One plan in figures.
#[derive(Debug, Serialize)]
struct Variant {
    key: &'static str,
    start: String,
    is_provisional: bool,
    days: i32,
    before_start: usize,
    deferred: usize,
    total: usize,
}

#[derive(Debug, Serialize)]
struct Track {
    key: &'static str,
    items: Vec<PlannedView>,
}

#[derive(Debug, Serialize)]
struct PlannedView {
    code: String,
    name: Option<Text>,
    department: Option<Text>,
    mode: &'static str,
    due: Option<String>,
    is_critical: bool,
}

/// Plans all variants from today on.
///
/// # Errors
/// When the catalogue cannot decide about these facts, which its lint should have found.
pub(in crate::pages) fn propose(app: &App, facts: &Facts) -> Result<Route, PageError> {
    let office = &app.office;
    let plans = compare(&office.catalogue, facts, office.today(), &office.calendar)
        .map_err(PageError::broken)?;
    let mut variants = vec![
        variant("statutory", &plans.statutory),
        variant("promised", &plans.promised),
    ];
    let mut tracks = vec![track(app, ORDINARY, &plans.promised)];
    if let Some(plan) = &plans.build_first {
        variants.push(variant(BUILD_FIRST, plan));
        tracks.insert(0, track(app, BUILD_FIRST, plan));
    }
    Ok(Route {
        from: plans.promised.from.to_string(),
        variants,
        is_build_first_open: plans.build_first.is_some(),
        why_not: plans
            .why_not
            .into_iter()
            .map(|blocker| blocker.reason)
            .collect(),
        tracks,
    })
}

fn variant(key: &'static str, plan: &Plan) -> Variant {
    let count = |fits: fn(Mode) -> bool| plan.items.iter().filter(|it| fits(it.mode)).count();
    Variant {
        key,
        start: plan.construction_start.date.to_string(),
        is_provisional: plan.construction_start.provisional,
        days: plan.working_days_to_start,
        before_start: count(|mode| matches!(mode, Mode::BeforeStart | Mode::Notice)),
        deferred: count(|mode| mode == Mode::Deferred),
        total: plan.items.len(),
    }
}

fn track(app: &App, key: &'static str, plan: &Plan) -> Track {
    Track {
        key,
        items: plan.items.iter().map(|item| planned(app, item)).collect(),
    }
}

fn planned(app: &App, planned: &PlannedItem) -> PlannedView {
    let catalogue = &app.office.catalogue;
    let item = catalogue.item(&planned.item);
    PlannedView {
        code: planned.item.to_string(),
        name: item.map(|item| item.name.clone()),
        department: item
            .and_then(|item| catalogue.department(&item.department))
            .map(|department| department.short.clone()),
        mode: match planned.mode {
            Mode::BeforeStart => "before-start",
            Mode::Deferred => "deferred",
            Mode::Notice => "notice",
            Mode::AfterStart => "after-start",
        },
        due: planned.due.map(|due| due.date.to_string()),
        is_critical: planned.critical,
    }
}
