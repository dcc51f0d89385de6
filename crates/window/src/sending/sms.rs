//! Text messages by a gateway: `docs/how-to/sms-gateway.md` says what it is asked and what it answers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use window_store::OutboxEntry;

use super::{Channel, Failure, SendingError, name, secret};
use crate::config::Sms;
use crate::outside::agent;

/// Digits in a row that may be a telephone, a code or a part of one. Answers of HTTP have fewer.
const DIGITS_HIDDEN: usize = 4;
/// What the gateway answers when it will never take the message.
const REFUSED: u16 = 422;

/// A text message, as it waits in the outbox.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TextMessage {
    /// Whom to, digits only. Personal data.
    pub(crate) to: String,
    /// Name of the words: gateways want them registered beforehand.
    pub(crate) template: String,
    /// The words; those of a code are a secret.
    pub(crate) text: String,
}

/// What the gateway says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    receipt: Option<String>,
    refused: Option<String>,
}

/// The gateway as we reach it.
#[derive(Clone)]
pub struct Gateway {
    agent: ureq::Agent,
    url: Arc<str>,
    key: Option<Arc<str>>,
}

impl std::fmt::Debug for Gateway {
    /// Without the key.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Gateway")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Gateway {
    /// The gateway these settings name; `None` if they name none.
    ///
    /// # Errors
    /// When the file with its key cannot be read.
    pub fn of(config: &Sms) -> Result<Option<Self>, SendingError> {
        if !config.is_on() {
            return Ok(None);
        }
        let key = if config.key_file.as_os_str().is_empty() {
            None
        } else {
            Some(secret(&config.key_file)?.into())
        };
        Ok(Some(Self {
            agent: agent(true),
            url: config.url.as_str().into(),
            key,
        }))
    }
}

impl Channel for Gateway {
    fn send(&self, entry: &OutboxEntry) -> Result<String, Failure> {
        let failed = |reason: &str, is_final: bool, is_away: bool| Failure {
            reason: hidden(reason),
            is_final,
            is_away,
        };
        let message: TextMessage = serde_json::from_str(&entry.payload)
            .map_err(|error| failed(&format!("{:?}", error.classify()), true, false))?;
        let body = json!({
            "phone": message.to, "template": message.template, "text": message.text,
        });
        let mut request = self
            .agent
            .post(&*self.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", name(entry));
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let away = |error: ureq::Error| failed(&error.to_string(), false, true);
        let mut heard = request.send(body.to_string()).map_err(away)?;
        let status = heard.status();
        let text = heard.body_mut().read_to_string().map_err(away)?;
        let answer: Answer = serde_json::from_str(&text).unwrap_or_default();
        if status.is_success()
            && let Some(receipt) = answer.receipt.filter(|it| !it.is_empty())
        {
            return Ok(receipt);
        }
        let refused = answer.refused.filter(|_| status.as_u16() == REFUSED);
        match refused {
            Some(reason) => Err(failed(&format!("{status}: {reason}"), true, false)),
            None => Err(failed(&format!("{status}: no receipt"), false, false)),
        }
    }
}

/// The same with long numbers hidden: a gateway may repeat the telephone, or even the code.
pub(super) fn hidden(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut digits = String::new();
    // One more letter than there are, to end the last number.
    for letter in text.chars().chain([' ']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if digits.len() >= DIGITS_HIDDEN {
            hidden.push_str("****");
        } else {
            hidden.push_str(&digits);
        }
        digits.clear();
        hidden.push(letter);
    }
    hidden.pop();
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_hidden_and_short_ones_stay() {
        for (heard, kept) in [
            ("503 busy", "503 busy"),
            (
                "422: 13900000000 unknown, code 123456",
                "422: **** unknown, code ****",
            ),
            ("1234", "****"),
            ("", ""),
        ] {
            assert_eq!(hidden(heard), kept);
        }
    }
}
