//! The project aggregate: from filing to the construction notice.
//!
//! [`decide`] checks a command against the state and answers with facts or with every reason
//! to refuse; [`apply`] folds a fact into the state. Both are pure.

pub mod agency;
pub mod build_first;
pub mod building;
pub mod case;
pub mod command;
pub mod dossier;
pub mod event;
mod filing;
mod fold;
pub mod green_channel;
pub mod held;
mod intake;
pub mod letters;
pub mod notice;
pub mod overtaken;
pub mod problem;
pub mod progress;
mod reading;
mod review;
pub mod talk;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;

pub use self::agency::Agency;
pub use self::build_first::BuildFirst;
pub use self::building::{Building, NoticeStatus};
pub use self::case::{Case, CaseState, CaseStatus, Holder, Review};
pub use self::command::Command;
pub use self::dossier::Dossier;
pub use self::event::ProjectEvent;
pub use self::fold::apply;
pub use self::green_channel::GreenChannel;
pub use self::held::{HeldDays, Turn, held_days, started_on};
pub use self::problem::Problem;
pub use self::talk::Talk;

use self::command::AgentCard;
use self::event::{Builder, Contact, Defect, Letter, Party};
use crate::access::{Actor, Relation};
use crate::catalogue::{DepartmentCode, ItemCode, MaterialCode};
use crate::context::{Context, Recorded};
use crate::facts::Facts;
use crate::id::case_number::CaseNumber;
use crate::id::entity::{ProjectId, SubmissionId};
use crate::id::project_code::ProjectCode;
use crate::plan::Track;
pub(crate) use crate::refusal::check_text;
use crate::refusal::{Code, Refusal, Refusals};

/// Name of a project: two lines of the printed notice.
pub const TITLE_MAX_CHARS: usize = 120;
/// Reasons, remedies, answers: one printed page.
pub const TEXT_MAX_CHARS: usize = 2000;

/// Facts of one decision, in order.
pub type Decided = Result<Vec<ProjectEvent>, Refusals>;

/// A project with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Who builds.
    pub builder: Builder,
    /// Its name.
    pub title: String,
    /// National project code, once known.
    pub code: Option<ProjectCode>,
    /// Where it is built.
    pub address: String,
    /// Whom to call.
    pub contact: Contact,
    /// What the plan is made from.
    pub facts: Facts,
    /// How it is handled.
    pub track: Track,
    /// Release of the catalogue it keeps.
    pub release: String,
    /// Day of filing.
    pub created_on: Date,
    /// The moment of the last fact.
    pub updated_at: Timestamp,
    /// Facts folded so far: the version of the stream a form is drawn on.
    pub version: u64,
    /// The agent.
    pub agent: Option<AgentCard>,
    /// All materials.
    pub dossier: Dossier,
    /// All cases.
    pub cases: BTreeMap<CaseNumber, Case>,
    /// Results obtained elsewhere.
    pub registered: BTreeMap<ItemCode, RegisteredResult>,
    /// All hand-ins.
    pub submissions: BTreeMap<SubmissionId, Submission>,
    /// All correction notices, in order.
    pub corrections: Vec<Correction>,
    /// Where build-first handling stands.
    pub build_first: BuildFirst,
    /// From which day on who had to act on build-first handling itself, cases apart.
    pub steps: Vec<(Date, Turn)>,
    /// The responsible parties, once entered.
    pub parties: Vec<Party>,
    /// Day the parties were entered.
    pub parties_on: Option<Date>,
    /// What happened since the notice.
    pub building: Building,
    /// The problem ledger, in order.
    pub problems: Vec<Problem>,
    /// Conversations, in order.
    pub talks: Vec<Talk>,
    /// What is between the project and its agent.
    pub agency: Agency,
    /// Its place in the green channel.
    pub green_channel: GreenChannel,
    /// All letters, in order.
    pub letters: Vec<Letter>,
}

/// A result obtained before the project came to the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredResult {
    /// Number of the certificate or contract.
    pub certificate_no: String,
    /// Its date.
    pub issued_on: Date,
    /// Day it was recorded.
    pub recorded_on: Date,
}

/// A hand-in of several cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// Number of the receipt.
    pub receipt_no: String,
    /// The moment.
    pub received_at: Timestamp,
    /// Day on which it counts as received.
    pub received_on: Date,
    /// Its cases.
    pub cases: Vec<CaseNumber>,
    /// Handed in by the agent in the enterprise's name.
    pub on_behalf: bool,
}

