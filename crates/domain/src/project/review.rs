//! Review by the departments, in parallel: desk, opinions, corrections through the window,
//! special procedures, decision (two people where the item says so), withdrawal.

use alloc::string::String;
use alloc::vec::Vec;

use super::event::{CheckedPoint, Defect, Finding, Outcome, ProjectEvent};
use super::intake::{check_defect, in_status, item_of};
use super::letters::{self, form};
use super::{Case, CaseStatus, Decided, Project, Review, required};
use crate::access::Role;
use crate::catalogue::{DepartmentCode, Item};
use crate::clock::StopGround;
use crate::context::{Context, Series};
use crate::id::case_number::CaseNumber;
use crate::id::entity::UserId;
use crate::refusal::{Code, Refusal, Refusals};

/// Longest time another department may be given for its opinion, working days.
const OPINION_MAX_DAYS: u16 = 15;

pub(super) fn withdraw(project: &Project, number: &CaseNumber, reason: &str) -> Decided {
    let case = project.case(number)?;
    if case.status().is_over() {
        return Err(wrong_state(case));
    }
    required(reason, "reason")?;
    Ok(alloc::vec![ProjectEvent::CaseWithdrawn {
        case: number.clone(),
        reason: reason.trim().into(),
    }])
}

pub(super) fn claim(project: &Project, number: &CaseNumber, context: &Context<'_>) -> Decided {
    let case = own_department(project, number, context)?;
    in_status(case, &[CaseStatus::Accepted, CaseStatus::UnderReview])?;
    let user = user(context)?;
    let officer = case.review().and_then(|review| review.officer.as_ref());
    match officer {
        Some(officer) if officer == user => Ok(Vec::new()),
        // The head may take over a case, so that nothing waits for somebody who is away.
        Some(_) if !context.actor.is(Role::DepartmentHead) => Err(Code::ClaimedByOther.into()),
        Some(_) | None => Ok(alloc::vec![ProjectEvent::CaseClaimed {
            case: number.clone(),
            officer: *user,
        }]),
    }
}

pub(super) fn ask_correction(
    project: &Project,
    number: &CaseNumber,
    defects: &[Defect],
    context: &Context<'_>,
) -> Decided {
    let (_, review) = on_desk(project, number, context)?;
    if defects.is_empty() {
        return Err(Refusal::new(Code::NothingChosen).at("defects").into());
    }
    if !review.asked.is_empty() {
        return Err(Refusal::new(Code::ToldOnceOnly).with("case", number).into());
    }
    let mut found = Vec::new();
    for (index, defect) in defects.iter().enumerate() {
        check_defect(project, (defect, index), context.catalogue, &mut found);
        if &defect.case != number {
            found.push(Refusal::new(Code::UnknownCase).with("case", &defect.case));
        }
        if asked_after_acceptance(project, defect) {
            found.push(
                Refusal::new(Code::ToldOnceOnly)
                    .with("case", number)
                    .at(alloc::format!("defect-{index}")),
            );
        }
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::CorrectionAsked {
        case: number.clone(),
        defects: defects.to_vec(),
    }])
}

/// Whether a notice given during review already spoke of the case, and the defect's material
/// has not changed since: it could have been told then.
fn asked_after_acceptance(project: &Project, defect: &Defect) -> bool {
    let accepted_on = project
        .cases
        .get(&defect.case)
        .and_then(Case::review)
        .map(|review| review.accepted_on);
    project.corrections.iter().any(|earlier| {
        accepted_on.is_some_and(|on| earlier.requested_on >= on)
            && earlier.cases().any(|case| case == &defect.case)
            && defect.material.as_ref().is_none_or(|material| {
                let then = earlier.versions.get(material).copied();
                then.is_none_or(|version| project.dossier.version(material) <= version)
            })
    })
}

pub(super) fn ask_opinion(
    project: &Project,
    number: &CaseNumber,
    (department, question, working_days): (&DepartmentCode, &str, u16),
    context: &Context<'_>,
) -> Decided {
    let (case, review) = on_desk(project, number, context)?;
    let mut found = Vec::new();
    if context.catalogue.department(department).is_none() {
        found.push(
            Refusal::new(Code::UnknownDepartment)
                .with("department", department)
                .at("department"),
        );
    }
    if &case.department == department {
        found.push(Refusal::new(Code::OpinionOfOwn).at("department"));
    }
    if review
        .opinions
        .iter()
        .any(|opinion| &opinion.department == department)
    {
        found.push(
            Refusal::new(Code::OpinionAskedBefore)
                .with("department", department)
                .at("department"),
        );
    }
    if let Err(Refusals(reasons)) = required(question, "question") {
        found.extend(reasons);
    }
    Refusals::check(found)?;
    let days = working_days.clamp(1, OPINION_MAX_DAYS);
    Ok(alloc::vec![ProjectEvent::OpinionAsked {
        case: number.clone(),
        department: department.clone(),
        question: question.trim().into(),
        due: context.calendar.due(context.today, days).date,
    }])
}

