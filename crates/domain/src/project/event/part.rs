//! The pieces facts are made of: people, papers, defects, promises, letters.

use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::catalogue::{DepartmentCode, ItemCode, MaterialCode, PromiseDue};
use crate::id::case_number::CaseNumber;
use crate::id::check_code::CheckCode;
use crate::id::entity::{EnterpriseId, SubmissionId};

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
    /// The department whose letter an order or its end is; `None` for the window's own. A decision is that of the
    /// department of its case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Number of the order whose end it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Its day.
    pub issued_on: Date,
    /// The moment, printed on receipts.
    pub issued_at: Timestamp,
}
