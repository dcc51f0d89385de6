//! Folding the facts of the building. Total: a fact that names what is not known changes nothing.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use jiff::civil::Date;

use super::acceptance::JointAcceptance;
use super::event::BuildingEvent;
use super::{
    Building, Card, Check, CheckResult, CheckState, Finding, FindingState, HandedOver, Order,
};
use crate::context::By;
use crate::id::entity::{CheckId, FindingId};

#[expect(
    clippy::too_many_lines,
    reason = "one table of facts, read top to bottom"
)]
pub(super) fn fold(building: &mut Building, event: &BuildingEvent, on: Date, by: &By) {
    match event {
        BuildingEvent::MilestoneReported {
            milestone,
            reached_on,
        } => {
            building.milestones.insert(*milestone, *reached_on);
        }
        BuildingEvent::PromiseReminded { item, working_days } => {
            building.reminded.insert((item.clone(), *working_days));
        }
        BuildingEvent::CheckPlanned {
            check,
            reason,
            department,
            inspectors,
            planned_on,
        } => building.checks.push(Check {
            id: *check,
            reason: reason.clone(),
            department: department.clone(),
            inspectors: inspectors.clone(),
            planned_on: *planned_on,
            state: CheckState::Planned,
        }),
        BuildingEvent::CheckCancelled { check, reason } => {
            with_check(building, check, |check| {
                check.state = CheckState::Cancelled {
                    on,
                    reason: reason.clone(),
                };
            });
        }
        BuildingEvent::CheckDone {
            check,
            number,
            checked_on,
            basis,
            fulfils,
            detail,
            points,
            photos,
        } => with_check(building, check, |check| {
            check.state = CheckState::Done(Box::new(CheckResult {
                number: number.clone(),
                checked_on: *checked_on,
                basis: basis.clone(),
                fulfils: *fulfils,
                detail: detail.clone(),
                points: points.clone(),
                photos: photos.clone(),
                by: by.clone(),
            }));
        }),
        BuildingEvent::FindingRaised {
            finding,
            source,
            severity,
            text,
            law,
            party,
            due,
        } => building.findings.push(Finding {
            id: *finding,
            source: source.clone(),
            severity: *severity,
            text: text.clone(),
            law: law.clone(),
            party: party.clone(),
            raised_on: on,
            due: *due,
            state: FindingState::Open { failed: None },
        }),
        BuildingEvent::FindingRectified {
            finding,
            text,
            evidence,
        } => with_finding(building, finding, |finding| {
            finding.state = FindingState::Rectified {
                on,
                text: text.clone(),
                evidence: evidence.clone(),
            };
        }),
        BuildingEvent::FindingVerified {
            finding,
            passed,
            note,
        } => with_finding(building, finding, |finding| {
            finding.state = if *passed {
                FindingState::Verified {
                    on,
                    by: by.clone(),
                    note: note.clone(),
                }
            } else {
                FindingState::Open {
                    failed: Some((on, note.clone())),
                }
            };
        }),
        BuildingEvent::FindingDismissed { finding, reason } => {
            with_finding(building, finding, |finding| {
                finding.state = FindingState::Dismissed {
                    on,
                    reason: reason.clone(),
                };
            });
        }
        BuildingEvent::OrderIssued {
            number,
            step,
            ground,
            facts,
            law,
            due,
            reply_until,
        } => building.orders.push(Order {
            number: number.clone(),
            step: *step,
            ground: ground.clone(),
            facts: facts.clone(),
            law: law.clone(),
            issued_on: on,
            due: *due,
            reply_until: *reply_until,
            answer: None,
            lifted: None,
        }),
        BuildingEvent::OrderAnswered { number, text } => {
            for order in building.orders.iter_mut().filter(|it| &it.number == number) {
                order.answer = Some((on, text.clone()));
            }
        }
        BuildingEvent::StopLifted { number, reason } => {
            for order in building.orders.iter_mut().filter(|it| &it.number == number) {
                order.lifted = Some((on, reason.clone()));
            }
        }
        BuildingEvent::HandedToCredit {
            ground,
            party,
            credit,
        } => building.handed_over.push(HandedOver {
            ground: ground.clone(),
            party: party.clone(),
            credit: *credit,
            on,
        }),
        BuildingEvent::CardIssued {
            number,
            level,
            department,
            party,
            finding,
            ground,
            evidence,
            text,
            answer_due,
        } => building.cards.push(Card {
            number: number.clone(),
            level: *level,
            department: department.clone(),
            party: party.clone(),
            finding: *finding,
            ground: ground.clone(),
            evidence: evidence.clone(),
            text: text.clone(),
            issued_on: on,
            answer_due: *answer_due,
            answer: None,
            withdrawn: None,
        }),
        BuildingEvent::CardAnswered { number, text } => {
            for card in building.cards.iter_mut().filter(|it| &it.number == number) {
                card.answer = Some((on, text.clone()));
            }
        }
        BuildingEvent::CardWithdrawn { number, reason } => {
            for card in building.cards.iter_mut().filter(|it| &it.number == number) {
                card.withdrawn = Some((on, reason.clone()));
            }
        }
        BuildingEvent::AcceptanceApplied { .. }
        | BuildingEvent::AcceptanceInvited { .. }
        | BuildingEvent::AcceptanceOpinionGiven { .. }
        | BuildingEvent::AcceptanceSilent { .. }
        | BuildingEvent::AcceptanceConcluded { .. }
        | BuildingEvent::AcceptanceRectified { .. } => acceptance(building, event, on),
        BuildingEvent::CommitmentClosed { end } => building.closed = Some((on, *end)),
    }
}