pub(super) fn give_opinion(
    project: &Project,
    number: &CaseNumber,
    agrees: bool,
    text: &str,
    context: &Context<'_>,
) -> Decided {
    let case = project.case(number)?;
    if case.status().is_over() {
        return Err(wrong_state(case));
    }
    let own = context.actor.department.as_deref();
    let asked = case.review().and_then(|review| {
        review
            .opinions
            .iter()
            .find(|opinion| own == Some(opinion.department.as_str()) && opinion.answer.is_none())
    });
    let Some(asked) = asked else {
        return Err(Code::OpinionNotAsked.into());
    };
    required(text, "text")?;
    Ok(alloc::vec![ProjectEvent::OpinionGiven {
        case: number.clone(),
        department: asked.department.clone(),
        agrees,
        text: text.trim().into(),
    }])
}

pub(super) fn stop(
    project: &Project,
    number: &CaseNumber,
    ground: StopGround,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    let (case, _) = on_desk(project, number, context)?;
    required(reason, "reason")?;
    let item = item_of(case, context)?;
    // Only a procedure the item names, and told in public, may take time that does not count.
    let Some(procedure) = item
        .special_procedures
        .iter()
        .find(|procedure| procedure.ground == ground)
    else {
        return Err(Refusal::new(Code::StopGroundUnknown)
            .with("item", &case.item)
            .at("ground")
            .into());
    };
    Ok(alloc::vec![ProjectEvent::ClockStopped {
        case: number.clone(),
        ground,
        reason: reason.trim().into(),
        max_days: Some(procedure.max_days),
    }])
}

pub(super) fn resume(project: &Project, number: &CaseNumber) -> Decided {
    let case = project.case(number)?;
    if case.status() != CaseStatus::Stopped {
        return Err(Refusal::new(Code::ClockRunning).with("case", number).into());
    }
    Ok(alloc::vec![ProjectEvent::ClockResumed {
        case: number.clone()
    }])
}

pub(super) fn decide(
    project: &Project,
    number: &CaseNumber,
    (outcome, reasons, points): (Outcome, &str, &[CheckedPoint]),
    context: &Context<'_>,
) -> Decided {
    let (case, review) = on_desk(project, number, context)?;
    let item = item_of(case, context)?;
    let mut found = open_ends(project, review, outcome);
    if review.proposal.is_some() {
        found.push(Refusal::new(Code::AlreadyDecided).with("case", number));
    }
    found.extend(check_points(item, outcome, points));
    if outcome == Outcome::Refused
        && let Err(Refusals(reasons)) = required(reasons, "reasons")
    {
        found.extend(reasons.into_iter().map(|refusal| match refusal.code {
            Code::TextMissing => Refusal::new(Code::ReasonsMissing).at("reasons"),
            _ => refusal,
        }));
    }
    Refusals::check(found)?;
    if item.two_person {
        return Ok(alloc::vec![ProjectEvent::DecisionProposed {
            case: number.clone(),
            outcome,
            reasons: reasons.trim().into(),
            points: points.to_vec(),
        }]);
    }
    Ok(decided(
        case,
        item,
        (outcome, reasons.trim().into(), points.to_vec(), None),
        context,
    ))
}

/// What must be closed before a decision.
fn open_ends(project: &Project, review: &Review, outcome: Outcome) -> Vec<Refusal> {
    let mut found = Vec::new();
    for opinion in review
        .opinions
        .iter()
        .filter(|opinion| opinion.answer.is_none())
    {
        found.push(Refusal::new(Code::OpinionOutstanding).with("department", &opinion.department));
    }
    if outcome == Outcome::Approved {
        for gap in &review.gaps {
            if project
                .dossier
                .newest(&gap.material)
                .is_none_or(|version| !version.confirmed)
            {
                found.push(Refusal::new(Code::GapOpen).with("material", &gap.material));
            }
        }
    }
    if !review.asked.is_empty() {
        found.push(Refusal::new(Code::DefectUnanswered).with("material", ""));
    }
    found
}

