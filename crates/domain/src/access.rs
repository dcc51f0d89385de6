//! Who may do what to which object: the one table of roles, actions and relations.
//!
//! Pages draw their buttons from it, the router refuses by it and the service asks it again
//! before a command is decided, so that no second opinion can exist (design 7).

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

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
    /// The object is handled by the actor's window, though by a colleague.
    SameOrganisation,
    /// The case belongs to the actor's department, or its opinion was asked.
    SameDepartment,
    /// None of these.
    Other,
}

use Relation::{Assigned, Other, Own, SameDepartment, SameOrganisation};
use Role::{
    Agent, Anonymous, DepartmentHead, EnterpriseMember, EnterpriseSignatory, Manager, Officer,
    SecurityAdministrator, Supervisor, System, SystemAdministrator, WindowLead,
};

/// What can be done. Pages are actions too: a route not named here does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Public pages: home, guide, check of a document, log in, register.
    ReadPublic,
    /// Register an enterprise and its first account.
    RegisterEnterprise,
    /// End one's own session, choose language or display.
    UseSession,
    /// The enterprise's desk (page 8), its messages (14).
    ReadEnterpriseDesk,
    /// A project's pages (10, 11, 13) and its files and letters.
    ReadProject,
    /// The agent's desk (15).
    ReadAgentDesk,
    /// The intake queue (16).
    ReadIntake,
    /// The issue desk (19).
    ReadIssueDesk,
    /// The department's queue (20).
    ReadDepartmentQueue,
    /// A case under review (21).
    ReadReview,
    /// File a new project.
    CreateProject,
    /// Change a project's facts before its first submission.
    ChangeFacts,
    /// Enter or correct the project code.
    EnterProjectCode,
    /// Assign or change the project's agent.
    AssignAgent,
    /// Put a file into a material's slot.
    AddMaterial,
    /// Confirm what an agent put in on the enterprise's behalf.
    ConfirmMaterial,
    /// Record a result obtained before the project came to the window.
    RegisterResult,
    /// Hand in several cases.
    Submit,
    /// Withdraw a case before its decision.
    WithdrawCase,
    /// Accept cases, with or without gaps.
    AcceptCases,
    /// Give the one correction notice.
    RequestCorrection,
    /// Refuse to accept.
    RefuseAcceptance,
    /// Let the law accept what nobody answered in 5 working days.
    DeemAccepted,
    /// Say that the corrections are in.
    AnswerCorrection,
    /// Take a case on one's desk.
    ClaimCase,
    /// Ask the window to ask for corrections.
    AskCorrection,
    /// Ask another department.
    AskOpinion,
    /// Answer another department.
    GiveOpinion,
    /// Stop the clocks for a special procedure, or let them run again.
    StopClock,
    /// Propose or take a decision.
    Decide,
    /// Second signature under a decision.
    ApproveDecision,
    /// Ask for build-first handling.
    RequestBuildFirst,
    /// Admit to or refuse build-first handling.
    Screen,
    /// Tell the standards item by item.
    TellStandards,
    /// Sign the commitment letter.
    SignCommitment,
    /// Enter the five responsible parties.
    EnterParties,
    /// Record an objection raised during publicity.
    RaiseObjection,
    /// Answer an objection.
    AnswerObjection,
    /// Issue the construction notice.
    IssueNotice,
    /// Create and disable accounts.
    ManageAccounts,
    /// Read the component gallery of a demonstration.
    ReadGallery,
    /// A file of a case's materials or a letter, on the way to a decision about it.
    ReadCaseFile,
    /// A credit record's page, files and letters.
    ReadCredit,
    /// Bring a clue, or say which account its party has.
    RecordClue,
    /// Investigate, tell the facts, record and answer the defence, drop the case.
    InvestigateCredit,
    /// Answer the facts told, or waive that.
    DefendCredit,
    /// First signature under a credit decision or the answer to a repair.
    ProposeCredit,
    /// Second signature; publish; withdraw a record of the wrong party.
    DecideCredit,
    /// Apply for repair.
    ApplyCreditRepair,
    /// End what has been published for the longest time.
    EndPublication,
    /// Record what a credit platform answered.
    AcknowledgeExport,
}

impl Action {
    /// Every action, for tests that walk the whole table.
    pub const ALL: [Self; 51] = [
        Self::ReadPublic,
        Self::RegisterEnterprise,
        Self::UseSession,
        Self::ReadEnterpriseDesk,
        Self::ReadProject,
        Self::ReadAgentDesk,
        Self::ReadIntake,
        Self::ReadIssueDesk,
        Self::ReadDepartmentQueue,
        Self::ReadReview,
        Self::CreateProject,
        Self::ChangeFacts,
        Self::EnterProjectCode,
        Self::AssignAgent,
        Self::AddMaterial,
        Self::ConfirmMaterial,
        Self::RegisterResult,
        Self::Submit,
        Self::WithdrawCase,
        Self::AcceptCases,
        Self::RequestCorrection,
        Self::RefuseAcceptance,
        Self::DeemAccepted,
        Self::AnswerCorrection,
        Self::ClaimCase,
        Self::AskCorrection,
        Self::AskOpinion,
        Self::GiveOpinion,
        Self::StopClock,
        Self::Decide,
        Self::ApproveDecision,
        Self::RequestBuildFirst,
        Self::Screen,
        Self::TellStandards,
        Self::SignCommitment,
        Self::EnterParties,
        Self::RaiseObjection,
        Self::AnswerObjection,
        Self::IssueNotice,
        Self::ManageAccounts,
        Self::ReadGallery,
        Self::ReadCaseFile,
        Self::ReadCredit,
        Self::RecordClue,
        Self::InvestigateCredit,
        Self::DefendCredit,
        Self::ProposeCredit,
        Self::DecideCredit,
        Self::ApplyCreditRepair,
        Self::EndPublication,
        Self::AcknowledgeExport,
    ];
}