/// A correction notice (一次性告知书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its number.
    pub number: String,
    /// Everything that is wrong.
    pub defects: Vec<Defect>,
    /// Its day.
    pub requested_on: Date,
    /// Last day to answer.
    pub due: Date,
    /// Whether clocks stand still.
    pub stops_clock: bool,
    /// Versions of the materials named when the notice was given.
    pub versions: BTreeMap<MaterialCode, u16>,
    /// Day it was answered.
    pub answered_on: Option<Date>,
}

impl Correction {
    /// Cases the notice speaks of.
    pub fn cases(&self) -> impl Iterator<Item = &CaseNumber> {
        let mut seen = Vec::new();
        for defect in &self.defects {
            if !seen.contains(&&defect.case) {
                seen.push(&defect.case);
            }
        }
        seen.into_iter()
    }
}

/// Decides a command. `None` is a project that does not exist yet.
///
/// # Errors
/// Every reason to refuse, at once.
pub fn decide(project: Option<&Project>, command: &Command, context: &Context<'_>) -> Decided {
    let events = asked(project, command, context)?;
    Ok(green_channel::follow(project, events, context))
}

/// What the command itself changes.
#[expect(
    clippy::too_many_lines,
    reason = "one table of commands, read top to bottom"
)]
fn asked(project: Option<&Project>, command: &Command, context: &Context<'_>) -> Decided {
    let Some(project) = project else {
        return match command {
            Command::Create(new) => filing::create(new, context),
            _ => Err(Code::NoProject.into()),
        };
    };
    let relations = match command {
        Command::Problem(asked) if asked.number().is_some() => {
            problem::relations(project, asked.number().unwrap_or_default(), context.actor)
        }
        Command::Talk(_) => talk::relations(project, context.actor),
        _ => relations(project, command.case(), context.actor),
    };
    if !context.actor.may(command.action(), &relations) {
        return Err(Refusal::new(Code::NotAllowed)
            .with("action", alloc::format!("{:?}", command.action()))
            .into());
    }
    match command {
        Command::Create(_) => Err(Code::ProjectExists.into()),
        Command::ChangeFacts { facts } => filing::change_facts(project, facts, context),
        Command::EnterProjectCode { code } => Ok(filing::enter_code(project, code)),
        Command::AssignAgent { card, reason } => filing::assign_agent(project, card, reason),
        Command::AddMaterial { material, file } => dossier::add(project, material, file, context),
        Command::ConfirmMaterial { material } => dossier::confirm(project, material),
        Command::RegisterResult {
            item,
            certificate_no,
            issued_on,
        } => filing::register_result(project, item, certificate_no, *issued_on, context),
        Command::Submit { items } => filing::submit(project, items, context),
        Command::Accept {
            submission,
            cases,
            gaps,
        } => intake::accept(project, submission, cases, gaps, context),
        Command::RequestCorrection { defects } => intake::request(project, defects, context),
        Command::SendCorrections => intake::send(project, context),
        Command::RefuseAcceptance {
            case,
            reason,
            remedy,
        } => intake::refuse(project, case, reason, remedy, context),
        Command::DeemAccepted { submission } => intake::deem(project, submission, context),
        Command::AnswerCorrection { notice } => intake::answer(project, notice, context),
        Command::Withdraw { case, reason } => review::withdraw(project, case, reason),
        Command::Claim { case } => review::claim(project, case, context),
        Command::AskCorrection { case, defects } => {
            review::ask_correction(project, case, defects, context)
        }
        Command::AskOpinion {
            case,
            department,
            question,
            working_days,
        } => review::ask_opinion(
            project,
            case,
            (department, question, *working_days),
            context,
        ),
        Command::GiveOpinion { case, agrees, text } => {
            review::give_opinion(project, case, *agrees, text, context)
        }
        Command::StopClock {
            case,
            ground,
            reason,
        } => review::stop(project, case, *ground, reason, context),
        Command::ResumeClock { case } => review::resume(project, case),
        Command::Decide {
            case,
            outcome,
            reasons,
            points,
        } => review::decide(project, case, (*outcome, reasons, points), context),
        Command::ApproveDecision { case } => review::approve(project, case, context),
        Command::ReturnProposal { case, reason } => {
            review::send_back(project, case, reason, context)
        }
        Command::RequestBuildFirst => build_first::request(project, context),
        Command::Screen {
            admitted,
            credit_clear,
            reason,
        } => build_first::screen(project, *admitted, *credit_clear, reason, context),
        Command::TellStandards => build_first::tell(project, context),
        Command::SignCommitment {
            confirmed,
            method,
            legal_person,
        } => build_first::sign(
            project,
            confirmed,
            (*method, legal_person.as_deref()),
            context,
        ),
        Command::RaiseObjection { objector, text } => {
            build_first::object(project, objector, text, context)
        }
        Command::AnswerObjection {
            objection,
            upheld,
            answer,
        } => build_first::answer(project, objection, *upheld, answer),
        Command::EnterParties { parties } => notice::enter_parties(project, parties),
        Command::IssueNotice { scope } => notice::issue(project, scope, context),
        Command::Building(command) => building::decide(project, command, context),
        Command::Problem(command) => problem::decide(project, command, context),
        Command::Agency(command) => agency::decide(project, command, context),
        Command::Talk(command) => talk::decide(project, command, context),
        Command::GreenChannel(command) => green_channel::decide(project, command, context),
    }
}

