//! The promise to accept a complete submission of the green channel on the working day it comes in: when it is made,
//! and how it ends.

use alloc::vec::Vec;
use jiff::civil::Date;

use super::GreenChannelEvent;
use crate::calendar::Calendar;
use crate::catalogue::Item;
use crate::context::Context;
use crate::id::case_number::CaseNumber;
use crate::id::entity::SubmissionId;
use crate::light::{Light, light_for};
use crate::project::event::ProjectEvent;
use crate::project::progress::{MaterialStatus, Progress};
use crate::project::{Case, CaseStatus, Project};

/// The promise to accept a case by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameDay {
    /// The case.
    pub case: CaseNumber,
    /// What it was handed in with.
    pub submission: SubmissionId,
    /// Day the promise was made.
    pub made_on: Date,
    /// The day promised.
    pub by: Date,
    /// Day the window answered, and how the promise ended.
    pub end: Option<(Date, PromiseOutcome)>,
}

/// How a promise of acceptance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PromiseOutcome {
    /// Accepted in time.
    Kept,
    /// Answered too late, or by the law because nobody did.
    Late,
    /// Answered in time, though not with an acceptance: something in the papers was wrong.
    Answered,
    /// The enterprise withdrew the case before.
    Withdrawn,
}

impl PromiseOutcome {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Kept, Self::Late, Self::Answered, Self::Withdrawn];

    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Late => "late",
            Self::Answered => "answered",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl SameDay {
    /// How it stands: the day promised is its last.
    pub fn light(&self, calendar: &Calendar, today: Date) -> Light {
        match self.end {
            Some((on, _)) => Light::Done {
                by: calendar.count(on, self.by),
            },
            None => light_for(
                calendar.count(today, self.by),
                calendar.count(self.made_on, self.by),
            ),
        }
    }
}

/// What the window has come to owe: complete submissions that wait without a promise.
pub(super) fn owed(project: &Project, context: &Context<'_>) -> Vec<ProjectEvent> {
    let progress = Progress::new(project, context.catalogue);
    let is_complete = |case: &&Case| {
        let item = context.catalogue.item(&case.item);
        item.is_some_and(|item| has_everything(&progress, item))
    };
    let days = context.catalogue.green_channel().accept_days;
    let by = context.calendar.due(context.received_on, days).date;
    let mut found = Vec::new();
    for submission in project.submissions.values() {
        let waiting = || {
            let cases = submission.cases.iter();
            cases
                .filter_map(|number| project.cases.get(number))
                .filter(|case| case.status() == CaseStatus::Received)
        };
        let is_promised = |case: &Case| {
            let mut promises = project.green_channel.promises.iter();
            promises.any(|promise| promise.case == case.number && promise.end.is_none())
        };
        let owed: Vec<CaseNumber> = waiting()
            .filter(|case| !is_promised(case))
            .map(|case| case.number.clone())
            .collect();
        if !owed.is_empty() && waiting().all(|case| is_complete(&case)) {
            found.push(super::fact(GreenChannelEvent::AcceptancePromised {
                submission: submission.id,
                cases: owed,
                by,
            }));
        }
    }
    found
}

/// Whether every paper is there, those that might follow too.
fn has_everything(progress: &Progress<'_>, item: &Item) -> bool {
    progress
        .slots(item)
        .iter()
        .all(|slot| matches!(slot.status, MaterialStatus::Present | MaterialStatus::Held))
}

/// Ends the promises whose case the window has answered, or the enterprise withdrawn.
pub(in crate::project) fn settle(project: &mut Project, on: Date) {
    for promise in &mut project.green_channel.promises {
        let Some(case) = project.cases.get(&promise.case) else {
            continue;
        };
        if promise.end.is_some() || case.status() == CaseStatus::Received {
            continue;
        }
        let is_late = on > promise.by || case.review().is_some_and(|review| review.deemed);
        let outcome = match case.status() {
            CaseStatus::Withdrawn => PromiseOutcome::Withdrawn,
            _ if is_late => PromiseOutcome::Late,
            CaseStatus::Correcting | CaseStatus::NotAccepted => PromiseOutcome::Answered,
            _ => PromiseOutcome::Kept,
        };
        promise.end = Some((on, outcome));
    }
}
