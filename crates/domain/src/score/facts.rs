//! What an agent did, as the recorded facts say it: the only ground of points.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::calendar::Calendar;
use crate::context::Recorded;
use crate::id::case_number::CaseNumber;
use crate::id::entity::UserId;
use crate::project::agency::AgencyEvent;
use crate::project::problem::ProblemEvent;
use crate::project::{CaseStatus, Project, ProjectEvent, apply};
use crate::service_review::{Level, ReviewEvent};

/// What counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// The agent answered a case at the intake within its days.
    IntakeOnTime,
    /// The agent answered a case at the intake after its days.
    IntakeLate,
    /// A case of a project of the agent was decided, and nothing had to be corrected.
    CaseAtOnce,
    /// A case of a project of the agent was decided after a correction notice.
    CaseCorrected,
    /// An enterprise confirmed that a problem of the agent's project is solved.
    ProblemConfirmed,
    /// An enterprise confirmed the record of a visit.
    VisitConfirmed,
    /// A service of the agent was reviewed with one of the upper two levels.
    ReviewGood,
    /// A service of the agent was reviewed with one of the lowest two levels.
    ReviewBad,
    /// The agent typed a forbidden phrase, or sent a text without what it should say.
    PhraseHit,
    /// The next agent confirmed the record of a hand-over.
    HandOverConfirmed,
}

impl FactKind {
    /// Whether the page may lead to what happened: a review must not lead to whoever gave it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::ReviewGood | Self::ReviewBad)
    }
}

/// Something an agent did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// Its day.
    pub on: Date,
    /// What.
    pub kind: FactKind,
    /// Who.
    pub agent: UserId,
    /// The stream whose event says so, for instance `project/prj_…`.
    pub stream: String,
    /// Number of that event in its stream.
    pub version: u64,
    /// Number of the case or problem, id of the visit or phrase; empty where the event says it.
    pub number: String,
}

/// A stream's name and its events with their numbers, oldest first.
pub type Stream<'a, E> = (&'a str, &'a [(u64, Recorded<E>)]);

/// What agents did in a project.
pub fn in_project((stream, events): Stream<'_, ProjectEvent>, calendar: &Calendar) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut project: Option<Project> = None;
    let mut handed_on: Option<UserId> = None;
    for (version, fact) in events {
        if let Some(before) = &project {
            for (kind, agent, number) in said(before, fact, handed_on, calendar) {
                found.push(Fact {
                    on: fact.on,
                    kind,
                    agent,
                    stream: stream.to_owned(),
                    version: *version,
                    number,
                });
            }
        }
        if matches!(
            &fact.event,
            ProjectEvent::Agency(AgencyEvent::HandOverOpened { .. })
        ) {
            handed_on = fact.by.user;
        }
        apply(&mut project, fact);
    }
    found
}

/// What one fact says of whom.
fn said(
    before: &Project,
    fact: &Recorded<ProjectEvent>,
    handed_on: Option<UserId>,
    calendar: &Calendar,
) -> Vec<(FactKind, UserId, String)> {
    let agent = before.agent.as_ref().map(|card| card.agent);
    let of_agent = |kind: FactKind, number: String| {
        let found = agent.map(|agent| (kind, agent, number));
        found.into_iter().collect()
    };
    let answered = |cases: &mut dyn Iterator<Item = &CaseNumber>| {
        let by = fact.by.user.filter(|_| fact.by.role == Role::Agent);
        let mut found = Vec::new();
        for number in cases {
            if let (Some(by), Some(kind)) = (by, intake(before, number, fact.on, calendar)) {
                found.push((kind, by, number.to_string()));
            }
        }
        found
    };
    match &fact.event {
        ProjectEvent::CaseAccepted { case, .. } | ProjectEvent::CaseNotAccepted { case, .. } => {
            answered(&mut core::iter::once(case))
        }
        ProjectEvent::CorrectionRequested { defects, .. } => {
            let mut cases: Vec<&CaseNumber> = defects.iter().map(|it| &it.case).collect();
            cases.sort();
            cases.dedup();
            answered(&mut cases.into_iter())
        }
        ProjectEvent::CaseDecided { case, .. } => {
            let mut notices = before.corrections.iter();
            let corrected = notices.any(|notice| notice.cases().any(|number| number == case));
            let kind = if corrected {
                FactKind::CaseCorrected
            } else {
                FactKind::CaseAtOnce
            };
            of_agent(kind, case.to_string())
        }
        ProjectEvent::Problem(ProblemEvent::ProblemConfirmed { number, .. }) => {
            of_agent(FactKind::ProblemConfirmed, number.clone())
        }
        ProjectEvent::Agency(AgencyEvent::VisitConfirmed {
            visit,
            agrees: true,
            ..
        }) => of_agent(FactKind::VisitConfirmed, visit.to_string()),
        ProjectEvent::Agency(AgencyEvent::HandOverConfirmed { .. }) => {
            let found = handed_on.map(|by| (FactKind::HandOverConfirmed, by, String::new()));
            found.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a case that waits for its answer at the intake gets it in time on this day; `None` if it does not wait.
fn intake(
    before: &Project,
    number: &CaseNumber,
    on: Date,
    calendar: &Calendar,
) -> Option<FactKind> {
    let case = before.cases.get(number)?;
    if case.status() != CaseStatus::Received {
        return None;
    }
    let due = case.intake.due(calendar, on)?.date;
    Some(if on <= due {
        FactKind::IntakeOnTime
    } else {
        FactKind::IntakeLate
    })
}

/// What a review says of whoever served: the level it has after its last change, on the day it was given.
pub fn in_review((stream, events): Stream<'_, ReviewEvent>) -> Option<Fact> {
    let mut found: Option<(Date, u64, UserId, Level)> = None;
    for (version, fact) in events {
        match (&fact.event, found.as_mut()) {
            (ReviewEvent::ReviewGiven { served, level, .. }, None) => {
                found = served.served_by.map(|by| (fact.on, *version, by, *level));
            }
            (ReviewEvent::ReviewChanged { level, .. }, Some(known)) => {
                (known.1, known.3) = (*version, *level);
            }
            _ => {}
        }
    }
    let (on, version, agent, level) = found?;
    let kind = match level {
        Level::VeryGood | Level::Good => FactKind::ReviewGood,
        Level::Fair => return None,
        Level::Bad | Level::VeryBad => FactKind::ReviewBad,
    };
    Some(Fact {
        on,
        kind,
        agent,
        stream: stream.to_owned(),
        version,
        number: String::new(),
    })
}
