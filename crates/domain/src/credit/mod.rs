//! The credit record (失信记录): clue, investigation, defence, decision by two people, publication,
//! export, repair, end.
//!
//! [`decide`] checks a command against the state and answers with facts or with every reason to
//! refuse; [`apply`] folds a fact into the state. Both are pure. One stream for each record.

pub mod command;
mod decision;
mod defence;
pub mod event;
pub mod export;
mod fold;
mod investigate;
mod letters;
mod publication;
mod reading;
pub mod record;
mod repair;

use alloc::vec::Vec;

pub use self::command::{CreditCommand, ExportKind};
pub use self::event::CreditEvent;
pub use self::fold::apply;
pub use self::letters::form;
pub use self::reading::Bar;
pub use self::record::{CreditRecord, Defence, RepairStep, Stage};

use crate::access::{Actor, Relation};
use crate::context::{By, Context, Recorded};
use crate::refusal::{Code, Refusal, Refusals};

/// Facts of one decision, in order.
pub type Decided = Result<Vec<CreditEvent>, Refusals>;

/// Decides a command. `None` is a record that does not exist yet.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(
    record: Option<&CreditRecord>,
    command: &CreditCommand,
    context: &Context<'_>,
) -> Decided {
    let relations = record.map_or_else(
        || alloc::vec![Relation::Other],
        |record| relations(record, context.actor),
    );
    if !context.actor.may(command.action(), &relations) {
        return Err(Refusal::new(Code::NotAllowed)
            .with("action", alloc::format!("{:?}", command.action()))
            .into());
    }
    match (record, command) {
        (Some(record), command) => go_on(record, command, context),
        (
            None,
            CreditCommand::RecordClue {
                credit,
                party,
                clue,
            },
        ) => investigate::clue(None, *credit, (party, clue), context),
        (None, _) => Err(Code::NoCredit.into()),
    }
}

/// Decides a command about a record that exists.
fn go_on(record: &CreditRecord, command: &CreditCommand, context: &Context<'_>) -> Decided {
    match command {
        CreditCommand::RecordClue {
            credit,
            party,
            clue,
        } => investigate::clue(Some(record), *credit, (party, clue), context),
        CreditCommand::LinkParty { enterprise, uscc } => {
            investigate::link(record, *enterprise, uscc)
        }
        CreditCommand::OpenInvestigation { investigator, name } => {
            investigate::open(record, *investigator, name)
        }
        CreditCommand::AddEvidence { file, shows } => investigate::evidence(record, file, shows),
        CreditCommand::TellFacts { charge } => investigate::tell(record, charge, context),
        CreditCommand::ReopenInvestigation { reason } => investigate::reopen(record, reason),
        CreditCommand::Drop { reason } => investigate::drop_case(record, reason),
        CreditCommand::Defend { text, files } => defence::give(record, text, files, context),
        CreditCommand::RecordDefence {
            text,
            scan,
            received_on,
        } => defence::record(record, text, scan, *received_on, context),
        CreditCommand::WaiveDefence => defence::waive(record),
        CreditCommand::RecordLapse => defence::lapse(record, context),
        CreditCommand::AnswerDefence { answer } => defence::answer(record, answer),
        CreditCommand::Propose { proposal } => decision::propose(record, proposal, context),
        CreditCommand::Approve => decision::approve(record, context),
        CreditCommand::ReturnProposal { reason } => decision::send_back(record, reason),
        CreditCommand::Publish => publication::publish(record, context),
        CreditCommand::EndAtMaximum => publication::end_at_maximum(record, context),
        CreditCommand::Withdraw { reason, correction } => {
            publication::withdraw(record, reason, correction)
        }
        CreditCommand::AcknowledgeExport {
            target,
            about,
            receipt_no,
        } => export::acknowledge(record, target, *about, receipt_no, context),
        CreditCommand::FailExport {
            target,
            about,
            attempt,
            reason,
        } => export::fail(record, (target, *about), *attempt, reason, context),
        CreditCommand::ApplyRepair {
            request,
            duties_fulfilled,
        } => repair::apply_for(record, request, *duties_fulfilled, context),
        CreditCommand::ProposeRepair { grant, reasons } => repair::propose(record, *grant, reasons),
        CreditCommand::ApproveRepair => repair::approve(record, context),
        CreditCommand::ReturnRepair { reason } => repair::send_back(record, reason),
    }
}

/// How the actor stands to the record. It is a party's own only once the party was told of it.
pub fn relations(record: &CreditRecord, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    let is_party = actor.enterprise.is_some() && actor.enterprise == record.party.enterprise;
    if is_party && record.is_known_to_party() {
        found.push(Relation::Own);
    }
    // What a company did counts everywhere: the records are read by whoever serves the whole city.
    if actor.is_of_window() && actor.territory.is_whole() {
        found.push(Relation::SameOrganisation);
    }
    found
}

/// Replays a stream.
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Recorded<CreditEvent>>,
) -> Option<CreditRecord> {
    let mut record = None;
    for event in events {
        apply(&mut record, event);
    }
    record
}

/// The record has not come so far, or is past this step.
fn stage(record: &CreditRecord) -> Refusals {
    Refusal::new(Code::CreditStage)
        .with("stage", record.stage.as_str())
        .into()
}

/// Whether the actor is who did this.
fn is_same(by: &By, context: &Context<'_>) -> bool {
    by.user == context.actor.user
}
