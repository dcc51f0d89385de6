//! The problem ledger (问题台账): what an enterprise cannot get on with, who solves it until when, and whether the
//! enterprise says that it is solved. Only then is it struck off.

pub mod command;
pub mod event;
mod fold;
mod ledger;
mod meeting;

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

pub use self::command::ProblemCommand;
pub use self::event::ProblemEvent;
pub use self::meeting::{Held, Meeting, TaskDone};

use super::event::ProjectEvent;
use super::{Decided, Project};
use crate::access::{Actor, Relation};
use crate::catalogue::DepartmentCode;
use crate::clock::Clock;
use crate::context::{By, Context};
use crate::id::entity::VisitId;
use crate::refusal::{Code, Refusal, Refusals};

/// A problem of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its number.
    pub number: String,
    /// Code of its kind.
    pub topic: String,
    /// What is wrong.
    pub text: String,
    /// Its day.
    pub raised_on: Date,
    /// Who raised it.
    pub raised_by: By,
    /// The visit it was found at.
    pub visit: Option<VisitId>,
    /// Who is to solve it; the window itself where none is named.
    pub department: Option<DepartmentCode>,
    /// Who there sees to it. Personal data.
    pub person: String,
    /// The promise that runs, or ran last.
    pub clock: Clock,
    /// How often a day was promised.
    pub promises: u16,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// How it was solved, as it was said last.
    pub solution: Option<String>,
    /// What to remember of it.
    pub lesson: String,
    /// How often the enterprise said that it was not solved.
    pub reopened: u16,
    /// Since when it is before the window lead, and why.
    pub escalated: Option<(Date, String)>,
    /// Coordination meetings, in order.
    pub meetings: Vec<Meeting>,
    /// Where it stands.
    pub state: ProblemState,
}

/// Something done about a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its day.
    pub on: Date,
    /// Who did it.
    pub by: By,
    /// What kind of step it was.
    pub kind: StepKind,
    /// In words.
    pub text: String,
}

/// What kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Something was done.
    Taken,
    /// It was given to somebody else, or another day was promised.
    Directed,
    /// It was said to be solved.
    Solved,
    /// The enterprise said that it was not.
    Reopened,
    /// The enterprise said that it was.
    Confirmed,
    /// It was brought before the lead.
    Escalated,
}

impl StepKind {
    /// Name in locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Directed => "directed",
            Self::Solved => "solved",
            Self::Reopened => "reopened",
            Self::Confirmed => "confirmed",
            Self::Escalated => "escalated",
        }
    }
}

/// Where a problem stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemState {
    /// Somebody works on it.
    Open,
    /// It is said to be solved; the enterprise has not answered.
    Solved {
        /// Since.
        on: Date,
    },
    /// The enterprise said that it is solved.
    Confirmed {
        /// Its day.
        on: Date,
        /// What else it said.
        remark: String,
    },
    /// Struck off.
    Closed {
        /// Its day.
        on: Date,
    },
    /// Taken back by the enterprise.
    Withdrawn {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
    },
}

impl ProblemState {
    /// Name in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Solved { .. } => "solved",
            Self::Confirmed { .. } => "confirmed",
            Self::Closed { .. } => "closed",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// How high a problem was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Its agent.
    Agent,
    /// The window lead.
    Lead,
    /// A coordination meeting.
    Meeting,
}

impl Level {
    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Lead => "lead",
            Self::Meeting => "meeting",
        }
    }
}

impl Problem {
    /// Whether somebody still has to act: until it is struck off or taken back.
    pub const fn is_open(&self) -> bool {
        matches!(
            self.state,
            ProblemState::Open | ProblemState::Solved { .. } | ProblemState::Confirmed { .. }
        )
    }

    /// Who has to act: `department`, `applicant` or `window`; nobody's business once it is over.
    pub const fn holder(&self) -> &'static str {
        match self.state {
            ProblemState::Open if self.department.is_some() => "department",
            ProblemState::Open | ProblemState::Confirmed { .. } => "window",
            ProblemState::Solved { .. } => "applicant",
            ProblemState::Closed { .. } | ProblemState::Withdrawn { .. } => "nobody",
        }
    }

    /// How high it was brought.
    pub fn level(&self) -> Level {
        match (&self.escalated, self.meetings.is_empty()) {
            (_, false) => Level::Meeting,
            (Some(_), true) => Level::Lead,
            (None, true) => Level::Agent,
        }
    }

    /// Tasks of its meetings nobody has done.
    pub fn open_tasks(&self) -> impl Iterator<Item = &event::MeetingTask> {
        self.meetings
            .iter()
            .flat_map(Meeting::open_tasks)
            .map(|(_, task)| task)
    }

    /// Departments that may see it: who is to solve it, and whoever a meeting called.
    pub fn departments(&self) -> impl Iterator<Item = &DepartmentCode> {
        let called = self.meetings.iter().flat_map(Meeting::departments);
        self.department.iter().chain(called)
    }
}

