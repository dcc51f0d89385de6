//! What the gateway reports of deliveries: read only with its signature over the body, and not when it is old.
//! `docs/how-to/sms-gateway.md` says how it signs.

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::Sha256;
use window_store::DeliveryReport;

use super::sms::hidden;
use super::{SendingError, cut, parse_name, secret};
use crate::config::Sms;

/// Where the gateway reports.
pub(crate) const REPORTS_PATH: &str = "/sms/reports";
/// A report signed longer ago than this, or as much ahead, is not believed: clocks differ, and an old one may be a copy.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// A secret shorter than this could be guessed from one report.
const SECRET_MIN_CHARS: usize = 32;

/// Reads reports.
pub(crate) struct Reports {
    key: Hmac<Sha256>,
}

/// Why a report is not believed or cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unheard {
    /// It is not signed with our secret.
    Signature,
    /// It was signed too long ago, or ahead of time.
    Time,
    /// It does not say what a report says.
    Unreadable,
}

/// What a report says.
#[derive(Deserialize)]
struct Said {
    message: String,
    state: State,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Delivered,
    Undeliverable,
}

impl std::fmt::Debug for Reports {
    /// Without the secret.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reports").finish_non_exhaustive()
    }
}

impl Reports {
    /// With the secret these settings name; `None` if they name none.
    ///
    /// # Errors
    /// When its file cannot be read, or it could be guessed.
    pub(crate) fn of(config: &Sms) -> Result<Option<Self>, SendingError> {
        if config.report_key_file.as_os_str().is_empty() {
            return Ok(None);
        }
        let secret = secret(&config.report_key_file)?;
        let weak = SendingError::WeakSecret {
            min: SECRET_MIN_CHARS,
        };
        if secret.chars().count() < SECRET_MIN_CHARS {
            return Err(weak);
        }
        let key = Hmac::new_from_slice(secret.as_bytes()).map_err(|_| weak)?;
        Ok(Some(Self { key }))
    }

    /// The report in a request with this time (seconds since 1970) and signature. The signature is compared in the same
    /// time whatever it is, and before anything in the report is looked at.
    ///
    /// # Errors
    /// Why it is not believed, or cannot be read.
    pub(crate) fn read(
        &self,
        (time, signature): (&str, &str),
        body: &[u8],
        now: Timestamp,
    ) -> Result<DeliveryReport, Unheard> {
        let signature = bytes(signature).ok_or(Unheard::Signature)?;
        let mut mac = self.key.clone();
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&signature)
            .map_err(|_| Unheard::Signature)?;
        let seconds = time.parse().map_err(|_| Unheard::Unreadable)?;
        let signed_at = Timestamp::from_second(seconds).map_err(|_| Unheard::Unreadable)?;
        if now.duration_since(signed_at).abs() > FRESH {
            return Err(Unheard::Time);
        }
        let said: Said = serde_json::from_slice(body).map_err(|_| Unheard::Unreadable)?;
        let (id, created_at) = parse_name(&said.message).ok_or(Unheard::Unreadable)?;
        let reason = said.reason.unwrap_or_default();
        Ok(DeliveryReport {
            id,
            created_at,
            signed_at,
            undelivered_because: match said.state {
                State::Delivered => None,
                State::Undeliverable => Some(cut(&hidden(&reason))),
            },
        })
    }
}

/// The bytes of hexadecimal digits.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = hex
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect();
    let digits = digits?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let byte = |pair: &[u8]| pair.iter().fold(0_u8, |byte, digit| (byte << 4) | digit);
    Some(pairs.map(byte).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_come_in_pairs() {
        assert_eq!(bytes("00fFa1"), Some(vec![0, 255, 161]));
        assert_eq!(bytes(""), Some(Vec::new()));
        for wrong in ["0", "0g", "0 0", "\u{ff10}0"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_signature_is_that_of_the_published_examples() {
        // RFC 4231, test case 2.
        let key = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        let mac = key.chain_update(b"what do ya want for nothing?");
        let wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(mac.verify_slice(&bytes(wanted).unwrap()).is_ok());
    }

    #[test]
    fn a_secret_that_could_be_guessed_starts_nothing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let config = Sms {
            url: String::new(),
            key_file: std::path::PathBuf::new(),
            report_key_file: file.path().to_owned(),
        };
        for (secret, is_taken) in [("", false), ("sesame\n", false), (&"s".repeat(32), true)] {
            std::fs::write(file.path(), secret).unwrap();
            let reports = Reports::of(&config);
            assert_eq!(reports.is_ok(), is_taken, "{secret}");
        }
    }
}
