//! Folding the facts of build-first handling.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::context::Recorded;
use crate::plan::Track;
use crate::project::Project;
use crate::project::build_first::{BuildFirst, Commitment, Notice, Objection};
use crate::project::event::ProjectEvent;

pub(super) fn build_first(project: &mut Project, recorded: &Recorded<ProjectEvent>) {
    let on = recorded.on;
    match &recorded.event {
        ProjectEvent::BuildFirstRequested => {
            project.track = Track::BuildFirst;
            project.build_first = BuildFirst::Requested { on };
        }
        ProjectEvent::BuildFirstScreened { admitted: true, .. } => {
            project.build_first = BuildFirst::Admitted { on };
        }
        ProjectEvent::BuildFirstScreened {
            admitted: false,
            reason,
        } => {
            project.track = Track::Ordinary;
            project.build_first = BuildFirst::Excluded {
                on,
                reason: reason.clone(),
            };
        }
        ProjectEvent::StandardsTold { promises } => {
            project.build_first = BuildFirst::Told {
                on,
                promises: promises.clone(),
            };
        }
        ProjectEvent::CommitmentSigned {
            signer,
            legal_person,
            method,
            promises,
            publicity_until,
        } => {
            project.build_first = BuildFirst::Signed(Box::new(Commitment {
                promises: promises.clone(),
                signer: signer.clone(),
                legal_person: legal_person.clone(),
                method: *method,
                signed_on: on,
                publicity_until: *publicity_until,
                objections: Vec::new(),
            }));
        }
        ProjectEvent::ObjectionRaised { .. } | ProjectEvent::ObjectionAnswered { .. } => {
            objection(project, recorded);
        }
        ProjectEvent::NoticeIssued {
            number,
            scope,
            valid_from,
            promises,
        } => {
            if let BuildFirst::Signed(commitment) = &project.build_first {
                let notice = Notice {
                    number: number.clone(),
                    scope: scope.clone(),
                    issued_on: on,
                    valid_from: *valid_from,
                    promises: promises.clone(),
                };
                project.build_first = BuildFirst::Noticed(commitment.clone(), Box::new(notice));
            }
        }
        _ => {}
    }
}

fn objection(project: &mut Project, recorded: &Recorded<ProjectEvent>) {
    let on = recorded.on;
    let BuildFirst::Signed(commitment) = &mut project.build_first else {
        return;
    };
    match &recorded.event {
        ProjectEvent::ObjectionRaised {
            objection,
            objector,
            text,
        } => commitment.objections.push(Objection {
            id: *objection,
            objector: objector.clone(),
            text: text.clone(),
            raised_on: on,
            answer: None,
        }),
        ProjectEvent::ObjectionAnswered {
            objection,
            upheld,
            answer,
        } => {
            let raised = commitment.objections.iter_mut();
            for known in raised.filter(|it| &it.id == objection) {
                known.answer = Some((*upheld, answer.clone(), on));
            }
        }
        _ => {}
    }
}
