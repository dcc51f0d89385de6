//! A file that goes along inside a letter.

use typst::foundations::Bytes;
use typst::syntax::{FileId, Source};

use crate::error::LetterError;
use crate::world::{VirtualFile, file_id};

/// A file inside the PDF, beside what is printed: the same thing said for programs
/// (`AFRelationship` is `Data`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// File name under which readers list and save it: ASCII without spaces, and none of the
    /// layout folder's.
    pub name: &'a str,
    /// Its kind, such as `application/json`.
    pub mime_type: &'a str,
    /// What it is, for people.
    pub description: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

impl Attachment<'_> {
    /// The file as layouts would see it.
    pub(crate) fn file(&self) -> Result<(FileId, VirtualFile), LetterError> {
        // One of the two places where a PDF keeps the name knows no other characters.
        let fit = |it: char| it.is_ascii_graphic() && !matches!(it, '/' | '\\');
        if self.name.is_empty() || !self.name.chars().all(fit) {
            return Err(LetterError::FileName {
                name: self.name.to_owned(),
            });
        }
        let bytes = Bytes::new(self.bytes.to_vec());
        Ok((file_id(self.name)?, VirtualFile::Text(bytes)))
    }

    /// The layout that attaches the file. No layout of a city has to know of attachments: the line
    /// stands behind its last one, where it moves nothing that is printed, and no line before it
    /// changes its number.
    pub(crate) fn behind(&self, layout: &Source) -> Source {
        let text = format!(
            "{}\n#std.pdf.attach({}, relationship: \"data\", mime-type: {}, description: {})\n",
            layout.text(),
            quoted(self.name),
            quoted(self.mime_type),
            quoted(self.description),
        );
        Source::new(layout.id(), text)
    }
}

/// A text as layouts write one.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
