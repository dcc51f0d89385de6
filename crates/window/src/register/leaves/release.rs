//! The release of a catalogue: an act outside the log of events, so its entry holds the hash of its files instead of a fact.

use jiff::Timestamp;
use serde_json::json;
use window_domain::access::Role;
use window_domain::register::canonical::canonical;
use window_store::{CatalogueRelease, RegisterLeaf, ReleaseState};

use super::SHAPE;
use crate::service::Office;

/// A release was approved.
pub const APPROVED: &str = "catalogue_release";
/// An approved release was taken back before its day.
pub const WITHDRAWN: &str = "catalogue_withdrawn";

/// The entry for what a release became; none for what never comes into force.
pub(crate) fn of_release(
    release: &CatalogueRelease,
    to: ReleaseState,
    (role, at): (Role, Timestamp),
) -> Option<RegisterLeaf> {
    let act = match to {
        ReleaseState::Approved => APPROVED,
        ReleaseState::Withdrawn => WITHDRAWN,
        ReleaseState::Waiting | ReleaseState::Rejected => return None,
    };
    let payload = json!({
        "v": SHAPE,
        "act": act,
        "at": at,
        "on": Office::date(at),
        "by": { "role": role },
        "release": {
            "id": release.id,
            "name": release.name,
            "sha256": release.hash,
            "effective_on": release.effective_on,
        },
    });
    Some(RegisterLeaf {
        kind: act.to_owned(),
        payload: canonical(&payload),
        check_code: None,
        salts: Vec::new(),
    })
}
