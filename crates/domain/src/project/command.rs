//! What somebody can ask of a project. Never stored; checked by the access table, decided in
//! the files beside this one.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::agency::AgencyCommand;
use super::building::BuildingCommand;
use super::event::{
    Builder, CheckedPoint, Contact, Defect, Outcome, Party, SignatureMethod, StoredFile,
};
use super::green_channel::GreenChannelCommand;
use super::problem::ProblemCommand;
use super::talk::TalkCommand;
use crate::access::Action;
use crate::catalogue::{DepartmentCode, ItemCode, MaterialCode};
use crate::clock::StopGround;
use crate::facts::Facts;
use crate::id::case_number::CaseNumber;
use crate::id::entity::{ObjectionId, ProjectId, SubmissionId, UserId};
use crate::id::project_code::ProjectCode;
use crate::plan::Track;

/// A new project as the wizard collects it.
#[derive(Debug, Clone)]
pub struct NewProject {
    /// Fresh id of the stream.
    pub project: ProjectId,
    /// Who builds.
    pub builder: Builder,
    /// Name of the project.
    pub title: String,
    /// National project code, if there is one.
    pub code: Option<ProjectCode>,
    /// Where it is built.
    pub address: String,
    /// Whom to call.
    pub contact: Contact,
    /// What the plan is made from.
    pub facts: Facts,
    /// How it wants to be handled.
    pub track: Track,
    /// The mandatory statement that nothing in the project is secret.
    pub not_secret: bool,
}

/// The agent the window lead or the assignment rule chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCard {
    /// The agent.
    pub agent: UserId,
    /// Name shown to the enterprise.
    pub name: String,
    /// Window number.
    pub window: String,
    /// Telephone at the window.
    pub phone: String,
}

/// What somebody can ask of a project.
#[derive(Debug, Clone)]
#[expect(
    missing_docs,
    reason = "each field bears the name and meaning it has in the event of the same act"
)]
pub enum Command {
    /// File a new project.
    Create(NewProject),
    /// Correct the facts before the first submission.
    ChangeFacts { facts: Facts },
    /// Enter the national project code.
    EnterProjectCode { code: ProjectCode },
    /// Give the project its agent.
    AssignAgent { card: AgentCard, reason: String },
    /// Put a file into a material's slot.
    AddMaterial {
        material: MaterialCode,
        file: StoredFile,
    },
    /// Confirm a file the window put in.
    ConfirmMaterial { material: MaterialCode },
    /// Record a result obtained elsewhere.
    RegisterResult {
        item: ItemCode,
        certificate_no: String,
        issued_on: Date,
    },
    /// Hand in cases.
    Submit { items: Vec<ItemCode> },
    /// Accept cases of a submission; gaps by case.
    Accept {
        submission: SubmissionId,
        cases: Vec<CaseNumber>,
        gaps: BTreeMap<CaseNumber, Vec<MaterialCode>>,
    },
    /// Give the correction notice for cases not accepted yet.
    RequestCorrection { defects: Vec<Defect> },
    /// Send on, merged in one notice, what departments asked for.
    SendCorrections,
    /// Refuse to accept a case.
    RefuseAcceptance {
        case: CaseNumber,
        reason: String,
        remedy: String,
    },
    /// Accept by law what nobody answered in time.
    DeemAccepted { submission: SubmissionId },
    /// Hand in the corrections.
    AnswerCorrection { notice: String },
    /// Withdraw a case.
    Withdraw { case: CaseNumber, reason: String },
    /// Take a case on one's desk.
    Claim { case: CaseNumber },
    /// Ask the window to ask for corrections.
    AskCorrection {
        case: CaseNumber,
        defects: Vec<Defect>,
    },
    /// Ask another department.
    AskOpinion {
        case: CaseNumber,
        department: DepartmentCode,
        question: String,
        working_days: u16,
    },
    /// Answer another department.
    GiveOpinion {
        case: CaseNumber,
        agrees: bool,
        text: String,
    },
    /// Stop the clocks for a special procedure.
    StopClock {
        case: CaseNumber,
        ground: StopGround,
        reason: String,
    },
    /// Let the clocks run again.
    ResumeClock { case: CaseNumber },
    /// Decide; a proposal where the item wants two people.
    Decide {
        case: CaseNumber,
        outcome: Outcome,
        reasons: String,
        points: Vec<CheckedPoint>,
    },
    /// Second signature.
    ApproveDecision { case: CaseNumber },
    /// Send a proposal back.
    ReturnProposal { case: CaseNumber, reason: String },
    /// Ask for build-first handling.
    RequestBuildFirst,
    /// Admit to build-first handling or refuse.
    Screen {
        admitted: bool,
        credit_clear: bool,
        reason: String,
    },
    /// Tell the standards.
    TellStandards,
    /// Sign the commitment letter; `confirmed` are the promises ticked one by one, the legal
    /// representative comes from the enterprise's registration.
    SignCommitment {
        confirmed: Vec<ItemCode>,
        method: SignatureMethod,
        legal_person: Option<String>,
    },
    /// Record an objection.
    RaiseObjection { objector: String, text: String },
    /// Answer an objection.
    AnswerObjection {
        objection: ObjectionId,
        upheld: bool,
        answer: String,
    },
    /// Enter the five responsible parties.
    EnterParties { parties: Vec<Party> },
    /// Issue the construction notice.
    IssueNotice { scope: String },
    /// Something of the time while it is built.
    Building(BuildingCommand),
    /// Something of the problem ledger.
    Problem(ProblemCommand),
    /// Write to another side, or pass on what was written.
    Talk(TalkCommand),
    /// Something between the project and its agent.
    Agency(AgencyCommand),
    /// Something of its place in the green channel.
    GreenChannel(GreenChannelCommand),
}

