//! The rows of the access table about messages that leave the house, and where an enterprise wants them.

use super::{
    ANY_ACCOUNT, Action, EnterpriseMember, EnterpriseSignatory, Own, Relation, Role,
    SystemAdministrator, WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadNotices | Action::RetryNotice => &[
            (WindowLead, ANY_ACCOUNT),
            (SystemAdministrator, ANY_ACCOUNT),
        ],
        Action::ChangeContact => &[(EnterpriseMember, &[Own]), (EnterpriseSignatory, &[Own])],
        _ => &[],
    }
}
