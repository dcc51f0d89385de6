//! While it is built: promises with their dates, checks, findings, the ladder of orders, cards, joint acceptance.
//!
//! What a page, a row and a letter say of the notice's validity and of each promise is derived here and nowhere
//! else ([`NoticeStatus`], [`promise::standings`]).

pub mod acceptance;
mod card;
mod check;
pub mod command;
pub mod cross_check;
pub mod event;
mod finding;
mod fold;
pub(in crate::project) mod next;
mod order;
pub mod promise;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

pub use self::acceptance::{Conclusion, JointAcceptance};
pub use self::card::Card;
pub use self::command::BuildingCommand;
pub use self::event::BuildingEvent;
pub use self::order::entered;

use self::event::{CheckReason, FindingSource, Ground, Milestone, Party, PromiseEnd, Step};
use super::event::{CheckedPoint, Outcome, ProjectEvent, StoredFile};
use super::{Decided, Project};
use crate::catalogue::{Catalogue, DepartmentCode, ItemCode, Severity};
use crate::context::{By, Context};
use crate::id::entity::{CheckId, CreditId, FindingId};
use crate::refusal::{Code, Refusal, Refusals};

/// Everything that happened since the notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Building {
    /// Points of the works reached.
    pub milestones: BTreeMap<Milestone, Date>,
    /// Reminders given: item and rung.
    pub reminded: BTreeSet<(ItemCode, u16)>,
    /// Checks, in order.
    pub checks: Vec<Check>,
    /// Findings, in order.
    pub findings: Vec<Finding>,
    /// Orders, in order.
    pub orders: Vec<Order>,
    /// Matters handed over to credit supervision.
    pub handed_over: Vec<HandedOver>,
    /// Cards, in order.
    pub cards: Vec<Card>,
    /// The joint acceptance, once applied for.
    pub acceptance: Option<JointAcceptance>,
    /// Every merged opinion there was, with the day of its visit: a later one does not undo that an earlier one was given.
    pub conclusions: Vec<(Option<Date>, Conclusion)>,
    /// The end of the commitment.
    pub closed: Option<(Date, PromiseEnd)>,
}

/// A check of a site or a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its id.
    pub id: CheckId,
    /// Why it is held.
    pub reason: CheckReason,
    /// Who checks.
    pub department: DepartmentCode,
    /// Names of the inspectors.
    pub inspectors: Vec<String>,
    /// Last day to hold it.
    pub planned_on: Date,
    /// Where it stands.
    pub state: CheckState,
}

/// Where a check stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckState {
    /// Not held yet.
    Planned,
    /// Called off.
    Cancelled {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Held.
    Done(alloc::boxed::Box<CheckResult>),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// Its number.
    pub number: String,
    /// When.
    pub checked_on: Date,
    /// Ground and explanation.
    pub basis: String,
    /// Whether the commitment is kept.
    pub fulfils: bool,
    /// How it is kept.
    pub detail: String,
    /// The form.
    pub points: Vec<CheckedPoint>,
    /// Photographs.
    pub photos: Vec<StoredFile>,
    /// Who recorded it.
    pub by: By,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// Where it comes from.
    pub source: FindingSource,
    /// How grave.
    pub severity: Severity,
    /// What is wrong.
    pub text: String,
    /// Law and article.
    pub law: String,
    /// Who answers for it.
    pub party: Party,
    /// Its day.
    pub raised_on: Date,
    /// Last day to put it right.
    pub due: Date,
    /// Where it stands.
    pub state: FindingState,
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingState {
    /// Open; `failed` if somebody looked and it was not put right.
    Open {
        /// The last look that failed.
        failed: Option<(Date, String)>,
    },
    /// Said to be put right, not looked at yet.
    Rectified {
        /// Its day.
        on: Date,
        /// What was done.
        text: String,
        /// Photographs, papers.
        evidence: Vec<StoredFile>,
    },
    /// Put right, looked at by somebody.
    Verified {
        /// Its day.
        on: Date,
        /// Who looked.
        by: By,
        /// What was seen.
        note: String,
    },
    /// Taken back.
    Dismissed {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
    },
}

impl FindingState {
    /// Name in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Rectified { .. } => "rectified",
            Self::Verified { .. } => "verified",
            Self::Dismissed { .. } => "dismissed",
        }
    }
}

