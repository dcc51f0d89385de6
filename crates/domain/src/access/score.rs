//! The rows of the access table about monthly scores.

use super::{
    ANY_ACCOUNT, Action, Agent, Manager, Own, Relation, Role, SameOrganisation, System, WindowLead,
};

/// The roles that have such an action, and the relations in which they have it.
pub(super) const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadOwnScore | Action::AppealScore => &[(Agent, &[Own])],
        Action::ReadScores => &[
            (WindowLead, &[Own, SameOrganisation]),
            (Manager, &[Own, SameOrganisation]),
        ],
        Action::AnswerAppeal => &[(WindowLead, &[SameOrganisation])],
        Action::FreezeScore => &[(WindowLead, &[SameOrganisation]), (System, ANY_ACCOUNT)],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Assigned, Other, may, role_may};
    use super::*;

    #[test]
    fn an_agent_reads_only_the_own_score_and_nobody_answers_or_freezes_the_own() {
        for relation in [SameOrganisation, Assigned, Other] {
            assert!(!may(Agent, Action::ReadOwnScore, relation), "{relation:?}");
        }
        for action in [Action::AnswerAppeal, Action::FreezeScore] {
            assert!(!may(WindowLead, action, Own), "{action:?}");
            assert!(!role_may(Manager, action), "{action:?}");
        }
        for role in Role::HOLDABLE {
            let reads = [WindowLead, Manager].contains(&role);
            assert_eq!(role_may(role, Action::ReadScores), reads, "{role:?}");
        }
    }
}
