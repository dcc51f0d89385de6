//! How messages that leave the house fare, without whom they go to and what they say; and where an enterprise wants its
//! own.

use jiff::Timestamp;
use window_domain::access::{Action, Actor, Relation};
use window_domain::id::{email, masking, phone};
use window_domain::refusal::{Code, Refusal, Refusals};
use window_store::{
    Contact, DeliveryReport, OutboxFilter, OutboxLine, OutboxState, Reported, StoreError,
};

use super::{Office, Refused, Request};
use crate::sending::{MAIL_TOPIC, SMS_TOPICS, TELL_TOPIC, TOPICS};

/// Messages shown at once: fewer than that, and there are no further ones.
pub const SHOWN_AT_ONCE: usize = 50;

/// A message, as whoever looks after them may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: u64,
    /// The way it goes out: `mail`, `sms`, `sms-code`, or `tell` for what is not spread yet.
    pub topic: String,
    /// What it is about: the name of its words.
    pub about: String,
    /// Whom to, masked.
    pub to: String,
    /// When it was committed.
    pub created_at: Timestamp,
    /// How it stands.
    pub state: OutboxState,
    /// Attempts that failed.
    pub attempts: u32,
    /// When it is tried next, if it waits.
    pub next_try_at: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Until when a sender has it in hand, if one has now.
    pub claimed_until: Option<Timestamp>,
    /// When it was sent or given up.
    pub done_at: Option<Timestamp>,
    /// What whoever took it over calls it.
    pub receipt: Option<String>,
    /// When it was reported delivered or undeliverable.
    pub reported_at: Option<Timestamp>,
    /// Why it cannot be delivered.
    pub undelivered_because: Option<String>,
    /// Why it was not sent at all.
    pub dropped: Option<String>,
}

/// Where an enterprise wants its messages, as a form collects it.
#[derive(Debug, Clone)]
pub struct NewContact<'a> {
    /// Address as typed; empty for no mail.
    pub email: &'a str,
    /// Telephone as typed; empty for no text messages.
    pub phone: &'a str,
    /// Language tag.
    pub language: &'a str,
}

impl Office {
    /// Messages that leave the house, the newest first, and how many stand how.
    ///
    /// # Errors
    /// A failing store.
    pub async fn notices(
        &self,
        state: Option<OutboxState>,
        before: Option<u64>,
    ) -> Result<(Vec<Notice>, Vec<(OutboxState, u64)>), Refused> {
        let every = OutboxFilter {
            topics: topics(),
            state: None,
            before: None,
        };
        let counts = self.store.outbox_counts(&every).await?;
        let filter = OutboxFilter {
            state,
            before,
            ..every
        };
        let most = u32::try_from(SHOWN_AT_ONCE).unwrap_or(u32::MAX);
        let lines = self.store.outbox_lines(&filter, most).await?;
        Ok((
            lines
                .into_iter()
                .map(|line| notice(line, self.clock.now()))
                .collect(),
            counts,
        ))
    }

    /// Lets a parked message be tried again. One that is parked no more is left alone, so that a second click is harmless.
    ///
    /// # Errors
    /// Whoever may not, and a failing store.
    pub async fn retry_notice(
        &self,
        actor: &Actor,
        id: u64,
        request: &Request,
    ) -> Result<bool, Refused> {
        if !actor.may(Action::RetryNotice, &[Relation::Other]) {
            return Err(Refusals::from(Code::NotAllowed).into());
        }
        let audited = self.audited(actor, ("notice.retry", format!("outbox/{id}")), request);
        let retried = self.store.outbox_retry((id, &topics()), &audited).await?;
        Ok(retried)
    }

    /// Keeps what the gateway reports of a text message.
    ///
    /// # Errors
    /// A failing store.
    pub(crate) async fn hear_delivery(
        &self,
        report: &DeliveryReport,
    ) -> Result<Reported, StoreError> {
        let now = self.clock.now();
        self.store.outbox_reported((report, &SMS_TOPICS), now).await
    }

    /// Where the actor's enterprise wants its messages; `None` if it never said.
    ///
    /// # Errors
    /// Whoever has no enterprise, and a failing store.
    pub async fn own_contact(&self, actor: &Actor) -> Result<Option<Contact>, Refused> {
        let enterprise = enterprise(actor)?;
        Ok(self.store.contact(&enterprise).await?)
    }

    /// Keeps where the actor's enterprise wants its messages.
    ///
    /// # Errors
    /// Everything wrong with what was typed, whoever has no enterprise, and a failing store.
    pub async fn set_own_contact(
        &self,
        actor: &Actor,
        new: &NewContact<'_>,
        request: &Request,
    ) -> Result<(), Refused> {
        let enterprise_id = enterprise(actor)?;
        let mut found = Vec::new();
        let email = typed(new.email, email::parse, (Code::EmailInvalid, "email"));
        let phone = typed(new.phone, phone::parse, (Code::BookingPhone, "phone"));
        let email = email.map_err(|it| found.push(it)).unwrap_or_default();
        let phone = phone.map_err(|it| found.push(it)).unwrap_or_default();
        if crate::i18n::Language::from_tag(new.language).is_none() {
            found.push(Refusal::new(Code::NothingChosen).at("language"));
        }
        Refusals::check(found)?;
        let contact = Contact {
            email,
            phone,
            language: new.language.to_owned(),
            changed_at: self.clock.now(),
            enterprise_id,
        };
        let object = format!("enterprise/{}", contact.enterprise_id);
        let audited = self.audited(actor, ("contact.change", object), request);
        Ok(self.store.set_contact(&contact, &audited).await?)
    }
}

fn topics() -> Vec<String> {
    TOPICS.map(str::to_owned).to_vec()
}

fn enterprise(actor: &Actor) -> Result<String, Refused> {
    let own = actor.enterprise.filter(|_| {
        let relations = [Relation::Own];
        actor.may(Action::ChangeContact, &relations)
    });
    own.map(|it| it.to_string())
        .ok_or_else(|| Refusals::from(Code::NotAllowed).into())
}

/// What was typed in its one form; `None` for nothing typed.
fn typed(
    text: &str,
    parse: impl Fn(&str) -> Option<String>,
    (code, field): (Code, &'static str),
) -> Result<Option<String>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parsed = parse(text).ok_or_else(|| Refusal::new(code).at(field));
    parsed.map(Some)
}

fn notice(line: OutboxLine, now: Timestamp) -> Notice {
    let payload: serde_json::Value = serde_json::from_str(&line.payload).unwrap_or_default();
    let word = |name: &str| payload.get(name).and_then(serde_json::Value::as_str);
    let to = word("to").unwrap_or_default();
    let about = word("template").or_else(|| word("about"));
    let about = about.map(|it| it.trim_start_matches("tell-").to_owned());
    Notice {
        to: match line.topic.as_str() {
            MAIL_TOPIC => masking::email(to),
            TELL_TOPIC => String::new(),
            _ => phone::mask(to),
        },
        about: about.unwrap_or_default(),
        id: line.id,
        topic: line.topic,
        created_at: line.created_at,
        state: line.state,
        attempts: line.attempts,
        next_try_at: line.next_try_at,
        last_error: line.last_error,
        claimed_until: line
            .claimed_until
            .filter(|until| line.done_at.is_none() && *until > now),
        done_at: line.done_at,
        receipt: line.receipt,
        reported_at: line.reported_at,
        undelivered_because: line.undelivered_because,
        dropped: line.dropped,
    }
}
