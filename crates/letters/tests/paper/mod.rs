//! Reads a PDF the way the world does: with poppler's tools and a barcode reader.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Runs a tool of the system; says what to do where it is missing.
fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output().unwrap_or_else(|error| {
        panic!("`{tool}` cannot be run ({error}): `cargo xtask test` installs poppler-utils, zbar-tools and openssl")
    });
    assert!(
        output.status.success(),
        "{tool} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn file(pdf: &[u8]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.pdf");
    std::fs::write(&path, pdf).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// The text a reader can copy: cell by cell, as the file holds it, and line by line, as it lies
/// on the page (`pdftotext -layout`).
pub(crate) fn text(pdf: &[u8]) -> (String, String) {
    let (_folder, path) = file(pdf);
    (
        run("pdftotext", &["-raw", &path, "-"]),
        run("pdftotext", &["-layout", &path, "-"]),
    )
}

/// Title and properties of the document.
pub(crate) fn information(pdf: &[u8]) -> String {
    let (_folder, path) = file(pdf);
    run("pdfinfo", &[&path])
}

fn pictures(path: &str, folder: &Path, dots_per_inch: &str) -> Vec<String> {
    let prefix = folder.join("page");
    run(
        "pdftoppm",
        &["-r", dots_per_inch, "-gray", path, prefix.to_str().unwrap()],
    );
    let mut pages: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|page| page.extension().is_some_and(|kind| kind == "pgm"))
        .map(|page| page.to_str().unwrap().to_owned())
        .collect();
    pages.sort();
    pages
}

/// What the QR codes of all pages hold, page by page.
pub(crate) fn qr_codes(pdf: &[u8]) -> Vec<String> {
    let (folder, path) = file(pdf);
    pictures(&path, folder.path(), "150")
        .iter()
        .flat_map(|page| {
            let found = run(
                "zbarimg",
                &["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", page],
            );
            found.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The first and last millimetre with ink on each page, from the left edge.
pub(crate) fn ink(pdf: &[u8]) -> Vec<(f64, f64)> {
    const DOTS_PER_INCH: f64 = 100.0;
    let (folder, path) = file(pdf);
    pictures(&path, folder.path(), "100")
        .iter()
        .map(|page| {
            let picture = std::fs::read(page).unwrap();
            let (width, dots) = grey(&picture);
            let dark = |column: &usize| {
                dots.iter()
                    .skip(*column)
                    .step_by(width)
                    .any(|dot| *dot < 200)
            };
            let first = (0..width).find(dark).unwrap();
            let last = (0..width).rev().find(dark).unwrap();
            let mm =
                |column: usize| f64::from(u32::try_from(column).unwrap()) / DOTS_PER_INCH * 25.4;
            (mm(first), mm(last + 1))
        })
        .collect()
}

/// Width and dots of a binary grey map (PGM, P5).
fn grey(picture: &[u8]) -> (usize, &[u8]) {
    let mut fields = Vec::new();
    let mut at = 0;
    while fields.len() < 4 {
        let end = at
            + picture[at..]
                .iter()
                .position(u8::is_ascii_whitespace)
                .unwrap();
        fields.push(std::str::from_utf8(&picture[at..end]).unwrap());
        at = end + 1;
    }
    assert_eq!(fields[0], "P5");
    (fields[1].parse().unwrap(), &picture[at..])
}

/// What a reader says of the signatures in the PDF; nothing where it cannot read it.
pub(crate) fn signatures(pdf: &[u8]) -> String {
    let (_folder, path) = file(pdf);
    let mut tool = Command::new("pdfsig");
    // It tells the time of signing where it runs.
    let output = tool.args(["-nocert", &path]).env("TZ", "UTC").output();
    String::from_utf8_lossy(&output.unwrap().stdout).into_owned()
}

/// The attached file of this name.
pub(crate) fn attachment(pdf: &[u8], name: &str) -> Vec<u8> {
    let (folder, path) = file(pdf);
    let saved = folder.path().join("saved");
    let place = saved.to_str().unwrap();
    run("pdfdetach", &["-savefile", name, "-o", place, &path]);
    std::fs::read(saved).unwrap()
}

/// Whether the signature holds over these bytes and was made with this certificate's key.
pub(crate) fn cms_holds(covered: &[u8], signature: &[u8], certificate: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let covered = write("covered", covered);
    let signature = write("signature", signature);
    let certificate = write("certificate", certificate.as_bytes());
    let output = Command::new("openssl")
        .args(["cms", "-verify", "-cades", "-binary", "-purpose", "any"])
        .args(["-inform", "DER", "-in", &signature, "-content", &covered])
        .args([
            "-CAfile",
            &certificate,
            "-no_check_time",
            "-out",
            "/dev/null",
        ])
        .output();
    output.unwrap().status.success()
}

/// What a certificate says of itself, and its fingerprint without colons.
pub(crate) fn certificate(pem: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("certificate");
    std::fs::write(&path, pem).unwrap();
    let path = path.to_str().unwrap();
    let show = [
        "x509",
        "-noout",
        "-text",
        "-nameopt",
        "utf8,sep_comma_plus_space,space_eq,esc_2253",
    ];
    let text = run("openssl", &[&show[..], &["-in", path]].concat());
    let print = ["x509", "-noout", "-fingerprint", "-sha256", "-in", path];
    text + &run("openssl", &print).replace(':', "")
}

/// A seal as an authority would give it: a key, its certificate, and that of the authority, whose
/// own key is of another kind.
pub(crate) fn issued_seal() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (root_key, root, key, asked, leaf) = (
        path("root.key"),
        path("root"),
        path("key"),
        path("asked"),
        path("leaf"),
    );
    let new = |kind: &str, options: &[&str]| {
        let all = ["req", "-new", "-newkey", kind, "-nodes", "-days", "30"];
        run("openssl", &[&all[..], options].concat());
    };
    let root_options = [
        "-x509", "-subj", "/CN=Root", "-keyout", &root_key, "-out", &root,
    ];
    new("rsa:2048", &root_options);
    let curve = ["-pkeyopt", "ec_paramgen_curve:P-256"];
    let leaf_options = ["-subj", "/CN=Leaf", "-keyout", &key, "-out", &asked];
    new("ec", &[&curve[..], &leaf_options].concat());
    let by_root = [
        "-CA",
        &root,
        "-CAkey",
        &root_key,
        "-CAcreateserial",
        "-days",
        "30",
    ];
    let issue = ["x509", "-req", "-in", &asked, "-out", &leaf];
    run("openssl", &[&issue[..], &by_root].concat());
    let parts = [&key, &leaf, &root].map(|path| std::fs::read_to_string(path).unwrap());
    parts.concat()
}
