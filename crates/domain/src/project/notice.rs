//! The five responsible parties and the construction notice (施工通知单), which is never a permit.

use alloc::vec::Vec;
use jiff::civil::Date;

use super::build_first::{BuildFirst, exclusions, step};
use super::event::{DatedPromise, Party, PartyKind, ProjectEvent};
use super::letters::{self, form};
use super::progress::Progress;
use super::{Decided, Project, TITLE_MAX_CHARS, check_text, required};
use crate::catalogue::{ItemCode, PromiseDue};
use crate::context::Context;
use crate::id::uscc::Uscc;
use crate::plan::{self, Mode, Track};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn enter_parties(project: &Project, parties: &[Party]) -> Decided {
    if project.build_first.notice().is_some() {
        return Err(Code::NoticeIssued.into());
    }
    let mut found = Vec::new();
    for kind in PartyKind::ALL {
        let Some(party) = parties.iter().find(|party| party.kind == kind) else {
            found.push(
                Refusal::new(Code::PartyMissing)
                    .with("party", kind.as_str())
                    .at(kind.as_str()),
            );
            continue;
        };
        let mut texts = Vec::new();
        check_text(&party.company, "company", TITLE_MAX_CHARS, &mut texts);
        check_text(&party.person, "person", TITLE_MAX_CHARS, &mut texts);
        for refusal in texts {
            let field = refusal.field.clone().unwrap_or_default();
            found.push(refusal.at(alloc::format!("{}-{field}", kind.as_str())));
        }
        if Uscc::parse(&party.uscc).is_err() {
            found.push(
                Refusal::new(Code::NumberInvalid)
                    .with("number", &party.uscc)
                    .at(alloc::format!("{}-uscc", kind.as_str())),
            );
        }
    }
    Refusals::check(found)?;
    if project.parties == parties {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![ProjectEvent::PartiesEntered {
        parties: parties.to_vec()
    }])
}

/// Items no promise can stand for: they must be obtained before construction starts.
fn required_before(project: &Project, context: &Context<'_>) -> Vec<ItemCode> {
    plan::make(
        context.catalogue,
        &project.facts,
        Track::BuildFirst,
        context.today,
        context.calendar,
    )
    .map(|plan| {
        plan.items
            .into_iter()
            .filter(|planned| planned.mode == Mode::BeforeStart)
            .map(|planned| planned.item)
            .collect()
    })
    .unwrap_or_default()
}

/// Items that must be obtained before the notice and are not: no promise can stand for them.
pub fn blocking_items(project: &Project, context: &Context<'_>) -> Vec<ItemCode> {
    let progress = Progress::new(project, context.catalogue);
    required_before(project, context)
        .into_iter()
        .filter(|item| !progress.is_obtained(item))
        .collect()
}

/// Everything that stands between the project and its notice, at once. Empty means: one click.
pub fn blocks(project: &Project, context: &Context<'_>) -> Vec<Refusal> {
    let commitment = match &project.build_first {
        BuildFirst::Signed(commitment) => commitment,
        BuildFirst::Noticed(..) => return alloc::vec![Code::NoticeIssued.into()],
        BuildFirst::NotRequested
        | BuildFirst::Requested { .. }
        | BuildFirst::Excluded { .. }
        | BuildFirst::Admitted { .. }
        | BuildFirst::Told { .. } => return step(project).0,
    };
    let mut found = Vec::new();
    if context.today <= commitment.publicity_until {
        found.push(Refusal::new(Code::PublicityRunning).with("until", commitment.publicity_until));
    }
    let open = commitment
        .objections
        .iter()
        .filter(|objection| objection.answer.is_none())
        .count();
    if open > 0 {
        found.push(Refusal::new(Code::ObjectionOpen).with("open", open));
    }
    if commitment.is_upheld() {
        found.push(Code::ObjectionUpheld.into());
    }
    if project.parties.is_empty() {
        for kind in PartyKind::ALL {
            found.push(Refusal::new(Code::PartyMissing).with("party", kind.as_str()));
        }
    }
    // Without a plan there is no list of what must come first: then nothing may be issued.
    found.extend(exclusions(&project.facts, context));
    for item in blocking_items(project, context) {
        found.push(Refusal::new(Code::ItemBlocksNotice).with("item", item));
    }
    found
}

/// Day on which the last condition of the notice was met: its clock of one working day starts.
pub fn ready_on(project: &Project, context: &Context<'_>) -> Option<Date> {
    if !blocks(project, context).is_empty() {
        return None;
    }
    let commitment = project.build_first.commitment()?;
    let over = commitment.publicity_until.tomorrow().ok()?;
    let required = required_before(project, context);
    let answers = commitment
        .objections
        .iter()
        .filter_map(|objection| objection.answer.as_ref().map(|(_, _, on)| *on));
    let decisions = project
        .cases
        .values()
        .filter_map(|case| case.decision().map(|decision| (case, decision)))
        .filter(|(case, _)| required.contains(&case.item))
        .map(|(_, decision)| decision.on);
    let recorded = project.registered.values().map(|result| result.recorded_on);
    core::iter::once(over)
        .chain(project.parties_on)
        .chain(answers)
        .chain(decisions)
        .chain(recorded)
        .max()
}

pub(super) fn issue(project: &Project, scope: &str, context: &Context<'_>) -> Decided {
    let mut found = blocks(project, context);
    if let Err(Refusals(reasons)) = required(scope, "scope") {
        found.extend(reasons);
    }
    Refusals::check(found)?;
    let Some(commitment) = project.build_first.commitment() else {
        return Err(step(project));
    };
    let progress = Progress::new(project, context.catalogue);
    let promises = commitment
        .promises
        .iter()
        .filter(|promise| !progress.is_obtained(&promise.item))
        .map(|promise| DatedPromise {
            promise: promise.clone(),
            due_on: match promise.due {
                PromiseDue::WorkingDaysAfterNotice(days) => {
                    Some(context.calendar.due(context.today, days).date)
                }
                PromiseDue::Node(_) => None,
            },
        })
        .collect();
    let number = letters::number(form::CONSTRUCTION_NOTICE, context);
    Ok(alloc::vec![
        ProjectEvent::NoticeIssued {
            number: number.clone(),
            scope: scope.trim().into(),
            valid_from: context.today,
            promises,
        },
        letters::numbered(form::CONSTRUCTION_NOTICE, number, context),
    ])
}
