//! The rows of the access table about reviews and complaints.

use super::{
    ANY_ACCOUNT, Action, Agent, Anonymous, Assigned, DepartmentHead, EnterpriseMember,
    EnterpriseSignatory, Inspector, Manager, Officer, Own, Relation, Role, SameOrganisation,
    SecurityAdministrator, Supervisor, SystemAdministrator, WINDOW, WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::GiveReview | Action::ReadComplaint => OWNERS,
        Action::ReadReviews => &[
            (Agent, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Officer, ANY_ACCOUNT),
            (DepartmentHead, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::ReadReviewer | Action::FollowUpReview => &[
            (WindowLead, &[SameOrganisation]),
            (Manager, &[SameOrganisation]),
        ],
        Action::ReadComplaints => &[
            (Agent, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::WorkComplaint => &[
            (Agent, &[Assigned]),
            (WindowLead, WINDOW),
            (Manager, WINDOW),
        ],
        Action::ReplyComplaint => &[(Agent, &[Assigned]), (WindowLead, &[Assigned])],
        Action::AssignComplaint => &[(WindowLead, WINDOW), (Manager, WINDOW)],
        _ => &[],
    }
}

/// What is one's own, whatever one is: a service one was served, a complaint one made.
const OWNERS: &[(Role, &[Relation])] = &[
    (Anonymous, &[Own]),
    (EnterpriseMember, &[Own]),
    (EnterpriseSignatory, &[Own]),
    (Agent, &[Own]),
    (WindowLead, &[Own]),
    (Officer, &[Own]),
    (DepartmentHead, &[Own]),
    (Inspector, &[Own]),
    (Supervisor, &[Own]),
    (Manager, &[Own]),
    (SystemAdministrator, &[Own]),
    (SecurityAdministrator, &[Own]),
    (Role::AuditAdministrator, &[Own]),
    (Role::MachineClient, &[Own]),
];

#[cfg(test)]
mod tests {
    use super::super::{Other, SameDepartment, System, may, role_may};
    use super::*;

    #[test]
    fn the_program_reviews_nothing_and_whoever_was_reviewed_sees_no_reviewer() {
        assert!(!role_may(System, Action::GiveReview));
        for role in [Agent, Officer, DepartmentHead, Supervisor] {
            assert!(!role_may(role, Action::ReadReviewer), "{role:?}");
        }
        for relation in [Own, Assigned, SameDepartment, Other] {
            assert!(
                !may(WindowLead, Action::ReadReviewer, relation),
                "{relation:?}"
            );
        }
    }
}
