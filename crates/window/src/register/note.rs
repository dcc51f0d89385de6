//! Signed notes (C2SP signed-note), the checkpoints written in them (C2SP tlog-checkpoint) and the signatures of
//! witnesses under those (C2SP tlog-cosignature, Ed25519).

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use window_domain::register::Hash;
use window_domain::register::canonical::hex;

/// Kind of a key that signs notes.
const PLAIN: u8 = 0x01;
/// Kind of a key that signs notes as a witness, with the moment.
const WITNESS: u8 = 0x04;
/// What a line of a signature begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";
/// Longest note read: far more than sixteen signatures.
pub const NOTE_MAX_BYTES: usize = 65_536;

/// Why a note, a checkpoint or a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not of the form of a key.
    #[error("this is no key of a register: expected `NAME+ID+KEY`")]
    Key,
    /// The key was edited: its number is not that of its name and bytes.
    #[error("the key was cut or edited: its number does not fit")]
    KeyNumber,
    /// It has not the form of a signed note.
    #[error("this is no signed note: {0}")]
    Form(&'static str),
    /// It is a note, but not of a checkpoint.
    #[error("this is no checkpoint: {0}")]
    Checkpoint(&'static str),
    /// The key did not sign it; others may have.
    #[error("not signed by `{wanted}`, but by {found}")]
    AnotherKey {
        /// Name and number of the key asked for.
        wanted: String,
        /// Names and numbers of those that did.
        found: String,
    },
    /// The key is said to have signed it, but that signature is not of this text.
    #[error("the signature of `{0}` is not of this text: one of them was edited")]
    Edited(String),
}

fn number(name: &str, kind: u8, key: &VerifyingKey) -> [u8; 4] {
    let mut digest = Sha256::new();
    digest.update(name);
    digest.update([b'\n', kind]);
    digest.update(key.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

/// Whether it may name a key.
pub fn is_name(name: &str) -> bool {
    let fits = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '+';
    !name.is_empty() && name.chars().all(fits)
}

/// The public half of a key, written `NAME+ID+KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: u8,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Whose it is: for the key of a register its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn number(&self) -> [u8; 4] {
        number(&self.name, self.kind, &self.key)
    }

    /// Whether the key signed the note; other signatures are left alone.
    ///
    /// # Errors
    /// [`NoteError::AnotherKey`] or [`NoteError::Edited`].
    pub fn check(&self, note: &Note) -> Result<(), NoteError> {
        let number = self.number();
        let mut ours = note
            .signatures
            .iter()
            .filter(|one| one.name == self.name && one.number == number)
            .peekable();
        if ours.peek().is_none() {
            let found: Vec<String> = note.signatures.iter().map(ToString::to_string).collect();
            return Err(NoteError::AnotherKey {
                wanted: format!("{} {}", self.name, hex_number(number)),
                found: found.join(", "),
            });
        }
        let is_good = |one: &Signed| match self.kind {
            WITNESS => one
                .bytes
                .split_first_chunk::<8>()
                .is_some_and(|(at, bytes)| {
                    let text = witnessed(u64::from_be_bytes(*at), &note.text);
                    self.is_signature(bytes, &text)
                }),
            _ => self.is_signature(&one.bytes, &note.text),
        };
        if ours.all(is_good) {
            Ok(())
        } else {
            Err(NoteError::Edited(self.name.clone()))
        }
    }

    fn is_signature(&self, bytes: &[u8], text: &str) -> bool {
        Signature::from_slice(bytes)
            .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

fn hex_number(number: [u8; 4]) -> String {
    hex(&number)
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind];
        bytes.extend(self.key.as_bytes());
        let (number, key) = (hex_number(self.number()), STANDARD.encode(bytes));
        write!(formatter, "{}+{number}+{key}", self.name)
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        // The key itself is base64 and may have a plus.
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let (kind, bytes) = bytes.split_first().ok_or(NoteError::Key)?;
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| NoteError::Key)?;
        if !is_name(name) || ![PLAIN, WITNESS].contains(kind) {
            return Err(NoteError::Key);
        }
        let key = Self {
            name: name.to_owned(),
            kind: *kind,
            key: VerifyingKey::from_bytes(bytes).map_err(|_| NoteError::Key)?,
        };
        if hex_number(key.number()) == id {
            Ok(key)
        } else {
            Err(NoteError::KeyNumber)
        }
    }
}

