//! What each fact does to the record.
//!
//! A fact that does not fit the stage leaves it as it is: [`super::decide`] never makes one, and a
//! replay must not fail half way.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use super::event::CreditEvent;
use super::export::{Exports, Failure, Receipt};
use super::record::{
    Act, Answer, AnsweredRepair, Closed, CreditRecord, Decided, Defence, Ended, Evidence, Heard,
    Investigation, Proposed, Published, Repair, RepairApplication, RepairStep, Returned, Round,
    Stage, Statement, Told, Withdrawn,
};
use crate::context::Recorded;
use crate::id::entity::UserId;

/// Folds one fact.
pub fn apply(record: &mut Option<CreditRecord>, recorded: &Recorded<CreditEvent>) {
    match (record.as_mut(), &recorded.event) {
        (
            None,
            CreditEvent::ClueRecorded {
                credit,
                party,
                clue,
            },
        ) => {
            *record = Some(CreditRecord {
                id: *credit,
                party: party.clone(),
                clue: clue.clone(),
                recorded_by: recorded.by.clone(),
                recorded_on: recorded.on,
                stage: Stage::Clue,
                exports: Exports::new(),
                letters: Vec::new(),
                updated_at: recorded.at,
            });
        }
        (None, _) => {}
        (Some(record), event) => {
            record.updated_at = recorded.at;
            fold(record, event, recorded);
        }
    }
}

fn act(recorded: &Recorded<CreditEvent>) -> Act {
    Act {
        on: recorded.on,
        by: recorded.by.clone(),
    }
}

fn fold(record: &mut CreditRecord, event: &CreditEvent, recorded: &Recorded<CreditEvent>) {
    match event {
        CreditEvent::PartyLinked { enterprise } => record.party.enterprise = Some(*enterprise),
        CreditEvent::LetterIssued { letter } => record.letters.push(letter.clone()),
        CreditEvent::ExportAcknowledged {
            target,
            about,
            receipt_no,
        } => {
            let export = record.exports.entry((target.clone(), *about)).or_default();
            export.receipt.get_or_insert_with(|| Receipt {
                number: receipt_no.clone(),
                at: recorded.at,
            });
        }
        CreditEvent::ExportFailed {
            target,
            about,
            attempt,
            reason,
        } => {
            let export = record.exports.entry((target.clone(), *about)).or_default();
            export.failures.push(Failure {
                attempt: *attempt,
                at: recorded.at,
                reason: reason.clone(),
            });
        }
        CreditEvent::RepairApplied { .. }
        | CreditEvent::RepairProposed { .. }
        | CreditEvent::RepairReturned { .. }
        | CreditEvent::RepairDecided { .. } => repair(record, event, recorded),
        CreditEvent::ClueRecorded { .. }
        | CreditEvent::InvestigationOpened { .. }
        | CreditEvent::EvidenceAdded { .. }
        | CreditEvent::FactsTold { .. }
        | CreditEvent::DefenceGiven { .. }
        | CreditEvent::DefenceWaived
        | CreditEvent::DefenceLapsed
        | CreditEvent::DefenceAnswered { .. }
        | CreditEvent::InvestigationReopened { .. }
        | CreditEvent::DecisionProposed { .. }
        | CreditEvent::ProposalReturned { .. }
        | CreditEvent::RecordDecided { .. }
        | CreditEvent::RecordPublished
        | CreditEvent::RecordEnded { .. }
        | CreditEvent::CaseDropped { .. }
        | CreditEvent::RecordWithdrawn { .. }
        | CreditEvent::CorrectionPublished { .. } => {
            let stage = mem::replace(&mut record.stage, Stage::Clue);
            record.stage = next(stage, event, recorded);
        }
    }
}

