//! The erasure of salts: an act outside the log of events. Its entry says of what and how many, and commits to the reason, in
//! which a person may be named; the hash over the commitments keeps anybody from adding to them afterwards.

use serde_json::json;
use sha2::{Digest, Sha256};
use window_domain::register::canonical::{canonical, hex};
use window_store::{Erasure, RegisterLeaf};

use super::SHAPE;
use crate::service::Office;

/// Salts were erased.
pub const ERASED: &str = "salts_erased";
/// Who erases: whoever runs the program on its machine.
const OPERATOR: &str = "operator";

/// SHA-256 over commitments, each with a line of its own, in their order.
pub(crate) fn over(commitments: &[&str]) -> String {
    let mut sorted = commitments.to_vec();
    sorted.sort_unstable();
    let mut digest = Sha256::new();
    for commitment in sorted {
        digest.update(commitment);
        digest.update("\n");
    }
    hex(&digest.finalize())
}

/// The entry for an erasure of these commitments' salts; `reason` is the commitment to why, with its salt.
pub(crate) fn of_erasure(
    erasure: &Erasure,
    commitments: &[String],
    reason: &(String, String),
) -> RegisterLeaf {
    let names: Vec<&str> = commitments.iter().map(String::as_str).collect();
    let payload = json!({
        "v": SHAPE,
        "act": ERASED,
        "at": erasure.at,
        "on": Office::date(erasure.at),
        "by": { "role": OPERATOR },
        "erasure": {
            "id": erasure.id,
            "about": erasure.about,
            "salts": names.len(),
            "sha256": over(&names),
            "reason": reason.0,
        },
    });
    RegisterLeaf {
        kind: ERASED.to_owned(),
        payload: canonical(&payload),
        check_code: None,
        salts: vec![reason.clone()],
    }
}
