//! The update of a PDF that holds a signature: its own bytes stay, what is new stands behind them.
//!
//! Letters are written with plain objects and a plain table of where they stand; nothing else is
//! read here. A program for PDFs of every kind would be a dependency many times this size.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::certificate::civil;
use super::dictionary::{Dictionary, Reader, number, reference};
use super::error::SealError;
use super::{Signing, hex};

/// Depth of the tree of pages beyond which it must be a circle.
const DEPTH_MAX: usize = 32;

/// Length of one line in the table of objects.
const LINE: usize = 20;

/// A second seal would be a change the first one forbids.
const CHANGED: SealError = SealError::Pdf("it was sealed or changed after it was written");

/// A PDF with a hole for the signature; the signature covers all but the hole.
pub(super) struct Prepared {
    before: Vec<u8>,
    after: Vec<u8>,
    /// Bytes of signature that fit into the hole.
    room: usize,
}

impl Prepared {
    /// What is signed: the SHA-256 of everything around the hole.
    pub(super) fn digest(&self) -> [u8; 32] {
        let hasher = Sha256::new().chain_update(&self.before);
        hasher.chain_update(&self.after).finalize().into()
    }

    /// The PDF with the hole filled.
    pub(super) fn with_signature(self, signature: &[u8]) -> Result<Vec<u8>, SealError> {
        let (bytes, room) = (signature.len(), self.room);
        if bytes > room {
            return Err(SealError::Room { bytes, room });
        }
        let mut pdf = self.before;
        pdf.push(b'<');
        pdf.extend_from_slice(hex(signature).as_bytes());
        pdf.resize(pdf.len() + 2 * (room - bytes), b'0');
        pdf.push(b'>');
        pdf.extend_from_slice(&self.after);
        Ok(pdf)
    }
}

/// Writes the update with a hole of `room` bytes.
pub(super) fn prepare(
    pdf: &[u8],
    signing: &Signing<'_>,
    room: usize,
) -> Result<Prepared, SealError> {
    let original = Original::read(pdf)?;
    let (catalog_number, catalog) = original.catalog()?;
    let (page_number, page) = original.first_page(&catalog)?;
    let signature_number = original.size;
    let field_number = original.size + 1;

    let mut update = Update {
        pdf: pdf.to_vec(),
        places: Vec::new(),
    };
    // The last line of the original has no end of its own.
    update.pdf.push(b'\n');
    update.object(
        catalog_number,
        &catalog.with(&[
            (
                "/AcroForm",
                format!("<< /Fields [{field_number} 0 R] /SigFlags 3 >>").into_bytes(),
            ),
            (
                "/Perms",
                format!("<< /DocMDP {signature_number} 0 R >>").into_bytes(),
            ),
        ]),
    );
    update.object(
        page_number,
        &page.with(&[("/Annots", with_item(page.get("/Annots"), field_number)?)]),
    );
    // Printing (4) and locked (128): archives refuse fields that are hidden, and this one has no size.
    let field = format!(
        "<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T (Seal)\n/F 132\n/Rect [0 0 0 0]\n/P {page_number} 0 R\n/V {signature_number} 0 R\n>>"
    );
    update.object(field_number, field.as_bytes());
    update.begin(signature_number);
    update.pdf.extend_from_slice(b"<<\n");
    let text = dictionary_of(signing)?;
    update.pdf.extend_from_slice(text.as_bytes());
    update.pdf.extend_from_slice(b"/Contents ");
    update.finish(&original, room)
}

/// Everything in the dictionary of the signature but its bytes and their range.
fn dictionary_of(signing: &Signing<'_>) -> Result<String, SealError> {
    let mut text = String::from(
        "/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]\n",
    );
    let at = civil(signing.at)?;
    // Writing into a String cannot fail.
    let _ = writeln!(
        text,
        "/M (D:{:04}{:02}{:02}{:02}{:02}{:02}Z)",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minutes(),
        at.seconds()
    );
    for (key, words) in [
        ("/Name", signing.name),
        ("/Reason", signing.reason),
        ("/Location", signing.location),
    ] {
        if !words.is_empty() {
            let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let _ = writeln!(text, "{key} <feff{}>", hex(&units));
        }
    }
    Ok(text)
}

/// A list of references with one more.
fn with_item(list: Option<&[u8]>, object: usize) -> Result<Vec<u8>, SealError> {
    let list = list.unwrap_or(b"[]");
    let mut items = list
        .strip_prefix(b"[")
        .and_then(|it| it.strip_suffix(b"]"))
        .ok_or(SealError::Pdf("its first page keeps notes elsewhere"))?
        .to_vec();
    items.extend_from_slice(format!(" {object} 0 R").as_bytes());
    Ok([b"[".as_slice(), &items, b"]"].concat())
}

/// A PDF as the typesetter wrote it.
struct Original<'a> {
    pdf: &'a [u8],
    /// Where each object stands, by its number; nowhere if the number is free.
    places: Vec<Option<usize>>,
    trailer: Dictionary<'a>,
    /// Where the table of objects stands.
    table: usize,
    /// First number no object has.
    size: usize,
}

