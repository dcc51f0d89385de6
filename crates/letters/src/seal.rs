//! The seal of a city: a key and its certificates, and the signature it sets under a letter.
//!
//! The signature stands in the PDF itself (`PAdES`): whoever has the file has all that is needed
//! to check it, with any reader. Clock and chance come from outside, so that the same letter
//! sealed at the same second has the same bytes.

mod certificate;
mod dictionary;
mod error;
mod signature;
mod update;

use std::fmt;

use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Document, Encode, EncodePem};

pub use certificate::Validity;
pub use error::SealError;

/// What a PEM text calls a private key this crate reads.
const KEY_LABEL: &str = "PRIVATE KEY";
/// What it calls a certificate.
const CERTIFICATE_LABEL: &str = "CERTIFICATE";

/// A P-256 key and its certificates, the leaf first.
pub struct Seal {
    key: SigningKey,
    leaf: Certificate,
    /// All certificates, the leaf among them, as they were handed in.
    chain: Vec<Certificate>,
    certificate_pem: String,
    fingerprint: String,
}

/// What a signature says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signing<'a> {
    /// When the letter is sealed, in seconds since 1970.
    pub at: i64,
    /// Who seals.
    pub name: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Where.
    pub location: &'a str,
}

impl fmt::Debug for Seal {
    /// Without the key, which must not come into a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Seal")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl Seal {
    /// Reads one PEM text: a private key (PKCS#8, not encrypted) and one or more certificates,
    /// that of the key first and each issued by the next.
    ///
    /// # Errors
    /// A part is missing or unreadable, or the parts do not belong together.
    pub fn read(pem: &str) -> Result<Self, SealError> {
        let mut key = None;
        let mut chain = Vec::new();
        for (label, block) in blocks(pem)? {
            match label {
                KEY_LABEL if key.is_none() => key = Some(read_key(block)?),
                KEY_LABEL => return Err(SealError::Key("there are two of them")),
                CERTIFICATE_LABEL => chain.push(read_certificate(block)?),
                // What OpenSSL writes before a key of its older form, and says nothing new.
                "EC PARAMETERS" => {}
                "EC PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
                    return Err(SealError::Key(
                        "it is not plain PKCS#8; `openssl pkcs8 -topk8 -nodes` makes it so",
                    ));
                }
                _ => return Err(SealError::Pem("it holds neither key nor certificate")),
            }
        }
        let key = key.ok_or(SealError::Key("there is none"))?;
        let leaf = chain.first().cloned();
        let leaf = leaf.ok_or(SealError::Certificate("there is none"))?;
        if public_key(&key)? != leaf.tbs_certificate().subject_public_key_info().to_der()? {
            return Err(SealError::Strangers);
        }
        certificate::fit_for_letters(&leaf)?;
        certificate::each_issued_by_the_next(&chain)?;
        let certificates = chain.iter().map(|it| it.to_pem(LineEnding::LF));
        Ok(Self {
            certificate_pem: certificates.collect::<Result<String, _>>()?,
            fingerprint: hex(&Sha256::digest(leaf.to_der()?)),
            key,
            leaf,
            chain,
        })
    }

    /// Makes a key of `secret` and a certificate it signs itself: one PEM text for [`Seal::read`].
    ///
    /// `secret` and `serial` must come from a source of chance fit for keys.
    ///
    /// # Errors
    /// The secret is no key of P-256 (less than one in 2³² is not), the subject is empty or longer
    /// than 64 characters, or the dates are no dates.
    pub fn make(
        subject: &str,
        secret: [u8; 32],
        serial: [u8; 16],
        valid: Validity,
    ) -> Result<String, SealError> {
        let key = SigningKey::from_slice(&secret).map_err(|_| SealError::Secret)?;
        let certificate = certificate::self_signed(&key, subject, serial, valid)?;
        let mut pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| SealError::Secret)?
            .to_string();
        pem.push_str(&certificate.to_pem(LineEnding::LF)?);
        Ok(pem)
    }

    /// The certificates without the key, leaf first: what may be shown to everybody.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// The SHA-256 of the leaf certificate, in lower-case hexadecimal digits: what the city
    /// publishes elsewhere, so that people can compare.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The letter with the seal's signature over all of it, as an update behind its own bytes.
    ///
    /// The signature is not drawn: a letter shows what its layout says. It certifies the letter
    /// against any later change (`DocMDP`, level 1).
    ///
    /// # Errors
    /// The certificate is not valid at that second, or the PDF is not one [`crate::Letters`] makes:
    /// it was sealed or changed before, is encrypted, or packs its objects.
    pub fn sign(&self, pdf: &[u8], signing: &Signing<'_>) -> Result<Vec<u8>, SealError> {
        certificate::in_force(&self.leaf, signing.at)?;
        let room = signature::room(&self.chain)?;
        let prepared = update::prepare(pdf, signing, room)?;
        let digest = prepared.digest();
        prepared.with_signature(&signature::signed_data(
            &self.key,
            &self.leaf,
            &self.chain,
            &digest,
        )?)
    }
}

/// The blocks of a PEM text by their label; text between them is what OpenSSL says for people.
fn blocks(pem: &str) -> Result<Vec<(&str, &str)>, SealError> {
    const BEGIN: &str = "-----BEGIN ";
    let mut found = Vec::new();
    let mut rest = pem;
    while let Some(start) = rest.find(BEGIN) {
        let block = rest.get(start..).unwrap_or_default();
        let (label, _) = block
            .strip_prefix(BEGIN)
            .and_then(|head| head.split_once("-----"))
            .ok_or(SealError::Pem("a block has no head"))?;
        let end = format!("-----END {label}-----");
        let length = block
            .find(&end)
            .ok_or(SealError::Pem("a block has no end"))?
            + end.len();
        let (block, after) = block.split_at(length);
        found.push((label, block));
        rest = after;
    }
    Ok(found)
}

fn read_key(block: &str) -> Result<SigningKey, SealError> {
    SigningKey::from_pkcs8_pem(block).map_err(|_| SealError::Key("it is no key of P-256"))
}

/// A certificate that is written as it is read. Another would not stand in the signature as the
/// city knows it.
fn read_certificate(block: &str) -> Result<Certificate, SealError> {
    let unreadable = |_| SealError::Certificate("it cannot be read");
    let (_, document) = Document::from_pem(block).map_err(unreadable)?;
    let certificate = Certificate::from_der(document.as_bytes()).map_err(unreadable)?;
    if certificate.to_der()? == document.as_bytes() {
        Ok(certificate)
    } else {
        Err(SealError::Certificate("it is not written as DER"))
    }
}

fn public_key(key: &SigningKey) -> Result<Vec<u8>, SealError> {
    let document = key.verifying_key().to_public_key_der();
    Ok(document.map_err(|_| SealError::Secret)?.into_vec())
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
