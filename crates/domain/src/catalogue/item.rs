//! An approval item: everything the law and the city say about it, and what its public guide shows.

use super::code::{DepartmentCode, ItemCode};
use super::condition::Condition;
use super::material::MaterialRequirement;
use super::text::Text;
use crate::clock::StopGround;
use crate::limit::Limit;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Stage of the national procedure an item belongs to (Guobanfa 2019 No. 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Project set-up and land planning permit.
    #[serde(rename = "1")]
    Land,
    /// Construction planning permit.
    #[serde(rename = "2")]
    Planning,
    /// Construction permit.
    #[serde(rename = "3")]
    Construction,
    /// Completion and acceptance.
    #[serde(rename = "4")]
    Acceptance,
    /// Runs in parallel to the stages.
    #[serde(rename = "P")]
    Parallel,
}

impl Stage {
    /// All stages in the order of the procedure.
    pub const ALL: [Self; 5] = [
        Self::Land,
        Self::Planning,
        Self::Construction,
        Self::Acceptance,
        Self::Parallel,
    ];

    /// The stage as written in the catalogue: `1`…`4`, `P`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Land => "1",
            Self::Planning => "2",
            Self::Construction => "3",
            Self::Acceptance => "4",
            Self::Parallel => "P",
        }
    }
}

/// What kind of act an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The authority takes notice of a report.
    Filing,
    /// Administrative licence.
    Licence,
    /// Administrative confirmation, such as a registration of title.
    Confirmation,
    /// Any other administrative power.
    OtherPower,
    /// Service of an intermediary body; no authority decides.
    Intermediary,
    /// Public service, mostly by a utility.
    PublicService,
}

/// How sure the catalogue is of an item's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Read in the law.
    High,
    /// Known practice; compare with the local guide.
    Med,
    /// A guess to be replaced.
    Low,
}

/// Last point in a project's life at which the law wants the item done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "point", rename_all = "snake_case", deny_unknown_fields)]
pub enum LatestPoint {
    /// Before construction starts.
    BeforeConstruction,
    /// Before the design begins.
    BeforeDesign,
    /// Before the planning permit.
    BeforePlanningPermit,
    /// Before the construction permit.
    BeforeConstructionPermit,
    /// Before the particular works the item is about, which may be later than the start.
    BeforeWorks,
    /// Before use or production.
    BeforeUse,
    /// Before the completion acceptance.
    BeforeCompletion,
    /// Some days after completion.
    AfterCompletion {
        /// Calendar days after completion.
        days: u16,
    },
    /// Some days after construction began.
    AfterStart {
        /// Working days after the start.
        days: u16,
    },
    /// The law names no point.
    None,
}

impl LatestPoint {
    /// Whether construction may not begin without the item.
    pub const fn is_before_construction(self) -> bool {
        match self {
            Self::BeforeConstruction
            | Self::BeforeDesign
            | Self::BeforePlanningPermit
            | Self::BeforeConstructionPermit => true,
            Self::BeforeWorks
            | Self::BeforeUse
            | Self::BeforeCompletion
            | Self::AfterCompletion { .. }
            | Self::AfterStart { .. }
            | Self::None => false,
        }
    }
}

/// Whether an item may be deferred behind the construction notice against a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// May be promised.
    Allowed,
    /// May be promised if the condition holds.
    Conditional,
    /// Safety, environment or another legal hard stop: never.
    Never,
    /// A promise makes no sense here, such as for the filing itself.
    NotApplicable,
}

/// Point of the building work at which a promise falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Acceptance of the foundation.
    Foundation,
    /// Main structure topped out.
    MainStructure,
    /// Before the completion acceptance.
    BeforeCompletion,
}

impl Node {
    /// Name in locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Foundation => "foundation",
            Self::MainStructure => "main_structure",
            Self::BeforeCompletion => "before_completion",
        }
    }
}

/// When a promise must be fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseDue {
    /// This many working days after the construction notice.
    WorkingDaysAfterNotice(u16),
    /// At a point of the building work; it has no date until the work gets there.
    Node(Node),
}

/// The commitment policy of an item: what is promised, how it is proven, who checks, until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentPolicy {
    /// Whether a promise is possible at all.
    pub policy: Policy,
    /// For `conditional`: when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The standard the enterprise promises to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<Text>,
    /// The paper or fact that proves the promise kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Text>,
    /// Department that checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checker: Option<DepartmentCode>,
    /// When it must be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<PromiseDue>,
}

