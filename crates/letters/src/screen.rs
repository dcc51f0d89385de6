//! A letter as HTML: what the typesetter's export gives, made fit for a page under a strict policy.

use typst::World;
use typst::diag::SourceDiagnostic;
use typst::ecow::EcoVec;
use typst_html::{HtmlDocument, HtmlOptions};

use crate::world::QR_FILE;

/// How the export keeps spaces that a browser would fold. Pages allow no inline style, and a letter
/// loses nothing when two spaces are shown as one.
const KEPT_SPACES: &str = "<span style=\"white-space: pre-wrap\">";

/// What the letter's own element is: the body of the exported document.
pub(crate) fn html(world: &dyn World) -> Result<String, EcoVec<SourceDiagnostic>> {
    let document: HtmlDocument = typst::compile(world).output?;
    let page = typst_html::html(&document, &HtmlOptions::default())?;
    let (_, rest) = page.split_once("<body>").unwrap_or(("", &page));
    let (body, _) = rest.rsplit_once("</body>").unwrap_or((rest, ""));
    Ok(body.replace(KEPT_SPACES, "<span>"))
}

/// The QR code in the place of the picture the layout names, its description kept.
pub(crate) fn with_drawing(html: &str, svg: &str) -> String {
    let named = format!("<img src=\"{QR_FILE}\"");
    let Some((before, rest)) = html.split_once(&named) else {
        return html.to_owned();
    };
    let (attributes, after) = rest.split_once('>').unwrap_or(("", rest));
    let described = attributes.trim().replacen("alt=", "aria-label=", 1);
    // A page is HTML: the declaration of an XML file has no place in it.
    let (_, drawing) = svg.split_once("<svg").unwrap_or(("", ""));
    format!("{before}<svg role=\"img\" {described}{drawing}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_takes_the_place_of_the_picture_and_keeps_its_description() {
        let page = "<p>a</p><img src=\"qr.svg\" alt=\"To check\"><p>b</p>";
        let drawn = with_drawing(
            page,
            "<?xml version=\"1.0\"?><svg width=\"9\"><path/></svg>",
        );
        assert_eq!(
            drawn,
            "<p>a</p><svg role=\"img\" aria-label=\"To check\" width=\"9\"><path/></svg><p>b</p>"
        );
        assert_eq!(with_drawing("<p>a</p>", "<svg/>"), "<p>a</p>");
    }
}