impl<'a> Original<'a> {
    fn read(pdf: &'a [u8]) -> Result<Self, SealError> {
        const START: &[u8] = b"startxref";
        if !pdf.starts_with(b"%PDF-") {
            return Err(SealError::Pdf("it is none"));
        }
        let start = pdf.windows(START.len()).rposition(|it| it == START);
        let start = start.ok_or(SealError::Pdf("its end is missing"))?;
        let mut reader = Reader::new(pdf.get(start..).unwrap_or_default());
        reader.expect("startxref")?;
        let table = reader.number()?;

        let mut reader = Reader::new(pdf.get(table..).unwrap_or_default());
        reader.expect("xref")?;
        if reader.number()? != 0 {
            return Err(CHANGED);
        }
        let size = reader.number()?;
        reader.skip_space();
        let lines = size.checked_mul(LINE);
        let (lines, rest) = lines
            .and_then(|length| reader.rest().split_at_checked(length))
            .ok_or(SealError::Pdf("its table of objects is cut short"))?;
        let mut reader = Reader::new(rest);
        reader.expect("trailer")?;
        let trailer = Dictionary::read(&mut reader)?;
        if trailer.get("/Prev").is_some() {
            return Err(CHANGED);
        }
        if trailer.get("/Encrypt").is_some() {
            return Err(SealError::Pdf("it is encrypted"));
        }
        Ok(Self {
            pdf,
            places: lines.chunks(LINE).map(place).collect(),
            trailer,
            table,
            size,
        })
    }

    fn object(&self, number: usize) -> Result<Dictionary<'a>, SealError> {
        let place = self.places.get(number).copied().flatten();
        let text = place.and_then(|place| self.pdf.get(place..));
        let mut reader = Reader::new(text.ok_or(SealError::Pdf("an object is missing"))?);
        if reader.number()? != number {
            return Err(SealError::Pdf("an object stands in the place of another"));
        }
        reader.expect("0")?;
        reader.expect("obj")?;
        Dictionary::read(&mut reader)
    }

    fn catalog(&self) -> Result<(usize, Dictionary<'a>), SealError> {
        let number = self.trailer.reference("/Root");
        let number = number.ok_or(SealError::Pdf("it has no catalog"))?;
        let catalog = self.object(number)?;
        if catalog.get("/AcroForm").is_some() || catalog.get("/Perms").is_some() {
            return Err(SealError::Pdf("it is a form or has a signature"));
        }
        Ok((number, catalog))
    }

    fn first_page(&self, catalog: &Dictionary<'a>) -> Result<(usize, Dictionary<'a>), SealError> {
        const NO_PAGE: SealError = SealError::Pdf("it has no page");
        let mut number = catalog.reference("/Pages").ok_or(NO_PAGE)?;
        for _ in 0..DEPTH_MAX {
            let node = self.object(number)?;
            let Some(kids) = node.get("/Kids") else {
                return Ok((number, node));
            };
            let mut kids = Reader::new(kids);
            kids.expect("[")?;
            number = reference(kids.value()?).ok_or(NO_PAGE)?;
        }
        Err(NO_PAGE)
    }

    /// The name the file has kept since it was first written.
    fn first_id(&self) -> Result<&'a [u8], SealError> {
        let both = self
            .trailer
            .get("/ID")
            .ok_or(SealError::Pdf("it has no name"))?;
        let mut both = Reader::new(both);
        both.expect("[")?;
        both.value()
    }
}

/// Where the object of one line of the table stands.
fn place(line: &[u8]) -> Option<usize> {
    let used = line.get(17) == Some(&b'n');
    number(line.get(..10)?).filter(|_| used)
}

/// The PDF while it grows.
struct Update {
    pdf: Vec<u8>,
    places: Vec<(usize, usize)>,
}

impl Update {
    fn begin(&mut self, number: usize) {
        self.places.push((number, self.pdf.len()));
        self.pdf
            .extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    }

    fn object(&mut self, number: usize, text: &[u8]) {
        self.begin(number);
        self.pdf.extend_from_slice(text);
        self.pdf.extend_from_slice(b"\nendobj\n");
    }

    /// Writes what stands behind the signature's bytes: their range, the table, the trailer.
    fn finish(mut self, original: &Original<'_>, room: usize) -> Result<Prepared, SealError> {
        let before = self.pdf;
        let behind = before.len() + 2 * room + "<>".len();
        // Numbers of one width: the range holds its own length.
        let range = |length: usize| {
            format!(
                "\n/ByteRange [0 {:>10} {behind:>10} {length:>10}]\n>>\nendobj\n",
                before.len()
            )
        };
        let table = behind + range(0).len();
        let mut text = "xref\n".to_owned();
        self.places.sort_unstable();
        for (number, place) in &self.places {
            // Writing into a String cannot fail.
            let _ = write!(text, "{number} 1\n{place:010} 00000 n \n");
        }
        let changed = Sha256::digest(&before);
        let changed = hex(changed.get(..16).unwrap_or_default());
        let trailer = original.trailer.with(&[
            ("/Size", (original.size + 2).to_string().into_bytes()),
            (
                "/ID",
                [b"[", original.first_id()?, b" <", changed.as_bytes(), b">]"].concat(),
            ),
            ("/Prev", original.table.to_string().into_bytes()),
        ]);
        let mut after = text.into_bytes();
        after.extend_from_slice(b"trailer\n");
        after.extend_from_slice(&trailer);
        after.extend_from_slice(format!("\nstartxref\n{table}\n%%EOF\n").as_bytes());
        let range = range(range(0).len() + after.len());
        Ok(Prepared {
            before,
            after: [range.into_bytes(), after].concat(),
            room,
        })
    }
}
