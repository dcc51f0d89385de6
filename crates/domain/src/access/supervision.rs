//! The rows of the access table about supervision: checks, findings, orders and cards.

use super::{
    ANY_ACCOUNT, Action, Agent, Assigned, DepartmentHead, EnterpriseMember, EnterpriseSignatory,
    Inspector, Officer, Own, Relation, Role, SameDepartment, Supervisor, System, WINDOW,
    WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::CrossCheck => &[(System, ANY_ACCOUNT), (Supervisor, ANY_ACCOUNT)],
        Action::PlanCheck | Action::RecordCheck | Action::OrderRectification => &[
            (Inspector, &[SameDepartment]),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::RectifyFinding => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::VerifyFinding => &[
            (Inspector, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::DismissFinding | Action::IssueCard => &[(Supervisor, ANY_ACCOUNT)],
        Action::SuspendNotice => &[(DepartmentHead, &[SameDepartment]), (WindowLead, WINDOW)],
        Action::HandOver => &[
            (DepartmentHead, &[SameDepartment]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::AnswerCard => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, &[Assigned]),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
            (WindowLead, WINDOW),
        ],
        _ => &[],
    }
}
