//! Entering a problem, giving it to somebody, solving it, and the enterprise's word about that.

use alloc::vec::Vec;

use super::event::ProblemEvent;
use super::{Problem, ProblemState, fact, open, under_work};
use crate::access::Relation;
use crate::catalogue::DepartmentCode;
use crate::context::{Context, Series};
use crate::id::entity::VisitId;
use crate::project::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn raise(
    project: &Project,
    (topic, text, visit): (&str, &str, Option<VisitId>),
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    let agency = context.catalogue.agency();
    let kind = agency.problem(topic);
    if kind.is_none() {
        found.push(Refusal::new(Code::UnknownTopic).at("topic"));
    }
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    if let Some(visit) = &visit
        && let Err(refusals) = project.visit(visit)
    {
        found.extend(refusals.0);
    }
    Refusals::check(found)?;
    let number = agency.number(
        context.today.year(),
        context
            .fresh
            .serial(&Series::Problems(context.today.year())),
    );
    let own = super::super::relations(project, None, context.actor).contains(&Relation::Own);
    let person = match &project.agent {
        Some(card) if own => card.name.clone(),
        _ => context.actor.name.clone(),
    };
    Ok(alloc::vec![fact(ProblemEvent::ProblemRaised {
        number,
        topic: topic.into(),
        text: text.trim().into(),
        department: kind.and_then(|kind| kind.department.clone()),
        person,
        days: kind.map_or(0, |kind| kind.days),
        visit,
    })])
}

pub(super) fn direct(
    problem: &Problem,
    (department, person, days, reason): (Option<&DepartmentCode>, &str, Option<u16>, &str),
    context: &Context<'_>,
) -> Decided {
    under_work(problem)?;
    let mut found = Vec::new();
    if let Some(code) = department.filter(|code| context.catalogue.department(code).is_none()) {
        found.push(
            Refusal::new(Code::UnknownDepartment)
                .with("department", code)
                .at("department"),
        );
    }
    let max = context.catalogue.agency().promise_days_max;
    if days.is_some_and(|days| days == 0 || days > max) {
        found.push(
            Refusal::new(Code::DaysOutOfRange)
                .with("max", max)
                .at("days"),
        );
    }
    check_text(person, "person", TITLE_MAX_CHARS, &mut found);
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemDirected {
        number: problem.number.clone(),
        department: department.cloned(),
        person: person.trim().into(),
        days,
        reason: reason.trim().into(),
    })])
}

pub(super) fn step(problem: &Problem, text: &str) -> Decided {
    under_work(problem)?;
    required(text, "text")?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemStepTaken {
        number: problem.number.clone(),
        text: text.trim().into(),
    })])
}

/// Says that it is solved; not while a meeting's task is open, for then it is not.
pub(super) fn solve(problem: &Problem, solution: &str) -> Decided {
    under_work(problem)?;
    let mut found = Vec::new();
    let tasks = problem.open_tasks().count();
    if tasks > 0 {
        found.push(Refusal::new(Code::MeetingTasksOpen).with("count", tasks));
    }
    check_text(solution, "solution", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemSolved {
        number: problem.number.clone(),
        solution: solution.trim().into(),
    })])
}

/// The enterprise's word. A "no" needs what is still wrong, and promises another day.
pub(super) fn answer(
    problem: &Problem,
    solved: bool,
    remark: &str,
    context: &Context<'_>,
) -> Decided {
    open(problem)?;
    if !matches!(problem.state, ProblemState::Solved { .. }) {
        return Err(Refusal::new(Code::ProblemUnsolved)
            .with("problem", &problem.number)
            .into());
    }
    let number = problem.number.clone();
    if solved {
        let mut found = Vec::new();
        if !remark.trim().is_empty() {
            check_text(remark, "remark", TEXT_MAX_CHARS, &mut found);
        }
        Refusals::check(found)?;
        return Ok(alloc::vec![fact(ProblemEvent::ProblemConfirmed {
            number,
            remark: remark.trim().into(),
        })]);
    }
    required(remark, "remark")?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemReopened {
        number,
        reason: remark.trim().into(),
        days: context.catalogue.agency().retry_days,
    })])
}

/// Strikes it off: only what the enterprise has confirmed.
pub(super) fn close(problem: &Problem, lesson: &str) -> Decided {
    open(problem)?;
    if !matches!(problem.state, ProblemState::Confirmed { .. }) {
        return Err(Refusal::new(Code::ProblemUnconfirmed)
            .with("problem", &problem.number)
            .into());
    }
    let mut found = Vec::new();
    if !lesson.trim().is_empty() {
        check_text(lesson, "lesson", TEXT_MAX_CHARS, &mut found);
    }
    Refusals::check(found)?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemClosed {
        number: problem.number.clone(),
        lesson: lesson.trim().into(),
    })])
}

pub(super) fn withdraw(problem: &Problem, reason: &str) -> Decided {
    open(problem)?;
    required(reason, "reason")?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemWithdrawn {
        number: problem.number.clone(),
        reason: reason.trim().into(),
    })])
}

pub(super) fn escalate(problem: &Problem, reason: &str) -> Decided {
    under_work(problem)?;
    if let Some((on, _)) = &problem.escalated {
        return Err(Refusal::new(Code::ProblemEscalated).with("date", on).into());
    }
    required(reason, "reason")?;
    Ok(alloc::vec![fact(ProblemEvent::ProblemEscalated {
        number: problem.number.clone(),
        reason: reason.trim().into(),
    })])
}
