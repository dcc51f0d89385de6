//! The person behind a login, as every page and service knows them.

use window_domain::access::{Actor, Role, Territory};
use window_domain::catalogue::Catalogue;
use window_domain::id::entity::{EnterpriseId, UserId};

use crate::http::PageError;

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
    /// What the organisation serves that employs the person.
    pub territory: Territory,
}

impl Account {
    /// Reads the account out of its record. A role nobody knows any more is left out: it can only take rights away.
    /// Without any role one may do what everybody may. Supervision is one for the whole city; everybody else reaches what
    /// the organisation serves that employs them, nobody's people nothing.
    ///
    /// # Errors
    /// When an id in the record is not one of ours, which no path of ours writes.
    pub fn from_record(
        record: window_store::Account,
        catalogue: &Catalogue,
    ) -> Result<Self, PageError> {
        let enterprise = record
            .enterprise_id
            .map(|id| id.parse().map_err(PageError::broken))
            .transpose()?;
        let mut roles: Vec<Role> = record
            .roles
            .iter()
            .filter_map(|role| Role::parse(role))
            .collect();
        if roles.is_empty() {
            roles.push(Role::Anonymous);
        }
        let territory = if roles.contains(&Role::Supervisor) {
            catalogue.everywhere()
        } else {
            catalogue.territory(record.organisation.as_deref())
        };
        Ok(Self {
            id: record.id.parse().map_err(PageError::broken)?,
            login: record.login,
            name: record.name,
            roles,
            department: record.department,
            enterprise,
            window_no: record.window_no,
            phone: record.phone,
            territory,
        })
    }

    /// The page where the account's work begins.
    pub fn home(&self) -> &'static str {
        match self.roles.first() {
            Some(Role::EnterpriseMember | Role::EnterpriseSignatory) => "/my",
            Some(Role::Agent | Role::WindowLead) => "/desk",
            Some(Role::Officer | Role::DepartmentHead) => "/dept",
            Some(
                Role::SystemAdministrator | Role::SecurityAdministrator | Role::AuditAdministrator,
            ) => "/admin",
            _ => "/",
        }
    }

    /// The account as the one who acts, for commands and the access table.
    pub fn actor(&self) -> Actor {
        Actor {
            user: Some(self.id),
            name: self.name.clone(),
            roles: self.roles.clone(),
            department: self.department.clone(),
            enterprise: self.enterprise,
            territory: self.territory.clone(),
        }
    }

    /// Whether the account is of the window or its management and reaches no region: nobody employs it yet.
    pub fn is_without_region(&self) -> bool {
        self.roles.iter().any(|role| role.is_of_window()) && self.territory.regions().is_empty()
    }

    /// Whether the account belongs to an enterprise.
    pub fn is_applicant(&self) -> bool {
        self.roles.iter().any(|role| role.is_enterprise())
    }
}
