//! Sealed letters: what other people's programs make of them, and of changed ones.

use window_letters::seal::{Seal, SealError, Signing, Validity};

use crate::attachment::{ENTRY, with_entry};
use crate::city::City;
use crate::paper;

/// 2026-11-24, 16:30 in China.
const AT: i64 = 1_795_509_000;

/// Ten years around that day.
const VALID: Validity = Validity {
    from: AT - 86_400,
    to: AT + 10 * 365 * 86_400,
};

const SIGNING: Signing<'static> = Signing {
    at: AT,
    name: "黄石示例窗口",
    reason: "签发",
    location: "黄石",
};

/// A seal of a city, made of chance that is none.
fn pem(secret: u8) -> String {
    let subject = format!("黄石示例窗口, 印章={secret}");
    Seal::make(&subject, [secret; 32], [7; 16], VALID).unwrap()
}

fn seal() -> Seal {
    Seal::read(&pem(1)).unwrap()
}

fn sealed() -> Vec<u8> {
    let letter = with_entry(&City::read(), "acceptance", "zh");
    seal().sign(&letter.pdf, &SIGNING).unwrap()
}

/// Whether the reader calls the signature good and says that it covers all of the file.
fn holds(pdf: &[u8]) -> bool {
    let said = paper::signatures(pdf);
    said.matches("Signature Validation: Signature is Valid.")
        .count()
        == 1
        && said.contains("- Total document signed")
}

