//! The project page (10): where it stands, what is next, who does it, by when, whom to call.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;
use window_domain::access::{Action, Actor};
use window_domain::context::Recorded;
use window_domain::credit::Bar;
use window_domain::id::entity::ProjectId;
use window_domain::plan::{self, Track};
use window_domain::project::building::BuildingEvent;
use window_domain::project::held::promised_days;
use window_domain::project::progress::Progress;
use window_domain::project::{Command, Holder, Project, ProjectEvent, held_days, relations};
use window_store::{DutyFilter, ProjectRow};

use super::build_first::build_first;
use super::dossier::dossier;
use super::map::{lanes, most_urgent, stages};
use super::next::step;
use crate::app::{App, AppState};
use crate::http::{Fields, PageError, Visitor};
use crate::pages::reminders::{Reminded, reminders};
use crate::pages::service::hours;
use crate::pages::works;
use crate::service::Refused;
use crate::service::project::viewer;
use crate::templates::view;

/// Moments of the history shown at once; the others are unfolded.
const MOMENTS_SHOWN: usize = 8;

#[derive(Debug, Serialize)]
struct Moment {
    at: String,
    key: String,
    role_key: String,
}

/// A correction notice of the window and its answer.
#[derive(Debug, Serialize)]
struct Talk {
    number: String,
    letter: Option<String>,
    on: String,
    due: String,
    answered: Option<String>,
}

/// Working days of the administration, against its promise and the time before the reform; and
/// whose the others were.
#[derive(Debug, Serialize)]
struct Days {
    used: i32,
    /// `None` if the facts give no plan.
    promised: Option<i32>,
    before: u16,
    from: String,
    until: String,
    parts: Vec<Part>,
}

/// Working days of one holder.
#[derive(Debug, Serialize)]
struct Part {
    key: String,
    days: i32,
}

pub(super) async fn show(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let refused = |error: Refused| error.into_page(&app, &visitor);
    let project = app
        .office
        .project(&actor, id, (Action::ReadProject, None))
        .await
        .map_err(refused)?;
    let history = app.office.timeline(&actor, id).await.map_err(refused)?;
    let row = app
        .store
        .read(&viewer(&actor))
        .project(&id.to_string())
        .await
        .map_err(PageError::unavailable)?
        .ok_or_else(PageError::not_found)?;
    let barred = app
        .office
        .bars(&project.builder.uscc, app.office.today())
        .await
        .map_err(refused)?;
    let barred: Vec<Value> = barred.iter().map(bar).collect();
    let filter = DutyFilter {
        project: Some(id.to_string()),
        ..DutyFilter::default()
    };
    let reminded = reminders(&app, &viewer(&actor), (Reminded::Enterprise, filter)).await?;
    app.page(
        &visitor,
        "pages/applicant/project.html",
        context! { barred, reminded => view(&reminded), ..data(&app, &actor, &project, (&row, &history)) },
    )
}

/// What keeps the builder out of commitment handling, and where to repair it.
fn bar(bar: &Bar) -> Value {
    context! {
        record => bar.record.to_string(), number => bar.ruling.number.as_str(),
        from => bar.ruling.min_until.to_string(), until => bar.ruling.max_until.to_string(),
    }
}

/// Asks for build-first handling.
pub(super) async fn request_build_first(
    State(app): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id: ProjectId = id.parse().map_err(|_| PageError::not_found())?;
    let actor = visitor.actor()?;
    let request = visitor.form_request(&fields)?;
    let refused = |error: Refused| error.into_page(&app, &visitor);
    // Whoever may not know of the project is told that there is none, not that it is refused.
    app.office
        .project(&actor, id, (Action::RequestBuildFirst, None))
        .await
        .map_err(refused)?;
    app.office
        .execute(&actor, id, &Command::RequestBuildFirst, &request)
        .await
        .map_err(refused)?;
    Ok(Redirect::to(&format!("/my/projects/{id}")).into_response())
}

fn data(
    app: &App,
    actor: &Actor,
    project: &Project,
    (row, history): (&ProjectRow, &[Recorded<ProjectEvent>]),
) -> Value {
    let catalogue = app.office.rules_of(project);
    let progress = Progress::new(project, catalogue);
    let (done, total) = progress.count();
    let letters: Vec<Value> = project
        .letters
        .iter()
        .rev()
        .filter(|letter| project.is_letter_readable(actor, letter))
        .map(|letter| {
            let title = catalogue
                .letters()
                .kind(&letter.form)
                .map(|kind| kind.title.clone());
            context! {
                number => letter.number.as_str(), on => letter.issued_on.to_string(),
                code => letter.check_code.to_string(), link => letter.check_code.compact(),
                title => view(&title),
            }
        })
        .collect();
    context! {
        id => project.id.to_string(),
        title => project.title.as_str(),
        code => project.code.as_ref().map(ToString::to_string),
        may_facts => actor.may(Action::ChangeFacts, &relations(project, None, actor))
            && project.facts_are_open(),
        may_code => actor.may(Action::EnterProjectCode, &relations(project, None, actor)),
        company => project.builder.company.as_str(),
        done, total,
        tone => most_urgent(app, project).map_or("none", tone),
        step => view(&step(app, actor, project, &progress)),
        promises => view(&works::promises(app, project)),
        notice_key => works::notice_key(app, project),
        has_building => works::has_any(project),
        end_key => project.building.closed.map(|(_, end)| format!("promise-end-{}", end.as_str())),
        waits => context! {
            holder_key => format!("holder-{}", row.holder), is_nobody => row.holder == Holder::Nobody.as_str(), key => format!("next-{}", row.next_what),
            due => row.next_due.map(|due| due.to_string()),
        },
        green => crate::pages::green_channel::of_project(app, project),
        days => view(&days(app, project)),
        due => due(app, project).map(|due| due.to_string()),
        agent => project.agent.as_ref().map(|card| context! {
            name => card.name.as_str(), window => card.window.as_str(), phone => card.phone.as_str(),
            hours => hours(app),
        }),
        substitute => project.agency.substitute.as_ref().map(|it| context! {
            name => it.card.name.as_str(), window => it.card.window.as_str(),
            phone => it.card.phone.as_str(), until => it.until.to_string(),
        }),
        problems => project.problems.iter().filter(|one| one.is_open()).count(),
        to_answer => to_answer(project),
        hotline => catalogue.city().hotline.as_str(),
        build_first => view(&build_first(app, actor, project, history)),
        stages => view(&stages(app, project, &progress)),
        lanes => view(&lanes(app, project, &progress)),
        letters,
        dossier => view(&dossier(app, project, &progress)),
        talks => view(&talks(project)),
        moments => view(&moments(project, actor, history)),
        moments_shown => MOMENTS_SHOWN,
    }
}

