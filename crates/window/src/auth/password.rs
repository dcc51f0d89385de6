//! Passwords: kept as Argon2id hashes, checked off the request threads, with equal work whether or
//! not the account exists.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;

use crate::app::App;
use crate::i18n::Message;
use crate::random::Random;

/// Memory of one hash: 19 MiB, with 2 passes the least OWASP advises for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Shorter passwords are guessed, longer ones only cost work.
pub const MIN_CHARS: usize = 12;
/// See [`MIN_CHARS`].
pub const MAX_CHARS: usize = 128;

/// Checked when there is no such account, so that the answer takes as long. No password has this hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5\
     $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed or checked; never that it was wrong.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// The hash function refused its parameters or the kept hash.
    #[error("hash a password: {0}")]
    Hash(String),
    /// The thread that hashed it died, or the server is stopping.
    #[error("the hashing thread ended")]
    Thread,
    /// No salt.
    #[error(transparent)]
    Random(#[from] crate::random::NoRandomness),
}

/// Whether a new password may be taken; otherwise why not.
///
/// # Errors
/// The sentence to show.
pub fn check_new(password: &str, login: &str) -> Result<(), Message> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(Message::new("password-too-short").with("min", MIN_CHARS));
    }
    if chars > MAX_CHARS {
        return Err(Message::new("password-too-long").with("max", MAX_CHARS));
    }
    let lower = password.to_lowercase();
    let first = password.chars().next();
    let one_character = password.chars().all(|character| Some(character) == first);
    if one_character || (!login.is_empty() && lower.contains(&login.to_lowercase())) {
        return Err(Message::new("password-too-easy"));
    }
    Ok(())
}

/// The hash to keep of a password, as a PHC string. Takes some ten milliseconds on the calling
/// thread: for commands and seeding; requests use [`hash_new`].
///
/// # Errors
/// When there is no salt or the hash function refuses.
pub fn hash(app: &App, password: &str) -> Result<String, PasswordError> {
    hash_with(&app.random, password)
}

/// The same where there is no application yet: commands and seeding.
///
/// # Errors
/// When there is no salt or the hash function refuses.
pub fn hash_with(random: &Random, password: &str) -> Result<String, PasswordError> {
    let salt = random.bytes::<16>()?;
    hasher()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

/// The hash to keep of a password chosen on a page, off the request threads; at most a few at a time as with [`verify`].
///
/// # Errors
/// When there is no salt, the hash function refuses or the server is stopping.
pub async fn hash_new(app: &App, password: &str) -> Result<String, PasswordError> {
    let _place = app
        .hashing
        .acquire()
        .await
        .map_err(|_| PasswordError::Thread)?;
    let (random, password) = (app.random.clone(), password.to_owned());
    tokio::task::spawn_blocking(move || hash_with(&random, &password))
        .await
        .map_err(|_| PasswordError::Thread)?
}

/// Whether `password` has the kept hash; with `None`, false after the same work. At most a few run
/// at a time, so that a flood of logins cannot take all memory.
///
/// # Errors
/// When the kept hash is unreadable or the server is stopping.
pub async fn verify(
    app: &App,
    password: &str,
    kept: Option<String>,
) -> Result<bool, PasswordError> {
    let _place = app
        .hashing
        .acquire()
        .await
        .map_err(|_| PasswordError::Thread)?;
    // Nobody's password is longer; hashing a megabyte would be work for the asking.
    let password: String = password.chars().take(MAX_CHARS + 1).collect();
    let is_somebody = kept.is_some();
    let kept = kept.unwrap_or_else(|| NOBODY.to_owned());
    let right = tokio::task::spawn_blocking(move || matches(&password, &kept))
        .await
        .map_err(|_| PasswordError::Thread)??;
    Ok(right && is_somebody)
}

fn matches(password: &str, kept: &str) -> Result<bool, PasswordError> {
    let kept = PasswordHash::new(kept).map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(hasher()?
        .verify_password(password.as_bytes(), &kept)
        .is_ok())
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_long_and_easy_passwords_are_refused() {
        for (password, want) in [
            ("elevenchars", Some("password-too-short")),
            ("一二三四五六七八九十一二", None),
            (&"x1".repeat(65), Some("password-too-long")),
            ("aaaaaaaaaaaaaa", Some("password-too-easy")),
            ("my-Li.Ming-word", Some("password-too-easy")),
            ("correct horse battery", None),
        ] {
            let found = check_new(password, "li.ming").err();
            assert_eq!(found.as_ref().map(Message::key), want, "{password}");
        }
    }

    #[test]
    fn the_hash_of_nobody_is_readable_and_matches_nothing() {
        assert!(!matches("", NOBODY).unwrap());
        assert!(!matches("nobody", NOBODY).unwrap());
    }
}