fn check_points(item: &Item, outcome: Outcome, points: &[CheckedPoint]) -> Vec<Refusal> {
    let mut found = Vec::new();
    for index in 0..item.checklist.len() {
        let point = points
            .iter()
            .find(|point| usize::from(point.point) == index);
        let field = alloc::format!("point-{index}");
        let number = index.saturating_add(1);
        match point.map(|point| point.finding) {
            None => found.push(
                Refusal::new(Code::ChecklistOpen)
                    .with("point", number)
                    .at(field),
            ),
            Some(Finding::Fails) if outcome == Outcome::Approved => {
                found.push(
                    Refusal::new(Code::ChecklistFailed)
                        .with("point", number)
                        .at(field),
                );
            }
            Some(Finding::Complies | Finding::Fails | Finding::NotApplicable) => {}
        }
    }
    found
}

type Verdict = (Outcome, String, Vec<CheckedPoint>, Option<UserId>);

fn decided(
    case: &Case,
    item: &Item,
    (outcome, reasons, points, proposed_by): Verdict,
    context: &Context<'_>,
) -> Vec<ProjectEvent> {
    let approved = outcome == Outcome::Approved;
    let certificate_no = approved.then(|| {
        let year = context.today.year();
        let serial = context.fresh.serial(&Series::Certificates {
            item: item.code.as_str().into(),
            year,
        });
        context.catalogue.certificate_number(item, year, serial)
    });
    let valid_until = item
        .result
        .validity_months
        .filter(|_| approved)
        .and_then(|months| {
            let span = jiff::Span::new().try_months(i64::from(months)).ok()?;
            context.today.checked_add(span).ok()
        });
    alloc::vec![
        ProjectEvent::CaseDecided {
            case: case.number.clone(),
            outcome,
            reasons,
            points,
            certificate_no,
            valid_until,
            proposed_by,
        },
        letters::about(
            if approved {
                form::DECISION_APPROVED
            } else {
                form::DECISION_REFUSED
            },
            alloc::vec![case.number.clone()],
            context,
        ),
    ]
}

pub(super) fn approve(project: &Project, number: &CaseNumber, context: &Context<'_>) -> Decided {
    let case = own_department(project, number, context)?;
    in_status(case, &[CaseStatus::UnderReview])?;
    let user = user(context)?;
    let Some((review, proposal)) = case
        .review()
        .and_then(|review| Some((review, review.proposal.as_ref()?)))
    else {
        return Err(Code::NoProposal.into());
    };
    let mut found = open_ends(project, review, proposal.outcome);
    if &proposal.by == user {
        found.push(Code::SecondPerson.into());
    }
    Refusals::check(found)?;
    let verdict = (
        proposal.outcome,
        proposal.reasons.clone(),
        proposal.points.clone(),
        Some(proposal.by),
    );
    Ok(decided(case, item_of(case, context)?, verdict, context))
}

pub(super) fn send_back(
    project: &Project,
    number: &CaseNumber,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    let case = own_department(project, number, context)?;
    if case.status().is_over() || case.review().is_none_or(|review| review.proposal.is_none()) {
        return Err(Code::NoProposal.into());
    }
    required(reason, "reason")?;
    Ok(alloc::vec![ProjectEvent::ProposalReturned {
        case: number.clone(),
        reason: reason.trim().into(),
    }])
}

/// The case with its review, if it lies on the actor's desk and nothing holds it up.
fn on_desk<'a>(
    project: &'a Project,
    number: &CaseNumber,
    context: &Context<'_>,
) -> Result<(&'a Case, &'a Review), Refusals> {
    let case = own_department(project, number, context)?;
    let user = user(context)?;
    let review = match (case.status(), case.review()) {
        (CaseStatus::Accepted, _) => {
            return Err(Refusal::new(Code::NotClaimed).with("case", number).into());
        }
        (CaseStatus::Stopped, _) => {
            return Err(Refusal::new(Code::ClockStopped).with("case", number).into());
        }
        (CaseStatus::UnderReview, Some(review)) => review,
        _ => return Err(wrong_state(case)),
    };
    if review.officer.as_ref() != Some(user) {
        return Err(Refusal::new(Code::ClaimedByOther)
            .with("case", number)
            .into());
    }
    Ok((case, review))
}

/// A department whose opinion is asked may look and answer, nothing else.
fn own_department<'a>(
    project: &'a Project,
    number: &CaseNumber,
    context: &Context<'_>,
) -> Result<&'a Case, Refusals> {
    let case = project.case(number)?;
    if context.actor.department.as_deref() == Some(case.department.as_str()) {
        Ok(case)
    } else {
        Err(Code::NotAllowed.into())
    }
}

fn user<'a>(context: &Context<'a>) -> Result<&'a UserId, Refusals> {
    context
        .actor
        .user
        .as_ref()
        .ok_or_else(|| Code::NotAllowed.into())
}

fn wrong_state(case: &Case) -> Refusals {
    Refusal::new(Code::WrongState)
        .with("case", &case.number)
        .with("state", case.status().as_str())
        .into()
}
