//! What can have happened to a complaint.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::id::entity::{ComplaintId, EnterpriseId, UserId};

/// Who complains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complainant {
    /// How to call the person. Personal data.
    pub name: String,
    /// Telephone number, digits only. Personal data.
    pub phone: String,
    /// The account that complained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// Its enterprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<EnterpriseId>,
    /// Name of the company, if told. Personal data.
    #[serde(default)]
    pub company: String,
}

/// What can have happened to a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ComplaintEvent {
    /// It was made.
    ComplaintFiled {
        /// Its id.
        id: ComplaintId,
        /// Its receipt number.
        number: String,
        /// Code of its kind.
        topic: String,
        /// What is wrong.
        text: String,
        /// Who complains. Personal data.
        by: Complainant,
        /// Working days until the reply.
        reply_days: u16,
    },
    /// It was given to somebody.
    ComplaintAssigned {
        /// To whom.
        owner: UserId,
        /// Name of that person. Personal data.
        name: String,
    },
    /// It was replied to.
    ComplaintReplied {
        /// In words.
        text: String,
    },
    /// It was opened again.
    ComplaintReopened {
        /// Why.
        reason: String,
        /// Working days until the next reply.
        reply_days: u16,
    },
    /// Somebody was reminded that the reply is due.
    ComplaintReminded {
        /// Working days that were left when this reminder was due.
        working_days: u16,
        /// Name of whoever is to reply; nobody may be. Personal data.
        to: Option<String>,
        /// Whether the window's lead was told as well.
        lead: bool,
    },
}
