//! Who may do what to which object: the one table of roles, actions and relations.
//!
//! Pages draw their buttons from it, the router refuses by it and the service asks it again
//! before a command is decided, so that no second opinion can exist (design 7).

mod action;
pub mod administration;
mod feedback;
mod figures;
mod open;
mod score;
mod supervision;
mod telling;
mod territory;
mod words;

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

pub use self::action::Action;
use self::open::{EVERYBODY, HOLDERS};
pub use self::territory::Territory;

use crate::id::entity::{EnterpriseId, UserId};

/// What somebody is employed or registered as (design 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nobody logged in.
    Anonymous,
    /// Staff of an enterprise who prepare and hand in.
    EnterpriseMember,
    /// The legal representative or an authorised signer.
    EnterpriseSignatory,
    /// Window agent who accompanies projects (代办员).
    Agent,
    /// Lead of the window.
    WindowLead,
    /// Officer of an approving department.
    Officer,
    /// Head or chief representative of an approving department (首席代表).
    DepartmentHead,
    /// Checks sites and promises.
    Inspector,
    /// Watches deadlines and procedure.
    Supervisor,
    /// Reads the board.
    Manager,
    /// Runs the installation, decides no case.
    SystemAdministrator,
    /// Manages accounts and rights, decides no case.
    SecurityAdministrator,
    /// Reads the audit, decides no case.
    AuditAdministrator,
    /// Another system.
    MachineClient,
    /// The program itself acting on a deadline the law sets; no account can hold it.
    System,
}

impl Role {
    /// Every role an account can hold, in the order of design 7.
    pub const HOLDABLE: [Self; 13] = [
        Self::EnterpriseMember,
        Self::EnterpriseSignatory,
        Self::Agent,
        Self::WindowLead,
        Self::Officer,
        Self::DepartmentHead,
        Self::Inspector,
        Self::Supervisor,
        Self::Manager,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
        Self::MachineClient,
    ];

    /// The name stored with an account and used as a locale key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::EnterpriseMember => "enterprise_member",
            Self::EnterpriseSignatory => "enterprise_signatory",
            Self::Agent => "agent",
            Self::WindowLead => "window_lead",
            Self::Officer => "officer",
            Self::DepartmentHead => "department_head",
            Self::Inspector => "inspector",
            Self::Supervisor => "supervisor",
            Self::Manager => "manager",
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
            Self::MachineClient => "machine_client",
            Self::System => "system",
        }
    }

    /// Reads a stored role name; `None` if there is no such role that an account can hold.
    pub fn parse(text: &str) -> Option<Self> {
        Self::HOLDABLE
            .into_iter()
            .find(|role| role.as_str() == text)
    }

    /// Whether the role is held for an organisation that serves regions: the window's and its management's.
    pub const fn is_of_window(self) -> bool {
        matches!(self, Self::Agent | Self::WindowLead | Self::Manager)
    }

    /// Whether the role belongs to an enterprise and not to the administration.
    pub const fn is_enterprise(self) -> bool {
        matches!(self, Self::EnterpriseMember | Self::EnterpriseSignatory)
    }
}

/// How the actor stands to the object of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The project belongs to the actor's enterprise.
    Own,
    /// The project is assigned to this agent, or the case claimed by this officer.
    Assigned,
    /// The organisation that employs the actor serves the region the object lies in, though a colleague handles it.
    SameOrganisation,
    /// The case belongs to the actor's department, or its opinion was asked.
    SameDepartment,
    /// None of these.
    Other,
}

use Relation::{Assigned, Other, Own, SameDepartment, SameOrganisation};
use Role::{
    Agent, Anonymous, DepartmentHead, EnterpriseMember, EnterpriseSignatory, Inspector, Manager,
    Officer, SecurityAdministrator, Supervisor, System, SystemAdministrator, WindowLead,
};

/// Every relation: whatever the object is.
pub const ANY_ACCOUNT: &[Relation] = &[Own, Assigned, SameOrganisation, SameDepartment, Other];
const WINDOW: &[Relation] = &[Assigned, SameOrganisation];