/// Everybody who is logged in.
const ANY_ACCOUNT: &[Relation] = &[Own, Assigned, SameOrganisation, SameDepartment, Other];
const WINDOW: &[Relation] = &[Assigned, SameOrganisation];

/// The table: for each action the roles that have it and the relations in which they have it.
const fn rows(action: Action) -> &'static [(Role, &'static [Relation])] {
    match action {
        Action::ReadPublic
        | Action::RegisterEnterprise
        | Action::UseSession
        | Action::ReadGallery => EVERYBODY,
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
            (Manager, ANY_ACCOUNT),
        ],
        Action::ReadCaseFile => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Agent, WINDOW),
            (WindowLead, WINDOW),
            (Officer, &[SameDepartment, Assigned]),
            (DepartmentHead, &[SameDepartment, Assigned]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::ReadAgentDesk | Action::ReadIntake => {
            &[(Agent, ANY_ACCOUNT), (WindowLead, ANY_ACCOUNT)]
        }
        Action::ReadIssueDesk => &[(Agent, ANY_ACCOUNT), (WindowLead, ANY_ACCOUNT)],
        Action::ReadDepartmentQueue => &[(Officer, ANY_ACCOUNT), (DepartmentHead, ANY_ACCOUNT)],
        Action::ReadReview => &[
            (Officer, &[SameDepartment, Assigned]),
            (DepartmentHead, &[SameDepartment, Assigned]),
            (Supervisor, ANY_ACCOUNT),
        ],
        Action::ChangeFacts
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
        Action::ConfirmMaterial
        | Action::WithdrawCase
        | Action::DefendCredit
        | Action::ApplyCreditRepair => &[(EnterpriseMember, &[Own]), (EnterpriseSignatory, &[Own])],
        Action::SignCommitment => &[(EnterpriseSignatory, &[Own])],
        Action::AssignAgent => &[(WindowLead, WINDOW), (System, ANY_ACCOUNT)],
        Action::RegisterResult
        | Action::AcceptCases
        | Action::RequestCorrection
        | Action::RefuseAcceptance
        | Action::TellStandards
        | Action::RaiseObjection => &[(Agent, WINDOW), (WindowLead, WINDOW)],
        Action::Screen | Action::AnswerObjection | Action::IssueNotice => &[(WindowLead, WINDOW)],
        Action::DeemAccepted | Action::EndPublication | Action::AcknowledgeExport => {
            &[(System, ANY_ACCOUNT)]
        }
        Action::ReadCredit => &[
            (EnterpriseMember, &[Own]),
            (EnterpriseSignatory, &[Own]),
            (Supervisor, ANY_ACCOUNT),
            (Manager, ANY_ACCOUNT),
        ],
        Action::RecordClue => &[(Supervisor, ANY_ACCOUNT), (System, ANY_ACCOUNT)],
        Action::InvestigateCredit | Action::ProposeCredit | Action::DecideCredit => {
            &[(Supervisor, ANY_ACCOUNT)]
        }
        Action::ClaimCase
        | Action::AskCorrection
        | Action::AskOpinion
        | Action::GiveOpinion
        | Action::StopClock => &[
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::Decide => &[
            (Officer, &[SameDepartment]),
            (DepartmentHead, &[SameDepartment]),
        ],
        Action::ApproveDecision => &[(DepartmentHead, &[SameDepartment])],
        Action::ManageAccounts => &[
            (SystemAdministrator, ANY_ACCOUNT),
            (SecurityAdministrator, ANY_ACCOUNT),
        ],
    }
}

/// Public actions are open to every role, logged in or not.
const EVERYBODY: &[(Role, &[Relation])] = &[
    (Anonymous, ANY_ACCOUNT),
    (EnterpriseMember, ANY_ACCOUNT),
    (EnterpriseSignatory, ANY_ACCOUNT),
    (Agent, ANY_ACCOUNT),
    (WindowLead, ANY_ACCOUNT),
    (Officer, ANY_ACCOUNT),
    (DepartmentHead, ANY_ACCOUNT),
    (Role::Inspector, ANY_ACCOUNT),
    (Supervisor, ANY_ACCOUNT),
    (Manager, ANY_ACCOUNT),
    (SystemAdministrator, ANY_ACCOUNT),
    (SecurityAdministrator, ANY_ACCOUNT),
    (Role::AuditAdministrator, ANY_ACCOUNT),
    (Role::MachineClient, ANY_ACCOUNT),
];

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

    /// The role shown beside the act: the first of the account's roles.
    pub fn acting_role(&self) -> Role {
        self.roles.first().copied().unwrap_or(Role::Anonymous)
    }
}

#[cfg(test)]
mod tests;
