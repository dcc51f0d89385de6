//! The rows of a project's problems and of what its agent has before them.

use jiff::civil::Date;
use window_domain::catalogue::DepartmentCode;
use window_domain::limit::Limit;
use window_domain::project::Project;
use window_domain::project::agency::{HandOver, Note, Substitute, Visit};
use window_domain::project::problem::{Problem, ProblemState};

use super::agency_rows::{AgendaRow, ProblemRow};
use super::project::{Folding, as_of};

/// A problem as lists show it.
pub(super) fn problem_row(
    project: &Project,
    problem: &Problem,
    folding: Folding<'_>,
) -> ProblemRow {
    let due = problem.clock.due(folding.calendar, as_of(project));
    let (solved_on, closed_on) = match problem.state {
        ProblemState::Open => (None, None),
        ProblemState::Solved { on } | ProblemState::Confirmed { on, .. } => {
            (problem.clock.ended_on.or(Some(on)), None)
        }
        ProblemState::Closed { on } => (problem.clock.ended_on, Some(on)),
        ProblemState::Withdrawn { on, .. } => (None, Some(on)),
    };
    let mut departments: Vec<&str> = problem.departments().map(DepartmentCode::as_str).collect();
    departments.sort_unstable();
    departments.dedup();
    ProblemRow {
        id: problem.number.clone(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        topic: problem.topic.clone(),
        text: problem.text.clone(),
        department: problem.department.as_ref().map(ToString::to_string),
        departments: format!(",{},", departments.join(",")),
        person: problem.person.clone(),
        state: problem.state.as_str().to_owned(),
        holder: problem.holder().to_owned(),
        level: problem.level().as_str().to_owned(),
        is_open: problem.is_open(),
        raised_on: problem.raised_on,
        promised_on: problem.clock.started_on,
        due_on: due.map_or(problem.clock.started_on, |due| due.date),
        limit_days: match problem.clock.limit {
            Limit::WorkingDays(days) | Limit::CalendarDays(days) => days.into(),
            Limit::None | Limit::Immediate => 0,
        },
        solved_on,
        closed_on,
        meeting_on: problem.meetings.last().map(|meeting| meeting.on),
        tasks_open: i32::try_from(problem.open_tasks().count()).unwrap_or(i32::MAX),
        solution: problem.solution.clone().unwrap_or_default(),
        lesson: problem.lesson.clone(),
    }
}

/// What the project's agent, and whoever stands in, has before them.
pub(super) fn agenda(project: &Project) -> Vec<AgendaRow> {
    let agency = &project.agency;
    let visits = agency.visits.iter().map(|it| of_visit(project, it));
    let notes = agency.notes.iter().map(|it| of_note(project, it));
    let hand_over = agency.open_hand_over().map(|it| of_hand_over(project, it));
    let substitute = agency
        .substitute
        .iter()
        .map(|it| of_substitute(project, it));
    visits
        .chain(notes)
        .chain(hand_over)
        .chain(substitute)
        .collect()
}

fn entry(project: &Project, (kind, name): (&str, &str), on_day: Date) -> AgendaRow {
    AgendaRow {
        id: format!("{}~{kind}~{name}", project.id),
        kind: kind.to_owned(),
        project_id: project.id.to_string(),
        project_name: project.title.clone(),
        enterprise_id: project.builder.id.to_string(),
        enterprise_name: project.builder.company.clone(),
        agent_id: project.agent.as_ref().map(|card| card.agent.to_string()),
        on_day,
        at_time: None,
        title: String::new(),
        place: String::new(),
        state: String::new(),
        is_open: true,
    }
}

fn of_visit(project: &Project, visit: &Visit) -> AgendaRow {
    let visitor = project.visitor(visit);
    AgendaRow {
        agent_id: visitor.map(|card| card.agent.to_string()),
        at_time: visit
            .time
            .map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        title: visit.purpose.clone(),
        place: visit.address.clone(),
        state: visit.state().to_owned(),
        is_open: visit.is_open(),
        ..entry(project, ("visit", &visit.id.to_string()), visit.on)
    }
}

fn of_note(project: &Project, note: &Note) -> AgendaRow {
    AgendaRow {
        title: note.text.clone(),
        state: if note.done.is_some() { "done" } else { "open" }.to_owned(),
        is_open: note.done.is_none(),
        ..entry(project, (note.sort.as_str(), &note.id.to_string()), note.on)
    }
}

fn of_hand_over(project: &Project, hand_over: &HandOver) -> AgendaRow {
    AgendaRow {
        title: hand_over.record.clone(),
        state: "open".to_owned(),
        ..entry(project, ("hand_over", "1"), hand_over.on)
    }
}

fn of_substitute(project: &Project, substitute: &Substitute) -> AgendaRow {
    AgendaRow {
        agent_id: Some(substitute.card.agent.to_string()),
        title: substitute.reason.clone(),
        state: "open".to_owned(),
        ..entry(project, ("substitute", "1"), substitute.until)
    }
}