/// What the applicant gets in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultDocument {
    /// Title of the document.
    pub name: Text,
    /// Type code of the electronic certificate, where one exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_type: Option<String>,
    /// Pattern of its number: `{year}`, `{place}`, `{serial}` are filled in.
    pub number_pattern: String,
    /// Months it is valid; absent = without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_months: Option<u16>,
}

/// What the item costs and by which rule. Licences are free unless a law says otherwise (licensing law 58).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// What is charged.
    pub text: Text,
    /// The rule behind it.
    pub basis: Text,
    /// Fixed amount in fen, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
}

/// Telephone numbers a guide must show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phones {
    /// Questions about the item.
    pub service: String,
    /// Complaints.
    pub complaint: String,
    /// True while the numbers are invented samples.
    #[serde(default)]
    pub sample: bool,
}

/// One step of the handling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowStep {
    /// What happens.
    pub text: Text,
    /// Who does it.
    pub who: Text,
    /// Working days it takes; absent = no days of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Whether its days count against the limit.
    pub counted: bool,
}

/// A step whose time the law excludes from the limit (licensing law 45).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialProcedure {
    /// Legal ground (licensing law 45, or the city's policy).
    pub ground: StopGround,
    /// What it is.
    pub text: Text,
    /// Longest it may take, in working days.
    pub max_days: u16,
    /// Whether its days count against the limit; by law they do not.
    #[serde(default)]
    pub counted: bool,
}

/// A question people really ask, with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// One point of the reviewer's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckPoint {
    /// What must be so.
    pub text: Text,
    /// The article that asks for it.
    pub law: Text,
}

/// An approval item of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Code, such as `A05`.
    pub code: ItemCode,
    /// Name.
    pub name: Text,
    /// Department that decides.
    pub department: DepartmentCode,
    /// Others that may decide or take part.
    #[serde(default)]
    pub also_departments: Vec<DepartmentCode>,
    /// Stage.
    pub stage: Stage,
    /// Kind of act.
    pub kind: Kind,
    /// Whether the item is one of the 35 the pilot began with.
    pub core: bool,
    /// How sure the data is.
    pub certainty: Certainty,
    /// Laws the item rests on.
    #[serde(default)]
    pub legal_basis: Vec<Text>,
    /// Limit set by law.
    pub statutory: Limit,
    /// How the legal limit is to be read.
    pub statutory_note: Text,
    /// Limit the city promises.
    pub promised: Limit,
    /// When the item applies, over the project's facts.
    pub applies_when: Condition,
    /// The same in words.
    pub applies_note: Text,
    /// Items that must be done first: all groups, one of each group. Only items that apply count.
    #[serde(default)]
    pub prerequisites: Vec<Vec<ItemCode>>,
    /// Last legal point.
    pub latest: LatestPoint,
    /// The same in words.
    pub latest_note: Text,
    /// Whether two people decide.
    pub two_person: bool,
    /// Times the applicant must come in person.
    pub visits: u8,
    /// Where it is handled.
    pub window: Text,
    /// What the applicant gets.
    pub result: ResultDocument,
    /// Commitment policy.
    pub commitment: CommitmentPolicy,
    /// Cost.
    pub fee: Fee,
    /// Telephone numbers.
    pub phones: Phones,
    /// Conditions to be met.
    #[serde(default)]
    pub conditions: Vec<Text>,
    /// Papers to bring.
    #[serde(default)]
    pub materials: Vec<MaterialRequirement>,
    /// Steps of the handling.
    #[serde(default)]
    pub flow: Vec<FlowStep>,
    /// Steps that stop the clock.
    #[serde(default)]
    pub special_procedures: Vec<SpecialProcedure>,
    /// Questions and answers.
    #[serde(default)]
    pub faq: Vec<Question>,
    /// Review form.
    #[serde(default)]
    pub checklist: Vec<CheckPoint>,
}

impl Item {
    /// All items named as prerequisites, alternatives included.
    pub fn prerequisite_codes(&self) -> impl Iterator<Item = &ItemCode> {
        self.prerequisites.iter().flatten()
    }
}
