//! The rows of the access table about the green channel and the figures of the board.

use super::{ANY_ACCOUNT, Action, Manager, Relation, Role, Supervisor, WINDOW, WindowLead};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::DirectGreenChannel => &[(WindowLead, WINDOW)],
        Action::ReadVisits => &[
            (Manager, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::ManageVisits => &[(Manager, ANY_ACCOUNT), (WindowLead, ANY_ACCOUNT)],
        _ => &[],
    }
}
