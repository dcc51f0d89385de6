//! Folding facts into the state. Total: a fact that happened is never refused, and one that
//! names an object the state does not know changes nothing.

mod build_first;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use jiff::civil::Date;

use self::build_first::build_first;
use super::build_first::BuildFirst;
use super::case::{Decision, Opinion, Proposal};
use super::command::AgentCard;
use super::dossier::{Dossier, Version};
use super::event::{Defect, Gap, ProjectEvent};
use super::{Case, CaseState, Correction, Project, RegisteredResult, Review, Submission};
use crate::clock::{Clock, StopGround};
use crate::context::Recorded;
use crate::id::case_number::CaseNumber;
use crate::limit::Limit;

/// Folds one fact. The first fact of a stream makes the project.
pub fn apply(project: &mut Option<Project>, recorded: &Recorded<ProjectEvent>) {
    if let ProjectEvent::ProjectCreated { .. } = &recorded.event {
        if project.is_none() {
            *project = created(recorded);
        }
        return;
    }
    let Some(project) = project else { return };
    project.updated_at = recorded.at;
    project.version = project.version.saturating_add(1);
    fold(project, recorded);
    super::green_channel::settle(project, recorded.on);
    for case in project.cases.values_mut() {
        case.note_holder(recorded.at);
    }
    project.note_step(recorded.on);
}

fn created(recorded: &Recorded<ProjectEvent>) -> Option<Project> {
    let ProjectEvent::ProjectCreated {
        project,
        builder,
        title,
        code,
        address,
        contact,
        facts,
        track,
        release,
    } = &recorded.event
    else {
        return None;
    };
    Some(Project {
        id: *project,
        builder: builder.clone(),
        title: title.clone(),
        code: code.clone(),
        address: address.clone(),
        contact: contact.clone(),
        facts: facts.clone(),
        track: *track,
        release: release.clone(),
        created_on: recorded.on,
        updated_at: recorded.at,
        version: 1,
        agent: None,
        dossier: Dossier::default(),
        cases: BTreeMap::new(),
        registered: BTreeMap::new(),
        submissions: BTreeMap::new(),
        corrections: Vec::new(),
        build_first: BuildFirst::NotRequested,
        steps: Vec::new(),
        parties: Vec::new(),
        parties_on: None,
        building: super::Building::default(),
        problems: Vec::new(),
        talks: Vec::new(),
        agency: super::Agency::default(),
        green_channel: super::GreenChannel::default(),
        letters: Vec::new(),
    })
}

