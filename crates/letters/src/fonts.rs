//! The two embedded fonts; how they were made stands in `fonts/README.md`.

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const TEXT: &[u8] = include_bytes!("../fonts/NotoSerifCJKsc-Regular.letters.otf");
const TITLE: &[u8] = include_bytes!("../fonts/NotoSansCJKsc-Bold.letters.otf");

/// The fonts a layout may name: `Noto Serif CJK SC` and `Noto Sans CJK SC` (bold).
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Fonts {
    /// Reads the embedded fonts: once for a process, about as long as one letter.
    pub(crate) fn embedded() -> Self {
        let fonts: Vec<Font> = [TEXT, TITLE]
            .into_iter()
            .flat_map(|data| Font::iter(Bytes::new(data)))
            .collect();
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether a letter can print the character; the text font holds all the title font does.
    pub(crate) fn covers(&self, character: char) -> bool {
        self.fonts
            .first()
            .is_some_and(|font| font.info().coverage.contains(u32::from(character)))
    }
}
