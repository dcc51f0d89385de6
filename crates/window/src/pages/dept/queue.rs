//! The department's queue (page 20): free cases, one's own, opinions asked for, stopped and decided ones.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::Actor;
use window_domain::catalogue::{ItemCode, Text};
use window_domain::light::{Light, light_for};
use window_domain::project::CaseStatus;
use window_store::{CaseFilter, CaseRow, PAGE_MAX, Page};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::LightView;
use crate::service::project::viewer;
use crate::templates::view;

/// The tabs of the queue, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// Accepted, on nobody's desk.
    #[default]
    Free,
    /// On this officer's desk.
    Mine,
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
        Self::Free,
        Self::Mine,
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
    #[serde(default)]
    tab: Tab,
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
    let mut tabs = Vec::new();
    for tab in Tab::ALL {
        tabs.push(TabView {
            tab,
            current: tab == wanted.tab,
            count: count(&app, &actor, tab).await?,
        });
    }
    let tasks: Vec<Task> = rows(&app, &actor, wanted.tab)
        .await?
        .iter()
        .map(|row| task(&app, row))
        .collect();
    let data = context! {
        all_tabs => view(&tabs),
        tasks => view(&tasks),
        tab => view(&wanted.tab),
        hotline => app.office.catalogue.city().hotline.as_str(),
    };
    app.page(&visitor, "pages/dept/queue.html", data)
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

fn task(app: &App, row: &CaseRow) -> Task {
    let item = app.office.catalogue.item(&ItemCode::new(&row.item));
    Task {
        number: row.case_no.clone(),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        item: row.item.clone(),
        name: item.map(|item| item.name.clone()),
        state: row.state.clone(),
        promised: row.promised_due.map(|due| due.to_string()),
        statutory: row.statutory_due.map(|due| due.to_string()),
        light: light(app, row, row.promised_due.or(row.statutory_due)).into(),
    }
}

/// The light of a row, from its last day: the row has no clock of its own.
fn light(app: &App, row: &CaseRow, due: Option<Date>) -> Light {
    let calendar = &app.office.calendar;
    match (due, row.decided_on, row.stopped_since) {
        (Some(due), Some(on), _) => Light::Done {
            by: calendar.count(on, due),
        },
        (None, Some(_), _) => Light::Done { by: 0 },
        (_, None, Some(since)) => Light::Stopped { since },
        (Some(due), None, None) => light_for(
            calendar.count(app.office.today(), due),
            row.limit_days.unwrap_or_default(),
        ),
        (None, None, None) => Light::Unlimited,
    }
}
