//! The rows of the access table about the words of the window.

use super::{
    ANY_ACCOUNT, Action, Agent, DepartmentHead, Inspector, Manager, Officer, Relation, Role,
    Supervisor, WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadWords => &[
            (Agent, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Officer, ANY_ACCOUNT),
            (DepartmentHead, ANY_ACCOUNT),
            (Inspector, ANY_ACCOUNT),
            (Supervisor, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::ReadWordsOfOthers => &[(WindowLead, ANY_ACCOUNT)],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::role_may;
    use super::*;

    #[test]
    fn whose_hits_they_are_is_for_the_lead_alone() {
        for role in Role::HOLDABLE {
            assert_eq!(
                role_may(role, Action::ReadWordsOfOthers),
                role == WindowLead,
                "{role:?}"
            );
        }
    }
}