#[expect(
    clippy::too_many_lines,
    reason = "one table of facts, read top to bottom"
)]
fn fold(project: &mut Project, recorded: &Recorded<ProjectEvent>) {
    let on = recorded.on;
    match &recorded.event {
        ProjectEvent::ProjectCreated { .. } => {}
        ProjectEvent::FactsChanged { facts } => project.facts = facts.clone(),
        ProjectEvent::ProjectCodeEntered { code } => project.code = Some(code.clone()),
        ProjectEvent::AgentAssigned {
            agent,
            name,
            window,
            phone,
            ..
        } => {
            project.agent = Some(AgentCard {
                agent: *agent,
                name: name.clone(),
                window: window.clone(),
                phone: phone.clone(),
            });
        }
        ProjectEvent::MaterialAdded {
            material,
            version,
            file,
            on_behalf,
            authorised,
        } => {
            let version = Version {
                number: *version,
                file: file.clone(),
                at: recorded.at,
                by: recorded.by.clone(),
                on_behalf: *on_behalf,
                confirmed: !on_behalf || *authorised,
            };
            project.dossier.put(material, version);
        }
        ProjectEvent::MaterialConfirmed { material, version } => {
            project.dossier.confirm(material, *version);
        }
        ProjectEvent::ResultRegistered {
            item,
            certificate_no,
            issued_on,
        } => {
            let result = RegisteredResult {
                certificate_no: certificate_no.clone(),
                issued_on: *issued_on,
                recorded_on: on,
            };
            project.registered.insert(item.clone(), result);
        }
        ProjectEvent::SubmissionReceived { .. } => received(project, recorded),
        ProjectEvent::CaseAccepted {
            case,
            gaps,
            statutory,
            promised,
        } => {
            accepted(project, case, (on, false, gaps), (*statutory, *promised));
        }
        ProjectEvent::CaseDeemedAccepted {
            case,
            as_of,
            statutory,
            promised,
        } => {
            accepted(project, case, (*as_of, true, &[]), (*statutory, *promised));
        }
        ProjectEvent::CaseNotAccepted {
            case,
            reason,
            remedy,
        } => {
            if let Some(case) = project.cases.get_mut(case) {
                case.intake.ended_on = Some(on);
                case.state = CaseState::NotAccepted {
                    on,
                    reason: reason.clone(),
                    remedy: remedy.clone(),
                };
            }
        }
        ProjectEvent::CorrectionRequested {
            notice,
            defects,
            due,
            stops_clock,
        } => {
            correction_requested(project, (notice, defects, *due, *stops_clock), on);
        }
        ProjectEvent::CorrectionAnswered {
            notice,
            received_on,
        } => {
            correction_answered(project, notice, on, *received_on);
        }
        ProjectEvent::CaseClaimed { case, officer } => {
            with_review(project, case, |review| {
                review.officer = Some(*officer);
            });
        }
        ProjectEvent::CorrectionAsked { case, defects } => {
            with_review(project, case, |review| review.asked.clone_from(defects));
        }
        ProjectEvent::OpinionAsked {
            case,
            department,
            question,
            due,
        } => {
            with_review(project, case, |review| {
                review.opinions.push(Opinion {
                    department: department.clone(),
                    question: question.clone(),
                    due: *due,
                    answer: None,
                });
            });
        }
        ProjectEvent::OpinionGiven {
            case,
            department,
            agrees,
            text,
        } => {
            with_review(project, case, |review| {
                for opinion in review
                    .opinions
                    .iter_mut()
                    .filter(|it| &it.department == department)
                {
                    opinion.answer = Some((*agrees, text.clone(), on));
                }
            });
        }
        ProjectEvent::ClockStopped {
            case,
            ground,
            reason,
            max_days,
        } => {
            with_review(project, case, |review| {
                review.special = Some(*ground);
                stop(review, on, *ground, reason, *max_days);
            });
        }
        ProjectEvent::ClockResumed { case } => {
            with_review(project, case, |review| {
                review.special = None;
                resume(review, on);
            });
        }
        ProjectEvent::DecisionProposed {
            case,
            outcome,
            reasons,
            points,
        } => {
            let Some(by) = recorded.by.user else {
                return;
            };
            with_review(project, case, |review| {
                review.returned = None;
                review.proposal = Some(Proposal {
                    by,
                    outcome: *outcome,
                    reasons: reasons.clone(),
                    points: points.clone(),
                    on,
                });
            });
        }
        ProjectEvent::ProposalReturned { case, reason } => {
            with_review(project, case, |review| {
                review.proposal = None;
                review.returned = Some((reason.clone(), on));
            });
        }
        ProjectEvent::CaseDecided { .. } => decided(project, recorded),
        ProjectEvent::CaseWithdrawn { case, reason } => {
            if let Some(case) = project.cases.get_mut(case) {
                case.intake.ended_on = case.intake.ended_on.or(Some(on));
                case.state = CaseState::Withdrawn {
                    on,
                    reason: reason.clone(),
                };
            }
        }
        ProjectEvent::Building(event) => {
            super::building::apply(project, event, on, &recorded.by);
        }
        ProjectEvent::Problem(event) => super::problem::apply(project, event, on, &recorded.by),
        ProjectEvent::Talk(event) => super::talk::apply(project, event, on, &recorded.by),
        ProjectEvent::Agency(event) => super::agency::apply(project, event, recorded),
        ProjectEvent::GreenChannel(event) => {
            super::green_channel::apply(&mut project.green_channel, event, on);
        }
        ProjectEvent::LetterIssued { letter } => project.letters.push(letter.clone()),
        ProjectEvent::PartiesEntered { parties } => {
            project.parties.clone_from(parties);
            project.parties_on = Some(on);
        }
        ProjectEvent::BuildFirstRequested
        | ProjectEvent::BuildFirstScreened { .. }
        | ProjectEvent::StandardsTold { .. }
        | ProjectEvent::CommitmentSigned { .. }
        | ProjectEvent::ObjectionRaised { .. }
        | ProjectEvent::ObjectionAnswered { .. }
        | ProjectEvent::NoticeIssued { .. } => build_first(project, recorded),
    }
}

fn received(project: &mut Project, recorded: &Recorded<ProjectEvent>) {
    let ProjectEvent::SubmissionReceived {
        submission,
        receipt_no,
        cases,
        received_on,
        intake,
    } = &recorded.event
    else {
        return;
    };
    for submitted in cases {
        let case = Case {
            number: submitted.case.clone(),
            item: submitted.item.clone(),
            department: submitted.department.clone(),
            submission: *submission,
            received_at: recorded.at,
            received_on: *received_on,
            intake: Clock::new(*received_on, *intake),
            state: CaseState::Received,
            held: Vec::new(),
        };
        project.cases.insert(submitted.case.clone(), case);
    }
    project.submissions.insert(
        *submission,
        Submission {
            id: *submission,
            receipt_no: receipt_no.clone(),
            received_at: recorded.at,
            received_on: *received_on,
            cases: cases
                .iter()
                .map(|submitted| submitted.case.clone())
                .collect(),
            on_behalf: !recorded.by.role.is_enterprise(),
        },
    );
}

