//! The decision (认定): proposed by one, signed by another who did not investigate, with the dates
//! that the rule set in force on its day gives it.

use alloc::vec::Vec;

use super::defence::running;
use super::event::{CreditEvent, Proposal, Ruling};
use super::letters::{self, form};
use super::record::{CreditRecord, Defence, Heard, Stage};
use super::{Decided, is_same, stage};
use crate::calendar::months_after;
use crate::catalogue::CreditRules;
use crate::context::Context;
use crate::project::{TEXT_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn propose(
    record: &CreditRecord,
    proposal: &Proposal,
    context: &Context<'_>,
) -> Decided {
    let heard = heard(record, context)?;
    let mut found = Vec::new();
    if matches!(heard.defence, Defence::Given { answer: None, .. }) {
        found.push(Refusal::new(Code::CreditDefenceUnanswered).at("answer"));
    }
    check_text(&proposal.reasons, "reasons", TEXT_MAX_CHARS, &mut found);
    check_text(&proposal.sanction, "sanction", TEXT_MAX_CHARS, &mut found);
    found.extend(publicity(rules(context)?, proposal));
    Refusals::check(found)?;
    Ok(alloc::vec![CreditEvent::DecisionProposed {
        proposal: Proposal {
            class: proposal.class,
            reasons: proposal.reasons.trim().into(),
            sanction: proposal.sanction.trim().into(),
            publish: proposal.publish,
            publish_reason: proposal.publish_reason.trim().into(),
        },
    }])
}

/// Nothing is decided before the party was heard, and never silently without it.
fn heard<'a>(record: &'a CreditRecord, context: &Context<'_>) -> Result<&'a Heard, Refusals> {
    match &record.stage {
        Stage::Heard(heard) => Ok(heard),
        Stage::Told(told) => {
            running(told, context)?;
            Err(Code::CreditDefenceUnheard.into())
        }
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Proposed(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => Err(stage(record)),
    }
}

/// The rule set in force today.
fn rules<'a>(context: &Context<'a>) -> Result<&'a CreditRules, Refusals> {
    let policy = context.catalogue.credit();
    policy.rules_on(context.today).ok_or_else(|| {
        Refusal::new(Code::CreditRulesMissing)
            .with("date", context.today)
            .into()
    })
}

/// A class that is published always is; another only with a reason.
fn publicity(rules: &CreditRules, proposal: &Proposal) -> Option<Refusal> {
    let class = proposal.class;
    match (rules.class(class).published, proposal.publish) {
        (true, false) => Some(
            Refusal::new(Code::CreditMustPublish)
                .with("class", class.as_str())
                .at("publish"),
        ),
        (false, true) if proposal.publish_reason.trim().is_empty() => Some(
            Refusal::new(Code::CreditPublishReason)
                .with("class", class.as_str())
                .at("publish_reason"),
        ),
        (true, true) | (false, true | false) => None,
    }
}

pub(super) fn approve(record: &CreditRecord, context: &Context<'_>) -> Decided {
    let Stage::Proposed(proposed) = &record.stage else {
        return Err(no_proposal(record));
    };
    let proposal = &proposed.proposal;
    let mut found = Vec::new();
    if is_same(&proposed.proposed.by, context) {
        found.push(Refusal::new(Code::SecondPerson));
    }
    let investigation = &proposed.heard.told.investigation;
    if investigation.is_investigator(context.actor.user) {
        found.push(Refusal::new(Code::CreditInvestigatorDecides));
    }
    // The rules may have changed since the proposal; those of the decision's day count.
    let rules = rules(context)?;
    found.extend(publicity(rules, proposal));
    Refusals::check(found)?;
    let months = rules.class(proposal.class);
    let policy = context.catalogue.credit();
    let publish_by = context.calendar.due(context.today, policy.publicity_days);
    let number = letters::number(form::DECISION, context);
    Ok(alloc::vec![
        CreditEvent::RecordDecided {
            ruling: Ruling {
                number: number.clone(),
                proposal: proposal.clone(),
                rules: rules.code.clone(),
                publish_by: publish_by.date,
                min_until: months_after(context.today, months.min_months),
                max_until: months_after(context.today, months.max_months),
            },
        },
        letters::letter(form::DECISION, number, context),
    ])
}

pub(super) fn send_back(record: &CreditRecord, reason: &str) -> Decided {
    let Stage::Proposed(_) = record.stage else {
        return Err(no_proposal(record));
    };
    required(reason, "reason")?;
    Ok(alloc::vec![CreditEvent::ProposalReturned {
        reason: reason.trim().into(),
    }])
}

fn no_proposal(record: &CreditRecord) -> Refusals {
    match record.stage {
        Stage::Heard(_) => Code::NoProposal.into(),
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Told(_)
        | Stage::Proposed(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => stage(record),
    }
}
