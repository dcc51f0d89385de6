//! From a clue to the letter that tells the party what it is held to have done.

use alloc::format;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{Charge, Clue, CreditEvent, Party};
use super::letters::{self, form};
use super::record::{CreditRecord, Stage};
use super::{Decided, stage};
use crate::context::Context;
use crate::enterprise::COMPANY_MAX_CHARS;
use crate::id::entity::{CreditId, EnterpriseId, UserId};
use crate::id::uscc::Uscc;
use crate::project::event::StoredFile;
use crate::project::{TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::refusal::{Code, Refusal, Refusals};

pub(super) fn clue(
    known: Option<&CreditRecord>,
    credit: CreditId,
    (party, clue): (&Party, &Clue),
    context: &Context<'_>,
) -> Decided {
    let mut found = Vec::new();
    check_text(&party.company, "company", COMPANY_MAX_CHARS, &mut found);
    check_text(&clue.summary, "summary", TEXT_MAX_CHARS, &mut found);
    check_text(&clue.source, "source", TITLE_MAX_CHARS, &mut found);
    // A registered enterprise may have one of the genuine codes that fail the check; its
    // certificate was seen when it registered.
    let uscc = match party.enterprise {
        Some(_) => Uscc::parse_overriding_check(&party.uscc),
        None => Uscc::parse(&party.uscc),
    };
    if let Err(error) = &uscc {
        found.push(
            Refusal::new(Code::NumberInvalid)
                .with("number", party.uscc.trim())
                .with("why", error)
                .at("uscc"),
        );
    }
    if context.catalogue.credit().breach(&clue.breach).is_none() {
        found.push(
            Refusal::new(Code::CreditBreachUnknown)
                .with("breach", &clue.breach)
                .at("breach"),
        );
    }
    found.extend(later("event_on", clue.event_on, context.today));
    Refusals::check(found)?;
    let party = Party {
        company: party.company.trim().into(),
        uscc: uscc.map_or_else(|_| party.uscc.clone(), |uscc| format!("{uscc}")),
        ..party.clone()
    };
    let clue = Clue {
        summary: clue.summary.trim().into(),
        source: clue.source.trim().into(),
        ..clue.clone()
    };
    match known {
        None => Ok(alloc::vec![CreditEvent::ClueRecorded {
            credit,
            party,
            clue
        }]),
        Some(record) if is_same_clue(record, &party, &clue) => Ok(Vec::new()),
        Some(_) => Err(Code::CreditExists.into()),
    }
}

/// The account may have become known since; everything else must be what it was.
fn is_same_clue(record: &CreditRecord, party: &Party, clue: &Clue) -> bool {
    let known = &record.party;
    record.clue == *clue
        && (known.kind, &known.company, &known.uscc) == (party.kind, &party.company, &party.uscc)
}

/// A date that must not lie after another.
pub(super) fn later(field: &'static str, date: Date, limit: Date) -> Option<Refusal> {
    (date > limit).then(|| wrong_side(field, date, limit))
}

/// A date on the wrong side of another.
pub(super) fn wrong_side(field: &'static str, date: Date, limit: Date) -> Refusal {
    Refusal::new(Code::DateBefore)
        .with("date", date)
        .with("limit", limit)
        .at(field)
}

pub(super) fn link(record: &CreditRecord, enterprise: EnterpriseId, uscc: &str) -> Decided {
    match record.party.enterprise {
        Some(known) if known == enterprise => Ok(Vec::new()),
        None if record.party.uscc == uscc => {
            Ok(alloc::vec![CreditEvent::PartyLinked { enterprise }])
        }
        None | Some(_) => Err(Refusal::new(Code::CreditPartyOther)
            .with("uscc", &record.party.uscc)
            .into()),
    }
}

pub(super) fn open(record: &CreditRecord, investigator: UserId, name: &str) -> Decided {
    match &record.stage {
        Stage::Investigating(investigation) if investigation.investigator == investigator => {
            return Ok(Vec::new());
        }
        Stage::Clue | Stage::Investigating(_) => {}
        Stage::Told(_)
        | Stage::Heard(_)
        | Stage::Proposed(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => return Err(stage(record)),
    }
    required(name, "name")?;
    Ok(alloc::vec![CreditEvent::InvestigationOpened {
        investigator,
        name: name.trim().into(),
    }])
}

pub(super) fn evidence(record: &CreditRecord, file: &StoredFile, shows: &str) -> Decided {
    let Stage::Investigating(investigation) = &record.stage else {
        return Err(stage(record));
    };
    required(shows, "shows")?;
    // The same content showing the same thing again is the same evidence.
    let is_known = investigation
        .evidence
        .iter()
        .any(|known| known.file.sha256 == file.sha256 && known.shows == shows.trim());
    if is_known {
        return Ok(Vec::new());
    }
    Ok(alloc::vec![CreditEvent::EvidenceAdded {
        file: file.clone(),
        shows: shows.trim().into(),
    }])
}

pub(super) fn tell(record: &CreditRecord, charge: &Charge, context: &Context<'_>) -> Decided {
    let Stage::Investigating(investigation) = &record.stage else {
        return Err(stage(record));
    };
    let mut found = Vec::new();
    if investigation.evidence.is_empty() {
        found.push(Refusal::new(Code::CreditEvidenceMissing).at("evidence"));
    }
    check_text(&charge.facts, "facts", TEXT_MAX_CHARS, &mut found);
    check_text(&charge.law, "law", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    let days = context.catalogue.credit().defence_days;
    let letter = letters::number(form::FACTS, context);
    Ok(alloc::vec![
        CreditEvent::FactsTold {
            charge: Charge {
                facts: charge.facts.trim().into(),
                law: charge.law.trim().into(),
                class: charge.class,
            },
            letter: letter.clone(),
            defence_until: context.calendar.due(context.today, days).date,
        },
        letters::letter(form::FACTS, letter, context),
    ])
}

/// What was told cannot be changed behind the party's back: it is told anew.
pub(super) fn reopen(record: &CreditRecord, reason: &str) -> Decided {
    match record.stage {
        Stage::Told(_) | Stage::Heard(_) => {}
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Proposed(_)
        | Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => return Err(stage(record)),
    }
    required(reason, "reason")?;
    Ok(alloc::vec![CreditEvent::InvestigationReopened {
        reason: reason.trim().into(),
    }])
}

pub(super) fn drop_case(record: &CreditRecord, reason: &str) -> Decided {
    match record.stage {
        Stage::Clue
        | Stage::Investigating(_)
        | Stage::Told(_)
        | Stage::Heard(_)
        | Stage::Proposed(_) => {}
        Stage::Decided(_)
        | Stage::Published(_)
        | Stage::Ended(_)
        | Stage::Dropped(_)
        | Stage::Withdrawn(_) => return Err(stage(record)),
    }
    required(reason, "reason")?;
    Ok(alloc::vec![CreditEvent::CaseDropped {
        reason: reason.trim().into(),
    }])
}
