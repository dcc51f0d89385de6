//! The agent's desk (page 15): my projects by who must act and by when, the most urgent first.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::Actor;
use window_domain::light::{Light, light_for};
use window_domain::project::CaseStatus;
use window_store::{CaseFilter, DutyFilter, PAGE_MAX, Page, ProjectFilter, ProjectRow, Reader};

use super::today;

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::feedback::{self, ToAnswer};
use crate::pages::lights::{LightView, of_answer, of_row, urgency};
use crate::pages::project_list::{ListedProject, listed};
use crate::pages::reminders::{Reminded, Reminders, reminders};
use crate::service::project::viewer;
use crate::templates::view;

/// Projects of a page: a desk reads them every time it is opened.
const SHOWN: u16 = 30;

/// Whom a project waits for, as the window sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Waiting {
    /// Whoever it is.
    #[default]
    All,
    /// The window itself.
    Window,
    /// The enterprise.
    Applicant,
    /// A department, another one that was asked, or a special procedure.
    Department,
}

impl Waiting {
    const ALL: [Self; 4] = [Self::All, Self::Window, Self::Applicant, Self::Department];

    const fn holders(self) -> &'static [&'static str] {
        match self {
            Self::All => &[],
            Self::Window => &["window"],
            Self::Applicant => &["applicant"],
            Self::Department => &["department", "other_department", "special_procedure"],
        }
    }

    fn count(self, counts: &BTreeMap<String, u64>) -> u64 {
        let holders = self.holders();
        let fits = |holder: &String| holders.is_empty() || holders.contains(&holder.as_str());
        let fitting = counts.iter().filter(|(holder, _)| fits(holder));
        fitting.map(|(_, count)| count).sum()
    }
}

/// Whose projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Mine,
    All,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    waiting: Waiting,
    scope: Option<Scope>,
    /// Only projects with this light.
    light: Option<LightTab>,
    after: Option<String>,
}

/// Lights as tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum LightTab {
    Red,
    Yellow,
    Green,
    /// Standing clocks, and projects without one.
    Other,
}

impl LightTab {
    const ALL: [Self; 4] = [Self::Red, Self::Yellow, Self::Green, Self::Other];

    const fn of(light: Option<Light>) -> Self {
        match light {
            Some(Light::Red { .. }) => Self::Red,
            Some(Light::Yellow { .. }) => Self::Yellow,
            Some(Light::Green { .. }) => Self::Green,
            Some(Light::Stopped { .. } | Light::Done { .. } | Light::Unlimited) | None => {
                Self::Other
            }
        }
    }
}

#[derive(Debug, Serialize)]
struct LightCount {
    light: LightTab,
    count: usize,
    current: bool,
}

#[derive(Debug, Serialize)]
struct TabView {
    waiting: Waiting,
    count: u64,
    current: bool,
}

/// A project of the desk.
#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    listed: ListedProject,
    light: Option<LightView>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let viewer = viewer(&actor);
    let reader = app.store.read(&viewer);
    // The lead looks at the whole window, an agent at the projects assigned to them.
    let is_lead = today::is_lead(&actor);
    let usual = if is_lead { Scope::All } else { Scope::Mine };
    let scope = wanted.scope.filter(|_| is_lead).unwrap_or(usual);
    let of_scope = ProjectFilter {
        agent: (scope == Scope::Mine).then(|| own_id(&actor)),
        ..ProjectFilter::default()
    };
    let counts = reader
        .count_projects_by_holder(&of_scope)
        .await
        .map_err(PageError::unavailable)?;
    let filter = ProjectFilter {
        holders: wanted
            .waiting
            .holders()
            .iter()
            .map(|&it| it.to_owned())
            .collect(),
        ..of_scope.clone()
    };
    let total = Waiting::All.count(&counts);
    let lit = by_light(&app, &reader, (&of_scope, total)).await?;
    let chosen = wanted.light.and_then(|light| Some((light, lit.as_ref()?)));
    let (rows, next) = if let Some((light, lit)) = chosen {
        (lit.get(&light).cloned().unwrap_or_default(), None)
    } else {
        let asked = Page {
            after: wanted.after,
            limit: SHOWN,
        };
        let page = reader.projects_by_urgency(&filter, &asked).await;
        let page = page.map_err(PageError::unavailable)?;
        (page.rows, page.next)
    };
    let rows = lines(&app, &reader, &rows).await?;
    let lights = LightTab::ALL.map(|light| LightCount {
        light,
        count: lit
            .as_ref()
            .and_then(|lit| lit.get(&light))
            .map_or(0, Vec::len),
        current: wanted.light == Some(light),
    });
    let tabs = Waiting::ALL.map(|waiting| TabView {
        waiting,
        count: waiting.count(&counts),
        current: waiting == wanted.waiting && wanted.light.is_none(),
    });
    let of_agent = DutyFilter {
        agent: of_scope.agent.clone(),
        ..DutyFilter::default()
    };
    let is_whole = wanted.waiting == Waiting::All && wanted.light.is_none();
    let (reminded, to_answer) = due(&app, &visitor, (is_whole, of_agent)).await?;
    let numbers = today::numbers(&app, &reader, of_scope.agent).await?;
    let data = context! {
        reminded => view(&reminded), to_answer => view(&to_answer),
        rows => view(&rows), tabs_of_desk => view(&tabs), scope => view(&scope), is_lead,
        waiting => view(&wanted.waiting), next, numbers,
        lights => view(&lit.is_some().then_some(lights)),
    };
    app.page(&visitor, "pages/desk/home.html", data)
}

