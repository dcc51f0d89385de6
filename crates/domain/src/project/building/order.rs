//! The ladder of breach: rectification order, stop order, revocation, hand-over to credit. Each step by a person, with
//! ground, letter and right of reply; the next is refused while the present clock runs.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{BuildingEvent, Ground, Party, Step};
use super::{Order, fact, under_notice};
use crate::catalogue::{Answerable, Severity};
use crate::context::Context;
use crate::id::entity::CreditId;
use crate::project::event::{PartyKind, ProjectEvent};
use crate::project::letters::{self, form};
use crate::project::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

/// A new order: step, ground, facts, law, working days.
pub(super) type New<'a> = (Step, Ground, &'a str, &'a str, u16);

/// The letter of each step.
const fn letter(step: Step) -> &'static str {
    match step {
        Step::Rectification => form::RECTIFICATION_ORDER,
        Step::Stop => form::STOP_ORDER,
        Step::Revocation => form::REVOCATION,
    }
}

pub(super) fn issue(
    project: &Project,
    (step, ground, facts, law, working_days): (Step, &Ground, &str, &str, u16),
    context: &Context<'_>,
) -> Decided {
    under_notice(project)?;
    let mut found = ground_blocks(project, ground, context);
    found.extend(step_blocks(project, step, ground, context.today));
    check_text(facts, "facts", TEXT_MAX_CHARS, &mut found);
    check_text(law, "law", TITLE_MAX_CHARS, &mut found);
    let limits = context.catalogue.supervision().orders;
    let max = match step {
        Step::Rectification => Some(limits.rectification_days_max),
        Step::Stop => Some(limits.stop_days_max),
        // A revocation gives no time to obey.
        Step::Revocation => None,
    };
    if let Some(max) = max
        && (working_days == 0 || working_days > max)
    {
        found.push(
            Refusal::new(Code::DaysOutOfRange)
                .with("max", max)
                .at("days"),
        );
    }
    Refusals::check(found)?;
    Ok(issued(
        (step, ground.clone(), facts, law, working_days),
        context,
    ))
}

/// The facts of an order with its letter.
pub(super) fn issued(
    (step, ground, facts, law, working_days): New<'_>,
    context: &Context<'_>,
) -> Vec<ProjectEvent> {
    let kind = letter(step);
    let number = letters::number(kind, context);
    let days = if step == Step::Revocation {
        0
    } else {
        working_days
    };
    let reply_days = context.catalogue.supervision().orders.reply_days;
    alloc::vec![
        fact(BuildingEvent::OrderIssued {
            number: number.clone(),
            step,
            ground,
            facts: facts.trim().into(),
            law: law.trim().into(),
            due: context.calendar.due(context.today, days).date,
            reply_until: context.calendar.due(context.today, reply_days).date,
        }),
        letters::order(kind, number, context),
    ]
}

/// Why the ground carries no order today.
fn ground_blocks(project: &Project, ground: &Ground, context: &Context<'_>) -> Vec<Refusal> {
    let mut found = Vec::new();
    match ground {
        Ground::Promise { item } => {
            let standings = super::promise::standings(project, context.calendar, context.today);
            match standings.iter().find(|standing| &standing.item == item) {
                None => found.push(
                    Refusal::new(Code::NotPromised)
                        .with("item", item)
                        .at("ground"),
                ),
                Some(standing) if !standing.is_open() => {
                    found.push(
                        Refusal::new(Code::PromiseKept)
                            .with("item", item)
                            .at("ground"),
                    );
                }
                Some(standing) if !standing.is_overdue(context.today) => {
                    let refusal = Refusal::new(Code::PromiseNotDue).with("item", item);
                    found.push(match standing.due {
                        Some(due) => refusal.with("until", due).at("ground"),
                        None => refusal.with("until", "").at("ground"),
                    });
                }
                Some(_) => {}
            }
        }
        Ground::Finding { finding } => match project.finding(finding) {
            Err(refusals) => found.extend(refusals.0),
            Ok(finding) if !finding.is_open() => {
                found.push(Refusal::new(Code::FindingClosed).at("ground"));
            }
            Ok(_) => {}
        },
    }
    found
}

/// Why this step may not be taken on this ground today.
fn step_blocks(project: &Project, step: Step, ground: &Ground, today: Date) -> Vec<Refusal> {
    let last = |step: Step| {
        let orders = project.building.orders.iter().rev();
        orders
            .filter(|order| order.step == step && &order.ground == ground)
            .find(|order| order.lifted.is_none())
    };
    let mut found = Vec::new();
    if last(step).is_some() {
        found.push(
            Refusal::new(Code::OrderGiven)
                .with("order_step", step.as_str())
                .at("step"),
        );
        return found;
    }
    let before = match step {
        Step::Rectification => return found,
        Step::Stop => Step::Rectification,
        Step::Revocation => Step::Stop,
    };
    match last(before) {
        None => found.push(
            Refusal::new(Code::StepMissing)
                .with("order_step", before.as_str())
                .at("step"),
        ),
        Some(order) => found.extend(still_running(order, today)),
    }
    found
}

