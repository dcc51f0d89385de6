//! From layout and values to the letter: PDF bytes, or HTML for a page.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst::foundations::{Datetime, Dict, IntoValue, Smart};
use typst::syntax::FileId;
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::attachment::Attachment;
use crate::characters::{Missing, printable};
use crate::error::{LetterError, LetterProblem};
use crate::fonts::Fonts;
use crate::qr::qr_svg;
use crate::screen;
use crate::world::{CHECK_ADDRESS, DATA_FILE, LetterWorld, QR_FILE, VirtualFile, file_id};

/// Letters after which an unused intermediate result of the typesetter is forgotten.
/// Keeps what all letters share (fonts, seal, heads) warm and lets single values go.
const FORGET_AFTER_LETTERS: usize = 8;

/// Parsed layouts kept; beyond it, a city has changed its layouts often and all are dropped.
const PARSED_MAX: usize = 256;

/// The date a letter bears, a civil date in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterDate {
    /// Year of the common era.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// A finished letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The document: PDF/A-2a or, with an attachment, PDF/A-3a; fonts embedded, text extractable.
    pub pdf: Vec<u8>,
    /// How many A4 pages it has.
    pub pages: usize,
    /// Characters of the values the font lacks; each stands in the letter as [`crate::FALLBACK`]
    /// with its code point. Whoever issues the letter must be told.
    pub missing: Missing,
}

/// A letter for the page: the same layout and values, without the measures of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnScreen {
    /// One element with everything the letter says: no script, no inline style, nothing to load.
    pub html: String,
    /// As in [`Rendered`]: page and paper say the same.
    pub missing: Missing,
}

/// The letter maker: made once, shared by all threads, warm after the first letter.
pub struct Letters {
    paper: LazyHash<Library>,
    screen: LazyHash<Library>,
    fonts: Fonts,
    /// PDF/A-2a: what every archive takes.
    plain: PdfStandards,
    /// PDF/A-3a: the same and files of any kind in it, which part 2 forbids. Archives that take no
    /// such files still take the letters that have none.
    attached: PdfStandards,
    parsed: Mutex<BTreeMap<String, (String, VirtualFile)>>,
}

impl std::fmt::Debug for Letters {
    /// Without fonts and library: nobody wants to read them in a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Letters").finish_non_exhaustive()
    }
}

impl Default for Letters {
    fn default() -> Self {
        Self::new()
    }
}

impl Letters {
    /// Reads the embedded fonts and the typesetter's library.
    pub fn new() -> Self {
        Self {
            paper: LazyHash::new(Library::default()),
            screen: LazyHash::new(screen_library()),
            fonts: Fonts::embedded(),
            // The lists are constant and valid; the default would still be a readable PDF.
            plain: PdfStandards::new(&[PdfStandard::A_2a]).unwrap_or_default(),
            attached: PdfStandards::new(&[PdfStandard::A_3a]).unwrap_or_default(),
            parsed: Mutex::new(BTreeMap::new()),
        }
    }

    /// Sets the layout `template` (a name in `files`) with the values `data`.
    ///
    /// `files` is the city's layout folder by file name: layouts, what they import, their
    /// tables of wordings. The layout reads its values from `data.json` and the QR code of
    /// `data.check.url` from `qr.svg`. The same input gives the same bytes.
    ///
    /// # Errors
    /// The layout is unknown or wrong, it misses a value, or the check address is too long.
    pub fn render(
        &self,
        template: &str,
        files: &BTreeMap<String, String>,
        data: &Value,
        today: LetterDate,
    ) -> Result<Rendered, LetterError> {
        self.on_paper((template, files, data), today, None)
    }

    /// The same letter with a file inside: it says and looks the same as without.
    ///
    /// # Errors
    /// As for [`Letters::render`]; or the file's name is not one or taken by the layout
    /// folder, or its MIME type is none.
    pub fn render_with(
        &self,
        (template, files): (&str, &BTreeMap<String, String>),
        data: &Value,
        today: LetterDate,
        attachment: &Attachment<'_>,
    ) -> Result<Rendered, LetterError> {
        self.on_paper((template, files, data), today, Some(attachment))
    }

    fn on_paper(
        &self,
        (template, files, data): (&str, &BTreeMap<String, String>, &Value),
        today: LetterDate,
        attachment: Option<&Attachment<'_>>,
    ) -> Result<Rendered, LetterError> {
        let today = datetime(today)?;
        let (mut files, missing) = self.files(template, files, data)?;
        if let Some(attachment) = attachment {
            attach(&mut files, file_id(template)?, attachment)?;
        }
        let world = self.world(&self.paper, (template, files, today))?;
        let standards = match attachment {
            Some(_) => &self.attached,
            None => &self.plain,
        };
        let letter = set(&world, today, standards);
        typst::comemo::evict(FORGET_AFTER_LETTERS);
        let (pdf, pages) = letter.map_err(|faults| wrong(&world, template, &faults))?;
        Ok(Rendered {
            pdf,
            pages,
            missing,
        })
    }