impl Finding {
    /// Whether it still has to be put right or looked at.
    pub const fn is_open(&self) -> bool {
        match self.state {
            FindingState::Open { .. } | FindingState::Rectified { .. } => true,
            FindingState::Verified { .. } | FindingState::Dismissed { .. } => false,
        }
    }
}

/// An order (整改、停工、撤回).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its number.
    pub number: String,
    /// Which step.
    pub step: Step,
    /// What it rests on.
    pub ground: Ground,
    /// What was found.
    pub facts: String,
    /// Law and article.
    pub law: String,
    /// Its day.
    pub issued_on: Date,
    /// Last day to obey.
    pub due: Date,
    /// Last day to reply.
    pub reply_until: Date,
    /// The reply.
    pub answer: Option<(Date, String)>,
    /// A stop order's end.
    pub lifted: Option<(Date, String)>,
}

/// A matter handed over to credit supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// What it rests on.
    pub ground: Ground,
    /// Against whom.
    pub party: Party,
    /// The record there.
    pub credit: CreditId,
    /// Its day.
    pub on: Date,
}

/// Whether construction may go on under the notice, and why not. Derived; the check page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeStatus {
    /// It is valid.
    Valid,
    /// A stop order is in force.
    Suspended {
        /// Its number.
        order: String,
        /// Since.
        since: Date,
    },
    /// It was revoked.
    Revoked {
        /// Number of the order.
        order: String,
        /// Since.
        since: Date,
    },
    /// The construction permit took its place.
    Replaced {
        /// Number of the permit.
        permit: String,
        /// Since.
        since: Date,
    },
    /// The works are accepted and the commitment is closed.
    Closed {
        /// Since.
        since: Date,
    },
}

impl NoticeStatus {
    /// Name in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended { .. } => "suspended",
            Self::Revoked { .. } => "revoked",
            Self::Replaced { .. } => "replaced",
            Self::Closed { .. } => "closed",
        }
    }
}

impl Project {
    /// The notice's validity; `None` before there is one.
    pub fn notice_status(&self, catalogue: &Catalogue) -> Option<NoticeStatus> {
        self.build_first.notice()?;
        let building = &self.building;
        let standing = |step: Step| {
            let mut orders = building.orders.iter();
            orders.find(|order| order.step == step && order.lifted.is_none())
        };
        if let Some(order) = standing(Step::Revocation) {
            return Some(NoticeStatus::Revoked {
                order: order.number.clone(),
                since: order.issued_on,
            });
        }
        if let Some((since, _)) = building.closed {
            return Some(NoticeStatus::Closed { since });
        }
        if let Some(order) = standing(Step::Stop) {
            return Some(NoticeStatus::Suspended {
                order: order.number.clone(),
                since: order.issued_on,
            });
        }
        let permit = &catalogue.policy().build_first.permit_item;
        let granted = self
            .cases
            .values()
            .filter(|case| &case.item == permit)
            .filter_map(super::Case::decision)
            .find(|decision| decision.outcome == Outcome::Approved);
        Some(match granted {
            Some(decision) => NoticeStatus::Replaced {
                permit: decision.certificate_no.clone().unwrap_or_default(),
                since: decision.on,
            },
            None => NoticeStatus::Valid,
        })
    }

    /// The finding, or the refusal.
    pub(super) fn finding(&self, id: &FindingId) -> Result<&Finding, Refusals> {
        let mut findings = self.building.findings.iter();
        findings
            .find(|finding| &finding.id == id)
            .ok_or_else(|| Code::UnknownFinding.into())
    }

    /// The order, or the refusal.
    fn order(&self, number: &str) -> Result<&Order, Refusals> {
        let mut orders = self.building.orders.iter();
        orders.find(|order| order.number == number).ok_or_else(|| {
            Refusal::new(Code::UnknownOrder)
                .with("order", number)
                .into()
        })
    }

