//! Looking at a number of unknown kind: what it seems to be, whether it holds, and if not, why.

use super::case_number::{CaseNumber, CaseNumberError};
use super::id_card::{IdCard, IdCardError};
use super::project_code::{ProjectCode, ProjectCodeError};
use super::text;
use super::uscc::{Uscc, UsccError};

/// What a number seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdKind {
    /// Unified social credit code.
    Uscc,
    /// Project code.
    ProjectCode,
    /// Citizen's identity number.
    IdCard,
    /// Case number.
    CaseNumber,
}

impl IdKind {
    /// The word for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Uscc => "uscc",
            Self::ProjectCode => "project_code",
            Self::IdCard => "id_card",
            Self::CaseNumber => "case_number",
        }
    }
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdProblem {
    /// With a unified social credit code.
    #[error(transparent)]
    Uscc(#[from] UsccError),
    /// With a project code.
    #[error(transparent)]
    ProjectCode(#[from] ProjectCodeError),
    /// With an identity number.
    #[error(transparent)]
    IdCard(#[from] IdCardError),
    /// With a case number.
    #[error(transparent)]
    CaseNumber(#[from] CaseNumberError),
}

impl IdProblem {
    /// The word for machines, the same for the same rule of every kind.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Uscc(UsccError::Length { .. })
            | Self::ProjectCode(ProjectCodeError::Length { .. })
            | Self::IdCard(IdCardError::Length { .. })
            | Self::CaseNumber(CaseNumberError::Length { .. }) => "length",
            Self::Uscc(UsccError::Alphabet { .. })
            | Self::ProjectCode(ProjectCodeError::Shape { .. })
            | Self::IdCard(IdCardError::Alphabet { .. })
            | Self::CaseNumber(CaseNumberError::Alphabet { .. }) => "alphabet",
            Self::Uscc(UsccError::Check { .. })
            | Self::IdCard(IdCardError::Check { .. })
            | Self::CaseNumber(CaseNumberError::Check { .. }) => "check",
            Self::ProjectCode(ProjectCodeError::Place)
            | Self::IdCard(IdCardError::Place)
            | Self::CaseNumber(CaseNumberError::Place) => "place",
            Self::ProjectCode(ProjectCodeError::Time)
            | Self::IdCard(IdCardError::BirthDate)
            | Self::CaseNumber(CaseNumberError::Date) => "date",
            Self::CaseNumber(CaseNumberError::Serial { .. }) => "serial",
        }
    }
}

/// The answer to "what is this number, and is it right?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspection {
    /// What it seems to be; `None` if it looks like nothing known.
    pub kind: Option<IdKind>,
    /// Whether it is right.
    pub valid: bool,
    /// What is wrong, for a known kind.
    pub reason: Option<IdProblem>,
}

/// Looks at a number of unknown kind.
///
/// Where a number could be of two kinds (18 digits), the kind it is valid as wins, the identity number first: its date
/// of birth makes a chance hit rarer.
pub fn inspect(input: &str) -> Inspection {
    let kind = seems(input);
    let reason = kind.and_then(|kind| match kind {
        IdKind::Uscc => Uscc::parse(input).err().map(IdProblem::from),
        IdKind::ProjectCode => ProjectCode::parse(input).err().map(IdProblem::from),
        IdKind::IdCard => IdCard::parse(input).err().map(IdProblem::from),
        IdKind::CaseNumber => CaseNumber::parse(input).err().map(IdProblem::from),
    });
    Inspection {
        kind,
        valid: kind.is_some() && reason.is_none(),
        reason,
    }
}

/// The kind a number seems to be of, by its shape.
fn seems(input: &str) -> Option<IdKind> {
    let number = text::normalise(input);
    let compact = number.chars().filter(|c| !c.is_whitespace());
    let digits_only = compact.clone().all(|c| c.is_ascii_digit());
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    if number.contains(is_dash) {
        let plausible = number.chars().all(|c| is_dash(c) || c.is_alphanumeric());
        return (plausible && number.chars().any(|c| c.is_ascii_digit()))
            .then_some(IdKind::ProjectCode);
    }
    match compact.count() {
        19..=21 if digits_only => Some(IdKind::CaseNumber),
        18 => Some(card_or_company(&number)),
        15 if digits_only => Some(IdKind::IdCard),
        16..=20 if number.chars().any(|c| c.is_ascii_digit()) => Some(IdKind::Uscc),
        _ => None,
    }
}

fn card_or_company(number: &str) -> IdKind {
    if Uscc::parse(number).is_ok() && IdCard::parse(number).is_err() {
        return IdKind::Uscc;
    }
    match IdCard::parse(number) {
        Ok(_) | Err(IdCardError::Check { .. }) => IdKind::IdCard,
        Err(_) => IdKind::Uscc,
    }
}