/// The clocks of an order that are not over: to obey, and to reply.
fn still_running(order: &Order, today: Date) -> Vec<Refusal> {
    let mut found = Vec::new();
    if order.due >= today {
        found.push(
            Refusal::new(Code::OrderRunning)
                .with("order", &order.number)
                .with("until", order.due)
                .at("step"),
        );
    }
    if order.answer.is_none() && order.reply_until >= today {
        found.push(
            Refusal::new(Code::ReplyRunning)
                .with("order", &order.number)
                .with("until", order.reply_until)
                .at("step"),
        );
    }
    found
}

pub(super) fn answer(
    project: &Project,
    number: &str,
    text: &str,
    context: &Context<'_>,
) -> Decided {
    let order = project.order(number)?;
    if order.answer.is_some() {
        return Err(Refusal::new(Code::AnsweredBefore)
            .with("order", number)
            .into());
    }
    if context.today > order.reply_until {
        return Err(Refusal::new(Code::ReplyOver)
            .with("until", order.reply_until)
            .into());
    }
    required(text, "text")?;
    Ok(alloc::vec![fact(BuildingEvent::OrderAnswered {
        number: number.into(),
        text: text.trim().into(),
    })])
}

/// Ends a stop order once what it rests on is put right.
pub(super) fn lift(
    project: &Project,
    number: &str,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    under_notice(project)?;
    let order = project.order(number)?;
    if order.step != Step::Stop || order.lifted.is_some() {
        return Err(Refusal::new(Code::NoStop).with("order", number).into());
    }
    let is_settled = match &order.ground {
        Ground::Finding { finding } => !project.finding(finding)?.is_open(),
        Ground::Promise { item } => {
            super::promise::standings(project, context.calendar, context.today)
                .iter()
                .any(|standing| &standing.item == item && !standing.is_open())
        }
    };
    let mut found = Vec::new();
    if !is_settled {
        found.push(Refusal::new(Code::GroundOpen).with("order", number));
    }
    check_text(reason, "reason", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![
        fact(BuildingEvent::StopLifted {
            number: number.into(),
            reason: reason.trim().into(),
        }),
        letters::resumption(number, context),
    ])
}

/// Hands the matter over to credit supervision: after a revocation whose time to reply is over, or for a serious
/// finding that was neglected.
pub(super) fn hand_over(
    project: &Project,
    ground: &Ground,
    credit: CreditId,
    context: &Context<'_>,
) -> Decided {
    let handed = &project.building.handed_over;
    if handed.iter().any(|handed| &handed.ground == ground) {
        return Err(Code::HandedOver.into());
    }
    let revoked = project
        .building
        .orders
        .iter()
        .find(|order| order.step == Step::Revocation && &order.ground == ground);
    let mut found = Vec::new();
    match (revoked, ground) {
        (Some(order), _) => {
            if order.answer.is_none() && order.reply_until >= context.today {
                found.push(
                    Refusal::new(Code::ReplyRunning)
                        .with("order", &order.number)
                        .with("until", order.reply_until),
                );
            }
        }
        (None, Ground::Finding { finding }) => {
            let finding = project.finding(finding)?;
            if finding.severity < Severity::Serious {
                found.push(Code::NotSerious.into());
            } else if !finding.is_neglected(context.today) {
                found.push(Refusal::new(Code::FindingRunning).with("until", finding.due));
            }
        }
        (None, Ground::Promise { .. }) => {
            found.push(
                Refusal::new(Code::StepMissing).with("order_step", Step::Revocation.as_str()),
            );
        }
    }
    let party = party_of(project, ground)?;
    if matches!(party.kind, Answerable::Department | Answerable::Window) {
        found.push(Code::PartyIsOffice.into());
    }
    Refusals::check(found)?;
    Ok(alloc::vec![fact(BuildingEvent::HandedToCredit {
        ground: ground.clone(),
        party,
        credit,
    })])
}

/// Who answers for the ground: the builder for a promise, else the party of the finding.
pub(super) fn party_of(project: &Project, ground: &Ground) -> Result<Party, Refusals> {
    match ground {
        Ground::Promise { .. } => Ok(builder(project)),
        Ground::Finding { finding } => Ok(project.finding(finding)?.party.clone()),
    }
}

/// The builder as a party.
pub(super) fn builder(project: &Project) -> Party {
    Party {
        kind: Answerable::Builder,
        company: project.builder.company.clone(),
        uscc: project.builder.uscc.clone(),
    }
}

/// The party of this kind as it was entered with the project; the builder where none was.
pub fn entered(project: &Project, kind: Answerable, office: &str) -> Party {
    let wanted = match kind {
        Answerable::Builder => return builder(project),
        Answerable::Surveyor => PartyKind::Surveyor,
        Answerable::Designer => PartyKind::Designer,
        Answerable::Contractor => PartyKind::Contractor,
        Answerable::Supervisor => PartyKind::Supervisor,
        Answerable::Department | Answerable::Window => {
            return Party {
                kind,
                company: office.into(),
                uscc: String::new(),
            };
        }
    };
    let mut parties = project.parties.iter();
    parties.find(|party| party.kind == wanted).map_or_else(
        || builder(project),
        |party| Party {
            kind,
            company: party.company.clone(),
            uscc: party.uscc.clone(),
        },
    )
}
