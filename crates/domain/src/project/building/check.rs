//! Checks: planned for a reason, recorded on a form, with what they find.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::command::CheckRecord;
use super::event::{BuildingEvent, CheckReason, FindingSource, Ground, Step};
use super::{Check, CheckState, fact, finding, order};
use crate::catalogue::{DepartmentCode, Severity};
use crate::context::{Context, Series};
use crate::id::entity::{CheckId, FindingId};
use crate::project::event::Finding as Found;
use crate::project::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn plan(
    project: &Project,
    (reason, department, inspectors, planned_on): (&CheckReason, &DepartmentCode, &[String], Date),
    context: &Context<'_>,
) -> Decided {
    super::under_notice(project)?;
    own(department, context)?;
    let mut found = Vec::new();
    if context.catalogue.department(department).is_none() {
        found.push(Refusal::new(Code::UnknownDepartment).at("department"));
    }
    if planned_on < context.today {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", planned_on)
                .with("limit", context.today)
                .at("planned_on"),
        );
    }
    if inspectors.is_empty() {
        found.push(Refusal::new(Code::NothingChosen).at("inspectors"));
    }
    for name in inspectors {
        check_text(name, "inspectors", TITLE_MAX_CHARS, &mut found);
    }
    match reason {
        CheckReason::Promise { item } => {
            let mut promises = project
                .build_first
                .notice()
                .map_or(&[][..], |notice| &notice.promises)
                .iter();
            if !promises.any(|dated| &dated.promise.item == item) {
                found.push(
                    Refusal::new(Code::NotPromised)
                        .with("item", item)
                        .at("item"),
                );
            }
        }
        CheckReason::Complaint { text } => {
            check_text(text, "complaint", TEXT_MAX_CHARS, &mut found);
        }
        CheckReason::Node { .. } | CheckReason::Draw { .. } => {}
    }
    let is_planned = project.building.checks.iter().any(|check| {
        matches!(check.state, CheckState::Planned)
            && &check.reason == reason
            && &check.department == department
    });
    if is_planned {
        found.push(Refusal::new(Code::CheckPlanned).at("reason"));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![fact(BuildingEvent::CheckPlanned {
        check: CheckId::from_bytes(context.fresh.random()),
        reason: reason.clone(),
        department: department.clone(),
        inspectors: inspectors.iter().map(|name| name.trim().into()).collect(),
        planned_on,
    })])
}

/// The planned check, or the refusal.
fn planned<'a>(project: &'a Project, id: &CheckId) -> Result<&'a Check, Refusals> {
    let mut checks = project.building.checks.iter();
    let check = checks
        .find(|check| &check.id == id)
        .ok_or(Code::UnknownCheck)?;
    match check.state {
        CheckState::Planned => Ok(check),
        CheckState::Cancelled { .. } | CheckState::Done(_) => Err(Code::CheckOver.into()),
    }
}

/// A department plans, calls off and records its own checks; whoever is of none, those of all.
fn own(department: &DepartmentCode, context: &Context<'_>) -> Result<(), Refusals> {
    match &context.actor.department {
        Some(own) if own != department.as_str() => Err(Code::NotAllowed.into()),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn cancel(
    project: &Project,
    check: &CheckId,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    own(&planned(project, check)?.department, context)?;
    required(reason, "reason")?;
    Ok(alloc::vec![fact(BuildingEvent::CheckCancelled {
        check: *check,
        reason: reason.trim().into(),
    })])
}

/// Records what was seen. A blocking finding stops the works in the same act, with its letter: there is no moment in
/// which it is known and the notice still valid.
pub(super) fn record(project: &Project, record: &CheckRecord, context: &Context<'_>) -> Decided {
    super::open(project)?;
    let check = planned(project, &record.check)?;
    own(&check.department, context)?;
    Refusals::check(wrong(project, check, record, context))?;
    let mut events = alloc::vec![fact(BuildingEvent::CheckDone {
        check: record.check,
        number: number(context),
        checked_on: record.checked_on,
        basis: record.basis.trim().into(),
        fulfils: record.fulfils,
        detail: record.detail.trim().into(),
        points: record.points.clone(),
        photos: record.photos.clone(),
    })];
    for new in &record.findings {
        let id = FindingId::from_bytes(context.fresh.random());
        let source = FindingSource::Check {
            check: record.check,
        };
        events.push(finding::raised(id, source, new, context));
        if new.severity == Severity::Blocking {
            let ground = Ground::Finding { finding: id };
            let days = context
                .catalogue
                .supervision()
                .orders
                .rectification_days_max
                .min(new.working_days);
            let order = (
                Step::Stop,
                ground,
                new.text.as_str(),
                new.law.as_str(),
                days,
            );
            events.extend(order::issued(order, context));
        }
    }
    Ok(events)
}

/// Everything that is wrong with a record, at once.
fn wrong(
    project: &Project,
    check: &Check,
    record: &CheckRecord,
    context: &Context<'_>,
) -> Vec<Refusal> {
    let mut found = Vec::new();
    if record.checked_on > context.today {
        found.push(
            Refusal::new(Code::DateAhead)
                .with("date", record.checked_on)
                .at("checked_on"),
        );
    }
    let noticed = project.build_first.notice().map(|notice| notice.issued_on);
    if let Some(noticed) = noticed.filter(|noticed| record.checked_on < *noticed) {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", record.checked_on)
                .with("limit", noticed)
                .at("checked_on"),
        );
    }
    check_text(&record.basis, "basis", TEXT_MAX_CHARS, &mut found);
    check_text(&record.detail, "detail", TEXT_MAX_CHARS, &mut found);
    let form = context.catalogue.supervision().form(check.reason.kind());
    let points = form.map_or(0, |form| form.points.len());
    for point in 0..points {
        if !record
            .points
            .iter()
            .any(|checked| usize::from(checked.point) == point)
        {
            found.push(
                Refusal::new(Code::ChecklistOpen)
                    .with("point", point.saturating_add(1))
                    .at(alloc::format!("point-{point}")),
            );
        }
    }
    let fails = record
        .points
        .iter()
        .any(|point| point.finding == Found::Fails);
    if fails && record.findings.is_empty() {
        found.push(Refusal::new(Code::FindingMissing).at("finding-0"));
    }
    if fails && record.fulfils {
        found.push(Refusal::new(Code::ChecklistFailed).at("fulfils"));
    }
    for (index, new) in record.findings.iter().enumerate() {
        finding::check(new, index, context, &mut found);
    }
    found
}

/// Number of the check (jcbh): `HC` + year + serial.
fn number(context: &Context<'_>) -> String {
    let year = context.today.year();
    let serial = context.fresh.serial(&Series::Letters {
        kind: "check".into(),
        year,
    });
    alloc::format!("HC{year}{serial:05}")
}
