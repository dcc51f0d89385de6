//! Settings: read once at start from one commented file, with every default in `config.default.toml`.

mod sending;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;
use thiserror::Error;

pub use self::sending::{Mail, MailTls, Sending, Sms};
use crate::i18n::Language;
use crate::register::note::is_name;

/// Every setting with its default and the reason for it, as handed out to operators.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// All settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen and under which address people reach it.
    pub server: Server,
    /// Language and look.
    pub interface: Interface,
    /// Marks for the footer.
    pub site: Site,
    /// How long a login lasts.
    pub session: Session,
    /// Brake on guessing passwords.
    pub login: Login,
    /// Sizes of requests.
    pub limits: Limits,
    /// Where credit records are reported.
    pub credit_platform: CreditPlatform,
    /// The verifiable register.
    pub register: Register,
    /// The seal of letters.
    pub seal: Seal,
    /// What everybody may have as data.
    pub open_data: OpenData,
    /// Messages that leave the house, of either kind.
    pub sending: Sending,
    /// The server that takes our mail.
    pub mail: Mail,
    /// The gateway that takes our text messages.
    pub sms: Sms,
    /// A seeded city for trying out: one-click logins and the component gallery. Only the `demo` command sets it.
    #[serde(skip)]
    pub demo: bool,
}

/// Where to listen and under which address people reach it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// The address people type, without a final slash.
    pub base_url: String,
    /// Addresses of proxies that are believed when they say whose request it is.
    pub proxies: Vec<IpAddr>,
    /// Log lines as JSON.
    pub log_json: bool,
}

/// Language and look.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// Language when neither the visitor nor the browser says.
    pub default_language: Language,
    /// Folder of templates that replaces the built-in ones; empty for none.
    pub templates: PathBuf,
    /// Where to call when a page cannot help.
    pub hotline: String,
}

/// Marks for the footer of a government site.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Organiser's name in Chinese.
    pub organiser_zh: String,
    /// Organiser's name in English.
    pub organiser_en: String,
    /// ICP record number.
    pub icp: String,
    /// Public security record number.
    pub police_record: String,
    /// Site code.
    pub site_code: String,
}

/// How long a login lasts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Minutes without a request until a staff session ends.
    pub staff_idle_minutes: u32,
    /// Minutes without a request until an applicant's session ends.
    pub applicant_idle_minutes: u32,
    /// Hours after login until any session ends.
    pub absolute_hours: u32,
}

/// Brake on guessing passwords.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Failures within the window before waits begin.
    pub failures: u32,
    /// Length of the window in minutes.
    pub window_minutes: u32,
    /// First wait in seconds, doubled with each further failure.
    pub first_wait_seconds: u32,
}

/// Sizes of requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest form without files, in bytes.
    pub form_bytes: usize,
    /// Largest request with files, in bytes.
    pub upload_bytes: usize,
}

/// Where credit records are reported.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditPlatform {
    /// Address of the interface; empty to report nothing.
    pub url: String,
}

/// The verifiable register.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Its name; empty for the host of the base address with `/register`.
    pub origin: String,
    /// File with its secret key.
    pub key_file: PathBuf,
}

/// The seal of letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// File with its key and certificates.
    pub file: PathBuf,
}

