//! One window accepts: acceptance, the one correction notice, refusal to accept, and what the
//! law does when nobody answers (行政许可法 32).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::event::{Defect, Gap, ProjectEvent};
use super::letters::{self, form};
use super::progress::{MaterialStatus, Progress};
use super::{Case, CaseStatus, Decided, Project, TEXT_MAX_CHARS, check_text};
use crate::catalogue::{Catalogue, Item, MaterialCode, Source};
use crate::context::Context;
use crate::id::case_number::CaseNumber;
use crate::id::entity::SubmissionId;
use crate::refusal::{Code, Refusal, Refusals};

type GapsByCase = BTreeMap<CaseNumber, Vec<MaterialCode>>;

pub(super) fn accept(
    project: &Project,
    submission: &SubmissionId,
    cases: &[CaseNumber],
    gaps: &GapsByCase,
    context: &Context<'_>,
) -> Decided {
    let submission = project
        .submissions
        .get(submission)
        .ok_or(Code::UnknownSubmission)?;
    if cases.is_empty() {
        return Err(Refusal::new(Code::NothingChosen).at("cases").into());
    }
    let mut found = Vec::new();
    let mut events = Vec::new();
    for number in cases {
        if !submission.cases.contains(number) {
            found.push(
                Refusal::new(Code::UnknownCase)
                    .with("case", number)
                    .at("cases"),
            );
            continue;
        }
        let case = project.case(number)?;
        let left = gaps.get(number).map_or(&[][..], Vec::as_slice);
        match accepted(project, case, left, context) {
            Ok(event) => {
                events.push(event);
                let kind = if left.is_empty() {
                    form::ACCEPTANCE
                } else {
                    form::ACCEPTANCE_WITH_GAPS
                };
                events.push(letters::about(kind, alloc::vec![number.clone()], context));
            }
            Err(Refusals(reasons)) => found.extend(reasons),
        }
    }
    Refusals::check(found)?;
    Ok(events)
}

fn accepted(
    project: &Project,
    case: &Case,
    left: &[MaterialCode],
    context: &Context<'_>,
) -> Result<ProjectEvent, Refusals> {
    in_status(case, &[CaseStatus::Received])?;
    let item = item_of(case, context)?;
    let mut found = Vec::new();
    let slots = Progress::new(project, context.catalogue).slots(item);
    for slot in &slots {
        let is_missing = slot.status == MaterialStatus::Missing;
        let is_left = left.contains(&slot.requirement.code);
        if is_missing && !is_left && !slot.is_tolerable() {
            found.push(material(
                Code::MaterialMissing,
                case,
                &slot.requirement.code,
            ));
        } else if is_left && !slot.is_tolerable() {
            found.push(material(
                Code::GapNotTolerable,
                case,
                &slot.requirement.code,
            ));
        } else if is_left && !is_missing {
            found.push(material(Code::GapNotOpen, case, &slot.requirement.code));
        }
    }
    for code in left {
        if !slots.iter().any(|slot| &slot.requirement.code == code) {
            found.push(material(Code::UnknownMaterial, case, code));
        }
    }
    Refusals::check(found)?;
    let promised = item.promised;
    // A gap is closed at the latest when the promised limit ends, or the decision would wait.
    let due = match promised.due(context.today, context.calendar) {
        Some(due) => due.date,
        None => context.today,
    };
    Ok(ProjectEvent::CaseAccepted {
        case: case.number.clone(),
        gaps: left
            .iter()
            .map(|code| Gap {
                material: code.clone(),
                due,
            })
            .collect(),
        statutory: item.statutory,
        promised,
    })
}

