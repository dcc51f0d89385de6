//! The signature itself: CMS (RFC 5652) with the attributes of `CAdES`, over a digest.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::der::Encode;
use x509_cert::der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use x509_cert::der::oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA,
};
use x509_cert::der::oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::error::SealError;

/// More than a signature has beside the certificates: the issuer's name once more, three
/// attributes, the signature.
const BESIDE_CERTIFICATES: usize = 2048;

/// How many bytes to keep for a signature, before it is known.
pub(super) fn room(chain: &[Certificate]) -> Result<usize, SealError> {
    let mut bytes = BESIDE_CERTIFICATES;
    for certificate in chain {
        bytes += certificate.to_der()?.len();
    }
    Ok(bytes)
}

/// A detached signature over what has this digest (SHA-256), with all certificates.
///
/// The time of signing stands in the PDF, not here: `CAdES` in a PDF forbids the attribute.
pub(super) fn signed_data(
    key: &SigningKey,
    leaf: &Certificate,
    chain: &[Certificate],
    digest: &[u8],
) -> Result<Vec<u8>, SealError> {
    let sha_256 = algorithm(ID_SHA_256);
    let attributes = SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(
            ID_MESSAGE_DIGEST,
            Any::encode_from(&OctetString::new(digest)?)?,
        )?,
        attribute(ID_AA_SIGNING_CERTIFICATE_V_2, signing_certificate(leaf)?)?,
    ])?;
    let signature: DerSignature = key
        .try_sign(&attributes.to_der()?)
        .map_err(|_| SealError::Sign)?;
    let certificate = leaf.tbs_certificate();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.issuer().clone(),
            serial_number: certificate.serial_number().clone(),
        }),
        digest_alg: sha_256.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
        signature: OctetString::new(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let certificates: Vec<CertificateChoices> = chain
        .iter()
        .map(|it| CertificateChoices::Certificate(it.clone()))
        .collect();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha_256])?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: ID_DATA,
            econtent: None,
        },
        certificates: Some(certificates.try_into()?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    };
    let content = ContentInfo {
        content_type: ID_SIGNED_DATA,
        content: Any::encode_from(&data)?,
    };
    Ok(content.to_der()?)
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned {
        oid,
        parameters: None,
    }
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, SealError> {
    let values = SetOfVec::try_from(vec![value])?;
    Ok(Attribute { oid, values })
}

/// `SigningCertificateV2` (RFC 5035): which certificate is meant, so that no other one of the same
/// key can be put in its place. Its structures have one field each that is not left out, and a
/// sequence of one field is written as a list of one: `{ certs { ESSCertIDv2 { certHash } } }`,
/// with SHA-256 as the hash that need not be named.
fn signing_certificate(leaf: &Certificate) -> Result<Any, SealError> {
    let hash = OctetString::new(Sha256::digest(leaf.to_der()?).as_slice())?;
    Ok(Any::encode_from(&vec![vec![vec![hash]]])?)
}
