//! What the city does after the notice: how it checks, what it looks for by itself, when it orders, how it accepts
//! the finished works. All of it is data (`supervision.toml`).

use super::code::ItemCode;
use super::condition::Condition;
use super::item::CheckPoint;
use super::text::Text;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// To be put right, harms nobody yet.
    Minor,
    /// To be put right in time; may be handed over to credit.
    Serious,
    /// The works must stand still: raised only by a person, together with a stop order.
    Blocking,
}

impl Severity {
    /// Name in forms, rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Serious => "serious",
            Self::Blocking => "blocking",
        }
    }
}

/// Who is answerable for a finding: one of the five parties, another intermediary, or the administration itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answerable {
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
    /// The deciding department.
    Department,
    /// The window.
    Window,
}

impl Answerable {
    /// Every kind, in the order of forms.
    pub const ALL: [Self; 7] = [
        Self::Builder,
        Self::Surveyor,
        Self::Designer,
        Self::Contractor,
        Self::Supervisor,
        Self::Department,
        Self::Window,
    ];

    /// Name in forms, rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builder => "builder",
            Self::Surveyor => "surveyor",
            Self::Designer => "designer",
            Self::Contractor => "contractor",
            Self::Supervisor => "supervisor",
            Self::Department => "department",
            Self::Window => "window",
        }
    }
}

/// What a cross-check looks at, one object after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Each project.
    Project,
    /// Each item that applies to a project.
    Item,
    /// Each case.
    Case,
}

impl Scope {
    /// Name in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Item => "item",
            Self::Case => "case",
        }
    }

    /// What is observed of each object of this scope: the words a rule's condition may use.
    pub const fn observed(self) -> &'static [&'static str] {
        match self {
            Self::Project => &[
                "construction_started",
                "build_first",
                "notice",
                "days_since_notice",
                "first_check_days",
                "checks_done",
                "promises_open",
            ],
            Self::Item => &[
                "item",
                "construction_started",
                "notice",
                "before_construction",
                "obtained",
                "promised",
                "days_over_promise",
                "certificate_expired",
                "fee_without_basis",
            ],
            Self::Case => &[
                "item",
                "decided",
                "deemed",
                "days_over_promised",
                "days_over_statutory",
                "days_stopped_over",
                "correction_notices",
                "materials_asked_twice",
            ],
        }
    }
}

/// A rule that finds what people miss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossCheck {
    /// Code, stable for findings and tests.
    pub code: String,
    /// What it looks for.
    pub name: Text,
    /// What it looks at.
    pub scope: Scope,
    /// Holds where something is wrong, over what is observed of the object ([`Scope::observed`]).
    pub when: Condition,
    /// How grave it is. Never blocking: that is for a person to say.
    pub severity: Severity,
    /// Law and article.
    pub law: Text,
    /// What to tell: the cause, in words.
    pub cause: Text,
    /// Who is answerable.
    pub answerable: Answerable,
    /// Working days to put it right.
    pub act_days: u16,
}

/// What a check is held for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// A point of the building work was reached.
    Node,
    /// A promise is looked at.
    Promise,
    /// Drawn by lot (双随机).
    Draw,
    /// Somebody complained.
    Complaint,
}

impl CheckKind {
    /// All kinds, in the order of forms.
    pub const ALL: [Self; 4] = [Self::Node, Self::Promise, Self::Draw, Self::Complaint];

    /// Name in forms, rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Promise => "promise",
            Self::Draw => "draw",
            Self::Complaint => "complaint",
        }
    }
}

/// The form an inspector fills in on the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckForm {
    /// Code, kept with the record.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The checks it is for.
    pub kind: CheckKind,
    /// What is looked at, with the article.
    pub points: Vec<CheckPoint>,
}

/// How long orders, replies and cards may run, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLimits {
    /// Longest a rectification order gives.
    pub rectification_days_max: u16,
    /// Longest a stop order gives before the notice may be revoked.
    pub stop_days_max: u16,
    /// Time to reply to an order (陈述申辩).
    pub reply_days: u16,
    /// Time to answer a card.
    pub card_days: u16,
}

/// Double random draw (双随机).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawPolicy {
    /// Share of the projects with a notice, in percent; at least one is drawn.
    pub projects_percent: u8,
    /// Inspectors to each project.
    pub inspectors: u8,
    /// Working days until a drawn check must be done.
    pub check_days: u16,
}

/// Joint acceptance (联合验收).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointAcceptancePolicy {
    /// The item it is.
    pub item: ItemCode,
    /// Items whose acceptance it replaces; those that apply take part.
    pub merges: Vec<ItemCode>,
    /// The filing that follows by itself.
    pub filing: ItemCode,
    /// Working days from application to opinion.
    pub limit_days: u16,
    /// Working days each department has after the visit.
    pub opinion_days: u16,
    /// Longest a list of rectifications gives, in working days.
    pub rectification_days_max: u16,
    /// Whether a department that stays silent consents (common local policy; always recorded).
    pub silence_is_consent: bool,
}

/// What the city does after the notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supervision {
    /// Working days from the notice to the first check of the commitment.
    pub first_check_days: u16,
    /// Working days before a promise is due at which the enterprise is reminded.
    pub reminders: Vec<u16>,
    /// Limits of orders and cards.
    pub orders: OrderLimits,
    /// Random draw.
    pub draw: DrawPolicy,
    /// Joint acceptance.
    pub joint_acceptance: JointAcceptancePolicy,
    /// Check forms.
    #[serde(rename = "form")]
    pub forms: Vec<CheckForm>,
    /// Cross-checks.
    #[serde(rename = "rule")]
    pub rules: Vec<CrossCheck>,
}

impl Supervision {
    /// The form for a kind of check.
    pub fn form(&self, kind: CheckKind) -> Option<&CheckForm> {
        self.forms.iter().find(|form| form.kind == kind)
    }

    /// The rule with this code.
    pub fn rule(&self, code: &str) -> Option<&CrossCheck> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}
