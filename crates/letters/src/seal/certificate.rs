//! Certificates of seals: making one, and asking what one is good for.

use std::time::Duration;

use p256::ecdsa::{DerSignature, SigningKey};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder, Error};
use x509_cert::der::asn1::{Any, SetOfVec, Utf8StringRef};
use x509_cert::der::oid::db::rfc4519::CN;
use x509_cert::der::{DateTime, Decode, Encode};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages, SubjectKeyIdentifier};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::{Name, RdnSequence};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::{Certificate, TbsCertificate, time};

use super::error::SealError;

/// RFC 5280 bounds a common name (`ub-common-name`), and readers cut or refuse longer ones.
const SUBJECT_MAX: usize = 64;

/// From when to when a certificate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// Its first second, in seconds since 1970.
    pub from: i64,
    /// Its last second.
    pub to: i64,
}

/// A point in time as certificates and PDFs write it.
pub(super) fn civil(seconds: i64) -> Result<DateTime, SealError> {
    let no_time = || SealError::Time(seconds);
    let since_1970 = u64::try_from(seconds).map_err(|_| no_time())?;
    DateTime::from_unix_duration(Duration::from_secs(since_1970)).map_err(|_| no_time())
}

/// A certificate for signing documents and for nothing else, issued by itself.
pub(super) fn self_signed(
    key: &SigningKey,
    subject: &str,
    serial: [u8; 16],
    valid: Validity,
) -> Result<Certificate, SealError> {
    if valid.to < valid.from {
        return Err(SealError::Time(valid.to));
    }
    let validity = time::Validity::new(civil(valid.from)?.into(), civil(valid.to)?.into());
    let profile = Profile(name(subject)?);
    let public =
        SubjectPublicKeyInfoOwned::from_key(key.verifying_key()).map_err(|_| SealError::Secret)?;
    let serial = SerialNumber::new(&serial)?;
    let builder = CertificateBuilder::new(profile, serial, validity, public)
        .map_err(|error| refused(&error))?;
    builder
        .build::<_, DerSignature>(key)
        .map_err(|error| refused(&error))
}

fn refused(error: &Error) -> SealError {
    match error {
        Error::Asn1(error) => SealError::Write(*error),
        _ => SealError::Sign,
    }
}

fn name(subject: &str) -> Result<Name, SealError> {
    let characters = subject.chars().count();
    if !(1..=SUBJECT_MAX).contains(&characters) {
        return Err(SealError::Subject(characters));
    }
    // Not parsed from "CN=…": a comma or an equals sign in a city's name would become structure.
    let common_name = AttributeTypeAndValue {
        oid: CN,
        value: Any::from(Utf8StringRef::new(subject)?),
    };
    let mut names = RdnSequence::default();
    names.push(SetOfVec::try_from(vec![common_name])?.into());
    Ok(Name::from_der(&names.to_der()?)?)
}

/// What a self-signed certificate of a seal says of itself.
struct Profile(Name);

impl BuilderProfile for Profile {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.0.clone()
    }

    fn build_extensions(
        &self,
        public: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        certificate: &TbsCertificate,
    ) -> Result<Vec<Extension>, Error> {
        let subject = certificate.subject();
        let usage = KeyUsages::DigitalSignature | KeyUsages::NonRepudiation;
        let no_issuer = BasicConstraints {
            ca: false,
            path_len_constraint: None,
        };
        Ok(vec![
            SubjectKeyIdentifier::try_from(public)?.to_extension(subject, &[])?,
            no_issuer.to_extension(subject, &[])?,
            KeyUsage(usage).to_extension(subject, &[])?,
        ])
    }
}

/// Refuses a certificate whose issuer meant it for something else: readers would not accept its
/// signature on a document.
pub(super) fn fit_for_letters(certificate: &Certificate) -> Result<(), SealError> {
    let usage = certificate.tbs_certificate().get_extension::<KeyUsage>();
    match usage {
        Ok(Some((_, usage))) if !usage.digital_signature() && !usage.non_repudiation() => Err(
            SealError::Certificate("it was not issued for signing documents"),
        ),
        Ok(_) => Ok(()),
        Err(_) => Err(SealError::Certificate("its use cannot be read")),
    }
}

/// Refuses a chain out of order. Only names are compared: the upper signatures may be of any kind,
/// and whether somebody trusts them is decided by the reader's list, not here.
pub(super) fn each_issued_by_the_next(chain: &[Certificate]) -> Result<(), SealError> {
    let issuers = chain.iter().map(|it| it.tbs_certificate().issuer());
    let mut subjects = chain.iter().map(|it| it.tbs_certificate().subject());
    subjects.next();
    if issuers
        .zip(subjects)
        .all(|(issuer, subject)| issuer == subject)
    {
        Ok(())
    } else {
        Err(SealError::Chain)
    }
}

/// Refuses a signature outside the time of its certificate: every reader would call it wrong.
pub(super) fn in_force(certificate: &Certificate, at: i64) -> Result<(), SealError> {
    let validity = certificate.tbs_certificate().validity();
    let seconds =
        |time: time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let (from, to) = (seconds(validity.not_before), seconds(validity.not_after));
    if (from..=to).contains(&at) {
        Ok(())
    } else {
        Err(SealError::NotInForce { at, from, to })
    }
}
