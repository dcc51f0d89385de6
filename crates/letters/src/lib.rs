//! Letters: a Typst layout and its values become the PDF the window hands out, and its page.
//!
//! The crate knows no kind of letter. Which layouts there are, what they say and which
//! values they want is the city's data (`catalogue/<city>/letters/`); this crate embeds
//! the fonts, gives a layout its values, draws the QR code of the check address and
//! writes an archivable PDF (PDF/A-2a, or PDF/A-3a with a file inside), which [`seal`] signs.
//! Layouts see no disk, no network and no clock.

mod attachment;
mod characters;
mod error;
mod fonts;
mod qr;
mod render;
mod screen;
pub mod seal;
mod world;

pub use attachment::Attachment;
pub use characters::{FALLBACK, Missing};
pub use error::{LetterError, LetterProblem};
pub use qr::{QrError, qr_svg};
pub use render::{LetterDate, Letters, OnScreen, Rendered};
pub use world::{CHECK_ADDRESS, DATA_FILE, QR_FILE};