/// The secret half, written `PRIVATE+KEY+NAME+ID+KEY`.
pub struct SignerKey {
    name: String,
    kind: u8,
    key: SigningKey,
}

impl fmt::Debug for SignerKey {
    /// Only whose it is.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignerKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl SignerKey {
    /// The key of a register made from 32 random bytes.
    pub fn of_register(name: &str, seed: &[u8; 32]) -> Self {
        Self::new(name, PLAIN, seed)
    }

    /// The key of a witness made from 32 random bytes.
    pub fn of_witness(name: &str, seed: &[u8; 32]) -> Self {
        Self::new(name, WITNESS, seed)
    }

    fn new(name: &str, kind: u8, seed: &[u8; 32]) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            key: SigningKey::from_bytes(seed),
        }
    }

    /// Whose it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public half.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey {
            name: self.name.clone(),
            kind: self.kind,
            key: self.key.verifying_key(),
        }
    }

    /// The secret, for its file alone.
    pub fn secret(&self) -> String {
        let mut bytes = vec![self.kind];
        bytes.extend(self.key.to_bytes());
        let (number, key) = (hex_number(self.verifier().number()), STANDARD.encode(bytes));
        format!("PRIVATE+KEY+{}+{number}+{key}", self.name)
    }

    /// Reads the secret.
    ///
    /// # Errors
    /// When it is none, or was cut or edited.
    pub fn read(text: &str) -> Result<Self, NoteError> {
        let rest = text
            .trim()
            .strip_prefix("PRIVATE+KEY+")
            .ok_or(NoteError::Key)?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let (kind, seed) = bytes.split_first().ok_or(NoteError::Key)?;
        let seed: &[u8; 32] = seed.try_into().map_err(|_| NoteError::Key)?;
        let key = Self::new(name, *kind, seed);
        if hex_number(key.verifier().number()) == id {
            Ok(key)
        } else {
            Err(NoteError::KeyNumber)
        }
    }

    /// The note of a text that ends in a newline.
    pub fn note(&self, text: &str) -> String {
        format!(
            "{text}\n{}",
            self.line(&self.key.sign(text.as_bytes()).to_bytes())
        )
    }

    /// The line of a witness under a note.
    pub fn cosign(&self, note: &Note, at: Timestamp) -> String {
        let at = u64::try_from(at.as_second()).unwrap_or(0);
        let signature = self.key.sign(witnessed(at, &note.text).as_bytes());
        let mut bytes = at.to_be_bytes().to_vec();
        bytes.extend(signature.to_bytes());
        self.line(&bytes)
    }

    fn line(&self, signature: &[u8]) -> String {
        let mut bytes = self.verifier().number().to_vec();
        bytes.extend(signature);
        format!("{DASH}{} {}\n", self.name, STANDARD.encode(bytes))
    }
}

/// What a witness signs.
fn witnessed(at: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}

/// A line under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signed {
    name: String,
    number: [u8; 4],
    bytes: Vec<u8>,
}