impl Command {
    /// The action of the access table this command is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Create(_) => Action::CreateProject,
            Self::ChangeFacts { .. } => Action::ChangeFacts,
            Self::EnterProjectCode { .. } => Action::EnterProjectCode,
            Self::AssignAgent { .. } => Action::AssignAgent,
            Self::AddMaterial { .. } => Action::AddMaterial,
            Self::ConfirmMaterial { .. } => Action::ConfirmMaterial,
            Self::RegisterResult { .. } => Action::RegisterResult,
            Self::Submit { .. } => Action::Submit,
            Self::Accept { .. } => Action::AcceptCases,
            Self::RequestCorrection { .. } | Self::SendCorrections => Action::RequestCorrection,
            Self::RefuseAcceptance { .. } => Action::RefuseAcceptance,
            Self::DeemAccepted { .. } => Action::DeemAccepted,
            Self::AnswerCorrection { .. } => Action::AnswerCorrection,
            Self::Withdraw { .. } => Action::WithdrawCase,
            Self::Claim { .. } => Action::ClaimCase,
            Self::AskCorrection { .. } => Action::AskCorrection,
            Self::AskOpinion { .. } => Action::AskOpinion,
            Self::GiveOpinion { .. } => Action::GiveOpinion,
            Self::StopClock { .. } | Self::ResumeClock { .. } => Action::StopClock,
            Self::Decide { .. } => Action::Decide,
            Self::ApproveDecision { .. } | Self::ReturnProposal { .. } => Action::ApproveDecision,
            Self::RequestBuildFirst => Action::RequestBuildFirst,
            Self::Screen { .. } => Action::Screen,
            Self::TellStandards => Action::TellStandards,
            Self::SignCommitment { .. } => Action::SignCommitment,
            Self::RaiseObjection { .. } => Action::RaiseObjection,
            Self::AnswerObjection { .. } => Action::AnswerObjection,
            Self::EnterParties { .. } => Action::EnterParties,
            Self::IssueNotice { .. } => Action::IssueNotice,
            Self::Building(command) => command.action(),
            Self::Problem(command) => command.action(),
            Self::Agency(command) => command.action(),
            Self::Talk(command) => command.action(),
            Self::GreenChannel(_) => Action::DirectGreenChannel,
        }
    }

    /// The case the command is about, where it is about one.
    pub fn case(&self) -> Option<&CaseNumber> {
        match self {
            Self::RefuseAcceptance { case, .. }
            | Self::Withdraw { case, .. }
            | Self::Claim { case }
            | Self::AskCorrection { case, .. }
            | Self::AskOpinion { case, .. }
            | Self::GiveOpinion { case, .. }
            | Self::StopClock { case, .. }
            | Self::ResumeClock { case }
            | Self::Decide { case, .. }
            | Self::ApproveDecision { case }
            | Self::ReturnProposal { case, .. } => Some(case),
            Self::Create(_)
            | Self::ChangeFacts { .. }
            | Self::EnterProjectCode { .. }
            | Self::AssignAgent { .. }
            | Self::AddMaterial { .. }
            | Self::ConfirmMaterial { .. }
            | Self::RegisterResult { .. }
            | Self::Submit { .. }
            | Self::Accept { .. }
            | Self::RequestCorrection { .. }
            | Self::SendCorrections
            | Self::DeemAccepted { .. }
            | Self::AnswerCorrection { .. }
            | Self::RequestBuildFirst
            | Self::Screen { .. }
            | Self::TellStandards
            | Self::SignCommitment { .. }
            | Self::RaiseObjection { .. }
            | Self::AnswerObjection { .. }
            | Self::EnterParties { .. }
            | Self::IssueNotice { .. }
            | Self::Building(_)
            | Self::Problem(_)
            | Self::Agency(_)
            | Self::Talk(_)
            | Self::GreenChannel(_) => None,
        }
    }
}