/// Problems and visits that wait for the enterprise's word.
fn to_answer(project: &Project) -> usize {
    let problems = project.problems.iter();
    let visits = project.agency.visits.iter();
    problems.filter(|one| one.holder() == "applicant").count()
        + visits.filter(|visit| visit.state() == "left").count()
}

/// Colour of the page's most urgent light.
fn tone(light: window_domain::light::Light) -> &'static str {
    match light.code() {
        "red" => "red",
        "yellow" => "yellow",
        "green" => "green",
        "stopped" => "stopped",
        _ => "none",
    }
}

/// Counted from the filing until construction may start, or until today.
fn days(app: &App, project: &Project) -> Days {
    let office = &app.office;
    let plan = |track| {
        let (from, calendar) = (project.created_on, &office.calendar);
        plan::make(
            office.rules_of(project),
            &project.facts,
            track,
            from,
            calendar,
        )
        .ok()
    };
    let planned = plan(project.track).or_else(|| plan(Track::Ordinary));
    let held = held_days(
        project,
        office.rules_of(project),
        &office.calendar,
        office.today(),
    );
    let shown = [
        Holder::Window,
        Holder::Department,
        Holder::OtherDepartment,
        Holder::Applicant,
        Holder::SpecialProcedure,
    ];
    Days {
        used: held.administration(),
        promised: planned.map(|plan| promised_days(&plan, &office.calendar)),
        before: office.catalogue.policy().reform.days_before,
        from: held.from.to_string(),
        until: held.until.to_string(),
        parts: shown
            .into_iter()
            .map(|holder| Part {
                key: format!("holder-{}", holder.as_str()),
                days: held.of(holder),
            })
            .collect(),
    }
}

/// The earliest day somebody must have acted.
fn due(app: &App, project: &Project) -> Option<Date> {
    let today = app.office.today();
    let cases = project
        .cases
        .values()
        .filter(|case| !case.status().is_over())
        .filter_map(|case| case.clock().due(&app.office.calendar, today))
        .map(|due| due.date);
    let corrections = project
        .corrections
        .iter()
        .filter(|correction| correction.answered_on.is_none())
        .map(|correction| correction.due);
    let building = works::dues(app, project);
    cases.chain(corrections).chain(building).min()
}

/// The correction notices, the newest first.
fn talks(project: &Project) -> Vec<Talk> {
    let newest_first = project.corrections.iter().rev();
    newest_first
        .map(|one| {
            let number = Some(&one.number);
            let letter = project
                .letters
                .iter()
                .find(|letter| letter.correction.as_ref() == number);
            Talk {
                number: one.number.clone(),
                letter: letter.map(|letter| letter.check_code.compact()),
                on: one.requested_on.to_string(),
                due: one.due.to_string(),
                answered: one.answered_on.map(|on| on.to_string()),
            }
        })
        .collect()
}

/// Whether the actor may know of what happened: of a card only where it may see the card.
fn is_shown(project: &Project, actor: &Actor, event: &ProjectEvent) -> bool {
    let ProjectEvent::Building(
        BuildingEvent::CardIssued { number, .. }
        | BuildingEvent::CardAnswered { number, .. }
        | BuildingEvent::CardWithdrawn { number, .. },
    ) = event
    else {
        return true;
    };
    let mut cards = project.building.cards.iter();
    cards.any(|card| &card.number == number && card.is_shown_to(actor))
}

fn moments(project: &Project, actor: &Actor, history: &[Recorded<ProjectEvent>]) -> Vec<Moment> {
    history
        .iter()
        .rev()
        .filter(|fact| is_shown(project, actor, &fact.event))
        .filter_map(|fact| {
            let kind = serde_json::to_value(&fact.event).ok()?;
            // Facts of the building are told apart by their act.
            let kind = kind.get("act").or_else(|| kind.get("kind"))?.as_str()?;
            // A letter is the paper of the fact before it and is listed among the letters; the window's notes are its
            // own; messages stand on their page, each for the sides it is for.
            let is_shown = !matches!(kind, "letter_issued" | "note_made" | "note_done")
                && !matches!(fact.event, ProjectEvent::Talk(_));
            is_shown.then(|| Moment {
                at: fact.at.to_string(),
                key: format!("event-{kind}"),
                role_key: format!("role-{}", fact.by.role.as_str()),
            })
        })
        .collect()
}
