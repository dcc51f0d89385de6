//! Build first, verify later (先建后验): screening, standards told, commitment signed, publicity.
//! The steps and their clocks are those of domain.md 1.2; days and conditions are the city's data.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use jiff::civil::Date;

use super::event::{DatedPromise, ProjectEvent, Promise, SignatureMethod};
use super::letters::{self, form};
use super::progress::Progress;
use super::{Decided, Project, TEXT_MAX_CHARS, TITLE_MAX_CHARS, check_text, required};
use crate::catalogue::ItemCode;
use crate::context::Context;
use crate::credit::Bar;
use crate::facts::Facts;
use crate::id::entity::ObjectionId;
use crate::plan::{self, Mode, Track};
use crate::refusal::{Code, Refusal, Refusals};

/// Where build-first handling stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum BuildFirst {
    /// Ordinary handling.
    #[default]
    NotRequested,
    /// Asked for; the window looks at the conditions.
    Requested {
        /// Its day.
        on: Date,
    },
    /// The window refused.
    Excluded {
        /// Its day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Admitted; the departments tell their standards.
    Admitted {
        /// Its day.
        on: Date,
    },
    /// Standards told; the letter can be signed.
    Told {
        /// Its day.
        on: Date,
        /// What can be promised.
        promises: Vec<Promise>,
    },
    /// Signed; publicity runs or is over.
    Signed(Box<Commitment>),
    /// The notice is issued.
    Noticed(Box<Commitment>, Box<Notice>),
}

/// A signed commitment letter (承诺书).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The promises.
    pub promises: Vec<Promise>,
    /// Who signed.
    pub signer: String,
    /// The enterprise's legal representative on that day, where recorded.
    pub legal_person: Option<String>,
    /// How.
    pub method: SignatureMethod,
    /// Its day, on which publicity begins.
    pub signed_on: Date,
    /// Last day of publicity.
    pub publicity_until: Date,
    /// Objections raised.
    pub objections: Vec<Objection>,
}

/// An objection raised during publicity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// Who objects.
    pub objector: String,
    /// What is objected.
    pub text: String,
    /// Its day.
    pub raised_on: Date,
    /// The answer: upheld or not, words, day.
    pub answer: Option<(bool, String, Date)>,
}

/// An issued construction notice (施工通知单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub number: String,
    /// What may be built.
    pub scope: String,
    /// Day of issue.
    pub issued_on: Date,
    /// First day of validity.
    pub valid_from: Date,
    /// The promises with their dates as printed.
    pub promises: Vec<DatedPromise>,
}

impl BuildFirst {
    /// Whether facts may still change: nobody has looked at them yet.
    pub const fn is_open_to_change(&self) -> bool {
        matches!(self, Self::NotRequested | Self::Requested { .. })
    }

    /// Whether the enterprise must sign now.
    pub const fn awaits_signature(&self) -> bool {
        matches!(self, Self::Told { .. })
    }

    /// Whether the letter is signed and the notice not issued.
    pub const fn is_signed(&self) -> bool {
        matches!(self, Self::Signed(_))
    }

    /// The signed letter.
    pub fn commitment(&self) -> Option<&Commitment> {
        match self {
            Self::Signed(commitment) | Self::Noticed(commitment, _) => Some(commitment),
            Self::NotRequested
            | Self::Requested { .. }
            | Self::Excluded { .. }
            | Self::Admitted { .. }
            | Self::Told { .. } => None,
        }
    }

    /// The issued notice.
    pub fn notice(&self) -> Option<&Notice> {
        match self {
            Self::Noticed(_, notice) => Some(notice),
            Self::NotRequested
            | Self::Requested { .. }
            | Self::Excluded { .. }
            | Self::Admitted { .. }
            | Self::Told { .. }
            | Self::Signed(_) => None,
        }
    }

    /// Name of the step in rows and locale keys.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotRequested => "not_requested",
            Self::Requested { .. } => "requested",
            Self::Excluded { .. } => "excluded",
            Self::Admitted { .. } => "admitted",
            Self::Told { .. } => "told",
            Self::Signed(_) => "signed",
            Self::Noticed(..) => "noticed",
        }
    }
}

/// Every rule of the city that keeps these facts out of build-first handling.
pub(super) fn exclusions(facts: &Facts, context: &Context<'_>) -> Vec<Refusal> {
    let blockers = match plan::blockers(context.catalogue, facts) {
        Ok(blockers) => blockers,
        Err(error) => {
            let refusal = Refusal::new(Code::BuildFirstExcluded).with("rule", error.condition);
            return alloc::vec![refusal.at("track")];
        }
    };
    blockers
        .into_iter()
        .map(|block| {
            Refusal::new(Code::BuildFirstExcluded)
                .with("rule", block.code)
                .at("track")
        })
        .collect()
}

pub(super) fn request(project: &Project, context: &Context<'_>) -> Decided {
    match project.build_first {
        BuildFirst::NotRequested | BuildFirst::Excluded { .. } => {}
        BuildFirst::Requested { .. }
        | BuildFirst::Admitted { .. }
        | BuildFirst::Told { .. }
        | BuildFirst::Signed(_)
        | BuildFirst::Noticed(..) => return Err(Code::BuildFirstAsked.into()),
    }
    let mut found = exclusions(&project.facts, context);
    found.extend(context.barred.iter().map(Bar::refusal));
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::BuildFirstRequested])
}

