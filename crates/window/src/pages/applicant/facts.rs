//! Putting the answers about a project right while nothing rests on them yet: first what it would
//! change in the plan, then the change itself.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Serialize;
use window_domain::access::Action;
use window_domain::catalogue::Text;
use window_domain::facts::{FIELD_PREFIX, FactProblem, Facts, fact_field};
use window_domain::plan::{Plan, Track, blockers, make};
use window_domain::project::{Command, Project, decide};
use window_domain::refusal::Refusals;

use super::questions;
use crate::app::{App, AppState};
use crate::http::{Fields, FormView, PageError, Visitor, refusal};
use crate::pages::cases::project;
use crate::service::Refused;
use crate::templates::view;

/// What the change would bring.
#[derive(Debug, Serialize)]
struct Change {
    /// Nothing was answered differently.
    is_none: bool,
    added: Vec<Text>,
    dropped: Vec<Text>,
    start: String,
    start_before: Option<String>,
    days: i32,
    days_before: Option<i32>,
    /// Every ground against building first that the new answers bring.
    why_not: Vec<Text>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ChangeFacts).await?;
    let mut form = FormView::empty();
    let known = project.facts.iter();
    form.values
        .extend(known.map(|(code, value)| (fact_field(code), value.to_string())));
    page(&app, &visitor, &project, (StatusCode::OK, form, None))
}

/// The first press shows what would change; the second one, on that page, changes it.
pub(super) async fn change(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let project = project(&app, &visitor, &id, Action::ChangeFacts).await?;
    let form = |refusals: Refusals| {
        let problems = refusal::problems(&app, visitor.language, &refusals);
        let mut form = FormView::of(&fields, problems);
        form.values.remove("go");
        form
    };
    let facts = match questions::answers(&app, &fields) {
        Ok(facts) => facts,
        Err(wrong) => {
            let refusals = Refusals(wrong.iter().map(FactProblem::refusal).collect());
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form(refusals), None);
            return page(&app, &visitor, &project, again);
        }
    };
    let change = match fields.text("go") {
        "change" => None,
        "back" => {
            let again = (StatusCode::OK, form(Refusals(Vec::new())), None);
            return page(&app, &visitor, &project, again);
        }
        _ => Some(compare(&app, &project, &facts)?),
    };
    if change.is_some() {
        let shown = (StatusCode::OK, form(Refusals(Vec::new())), change);
        return page(&app, &visitor, &project, shown);
    }
    let request = visitor.form_request(&fields)?;
    let command = Command::ChangeFacts { facts };
    match app
        .office
        .execute(&visitor.actor()?, project.id, &command, &request)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/my/projects/{id}")).into_response()),
        Err(Refused::Rules(refusals)) => {
            let again = (StatusCode::UNPROCESSABLE_ENTITY, form(refusals), None);
            page(&app, &visitor, &project, again)
        }
        Err(refused) => Err(refused.into_page(&app, &visitor)),
    }
}

/// The plan of the new answers beside that of the old ones, both from today on.
fn compare(app: &App, project: &Project, facts: &Facts) -> Result<Change, PageError> {
    let office = &app.office;
    let why_not = match project.track {
        Track::BuildFirst => {
            blockers(office.rules_of(project), facts).map_err(PageError::broken)?
        }
        Track::Ordinary => Vec::new(),
    };
    let track = if why_not.is_empty() {
        project.track
    } else {
        Track::Ordinary
    };
    let plan = |facts: &Facts, track| {
        make(
            office.rules_of(project),
            facts,
            track,
            office.today(),
            &office.calendar,
        )
    };
    let new = plan(facts, track).map_err(PageError::broken)?;
    let old = plan(&project.facts, project.track).ok();
    Ok(Change {
        is_none: facts == &project.facts,
        added: beyond(app, &new, old.as_ref()),
        dropped: old
            .as_ref()
            .map_or_else(Vec::new, |old| beyond(app, old, Some(&new))),
        start: new.construction_start.date.to_string(),
        start_before: old
            .as_ref()
            .map(|old| old.construction_start.date.to_string()),
        days: new.working_days_to_start,
        days_before: old.as_ref().map(|old| old.working_days_to_start),
        why_not: why_not.into_iter().map(|blocker| blocker.reason).collect(),
    })
}

/// Names of the items one plan has and the other has not.
fn beyond(app: &App, plan: &Plan, other: Option<&Plan>) -> Vec<Text> {
    let lacks = |code| other.is_none_or(|other| other.item(code).is_none());
    let items = plan.items.iter().filter(|planned| lacks(&planned.item));
    items
        .filter_map(|planned| Some(app.office.catalogue.known_item(&planned.item)?.name.clone()))
        .collect()
}

fn page(
    app: &App,
    visitor: &Visitor,
    project: &Project,
    (status, form, change): (StatusCode, FormView, Option<Change>),
) -> Result<Response, PageError> {
    // Whether the answers are fixed is asked of the rule that would refuse the change.
    let same = Command::ChangeFacts {
        facts: project.facts.clone(),
    };
    let actor = visitor.actor()?;
    let asked = app.office.ask_of((&actor, project), |context| {
        decide(Some(project), &same, context)
    });
    let fixed = asked.err().map_or_else(Vec::new, |refusals| {
        refusal::problems(app, visitor.language, &refusals)
    });
    let carried: Vec<(&String, &String)> = form
        .values
        .iter()
        .filter(|(name, _)| change.is_some() && name.starts_with(FIELD_PREFIX))
        .collect();
    let agent = crate::pages::cases::agent(project);
    let data = context! {
        form => view(&form), change => view(&change), fixed => view(&fixed), carried => view(&carried),
        essential => view(&questions::groups(app, true, &form)),
        more => view(&questions::groups(app, false, &form)),
        agent => view(&agent), hotline => app.office.catalogue.city().hotline.as_str(),
        project => context! {
            id => project.id.to_string(), title => project.title.as_str(), version => project.version,
        },
    };
    app.page_with_status(visitor, status, "pages/applicant/facts.html", data)
}
