//! The one place that draws random bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use window_domain::register::canonical::hex;

/// Draws random bytes: from the operating system, or repeatable ones from a seed (tests, seeding a demo city).
#[derive(Clone, Debug)]
pub struct Random(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Seeded { seed: u64, drawn: Arc<AtomicU64> },
}

/// The operating system gave no random bytes; nothing secret may be made then.
#[derive(Debug, Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandomness(#[source] getrandom::Error);

impl Random {
    /// The operating system's random source.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The same bytes in the same order for the same `seed`. Never for secrets that outlive a test or a demo.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded {
            seed,
            drawn: Arc::new(AtomicU64::new(0)),
        })
    }

    /// Draws `N` bytes.
    ///
    /// # Errors
    /// When the operating system has none to give.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut drawn = [0_u8; N];
        match &self.0 {
            Source::System => getrandom::fill(&mut drawn).map_err(NoRandomness)?,
            Source::Seeded { seed, drawn: count } => {
                for chunk in drawn.chunks_mut(32) {
                    let turn = count.fetch_add(1, Ordering::Relaxed);
                    let mut hash = Sha256::new();
                    hash.update(seed.to_be_bytes());
                    hash.update(turn.to_be_bytes());
                    for (to, from) in chunk.iter_mut().zip(hash.finalize()) {
                        *to = from;
                    }
                }
            }
        }
        Ok(drawn)
    }

    /// A secret of 256 random bits as 43 characters that need no escaping in a URL, cookie or form.
    ///
    /// # Errors
    /// When the operating system has no random bytes to give.
    pub fn token(&self) -> Result<String, NoRandomness> {
        Ok(URL_SAFE_NO_PAD.encode(self.bytes::<32>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_bytes() {
        let (one, two) = (Random::seeded(7), Random::seeded(7));
        assert_eq!(one.bytes::<40>().unwrap(), two.bytes::<40>().unwrap());
        assert_ne!(
            one.bytes::<40>().unwrap(),
            Random::seeded(8).bytes::<40>().unwrap()
        );
    }

    #[test]
    fn bytes_are_written_with_two_digits_each() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }

    #[test]
    fn tokens_are_256_bits_and_differ() {
        let random = Random::system();
        let (one, two) = (random.token().unwrap(), random.token().unwrap());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
    }
}