impl Project {
    /// The problem with this number, or the refusal.
    ///
    /// # Errors
    /// [`Code::UnknownProblem`] if the project has none.
    pub fn problem(&self, number: &str) -> Result<&Problem, Refusals> {
        let mut problems = self.problems.iter();
        problems
            .find(|problem| problem.number == number)
            .ok_or_else(|| {
                Refusal::new(Code::UnknownProblem)
                    .with("problem", number)
                    .into()
            })
    }
}

/// How the actor stands to a problem: as to its project, but a department only where it has to do with this problem.
pub fn relations(project: &Project, number: &str, actor: &Actor) -> Vec<Relation> {
    let mut found = super::relations(project, None, actor);
    found.retain(|relation| *relation != Relation::SameDepartment);
    if let Some(own) = actor.department.as_deref()
        && let Ok(problem) = project.problem(number)
        && problem.departments().any(|code| code.as_str() == own)
    {
        found.push(Relation::SameDepartment);
    }
    found
}

/// Decides a command of the ledger.
pub(super) fn decide(
    project: &Project,
    command: &ProblemCommand,
    context: &Context<'_>,
) -> Decided {
    match command {
        ProblemCommand::Raise { topic, text, visit } => {
            ledger::raise(project, (topic, text, *visit), context)
        }
        ProblemCommand::Direct {
            number,
            department,
            person,
            days,
            reason,
        } => ledger::direct(
            project.problem(number)?,
            (department.as_ref(), person, *days, reason),
            context,
        ),
        ProblemCommand::Step { number, text } => ledger::step(project.problem(number)?, text),
        ProblemCommand::Solve { number, solution } => {
            ledger::solve(project.problem(number)?, solution)
        }
        ProblemCommand::Answer {
            number,
            solved,
            remark,
        } => ledger::answer(project.problem(number)?, *solved, remark, context),
        ProblemCommand::Close { number, lesson } => ledger::close(project.problem(number)?, lesson),
        ProblemCommand::Withdraw { number, reason } => {
            ledger::withdraw(project.problem(number)?, reason)
        }
        ProblemCommand::Escalate { number, reason } => {
            ledger::escalate(project.problem(number)?, reason)
        }
        ProblemCommand::CallMeeting {
            number,
            on,
            place,
            departments,
            purpose,
        } => meeting::call(
            project.problem(number)?,
            (*on, place, departments, purpose),
            context,
        ),
        ProblemCommand::HoldMeeting {
            number,
            meeting,
            people,
            positions,
            minutes,
            tasks,
        } => meeting::hold(
            project.problem(number)?,
            meeting,
            (people, positions, minutes, tasks),
            context,
        ),
        ProblemCommand::DoTask {
            number,
            meeting,
            task,
            note,
        } => meeting::do_task(project.problem(number)?, (meeting, *task), note, context),
    }
}

/// Folds a fact of the ledger.
pub(super) fn apply(project: &mut Project, event: &ProblemEvent, on: Date, by: &By) {
    fold::fold(&mut project.problems, event, on, by);
}

/// One fact, as a list of facts.
fn fact(event: ProblemEvent) -> ProjectEvent {
    ProjectEvent::Problem(event)
}

/// Refuses where the problem is struck off or taken back.
fn open(problem: &Problem) -> Result<(), Refusals> {
    if problem.is_open() {
        Ok(())
    } else {
        Err(Refusal::new(Code::ProblemOver)
            .with("problem", &problem.number)
            .into())
    }
}

/// Refuses unless somebody still works on it.
fn under_work(problem: &Problem) -> Result<(), Refusals> {
    open(problem)?;
    if problem.state == ProblemState::Open {
        Ok(())
    } else {
        Err(Refusal::new(Code::ProblemSolved)
            .with("problem", &problem.number)
            .into())
    }
}