/// The stage after a fact: one line for each step of the way.
fn next(stage: Stage, event: &CreditEvent, recorded: &Recorded<CreditEvent>) -> Stage {
    match (stage, event) {
        (stage, CreditEvent::InvestigationOpened { investigator, name }) => {
            opened(stage, *investigator, name, recorded)
        }
        (Stage::Investigating(mut found), CreditEvent::EvidenceAdded { file, shows }) => {
            found.evidence.push(Evidence {
                file: file.clone(),
                shows: shows.clone(),
                added: act(recorded),
            });
            Stage::Investigating(found)
        }
        (
            Stage::Investigating(investigation),
            CreditEvent::FactsTold {
                charge,
                letter,
                defence_until,
            },
        ) => Stage::Told(Box::new(Told {
            investigation: *investigation,
            charge: charge.clone(),
            letter: letter.clone(),
            told: act(recorded),
            defence_until: *defence_until,
        })),
        (stage, CreditEvent::InvestigationReopened { reason }) => reopened(stage, reason),
        (
            stage,
            CreditEvent::DefenceGiven { .. }
            | CreditEvent::DefenceWaived
            | CreditEvent::DefenceLapsed
            | CreditEvent::DefenceAnswered { .. },
        ) => defended(stage, event, recorded),
        (stage, CreditEvent::CaseDropped { reason }) => Stage::Dropped(Box::new(Closed {
            from: stage,
            reason: reason.clone(),
            closed: act(recorded),
        })),
        (stage, CreditEvent::RecordWithdrawn { reason }) => Stage::Withdrawn(Box::new(Withdrawn {
            from: stage,
            reason: reason.clone(),
            withdrawn: act(recorded),
            correction: None,
        })),
        (Stage::Withdrawn(mut withdrawn), CreditEvent::CorrectionPublished { text }) => {
            withdrawn.correction = Some(text.clone());
            Stage::Withdrawn(withdrawn)
        }
        (stage, event) => decided(stage, event, recorded),
    }
}

/// The steps of the decision and after it.
fn decided(stage: Stage, event: &CreditEvent, recorded: &Recorded<CreditEvent>) -> Stage {
    match (stage, event) {
        (Stage::Heard(heard), CreditEvent::DecisionProposed { proposal }) => {
            Stage::Proposed(Box::new(Proposed {
                heard: *heard,
                proposal: proposal.clone(),
                proposed: act(recorded),
            }))
        }
        (Stage::Proposed(proposed), CreditEvent::ProposalReturned { reason }) => {
            Stage::Heard(Box::new(Heard {
                returned: Some(Returned {
                    reason: reason.clone(),
                    returned: act(recorded),
                }),
                ..proposed.heard
            }))
        }
        (Stage::Proposed(proposed), CreditEvent::RecordDecided { ruling }) => {
            Stage::Decided(Box::new(Decided {
                heard: proposed.heard,
                ruling: ruling.clone(),
                proposed: proposed.proposed,
                decided: act(recorded),
                repair: Repair {
                    step: RepairStep::Idle,
                    answered: Vec::new(),
                },
            }))
        }
        (Stage::Decided(decided), CreditEvent::RecordPublished) => {
            Stage::Published(Box::new(Published {
                decided: *decided,
                published: act(recorded),
            }))
        }
        (Stage::Decided(decided), CreditEvent::RecordEnded { ground }) => {
            Stage::Ended(Box::new(Ended {
                decided: *decided,
                published: None,
                ground: *ground,
                ended: act(recorded),
            }))
        }
        (Stage::Published(published), CreditEvent::RecordEnded { ground }) => {
            Stage::Ended(Box::new(Ended {
                decided: published.decided,
                published: Some(published.published),
                ground: *ground,
                ended: act(recorded),
            }))
        }
        (stage, _) => stage,
    }
}

fn opened(
    stage: Stage,
    investigator: UserId,
    name: &str,
    recorded: &Recorded<CreditEvent>,
) -> Stage {
    match stage {
        Stage::Clue => Stage::Investigating(Box::new(Investigation {
            investigator,
            name: name.into(),
            former: Vec::new(),
            opened_on: recorded.on,
            evidence: Vec::new(),
            earlier: Vec::new(),
        })),
        Stage::Investigating(mut investigation) => {
            let before = mem::replace(&mut investigation.investigator, investigator);
            investigation.former.push(before);
            investigation.name = name.into();
            Stage::Investigating(investigation)
        }
        stage => stage,
    }
}