pub(super) fn request(project: &Project, defects: &[Defect], context: &Context<'_>) -> Decided {
    if defects.is_empty() {
        return Err(Refusal::new(Code::NothingChosen).at("defects").into());
    }
    let mut found = Vec::new();
    for (index, defect) in defects.iter().enumerate() {
        check_defect(project, (defect, index), context.catalogue, &mut found);
        let Some(case) = project.cases.get(&defect.case) else {
            continue;
        };
        if let Err(Refusals(reasons)) = in_status(case, &[CaseStatus::Received]) {
            found.extend(reasons);
        }
        if was_told(project, defect) {
            found.push(
                Refusal::new(Code::ToldOnceOnly)
                    .with("case", &defect.case)
                    .at(alloc::format!("defect-{index}")),
            );
        }
    }
    Refusals::check(found)?;
    Ok(notice(defects.to_vec(), false, context))
}

/// Whether an earlier notice on the case could have named the defect: its material has not
/// changed since, or it is in no material at all.
fn was_told(project: &Project, defect: &Defect) -> bool {
    project.corrections.iter().any(|earlier| {
        earlier.cases().any(|case| case == &defect.case)
            && defect.material.as_ref().is_none_or(|material| {
                let then = earlier.versions.get(material).copied();
                then.is_none_or(|version| project.dossier.version(material) <= version)
            })
    })
}

pub(super) fn check_defect(
    project: &Project,
    (defect, index): (&Defect, usize),
    catalogue: &Catalogue,
    found: &mut Vec<Refusal>,
) {
    if !project.cases.contains_key(&defect.case) {
        found.push(Refusal::new(Code::UnknownCase).with("case", &defect.case));
    }
    found
        .extend(held(project, defect, catalogue).map(|it| it.at(alloc::format!("defect-{index}"))));
    let mut texts = Vec::new();
    check_text(&defect.problem, "problem", TEXT_MAX_CHARS, &mut texts);
    check_text(&defect.remedy, "remedy", TEXT_MAX_CHARS, &mut texts);
    for refusal in texts {
        let field = refusal.field.clone().unwrap_or_default();
        found.push(refusal.at(alloc::format!("{field}-{index}")));
    }
}

/// The refusal of asking the enterprise for a paper an authority issued in this project: whoever
/// holds it is named, and has to be asked instead.
fn held(project: &Project, defect: &Defect, catalogue: &Catalogue) -> Option<Refusal> {
    let item = catalogue.item(&project.cases.get(&defect.case)?.item)?;
    let asked = defect.material.as_ref()?;
    let slots = Progress::new(project, catalogue).slots(item);
    let slot = slots
        .into_iter()
        .find(|slot| &slot.requirement.code == asked)?;
    let Source::Item(source) = &slot.requirement.source else {
        return None;
    };
    (slot.status == MaterialStatus::Held).then(|| {
        Refusal::new(Code::MaterialHeld)
            .with("material", asked)
            .with("item", source)
    })
}

/// Sends on what departments asked for, merged: the applicant gets one notice.
pub(super) fn send(project: &Project, context: &Context<'_>) -> Decided {
    let defects: Vec<Defect> = project
        .cases
        .values()
        .filter_map(Case::review)
        .filter(|review| review.correcting.is_none())
        .flat_map(|review| review.asked.iter().cloned())
        .collect();
    if defects.is_empty() {
        return Err(Code::NothingChosen.into());
    }
    let stops_clock = context.catalogue.policy().intake.correction_stops_clock;
    Ok(notice(defects, stops_clock, context))
}

fn notice(defects: Vec<Defect>, stops_clock: bool, context: &Context<'_>) -> Vec<ProjectEvent> {
    let number = letters::number(form::CORRECTION, context);
    let days = context.catalogue.policy().intake.correction_days;
    let mut cases: Vec<CaseNumber> = defects.iter().map(|defect| defect.case.clone()).collect();
    cases.sort();
    cases.dedup();
    alloc::vec![
        ProjectEvent::CorrectionRequested {
            notice: number.clone(),
            defects,
            due: context.calendar.due(context.today, days).date,
            stops_clock,
        },
        letters::correction(number, cases, context),
    ]
}

