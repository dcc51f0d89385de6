//! A case (办件): one item applied for in one project, from receipt to its end.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::Timestamp;
use jiff::civil::Date;

use super::event::{CheckedPoint, Defect, Gap, Outcome};
use crate::calendar::Calendar;
use crate::catalogue::{DepartmentCode, ItemCode};
use crate::clock::{Clock, StopGround};
use crate::id::case_number::CaseNumber;
use crate::id::entity::{SubmissionId, UserId};
use crate::light::Light;

/// One item applied for in one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub number: CaseNumber,
    /// What is applied for.
    pub item: ItemCode,
    /// Who decides.
    pub department: DepartmentCode,
    /// The hand-in it came with.
    pub submission: SubmissionId,
    /// The moment it was handed in.
    pub received_at: Timestamp,
    /// Day on which it counts as received.
    pub received_on: Date,
    /// The 5 working days in which the window must answer (行政许可法 32).
    pub intake: Clock,
    /// Where it stands.
    pub state: CaseState,
    /// Who held it from when on.
    pub held: Vec<(Timestamp, Holder)>,
}

/// Where a case stands, with exactly the facts that exist there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseState {
    /// Handed in, the window has not answered.
    Received,
    /// The window gave the correction notice before accepting.
    Correcting {
        /// Number of the notice.
        notice: String,
    },
    /// Accepted; the clocks run.
    UnderReview(Box<Review>),
    /// The window refused to accept.
    NotAccepted {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
        /// What the enterprise can do.
        remedy: String,
    },
    /// Decided on its merits.
    Decided(Box<Review>, Box<Decision>),
    /// Withdrawn by the enterprise.
    Withdrawn {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
    },
}

/// What exists from acceptance on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Day of acceptance, on which the clocks start.
    pub accepted_on: Date,
    /// Accepted by law because nobody answered.
    pub deemed: bool,
    /// Materials that may follow.
    pub gaps: Vec<Gap>,
    /// The legal limit; unlimited where no law sets one.
    pub statutory: Clock,
    /// The promised limit.
    pub promised: Clock,
    /// Who has it on the desk.
    pub officer: Option<UserId>,
    /// What the department asked the window to have corrected, not sent yet.
    pub asked: Vec<Defect>,
    /// Number of the correction notice that is open.
    pub correcting: Option<String>,
    /// Ground of the special procedure that is running.
    pub special: Option<StopGround>,
    /// Opinions of other departments.
    pub opinions: Vec<Opinion>,
    /// First signature of two.
    pub proposal: Option<Proposal>,
    /// Why and when the last proposal was sent back, until there is another one.
    pub returned: Option<(String, Date)>,
}

/// Opinion of another department (征求意见).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Who was asked.
    pub department: DepartmentCode,
    /// What was asked.
    pub question: String,
    /// Last day to answer.
    pub due: Date,
    /// The answer: agrees, words, day.
    pub answer: Option<(bool, String, Date)>,
}

/// The first signature under a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who proposed.
    pub by: UserId,
    /// How.
    pub outcome: Outcome,
    /// Reasons.
    pub reasons: String,
    /// The review form.
    pub points: Vec<CheckedPoint>,
    /// Its day.
    pub on: Date,
}

/// How a case ended on its merits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// How.
    pub outcome: Outcome,
    /// Reasons.
    pub reasons: String,
    /// The review form.
    pub points: Vec<CheckedPoint>,
    /// Its day.
    pub on: Date,
    /// Number of the result.
    pub certificate_no: Option<String>,
    /// Last day of validity of the result.
    pub valid_until: Option<Date>,
}

/// Who holds a case (design 5). Time per holder is derived from the moments of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The window: before acceptance, or with corrections to send on.
    Window,
    /// The enterprise: a correction is open.
    Applicant,
    /// The deciding department.
    Department,
    /// Another department whose opinion was asked.
    OtherDepartment,
    /// A special procedure that the limit does not count.
    SpecialProcedure,
    /// Nobody: it is over.
    Nobody,
}

impl Holder {
    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Applicant => "applicant",
            Self::Department => "department",
            Self::OtherDepartment => "other_department",
            Self::SpecialProcedure => "special_procedure",
            Self::Nobody => "nobody",
        }
    }
}

/// The state of a case as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseStatus {
    /// 待受理.
    Received,
    /// 需补正, before acceptance.
    Correcting,
    /// 已受理, not on a desk yet.
    Accepted,
    /// 办理中.
    UnderReview,
    /// 需补正, after acceptance.
    CorrectingReview,
    /// 特别程序.
    Stopped,
    /// 准予.
    Approved,
    /// 不予许可.
    Refused,
    /// 不予受理.
    NotAccepted,
    /// 撤件.
    Withdrawn,
}