    /// Departments that have something to do with the project beside its cases: they check a promise or a site, take
    /// part in the joint acceptance, or were given a card.
    pub fn supervising(&self) -> impl Iterator<Item = &DepartmentCode> {
        let promises = self
            .build_first
            .notice()
            .map_or(&[][..], |notice| &notice.promises);
        let acceptance = self.building.acceptance.iter();
        promises
            .iter()
            .map(|dated| &dated.promise.checker)
            .chain(self.building.checks.iter().map(|check| &check.department))
            .chain(acceptance.flat_map(|it| it.opinions.keys()))
            .chain(
                self.building
                    .cards
                    .iter()
                    .filter_map(|card| card.department.as_ref()),
            )
    }
}

/// Decides a command of the building.
pub(super) fn decide(
    project: &Project,
    command: &BuildingCommand,
    context: &Context<'_>,
) -> Decided {
    match command {
        BuildingCommand::ReportMilestone {
            milestone,
            reached_on,
        } => promise::report(project, *milestone, *reached_on, context),
        BuildingCommand::Remind => Ok(promise::remind(project, context)),
        BuildingCommand::PlanCheck {
            reason,
            department,
            inspectors,
            planned_on,
        } => check::plan(
            project,
            (reason, department, inspectors, *planned_on),
            context,
        ),
        BuildingCommand::CancelCheck { check, reason } => {
            check::cancel(project, check, reason, context)
        }
        BuildingCommand::RecordCheck(record) => check::record(project, record, context),
        BuildingCommand::CrossCheck => Ok(cross_check::raise(project, context)),
        BuildingCommand::Rectify {
            finding,
            text,
            evidence,
        } => finding::rectify(project, finding, text, evidence),
        BuildingCommand::Verify {
            finding,
            passed,
            note,
        } => finding::verify(project, finding, *passed, note),
        BuildingCommand::Dismiss { finding, reason } => finding::dismiss(project, finding, reason),
        BuildingCommand::Order {
            step,
            ground,
            facts,
            law,
            working_days,
        } => order::issue(project, (*step, ground, facts, law, *working_days), context),
        BuildingCommand::AnswerOrder { number, text } => {
            order::answer(project, number, text, context)
        }
        BuildingCommand::LiftStop { number, reason } => {
            order::lift(project, number, reason, context)
        }
        BuildingCommand::HandOver { ground, credit } => {
            order::hand_over(project, ground, *credit, context)
        }
        BuildingCommand::IssueCard(new) => card::issue(project, new, context),
        BuildingCommand::AnswerCard { number, text } => {
            card::answer(project, number, text, context)
        }
        BuildingCommand::WithdrawCard { number, reason } => card::withdraw(project, number, reason),
        BuildingCommand::ApplyAcceptance => acceptance::apply_for(project, context),
        BuildingCommand::InviteAcceptance { visit_on } => {
            acceptance::invite(project, *visit_on, context)
        }
        BuildingCommand::GiveAcceptance {
            department,
            verdict,
            remarks,
        } => acceptance::give(project, (department, *verdict, remarks), context),
        BuildingCommand::NoteSilence => Ok(acceptance::note_silence(project, context)),
        BuildingCommand::ConcludeAcceptance { rectify_days } => {
            acceptance::conclude(project, *rectify_days, context)
        }
        BuildingCommand::AskReinspection { text, visit_on } => {
            acceptance::ask_reinspection(project, text, *visit_on, context)
        }
    }
}

/// Folds a fact of the building.
pub(super) fn apply(project: &mut Project, event: &BuildingEvent, on: Date, by: &By) {
    fold::fold(&mut project.building, event, on, by);
}

/// One fact, as a list of facts.
fn fact(event: BuildingEvent) -> ProjectEvent {
    ProjectEvent::Building(event)
}

/// Refuses where there is no notice, or the commitment is closed.
fn under_notice(project: &Project) -> Result<(), Refusals> {
    if project.build_first.notice().is_none() {
        return Err(Code::NoNotice.into());
    }
    open(project)
}

/// Refuses where the commitment is closed.
fn open(project: &Project) -> Result<(), Refusals> {
    match project.building.closed {
        Some((on, _)) => Err(Refusal::new(Code::BuildingClosed).with("date", on).into()),
        None => Ok(()),
    }
}