pub(super) fn refuse(
    project: &Project,
    number: &CaseNumber,
    reason: &str,
    remedy: &str,
    context: &Context<'_>,
) -> Decided {
    let case = project.case(number)?;
    in_status(case, &[CaseStatus::Received, CaseStatus::Correcting])?;
    let mut found = Vec::new();
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    check_text(remedy, "remedy", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![
        ProjectEvent::CaseNotAccepted {
            case: number.clone(),
            reason: reason.trim().into(),
            remedy: remedy.trim().into(),
        },
        letters::about(form::NON_ACCEPTANCE, alloc::vec![number.clone()], context),
    ])
}

pub(super) fn deem(project: &Project, submission: &SubmissionId, context: &Context<'_>) -> Decided {
    let submission = project
        .submissions
        .get(submission)
        .ok_or(Code::UnknownSubmission)?;
    let mut events = Vec::new();
    let mut open_until = None;
    for number in &submission.cases {
        let case = project.case(number)?;
        if case.status() != CaseStatus::Received {
            continue;
        }
        let due = case.intake.due(context.calendar, context.today);
        match due {
            Some(due) if context.today > due.date => {
                let item = item_of(case, context)?;
                events.push(ProjectEvent::CaseDeemedAccepted {
                    case: number.clone(),
                    as_of: case.received_on,
                    statutory: item.statutory,
                    promised: item.promised,
                });
                events.push(letters::about(
                    form::ACCEPTANCE,
                    alloc::vec![number.clone()],
                    context,
                ));
            }
            Some(due) => open_until = Some(due.date),
            None => {}
        }
    }
    if let (true, Some(until)) = (events.is_empty(), open_until) {
        return Err(Refusal::new(Code::IntakeStillOpen)
            .with("until", until)
            .into());
    }
    Ok(events)
}

pub(super) fn answer(project: &Project, notice: &str, context: &Context<'_>) -> Decided {
    super::agency::check_proxy(project, super::agency::event::ProxyAct::Submit, context)?;
    let correction = project.correction(notice)?;
    if correction.answered_on.is_some() {
        return Err(Refusal::new(Code::WrongState).with("notice", notice).into());
    }
    let mut found = Vec::new();
    for (index, defect) in correction.defects.iter().enumerate() {
        let Some(material) = &defect.material else {
            continue;
        };
        let then = correction.versions.get(material).copied().unwrap_or(0);
        let field = alloc::format!("defect-{index}");
        if project.dossier.version(material) <= then {
            found.push(
                Refusal::new(Code::DefectUnanswered)
                    .with("material", material)
                    .at(field),
            );
        } else if project
            .dossier
            .newest(material)
            .is_some_and(|version| !version.confirmed)
        {
            found.push(
                Refusal::new(Code::MaterialUnconfirmed)
                    .with("material", material)
                    .at(field),
            );
        }
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::CorrectionAnswered {
        notice: notice.into(),
        received_on: context.received_on,
    }])
}

/// The case must be in one of these states.
pub(super) fn in_status(case: &Case, allowed: &[CaseStatus]) -> Result<(), Refusals> {
    let status = case.status();
    if allowed.contains(&status) {
        return Ok(());
    }
    Err(Refusal::new(Code::WrongState)
        .with("case", &case.number)
        .with("state", status.as_str())
        .into())
}

/// The catalogue's item of a case.
pub(super) fn item_of<'a>(case: &Case, context: &Context<'a>) -> Result<&'a Item, Refusals> {
    context.catalogue.item(&case.item).ok_or_else(|| {
        Refusal::new(Code::UnknownItem)
            .with("item", &case.item)
            .into()
    })
}

fn material(code: Code, case: &Case, material: &MaterialCode) -> Refusal {
    Refusal::new(code)
        .with("case", &case.number)
        .with("item", &case.item)
        .with("material", material)
        .at(alloc::format!("{}-{}", case.number, material))
}