impl fmt::Display for Signed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{} {}`", self.name, hex_number(self.number))
    }
}

/// A text with signatures under it, none of them believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The text with its last newline.
    pub text: String,
    signatures: Vec<Signed>,
    whole: String,
}

impl Note {
    /// The text with the signatures below it, to which others may be added.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Takes a note apart.
    ///
    /// # Errors
    /// [`NoteError::Form`] with what is wrong.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let wrong = |what| Err(NoteError::Form(what));
        if text.len() > NOTE_MAX_BYTES {
            return wrong("too long");
        }
        if text.chars().any(|letter| letter < ' ' && letter != '\n') {
            return wrong("a control character");
        }
        let Some(end) = text.rfind("\n\n") else {
            return wrong("no empty line before the signatures");
        };
        let (body, below) = text.split_at(end + 1);
        let Some(lines) = below
            .strip_prefix('\n')
            .filter(|lines| lines.ends_with('\n'))
        else {
            return wrong("cut within the last line");
        };
        let signatures: Option<Vec<Signed>> = lines.lines().map(signed).collect();
        match signatures {
            Some(signatures) if !signatures.is_empty() => Ok(Self {
                text: body.to_owned(),
                signatures,
                whole: text.to_owned(),
            }),
            _ => wrong("a line below the text is no signature"),
        }
    }
}

fn signed(line: &str) -> Option<Signed> {
    let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = STANDARD.decode(signature).ok()?;
    let (number, bytes) = bytes.split_first_chunk::<4>()?;
    is_name(name).then(|| Signed {
        name: name.to_owned(),
        number: *number,
        bytes: bytes.to_vec(),
    })
}

/// A root with the size of its tree and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// Names the register.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl TreeHead {
    /// Reads it from the text of a note.
    ///
    /// # Errors
    /// [`NoteError::Checkpoint`] with what is wrong.
    pub fn of(note: &Note) -> Result<Self, NoteError> {
        let wrong = NoteError::Checkpoint;
        let mut lines = note.text.lines();
        let origin = lines.next().filter(|line| !line.is_empty());
        let origin = origin.ok_or(wrong("no name of the register"))?.to_owned();
        let size = lines.next().unwrap_or_default();
        let size: u64 = match size.parse::<u64>() {
            Ok(number) if number.to_string() == size => number,
            _ => return Err(wrong("the second line is no number of entries")),
        };
        let root = lines.next().and_then(parse_hash);
        let root = root.ok_or(wrong("the third line is no hash"))?;
        Ok(Self { origin, size, root })
    }
}

impl fmt::Display for TreeHead {
    /// The text that is signed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = STANDARD.encode(self.root);
        writeln!(formatter, "{}\n{}\n{root}", self.origin, self.size)
    }
}

/// A hash as notes and proofs write it.
pub fn parse_hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SignerKey {
        SignerKey::of_register("window.example/register", &[7; 32])
    }

    fn head() -> TreeHead {
        TreeHead {
            origin: "window.example/register".to_owned(),
            size: 42,
            root: [9; 32],
        }
    }

    #[test]
    fn the_example_of_the_specification_is_taken_apart() {
        let text = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u{e8} subito sera.\n\n\
                    \u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
        let note = Note::parse(text).unwrap();
        assert!(note.text.ends_with("subito sera.\n"));
        assert_eq!(note.signatures.len(), 1);
        assert_eq!(note.signatures[0].bytes.len(), 64);
    }

    #[test]
    fn a_signed_checkpoint_is_read_back_and_an_edited_one_is_not() {
        let signed = key().note(&head().to_string());
        let note = Note::parse(&signed).unwrap();
        assert_eq!(TreeHead::of(&note), Ok(head()));
        assert_eq!(key().verifier().check(&note), Ok(()));
        let edited = Note::parse(&signed.replace("\n42\n", "\n43\n")).unwrap();
        let fault = key().verifier().check(&edited);
        assert_eq!(fault, Err(NoteError::Edited(key().name().to_owned())));
        let other = SignerKey::of_register(key().name(), &[8; 32]).verifier();
        assert!(matches!(
            other.check(&note),
            Err(NoteError::AnotherKey { .. })
        ));
        for length in 0..signed.len() - 1 {
            let cut = signed.get(..length).map(Note::parse);
            let is_whole = cut
                .and_then(Result::ok)
                .is_some_and(|note| key().verifier().check(&note).is_ok());
            assert!(!is_whole, "cut to {length} bytes");
        }
    }

    #[test]
    fn keys_are_read_back_and_edited_ones_are_not() {
        let text = key().verifier().to_string();
        assert_eq!(text.parse(), Ok(key().verifier()));
        assert_eq!(
            SignerKey::read(&key().secret()).unwrap().verifier(),
            key().verifier()
        );
        let edited = text.replace("window.", "windows.");
        assert_eq!(edited.parse::<VerifierKey>(), Err(NoteError::KeyNumber));
        assert_eq!("x+y".parse::<VerifierKey>(), Err(NoteError::Key));
    }

    #[test]
    fn a_witness_signs_the_text_with_its_moment() {
        let witness = SignerKey::of_witness("audit.example/w1", &[3; 32]);
        let signed = key().note(&head().to_string());
        let note = Note::parse(&signed).unwrap();
        let line = witness.cosign(&note, "2026-11-23T02:00:00Z".parse().unwrap());
        let both = Note::parse(&format!("{signed}{line}")).unwrap();
        assert_eq!(witness.verifier().check(&both), Ok(()));
        assert_eq!(key().verifier().check(&both), Ok(()));
    }
}