/// The bytes the signature covers and the signature, as the file says.
fn parts(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = String::from_utf8_lossy(pdf);
    let (_, range) = text.rsplit_once("/ByteRange [").unwrap();
    let (range, _) = range.split_once(']').unwrap();
    let range: Vec<usize> = range
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let [first, before, behind, after] = range[..] else {
        panic!("{range:?}");
    };
    assert_eq!((first, behind + after), (0, pdf.len()));
    let covered = [&pdf[..before], &pdf[behind..]].concat();
    let hole = std::str::from_utf8(&pdf[before + 1..behind - 1]).unwrap();
    let mut signature: Vec<u8> = (0..hole.len() / 2)
        .map(|at| u8::from_str_radix(&hole[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    // DER says how long it is; what follows fills the place kept for it.
    assert_eq!(signature[..2], [0x30, 0x82]);
    signature.truncate(4 + usize::from(u16::from_be_bytes([signature[2], signature[3]])));
    (covered, signature)
}

#[test]
fn a_sealed_letter_is_the_letter_with_a_signature_behind_it() {
    let city = City::read();
    let mut letters = vec![city.render("receipt", &city.sample("receipt", "en"))];
    for (code, language, _) in city.samples() {
        if language == "zh" {
            letters.push(with_entry(&city, &code, &language));
        }
    }
    for letter in letters {
        let sealed = seal().sign(&letter.pdf, &SIGNING).unwrap();
        assert!(sealed.starts_with(&letter.pdf));
        assert!(holds(&sealed), "{}", paper::signatures(&sealed));
        assert_eq!(paper::text(&sealed), paper::text(&letter.pdf));
        let pages = format!("Pages:           {}\n", letter.pages);
        assert!(paper::information(&sealed).contains(&pages));
    }
}

#[test]
fn the_signature_says_who_when_and_how() {
    let said = paper::signatures(&sealed());
    for words in [
        "Signer Certificate Common Name: 黄石示例窗口, 印章=1",
        "Signing Hash Algorithm: SHA-256",
        "Signature Type: ETSI.CAdES.detached",
        "Signing Time: Nov 24 2026 08:30:00",
    ] {
        assert!(said.contains(words), "`{words}` not in\n{said}");
    }
}

#[test]
fn another_program_finds_the_signature_good_against_the_published_certificate() {
    let (covered, signature) = parts(&sealed());
    assert!(paper::cms_holds(
        &covered,
        &signature,
        seal().certificate_pem()
    ));
    let other = Seal::read(&pem(2)).unwrap();
    assert!(!paper::cms_holds(
        &covered,
        &signature,
        other.certificate_pem()
    ));
    let fewer = &covered[1..];
    assert!(!paper::cms_holds(
        fewer,
        &signature,
        seal().certificate_pem()
    ));
}

#[test]
fn one_changed_byte_anywhere_is_noticed() {
    let good = sealed();
    assert!(holds(&good));
    let (covered, signature) = parts(&good);
    let hole = good.len() - covered.len();
    let before = good
        .windows(11)
        .rposition(|it| it == b"/Contents <")
        .unwrap()
        + 10;
    // All over the letter, and close together where the update stands.
    let update = before - 1500;
    let sample = (0..update)
        .step_by(update / 40)
        .chain((update..before).step_by(70))
        .chain((before + hole..good.len()).step_by(20));
    for position in sample {
        let mut changed = good.clone();
        changed[position] ^= 1;
        assert!(!holds(&changed), "byte {position} of {}", good.len());
        changed.drain(before..before + hole);
        let certificate = seal();
        let certificate = certificate.certificate_pem();
        assert!(
            !paper::cms_holds(&changed, &signature, certificate),
            "byte {position}"
        );
    }
}

#[test]
fn an_exchanged_file_inside_is_noticed() {
    let good = sealed();
    let text = String::from_utf8_lossy(&good);
    let (before, _) = text.split_once("/Type/EmbeddedFile").unwrap();
    let (before, _) = before.rsplit_once(" 0 obj").unwrap();
    let object = before.rsplit('\n').next().unwrap();
    let (_, trailer) = text.rsplit_once("trailer\n").unwrap();
    let (trailer, start) = trailer.split_once("\nstartxref\n").unwrap();
    let (start, _) = start.split_once('\n').unwrap();
    let trailer = trailer
        .lines()
        .filter(|line| !line.starts_with("/Prev") && *line != ">>");
    let trailer = trailer.collect::<Vec<_>>().join("\n");

    let mut changed = good.clone();
    let at = changed.len();
    let other = "{\"leaf\":8}";
    let length = other.len();
    changed.extend_from_slice(
        format!("{object} 0 obj\n<</Type/EmbeddedFile/Length {length}>>\nstream\n{other}\nendstream\nendobj\n")
            .as_bytes(),
    );
    let table = changed.len();
    changed.extend_from_slice(
        format!("xref\n{object} 1\n{at:010} 00000 n \n{trailer}\n/Prev {start}\n>>\nstartxref\n{table}\n%%EOF\n")
            .replace("<<\n/", "trailer\n<<\n/")
            .as_bytes(),
    );
    // The reader shows the other file, but no longer says that all is signed.
    assert_eq!(paper::attachment(&changed, ENTRY.name), other.as_bytes());
    assert!(
        holds(&good) && !holds(&changed),
        "{}",
        paper::signatures(&changed)
    );
}

#[test]
fn the_same_letter_sealed_in_the_same_second_has_the_same_bytes() {
    assert_eq!(pem(1), pem(1));
    let (one, other) = (sealed(), sealed());
    assert!(one == other);
    let letter = with_entry(&City::read(), "acceptance", "zh").pdf;
    let later = Signing {
        at: AT + 1,
        ..SIGNING
    };
    assert!(one != seal().sign(&letter, &later).unwrap());
}

#[test]
fn a_certificate_from_elsewhere_comes_with_all_that_issued_it() {
    let chain = paper::issued_seal();
    let seal = Seal::read(&chain).unwrap();
    assert_eq!(
        seal.certificate_pem().matches("BEGIN CERTIFICATE").count(),
        2
    );
    let letter = with_entry(&City::read(), "acceptance", "zh");
    // Made by a program with a clock: its first second is asked for.
    let early = Signing { at: 0, ..SIGNING };
    let Err(SealError::NotInForce { at: 0, from, .. }) = seal.sign(&letter.pdf, &early) else {
        panic!("sealed in 1970");
    };
    let sealed = seal
        .sign(
            &letter.pdf,
            &Signing {
                at: from,
                ..SIGNING
            },
        )
        .unwrap();
    assert!(holds(&sealed), "{}", paper::signatures(&sealed));
    let (covered, signature) = parts(&sealed);
    let (_, root) = seal
        .certificate_pem()
        .split_once("-----END CERTIFICATE-----\n")
        .unwrap();
    assert!(paper::cms_holds(&covered, &signature, root));
}

/// Key and certificate of a seal.
fn key_and_certificate(secret: u8) -> (String, String) {
    let pem = pem(secret);
    let (key, certificate) = pem.split_at(pem.find("-----BEGIN CERTIFICATE").unwrap());
    (key.to_owned(), certificate.to_owned())
}

#[test]
fn a_key_and_a_certificate_that_do_not_fit_are_refused() {
    let (key, _) = key_and_certificate(1);
    let (_, certificate) = key_and_certificate(2);
    let refused = Seal::read(&(key + &certificate));
    assert!(matches!(refused, Err(SealError::Strangers)), "{refused:?}");
}

#[test]
fn what_is_no_seal_is_refused() {
    let (key, certificate) = key_and_certificate(1);
    let (other_key, other) = key_and_certificate(2);
    assert!(Seal::read(&format!("said by openssl\n{certificate}text{key}")).is_ok());
    let cut = certificate.replace("MII", "MI");
    for (text, expected) in [
        (String::new(), "there is none"),
        (key.clone(), "there is none"),
        (certificate.clone(), "there is none"),
        (format!("{key}{other_key}{certificate}"), "two of them"),
        (format!("{key}{certificate}{other}"), "order"),
        (format!("{key}{cut}"), "cannot be read"),
        (key.replace("PRIVATE", "EC PRIVATE"), "openssl pkcs8"),
        (key.replace("PRIVATE", "PUBLIC"), "neither key"),
        (key.replace("END", "AND"), "no end"),
        (key.replace("MIG", "MAG"), "no key of P-256"),
    ] {
        let refused = Seal::read(&text).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}: {text}");
    }
}

#[test]
fn a_seal_is_made_of_what_can_be_one() {
    let make = |subject: &str, secret, (from, to)| {
        Seal::make(subject, secret, [7; 16], Validity { from, to })
    };
    assert!(make(&"黄".repeat(64), [1; 32], (0, 0)).is_ok());
    assert!(matches!(
        make(&"黄".repeat(65), [1; 32], (0, 1)),
        Err(SealError::Subject(65))
    ));
    assert!(matches!(
        make("", [1; 32], (0, 1)),
        Err(SealError::Subject(0))
    ));
    assert!(matches!(make("a", [0; 32], (0, 1)), Err(SealError::Secret)));
    assert!(matches!(
        make("a", [255; 32], (0, 1)),
        Err(SealError::Secret)
    ));
    assert!(matches!(
        make("a", [1; 32], (1, 0)),
        Err(SealError::Time(0))
    ));
    assert!(matches!(
        make("a", [1; 32], (-1, 0)),
        Err(SealError::Time(-1))
    ));
    let far = i64::MAX;
    assert!(matches!(make("a", [1; 32], (0, far)), Err(SealError::Time(it)) if it == far));
}

#[test]
fn a_seal_shows_its_certificate_and_never_its_key() {
    let seal = seal();
    let said = paper::certificate(seal.certificate_pem());
    for words in [
        "Subject: CN = 黄石示例窗口\\, 印章=1\n",
        "Digital Signature, Non Repudiation",
        "CA:FALSE",
        &seal.fingerprint().to_uppercase(),
    ] {
        assert!(said.contains(words), "`{words}` not in\n{said}");
    }
    let (key, certificate) = key_and_certificate(1);
    assert_eq!(seal.certificate_pem(), certificate);
    assert_eq!(
        format!("{seal:?}"),
        format!("Seal {{ fingerprint: {:?}, .. }}", seal.fingerprint())
    );
    assert!(key.contains("BEGIN PRIVATE KEY"));
}

#[test]
fn only_a_letter_as_it_was_set_is_sealed_and_only_while_the_certificate_is_valid() {
    let (seal, letter) = (seal(), with_entry(&City::read(), "acceptance", "zh").pdf);
    let refused = |pdf: &[u8], at| match seal.sign(pdf, &Signing { at, ..SIGNING }) {
        Ok(_) => panic!("sealed"),
        Err(error) => error.to_string(),
    };
    for (pdf, expected) in [
        (sealed(), "it was sealed or changed"),
        (b"<html>".to_vec(), "it is none"),
        (b"%PDF-1.7".to_vec(), "its end is missing"),
        (letter[..letter.len() - 30].to_vec(), "its end is missing"),
        (letter[20..].to_vec(), "it is none"),
        (
            [b"%PDF-1.7\n", &letter[..]].concat(),
            "not built as letters are",
        ),
    ] {
        let said = refused(&pdf, AT);
        assert!(said.contains(expected), "{said}");
    }
    for at in [VALID.from - 1, VALID.to + 1] {
        assert!(refused(&letter, at).contains("valid from"));
    }
    for at in [VALID.from, VALID.to] {
        assert!(seal.sign(&letter, &Signing { at, ..SIGNING }).is_ok());
    }
}