/// Promises and answers that are due. A tab narrows to what waits for somebody; these belong to the whole desk.
async fn due(
    app: &App,
    visitor: &Visitor,
    (is_whole, of_agent): (bool, DutyFilter),
) -> Result<(Option<Reminders>, Vec<ToAnswer>), PageError> {
    if !is_whole {
        return Ok((None, Vec::new()));
    }
    let viewer = viewer(&visitor.actor()?);
    let reminded = reminders(app, &viewer, (Reminded::Agent, of_agent)).await?;
    Ok((Some(reminded), feedback::due(app, visitor).await?))
}

/// The scope's projects by light; `None` where they are more than one reading gives, for then the numbers would be
/// those of some of them only.
async fn by_light(
    app: &App,
    reader: &Reader<'_>,
    (scope, total): (&ProjectFilter, u64),
) -> Result<Option<BTreeMap<LightTab, Vec<ProjectRow>>>, PageError> {
    if total > u64::from(PAGE_MAX) {
        return Ok(None);
    }
    let page = reader
        .projects_by_urgency(scope, &Page::first(PAGE_MAX))
        .await;
    let rows = page.map_err(PageError::unavailable)?.rows;
    let mut lights = lights(app, reader, &rows).await?;
    let mut found: BTreeMap<LightTab, Vec<ProjectRow>> = BTreeMap::new();
    for row in rows {
        let light = lights.remove(&row.id).or_else(|| of_answer(app, &row));
        found.entry(LightTab::of(light)).or_default().push(row);
    }
    Ok(Some(found))
}

/// Projects as lines, each with its most urgent light.
async fn lines(
    app: &App,
    reader: &Reader<'_>,
    rows: &[ProjectRow],
) -> Result<Vec<Line>, PageError> {
    let mut lights = lights(app, reader, rows).await?;
    let lines = listed(rows, "/desk/projects/").into_iter().zip(rows);
    Ok(lines
        .map(|(listed, row)| Line {
            listed,
            light: lights
                .remove(&row.id)
                .or_else(|| of_answer(app, row))
                .map(Into::into),
        })
        .collect())
}

/// The id projects bear of whom they are assigned to: nobody's rather than everybody's, should
/// an agent ever come without one.
fn own_id(actor: &Actor) -> String {
    actor.user.map_or_else(String::new, |user| user.to_string())
}

/// The most urgent light of each of these projects, from one reading of their open cases.
async fn lights(
    app: &App,
    reader: &Reader<'_>,
    rows: &[ProjectRow],
) -> Result<BTreeMap<String, Light>, PageError> {
    let mut lights = BTreeMap::new();
    let projects: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    if projects.is_empty() {
        return Ok(lights);
    }
    // A correction asked for at intake was the window's answer; what runs then is the enterprise's day.
    let is_running = |status: &&CaseStatus| !status.is_over() && **status != CaseStatus::Correcting;
    let open = CaseStatus::ALL.iter().filter(is_running);
    let filter = CaseFilter {
        states: open.map(|status| status.as_str().to_owned()).collect(),
        projects,
        ..CaseFilter::default()
    };
    // By their day: should there be more, the urgent ones are among them.
    let cases = reader
        .cases(&filter, &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    let (calendar, today) = (&*app.office.calendar, app.office.today());
    let answer_days = app.office.catalogue.policy().intake.answer_days;
    for row in cases.rows {
        // Until it is accepted the answer at intake is what the case waits for.
        let light = if row.accepted_on.is_some() || row.stopped_since.is_some() {
            let due = row.promised_due.or(row.statutory_due);
            of_row(&row, due, (calendar, today))
        } else {
            light_for(calendar.count(today, row.intake_due), answer_days.into())
        };
        let most = lights.entry(row.project_id).or_insert(light);
        if urgency(light) < urgency(*most) {
            *most = light;
        }
    }
    Ok(lights)
}
