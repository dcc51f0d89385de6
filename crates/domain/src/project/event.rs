//! What can have happened to a project: facts in the past tense, stored for ever.
//!
//! Additive only: a new fact is a new variant, a new field has a default. Fields that hold
//! personal data are named in [`PERSONAL_FIELDS`], so that export, masking and erasure find them.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::building::BuildingEvent;
use crate::catalogue::{DepartmentCode, ItemCode, MaterialCode, PromiseDue};
use crate::clock::StopGround;
use crate::facts::Facts;
use crate::id::case_number::CaseNumber;
use crate::id::check_code::CheckCode;
use crate::id::entity::{EnterpriseId, ObjectionId, ProjectId, SubmissionId, UserId};
use crate::id::project_code::ProjectCode;
use crate::limit::Limit;
use crate::plan::Track;

/// JSON field names that hold personal data wherever they stand in a stored event.
pub const PERSONAL_FIELDS: &[&str] = &["name", "contact", "phone", "signer", "objector", "person"];

/// Somebody to call about the project. Personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name of the person.
    pub person: String,
    /// Telephone.
    pub phone: String,
}

/// The enterprise as it was when the project was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Builder {
    /// Its stream.
    pub id: EnterpriseId,
    /// Registered name of the company.
    pub company: String,
    /// Unified social credit code.
    pub uscc: String,
}

/// A file in the blob store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// SHA-256 of the content, hexadecimal: its name in the blob store.
    pub sha256: String,
    /// Name given by whoever put it in.
    pub file_name: String,
    /// Bytes.
    pub size_bytes: u64,
    /// Media type found in the content.
    pub media_type: String,
}

/// A case of a submission as it was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmittedCase {
    /// Its number.
    pub case: CaseNumber,
    /// What is applied for.
    pub item: ItemCode,
    /// Who decides.
    pub department: DepartmentCode,
}

/// A tolerable material that may follow (容缺受理).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The missing material.
    pub material: MaterialCode,
    /// Last day to bring it; never after the promised limit.
    pub due: Date,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// The case it belongs to.
    pub case: CaseNumber,
    /// The material; `None` if the defect is not in a material.
    pub material: Option<MaterialCode>,
    /// What is wrong.
    pub problem: String,
    /// How to put it right.
    pub remedy: String,
}

/// A point of the review form as the officer found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPoint {
    /// Its place in the item's checklist, from 0.
    pub point: u16,
    /// What was found.
    pub finding: Finding,
    /// Remark of the officer.
    #[serde(default)]
    pub note: String,
}

/// What an officer found at a point of the review form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// 符合.
    Complies,
    /// 不符合.
    Fails,
    /// 不适用.
    NotApplicable,
}

/// How a case ends on its merits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 准予.
    Approved,
    /// 不予许可.
    Refused,
}

/// One deferred item of the commitment letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The item that will be brought later.
    pub item: ItemCode,
    /// Who verifies.
    pub checker: DepartmentCode,
    /// Until when.
    pub due: PromiseDue,
}

/// How a commitment letter was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureMethod {
    /// Re-entered password of the signatory's account.
    Account,
}

/// The five responsible parties (五方责任主体).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// 建设单位.
    Builder,
    /// 勘察单位.
    Surveyor,
    /// 设计单位.
    Designer,
    /// 施工单位.
    Contractor,
    /// 监理单位.
    Supervisor,
}

impl PartyKind {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::Builder,
        Self::Surveyor,
        Self::Designer,
        Self::Contractor,
        Self::Supervisor,
    ];

    /// Name used in forms and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builder => "builder",
            Self::Surveyor => "surveyor",
            Self::Designer => "designer",
            Self::Contractor => "contractor",
            Self::Supervisor => "supervisor",
        }
    }
}

/// One of the five responsible parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Which of the five.
    pub kind: PartyKind,
    /// Registered name.
    pub company: String,
    /// Unified social credit code.
    pub uscc: String,
    /// Person in charge of the project. Personal data.
    pub person: String,
}

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
    /// A letter was issued and can be checked by its code.
    LetterIssued {
        /// The letter.
        letter: Letter,
    },
}

/// A promise as the notice prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedPromise {
    /// The promise.
    #[serde(flatten)]
    pub promise: Promise,
    /// Its last day, where it is a date and not a node.
    pub due_on: Option<Date>,
}

/// A paper the window handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Code of its kind in `letters.toml`.
    pub form: String,
    /// Its number.
    pub number: String,
    /// What `/v/{code}` is asked with.
    pub check_code: CheckCode,
    /// The cases it speaks of.
    pub cases: Vec<CaseNumber>,
    /// The submission, for a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionId>,
    /// The correction notice it is the paper of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// Its day.
    pub issued_on: Date,
    /// The moment, printed on receipts.
    pub issued_at: Timestamp,
}