/// What everybody may have as data.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenData {
    /// Folder for the daily files.
    pub folder: PathBuf,
    /// Name of the licence they are given under.
    pub licence: String,
    /// Address of its text.
    pub licence_url: String,
    /// Requests a minute of one address; 0 for no limit.
    pub requests_per_minute: u32,
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("read settings file `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The text is not TOML, or a key is unknown or of the wrong kind; the source names the key and the line.
    #[error("settings in `{origin}`")]
    Parse {
        /// The file, or the built-in defaults.
        origin: String,
        /// Which key and line.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A value is well formed but makes no sense.
    #[error("setting `{key}`: {problem}")]
    Value {
        /// The key with its section.
        key: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
}

impl Config {
    /// The built-in defaults.
    ///
    /// # Errors
    /// Never in a released binary: a test reads them.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::from_text("", "config.default.toml")
    }

    /// The defaults with the keys of the file at `path` laid over them.
    ///
    /// # Errors
    /// When the file cannot be read or a key in it is unknown, of the wrong kind or senseless.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::from_text(&text, &path.display().to_string())
    }

    /// The defaults with the keys of `text` laid over them; `origin` names the text in errors.
    ///
    /// # Errors
    /// When a key is unknown, of the wrong kind or senseless.
    pub fn from_text(text: &str, origin: &str) -> Result<Self, ConfigError> {
        let parse = |text: &str, origin: &str| {
            toml::from_str::<toml::Table>(text).map_err(|source| ConfigError::Parse {
                origin: origin.to_owned(),
                source: Box::new(source),
            })
        };
        let mut table = parse(DEFAULTS, "config.default.toml")?;
        overlay(&mut table, parse(text, origin)?);
        let config: Self = table.try_into().map_err(|source| ConfigError::Parse {
            origin: origin.to_owned(),
            source: Box::new(source),
        })?;
        config.check()?;
        Ok(config)
    }

    /// Whether people reach the site by https, so that cookies can be bound to it.
    pub fn is_https(&self) -> bool {
        self.server.base_url.starts_with("https://")
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, problem| Err(ConfigError::Value { key, problem });
        let base = &self.server.base_url;
        if !(base.starts_with("http://") || base.starts_with("https://")) || base.ends_with('/') {
            return wrong(
                "server.base_url",
                "must begin with http:// or https:// and not end with a slash",
            );
        }
        if self.session.staff_idle_minutes == 0 || self.session.applicant_idle_minutes == 0 {
            return wrong("session.*_idle_minutes", "must be at least 1");
        }
        if self.session.absolute_hours == 0 {
            return wrong("session.absolute_hours", "must be at least 1");
        }
        if self.login.failures == 0 || self.login.window_minutes == 0 {
            return wrong(
                "login.failures",
                "and login.window_minutes must be at least 1",
            );
        }
        if self.limits.form_bytes > self.limits.upload_bytes {
            return wrong("limits.form_bytes", "must not exceed limits.upload_bytes");
        }
        let url = &self.credit_platform.url;
        if !(url.is_empty() || url.starts_with("http://") || url.starts_with("https://")) {
            return wrong(
                "credit_platform.url",
                "must be empty or begin with http:// or https://",
            );
        }
        let origin = &self.register.origin;
        if !origin.is_empty() && !is_name(origin) {
            return wrong(
                "register.origin",
                "must have neither spaces nor a plus sign",
            );
        }
        if self.register.key_file.as_os_str().is_empty() {
            return wrong("register.key_file", "must name a file");
        }
        if self.seal.file.as_os_str().is_empty() {
            return wrong("seal.file", "must name a file");
        }
        self.sending.check()?;
        self.mail.check()?;
        self.sms.check()
    }
}

/// Lays `over` upon `base`, section by section, so that a file may hold only what it changes.
fn overlay(base: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(changed)) => {
                overlay(inner, changed);
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    fn whole_message(error: &ConfigError) -> String {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            text = format!("{text}: {inner}");
            source = inner.source();
        }
        text
    }

    #[test]
    fn the_defaults_are_complete() {
        let config = Config::defaults().unwrap();
        assert_eq!(config.session.staff_idle_minutes, 30);
        assert!(!config.demo);
    }

    #[test]
    fn a_file_changes_only_its_keys() {
        let config = Config::from_text("[session]\nabsolute_hours = 8\n", "test").unwrap();
        assert_eq!(config.session.absolute_hours, 8);
        assert_eq!(config.session.applicant_idle_minutes, 60);
    }

    #[test]
    fn an_error_names_the_key() {
        for (text, key) in [
            ("[session]\nabsolute_hour = 8\n", "absolute_hour"),
            ("[session]\nabsolute_hours = \"eight\"\n", "absolute_hours"),
            ("[server]\nbase_url = \"ftp://x\"\n", "server.base_url"),
            ("[limits]\nform_bytes = 999999999\n", "limits.form_bytes"),
            ("colour = 1\n", "colour"),
            (
                "[credit_platform]\nurl = \"ftp://x\"\n",
                "credit_platform.url",
            ),
            ("[session]\nstaff_idle_minutes = 0\n", "idle_minutes"),
            ("[mail]\nhost = \"mail.example.cn\"\n", "mail.sender"),
            ("[mail]\nsender = \"window\"\n", "mail.sender"),
            (
                "[mail]\nuser = \"window\"\ntls = \"none\"\n",
                "mail.password_file",
            ),
            ("[mail]\ntls = \"ssl\"\n", "tls"),
            ("[sms]\nurl = \"sms.example.cn\"\n", "sms.url"),
            ("[register]\norigin = \"a b\"\n", "register.origin"),
            ("[sending]\nmax_age_days = 0\n", "sending.max_age_days"),
        ] {
            let message = whole_message(&Config::from_text(text, "test").unwrap_err());
            assert!(message.contains(key), "{text}: {message}");
        }
    }
}
