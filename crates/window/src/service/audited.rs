//! What all acts beside the event log share: how the audit tells them, and ids that a repeated form meets again.

use window_domain::access::{ANY_ACCOUNT, Action, Actor};
use window_domain::refusal::{Code, Refusals};
use window_store::{AuditEntry, Audited};

use super::project::id_from;
use super::{Office, Refused, Request};

/// Who the program itself is in the audit.
pub(super) const PROGRAM: &str = "system";

impl Office {
    /// An act that was done, as the audit tells it. The object bears its kind before its id: `account/usr_…`.
    pub(crate) fn audited(
        &self,
        actor: &Actor,
        (action, object): (&str, String),
        request: &Request,
    ) -> Audited {
        let user = actor.user.map(|user| user.to_string());
        Audited {
            actor: user.unwrap_or_else(|| PROGRAM.to_owned()),
            at: self.clock.now(),
            entry: AuditEntry {
                action: action.to_owned(),
                object,
                outcome: "done".to_owned(),
                detail: "{}".to_owned(),
                ip: request.ip.clone(),
                request_id: request.id.clone(),
            },
        }
    }

    /// Bytes of an id that is the same for the same form, however often it is sent.
    ///
    /// # Errors
    /// [`Refused::Broken`] if the machine has no randomness for whoever sent no key.
    pub(super) fn id_bytes(&self, request: &Request) -> Result<[u8; 16], Refused> {
        match &request.key {
            Some(key) => Ok(id_from(key.as_str())),
            None => self
                .random
                .bytes()
                .map_err(|error| Refused::Broken(error.to_string())),
        }
    }

    /// The same as the text of an id: its prefix and 32 digits.
    ///
    /// # Errors
    /// As [`Office::id_bytes`].
    pub(super) fn named_id(&self, prefix: &str, request: &Request) -> Result<String, Refused> {
        let bytes = self.id_bytes(request)?;
        Ok(format!("{prefix}_{:032x}", u128::from_be_bytes(bytes)))
    }
}

/// The account of whoever may do this.
pub(super) fn allowed(actor: &Actor, action: Action) -> Result<String, Refusals> {
    match actor.user.filter(|_| actor.may(action, ANY_ACCOUNT)) {
        Some(user) => Ok(user.to_string()),
        None => Err(Code::NotAllowed.into()),
    }
}
