//! The department's queue (page 20): one's own cases, free ones, opinions asked for, stopped and decided ones.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::Actor;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::project::CaseStatus;
use window_store::{AccountFilter, CaseFilter, CaseRow, PAGE_MAX, Page, ProblemFilter};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::{LightView, of_row};
use crate::pages::talks::open_count;
use crate::service::project::viewer;
use crate::templates::view;

/// The tabs of the queue, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// On this officer's desk.
    Mine,
    /// Accepted, on nobody's desk.
    Free,
    /// A proposal awaits the second signature.
    Sign,
    /// Another department asked for an opinion.
    Opinion,
    /// The clock stands, or a correction is open.
    Stopped,
    /// Decided.
    Done,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Mine,
        Self::Free,
        Self::Sign,
        Self::Opinion,
        Self::Stopped,
        Self::Done,
    ];

    /// The cases of the tab, for this officer.
    fn filter(self, actor: &Actor) -> CaseFilter {
        let states: &[CaseStatus] = match self {
            Self::Free => &[CaseStatus::Accepted],
            Self::Mine | Self::Sign => &[CaseStatus::UnderReview],
            Self::Opinion => &[],
            Self::Stopped => &[CaseStatus::Stopped, CaseStatus::CorrectingReview],
            Self::Done => &[CaseStatus::Approved, CaseStatus::Refused],
        };
        let own = actor.department.clone();
        let (department, opinion_from) = if self == Self::Opinion {
            (None, own)
        } else {
            (own, None)
        };
        CaseFilter {
            states: states
                .iter()
                .map(|state| state.as_str().to_owned())
                .collect(),
            department,
            opinion_from,
            officer: actor
                .user
                .as_ref()
                .filter(|_| self == Self::Mine)
                .map(ToString::to_string),
            ..CaseFilter::default()
        }
    }

    /// What the filter cannot ask for.
    fn has(self, row: &CaseRow) -> bool {
        let proposed = row.flags.split(' ').any(|flag| flag == "proposal");
        match self {
            Self::Sign => proposed,
            Self::Mine => !proposed,
            Self::Free | Self::Opinion | Self::Stopped | Self::Done => true,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    tab: Option<Tab>,
}

#[derive(Debug, Serialize)]
struct TabView {
    tab: Tab,
    current: bool,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Task {
    number: String,
    project: String,
    company: String,
    item: String,
    name: Option<Text>,
    stage_key: Option<String>,
    officer: Option<String>,
    flags: Vec<String>,
    state: String,
    promised: Option<String>,
    statutory: Option<String>,
    light: LightView,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let mut counts = Vec::new();
    for tab in Tab::ALL {
        counts.push((tab, count(&app, &actor, tab).await?));
    }
    // Whoever asks for no tab gets the first with work in it.
    let first = counts.iter().find(|(_, count)| *count > 0);
    let shown = wanted
        .tab
        .or(first.map(|(tab, _)| *tab))
        .unwrap_or(Tab::Mine);
    let tabs: Vec<TabView> = counts
        .into_iter()
        .map(|(tab, count)| TabView {
            tab,
            current: tab == shown,
            count,
        })
        .collect();
    let officers = officers(&app, &actor).await?;
    let tasks: Vec<Task> = rows(&app, &actor, shown)
        .await?
        .iter()
        .map(|row| task(&app, row, &officers))
        .collect();
    let asked = super::works::waiting(&app, &actor).await?;
    let cards: Vec<_> = asked.iter().filter(|one| one.is_card()).collect();
    let data = context! {
        all_tabs => view(&tabs),
        watch_count => asked.len(),
        cards => view(&cards),
        problem_count => problems(&app, &actor).await?,
        talk_count => open_count(&app, &actor).await?,
        tasks => view(&tasks),
        tab => view(&shown),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page(&visitor, "pages/dept/queue.html", data)
}

/// Open problems the department has to do with.
async fn problems(app: &App, actor: &Actor) -> Result<u64, PageError> {
    let viewer = viewer(actor);
    let open = ProblemFilter {
        open: Some(true),
        ..ProblemFilter::default()
    };
    let count = app.store.read(&viewer).count_problems(&open).await;
    count.map_err(PageError::unavailable)
}

/// The names of the department's people by their ids.
async fn officers(app: &App, actor: &Actor) -> Result<BTreeMap<String, String>, PageError> {
    let filter = AccountFilter {
        department: actor.department.clone(),
        ..AccountFilter::default()
    };
    let accounts = app.store.accounts(&filter, &Page::first(PAGE_MAX)).await;
    let accounts = accounts.map_err(PageError::unavailable)?.rows;
    Ok(accounts.into_iter().map(|one| (one.id, one.name)).collect())
}

/// How many cases a tab has, more than it shows at once included.
async fn count(app: &App, actor: &Actor, tab: Tab) -> Result<u64, PageError> {
    if matches!(tab, Tab::Mine | Tab::Sign) {
        let rows = rows(app, actor, tab).await?;
        return Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    }
    let viewer = viewer(actor);
    app.store
        .read(&viewer)
        .count_cases(&tab.filter(actor))
        .await
        .map_err(PageError::unavailable)
}

/// The cases of a tab, the most urgent first.
async fn rows(app: &App, actor: &Actor, tab: Tab) -> Result<Vec<CaseRow>, PageError> {
    let viewer = viewer(actor);
    let page = app
        .store
        .read(&viewer)
        .cases(&tab.filter(actor), &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    Ok(page.rows.into_iter().filter(|row| tab.has(row)).collect())
}

fn task(app: &App, row: &CaseRow, officers: &BTreeMap<String, String>) -> Task {
    let item = app.office.catalogue.known_item(&ItemCode::new(&row.item));
    let due = row.promised_due.or(row.statutory_due);
    let now = (&*app.office.calendar, app.office.today());
    let officer = row.officer.as_ref();
    Task {
        number: row.case_no.clone(),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: row.item.clone(),
        name: item.map(|item| item.name.clone()),
        stage_key: item.map(|item| format!("stage-{}", item.stage.code())),
        officer: officer.and_then(|id| officers.get(id)).cloned(),
        flags: row
            .flags
            .split_whitespace()
            .map(ToOwned::to_owned)
            .collect(),
        state: row.state.clone(),
        promised: row.promised_due.map(|due| due.to_string()),
        statutory: row.statutory_due.map(|due| due.to_string()),
        light: of_row(row, due, now).into(),
    }
}