fn accepted(
    project: &mut Project,
    case: &CaseNumber,
    (on, deemed, gaps): (Date, bool, &[Gap]),
    (statutory, promised): (Limit, Limit),
) {
    let Some(case) = project.cases.get_mut(case) else {
        return;
    };
    case.intake.ended_on = Some(on);
    case.state = CaseState::UnderReview(Box::new(Review {
        accepted_on: on,
        deemed,
        gaps: gaps.to_vec(),
        statutory: Clock::new(on, statutory),
        promised: Clock::new(on, promised),
        officer: None,
        asked: Vec::new(),
        correcting: None,
        special: None,
        opinions: Vec::new(),
        proposal: None,
        returned: None,
    }));
}

fn correction_requested(
    project: &mut Project,
    (notice, defects, due, stops_clock): (&str, &[Defect], Date, bool),
    on: Date,
) {
    let correction = Correction {
        number: notice.into(),
        defects: defects.to_vec(),
        requested_on: on,
        due,
        stops_clock,
        versions: defects
            .iter()
            .filter_map(|defect| defect.material.as_ref())
            .map(|material| (material.clone(), project.dossier.version(material)))
            .collect(),
        answered_on: None,
    };
    let numbers: Vec<CaseNumber> = correction.cases().cloned().collect();
    for number in numbers {
        let Some(case) = project.cases.get_mut(&number) else {
            continue;
        };
        if let Some(review) = case.open_review() {
            review.asked.clear();
            review.correcting = Some(notice.into());
            if stops_clock {
                stop(review, on, StopGround::Correction, notice, None);
            }
        } else {
            case.intake.ended_on = Some(on);
            case.state = CaseState::Correcting {
                notice: notice.into(),
            };
        }
    }
    project.corrections.push(correction);
}

fn correction_answered(project: &mut Project, notice: &str, on: Date, received_on: Date) {
    let corrections = project.corrections.iter_mut();
    for correction in corrections.filter(|it| it.number == notice) {
        correction.answered_on = Some(on);
    }
    for case in project.cases.values_mut() {
        let concerns = match &case.state {
            CaseState::Correcting { notice: open } => open == notice,
            _ => false,
        };
        if concerns {
            // The answer is received anew, so the window again has its 5 working days.
            case.intake = Clock::new(received_on, case.intake.limit);
            case.state = CaseState::Received;
        } else if let Some(review) = case.open_review()
            && review.correcting.as_deref() == Some(notice)
        {
            review.correcting = None;
            resume(review, on);
        }
    }
}

fn decided(project: &mut Project, recorded: &Recorded<ProjectEvent>) {
    let ProjectEvent::CaseDecided {
        case,
        outcome,
        reasons,
        points,
        certificate_no,
        valid_until,
        ..
    } = &recorded.event
    else {
        return;
    };
    let Some(case) = project.cases.get_mut(case) else {
        return;
    };
    let Some(review) = case.open_review() else {
        return;
    };
    let mut review = review.clone();
    review.statutory.ended_on = Some(recorded.on);
    review.promised.ended_on = Some(recorded.on);
    let decision = Decision {
        outcome: *outcome,
        reasons: reasons.clone(),
        points: points.clone(),
        on: recorded.on,
        certificate_no: certificate_no.clone(),
        valid_until: *valid_until,
    };
    case.state = CaseState::Decided(Box::new(review), Box::new(decision));
}

fn with_review(project: &mut Project, case: &CaseNumber, change: impl FnOnce(&mut Review)) {
    if let Some(review) = project.cases.get_mut(case).and_then(Case::open_review) {
        change(review);
    }
}

/// Both clocks stand still together. A clock that is stopped already keeps its first stop:
/// the law excludes a day once.
fn stop(review: &mut Review, on: Date, ground: StopGround, reason: &str, max_days: Option<u16>) {
    for clock in [&mut review.statutory, &mut review.promised] {
        let _already_stopped = clock.stop(on, ground, reason.into(), max_days);
    }
}

fn resume(review: &mut Review, on: Date) {
    for clock in [&mut review.statutory, &mut review.promised] {
        let _already_running = clock.resume(on);
    }
}
