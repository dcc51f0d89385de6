//! What stands on the papers and in the tables that the product hands out, read by other programs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use jiff::civil::Date;

/// Reads a table with Python's own libraries; prints it as JSON: the head, then the rows. A formula is an error.
const READER: &str = r#"
import csv, json, re, sys, zipfile
import xml.etree.ElementTree as ET
path = sys.argv[1]
if path.endswith(".csv"):
    rows = list(csv.reader(open(path, encoding="utf-8-sig", newline="")))
else:
    m = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    book = zipfile.ZipFile(path)
    texts = ["".join(t.text or "" for t in si.iter(m + "t"))
             for si in ET.fromstring(book.read("xl/sharedStrings.xml")).findall(m + "si")]
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(m + "f")), "a formula"
    rows = []
    for line in sheet.find(m + "sheetData").findall(m + "row"):
        row = {}
        for cell in line.findall(m + "c"):
            at = 0
            for letter in re.match("[A-Z]+", cell.get("r")).group():
                at = at * 26 + ord(letter) - 64
            value = cell.find(m + "v")
            row[at - 1] = "" if value is None else texts[int(value.text)]
        rows.append([row.get(at, "") for at in range(max(row) + 1)])
    width = len(rows[0])
    rows = [row + [""] * (width - len(row)) for row in rows]
print(json.dumps(rows))
"#;

/// The words of a PDF without any space, as `pdftotext` reads them.
///
/// # Errors
/// When it is none, or the program is missing.
pub(crate) fn words(pdf: &[u8]) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf)?;
    let read = Command::new("pdftotext")
        .arg("-raw")
        .arg(&file)
        .arg("-")
        .output()?;
    ensure!(
        read.status.success(),
        "pdftotext: {}",
        String::from_utf8_lossy(&read.stderr)
    );
    Ok(squeezed(&String::from_utf8(read.stdout)?))
}

/// A text without any space: lines of a letter break anywhere.
pub(crate) fn squeezed(text: &str) -> String {
    let letters = text.chars();
    letters.filter(|letter| !letter.is_whitespace()).collect()
}

/// Fails with the words of a letter unless it says all of this.
///
/// # Errors
/// With what is missing.
pub(crate) fn says(letter: &str, all: &[&str]) -> anyhow::Result<()> {
    for text in all {
        ensure!(
            letter.contains(&squeezed(text)),
            "`{text}` is not in the letter: {letter}"
        );
    }
    Ok(())
}

/// The address in the QR code of a PDF's first page, read as a phone reads it off paper.
///
/// # Errors
/// When there is none.
pub(crate) fn scanned(pdf: &Path) -> anyhow::Result<String> {
    let page = pdf.with_extension("page");
    let drawn = Command::new("pdftoppm")
        .args(["-png", "-r", "150", "-f", "1", "-l", "1", "-singlefile"])
        .args([pdf, &page])
        .status()?;
    ensure!(drawn.success(), "pdftoppm ended with {drawn}");
    let read = Command::new("zbarimg")
        .args(["-q", "--raw"])
        .arg(page.with_extension("page.png"))
        .output()?;
    let text = String::from_utf8(read.stdout)?;
    let address = text.lines().next().context("a QR code on the letter")?;
    Ok(address.to_owned())
}

/// A day as letters write it: `2026年8月14日`.
pub(crate) fn chinese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The rows of a CSV or XLSX table by the names in its head, as Python reads them.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn table(bytes: &[u8], format: &str) -> anyhow::Result<Vec<BTreeMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("table").with_extension(format);
    std::fs::write(&file, bytes)?;
    read_table(&file)
}

fn read_table(file: &Path) -> anyhow::Result<Vec<BTreeMap<String, String>>> {
    let read = Command::new("python3")
        .args(["-c", READER])
        .arg(file)
        .output()?;
    ensure!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    let rows: Vec<Vec<String>> = serde_json::from_slice(&read.stdout)?;
    let (head, rows) = rows.split_first().context("a head")?;
    let rows = rows.iter();
    Ok(rows
        .map(|row| head.iter().cloned().zip(row.iter().cloned()).collect())
        .collect())
}