    /// The same letter as HTML for a page. The layout learns from `sys.inputs.look` (`screen`)
    /// that it is not set on paper.
    ///
    /// # Errors
    /// As for [`Letters::render`].
    pub fn on_screen(
        &self,
        template: &str,
        files: &BTreeMap<String, String>,
        data: &Value,
        today: LetterDate,
    ) -> Result<OnScreen, LetterError> {
        let today = datetime(today)?;
        let (files, missing) = self.files(template, files, data)?;
        let world = self.world(&self.screen, (template, files, today))?;
        let letter = screen::html(&world);
        typst::comemo::evict(FORGET_AFTER_LETTERS);
        let html = letter.map_err(|faults| wrong(&world, template, &faults))?;
        let qr = match check_address(data) {
            Some(address) => qr_svg(address)?,
            None => String::new(),
        };
        Ok(OnScreen {
            html: screen::with_drawing(&html, &qr),
            missing,
        })
    }

    fn world<'a>(
        &'a self,
        library: &'a LazyHash<Library>,
        (template, files, today): (&str, HashMap<FileId, VirtualFile>, Datetime),
    ) -> Result<LetterWorld<'a>, LetterError> {
        Ok(LetterWorld {
            library,
            fonts: &self.fonts,
            main: file_id(template)?,
            files,
            today,
        })
    }

    /// What the layout sees, and the characters of its values the font lacks.
    fn files(
        &self,
        template: &str,
        files: &BTreeMap<String, String>,
        data: &Value,
    ) -> Result<(HashMap<FileId, VirtualFile>, Missing), LetterError> {
        if !files.contains_key(template) {
            return Err(LetterError::UnknownTemplate {
                template: template.to_owned(),
            });
        }
        let (data, missing) = printable(data, &self.fonts);
        let mut all = HashMap::new();
        for (name, text) in files {
            let id = file_id(name)?;
            all.insert(id, self.parsed(id, name, text));
        }
        let values = serde_json::to_string(&data).map_err(|source| LetterError::Data {
            template: template.to_owned(),
            source,
        })?;
        let mut add = |name: &str, text: &str| -> Result<(), LetterError> {
            let id = file_id(name)?;
            all.insert(id, VirtualFile::new(id, text));
            Ok(())
        };
        add(DATA_FILE, &values)?;
        if let Some(address) = check_address(&data) {
            add(QR_FILE, &qr_svg(address)?)?;
        }
        Ok((all, missing))
    }

    /// The file as the typesetter wants it; parsed again only when its text has changed.
    fn parsed(&self, id: FileId, name: &str, text: &str) -> VirtualFile {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, file)) = parsed.get(name)
            && known == text
        {
            return file.clone();
        }
        if parsed.len() >= PARSED_MAX {
            parsed.clear();
        }
        let file = VirtualFile::new(id, text);
        parsed.insert(name.to_owned(), (text.to_owned(), file.clone()));
        file
    }
}

/// Adds the file to what the layout sees, and the line that attaches it to the layout.
fn attach(
    files: &mut HashMap<FileId, VirtualFile>,
    layout: FileId,
    attachment: &Attachment<'_>,
) -> Result<(), LetterError> {
    let (id, file) = attachment.file()?;
    if files.insert(id, file).is_some() {
        return Err(LetterError::FileName {
            name: attachment.name.to_owned(),
        });
    }
    if let Some(VirtualFile::Layout(source)) = files.get_mut(&layout) {
        *source = attachment.behind(source);
    }
    Ok(())
}

/// The letter as PDF, and how many pages it has.
fn set(
    world: &LetterWorld<'_>,
    today: Datetime,
    standards: &PdfStandards,
) -> Result<(Vec<u8>, usize), EcoVec<SourceDiagnostic>> {
    let document = typst::compile(world).output?;
    let options = PdfOptions {
        // The typesetter's version in the file would change the bytes with every update.
        creator: Smart::Custom(None),
        timestamp: Some(Timestamp::new_utc(today)),
        standards: standards.clone(),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options)?;
    Ok((pdf, document.pages().len()))
}

/// The typesetter's library with HTML elements; layouts see which look is wanted.
fn screen_library() -> Library {
    let inputs = Dict::from_iter([("look".into(), "screen".into_value())]);
    Library::builder()
        .with_inputs(inputs)
        .with_features([Feature::Html].into_iter().collect())
        .build()
}

fn check_address(data: &Value) -> Option<&str> {
    data.pointer(CHECK_ADDRESS).and_then(Value::as_str)
}

fn wrong(world: &LetterWorld<'_>, template: &str, faults: &[SourceDiagnostic]) -> LetterError {
    LetterError::Template {
        template: template.to_owned(),
        problems: faults.iter().map(|fault| problem(world, fault)).collect(),
    }
}

fn datetime(date: LetterDate) -> Result<Datetime, LetterError> {
    let LetterDate { year, month, day } = date;
    Datetime::from_ymd(i32::from(year), month, day).ok_or(LetterError::Date { year, month, day })
}

fn problem(world: &LetterWorld<'_>, fault: &SourceDiagnostic) -> LetterProblem {
    let file = fault.span.id();
    let line = file.zip(world.range(fault.span)).and_then(|(id, range)| {
        let source = world.source(id).ok()?;
        Some(source.lines().byte_to_line(range.start)?.saturating_add(1))
    });
    LetterProblem {
        file: file.map(|id| id.vpath().get_without_slash().to_owned()),
        line,
        message: fault.message.to_string(),
        hints: fault.hints.iter().map(|hint| hint.v.to_string()).collect(),
    }
}
