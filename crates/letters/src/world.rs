//! What a layout can see while it is set: its own folder, its values, a date. Nothing else.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::error::LetterError;
use crate::fonts::Fonts;

/// The values of the letter, as the layout reads them: `json("data.json")`.
pub const DATA_FILE: &str = "data.json";
/// The QR code of the check address: `image("qr.svg")`; exists only if the values name one.
pub const QR_FILE: &str = "qr.svg";
/// Where in the values (JSON pointer) the address stands that the QR code must hold.
/// The code is drawn from the values, so the address printed and the one coded cannot differ.
pub const CHECK_ADDRESS: &str = "/check/url";

/// One letter's view of the world.
pub(crate) struct LetterWorld<'a> {
    pub(crate) library: &'a LazyHash<Library>,
    pub(crate) fonts: &'a Fonts,
    pub(crate) main: FileId,
    pub(crate) files: HashMap<FileId, VirtualFile>,
    pub(crate) today: Datetime,
}

/// A file of the layout folder, parsed if it is a layout.
#[derive(Clone)]
pub(crate) enum VirtualFile {
    Layout(Source),
    Text(Bytes),
}

impl VirtualFile {
    pub(crate) fn new(id: FileId, text: &str) -> Self {
        if id.vpath().extension() == Some("typ") {
            Self::Layout(Source::new(id, text.to_owned()))
        } else {
            Self::Text(Bytes::from_string(text.to_owned()))
        }
    }
}

/// The id of a file name inside the layout folder.
pub(crate) fn file_id(name: &str) -> Result<FileId, LetterError> {
    let path = VirtualPath::new(name).map_err(|_| LetterError::FileName {
        name: name.to_owned(),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl LetterWorld<'_> {
    fn find(&self, id: FileId) -> FileResult<&VirtualFile> {
        self.files.get(&id).ok_or_else(|| {
            let path = id.vpath().get_without_slash();
            match id.root() {
                VirtualRoot::Project => FileError::NotFound(path.into()),
                // A package would have to come from the network.
                VirtualRoot::Package(_) => FileError::AccessDenied,
            }
        })
    }
}

impl World for LetterWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.find(id)? {
            VirtualFile::Layout(source) => Ok(source.clone()),
            VirtualFile::Text(_) => Err(FileError::NotSource),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(match self.find(id)? {
            VirtualFile::Layout(source) => Bytes::from_string(source.clone()),
            VirtualFile::Text(bytes) => bytes.clone(),
        })
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}