/// The table: for each action the roles that have it and the relations in which they have it.
#[expect(
    clippy::too_many_lines,
    reason = "one table of actions, read top to bottom"
)]
const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadPublic
        | Action::RegisterEnterprise
        | Action::UseSession
        | Action::ReadGallery
        | Action::BookService
        | Action::FileComplaint => EVERYBODY,
        Action::GiveReview
        | Action::ReadReviews
        | Action::ReadReviewer
        | Action::FollowUpReview
        | Action::ReadComplaint
        | Action::ReadComplaints
        | Action::WorkComplaint
        | Action::AssignComplaint
        | Action::ReplyComplaint => feedback::rows(action),
        Action::ReadWords | Action::ReadWordsOfOthers => words::rows(action),
        Action::ReadNotices
        | Action::RetryNotice
        | Action::ReportDelivery
        | Action::ChangeContact
        | Action::ReadTalk
        | Action::WriteTalk
        | Action::ReleaseTalk => telling::rows(action),
        Action::ReadOwnScore
        | Action::AppealScore
        | Action::ReadScores
        | Action::AnswerAppeal
        | Action::FreezeScore => score::rows(action),
        Action::ChangeBooking => HOLDERS,
        Action::ReadEnterpriseDesk | Action::CreateProject => &[
            (EnterpriseMember, ANY_ACCOUNT),
            (EnterpriseSignatory, ANY_ACCOUNT),
        ],
        Action::ReadProject => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Supervisor, ANY_ACCOUNT),
            (Manager, &[SameOrganisation]),
        ],
        Action::ReadCaseFile => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Inspector, &[SameDepartment]),
            (Officer, &[SameDepartment, Assigned]),
            (DepartmentHead, &[SameDepartment, Assigned]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::ReadAgentDesk
        | Action::ReadIntake
        | Action::ReadIssueDesk
        | Action::ReadCalendar => &[(Agent, ANY_ACCOUNT), (WindowLead, ANY_ACCOUNT)],
        Action::ReadDepartmentQueue => &[(Officer, ANY_ACCOUNT), (DepartmentHead, ANY_ACCOUNT)],
        Action::ReadReview => &[
            (Officer, &[SameDepartment, Assigned]),
            (DepartmentHead, &[SameDepartment, Assigned]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::ReportMilestone
        | Action::AnswerOrder
        | Action::ApplyAcceptance
        | Action::ChangeFacts
        | Action::EnterProjectCode
        | Action::AddMaterial
        | Action::Submit
        | Action::AnswerCorrection
        | Action::RequestBuildFirst
        | Action::EnterParties => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, &[Assigned]),
        ],
        Action::ConfirmProblem
        | Action::ConfirmVisit
        | Action::WithdrawAuthorisation
        | Action::ConfirmMaterial
        | Action::WithdrawCase
        | Action::DefendCredit
        | Action::ApplyCreditRepair => &[(EnterpriseMember, &[Own]), (EnterpriseSignatory, &[Own])],
        Action::SignCommitment | Action::AuthoriseAgent => &[(EnterpriseSignatory, &[Own])],
        Action::AssignAgent | Action::NameSubstitute => {
            &[(WindowLead, WINDOW), (System, ANY_ACCOUNT)]
        }
        Action::ManageStaff => &[(WindowLead, ANY_ACCOUNT)],
        Action::ReadProblems => &[
            (Agent, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
            (Supervisor, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::ReadProblem => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
            (Supervisor, ANY_ACCOUNT),
            (Manager, &[SameOrganisation]),
        ],
        Action::RaiseProblem => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
        ],
        Action::SolveProblem => &[
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::VisitSite => &[(Agent, &[Assigned]), (WindowLead, WINDOW)],
        Action::HandProjectOn | Action::TakeProjectOver => &[(Agent, &[Assigned])],
        Action::AttendBooking
        | Action::WorkProblem
        | Action::KeepNotes
        | Action::LeadAcceptance
        | Action::RegisterResult
        | Action::AcceptCases
        | Action::RequestCorrection
        | Action::RefuseAcceptance
        | Action::TellStandards
        | Action::RaiseObjection => &[(Agent, WINDOW), (WindowLead, WINDOW)],
        Action::LeadMeeting
        | Action::Screen
        | Action::AnswerObjection
        | Action::IssueNotice
        | Action::OfferService => &[(WindowLead, WINDOW)],
        Action::DeemAccepted
        | Action::KeepDeadlines
        | Action::EndPublication
        | Action::AcknowledgeExport
        | Action::PublishService => &[(System, ANY_ACCOUNT)],
        Action::ReadCredit => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Supervisor, ANY_ACCOUNT),
            (Manager, &[SameOrganisation]),
        ],
        Action::RecordClue => &[(Supervisor, ANY_ACCOUNT), (System, ANY_ACCOUNT)],
        Action::InvestigateCredit | Action::ProposeCredit | Action::DecideCredit => {
            &[(Supervisor, ANY_ACCOUNT)]
        }
        Action::GiveAcceptance
        | Action::ClaimCase
        | Action::AskCorrection
        | Action::AskOpinion
        | Action::GiveOpinion
        | Action::StopClock
        | Action::Decide => &[
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::ApproveDecision => &[(DepartmentHead, &[SameDepartment])],
        Action::ReadWatch => &[
            (Inspector, ANY_ACCOUNT),
            (Supervisor, ANY_ACCOUNT),
            (Manager, &[SameOrganisation]),
            (WindowLead, WINDOW),
            (DepartmentHead, ANY_ACCOUNT),
            (Officer, ANY_ACCOUNT),
        ],
        Action::ReadBoard => &[
            (Manager, ANY_ACCOUNT),
            (Supervisor, ANY_ACCOUNT),
            (WindowLead, ANY_ACCOUNT),
        ],
        Action::CrossCheck
        | Action::PlanCheck
        | Action::RecordCheck
        | Action::OrderRectification
        | Action::RectifyFinding
        | Action::VerifyFinding
        | Action::DismissFinding
        | Action::IssueCard
        | Action::SuspendNotice
        | Action::HandOver
        | Action::AnswerCard => supervision::rows(action),
        Action::ReadAdministration
        | Action::ReadAccounts
        | Action::OpenAccounts
        | Action::GrantRoles
        | Action::ReadAudit
        | Action::ReadCalendars
        | Action::ImportCalendar
        | Action::ReadReleases
        | Action::ImportRelease
        | Action::DecideRelease
        | Action::DecideCalendar => administration::rows(action),
        Action::DirectGreenChannel | Action::ReadVisits | Action::ManageVisits => {
            figures::rows(action)
        }
    }
}

