//! A credit record as its pages show it.

use minijinja::{Value, context};
use window_domain::catalogue::Text;
use window_domain::context::Recorded;
use window_domain::credit::event::Ruling;
use window_domain::credit::record::{Investigation, RepairApplication, RepairStep, Stage};
use window_domain::credit::{CreditEvent, CreditRecord, Defence};
use window_domain::project::event::StoredFile;

use crate::app::App;
use crate::templates::view;

/// Everything both sides may know; the supervisors' template shows more of it than the party's.
pub(super) fn record(app: &App, record: &CreditRecord) -> Value {
    let stage = &record.stage;
    let credit = app.office.catalogue.credit();
    let told = stage.told();
    let proposed = match stage {
        Stage::Proposed(proposed) => Some(proposed),
        _ => None,
    };
    let ended = match stage {
        Stage::Ended(ended) => Some(ended.ground.as_str()),
        _ => None,
    };
    let withdrawn = match stage {
        Stage::Withdrawn(withdrawn) => Some(withdrawn),
        _ => None,
    };
    context! {
        id => record.id.to_string(),
        company => record.party.company.as_str(),
        uscc => record.party.uscc.as_str(),
        kind => record.party.kind.as_str(),
        has_account => record.party.enterprise.is_some(),
        breach => view(&breach(app, &record.clue.breach)),
        summary => record.clue.summary.as_str(),
        source => record.clue.source.as_str(),
        project => record.clue.project.as_ref().map(ToString::to_string),
        event_on => record.clue.event_on.to_string(),
        recorded_on => record.recorded_on.to_string(),
        stage => stage.as_str(),
        next_due => record.next_due().map(|due| due.to_string()),
        is_late => record.next_due().is_some_and(|due| due < app.office.today()),
        investigator => stage.investigation().map(|it| it.name.as_str()),
        evidence => stage.investigation().map(|it| evidence(record, it)).unwrap_or_default(),
        charge => told.map(|told| context! {
            facts => told.charge.facts.as_str(), law => told.charge.law.as_str(),
            class => told.charge.class.as_str(), on => told.told.on.to_string(),
            until => told.defence_until.to_string(),
        }),
        defence => stage.heard().map(|heard| defence(record, &heard.defence)),
        proposed => proposed.map(|it| context! {
            class => it.proposal.class.as_str(), reasons => it.proposal.reasons.as_str(),
            sanction => it.proposal.sanction.as_str(), publish => it.proposal.publish,
            by => it.proposed.by.name.as_str(), on => it.proposed.on.to_string(),
        }),
        ruling => stage.decided().map(|decided| ruling(app, &decided.ruling)),
        decided_on => stage.decided().map(|decided| decided.decided.on.to_string()),
        published_on => stage.published().map(|act| act.on.to_string()),
        ended_on => stage.ended_on().map(|on| on.to_string()),
        ended_by => ended,
        correction => withdrawn.and_then(|it| it.correction.as_deref()),
        repair => repair(record),
        repairs => credit_repairs(record),
        letters => letters(app, record),
        exports => exports(app, record),
        conditions => stage.decided().and_then(|it| credit.rules(&it.ruling.rules)).map(|rules| view(&rules.repair)),
    }
}

/// The breach in words, or its code if the catalogue no longer knows it.
pub(super) fn breach(app: &App, code: &str) -> Text {
    let known = app.office.catalogue.credit().breach(code);
    known.map_or_else(
        || Text {
            zh: code.to_owned(),
            en: code.to_owned(),
        },
        |breach| breach.name.clone(),
    )
}

fn file(record: &CreditRecord, file: &StoredFile) -> Value {
    context! {
        name => file.file_name.as_str(),
        href => format!("/credit/{}/files/{}", record.id, file.sha256),
    }
}

fn evidence(record: &CreditRecord, investigation: &Investigation) -> Vec<Value> {
    let each = investigation.evidence.iter();
    each.map(|it| {
        context! {
            file => file(record, &it.file), shows => it.shows.as_str(), on => it.added.on.to_string(),
        }
    })
    .collect()
}

fn defence(record: &CreditRecord, defence: &Defence) -> Value {
    match defence {
        Defence::Given { statements, answer } => {
            let statements: Vec<_> = statements
                .iter()
                .map(|one| {
                    let files: Vec<_> = one.files.iter().map(|it| file(record, it)).collect();
                    context! {
                        text => one.text.as_str(), on => one.received_on.to_string(),
                        on_paper => one.on_paper, files,
                    }
                })
                .collect();
            context! {
                how => "given", statements,
                answer => answer.as_ref().map(|it| it.text.as_str()),
            }
        }
        Defence::Waived(act) => context! { how => "waived", on => act.on.to_string() },
        Defence::Lapsed(act) => context! { how => "lapsed", on => act.on.to_string() },
    }
}

fn ruling(app: &App, ruling: &Ruling) -> Value {
    let rules = app.office.catalogue.credit().rules(&ruling.rules);
    context! {
        number => ruling.number.as_str(),
        class => ruling.proposal.class.as_str(),
        reasons => ruling.proposal.reasons.as_str(),
        sanction => ruling.proposal.sanction.as_str(),
        publish => ruling.proposal.publish,
        publish_by => ruling.publish_by.to_string(),
        min_until => ruling.min_until.to_string(),
        max_until => ruling.max_until.to_string(),
        rules => rules.map(|rules| view(&rules.source)),
    }
}

