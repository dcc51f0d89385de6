//! What the enterprise has to do next while it builds: orders and findings first, then the promise that is due next.

use super::event::{Ground, Milestone, Step, Verdict};
use super::{Finding, FindingState, Order, promise};
use crate::catalogue::Answerable;
use crate::project::Project;
use crate::project::progress::{ItemProgress, NextAction, Progress};

/// Orders that are not obeyed, findings, cards, and the list of the joint acceptance: they go before everything else.
pub(in crate::project) fn urgent(project: &Project) -> Option<NextAction> {
    let building = &project.building;
    if building.closed.is_some() {
        return None;
    }
    let revoked = |order: &Order| order.step == Step::Revocation;
    if building.orders.iter().any(revoked) {
        return Some(NextAction::Wait);
    }
    let mut orders = building.orders.iter().rev();
    let order = orders.find(|order| is_to_obey(project, order));
    if let Some(order) = order {
        return Some(NextAction::FollowOrder {
            number: order.number.clone(),
            due: order.due,
        });
    }
    let findings = building.findings.iter().filter(|it| is_of_builder(it));
    if let Some(finding) = findings.min_by_key(|finding| finding.due) {
        return Some(NextAction::PutRight {
            finding: finding.id,
            due: finding.due,
        });
    }
    let mut cards = building.cards.iter();
    if let Some(card) = cards.find(|card| card.is_for_party() && card.is_open()) {
        return Some(NextAction::AnswerCard {
            number: card.number.clone(),
            due: card.answer_due,
        });
    }
    let conclusion = building.acceptance.as_ref()?.conclusion.as_ref()?;
    (conclusion.verdict == Verdict::Rectify).then_some(NextAction::AskReinspection {
        due: conclusion.rectify_due,
    })
}

/// A finding nobody has said to be put right, that somebody of the building side answers for.
const fn is_of_builder(finding: &Finding) -> bool {
    let is_office = matches!(
        finding.party.kind,
        Answerable::Department | Answerable::Window
    );
    matches!(finding.state, FindingState::Open { .. }) && !is_office
}

/// An order that stands while its ground is not settled; a revocation asks for nothing any more.
fn is_to_obey(project: &Project, order: &Order) -> bool {
    order.lifted.is_none() && order.step != Step::Revocation && is_unsettled(project, &order.ground)
}

fn is_unsettled(project: &Project, ground: &Ground) -> bool {
    match ground {
        Ground::Promise { item } => promise::still_open(project)
            .iter()
            .any(|(open, _)| *open == item),
        Ground::Finding { finding } => project
            .finding(finding)
            .is_ok_and(|finding| matches!(finding.state, FindingState::Open { .. })),
    }
}

/// Under a notice: the promise that is due next and not under way, then the next point of the works, then the joint
/// acceptance. What the joint acceptance brings is not asked for before.
pub(in crate::project) fn after_notice(
    progress: &Progress<'_>,
    project: &Project,
) -> Option<NextAction> {
    project.build_first.notice()?;
    let building = &project.building;
    if building.closed.is_some() {
        return Some(NextAction::Wait);
    }
    let open = promise::still_open(project);
    let next = open.iter().find(|(item, _)| {
        !progress.is_merged(item) && progress.of(item) != Some(ItemProgress::InHand)
    });
    if let Some((item, due)) = next {
        return Some(NextAction::KeepPromise {
            item: (*item).clone(),
            due: *due,
        });
    }
    let mut points = Milestone::ALL.into_iter();
    if let Some(point) = points.find(|point| !building.milestones.contains_key(point)) {
        return Some(NextAction::ReportMilestone(point));
    }
    Some(
        if building.acceptance.is_some() || open.iter().any(|(item, _)| !progress.is_merged(item)) {
            NextAction::Wait
        } else {
            NextAction::ApplyAcceptance
        },
    )
}