impl CaseStatus {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Received,
        Self::Correcting,
        Self::Accepted,
        Self::UnderReview,
        Self::CorrectingReview,
        Self::Stopped,
        Self::Approved,
        Self::Refused,
        Self::NotAccepted,
        Self::Withdrawn,
    ];

    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Correcting => "correcting",
            Self::Accepted => "accepted",
            Self::UnderReview => "under_review",
            Self::CorrectingReview => "correcting_review",
            Self::Stopped => "stopped",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::NotAccepted => "not_accepted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// State code of the national exchange (domain 3.6).
    pub const fn national(self) -> u8 {
        match self {
            Self::Received => 1,
            Self::Withdrawn => 2,
            Self::Accepted => 3,
            Self::NotAccepted => 5,
            Self::Correcting | Self::CorrectingReview => 6,
            Self::UnderReview => 8,
            Self::Stopped => 9,
            Self::Approved => 11,
            Self::Refused => 13,
        }
    }

    /// Whether nothing more happens to the case.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Approved | Self::Refused | Self::NotAccepted | Self::Withdrawn
        )
    }
}

impl Case {
    /// Its state as people call it.
    pub fn status(&self) -> CaseStatus {
        match &self.state {
            CaseState::Received => CaseStatus::Received,
            CaseState::Correcting { .. } => CaseStatus::Correcting,
            CaseState::UnderReview(review) => {
                if review.correcting.is_some() {
                    CaseStatus::CorrectingReview
                } else if review.special.is_some() {
                    CaseStatus::Stopped
                } else if review.officer.is_some() {
                    CaseStatus::UnderReview
                } else {
                    CaseStatus::Accepted
                }
            }
            CaseState::NotAccepted { .. } => CaseStatus::NotAccepted,
            CaseState::Decided(_, decision) => match decision.outcome {
                Outcome::Approved => CaseStatus::Approved,
                Outcome::Refused => CaseStatus::Refused,
            },
            CaseState::Withdrawn { .. } => CaseStatus::Withdrawn,
        }
    }

    /// What exists from acceptance on.
    pub fn review(&self) -> Option<&Review> {
        match &self.state {
            CaseState::UnderReview(review) | CaseState::Decided(review, _) => Some(review),
            CaseState::Received
            | CaseState::Correcting { .. }
            | CaseState::NotAccepted { .. }
            | CaseState::Withdrawn { .. } => None,
        }
    }

    /// The review of a case that is open.
    pub(super) fn open_review(&mut self) -> Option<&mut Review> {
        match &mut self.state {
            CaseState::UnderReview(review) => Some(review),
            CaseState::Received
            | CaseState::Correcting { .. }
            | CaseState::NotAccepted { .. }
            | CaseState::Decided(..)
            | CaseState::Withdrawn { .. } => None,
        }
    }

    /// The decision, once there is one.
    pub fn decision(&self) -> Option<&Decision> {
        match &self.state {
            CaseState::Decided(_, decision) => Some(decision),
            CaseState::Received
            | CaseState::Correcting { .. }
            | CaseState::UnderReview(_)
            | CaseState::NotAccepted { .. }
            | CaseState::Withdrawn { .. } => None,
        }
    }

    /// Who holds it now.
    pub fn holder(&self) -> Holder {
        match &self.state {
            CaseState::Received => Holder::Window,
            CaseState::Correcting { .. } => Holder::Applicant,
            CaseState::UnderReview(review) => {
                if review.correcting.is_some() {
                    Holder::Applicant
                } else if review.special.is_some() {
                    Holder::SpecialProcedure
                } else if !review.asked.is_empty() {
                    Holder::Window
                } else if review
                    .opinions
                    .iter()
                    .any(|opinion| opinion.answer.is_none())
                {
                    Holder::OtherDepartment
                } else {
                    Holder::Department
                }
            }
            CaseState::NotAccepted { .. }
            | CaseState::Decided(..)
            | CaseState::Withdrawn { .. } => Holder::Nobody,
        }
    }

    /// The clock that drives the light: intake before acceptance, the promised one after it,
    /// the statutory one where nothing is promised.
    pub fn clock(&self) -> &Clock {
        match self.review() {
            Some(review) if review.promised.limit == crate::limit::Limit::None => &review.statutory,
            Some(review) => &review.promised,
            None => &self.intake,
        }
    }

    /// The light of today.
    pub fn light(&self, calendar: &Calendar, today: Date) -> Light {
        self.clock().light(calendar, today)
    }

    /// Notes who holds the case from `at` on, if that changed.
    pub(super) fn note_holder(&mut self, at: Timestamp) {
        let holder = self.holder();
        if self.held.last().is_none_or(|(_, last)| *last != holder) {
            self.held.push((at, holder));
        }
    }
}
