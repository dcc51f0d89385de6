//! Folding the facts of the ledger. Total: a fact that names what is not known changes nothing.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::ProblemEvent;
use super::meeting::{Held, Meeting, TaskDone};
use super::{Problem, ProblemState, Step, StepKind};
use crate::clock::Clock;
use crate::context::By;
use crate::id::entity::MeetingId;
use crate::limit::Limit;

#[expect(
    clippy::too_many_lines,
    reason = "one table of facts, read top to bottom"
)]
pub(super) fn fold(problems: &mut Vec<Problem>, event: &ProblemEvent, on: Date, by: &By) {
    let step = |kind, text: &String| Step {
        on,
        by: by.clone(),
        kind,
        text: text.clone(),
    };
    match event {
        ProblemEvent::ProblemRaised { .. } => problems.extend(raised(event, on, by)),
        ProblemEvent::ProblemDirected {
            number,
            department,
            person,
            days,
            reason,
        } => with(problems, number, |problem| {
            problem.department.clone_from(department);
            problem.person.clone_from(person);
            if let Some(days) = days {
                problem.promise(on, *days);
            }
            problem.steps.push(step(StepKind::Directed, reason));
        }),
        ProblemEvent::ProblemStepTaken { number, text } => with(problems, number, |problem| {
            problem.steps.push(step(StepKind::Taken, text));
        }),
        ProblemEvent::ProblemSolved { number, solution } => with(problems, number, |problem| {
            problem.solution = Some(solution.clone());
            problem.clock.ended_on = Some(on);
            problem.state = ProblemState::Solved { on };
            problem.steps.push(step(StepKind::Solved, solution));
        }),
        ProblemEvent::ProblemConfirmed { number, remark } => with(problems, number, |problem| {
            let remark = remark.clone();
            problem.steps.push(step(StepKind::Confirmed, &remark));
            problem.state = ProblemState::Confirmed { on, remark };
        }),
        ProblemEvent::ProblemReopened {
            number,
            reason,
            days,
        } => with(problems, number, |problem| {
            problem.promise(on, *days);
            problem.reopened = problem.reopened.saturating_add(1);
            problem.state = ProblemState::Open;
            problem.steps.push(step(StepKind::Reopened, reason));
        }),
        ProblemEvent::ProblemClosed { number, lesson } => with(problems, number, |problem| {
            problem.lesson.clone_from(lesson);
            problem.state = ProblemState::Closed { on };
        }),
        ProblemEvent::ProblemWithdrawn { number, reason } => with(problems, number, |problem| {
            problem.clock.ended_on = problem.clock.ended_on.or(Some(on));
            problem.state = ProblemState::Withdrawn {
                on,
                reason: reason.clone(),
            };
        }),
        ProblemEvent::ProblemEscalated { number, reason } => with(problems, number, |problem| {
            problem.escalated = Some((on, reason.clone()));
            problem.steps.push(step(StepKind::Escalated, reason));
        }),
        ProblemEvent::MeetingCalled {
            meeting,
            number,
            on: day,
            place,
            departments,
            purpose,
        } => with(problems, number, |problem| {
            problem.meetings.push(Meeting {
                id: *meeting,
                on: *day,
                place: place.clone(),
                called: departments.clone(),
                purpose: purpose.clone(),
                held: None,
            });
        }),
        ProblemEvent::MeetingHeld {
            meeting,
            people,
            positions,
            minutes,
            tasks,
        } => with_meeting(problems, meeting, |meeting| {
            meeting.held = Some(Held {
                people: people.clone(),
                positions: positions.clone(),
                minutes: minutes.clone(),
                tasks: tasks.iter().map(|task| (task.clone(), None)).collect(),
                recorded_on: on,
            });
        }),
        ProblemEvent::MeetingTaskDone {
            meeting,
            task,
            note,
        } => with_meeting(problems, meeting, |meeting| {
            let tasks = meeting.held.as_mut().map(|held| &mut held.tasks);
            if let Some((_, done)) = tasks.and_then(|tasks| tasks.get_mut(usize::from(*task))) {
                *done = Some(TaskDone {
                    on,
                    by: by.clone(),
                    note: note.clone(),
                });
            }
        }),
    }
}

impl Problem {
    /// Promises a day anew.
    fn promise(&mut self, on: Date, days: u16) {
        self.clock = Clock::new(on, Limit::WorkingDays(days));
        self.promises = self.promises.saturating_add(1);
    }
}

fn raised(event: &ProblemEvent, on: Date, by: &By) -> Option<Problem> {
    let ProblemEvent::ProblemRaised {
        number,
        topic,
        text,
        department,
        person,
        days,
        visit,
    } = event
    else {
        return None;
    };
    Some(Problem {
        number: number.clone(),
        topic: topic.clone(),
        text: text.clone(),
        raised_on: on,
        raised_by: by.clone(),
        visit: *visit,
        department: department.clone(),
        person: person.clone(),
        clock: Clock::new(on, Limit::WorkingDays(*days)),
        promises: 1,
        steps: Vec::new(),
        solution: None,
        lesson: String::new(),
        reopened: 0,
        escalated: None,
        meetings: Vec::new(),
        state: ProblemState::Open,
    })
}

fn with(problems: &mut [Problem], number: &str, change: impl FnOnce(&mut Problem)) {
    if let Some(problem) = problems.iter_mut().find(|it| it.number == number) {
        change(problem);
    }
}

fn with_meeting(problems: &mut [Problem], id: &MeetingId, change: impl FnOnce(&mut Meeting)) {
    let mut meetings = problems.iter_mut().flat_map(|it| it.meetings.iter_mut());
    if let Some(meeting) = meetings.find(|meeting| &meeting.id == id) {
        change(meeting);
    }
}
