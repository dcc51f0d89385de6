//! Project code (投资项目代码, 项目统一代码): 24 characters in five groups.
//!
//! * Old form, to November 2020: `YYYY-RRRRRR-HH-LL-NNNNNN`, year, place, industry division, kind, serial number.
//! * New form, since then (发改投资〔2020〕1439号, GB/T 40058—2021): `YYMM-RRRRRR-DD-TT-NNNNNC`, year and month, place,
//!   central department, project type, random number, check digit.
//!
//! The rule of the new form's check digit is not published with the standard's outline; it is not verified here.

use alloc::string::String;

use super::text;

/// Where the hyphens stand, counted from 0, in `NNNN-NNNNNN-NN-NN-NNNNNN`.
const HYPHENS: [usize; 4] = [4, 11, 14, 17];
/// Characters of a code, hyphens included.
const LENGTH: usize = 24;

/// A project code with hyphens, in half width.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectCode(String);

/// Which generation of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProjectCodeForm {
    /// Begins with the year, 2015 to 2020.
    Old,
    /// Begins with the two-digit year and the month.
    New,
}

/// Why a text is not a project code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProjectCodeError {
    /// It is too short or too long.
    #[error("the code has {found} characters, expected 24 with its hyphens")]
    Length {
        /// Characters found.
        found: usize,
    },
    /// A digit or hyphen stands where the other belongs, or something else.
    #[error("`{found}` at position {position}, expected `NNNN-NNNNNN-NN-NN-NNNNNN`")]
    Shape {
        /// The character.
        found: char,
        /// Its position from 1.
        position: usize,
    },
    /// The first group is neither a year from 2015 to 2020 nor a year and month.
    #[error("the first group is neither a year from 2015 to 2020 nor a year and month")]
    Time,
    /// The second group lies in no province of GB/T 2260.
    #[error("the place code lies in no province")]
    Place,
}

impl ProjectCode {
    /// Reads a code in full or half width; dashes of any kind become hyphens.
    ///
    /// # Errors
    /// If length, shape, time or place are wrong.
    pub fn parse(input: &str) -> Result<Self, ProjectCodeError> {
        let code: String = text::normalise(input)
            .chars()
            .map(|character| match character {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                other => other,
            })
            .collect();
        let found = code.chars().count();
        if found != LENGTH {
            return Err(ProjectCodeError::Length { found });
        }
        for (index, found) in code.chars().enumerate() {
            let fits = if HYPHENS.contains(&index) {
                found == '-'
            } else {
                found.is_ascii_digit()
            };
            if !fits {
                return Err(ProjectCodeError::Shape {
                    found,
                    position: index + 1,
                });
            }
        }
        if form_of(&code).is_none() {
            return Err(ProjectCodeError::Time);
        }
        if !text::is_province(text::part(&code, 5, 6)) {
            return Err(ProjectCodeError::Place);
        }
        Ok(Self(code))
    }

    /// Which generation of the code it is.
    pub fn form(&self) -> ProjectCodeForm {
        form_of(&self.0).unwrap_or(ProjectCodeForm::New)
    }

    /// The place, GB/T 2260; the catalogue knows the places of the city.
    pub fn place(&self) -> &str {
        text::part(&self.0, 5, 6)
    }

    /// Third group: industry division (GB/T 4754) in the old form, central department in the new one.
    pub fn sector(&self) -> &str {
        text::part(&self.0, 12, 2)
    }

    /// Fourth group: kind of procedure in the old form (03 filing), project type in the new one.
    pub fn project_type(&self) -> &str {
        text::part(&self.0, 15, 2)
    }
}

/// Read as year and month, the years 2015 to 2020 would have the months 15 to 20, so the forms cannot be confused.
fn form_of(code: &str) -> Option<ProjectCodeForm> {
    match (
        text::number(text::part(code, 0, 4))?,
        text::number(text::part(code, 2, 2))?,
    ) {
        (2015..=2020, _) => Some(ProjectCodeForm::Old),
        (_, 1..=12) => Some(ProjectCodeForm::New),
        _ => None,
    }
}

text::public_number!(ProjectCode, ProjectCodeError, parse);
