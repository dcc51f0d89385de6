//! The agent's desk (page 15): my projects by who must act and by when, the most urgent first.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::access::{Actor, Role};
use window_domain::light::{Light, light_for};
use window_domain::project::CaseStatus;
use window_store::{
    CaseFilter, DutyFilter, PAGE_MAX, Page, ProjectFilter, Reader, SubmissionFilter,
};

use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::lights::{LightView, of_answer, of_row, urgency};
use crate::pages::project_list::{ListedProject, listed};
use crate::pages::reminders::{Reminded, reminders};
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
    after: Option<String>,
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
    let is_lead = actor.is(Role::WindowLead);
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
        ..of_scope
    };
    let asked = Page {
        after: wanted.after,
        limit: SHOWN,
    };
    let page = reader
        .projects_by_urgency(&filter, &asked)
        .await
        .map_err(PageError::unavailable)?;
    let ids = page.rows.iter().map(|row| row.id.clone()).collect();
    let mut lights = lights(&app, &reader, ids).await?;
    let rows: Vec<Line> = listed(&page.rows, "/desk/projects/")
        .into_iter()
        .zip(&page.rows)
        .map(|(listed, row)| Line {
            listed,
            light: lights
                .remove(&row.id)
                .or_else(|| of_answer(&app, row))
                .map(Into::into),
        })
        .collect();
    let tabs = Waiting::ALL.map(|waiting| TabView {
        waiting,
        count: waiting.count(&counts),
        current: waiting == wanted.waiting,
    });
    let of_agent = DutyFilter {
        agent: (scope == Scope::Mine).then(|| own_id(&actor)),
        ..DutyFilter::default()
    };
    // A tab narrows to what waits for somebody; reminders belong to the whole desk.
    let reminded = if wanted.waiting == Waiting::All {
        Some(reminders(&app, &viewer, (Reminded::Agent, of_agent)).await?)
    } else {
        None
    };
    let data = context! {
        reminded => view(&reminded),
        rows => view(&rows), tabs_of_desk => view(&tabs), scope => view(&scope), is_lead,
        waiting => view(&wanted.waiting), next => page.next, intake => intake(&reader).await?,
    };
    app.page(&visitor, "pages/desk/home.html", data)
}

/// The id projects bear of whom they are assigned to: nobody's rather than everybody's, should
/// an agent ever come without one.
fn own_id(actor: &Actor) -> String {
    actor.user.map_or_else(String::new, |user| user.to_string())
}

/// Submissions that wait for the window's answer.
async fn intake(reader: &Reader<'_>) -> Result<u64, PageError> {
    let received = SubmissionFilter {
        states: vec!["received".to_owned()],
        ..SubmissionFilter::default()
    };
    let count = reader.count_submissions(&received).await;
    count.map_err(PageError::unavailable)
}

/// The most urgent light of each of these projects, from one reading of their open cases.
async fn lights(
    app: &App,
    reader: &Reader<'_>,
    projects: Vec<String>,
) -> Result<BTreeMap<String, Light>, PageError> {
    let mut lights = BTreeMap::new();
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
