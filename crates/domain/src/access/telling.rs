//! The rows of the access table about messages: those about a project, those that leave the house.

use super::{
    ANY_ACCOUNT, Action, Agent, Anonymous, DepartmentHead, EnterpriseMember, EnterpriseSignatory,
    Officer, Own, Relation, Role, SameDepartment, SystemAdministrator, WINDOW, WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadNotices | Action::RetryNotice => &[
            (WindowLead, ANY_ACCOUNT),
            (SystemAdministrator, ANY_ACCOUNT),
        ],
        // No account does it: whoever signs with the gateway's secret.
        Action::ReportDelivery => &[(Anonymous, ANY_ACCOUNT)],
        Action::ReadTalk | Action::WriteTalk => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::ReleaseTalk => &[(Agent, WINDOW), (WindowLead, WINDOW)],
        Action::ChangeContact => &[(EnterpriseMember, &[Own]), (EnterpriseSignatory, &[Own])],
        _ => &[],
    }
}