/// Whether the role may do the action to an object it stands in this relation to.
pub fn may(role: Role, action: Action, relation: Relation) -> bool {
    rows(action)
        .iter()
        .any(|(allowed, relations)| *allowed == role && relations.contains(&relation))
}

/// Whether the role may do the action to some object: the router's question, asked before
/// the object is known.
pub fn role_may(role: Role, action: Action) -> bool {
    rows(action).iter().any(|(allowed, _)| *allowed == role)
}

/// Who acts: the account behind a request, or the program acting on a deadline of the law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account; `None` for the program itself and for anonymous visitors.
    pub user: Option<UserId>,
    /// Name as shown to colleagues. Personal data.
    pub name: String,
    /// All roles of the account.
    pub roles: Vec<Role>,
    /// Department code of an officer.
    pub department: Option<String>,
    /// Enterprise of a member or signatory.
    pub enterprise: Option<EnterpriseId>,
    /// What the organisation serves that employs people of the window and its management; supervision's whole city.
    pub territory: Territory,
}

impl Actor {
    /// The program acting on a deadline.
    pub fn system() -> Self {
        Self {
            user: None,
            name: String::new(),
            roles: alloc::vec![Role::System],
            department: None,
            enterprise: None,
            territory: Territory::default(),
        }
    }

    /// Somebody who is not logged in.
    pub fn anonymous() -> Self {
        Self {
            roles: alloc::vec![Role::Anonymous],
            ..Self::system()
        }
    }

    /// Whether one of the actor's roles has the action in one of the relations.
    pub fn may(&self, action: Action, relations: &[Relation]) -> bool {
        self.roles.iter().any(|role| {
            relations
                .iter()
                .any(|relation| may(*role, action, *relation))
        })
    }

    /// Whether the actor has the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the actor is of the window or its management: whose reach is the region's.
    pub fn is_of_window(&self) -> bool {
        self.roles.iter().any(|role| role.is_of_window())
    }

    /// The role shown beside the act: the first of the account's roles.
    pub fn acting_role(&self) -> Role {
        self.roles.first().copied().unwrap_or(Role::Anonymous)
    }
}

#[cfg(test)]
mod tests {
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
        for &action in Action::ALL {
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
}
