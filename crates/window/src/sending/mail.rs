//! Mail by SMTP: one letter a message, whose Message-ID stays the same over all attempts.

use std::time::{Duration, SystemTime};

use lettre::Transport;
use lettre::address::Address;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error, SmtpTransport};
use serde::{Deserialize, Serialize};
use window_domain::id::masking;
use window_store::OutboxEntry;

use super::{Channel, Failure, SendingError, name, secret};
use crate::config::{Mail, MailTls};
use crate::outside::PATIENCE;

/// Answers of a server that will not change their mind about a recipient (RFC 5321 4.2.3).
const NO_SUCH_BOX: [u16; 4] = [550, 551, 552, 553];

/// A letter, as it waits in the outbox.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Letter {
    /// Whom to. Personal data.
    pub(crate) to: String,
    /// What it is about, for whoever looks after the messages.
    pub(crate) about: String,
    /// Its subject.
    pub(crate) subject: String,
    /// Its words.
    pub(crate) text: String,
}

/// The mail server as we reach it.
#[derive(Debug, Clone)]
pub struct Mailer {
    transport: SmtpTransport,
    sender: Address,
}

impl Mailer {
    /// The server these settings name; `None` if they name none.
    ///
    /// # Errors
    /// When a file they name cannot be read or used.
    pub fn of(config: &Mail) -> Result<Option<Self>, SendingError> {
        if !config.is_on() {
            return Ok(None);
        }
        let unusable = |error: Error| SendingError::Mail(error.to_string());
        let tls = match config.tls {
            MailTls::None => Tls::None,
            MailTls::Starttls => Tls::Required(trusted(config)?.build().map_err(unusable)?),
            MailTls::Tls => Tls::Wrapper(trusted(config)?.build().map_err(unusable)?),
        };
        let mut transport = SmtpTransport::builder_dangerous(&config.host)
            .port(config.port)
            .timeout(Some(PATIENCE))
            .tls(tls);
        if !config.user.is_empty() {
            let password = secret(&config.password_file)?;
            transport = transport.credentials(Credentials::new(config.user.clone(), password));
        }
        let sender = config.sender.parse::<Address>();
        Ok(Some(Self {
            transport: transport.build(),
            sender: sender.map_err(|error| SendingError::Mail(error.to_string()))?,
        }))
    }

    fn letter(&self, entry: &OutboxEntry, letter: &Letter) -> Result<Message, String> {
        let to = letter.to.parse::<Address>();
        let to = to.map_err(|error| error.to_string())?;
        Message::builder()
            .from(Mailbox::new(None, self.sender.clone()))
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{}@{}>", name(entry), self.sender.domain())))
            .date(written(entry))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| error.to_string())
    }
}

impl Channel for Mailer {
    fn send(&self, entry: &OutboxEntry) -> Result<String, Failure> {
        let unreadable = |reason: String| Failure {
            reason,
            is_final: true,
            is_away: false,
        };
        let letter: Letter = serde_json::from_str(&entry.payload)
            .map_err(|error| unreadable(format!("{:?}", error.classify())))?;
        let hidden = |text: &str| text.replace(&letter.to, &masking::email(&letter.to));
        let message = self.letter(entry, &letter);
        let message = message.map_err(|reason| unreadable(hidden(&reason)))?;
        match self.transport.send(&message) {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Ok(hidden(&format!("{} {}", answer.code(), words.join(" "))))
            }
            Err(error) => {
                let status = error.status().map(u16::from);
                Err(Failure {
                    reason: hidden(&error.to_string()),
                    is_final: status.is_some_and(|it| NO_SUCH_BOX.contains(&it)),
                    is_away: status.is_none(),
                })
            }
        }
    }
}

/// Whom we trust to vouch for the server.
fn trusted(
    config: &Mail,
) -> Result<lettre::transport::smtp::client::TlsParametersBuilder, SendingError> {
    let trusted = TlsParameters::builder(config.host.clone());
    if config.ca_file.as_os_str().is_empty() {
        return Ok(trusted);
    }
    let pem = std::fs::read(&config.ca_file).map_err(|source| SendingError::File {
        file: config.ca_file.display().to_string(),
        source,
    })?;
    let authority = Certificate::from_pem(&pem);
    let authority = authority.map_err(|error| SendingError::Mail(error.to_string()))?;
    Ok(trusted.add_root_certificate(authority))
}

/// When the letter was written: the same moment in every attempt.
fn written(entry: &OutboxEntry) -> SystemTime {
    let seconds = u64::try_from(entry.created_at.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
