//! What a passed joint acceptance brings: results of its items, and the end of each promise.

use alloc::vec::Vec;

use super::merged;
use crate::context::{Context, Series};
use crate::project::Project;
use crate::project::building::event::{ComparedPromise, FollowingResult, PromiseEnd};
use crate::project::building::promise;
use crate::project::progress::Progress;

/// The results a pass brings: of each merged item, of the acceptance itself, and the completion filing.
pub(super) fn results(project: &Project, context: &Context<'_>) -> Vec<FollowingResult> {
    let progress = Progress::new(project, context.catalogue);
    let policy = &context.catalogue.supervision().joint_acceptance;
    let own = [&policy.item, &policy.filing]
        .into_iter()
        .filter(|code| progress.applies(code) && !progress.is_obtained(code))
        .filter_map(|code| context.catalogue.item(code));
    let year = context.today.year();
    merged(&progress, context)
        .into_iter()
        .chain(own)
        .map(|item| {
            let serial = context.fresh.serial(&Series::Certificates {
                item: item.code.as_str().into(),
                year,
            });
            FollowingResult {
                item: item.code.clone(),
                certificate_no: context.catalogue.certificate_number(item, year, serial),
            }
        })
        .collect()
}

/// Each promise as it stands at the acceptance; what the acceptance itself brings is kept by it.
pub(super) fn compared(
    project: &Project,
    results: &[FollowingResult],
    context: &Context<'_>,
) -> Vec<ComparedPromise> {
    promise::standings(project, context.calendar, context.today)
        .into_iter()
        .map(|standing| {
            let brought = results.iter().any(|result| result.item == standing.item);
            let late = standing.due.is_some_and(|due| context.today > due);
            let end = match (standing.end, brought) {
                (Some(end), _) => end,
                (None, true) if late => PromiseEnd::KeptLate,
                (None, true) => PromiseEnd::Kept,
                (None, false) => PromiseEnd::Broken,
            };
            ComparedPromise {
                item: standing.item,
                end,
            }
        })
        .collect()
}
