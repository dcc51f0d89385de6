//! Messages that leave the house: what waits in the outbox goes out as mail and as text messages, at least once, with a
//! name that stays the same over all attempts. What happened to a project is first spread to the addresses its enterprise
//! gave. Failures are kept, masked, for whoever looks after them.

mod mail;
mod report;
mod sms;
mod tell;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;
use window_store::OutboxEntry;

pub use self::mail::Mailer;
pub(crate) use self::report::{REPORTS_PATH, Reports, Unheard};
pub use self::sms::Gateway;
pub(crate) use self::sms::TextMessage;
pub(crate) use self::tell::messages;
use crate::app::App;
use crate::booking_messages;
use crate::config::Config;
use crate::outside::{self, ROUND};
use crate::service::{Office, Refused};

/// Somebody waits for a code with the telephone in hand; three indexed queries cost nothing.
const EVERY: Duration = Duration::from_secs(5);
/// What happened to projects, to be told to their enterprises.
pub(crate) const TELL_TOPIC: &str = "tell";
/// Letters by electronic mail.
pub(crate) const MAIL_TOPIC: &str = "mail";
/// The topics the gateway takes over.
pub(crate) const SMS_TOPICS: [&str; 2] = [booking_messages::CODE_TOPIC, booking_messages::TOPIC];
/// All topics whose messages leave the house here.
pub(crate) const TOPICS: [&str; 4] = [
    MAIL_TOPIC,
    booking_messages::TOPIC,
    booking_messages::CODE_TOPIC,
    TELL_TOPIC,
];
/// Longest reason kept.
const REASON_MAX_CHARS: usize = 300;

/// Why an attempt failed. The reason names neither recipient nor content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Failure {
    reason: String,
    /// Whether another attempt would meet the same answer.
    is_final: bool,
    /// Whether the counterpart itself is away, so that the next message would meet the same.
    is_away: bool,
}

/// Why nothing can be sent with these settings.
#[derive(Debug, Error)]
pub enum SendingError {
    /// A file named in the settings cannot be read.
    #[error("read `{file}`")]
    File {
        /// The file.
        file: String,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The certificate or the address in the settings cannot be used.
    #[error("settings of `[mail]`: {0}")]
    Mail(String),
    /// The secret of the reports could be guessed.
    #[error("settings of `[sms]`: the secret in `report_key_file` needs {min} characters or more")]
    WeakSecret {
        /// So many.
        min: usize,
    },
}

/// What takes messages over: one attempt, which blocks.
trait Channel: Clone + Send + 'static {
    /// The receipt, or why not.
    fn send(&self, entry: &OutboxEntry) -> Result<String, Failure>;
}

/// The counterparts the settings name.
#[derive(Debug)]
pub struct Senders {
    /// Takes mail.
    pub mailer: Option<Mailer>,
    /// Takes text messages.
    pub gateway: Option<Gateway>,
}

impl Senders {
    /// The counterparts these settings name.
    ///
    /// # Errors
    /// When a file they name cannot be read or used.
    pub fn of(config: &Config) -> Result<Self, SendingError> {
        Ok(Self {
            mailer: Mailer::of(&config.mail)?,
            gateway: Gateway::of(&config.sms)?,
        })
    }
}

/// Sends until the program ends: text messages do not wait for a slow mail server, nor mail for a slow gateway.
pub async fn run(app: Arc<App>, senders: Senders) {
    let letters = async {
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            if let Err(error) = tell(&app).await {
                tracing::error!(cause = %error, "What happened could not be told");
            }
            if let Some(mailer) = &senders.mailer
                && let Err(error) = send_mail(&app, mailer).await
            {
                tracing::error!(cause = %error, "Mail could not be looked at");
            }
        }
    };
    let texts = async {
        let mut ticks = tokio::time::interval(EVERY);
        loop {
            ticks.tick().await;
            if let Some(gateway) = &senders.gateway
                && let Err(error) = send_sms(&app, gateway).await
            {
                tracing::error!(cause = %error, "Text messages could not be looked at");
            }
        }
    };
    tokio::join!(letters, texts);
}

/// Spreads what happened to the addresses the enterprises gave; how many messages that makes.
///
/// # Errors
/// When the store does not answer.
pub async fn tell(app: &App) -> Result<usize, Refused> {
    tell::spread(app).await
}