/// How the actor stands to the project, or to one of its cases.
///
/// People of the window stand as colleagues to every project of a region the organisation serves that employs them; who
/// accompanies the project is the assigned one. Outside those regions they are strangers, whoever they are.
pub fn relations(project: &Project, case: Option<&CaseNumber>, actor: &Actor) -> Vec<Relation> {
    let mut found = alloc::vec![Relation::Other];
    if actor.enterprise.as_ref() == Some(&project.builder.id) {
        found.push(Relation::Own);
    }
    let substitute = project.agency.substitute.as_ref().map(|it| &it.card);
    let mut agents = project.agent.iter().chain(substitute);
    let is_agent = agents.any(|card| actor.user.as_ref() == Some(&card.agent));
    if actor.is_of_window() && actor.territory.covers_facts(&project.facts) {
        if is_agent {
            found.push(Relation::Assigned);
        }
        found.push(Relation::SameOrganisation);
    }
    if let Some(department) = &actor.department {
        let concerns = |case: &Case| {
            case.department.as_str() == department
                || case.review().is_some_and(|review| {
                    review
                        .opinions
                        .iter()
                        .any(|opinion| opinion.department.as_str() == department)
                })
        };
        let same = match case {
            Some(number) => project.cases.get(number).is_some_and(concerns),
            None => {
                project.cases.values().any(concerns)
                    || project.supervising().any(|it| it.as_str() == department)
            }
        };
        if same {
            found.push(Relation::SameDepartment);
        }
    }
    found
}

impl Project {
    /// Whether the facts may still be put right: nobody has looked at them, and no case rests on
    /// them. A case that was withdrawn before anybody decided rests on nothing any more.
    pub fn facts_are_open(&self) -> bool {
        let mut cases = self.cases.values();
        self.build_first.is_open_to_change()
            && cases.all(|case| case.status() == CaseStatus::Withdrawn)
    }

    /// The case, or the refusal that names it.
    pub(crate) fn case(&self, number: &CaseNumber) -> Result<&Case, Refusals> {
        self.cases
            .get(number)
            .ok_or_else(|| Refusal::new(Code::UnknownCase).with("case", number).into())
    }

    /// The live or last case of an item: an approved one first, then an open one.
    pub fn case_of(&self, item: &ItemCode) -> Option<&Case> {
        let of_item = || self.cases.values().filter(|case| &case.item == item);
        of_item()
            .find(|case| case.status() == CaseStatus::Approved)
            .or_else(|| of_item().find(|case| !case.status().is_over()))
            .or_else(|| of_item().max_by_key(|case| case.received_at))
    }

    /// Departments that work on the project.
    pub fn departments(&self) -> Vec<&DepartmentCode> {
        let mut found: Vec<&DepartmentCode> =
            self.cases.values().map(|case| &case.department).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The correction notice, or the refusal.
    pub(crate) fn correction(&self, number: &str) -> Result<&Correction, Refusals> {
        self.corrections
            .iter()
            .find(|correction| correction.number == number)
            .ok_or_else(|| {
                Refusal::new(Code::UnknownCorrection)
                    .with("notice", number)
                    .into()
            })
    }
}

/// Replays a stream.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Recorded<ProjectEvent>>) -> Option<Project> {
    let mut project = None;
    for event in events {
        apply(&mut project, event);
    }
    project
}

/// The same check for a single text.
pub(crate) fn required(text: &str, field: &'static str) -> Result<(), Refusals> {
    let mut found = Vec::new();
    check_text(text, field, TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)
}
