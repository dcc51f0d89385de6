//! What the pages of the window's service show of a problem, a meeting and a visit.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use window_domain::access::{Action, Actor, Relation, Role};
use window_domain::catalogue::{DepartmentCode, Text};
use window_domain::context::By;
use window_domain::light::Light;
use window_domain::project::Project;
use window_domain::project::agency::{Happened, Visit};
use window_domain::project::problem::{self, Meeting, Problem, ProblemState};

use crate::app::App;
use crate::pages::lights::LightView;

/// A problem with everything done about it.
#[derive(Debug, Serialize)]
pub(super) struct ProblemView {
    pub(super) number: String,
    pub(super) text: String,
    topic: Option<Text>,
    department: Option<Text>,
    department_code: String,
    person: String,
    raised_on: String,
    raised_by: Who,
    due: Option<String>,
    light: LightView,
    promises: u16,
    reopened: u16,
    pub(super) state: &'static str,
    holder_key: String,
    level_key: String,
    level: &'static str,
    steps: Vec<StepView>,
    solution: Option<String>,
    lesson: String,
    closed_on: Option<String>,
    escalated: Option<(String, String)>,
    meetings: Vec<MeetingView>,
    tasks_open: usize,
    visit: Option<String>,
}

/// Who did something: a role, and the department where that says more.
#[derive(Debug, Serialize)]
pub(super) struct Who {
    role_key: String,
    name: String,
    department: Option<Text>,
}

