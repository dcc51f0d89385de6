//! The rows of what is open to everybody, and of what belongs to whoever holds it.

use super::Role::{
    Agent, Anonymous, AuditAdministrator, DepartmentHead, EnterpriseMember, EnterpriseSignatory,
    Inspector, MachineClient, Manager, Officer, SecurityAdministrator, Supervisor,
    SystemAdministrator, WindowLead,
};
use super::{ANY_ACCOUNT, Assigned, Own, Relation, Role, SameOrganisation};

/// Public actions are open to every role, logged in or not.
pub(super) const EVERYBODY: &[(Role, &[Relation])] = &[
    (Anonymous, ANY_ACCOUNT),
    (EnterpriseMember, ANY_ACCOUNT),
    (EnterpriseSignatory, ANY_ACCOUNT),
    (Agent, ANY_ACCOUNT),
    (WindowLead, ANY_ACCOUNT),
    (Officer, ANY_ACCOUNT),
    (DepartmentHead, ANY_ACCOUNT),
    (Inspector, ANY_ACCOUNT),
    (Supervisor, ANY_ACCOUNT),
    (Manager, ANY_ACCOUNT),
    (SystemAdministrator, ANY_ACCOUNT),
    (SecurityAdministrator, ANY_ACCOUNT),
    (AuditAdministrator, ANY_ACCOUNT),
    (MachineClient, ANY_ACCOUNT),
];

/// A booking is changed by whoever holds it, whatever they are, and by the window.
pub(super) const HOLDERS: &[(Role, &[Relation])] = &[
    (Anonymous, &[Own]),
    (EnterpriseMember, &[Own]),
    (EnterpriseSignatory, &[Own]),
    (Agent, &[Own, Assigned, SameOrganisation]),
    (WindowLead, &[Own, Assigned, SameOrganisation]),
    (Officer, &[Own]),
    (DepartmentHead, &[Own]),
    (Inspector, &[Own]),
    (Supervisor, &[Own]),
    (Manager, &[Own]),
    (SystemAdministrator, &[Own]),
    (SecurityAdministrator, &[Own]),
    (AuditAdministrator, &[Own]),
    (MachineClient, &[Own]),
];
