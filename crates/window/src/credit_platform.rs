//! Reports of credit records to a platform: what waits in the outbox goes out by HTTP, with a key that makes a
//! repetition harmless; what the platform answers becomes a fact of the record.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use window_domain::access::Actor;
use window_domain::catalogue::Catalogue;
use window_domain::context::Recorded;
use window_domain::credit::record::Stage;
use window_domain::credit::{CreditCommand, CreditEvent, CreditRecord, ExportKind};
use window_domain::id::entity::CreditId;
use window_store::{OutboxEntry, OutboxMessage};

use crate::outside::{self, ROUND, agent, park};
use crate::service::{Office, Refused, Request};

/// What messages of credit records are about.
const TOPIC: &str = "credit";
/// Whom a message is for and what it is about; the rest of its JSON is for the platform.
#[derive(Debug, Serialize, Deserialize)]
struct Address {
    credit: CreditId,
    target: String,
    about: ExportKind,
}

/// The platform's answer.
#[derive(Debug, Deserialize)]
struct Receipt {
    receipt: String,
}

/// Messages that go out because of these facts: one to each platform of the city.
pub(crate) fn messages(
    (record, catalogue): (&CreditRecord, &Catalogue),
    facts: &[Recorded<CreditEvent>],
) -> Vec<OutboxMessage> {
    let mut messages = Vec::new();
    for fact in facts {
        let about = match &fact.event {
            CreditEvent::RecordPublished => ExportKind::Publication,
            CreditEvent::RecordEnded { .. } => ExportKind::Ending,
            CreditEvent::CorrectionPublished { .. } => ExportKind::Correction,
            _ => continue,
        };
        // Nothing is told of what was never published.
        if record.to_tell(about).is_none() {
            continue;
        }
        for target in &catalogue.credit().targets {
            messages.push(OutboxMessage {
                topic: TOPIC.to_owned(),
                key: format!("{}/{}", record.id, target.code),
                payload: payload(record, &target.code, about).to_string(),
            });
        }
    }
    messages
}

fn payload(record: &CreditRecord, target: &str, about: ExportKind) -> serde_json::Value {
    let decided = record.stage.decided();
    let ruling = decided.map(|decided| &decided.ruling);
    let correction = match &record.stage {
        Stage::Withdrawn(withdrawn) => withdrawn.correction.as_deref(),
        _ => None,
    };
    json!({
        "credit": record.id.to_string(),
        "target": target,
        "about": about.as_str(),
        "company": record.party.company,
        "uscc": record.party.uscc,
        "breach": record.clue.breach,
        "number": ruling.map(|ruling| &ruling.number),
        "class": ruling.map(|ruling| ruling.proposal.class.as_str()),
        "reasons": ruling.map(|ruling| &ruling.proposal.reasons),
        "decided_on": decided.map(|decided| decided.decided.on.to_string()),
        "published_on": record.stage.published().map(|act| act.on.to_string()),
        "min_until": ruling.map(|ruling| ruling.min_until.to_string()),
        "max_until": ruling.map(|ruling| ruling.max_until.to_string()),
        "ended_on": record.stage.ended_on().map(|on| on.to_string()),
        "correction": correction,
    })
}

/// The platform as we reach it.
#[derive(Debug, Clone)]
pub struct Platform {
    agent: ureq::Agent,
    url: Arc<str>,
}

impl Platform {
    /// The platform at this address.
    pub fn new(url: &str) -> Self {
        Self {
            agent: agent(false),
            url: url.into(),
        }
    }

    /// Sends a message; the receipt, or what went wrong. Blocks.
    fn send(&self, id: u64, payload: &str) -> Result<String, String> {
        let sent = self
            .agent
            .post(&*self.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", id.to_string())
            .send(payload);
        let mut answer = sent.map_err(|error| error.to_string())?;
        let body = answer.body_mut().read_to_string();
        let body = body.map_err(|error| error.to_string())?;
        let receipt: Receipt = serde_json::from_str(&body)
            .map_err(|error| format!("{}: no receipt ({error})", answer.status()))?;
        Ok(receipt.receipt)
    }
}

/// Sends what waits; how many messages were taken over. Nothing is lost or doubled when it is interrupted: a message is
/// done only after its receipt is a fact, and bears the same key when it is sent again.
///
/// # Errors
/// When the store does not answer.
pub async fn report(office: &Office, platform: &Platform) -> Result<usize, Refused> {
    let mut done = 0;
    for _ in 0..ROUND {
        let Some(entry) = outside::claim(office, TOPIC).await? else {
            break;
        };
        done += usize::from(deliver(office, platform, &entry).await?);
    }
    Ok(done)
}

/// Sends one message; whether the platform took it over.
async fn deliver(
    office: &Office,
    platform: &Platform,
    entry: &OutboxEntry,
) -> Result<bool, Refused> {
    let address: Address = match serde_json::from_str(&entry.payload) {
        Ok(address) => address,
        Err(error) => {
            let reason = error.to_string();
            park(office, entry, &reason).await?;
            return Ok(false);
        }
    };
    if !is_wanted(office, &address).await? {
        office
            .store
            .outbox_done(entry.id, office.clock.now())
            .await?;
        return Ok(false);
    }
    let (sender, id, payload) = (platform.clone(), entry.id, entry.payload.clone());
    let sent = tokio::task::spawn_blocking(move || sender.send(id, &payload))
        .await
        .map_err(|error| Refused::Broken(error.to_string()))?;
    match sent {
        Ok(receipt_no) => {
            let command = CreditCommand::AcknowledgeExport {
                target: address.target,
                about: address.about,
                receipt_no,
            };
            match record(office, address.credit, &command).await {
                Ok(()) => {
                    office
                        .store
                        .outbox_done(entry.id, office.clock.now())
                        .await?;
                    Ok(true)
                }
                // Another receipt for the same message, or none that can be read: a person must look.
                Err(Refused::Rules(refusals)) => {
                    park(office, entry, &refusals.to_string()).await?;
                    Ok(false)
                }
                Err(error) => Err(error),
            }
        }
        Err(reason) => {
            failed(office, entry, address, &reason).await?;
            Ok(false)
        }
    }
}

/// Whether the platform must still be told: nothing later overtook the message, and no receipt is there.
async fn is_wanted(office: &Office, address: &Address) -> Result<bool, Refused> {
    let Some(record) = office.public_credit_record(address.credit).await? else {
        return Ok(false);
    };
    let messages = record.messages(office.catalogue.credit(), &office.calendar);
    Ok(messages.iter().any(|message| {
        message.target == address.target
            && message.about == address.about
            && !message.is_acknowledged()
    }))
}

/// Records the failure with the record, where supervisors see it, and waits before the next attempt.
async fn failed(
    office: &Office,
    entry: &OutboxEntry,
    address: Address,
    reason: &str,
) -> Result<(), Refused> {
    let attempt = entry.attempts.saturating_add(1);
    tracing::warn!(message = entry.id, attempt, %reason, "A credit platform did not take a message");
    let command = CreditCommand::FailExport {
        target: address.target,
        about: address.about,
        attempt,
        reason: reason.to_owned(),
    };
    match record(office, address.credit, &command).await {
        Ok(()) | Err(Refused::Rules(_)) => {}
        Err(error) => return Err(error),
    }
    outside::failed(office, entry, reason).await
}

async fn record(office: &Office, id: CreditId, command: &CreditCommand) -> Result<(), Refused> {
    office
        .execute(&Actor::system(), id, command, &Request::default())
        .await
        .map(drop)
}
