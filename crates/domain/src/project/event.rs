//! What can have happened to a project: facts in the past tense, stored for ever.
//!
//! Additive only: a new fact is a new variant, a new field has a default. Fields that hold
//! personal data are named in [`PERSONAL_FIELDS`], so that export, masking and erasure find them.

mod part;

use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::part::{
    Builder, CheckedPoint, Contact, DatedPromise, Defect, Finding, Gap, Letter, Outcome, Party,
    PartyKind, Promise, SignatureMethod, StoredFile, SubmittedCase,
};
use super::agency::AgencyEvent;
use super::building::BuildingEvent;
use super::green_channel::GreenChannelEvent;
use super::problem::ProblemEvent;
use super::talk::TalkEvent;
use crate::catalogue::{DepartmentCode, ItemCode, MaterialCode};
use crate::clock::StopGround;
use crate::facts::Facts;
use crate::id::case_number::CaseNumber;
use crate::id::entity::{ObjectionId, ProjectId, SubmissionId, UserId};
use crate::id::project_code::ProjectCode;
use crate::limit::Limit;
use crate::plan::Track;

/// JSON field names that hold personal data wherever they stand in a stored event.
pub const PERSONAL_FIELDS: &[&str] = &[
    "name",
    "contact",
    "phone",
    "signer",
    "legal_person",
    "objector",
    "person",
    "people",
];

