//! Which facts of a credit record become entries of the register. Whom a record speaks of stands there once it is
//! published, not before.

use serde_json::json;
use window_domain::context::Recorded;
use window_domain::credit::{CreditEvent, CreditRecord};

use super::Leaf;

impl Leaf {
    /// The entries of these facts; the record as it is after them.
    pub fn of_credit(record: &CreditRecord, facts: &[Recorded<CreditEvent>]) -> Vec<Self> {
        let leaves = facts.iter().enumerate();
        leaves
            .filter_map(|(index, fact)| of(record, &fact.event, index))
            .collect()
    }
}

fn of(record: &CreditRecord, event: &CreditEvent, index: usize) -> Option<Leaf> {
    let id = record.id;
    let (act, says) = match event {
        CreditEvent::RecordPublished => {
            let ruling = record.stage.decided().map(|decided| &decided.ruling);
            let says = json!({
                "record": id,
                "company": record.party.company,
                "uscc": record.party.uscc,
                "number": ruling.map(|ruling| &ruling.number),
                "class": ruling.map(|ruling| ruling.proposal.class),
                "max_until": ruling.map(|ruling| ruling.max_until),
            });
            ("credit_published", says)
        }
        CreditEvent::RepairDecided {
            granted, letter, ..
        } => {
            let says = json!({ "record": id, "granted": granted, "letter": letter });
            ("credit_repair", says)
        }
        CreditEvent::RecordEnded { ground } => {
            ("credit_ended", json!({ "record": id, "ground": ground }))
        }
        CreditEvent::RecordWithdrawn { .. } => ("credit_withdrawn", json!({ "record": id })),
        CreditEvent::LetterIssued { letter } => return Some(Leaf::letter(letter, index)),
        _ => return None,
    };
    Some(Leaf::new(act, index, says))
}
