//! Filing a project, its facts, its agent, and handing in cases.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::agency::event::ProxyAct;
use super::agency::{self, check_proxy};
use super::command::{AgentCard, NewProject};
use super::event::{ProjectEvent, SubmittedCase};
use super::progress::{ItemProgress, MaterialStatus, Progress};
use super::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, letters, required};
use crate::access::{Action, Relation};
use crate::catalogue::{Item, ItemCode, Kind};
use crate::context::{Context, Series};
use crate::facts::Facts;
use crate::id::case_number::CaseNumber;
use crate::id::entity::SubmissionId;
use crate::id::project_code::ProjectCode;
use crate::limit::Limit;
use crate::plan::Track;
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn create(new: &NewProject, context: &Context<'_>) -> Decided {
    let own = context.actor.enterprise.as_ref() == Some(&new.builder.id);
    let relation = if own { Relation::Own } else { Relation::Other };
    if !own || !context.actor.may(Action::CreateProject, &[relation]) {
        return Err(Code::NotAllowed.into());
    }
    let mut found = Vec::new();
    if !new.not_secret {
        found.push(Refusal::new(Code::SecretProject).at("not_secret"));
    }
    check_text(&new.title, "title", TITLE_MAX_CHARS, &mut found);
    check_text(&new.address, "address", TEXT_MAX_CHARS, &mut found);
    check_text(&new.contact.person, "person", TITLE_MAX_CHARS, &mut found);
    check_text(&new.contact.phone, "phone", TITLE_MAX_CHARS, &mut found);
    found.extend(check_facts(&new.facts, context));
    Refusals::check(found)?;
    let mut events = alloc::vec![ProjectEvent::ProjectCreated {
        project: new.project,
        builder: new.builder.clone(),
        title: new.title.trim().into(),
        code: new.code.clone(),
        address: new.address.trim().into(),
        contact: new.contact.clone(),
        facts: new.facts.clone(),
        track: new.track,
        release: context.catalogue.release().into(),
    }];
    if new.track == Track::BuildFirst {
        Refusals::check(super::build_first::exclusions(&new.facts, context))?;
        events.push(ProjectEvent::BuildFirstRequested);
    }
    Ok(events)
}

/// Every fact that is missing, out of bounds or none the city asks for. Forms and files are
/// checked when they are read; whoever builds facts in another way meets the same rule here.
fn check_facts(facts: &Facts, context: &Context<'_>) -> Vec<Refusal> {
    let problems = Facts::check(context.catalogue.facts(), facts.values()).err();
    problems
        .into_iter()
        .flatten()
        .map(|problem| problem.refusal())
        .collect()
}

pub(super) fn change_facts(project: &Project, facts: &Facts, context: &Context<'_>) -> Decided {
    check_proxy(project, ProxyAct::Fill, context)?;
    if !project.facts_are_open() {
        return Err(Code::FactsFixed.into());
    }
    Refusals::check(check_facts(facts, context))?;
    if &project.facts == facts {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![ProjectEvent::FactsChanged {
        facts: facts.clone()
    }])
}

pub(super) fn enter_code(project: &Project, code: &ProjectCode) -> Vec<ProjectEvent> {
    if project.code.as_ref() == Some(code) {
        return Vec::new();
    }
    alloc::vec![ProjectEvent::ProjectCodeEntered { code: code.clone() }]
}

pub(super) fn assign_agent(project: &Project, card: &AgentCard, reason: &str) -> Decided {
    if project
        .agent
        .as_ref()
        .is_some_and(|known| known.agent == card.agent)
    {
        return Err(Code::AgentSame.into());
    }
    required(reason, "reason")?;
    let mut events = alloc::vec![ProjectEvent::AgentAssigned {
        agent: card.agent,
        name: card.name.clone(),
        window: card.window.clone(),
        phone: card.phone.clone(),
        reason: reason.trim().into(),
    }];
    events.extend(agency::hand_over(project, reason));
    Ok(events)
}

pub(super) fn register_result(
    project: &Project,
    code: &ItemCode,
    certificate_no: &str,
    issued_on: Date,
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    let progress = Progress::new(project, context.catalogue);
    match progress.of(code) {
        Some(ItemProgress::NotApplicable) => {
            found.push(
                Refusal::new(Code::ItemNotApplicable)
                    .with("item", code)
                    .at("item"),
            );
        }
        Some(ItemProgress::Obtained | ItemProgress::InHand) => {
            found.push(Refusal::new(Code::ItemInHand).with("item", code).at("item"));
        }
        Some(ItemProgress::Locked { .. } | ItemProgress::Ready) => {}
        None => found.push(
            Refusal::new(Code::UnknownItem)
                .with("item", code)
                .at("item"),
        ),
    }
    if progress.is_notice(code) {
        found.push(
            Refusal::new(Code::ItemIsNotice)
                .with("item", code)
                .at("item"),
        );
    }
    let is_promised = project.build_first.notice().is_some_and(|notice| {
        let mut promises = notice.promises.iter();
        promises.any(|dated| &dated.promise.item == code)
    });
    let is_intermediary = context
        .catalogue
        .item(code)
        .is_some_and(|item| item.kind == Kind::Intermediary);
    if is_promised && !is_intermediary {
        // A promise is kept by the ordinary case alone, not by a note of the window.
        found.push(
            Refusal::new(Code::PromiseByCase)
                .with("item", code)
                .at("item"),
        );
    }
    check_text(
        certificate_no,
        "certificate_no",
        TITLE_MAX_CHARS,
        &mut found,
    );
    if issued_on > context.today {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", issued_on)
                .with("limit", context.today)
                .at("issued_on"),
        );
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::ResultRegistered {
        item: code.clone(),
        certificate_no: certificate_no.trim().into(),
        issued_on,
    }])
}

