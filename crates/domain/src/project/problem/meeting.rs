//! Coordination meetings (协调会): called by the window lead, held, and their tasks done one by one.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{MeetingTask, Position, ProblemEvent};
use super::{Problem, fact, under_work};
use crate::access::{Action, Relation};
use crate::catalogue::DepartmentCode;
use crate::context::{By, Context};
use crate::id::entity::MeetingId;
use crate::project::{Decided, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// A coordination meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Its day.
    pub on: Date,
    /// Where.
    pub place: String,
    /// Who was called.
    pub called: Vec<DepartmentCode>,
    /// What was to be settled.
    pub purpose: String,
    /// What came of it.
    pub held: Option<Held>,
}

/// What came of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who attended. Personal data.
    pub people: Vec<String>,
    /// What the departments said.
    pub positions: Vec<Position>,
    /// What was settled.
    pub minutes: String,
    /// Tasks, each with what was done about it.
    pub tasks: Vec<(MeetingTask, Option<TaskDone>)>,
    /// Day the minutes were recorded.
    pub recorded_on: Date,
}

/// That a task was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDone {
    /// Its day.
    pub on: Date,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub note: String,
}

impl Meeting {
    /// Tasks nobody has done, with their numbers.
    pub fn open_tasks(&self) -> impl Iterator<Item = (usize, &MeetingTask)> {
        let tasks = self.held.iter().flat_map(|held| held.tasks.iter());
        tasks
            .enumerate()
            .filter(|(_, (_, done))| done.is_none())
            .map(|(number, (task, _))| (number, task))
    }

    /// Who was called or has a task.
    pub fn departments(&self) -> impl Iterator<Item = &DepartmentCode> {
        let tasks = self.held.iter().flat_map(|held| held.tasks.iter());
        let tasked = tasks.filter_map(|(task, _)| task.department.as_ref());
        self.called.iter().chain(tasked)
    }
}

/// Calls a meeting: on a working day from today on, once the problem is before the lead.
pub(super) fn call(
    problem: &Problem,
    (on, place, departments, purpose): (Date, &str, &[DepartmentCode], &str),
    context: &Context<'_>,
) -> Decided {
    under_work(problem)?;
    let mut found = Vec::new();
    if problem.escalated.is_none() {
        found.push(Refusal::new(Code::ProblemNotEscalated).with("problem", &problem.number));
    }
    if let Some(meeting) = problem.meetings.iter().find(|it| it.held.is_none()) {
        found.push(Refusal::new(Code::MeetingCalled).with("date", meeting.on));
    }
    if on < context.today {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", on)
                .with("limit", context.today)
                .at("on"),
        );
    } else if !context.calendar.is_working(on) {
        found.push(Refusal::new(Code::NoWorkingDay).with("date", on).at("on"));
    }
    check_text(place, "place", TITLE_MAX_CHARS, &mut found);
    check_text(purpose, "purpose", TEXT_MAX_CHARS, &mut found);
    if departments.is_empty() {
        found.push(Refusal::new(Code::NothingChosen).at("departments"));
    }
    found.extend(unknown(departments, "departments", context));
    Refusals::check(found)?;
    Ok(alloc::vec![fact(ProblemEvent::MeetingCalled {
        meeting: MeetingId::from_bytes(context.fresh.random()),
        number: problem.number.clone(),
        on,
        place: place.trim().into(),
        departments: departments.to_vec(),
        purpose: purpose.trim().into(),
    })])
}

fn unknown<'a>(
    departments: impl IntoIterator<Item = &'a DepartmentCode>,
    field: &'static str,
    context: &Context<'_>,
) -> Vec<Refusal> {
    let unknown = departments
        .into_iter()
        .filter(|code| context.catalogue.department(code).is_none());
    unknown
        .map(|code| {
            Refusal::new(Code::UnknownDepartment)
                .with("department", code)
                .at(field)
        })
        .collect()
}

fn meeting<'a>(problem: &'a Problem, id: &MeetingId) -> Result<&'a Meeting, Refusals> {
    let mut meetings = problem.meetings.iter();
    meetings
        .find(|meeting| &meeting.id == id)
        .ok_or_else(|| Code::UnknownMeeting.into())
}

/// Records a meeting on its day or later.
pub(super) fn hold(
    problem: &Problem,
    id: &MeetingId,
    (people, positions, minutes, tasks): (&[String], &[Position], &str, &[MeetingTask]),
    context: &Context<'_>,
) -> Decided {
    under_work(problem)?;
    let meeting = meeting(problem, id)?;
    let mut found = Vec::new();
    if meeting.held.is_some() {
        found.push(Refusal::new(Code::MeetingHeld).with("date", meeting.on));
    }
    if meeting.on > context.today {
        found.push(Refusal::new(Code::MeetingAhead).with("date", meeting.on));
    }
    if people.is_empty() {
        found.push(Refusal::new(Code::TextMissing).at("people"));
    }
    check_text(minutes, "minutes", TEXT_MAX_CHARS, &mut found);
    found.extend(unknown(
        positions.iter().map(|position| &position.department),
        "positions",
        context,
    ));
    for (index, task) in tasks.iter().enumerate() {
        if task.due < context.today {
            found.push(
                Refusal::new(Code::DateBefore)
                    .with("date", task.due)
                    .with("limit", context.today)
                    .at(alloc::format!("task-due-{index}")),
            );
        }
        if task.text.trim().is_empty() {
            found.push(Refusal::new(Code::TextMissing).at(alloc::format!("task-text-{index}")));
        }
    }
    found.extend(unknown(
        tasks.iter().filter_map(|task| task.department.as_ref()),
        "tasks",
        context,
    ));
    Refusals::check(found)?;
    Ok(alloc::vec![fact(ProblemEvent::MeetingHeld {
        meeting: *id,
        people: people.to_vec(),
        positions: positions.to_vec(),
        minutes: minutes.trim().into(),
        tasks: tasks.to_vec(),
    })])
}

/// Does a task: the department that has it, or the window for its own and for what was reported to it.
pub(super) fn do_task(
    problem: &Problem,
    (id, number): (&MeetingId, u16),
    note: &str,
    context: &Context<'_>,
) -> Decided {
    under_work(problem)?;
    let meeting = meeting(problem, id)?;
    let tasks = meeting.held.as_ref().map_or(&[][..], |held| &held.tasks);
    let Some((task, done)) = tasks.get(usize::from(number)) else {
        return Err(Code::UnknownTask.into());
    };
    if let Some(done) = done {
        return Err(Refusal::new(Code::TaskDone).with("date", done.on).into());
    }
    let window = context
        .actor
        .may(Action::WorkProblem, &[Relation::SameOrganisation]);
    let own = task.department.as_ref().map(DepartmentCode::as_str);
    if !window && own != context.actor.department.as_deref() {
        return Err(Refusal::new(Code::TaskOfOther).into());
    }
    required(note, "note")?;
    Ok(alloc::vec![fact(ProblemEvent::MeetingTaskDone {
        meeting: *id,
        task: number,
        note: note.trim().into(),
    })])
}
