//! The person behind a login, as every page and service knows them.

use window_domain::access::{Actor, Role};
use window_domain::id::entity::{EnterpriseId, UserId};

/// An account that may log in. Its name is personal data: shown, never logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: UserId,
    /// The name typed at login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What the person may be.
    pub roles: Vec<Role>,
    /// Department code of an officer.
    pub department: Option<String>,
    /// Enterprise of a member or signatory.
    pub enterprise: Option<EnterpriseId>,
    /// Number of the window an agent sits at.
    pub window_no: Option<String>,
    /// Phone number. Personal data.
    pub phone: Option<String>,
}

impl Account {
    /// The account as the one who acts, for commands and the access table.
    pub fn actor(&self) -> Actor {
        Actor {
            user: Some(self.id.clone()),
            name: self.name.clone(),
            roles: self.roles.clone(),
            department: self.department.clone(),
            enterprise: self.enterprise.clone(),
        }
    }

    /// Whether the account belongs to an enterprise.
    pub fn is_applicant(&self) -> bool {
        self.roles.iter().any(|role| role.is_enterprise())
    }
}
