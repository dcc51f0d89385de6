//! QR codes, for letters and pages alike.

use qrcode::render::svg;
use qrcode::types::QrError as Reason;
use qrcode::{EcLevel, QrCode};

/// A text no QR code can hold.
#[derive(Debug, thiserror::Error)]
#[error("a text of {bytes} bytes does not fit into a QR code: {reason}")]
pub struct QrError {
    /// Length of the text.
    pub bytes: usize,
    /// What the encoder said.
    pub reason: Reason,
}

/// The text as a QR code: one SVG with the quiet zone of four modules ISO/IEC 18004 asks for.
///
/// Level M repairs 15 % of the code, enough for a fold or a stamp across it.
///
/// # Errors
/// The text is longer than the largest code holds (2331 bytes).
pub fn qr_svg(text: &str) -> Result<String, QrError> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|reason| QrError {
        bytes: text.len(),
        reason,
    })?;
    Ok(code
        .render::<svg::Color<'_>>()
        .quiet_zone(true)
        .module_dimensions(4, 4)
        .build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_beyond_the_largest_code_is_refused() {
        assert!(qr_svg(&"x".repeat(2331)).is_ok());
        let refused = qr_svg(&"x".repeat(2332)).map_err(|error| error.bytes);
        assert_eq!(refused, Err(2332));
    }
}