pub(super) fn screen(
    project: &Project,
    admitted: bool,
    credit_clear: bool,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    let BuildFirst::Requested { .. } = project.build_first else {
        return Err(step(project));
    };
    if !admitted {
        required(reason, "reason")?;
        return Ok(alloc::vec![ProjectEvent::BuildFirstScreened {
            admitted,
            reason: reason.trim().into(),
        }]);
    }
    let mut found = exclusions(&project.facts, context);
    found.extend(context.barred.iter().map(Bar::refusal));
    if !credit_clear {
        found.push(Refusal::new(Code::CreditNotClear).at("credit_clear"));
    }
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::BuildFirstScreened {
        admitted,
        reason: reason.trim().into(),
    }])
}

/// What this project can promise: every item that applies, is not obtained, would otherwise
/// have to come before construction, and whose policy allows a promise.
pub fn promises(project: &Project, context: &Context<'_>) -> Vec<Promise> {
    let progress = Progress::new(project, context.catalogue);
    let Ok(plan) = plan::make(
        context.catalogue,
        &project.facts,
        Track::BuildFirst,
        context.today,
        context.calendar,
    ) else {
        return Vec::new();
    };
    plan.items
        .iter()
        .filter(|planned| planned.mode == Mode::Deferred)
        .filter(|planned| !progress.is_obtained(&planned.item))
        .filter_map(|planned| {
            let item = context.catalogue.item(&planned.item)?;
            let commitment = &item.commitment;
            Some(Promise {
                item: item.code.clone(),
                checker: commitment
                    .checker
                    .clone()
                    .unwrap_or_else(|| item.department.clone()),
                due: commitment.due?,
            })
        })
        .collect()
}

pub(super) fn tell(project: &Project, context: &Context<'_>) -> Decided {
    let may_tell = match &project.build_first {
        BuildFirst::Admitted { .. } => true,
        // After an objection was found right, the standards are told and signed anew.
        BuildFirst::Signed(commitment) => commitment.is_upheld(),
        BuildFirst::NotRequested
        | BuildFirst::Requested { .. }
        | BuildFirst::Excluded { .. }
        | BuildFirst::Told { .. }
        | BuildFirst::Noticed(..) => false,
    };
    if !may_tell {
        return Err(step(project));
    }
    Ok(alloc::vec![ProjectEvent::StandardsTold {
        promises: promises(project, context),
    }])
}

pub(super) fn sign(
    project: &Project,
    confirmed: &[ItemCode],
    (method, legal_person): (SignatureMethod, Option<&str>),
    context: &Context<'_>,
) -> Decided {
    let BuildFirst::Told { promises, .. } = &project.build_first else {
        return Err(step(project));
    };
    Refusals::check(
        promises
            .iter()
            .filter(|promise| !confirmed.contains(&promise.item))
            .map(|promise| {
                Refusal::new(Code::PromiseUnconfirmed)
                    .with("item", &promise.item)
                    .at(alloc::format!("promise-{}", promise.item))
            })
            .collect(),
    )?;
    let days = context.catalogue.policy().build_first.publicity_days;
    Ok(alloc::vec![
        ProjectEvent::CommitmentSigned {
            signer: context.actor.name.clone(),
            legal_person: legal_person.map(Into::into),
            method,
            promises: promises.clone(),
            publicity_until: context.calendar.due(context.today, days).date,
        },
        letters::about(form::COMMITMENT, Vec::new(), context),
    ])
}

impl Commitment {
    /// Whether an objection was found right.
    pub fn is_upheld(&self) -> bool {
        self.objections.iter().any(|objection| {
            objection
                .answer
                .as_ref()
                .is_some_and(|(upheld, ..)| *upheld)
        })
    }
}

pub(super) fn object(
    project: &Project,
    objector: &str,
    text: &str,
    context: &Context<'_>,
) -> Decided {
    let BuildFirst::Signed(commitment) = &project.build_first else {
        return Err(step(project));
    };
    let mut found = Vec::new();
    if context.today > commitment.publicity_until {
        found.push(
            Refusal::new(Code::DateBefore)
                .with("date", context.today)
                .with("limit", commitment.publicity_until),
        );
    }
    check_text(objector, "objector", TITLE_MAX_CHARS, &mut found);
    check_text(text, "text", TEXT_MAX_CHARS, &mut found);
    Refusals::check(found)?;
    Ok(alloc::vec![ProjectEvent::ObjectionRaised {
        objection: ObjectionId::from_bytes(context.fresh.random()),
        objector: objector.trim().into(),
        text: text.trim().into(),
    }])
}

pub(super) fn answer(
    project: &Project,
    objection: &ObjectionId,
    upheld: bool,
    answer: &str,
) -> Decided {
    let BuildFirst::Signed(commitment) = &project.build_first else {
        return Err(step(project));
    };
    let open = commitment
        .objections
        .iter()
        .any(|known| &known.id == objection && known.answer.is_none());
    if !open {
        return Err(Code::UnknownObjection.into());
    }
    required(answer, "answer")?;
    Ok(alloc::vec![ProjectEvent::ObjectionAnswered {
        objection: *objection,
        upheld,
        answer: answer.trim().into(),
    }])
}

pub(super) fn step(project: &Project) -> Refusals {
    Refusal::new(Code::BuildFirstStep)
        .with("step", project.build_first.as_str())
        .into()
}
