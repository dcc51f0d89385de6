//! Why a seal cannot be read or a letter not be sealed.

use x509_cert::der;

/// What is wrong with a key, a certificate, or the letter to be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The text is no PEM of a key and certificates.
    #[error("the text of the seal is not readable as PEM: {0}")]
    Pem(&'static str),
    /// No private key this crate can use.
    #[error("the private key of the seal cannot be used: {0}")]
    Key(&'static str),
    /// No certificate this crate can use.
    #[error("the certificate of the seal cannot be used: {0}")]
    Certificate(&'static str),
    /// The certificate was issued for another key.
    #[error("the first certificate does not belong to the private key")]
    Strangers,
    /// A certificate was not issued by the one after it.
    #[error("the certificates do not stand in the order of who issued whom, that of the key first")]
    Chain,
    /// The 32 bytes are no key of P-256.
    #[error("these 32 bytes are no private key of P-256")]
    Secret,
    /// A certificate cannot bear this name.
    #[error("the name of a seal has 1 to 64 characters, not {0}")]
    Subject(usize),
    /// A point in time no certificate and no PDF can hold, or an end before its beginning.
    #[error("{0} seconds since 1970 is no time for a seal")]
    Time(i64),
    /// The certificate does not hold at the time of the signature.
    #[error("the certificate is valid from {from} to {to} (seconds since 1970), not at {at}")]
    NotInForce {
        /// When the letter was to be sealed.
        at: i64,
        /// First second of the certificate.
        from: i64,
        /// Its last.
        to: i64,
    },
    /// The PDF is not one that letters are.
    #[error("this PDF cannot be sealed: {0}")]
    Pdf(&'static str),
    /// The signature needs more room than was kept for it.
    #[error("the signature has {bytes} bytes, but only {room} were kept for it")]
    Room {
        /// Length of the signature.
        bytes: usize,
        /// Length that was kept.
        room: usize,
    },
    /// The key refused to sign.
    #[error("the key of the seal did not sign")]
    Sign,
    /// A certificate or signature could not be written.
    #[error("write certificate or signature")]
    Write(#[from] der::Error),
}
