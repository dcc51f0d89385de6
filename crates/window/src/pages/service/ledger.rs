//! The ledger as lists: all open problems by department and age, a department's own, and what was solved before.

use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use minijinja::context;
use serde::{Deserialize, Serialize};
use window_domain::catalogue::{DepartmentCode, Text};
use window_domain::light::{Light, light_for};
use window_domain::project::{Problem, Project};
use window_store::{PAGE_MAX, Page, ProblemFilter, ProblemRow};

use super::view::department;
use crate::app::{App, AppState};
use crate::http::{PageError, Visitor};
use crate::pages::board::{Scope, Whose};
use crate::pages::lights::LightView;
use crate::service::project::viewer;
use crate::templates::view;

/// Solved problems shown at once.
const FOUND: u16 = 20;
/// Words of a search that count.
const WORDS_MAX: usize = 8;

/// A problem in a list.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    number: String,
    href: String,
    text: String,
    topic: Option<Text>,
    project: String,
    company: String,
    person: String,
    state: String,
    holder_key: String,
    level: String,
    level_key: String,
    raised_on: String,
    /// Working days since it was raised.
    age: i32,
    due: String,
    light: LightView,
    tasks_open: i32,
    solution: String,
    lesson: String,
    solved_on: Option<String>,
}

/// The problems of one department.
#[derive(Debug, Serialize)]
struct Group {
    code: String,
    name: Option<Text>,
    rows: Vec<Line>,
    overdue: usize,
    oldest: i32,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: Option<String>,
    #[serde(default)]
    holder: Option<String>,
    #[serde(default)]
    scope: Option<String>,
    after: Option<String>,
    /// As the board asked, which leads here.
    #[serde(flatten)]
    whose: Scope,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    topic: String,
    after: Option<String>,
}

/// The light of a row: that of its clock, which its row holds the days of.
fn light(app: &App, row: &ProblemRow) -> Light {
    let calendar = &app.office.calendar;
    match row.solved_on {
        Some(on) => Light::Done {
            by: calendar.count(on, row.due_on),
        },
        None => light_for(
            calendar.count(app.office.today(), row.due_on),
            row.limit_days,
        ),
    }
}

fn line(app: &App, row: &ProblemRow, base: &str) -> Line {
    let today: Date = app.office.today();
    let kind = app.office.catalogue.agency().problem(&row.topic);
    Line {
        number: row.id.clone(),
        href: format!("{base}/{}", row.id),
        text: row.text.clone(),
        topic: kind.map(|kind| kind.name.clone()),
        project: row.project_name.clone(),
        company: row.enterprise_name.clone(),
        person: row.person.clone(),
        state: row.state.clone(),
        holder_key: format!("problem-holder-{}", row.holder),
        level: row.level.clone(),
        level_key: format!("problem-level-{}", row.level),
        raised_on: row.raised_on.to_string(),
        age: app.office.calendar.count(row.raised_on, today),
        due: row.due_on.to_string(),
        light: light(app, row).into(),
        tasks_open: row.tasks_open,
        solution: row.solution.clone(),
        lesson: row.lesson.clone(),
        solved_on: row.solved_on.map(|on| on.to_string()),
    }
}

fn grouped(app: &App, rows: &[ProblemRow], base: &str) -> Vec<Group> {
    let today = app.office.today();
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let code = row.department.clone().unwrap_or_default();
        if groups.last().is_none_or(|group| group.code != code) {
            groups.push(Group {
                name: department(app, &DepartmentCode::new(&code)),
                code,
                rows: Vec::new(),
                overdue: 0,
                oldest: 0,
            });
        }
        let Some(group) = groups.last_mut() else {
            continue;
        };
        let line = line(app, row, base);
        group.oldest = group.oldest.max(line.age);
        group.overdue += usize::from(row.solved_on.is_none() && row.due_on < today);
        group.rows.push(line);
    }
    groups
}