/// What can have happened to a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProjectEvent {
    /// An enterprise filed a project.
    ProjectCreated {
        /// The project.
        project: ProjectId,
        /// Who builds.
        builder: Builder,
        /// Its name.
        title: String,
        /// National project code, once known.
        code: Option<ProjectCode>,
        /// Where it is built.
        address: String,
        /// Whom to call.
        contact: Contact,
        /// What the plan is made from.
        facts: Facts,
        /// How it wants to be handled.
        track: Track,
        /// Release of the catalogue the project keeps.
        release: String,
    },
    /// The facts were corrected before the first submission.
    FactsChanged {
        /// All facts.
        facts: Facts,
    },
    /// The national project code became known.
    ProjectCodeEntered {
        /// The code.
        code: ProjectCode,
    },
    /// A named agent accompanies the project from now on.
    AgentAssigned {
        /// The agent.
        agent: UserId,
        /// Name shown to the enterprise. Personal data.
        name: String,
        /// Window number.
        window: String,
        /// Telephone at the window.
        phone: String,
        /// Why this agent.
        reason: String,
    },
    /// A file was put into a material's slot.
    MaterialAdded {
        /// The material.
        material: MaterialCode,
        /// Version in the dossier, from 1.
        version: u16,
        /// The file.
        file: StoredFile,
        /// Put in by the window for the enterprise (代传), to be confirmed by it.
        on_behalf: bool,
        /// Covered by the enterprise's standing authorisation: needs no confirmation.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        authorised: bool,
    },
    /// The enterprise confirmed what was put in for it.
    MaterialConfirmed {
        /// The material.
        material: MaterialCode,
        /// The version.
        version: u16,
    },
    /// A result obtained elsewhere was recorded by the window.
    ResultRegistered {
        /// The item.
        item: ItemCode,
        /// Number of the certificate or contract.
        certificate_no: String,
        /// Its date.
        issued_on: Date,
    },
    /// Several cases were handed in; one receipt was given.
    SubmissionReceived {
        /// The submission.
        submission: SubmissionId,
        /// Number of the receipt.
        receipt_no: String,
        /// Its cases.
        cases: Vec<SubmittedCase>,
        /// Day on which it counts as received.
        received_on: Date,
        /// Time the window has to answer.
        intake: Limit,
    },
    /// The window accepted a case.
    CaseAccepted {
        /// The case.
        case: CaseNumber,
        /// Materials that may follow; empty for an ordinary acceptance.
        gaps: Vec<Gap>,
        /// Legal limit in the release of that day.
        statutory: Limit,
        /// Promised limit in the release of that day.
        promised: Limit,
    },
    /// Nobody answered in 5 working days, so the law accepted the case as of its receipt.
    CaseDeemedAccepted {
        /// The case.
        case: CaseNumber,
        /// Day of receipt, on which its clocks start.
        as_of: Date,
        /// Legal limit in the release of that day.
        statutory: Limit,
        /// Promised limit in the release of that day.
        promised: Limit,
    },
    /// The window refused to accept a case.
    CaseNotAccepted {
        /// The case.
        case: CaseNumber,
        /// Why, by which rule.
        reason: String,
        /// What the enterprise can do.
        remedy: String,
    },
    /// The one correction notice was given, listing everything.
    CorrectionRequested {
        /// Its number.
        notice: String,
        /// Everything that is wrong.
        defects: Vec<Defect>,
        /// Last day to answer.
        due: Date,
        /// Whether the clocks of cases under review stand still.
        stops_clock: bool,
    },
    /// Everything listed was put right and handed in again.
    CorrectionAnswered {
        /// Number of the notice.
        notice: String,
        /// Day on which the answer counts as received.
        received_on: Date,
    },
    /// An officer took the case.
    CaseClaimed {
        /// The case.
        case: CaseNumber,
        /// The officer.
        officer: UserId,
    },
    /// A department asked the window to ask for corrections.
    CorrectionAsked {
        /// The case.
        case: CaseNumber,
        /// What is wrong.
        defects: Vec<Defect>,
    },
    /// Another department was asked for its opinion.
    OpinionAsked {
        /// The case.
        case: CaseNumber,
        /// Who is asked.
        department: DepartmentCode,
        /// What is asked.
        question: String,
        /// Last day to answer.
        due: Date,
    },
    /// The other department answered.
    OpinionGiven {
        /// The case.
        case: CaseNumber,
        /// Who answers.
        department: DepartmentCode,
        /// Whether it agrees.
        agrees: bool,
        /// Its words.
        text: String,
    },
    /// The clocks of a case stand still for a special procedure.
    ClockStopped {
        /// The case.
        case: CaseNumber,
        /// Legal ground.
        ground: StopGround,
        /// Why.
        reason: String,
        /// Longest time the ground allows, calendar or working days as the item says.
        max_days: Option<u16>,
    },
    /// The clocks run again.
    ClockResumed {
        /// The case.
        case: CaseNumber,
    },
    /// The first signature under a decision that needs two.
    DecisionProposed {
        /// The case.
        case: CaseNumber,
        /// Proposed outcome.
        outcome: Outcome,
        /// Reasons.
        reasons: String,
        /// The review form.
        points: Vec<CheckedPoint>,
    },
    /// The second person did not sign.
    ProposalReturned {
        /// The case.
        case: CaseNumber,
        /// Why.
        reason: String,
    },
    /// The case was decided.
    CaseDecided {
        /// The case.
        case: CaseNumber,
        /// How.
        outcome: Outcome,
        /// Reasons; always present for a refusal.
        reasons: String,
        /// The review form; empty where the proposal carried it.
        points: Vec<CheckedPoint>,
        /// Number of the certificate or approval, if approved.
        certificate_no: Option<String>,
        /// Last day of validity of the result.
        valid_until: Option<Date>,
        /// Who proposed, where two people sign.
        proposed_by: Option<UserId>,
    },
    /// The enterprise withdrew a case.
    CaseWithdrawn {
        /// The case.
        case: CaseNumber,
        /// Why.
        reason: String,
    },
    /// The enterprise asked for build-first handling.
    BuildFirstRequested,
    /// The window looked at the conditions of build-first handling.
    BuildFirstScreened {
        /// Whether the project is admitted.
        admitted: bool,
        /// Why not, or a remark.
        reason: String,
    },
    /// The standards were told item by item (一次性告知书).
    StandardsTold {
        /// What can be promised.
        promises: Vec<Promise>,
    },
    /// The commitment letter was signed.
    CommitmentSigned {
        /// Name of who signed. Personal data.
        signer: String,
        /// Legal representative of the enterprise on that day, from its registration; `None` in
        /// letters signed before it was recorded. Personal data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        legal_person: Option<String>,
        /// How.
        method: SignatureMethod,
        /// The promises made.
        promises: Vec<Promise>,
        /// Last day of the publicity that begins with the signature.
        publicity_until: Date,
    },
    /// Somebody objected during publicity.
    ObjectionRaised {
        /// The objection.
        objection: ObjectionId,
        /// Who objects. Personal data.
        objector: String,
        /// What is objected.
        text: String,
    },
    /// The objection was looked into and answered.
    ObjectionAnswered {
        /// The objection.
        objection: ObjectionId,
        /// Whether it was found right: then the commitment cannot carry a notice.
        upheld: bool,
        /// The answer.
        answer: String,
    },
    /// The five responsible parties were entered.
    PartiesEntered {
        /// All five.
        parties: Vec<Party>,
    },
    /// The construction notice was issued.
    NoticeIssued {
        /// Its number.
        number: String,
        /// What may be built.
        scope: String,
        /// First day of validity.
        valid_from: Date,
        /// The promises with their dates as printed.
        promises: Vec<DatedPromise>,
    },
    /// Something happened while it was built.
    Building(BuildingEvent),
    /// Something happened to a problem of the ledger.
    Problem(ProblemEvent),
    /// Something was written.
    Talk(TalkEvent),
    /// Something happened between the project and its agent.
    Agency(AgencyEvent),
    /// Something happened to its place in the green channel.
    GreenChannel(GreenChannelEvent),
    /// A letter was issued and can be checked by its code.
    LetterIssued {
        /// The letter.
        letter: Letter,
    },
}