/// Sends the mail that waits; how many letters were taken over.
///
/// # Errors
/// When the store does not answer.
pub async fn send_mail(app: &App, mailer: &Mailer) -> Result<usize, Refused> {
    send(app, MAIL_TOPIC, mailer).await
}

/// Sends the text messages that wait, codes first; how many were taken over.
///
/// # Errors
/// When the store does not answer.
pub async fn send_sms(app: &App, gateway: &Gateway) -> Result<usize, Refused> {
    let mut done = 0;
    for topic in SMS_TOPICS {
        done += send(app, topic, gateway).await?;
    }
    Ok(done)
}

/// Sends what waits of a topic. Each message is claimed first, so that another program on the same database sends others.
/// Nothing is lost when it is interrupted: a message is done only after somebody took it over, and bears the same name
/// when it is sent again.
async fn send<C: Channel>(app: &App, topic: &str, channel: &C) -> Result<usize, Refused> {
    let office = &app.office;
    let mut done = 0;
    for _ in 0..ROUND {
        let Some(entry) = outside::claim(office, topic).await? else {
            break;
        };
        // Asked again before each: the ones before it may have taken their time.
        let now = office.clock.now();
        if is_too_old(app, &entry, now) {
            let too_old = (&[][..], Some("expired"));
            office.store.outbox_spread(entry.id, too_old, now).await?;
            continue;
        }
        let (sender, message) = (channel.clone(), entry.clone());
        let sent = tokio::task::spawn_blocking(move || sender.send(&message))
            .await
            .map_err(|error| Refused::Broken(error.to_string()))?;
        match sent {
            Ok(receipt) => {
                let receipt = cut(&receipt);
                let now = office.clock.now();
                office.store.outbox_sent(entry.id, &receipt, now).await?;
                done += 1;
            }
            Err(failure) => {
                note(office, &entry, &failure).await?;
                if failure.is_away {
                    break;
                }
            }
        }
    }
    Ok(done)
}

/// Forgets messages that were sent or given up long enough ago: they name people. How many.
///
/// # Errors
/// When the store does not answer.
pub async fn forget(app: &App) -> Result<usize, Refused> {
    let days = i64::from(app.config.sending.keep_sent_days);
    let now = app.office.clock.now();
    let before = now.checked_sub(SignedDuration::from_hours(days * 24));
    let before = before.unwrap_or(Timestamp::MIN);
    Ok(app.office.store.purge_outbox(before).await?)
}

/// Keeps a failure.
async fn note(office: &Office, entry: &OutboxEntry, failure: &Failure) -> Result<(), Refused> {
    let reason = cut(&failure.reason);
    if failure.is_final {
        return outside::park(office, entry, &reason).await;
    }
    tracing::warn!(message = entry.id, topic = entry.topic, %reason, "A message was not taken over");
    outside::failed(office, entry, &reason).await
}

/// Whether a message is not worth sending any more: a code lives for minutes, the rest for days.
fn is_too_old(app: &App, entry: &OutboxEntry, now: Timestamp) -> bool {
    let life = if entry.topic == booking_messages::CODE_TOPIC {
        let minutes = app.office.catalogue.service().code.minutes;
        SignedDuration::from_mins(i64::from(minutes))
    } else {
        SignedDuration::from_hours(i64::from(app.config.sending.max_age_days) * 24)
    };
    now.duration_since(entry.created_at) >= life
}

/// The name of a message in all attempts: the number names it in this database, the moment the database.
fn name(entry: &OutboxEntry) -> String {
    format!("{}.{}", entry.id, entry.created_at.as_microsecond())
}

/// The number and the moment a [`name`] is made of.
fn parse_name(name: &str) -> Option<(u64, Timestamp)> {
    let (id, at) = name.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some((id.parse().ok()?, at))
}

/// A secret from its file, without the line's end.
fn secret(file: &Path) -> Result<String, SendingError> {
    let text = std::fs::read_to_string(file).map_err(|source| SendingError::File {
        file: file.display().to_string(),
        source,
    })?;
    Ok(text.trim_end().to_owned())
}

fn cut(text: &str) -> String {
    text.chars().take(REASON_MAX_CHARS).collect()
}