/// All open problems by department, the oldest first.
pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let actor = visitor.actor()?;
    let whose = Whose::of(&app, &actor, &wanted.whose)?;
    let reader = whose.reader(&app);
    let mine = wanted.scope.as_deref() == Some("mine");
    let all = ProblemFilter {
        open: Some(true),
        agent: actor.user.filter(|_| mine).map(|user| user.to_string()),
        employer: whose.employer().map(str::to_owned),
        ..ProblemFilter::default()
    };
    let counts = reader
        .problem_counts(&all)
        .await
        .map_err(PageError::unavailable)?;
    let of_holder = |holder: &str| -> u64 {
        let fitting = counts.iter().filter(|it| it.holder == holder);
        fitting.map(|it| it.count).sum()
    };
    let overdue = ProblemFilter {
        due_before: Some(app.office.today()),
        holders: vec!["department".to_owned(), "window".to_owned()],
        ..all.clone()
    };
    let overdue = reader
        .count_problems(&overdue)
        .await
        .map_err(PageError::unavailable)?;
    let filter = ProblemFilter {
        department: wanted.department.clone(),
        holders: wanted.holder.iter().cloned().collect(),
        ..all
    };
    let page = Page {
        after: wanted.after,
        limit: PAGE_MAX,
    };
    let page = reader
        .problems(&filter, &page)
        .await
        .map_err(PageError::unavailable)?;
    let data = context! {
        whose => whose.view(), groups => view(&grouped(&app, &page.rows, "/desk/problems")),
        total => counts.iter().map(|it| it.count).sum::<u64>(),
        overdue,
        waiting => context! {
            department => of_holder("department"), window => of_holder("window"),
            applicant => of_holder("applicant"),
        },
        department => wanted.department, holder => wanted.holder, mine, next => page.next,
    };
    app.page(&visitor, "pages/service/ledger.html", data)
}

/// A department's own problems: those it is to solve and those a meeting called it to.
pub(super) async fn of_department(
    State(app): State<AppState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let filter = ProblemFilter {
        open: Some(true),
        ..ProblemFilter::default()
    };
    let page = app
        .store
        .read(&viewer)
        .problems(&filter, &Page::first(PAGE_MAX))
        .await
        .map_err(PageError::unavailable)?;
    let lines: Vec<Line> = page
        .rows
        .iter()
        .map(|row| line(&app, row, "/dept/problems"))
        .collect();
    let data = context! { rows => view(&lines) };
    app.page(&visitor, "pages/service/own.html", data)
}

/// How it was solved the last time: full text over problem, solution and lesson.
pub(super) async fn solved(
    State(app): State<AppState>,
    visitor: Visitor,
    Query(search): Query<Search>,
) -> Result<Response, PageError> {
    let viewer = viewer(&visitor.actor()?);
    let words = search.q.split_whitespace().take(WORDS_MAX);
    let filter = ProblemFilter {
        words: words.map(str::to_owned).collect(),
        topic: Some(search.topic.clone()).filter(|topic| !topic.is_empty()),
        ..ProblemFilter::default()
    };
    let page = Page {
        after: search.after,
        limit: FOUND,
    };
    let page = app
        .store
        .read(&viewer)
        .solved_problems(&filter, &page)
        .await
        .map_err(PageError::unavailable)?;
    let lines: Vec<Line> = page
        .rows
        .iter()
        .map(|row| line(&app, row, "/desk/problems"))
        .collect();
    let topics = &app.office.catalogue.agency().problems;
    let data = context! {
        rows => view(&lines), q => search.q, topic => search.topic, topics => view(topics),
        next => page.next,
    };
    app.page(&visitor, "pages/service/solved.html", data)
}

/// A problem in the table of its project.
#[derive(Debug, Serialize)]
pub(in crate::pages) struct ProjectLine {
    number: String,
    text: String,
    department: Option<Text>,
    person: String,
    due: Option<String>,
    light: LightView,
    state: &'static str,
}

/// The problems of a project, the newest first.
pub(in crate::pages) fn of_project(app: &App, project: &Project) -> Vec<ProjectLine> {
    let newest_first = project.problems.iter().rev();
    let due = |one: &Problem| one.clock.due(&app.office.calendar, app.office.today());
    newest_first
        .map(|one| ProjectLine {
            number: one.number.clone(),
            text: one.text.clone(),
            department: one.department.as_ref().and_then(|it| department(app, it)),
            person: one.person.clone(),
            due: due(one).map(|due| due.date.to_string()),
            light: super::view::light(app, one).into(),
            state: one.state.as_str(),
        })
        .collect()
}
