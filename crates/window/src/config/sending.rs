//! Settings of what leaves the house: mail and text messages.

use std::path::PathBuf;

use serde::Deserialize;
use window_domain::id::email;

use super::ConfigError;

/// Messages that leave the house, of either kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sending {
    /// Days after which a message is not worth sending any more.
    pub max_age_days: u16,
    /// Days after which a message that was sent or given up is forgotten.
    pub keep_sent_days: u16,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Not at all: for a server on the same machine.
    None,
    /// By the command STARTTLS, or not sent.
    Starttls,
    /// From its first byte.
    Tls,
}

/// The server that takes our mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its name; empty to send no mail.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: MailTls,
    /// Certificate of the authority that vouches for the server, as PEM; empty for those of the browsers.
    pub ca_file: PathBuf,
    /// User to log in as; empty for none.
    pub user: String,
    /// File with the user's password.
    pub password_file: PathBuf,
    /// Our own address.
    pub sender: String,
}

/// The gateway that takes our text messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    /// Its address; empty to send none.
    pub url: String,
    /// File with its key; empty for none.
    pub key_file: PathBuf,
    /// File with the secret it signs reports of delivery with; empty to hear none.
    pub report_key_file: PathBuf,
}

impl Sending {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.max_age_days == 0 {
            return wrong("sending.max_age_days", "must be at least 1");
        }
        if self.keep_sent_days == 0 {
            return wrong("sending.keep_sent_days", "must be at least 1");
        }
        Ok(())
    }
}

impl Mail {
    /// Whether mail is sent.
    pub fn is_on(&self) -> bool {
        !self.host.is_empty()
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let is_named = self.is_on() || !self.sender.is_empty();
        if is_named && email::parse(&self.sender).is_none() {
            return wrong("mail.sender", "must be an address");
        }
        if self.user.is_empty() != self.password_file.as_os_str().is_empty() {
            return wrong("mail.password_file", "and mail.user belong together");
        }
        Ok(())
    }
}

impl Sms {
    /// Whether text messages are sent.
    pub fn is_on(&self) -> bool {
        !self.url.is_empty()
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let is_web = self.url.starts_with("http://") || self.url.starts_with("https://");
        if self.is_on() && !is_web {
            return wrong("sms.url", "must be empty or begin with http:// or https://");
        }
        Ok(())
    }
}

fn wrong(key: &'static str, problem: &'static str) -> Result<(), ConfigError> {
    Err(ConfigError::Value { key, problem })
}