fn acceptance(building: &mut Building, event: &BuildingEvent, on: Date) {
    if let BuildingEvent::AcceptanceApplied { received_on } = event {
        building.acceptance = Some(JointAcceptance {
            received_on: *received_on,
            visit_on: None,
            opinions_due: None,
            round: 1,
            opinions: BTreeMap::new(),
            conclusion: None,
            before: None,
            rectified: None,
            results: alloc::vec::Vec::new(),
        });
        return;
    }
    let Some(acceptance) = &mut building.acceptance else {
        return;
    };
    match event {
        BuildingEvent::AcceptanceInvited {
            visit_on,
            opinions_due,
            departments,
        } => {
            acceptance.visit_on = Some(*visit_on);
            acceptance.opinions_due = Some(*opinions_due);
            acceptance.opinions = departments
                .iter()
                .map(|department| (department.clone(), None))
                .collect();
        }
        BuildingEvent::AcceptanceOpinionGiven {
            department,
            verdict,
            remarks,
        } => acceptance.speak(department, (*verdict, remarks.clone()), on, false),
        BuildingEvent::AcceptanceSilent { department } => {
            let content = (super::event::Verdict::Pass, alloc::vec::Vec::new());
            acceptance.speak(department, content, on, true);
        }
        BuildingEvent::AcceptanceConcluded {
            number,
            verdict,
            remarks,
            rectify_due,
            promises,
            results,
        } => {
            let conclusion = super::acceptance::Conclusion {
                number: number.clone(),
                verdict: *verdict,
                remarks: remarks.clone(),
                rectify_due: *rectify_due,
                promises: promises.clone(),
                on,
            };
            let given = (acceptance.visit_on, conclusion.clone());
            acceptance.conclusion = Some(conclusion);
            acceptance.results.clone_from(results);
            building.conclusions.push(given);
        }
        BuildingEvent::AcceptanceRectified {
            text,
            visit_on,
            opinions_due,
        } => {
            acceptance.inspect_again((on, text.clone()), (*visit_on, *opinions_due));
        }
        _ => {}
    }
}

fn with_check(building: &mut Building, id: &CheckId, change: impl FnOnce(&mut Check)) {
    if let Some(check) = building.checks.iter_mut().find(|check| &check.id == id) {
        change(check);
    }
}

fn with_finding(building: &mut Building, id: &FindingId, change: impl FnOnce(&mut Finding)) {
    if let Some(finding) = building.findings.iter_mut().find(|it| &it.id == id) {
        change(finding);
    }
}