fn reopened(stage: Stage, reason: &str) -> Stage {
    let (told, defence) = match stage {
        Stage::Told(told) => (*told, None),
        Stage::Heard(heard) => (heard.told, Some(heard.defence)),
        stage => return stage,
    };
    let mut investigation = told.investigation;
    investigation.earlier.push(Round {
        charge: told.charge,
        defence,
        reason: String::from(reason),
    });
    Stage::Investigating(Box::new(investigation))
}

fn defended(stage: Stage, event: &CreditEvent, recorded: &Recorded<CreditEvent>) -> Stage {
    let (told, before) = match stage {
        Stage::Told(told) => (*told, None),
        Stage::Heard(heard) => (heard.told, Some(heard.defence)),
        // What comes in time is heard even if a proposal is made: the proposal falls.
        Stage::Proposed(proposed) => (proposed.heard.told, Some(proposed.heard.defence)),
        stage => return stage,
    };
    let defence = match (event, before) {
        (
            CreditEvent::DefenceGiven {
                text,
                files,
                on_paper,
                received_on,
            },
            before,
        ) => {
            let mut statements = match before {
                Some(Defence::Given { statements, .. }) => statements,
                Some(Defence::Waived(_) | Defence::Lapsed(_)) | None => Vec::new(),
            };
            statements.push(Statement {
                text: text.clone(),
                files: files.clone(),
                on_paper: *on_paper,
                received_on: *received_on,
                by: recorded.by.clone(),
            });
            Defence::Given {
                statements,
                answer: None,
            }
        }
        (CreditEvent::DefenceAnswered { answer }, Some(Defence::Given { statements, .. })) => {
            Defence::Given {
                statements,
                answer: Some(Answer {
                    text: answer.clone(),
                    given: act(recorded),
                }),
            }
        }
        (CreditEvent::DefenceWaived, None) => Defence::Waived(act(recorded)),
        (CreditEvent::DefenceLapsed, None) => Defence::Lapsed(act(recorded)),
        (_, Some(before)) => before,
        (_, None) => return Stage::Told(Box::new(told)),
    };
    Stage::Heard(Box::new(Heard {
        told,
        defence,
        returned: None,
    }))
}

fn repair(record: &mut CreditRecord, event: &CreditEvent, recorded: &Recorded<CreditEvent>) {
    let repair = match &mut record.stage {
        Stage::Decided(decided) => &mut decided.repair,
        Stage::Published(published) => &mut published.decided.repair,
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Told(_)
        | Stage::Heard(_)
        | Stage::Proposed(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => return,
    };
    let step = mem::replace(&mut repair.step, RepairStep::Idle);
    repair.step = match (step, event) {
        (RepairStep::Idle, CreditEvent::RepairApplied { request }) => {
            RepairStep::Applied(RepairApplication {
                request: request.clone(),
                applied: act(recorded),
                returned: None,
            })
        }
        (RepairStep::Applied(application), CreditEvent::RepairProposed { grant, reasons }) => {
            RepairStep::Proposed {
                application,
                grant: *grant,
                reasons: reasons.clone(),
                proposed: act(recorded),
            }
        }
        (RepairStep::Proposed { application, .. }, CreditEvent::RepairReturned { reason }) => {
            RepairStep::Applied(RepairApplication {
                returned: Some(Returned {
                    reason: reason.clone(),
                    returned: act(recorded),
                }),
                ..application
            })
        }
        (
            RepairStep::Proposed {
                application,
                proposed,
                ..
            },
            CreditEvent::RepairDecided {
                granted,
                reasons,
                letter,
            },
        ) => {
            repair.answered.push(AnsweredRepair {
                application,
                granted: *granted,
                reasons: reasons.clone(),
                letter: letter.clone(),
                proposed,
                decided: act(recorded),
            });
            RepairStep::Idle
        }
        (step, _) => step,
    };
}
