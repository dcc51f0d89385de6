//! The rows of a credit record: its own, and its letters.

use window_domain::credit::CreditRecord;

use super::RowSet;
use super::project::Folding;
use super::published::published_record;
use super::rows::{CreditRow, LetterRow};

/// All rows of a credit record at this version of its stream.
pub fn credit_rows(record: &CreditRecord, version: u64, folding: Folding<'_>) -> RowSet {
    let mut rows = RowSet::new();
    rows.insert(row(record, version));
    if let Some(row) = published_record(record) {
        rows.insert(row);
    }
    for letter in &record.letters {
        let kind = folding.catalogue.letters().kind(&letter.form);
        let title = |text: fn(&window_domain::catalogue::Text) -> &String| {
            kind.map_or_else(|| letter.form.clone(), |kind| text(&kind.title).clone())
        };
        let withdrawn = record.stage.withdrawn_on();
        rows.insert(LetterRow {
            check_code: letter.check_code.compact(),
            number: letter.number.clone(),
            kind: letter.form.clone(),
            project_id: record.id.to_string(),
            project_name: String::new(),
            case_no: None,
            holder_name: record.party.company.clone(),
            issued_on: letter.issued_on,
            valid_until: None,
            status: if withdrawn.is_some() {
                "withdrawn"
            } else {
                "valid"
            }
            .to_owned(),
            status_reason: String::new(),
            title_zh: title(|title| &title.zh),
            title_en: title(|title| &title.en),
            department: None,
        });
    }
    rows
}

fn row(record: &CreditRecord, version: u64) -> CreditRow {
    let decided = record.stage.decided();
    let ruling = decided.map(|decided| &decided.ruling);
    CreditRow {
        id: record.id.to_string(),
        uscc: record.party.uscc.clone(),
        company: record.party.company.clone(),
        party: record.party.kind.as_str().to_owned(),
        enterprise_id: record
            .party
            .enterprise
            .filter(|_| record.is_known_to_party())
            .map(|id| id.to_string()),
        project_id: record.clue.project.map(|id| id.to_string()),
        breach: record.clue.breach.clone(),
        summary: record.clue.summary.clone(),
        stage: record.stage.as_str().to_owned(),
        is_open: record.is_open(),
        event_on: record.clue.event_on,
        recorded_on: record.recorded_on,
        next_due: record.next_due(),
        number: ruling.map(|ruling| ruling.number.clone()),
        class: ruling.map(|ruling| ruling.proposal.class.as_str().to_owned()),
        decided_on: decided.map(|decided| decided.decided.on),
        published_on: record.stage.published().map(|act| act.on),
        min_until: ruling.map(|ruling| ruling.min_until),
        max_until: ruling.map(|ruling| ruling.max_until),
        ended_on: record.stage.ended_on(),
        version,
        updated_at: record.updated_at,
    }
}