#[derive(Debug, Serialize)]
struct StepView {
    on: String,
    who: Who,
    key: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct MeetingView {
    id: String,
    on: String,
    place: String,
    purpose: String,
    called: Vec<CalledView>,
    people: Vec<String>,
    minutes: Option<String>,
    tasks: Vec<TaskView>,
    is_held: bool,
    is_ahead: bool,
}

#[derive(Debug, Serialize)]
struct CalledView {
    code: String,
    name: Text,
    position: Option<String>,
}

#[derive(Debug, Serialize)]
struct TaskView {
    index: usize,
    department: Option<Text>,
    text: String,
    due: String,
    light: LightView,
    done_on: Option<String>,
    note: Option<String>,
    who: Option<Who>,
    may_do: bool,
}

/// What this visitor may do to a problem now, by the name of its form; the rules are asked again when it is done.
pub(super) type May = BTreeMap<&'static str, bool>;

pub(super) fn may(app: &App, actor: &Actor, (project, one): (&Project, &Problem)) -> May {
    let relations = problem::relations(project, &one.number, actor);
    let may = |action| actor.may(action, &relations);
    let open = one.state == ProblemState::Open;
    let solved = matches!(one.state, ProblemState::Solved { .. });
    let confirmed = matches!(one.state, ProblemState::Confirmed { .. });
    let waiting = one.meetings.iter().find(|meeting| meeting.held.is_none());
    let is_due = waiting.is_some_and(|meeting| meeting.on <= app.office.today());
    let leads = may(Action::LeadMeeting) && open;
    let (directs, works) = (may(Action::WorkProblem), may(Action::SolveProblem));
    let answers = may(Action::ConfirmProblem);
    BTreeMap::from([
        ("step", open && works),
        ("solve", open && works && one.open_tasks().next().is_none()),
        ("direct", open && directs),
        ("escalate", open && directs && one.escalated.is_none()),
        ("close", confirmed && directs),
        (
            "call",
            leads && one.escalated.is_some() && waiting.is_none(),
        ),
        ("hold", leads && is_due),
        ("answer", solved && answers),
        ("withdraw", one.is_open() && answers),
    ])
}

pub(super) fn department(app: &App, code: &DepartmentCode) -> Option<Text> {
    let found = app.office.catalogue.known_department(code);
    found.map(|department| department.name.clone())
}

pub(super) fn who(app: &App, by: &By) -> Who {
    let code = by.department.as_deref().map(DepartmentCode::new);
    // Names of officers stay with their department; who sits at the window is known to the enterprise anyway.
    let is_named = matches!(by.role, Role::Agent | Role::WindowLead) || by.role.is_enterprise();
    Who {
        role_key: format!("role-{}", by.role.as_str()),
        name: if is_named {
            by.name.clone()
        } else {
            String::new()
        },
        department: code.and_then(|code| department(app, &code)),
    }
}

/// The view of a problem for this visitor.
pub(super) fn problem(
    app: &App,
    actor: &Actor,
    (project, one): (&Project, &Problem),
) -> ProblemView {
    let office = &app.office;
    let (calendar, today) = (&office.calendar, office.today());
    let kind = office.catalogue.agency().problem(&one.topic);
    let due = one.clock.due(calendar, today);
    ProblemView {
        number: one.number.clone(),
        text: one.text.clone(),
        topic: kind.map(|kind| kind.name.clone()),
        department: one.department.as_ref().and_then(|it| department(app, it)),
        department_code: one
            .department
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        person: one.person.clone(),
        raised_on: one.raised_on.to_string(),
        raised_by: who(app, &one.raised_by),
        due: due.map(|due| due.date.to_string()),
        light: light(app, one).into(),
        promises: one.promises,
        reopened: one.reopened,
        state: one.state.as_str(),
        holder_key: format!("problem-holder-{}", one.holder()),
        level_key: format!("problem-level-{}", one.level().as_str()),
        level: one.level().as_str(),
        steps: one
            .steps
            .iter()
            .map(|step| StepView {
                on: step.on.to_string(),
                who: who(app, &step.by),
                key: format!("problem-step-{}", step.kind.as_str()),
                text: step.text.clone(),
            })
            .collect(),
        solution: one.solution.clone(),
        lesson: one.lesson.clone(),
        closed_on: match &one.state {
            ProblemState::Closed { on } | ProblemState::Withdrawn { on, .. } => {
                Some(on.to_string())
            }
            ProblemState::Open | ProblemState::Solved { .. } | ProblemState::Confirmed { .. } => {
                None
            }
        },
        escalated: one
            .escalated
            .as_ref()
            .map(|(on, reason)| (on.to_string(), reason.clone())),
        meetings: one
            .meetings
            .iter()
            .map(|it| meeting(app, actor, (one, it)))
            .collect(),
        tasks_open: one.open_tasks().count(),
        visit: one
            .visit
            .map(|visit| format!("/desk/projects/{}/visits/{visit}", project.id)),
    }
}

/// The light of a problem today: that of its clock, as everywhere.
pub(super) fn light(app: &App, one: &Problem) -> Light {
    one.clock.light(&app.office.calendar, app.office.today())
}

fn meeting(app: &App, actor: &Actor, (one, meeting): (&Problem, &Meeting)) -> MeetingView {
    let held = meeting.held.as_ref();
    let position = |code: &DepartmentCode| {
        let mut said = held.into_iter().flat_map(|held| held.positions.iter());
        said.find(|position| &position.department == code)
            .map(|position| position.text.clone())
    };
    MeetingView {
        id: meeting.id.to_string(),
        on: meeting.on.to_string(),
        place: meeting.place.clone(),
        purpose: meeting.purpose.clone(),
        called: meeting
            .called
            .iter()
            .filter_map(|code| {
                Some(CalledView {
                    code: code.to_string(),
                    name: department(app, code)?,
                    position: position(code),
                })
            })
            .collect(),
        people: held.map(|held| held.people.clone()).unwrap_or_default(),
        minutes: held.map(|held| held.minutes.clone()),
        tasks: tasks(app, actor, (one, meeting)),
        is_held: held.is_some(),
        is_ahead: meeting.on > app.office.today(),
    }
}

fn tasks(app: &App, actor: &Actor, (one, meeting): (&Problem, &Meeting)) -> Vec<TaskView> {
    let (calendar, today) = (&app.office.calendar, app.office.today());
    let window = actor.may(Action::WorkProblem, &[Relation::SameOrganisation]);
    let open = one.state == ProblemState::Open;
    let Some(held) = &meeting.held else {
        return Vec::new();
    };
    held.tasks
        .iter()
        .enumerate()
        .map(|(index, (task, done))| {
            let own = task.department.as_ref().map(DepartmentCode::as_str);
            let is_own = own.is_some() && own == actor.department.as_deref();
            let light = match done {
                Some(done) => Light::Done {
                    by: calendar.count(done.on, task.due),
                },
                None => window_domain::light::light_for(
                    calendar.count(today, task.due),
                    calendar.count(held.recorded_on, task.due),
                ),
            };
            TaskView {
                index,
                department: task.department.as_ref().and_then(|it| department(app, it)),
                text: task.text.clone(),
                due: task.due.to_string(),
                light: light.into(),
                done_on: done.as_ref().map(|done| done.on.to_string()),
                note: done.as_ref().map(|done| done.note.clone()),
                who: done.as_ref().map(|done| who(app, &done.by)),
                may_do: done.is_none() && open && (window || is_own),
            }
        })
        .collect()
}

/// A visit with both times of what happened.
#[derive(Debug, Serialize)]
pub(super) struct VisitView {
    pub(super) id: String,
    on: String,
    time: Option<String>,
    address: String,
    people: Vec<String>,
    purpose: String,
    bring: Vec<String>,
    pub(super) state: &'static str,
    arrived: Option<HappenedView>,
    left: Option<HappenedView>,
    outcome: String,
    remark: String,
    confirmed_on: Option<String>,
    cancelled: Option<String>,
    planned_by: Who,
    is_open: bool,
}

#[derive(Debug, Serialize)]
struct HappenedView {
    at: String,
    recorded_at: String,
    /// Typed up later than it happened, by more than an hour.
    is_late: bool,
}

fn happened(it: Happened) -> HappenedView {
    let hour = jiff::SignedDuration::from_hours(1);
    HappenedView {
        at: it.at.to_string(),
        recorded_at: it.recorded_at.to_string(),
        is_late: Timestamp::duration_since(it.recorded_at, it.at) > hour,
    }
}

pub(super) fn visit(app: &App, visit: &Visit) -> VisitView {
    VisitView {
        id: visit.id.to_string(),
        on: visit.on.to_string(),
        time: visit
            .time
            .map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        address: visit.address.clone(),
        people: visit.people.clone(),
        purpose: visit.purpose.clone(),
        bring: visit.bring.clone(),
        state: visit.state(),
        arrived: visit.arrived.map(happened),
        left: visit.left.map(happened),
        outcome: visit.outcome.clone(),
        remark: visit
            .confirmed
            .as_ref()
            .map(|(_, _, remark)| remark.clone())
            .unwrap_or_default(),
        confirmed_on: visit.confirmed.as_ref().map(|(_, on, _)| on.to_string()),
        cancelled: visit.cancelled.as_ref().map(|(_, reason)| reason.clone()),
        planned_by: who(app, &visit.by),
        is_open: visit.is_open(),
    }
}