fn application(record: &CreditRecord, it: &RepairApplication) -> Value {
    context! {
        commitment => it.request.commitment.as_str(),
        duties => it.request.duties.as_str(),
        file => file(record, &it.request.evidence),
        on => it.applied.on.to_string(),
        returned => it.returned.as_ref().map(|it| it.reason.as_str()),
    }
}

/// The application that is being looked into.
fn repair(record: &CreditRecord) -> Option<Value> {
    match &record.stage.in_force()?.repair.step {
        RepairStep::Idle => None,
        RepairStep::Applied(it) => Some(context! { application => application(record, it) }),
        RepairStep::Proposed {
            application: it,
            grant,
            reasons,
            proposed,
        } => Some(context! {
            application => application(record, it), grant, reasons,
            by => proposed.by.name.as_str(), proposed_on => proposed.on.to_string(),
        }),
    }
}

/// Applications that were answered.
fn credit_repairs(record: &CreditRecord) -> Vec<Value> {
    let answered = record
        .stage
        .decided()
        .map(|decided| decided.repair.answered.as_slice());
    answered
        .unwrap_or_default()
        .iter()
        .map(|it| {
            context! {
                application => application(record, &it.application), granted => it.granted,
                reasons => it.reasons.as_str(), on => it.decided.on.to_string(),
            }
        })
        .collect()
}

fn letters(app: &App, record: &CreditRecord) -> Vec<Value> {
    let letters = record.letters.iter().rev();
    letters
        .map(|letter| {
            let kind = app.office.catalogue.letters().kind(&letter.form);
            context! {
                number => letter.number.as_str(), on => letter.issued_on.to_string(),
                link => letter.check_code.compact(),
                title => kind.map(|kind| view(&kind.title)),
            }
        })
        .collect()
}

fn exports(app: &App, record: &CreditRecord) -> Vec<Value> {
    let office = &app.office;
    let credit = office.catalogue.credit();
    let messages = record.messages(credit, &office.calendar);
    messages
        .iter()
        .map(|message| {
            let export = message.export;
            let receipt = export.and_then(|export| export.receipt.as_ref());
            let failures = export.map_or(&[][..], |export| export.failures.as_slice());
            context! {
                target => credit.target(message.target).map(|target| view(&target.name)),
                about => message.about.as_str(),
                receipt => receipt.map(|it| it.number.as_str()),
                received_at => receipt.map(|it| it.at.to_string()),
                by => message.receipt_by.to_string(),
                overdue => message.is_overdue(office.today()),
                failed => failures.len(),
                last_failure => failures.last().map(|it| it.reason.as_str()),
            }
        })
        .collect()
}

/// Every file of the record that its readers may have.
pub(super) fn files(record: &CreditRecord) -> Vec<&StoredFile> {
    let mut found = Vec::new();
    if let Some(investigation) = record.stage.investigation() {
        found.extend(investigation.evidence.iter().map(|it| &it.file));
    }
    if let Some(Defence::Given { statements, .. }) = record.stage.heard().map(|it| &it.defence) {
        found.extend(statements.iter().flat_map(|one| &one.files));
    }
    if let Some(decided) = record.stage.decided() {
        let answered = decided.repair.answered.iter();
        found.extend(answered.map(|it| &it.application.request.evidence));
        match &decided.repair.step {
            RepairStep::Idle => {}
            RepairStep::Applied(application) | RepairStep::Proposed { application, .. } => {
                found.push(&application.request.evidence);
            }
        }
    }
    found
}

/// What happened, the newest first.
pub(super) fn timeline(facts: &[Recorded<CreditEvent>]) -> Vec<Value> {
    let facts = facts.iter().rev();
    facts
        .map(|fact| {
            let kind = serde_json::to_value(&fact.event).ok();
            let kind = kind.as_ref().and_then(|event| event.get("kind")?.as_str());
            context! {
                kind => kind.unwrap_or_default(), at => fact.at.to_string(),
                who => fact.by.name.as_str(), detail => words(&fact.event),
            }
        })
        .collect()
}

/// The words somebody wrote with a fact.
fn words(event: &CreditEvent) -> &str {
    match event {
        CreditEvent::ClueRecorded { clue, .. } => &clue.summary,
        CreditEvent::InvestigationOpened { name, .. } => name,
        CreditEvent::EvidenceAdded { shows, .. } => shows,
        CreditEvent::FactsTold { letter, .. } | CreditEvent::RepairDecided { letter, .. } => letter,
        CreditEvent::DefenceGiven { text, .. } | CreditEvent::CorrectionPublished { text } => text,
        CreditEvent::DefenceAnswered { answer } => answer,
        CreditEvent::DecisionProposed { proposal } => &proposal.reasons,
        CreditEvent::RecordDecided { ruling } => &ruling.number,
        CreditEvent::ExportAcknowledged { receipt_no, .. } => receipt_no,
        CreditEvent::RepairApplied { request } => &request.duties,
        CreditEvent::RepairProposed { reasons, .. } => reasons,
        CreditEvent::InvestigationReopened { reason }
        | CreditEvent::ProposalReturned { reason }
        | CreditEvent::ExportFailed { reason, .. }
        | CreditEvent::RepairReturned { reason }
        | CreditEvent::CaseDropped { reason }
        | CreditEvent::RecordWithdrawn { reason } => reason,
        CreditEvent::LetterIssued { letter } => &letter.number,
        CreditEvent::PartyLinked { .. }
        | CreditEvent::DefenceWaived
        | CreditEvent::DefenceLapsed
        | CreditEvent::RecordPublished
        | CreditEvent::RecordEnded { .. } => "",
    }
}
