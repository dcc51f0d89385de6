//! The table of roles, actions and relations says what design 7 says.

use super::*;

#[test]
fn administrators_cannot_decide_cases() {
    for role in [
        Role::SystemAdministrator,
        Role::SecurityAdministrator,
        Role::AuditAdministrator,
    ] {
        for action in [
            Action::AcceptCases,
            Action::Decide,
            Action::ApproveDecision,
            Action::IssueNotice,
            Action::ReadProject,
            Action::ReadReview,
        ] {
            assert!(!role_may(role, action), "{role:?} has {action:?}");
        }
    }
}

#[test]
fn an_enterprise_reaches_only_its_own_projects() {
    for action in Action::ALL {
        if rows(action).len() == EVERYBODY.len() {
            continue;
        }
        for relation in [Assigned, SameOrganisation, SameDepartment, Other] {
            let open = matches!(action, Action::ReadEnterpriseDesk | Action::CreateProject);
            assert_eq!(
                may(EnterpriseMember, action, relation),
                open,
                "{action:?} {relation:?}"
            );
        }
    }
}

#[test]
fn only_the_signatory_signs_the_commitment() {
    for role in Role::HOLDABLE {
        assert_eq!(
            role_may(role, Action::SignCommitment),
            role == EnterpriseSignatory
        );
    }
}

#[test]
fn nobody_can_hold_the_role_of_the_program() {
    assert_eq!(Role::parse("system"), None);
    assert_eq!(Role::parse("anonymous"), None);
    assert_eq!(Role::parse("agent"), Some(Agent));
}
