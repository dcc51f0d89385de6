//! The enterprise: registered once by its unified social credit code.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Action;
use crate::context::{Context, Recorded};
use crate::id::entity::EnterpriseId;
use crate::id::uscc::Uscc;
use crate::refusal::{Code, Refusal, Refusals, check_text};

/// Name of a company: two lines of a printed letter.
pub const COMPANY_MAX_CHARS: usize = 120;

/// An enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    /// Its id.
    pub id: EnterpriseId,
    /// Unified social credit code.
    pub uscc: String,
    /// Registered name.
    pub company: String,
    /// Legal representative. Personal data.
    pub legal_person: String,
    /// Why a code with a wrong check character was taken, if it was (domain 3.1: such genuine
    /// codes exist).
    pub override_reason: Option<String>,
    /// Day of registration.
    pub registered_on: Date,
}

/// What can have happened to an enterprise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EnterpriseEvent {
    /// It registered, or the window registered it.
    EnterpriseRegistered {
        /// The enterprise.
        enterprise: EnterpriseId,
        /// Unified social credit code.
        uscc: String,
        /// Registered name.
        company: String,
        /// Legal representative. Personal data.
        person: String,
        /// Why a wrong check character was taken.
        override_reason: Option<String>,
    },
}

/// A registration as the form collects it.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Fresh id of the stream.
    pub enterprise: EnterpriseId,
    /// Unified social credit code as typed.
    pub uscc: String,
    /// Registered name.
    pub company: String,
    /// Legal representative.
    pub legal_person: String,
    /// Given by a window clerk who saw the certificate of a code that fails the check.
    pub override_reason: Option<String>,
}

/// Decides a registration. The store keeps the code unique.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn register(
    known: Option<&Enterprise>,
    new: &Registration,
    context: &Context<'_>,
) -> Result<Vec<EnterpriseEvent>, Refusals> {
    if known.is_some() {
        return Err(Code::EnterpriseExists.into());
    }
    if !context.actor.may(
        Action::RegisterEnterprise,
        &[crate::access::Relation::Other],
    ) {
        return Err(Code::NotAllowed.into());
    }
    let mut found = Vec::new();
    check_text(&new.company, "company", COMPANY_MAX_CHARS, &mut found);
    check_text(
        &new.legal_person,
        "legal_person",
        COMPANY_MAX_CHARS,
        &mut found,
    );
    let is_clerk = context.actor.is(crate::access::Role::Agent)
        || context.actor.is(crate::access::Role::WindowLead);
    let reason = new
        .override_reason
        .as_deref()
        .map(str::trim)
        .filter(|reason| !reason.is_empty() && is_clerk);
    let uscc = match (Uscc::parse(&new.uscc), reason) {
        (Ok(uscc), _) => alloc::format!("{uscc}"),
        (Err(_), Some(_)) => new.uscc.trim().to_uppercase(),
        (Err(error), None) => {
            found.push(
                Refusal::new(Code::NumberInvalid)
                    .with("number", new.uscc.trim())
                    .with("why", error)
                    .at("uscc"),
            );
            String::new()
        }
    };
    Refusals::check(found)?;
    let checked = Uscc::parse(&uscc).is_ok();
    Ok(alloc::vec![EnterpriseEvent::EnterpriseRegistered {
        enterprise: new.enterprise,
        uscc,
        company: new.company.trim().into(),
        person: new.legal_person.trim().into(),
        override_reason: reason.filter(|_| !checked).map(Into::into),
    }])
}

/// Folds one fact.
pub fn apply(enterprise: &mut Option<Enterprise>, recorded: &Recorded<EnterpriseEvent>) {
    match &recorded.event {
        EnterpriseEvent::EnterpriseRegistered {
            enterprise: id,
            uscc,
            company,
            person,
            override_reason,
        } => {
            enterprise.get_or_insert_with(|| Enterprise {
                id: *id,
                uscc: uscc.clone(),
                company: company.clone(),
                legal_person: person.clone(),
                override_reason: override_reason.clone(),
                registered_on: recorded.on,
            });
        }
    }
}
