//! What can go wrong between a layout and its PDF.

use std::fmt;

use crate::qr::QrError;

/// Why no letter was made. Always the fault of a layout or of its values, never of the reader.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// The catalogue holds no layout of this name.
    #[error("letter layout `{template}` does not exist")]
    UnknownTemplate {
        /// File name of the layout that was asked for.
        template: String,
    },
    /// A name that cannot be a file of the layout folder, such as `../secret`.
    #[error("`{name}` is not a file name for letter layouts")]
    FileName {
        /// The name as given.
        name: String,
    },
    /// The date of the letter is not in the calendar.
    #[error("letter date {year}-{month}-{day} does not exist")]
    Date {
        /// Year as given.
        year: i16,
        /// Month as given.
        month: u8,
        /// Day as given.
        day: u8,
    },
    /// The check address does not fit into a QR code.
    #[error("draw the QR code of the check address")]
    Qr(#[from] QrError),
    /// The values could not be written as JSON.
    #[error("write the values of letter `{template}` as JSON")]
    Data {
        /// File name of the layout.
        template: String,
        /// What the writer said.
        #[source]
        source: serde_json::Error,
    },
    /// The layout is wrong, or a value it needs is missing. All problems at once.
    #[error("letter layout `{template}`: {}", list(.problems))]
    Template {
        /// File name of the layout.
        template: String,
        /// Every problem found.
        problems: Vec<LetterProblem>,
    },
}

/// One fault in a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterProblem {
    /// File in which the fault lies: the layout itself or one it imports.
    pub file: Option<String>,
    /// Line of that file, counted from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// How it may be put right, if known.
    pub hints: Vec<String>,
}

impl fmt::Display for LetterProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        for hint in &self.hints {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

fn list(problems: &[LetterProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(LetterProblem::to_string).collect();
    lines.join("; ")
}
