//! The rows of the access table about the green channel and the figures of the board.

use super::{Action, Relation, Role, WINDOW, WindowLead};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::DirectGreenChannel => &[(WindowLead, WINDOW)],
        _ => &[],
    }
}
