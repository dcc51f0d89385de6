//! "Somebody else was faster": which facts make a form out of date that was drawn before them.
//!
//! A form carries the version of the stream it was drawn on. What happened since does not matter
//! unless it changed what the form shows and the command would replace or rest on; then the command
//! is refused once, with who changed it and when, and may be given again on the new state.

use super::agency::AgencyCommand;
use super::event::ProjectEvent;
use super::{Command, Project};
use crate::catalogue::{Catalogue, MaterialCode};
use crate::context::Recorded;
use crate::id::case_number::CaseNumber;
use crate::refusal::{Code, Refusal};

/// The refusal of a command given on a form that was drawn before these facts; `None` if none of
/// them concerns it.
pub fn overtaken(
    (project, catalogue): (&Project, &Catalogue),
    command: &Command,
    since: &[Recorded<ProjectEvent>],
) -> Option<Refusal> {
    let last = since
        .iter()
        .rfind(|fact| overtakes((project, catalogue), command, &fact.event))?;
    Some(
        Refusal::new(Code::ChangedMeanwhile)
            .with("who", last.by.role.as_str())
            .with("at", last.at),
    )
}

fn overtakes(
    (project, catalogue): (&Project, &Catalogue),
    command: &Command,
    event: &ProjectEvent,
) -> bool {
    let is_paper_of = |case: &CaseNumber| match event {
        ProjectEvent::MaterialAdded { material, .. } => needs(project, catalogue, (case, material)),
        _ => false,
    };
    match command {
        Command::ChangeFacts { .. } | Command::RequestBuildFirst | Command::Screen { .. } => {
            matches!(event, ProjectEvent::FactsChanged { .. })
        }
        Command::EnterProjectCode { .. } => {
            matches!(event, ProjectEvent::ProjectCodeEntered { .. })
        }
        Command::AssignAgent { .. } => matches!(event, ProjectEvent::AgentAssigned { .. }),
        Command::Agency(AgencyCommand::HandOn { .. } | AgencyCommand::Substitute { .. }) => {
            matches!(event, ProjectEvent::AgentAssigned { .. })
        }
        Command::AddMaterial { material, .. } | Command::ConfirmMaterial { material } => {
            matches!(event, ProjectEvent::MaterialAdded { material: added, .. } if added == material)
        }
        Command::Accept { cases, .. } => cases.iter().any(is_paper_of),
        Command::RequestCorrection { defects } | Command::AskCorrection { defects, .. } => {
            defects.iter().any(|defect| is_paper_of(&defect.case))
        }
        Command::RefuseAcceptance { case, .. } => is_paper_of(case),
        Command::Decide { case, .. } | Command::ApproveDecision { case } => {
            is_paper_of(case) || is_about(event, case)
        }
        Command::SignCommitment { .. } => matches!(event, ProjectEvent::StandardsTold { .. }),
        Command::EnterParties { .. } => matches!(event, ProjectEvent::PartiesEntered { .. }),
        Command::IssueNotice { .. } => matches!(
            event,
            ProjectEvent::PartiesEntered { .. }
                | ProjectEvent::ObjectionRaised { .. }
                | ProjectEvent::ObjectionAnswered { .. }
                | ProjectEvent::ProjectCodeEntered { .. }
        ),
        // What these do can be done once; the rules refuse the second time.
        Command::Create(_)
        | Command::RegisterResult { .. }
        | Command::Submit { .. }
        | Command::SendCorrections
        | Command::DeemAccepted { .. }
        | Command::AnswerCorrection { .. }
        | Command::Withdraw { .. }
        | Command::Claim { .. }
        | Command::AskOpinion { .. }
        | Command::GiveOpinion { .. }
        | Command::StopClock { .. }
        | Command::ResumeClock { .. }
        | Command::ReturnProposal { .. }
        | Command::TellStandards
        | Command::RaiseObjection { .. }
        | Command::AnswerObjection { .. }
        | Command::Building(_)
        | Command::Problem(_)
        | Command::Agency(_)
        | Command::Talk(_)
        | Command::GreenChannel(_) => false,
    }
}

/// Whether the item of the case asks for the material.
fn needs(
    project: &Project,
    catalogue: &Catalogue,
    (case, material): (&CaseNumber, &MaterialCode),
) -> bool {
    let item = project.cases.get(case).map(|case| &case.item);
    item.and_then(|item| catalogue.item(item))
        .is_some_and(|item| item.materials.iter().any(|paper| &paper.code == material))
}

/// Whether a decision about the case rests on the fact.
fn is_about(event: &ProjectEvent, decided: &CaseNumber) -> bool {
    match event {
        ProjectEvent::OpinionGiven { case, .. }
        | ProjectEvent::DecisionProposed { case, .. }
        | ProjectEvent::ProposalReturned { case, .. } => case == decided,
        _ => false,
    }
}
