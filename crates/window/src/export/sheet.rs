//! A table that is written as CSV or XLSX, with cells that no spreadsheet takes for a formula.

use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use rust_xlsxwriter::Workbook;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// UTF-8 with a mark, as the usual spreadsheets need it.
    Csv,
    /// One sheet, all cells as text.
    Xlsx,
}

/// A table with its head.
#[derive(Debug, Clone)]
pub struct Sheet {
    name: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Format {
    /// What browsers are told the file is.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl Sheet {
    /// An empty table.
    pub fn new(name: &'static str, columns: &[&'static str]) -> Self {
        Self {
            name,
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a row; columns that are not given stay empty.
    pub fn push(&mut self, cells: Vec<(&'static str, String)>) {
        let mut row = vec![String::new(); self.columns.len()];
        for (column, cell) in cells {
            let at = self.columns.iter().position(|known| *known == column);
            if let Some(place) = at.and_then(|at| row.get_mut(at)) {
                *place = harmless(cell);
            }
        }
        self.rows.push(row);
    }

    /// Writes it to a file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, format: Format, file: &Path) -> anyhow::Result<()> {
        let bytes = self.bytes(format)?;
        std::fs::write(file, bytes).with_context(|| format!("write `{}`", file.display()))
    }

    /// The whole file.
    ///
    /// # Errors
    /// When the table cannot be written in this format.
    pub fn bytes(&self, format: Format) -> anyhow::Result<Vec<u8>> {
        match format {
            Format::Csv => self.csv(),
            Format::Xlsx => self.xlsx(),
        }
    }

    fn csv(&self) -> anyhow::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        Ok(writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)?)
    }

    fn xlsx(&self) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name(self.name)?;
        for (column, name) in (0_u16..).zip(&self.columns) {
            sheet.write_string(0, column, *name)?;
        }
        for (line, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                sheet.write_string(line, column, cell)?;
            }
        }
        Ok(book.save_to_buffer()?)
    }
}

/// A cell that would be read as a formula gets an apostrophe before it: what somebody typed must not run where the table
/// is opened.
pub(crate) fn harmless(cell: String) -> String {
    let dangerous = |first: char| {
        matches!(
            first,
            '=' | '+'
                | '-'
                | '@'
                | '\t'
                | '\r'
                | '\n'
                | '\u{ff1d}'
                | '\u{ff0b}'
                | '\u{ff0d}'
                | '\u{ff20}'
        )
    };
    if cell.starts_with(dangerous) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_harmless_and_all_else_stays() {
        for cell in [
            "=1+1",
            "+1",
            "-1",
            "@a",
            "\ta",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}a",
        ] {
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["", "a=1", "2026/01/01", "'=1"] {
            assert_eq!(harmless(cell.to_owned()), cell);
        }
    }
}