pub(super) fn submit(project: &Project, items: &[ItemCode], context: &Context<'_>) -> Decided {
    check_proxy(project, ProxyAct::Submit, context)?;
    if items.is_empty() {
        return Err(Refusal::new(Code::NothingChosen).at("items").into());
    }
    let mut found = Vec::new();
    let mut chosen: Vec<&Item> = Vec::new();
    let progress = Progress::new(project, context.catalogue);
    for code in items {
        match check_item(&progress, code, context, &mut found) {
            Some(item) if !chosen.iter().any(|known| known.code == item.code) => chosen.push(item),
            Some(_) | None => {}
        }
    }
    Refusals::check(found)?;
    let submission = SubmissionId::from_bytes(context.fresh.random());
    let receipt_no = receipt_no(context);
    let cases = chosen
        .into_iter()
        .map(|item| submitted(item, context))
        .collect::<Result<Vec<SubmittedCase>, Refusals>>()?;
    let numbers = cases.iter().map(|case| case.case.clone()).collect();
    Ok(alloc::vec![
        ProjectEvent::SubmissionReceived {
            submission,
            receipt_no,
            cases,
            received_on: context.received_on,
            intake: Limit::WorkingDays(context.catalogue.policy().intake.answer_days),
        },
        letters::receipt(submission, numbers, context),
    ])
}

/// The item if it can be handed in now; otherwise every reason why not.
fn check_item<'a>(
    progress: &Progress<'a>,
    code: &ItemCode,
    context: &Context<'a>,
    found: &mut Vec<Refusal>,
) -> Option<&'a Item> {
    let item = context.catalogue.item(code);
    let before = found.len();
    match progress.of(code) {
        None => found.push(
            Refusal::new(Code::UnknownItem)
                .with("item", code)
                .at("items"),
        ),
        Some(ItemProgress::NotApplicable) => {
            found.push(
                Refusal::new(Code::ItemNotApplicable)
                    .with("item", code)
                    .at("items"),
            );
        }
        Some(ItemProgress::Obtained | ItemProgress::InHand) => {
            found.push(
                Refusal::new(Code::ItemInHand)
                    .with("item", code)
                    .at("items"),
            );
        }
        Some(ItemProgress::Locked { missing }) => {
            for predecessor in missing {
                found.push(
                    Refusal::new(Code::PredecessorMissing)
                        .with("item", code)
                        .with("predecessor", predecessor)
                        .at("items"),
                );
            }
        }
        Some(ItemProgress::Ready) => {}
    }
    if progress.is_notice(code) {
        found.push(
            Refusal::new(Code::ItemIsNotice)
                .with("item", code)
                .at("items"),
        );
    }
    if code == &context.catalogue.supervision().joint_acceptance.item {
        found.push(
            Refusal::new(Code::ItemIsAcceptance)
                .with("item", code)
                .at("items"),
        );
    }
    let item = item?;
    for slot in progress.slots(item) {
        let refusal = match slot.status {
            MaterialStatus::Missing if !slot.is_tolerable() => Code::MaterialMissing,
            MaterialStatus::Unconfirmed => Code::MaterialUnconfirmed,
            MaterialStatus::Missing | MaterialStatus::Present | MaterialStatus::Held => continue,
        };
        found.push(
            Refusal::new(refusal)
                .with("item", code)
                .with("material", &slot.requirement.code)
                .at(alloc::format!("material-{}", slot.requirement.code)),
        );
    }
    (found.len() == before).then_some(item)
}

/// `R` + date + serial of the day: no meaning to learn, short enough to read out.
fn receipt_no(context: &Context<'_>) -> String {
    let day = context.today;
    alloc::format!(
        "R{:04}{:02}{:02}{:04}",
        day.year(),
        day.month(),
        day.day(),
        context.fresh.serial(&Series::Receipts(day))
    )
}

fn submitted(item: &Item, context: &Context<'_>) -> Result<SubmittedCase, Refusals> {
    let day = context.received_on;
    let serial = context.fresh.serial(&Series::Cases(day));
    let place = &context.catalogue.city().place;
    let case = CaseNumber::new(place, day, serial).map_err(|error| {
        Refusal::new(Code::NumberInvalid)
            .with("number", serial)
            .with("why", error)
    })?;
    Ok(SubmittedCase {
        case,
        item: item.code.clone(),
        department: item.department.clone(),
    })
}
