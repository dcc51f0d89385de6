//! The three administrators, kept apart: their rows of the access table, and what an account may be and may lose.

use alloc::vec::Vec;

use super::{
    ANY_ACCOUNT, Action, Actor, Manager, Relation, Role, SecurityAdministrator,
    SystemAdministrator, Territory, WindowLead,
};
use crate::id::entity::UserId;
use crate::refusal::{Code, Refusal, Refusals};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadAdministration => &[
            (SystemAdministrator, ANY_ACCOUNT),
            (SecurityAdministrator, ANY_ACCOUNT),
            (Role::AuditAdministrator, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::ReadAccounts => &[
            (SystemAdministrator, ANY_ACCOUNT),
            (SecurityAdministrator, ANY_ACCOUNT),
        ],
        Action::OpenAccounts => &[(SystemAdministrator, ANY_ACCOUNT)],
        Action::GrantRoles => &[(SecurityAdministrator, ANY_ACCOUNT)],
        Action::ReadAudit => &[(Role::AuditAdministrator, ANY_ACCOUNT)],
        Action::ReadCalendars
        | Action::DecideCalendar
        | Action::ReadReleases
        | Action::DecideRelease => &[
            (SystemAdministrator, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::ImportCalendar | Action::ImportRelease => &[
            (SystemAdministrator, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
        ],
        _ => &[],
    }
}

impl Role {
    /// The roles of staff, as they are granted: neither those of enterprises nor that of another system.
    pub const STAFF: [Self; 10] = [
        Self::Agent,
        Self::WindowLead,
        Self::Officer,
        Self::DepartmentHead,
        Self::Inspector,
        Self::Supervisor,
        Self::Manager,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
    ];

    /// Whether it is one of the three administrators.
    pub const fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator
        )
    }

    /// Whether the role is held for a department.
    pub const fn is_of_department(self) -> bool {
        matches!(self, Self::Officer | Self::DepartmentHead | Self::Inspector)
    }
}

/// Whether one account may hold these roles: an administrator is nothing else, whoever acts for a department has one, and
/// somebody employs whoever is of the window or its management.
///
/// # Errors
/// Every reason against.
pub fn check_roles(
    roles: &[Role],
    department: Option<&str>,
    organisation: Option<&str>,
) -> Result<(), Refusals> {
    let mut found = Vec::new();
    let administrator = roles.iter().find(|role| role.is_administrator());
    if let Some(role) = administrator.filter(|_| roles.len() > 1) {
        let refusal = Refusal::new(Code::RolesApart).with("who", role.as_str());
        found.push(refusal.at("roles"));
    }
    let acting = roles.iter().find(|role| role.is_of_department());
    if let Some(role) = acting.filter(|_| department.is_none()) {
        let refusal = Refusal::new(Code::RoleOfDepartment).with("who", role.as_str());
        found.push(refusal.at("department"));
    }
    if organisation.is_none() && roles.iter().any(|role| role.is_of_window()) {
        found.push(Refusal::new(Code::NothingChosen).at("organisation"));
    }
    Refusals::check(found)
}

/// Whether the actor may do this to that account: nobody grants, withdraws, opens or closes what is their own.
///
/// # Errors
/// The reason against.
pub fn check_other(actor: &Actor, action: Action, account: UserId) -> Result<(), Refusals> {
    if !actor.may(action, ANY_ACCOUNT) {
        return Err(Code::NotAllowed.into());
    }
    if actor.user == Some(account) {
        return Err(Code::OwnRights.into());
    }
    Ok(())
}

/// What must hold before an account loses roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Loss {
    /// Administrators' roles: somebody else who can log in has each of them.
    pub roles: Vec<Role>,
    /// No open project is in its hands.
    pub projects: bool,
    /// No undecided case is on its desk.
    pub cases: bool,
    /// No open complaint waits for its reply.
    pub complaints: bool,
}

impl Loss {
    /// What an account gives up that held `before` and will hold `after`, in the same department or not.
    pub fn between(before: &[Role], after: &[Role], same_department: bool) -> Self {
        let has = |roles: &[Role], wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
        let loses = |wanted: &[Role]| has(before, wanted) && !has(after, wanted);
        let reviewers = [Role::Officer, Role::DepartmentHead];
        let window = [Role::Agent, Role::WindowLead];
        Self {
            roles: before
                .iter()
                .filter(|role| role.is_administrator() && !after.contains(role))
                .copied()
                .collect(),
            projects: loses(&[Role::Agent]),
            cases: loses(&reviewers) || (has(before, &reviewers) && !same_department),
            complaints: loses(&window),
        }
    }

    /// The same where the account's holder reaches less afterwards: what is in the hands of the window goes to a colleague
    /// first.
    #[must_use]
    pub fn reaching(self, roles: &[Role], (before, after): (&Territory, &Territory)) -> Self {
        let is = |role| roles.contains(&role) && !after.includes(before);
        Self {
            projects: self.projects || is(Role::Agent),
            complaints: self.complaints || is(Role::Agent) || is(Role::WindowLead),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::role_may;
    use super::*;

    #[test]
    fn each_administrator_does_a_part_nobody_else_does() {
        for (action, only) in [
            (Action::OpenAccounts, Role::SystemAdministrator),
            (Action::GrantRoles, Role::SecurityAdministrator),
            (Action::ReadAudit, Role::AuditAdministrator),
        ] {
            for role in Role::HOLDABLE {
                assert_eq!(role_may(role, action), role == only, "{role:?} {action:?}");
            }
        }
    }

    #[test]
    fn an_administrator_is_nothing_else_whatever_is_combined() {
        for first in Role::STAFF {
            for second in Role::STAFF {
                if first == second {
                    continue;
                }
                let apart = first.is_administrator() || second.is_administrator();
                let checked = check_roles(&[first, second], Some("zjj"), Some("gwh"));
                let refused = checked.is_err_and(|refusals| refusals.has(Code::RolesApart));
                assert_eq!(refused, apart, "{first:?} {second:?}");
            }
        }
        for role in Role::STAFF {
            assert_eq!(check_roles(&[role], Some("zjj"), Some("gwh")), Ok(()));
            let checked = check_roles(&[role], None, Some("gwh"));
            assert_eq!(checked.is_err(), role.is_of_department());
            let checked = check_roles(&[role], Some("zjj"), None);
            assert_eq!(checked.is_err(), role.is_of_window());
        }
    }

    #[test]
    fn what_an_account_gives_up_is_what_it_had_and_will_not_have() {
        let agent = Loss::between(&[Role::Agent], &[], true);
        assert!(agent.projects && agent.complaints && !agent.cases && agent.roles.is_empty());
        let promoted = Loss::between(&[Role::Agent], &[Role::WindowLead], true);
        assert!(promoted.projects && !promoted.complaints);
        let head = Loss::between(&[Role::Officer], &[Role::DepartmentHead], true);
        assert_eq!(head, Loss::default());
        assert!(Loss::between(&[Role::Officer], &[Role::Officer], false).cases);
        let administrator = Loss::between(&[Role::AuditAdministrator], &[Role::Manager], true);
        assert_eq!(administrator.roles, [Role::AuditAdministrator]);
    }
}
