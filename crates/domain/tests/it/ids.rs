//! Public numbers and our own ids: the vectors, every single mistyped character, and what is shown.

use jiff::civil::date;
use proptest::prelude::*;
use window_domain::id::case_number::{CaseNumber, CaseNumberError, MAX_SERIAL};
use window_domain::id::check_code::{CheckCode, CheckCodeError};
use window_domain::id::entity::{EnterpriseId, EntityIdError, FileId, ProjectId};
use window_domain::id::id_card::{IdCard, IdCardError};
use window_domain::id::project_code::{ProjectCode, ProjectCodeError, ProjectCodeForm};
use window_domain::id::uscc::{Uscc, UsccError};
use window_domain::id::{IdKind, inspect, masking, phone};

const COMPANIES: [&str; 22] = [
    "91330100799655058B",
    "9144030071526726XG",
    "914403001922038216",
    "11100000000013338W",
    "91440300708461136T",
    "91110108551385082Q",
    "91310000132200821H",
    "91350200776049653A",
    "91350500798359476R",
    "91440101MA5CJQ4N59",
    "913502000728319549",
    "123502001549897397",
    "91350200MA31E12PXF",
    "9135021359498494XQ",
    "12320200466372674G",
    "91320105780688132K",
    "91230500MA1B3N1N2M",
    "91420200MA49000105",
    "91420200MA49000292",
    "91420281MA49000377",
    "11420200MB0000019B",
    "11420200MB00000276",
];

const CITIZENS: [&str; 2] = ["11010519491231002X", "440524188001010014"];

const PROJECTS: [(&str, ProjectCodeForm); 3] = [
    ("2019-420200-41-03-012345", ProjectCodeForm::Old),
    ("2105-420200-04-01-123456", ProjectCodeForm::New),
    ("2011-420281-89-02-000001", ProjectCodeForm::New),
];

const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#[test]
fn every_known_company_code_is_valid_inside_and_outside() {
    for code in COMPANIES {
        let parsed = Uscc::parse(code).unwrap();
        assert_eq!(parsed.as_str(), code);
        assert!(parsed.inner_check_ok(), "{code}");
        let seen = inspect(code);
        assert_eq!(
            (seen.kind, seen.valid),
            (Some(IdKind::Uscc), true),
            "{code}"
        );
    }
}

#[test]
fn a_company_code_is_read_however_it_is_typed() {
    let code = Uscc::parse("91330100799655058B").unwrap();
    for typed in [
        "91330100799655058b",
        " 91330100799655058B\n",
        "9133010079965505\u{FF18}B",
        "\u{3000}91330100799655058\u{FF22}",
        "91330100799655058\u{FF42}",
    ] {
        assert_eq!(Uscc::parse(typed).as_ref(), Ok(&code), "{typed}");
    }
    assert_eq!(code.place(), "330100");
}

#[test]
fn a_wrong_company_code_says_what_is_wrong() {
    let table = [
        (
            "91330100799655058A",
            UsccError::Check {
                found: 'A',
                expected: 'B',
            },
        ),
        (
            "91330100I99655058B",
            UsccError::Alphabet {
                found: 'I',
                position: 9,
            },
        ),
        ("9133010079965505", UsccError::Length { found: 16 }),
        ("91330100799655058", UsccError::Length { found: 17 }),
        ("91330100799655058BB", UsccError::Length { found: 19 }),
        (
            "黄石市下陆区某某有限公司一二三四五六",
            UsccError::Alphabet {
                found: '黄',
                position: 1,
            },
        ),
        ("", UsccError::Length { found: 0 }),
    ];
    for (code, problem) in table {
        assert_eq!(Uscc::parse(code), Err(problem), "{code}");
    }
}

#[test]
fn a_genuine_code_that_fails_its_check_can_be_taken_by_hand_and_read_back() {
    let code = "91350203M0001QAY9B";
    assert_eq!(
        Uscc::parse(code),
        Err(UsccError::Check {
            found: 'B',
            expected: '9'
        })
    );
    let taken = Uscc::parse_overriding_check(code).unwrap();
    let stored = serde_json::to_string(&taken).unwrap();
    assert_eq!(serde_json::from_str::<Uscc>(&stored).unwrap(), taken);
}

#[test]
fn every_single_mistyped_character_of_a_company_code_is_found() {
    for code in COMPANIES {
        for position in 0..18 {
            for other in USCC_ALPHABET.chars() {
                let typed: String = code
                    .chars()
                    .enumerate()
                    .map(|(index, c)| if index == position { other } else { c })
                    .collect();
                assert_eq!(Uscc::parse(&typed).is_ok(), typed == code, "{typed}");
            }
        }
    }
}

#[test]
fn an_identity_number_is_checked_and_never_shown_whole() {
    for number in CITIZENS {
        assert!(IdCard::parse(number).is_ok(), "{number}");
        let seen = inspect(number);
        assert_eq!((seen.kind, seen.valid), (Some(IdKind::IdCard), true));
    }
    let card = IdCard::parse("11010519491231002x").unwrap();
    assert_eq!(card.reveal(), "11010519491231002X");
    assert_eq!(card.masked(), "1101**********002X");
    assert_eq!(format!("{card:?}"), r#"IdCard("1101**********002X")"#);
    assert_eq!(card.born_on(), Some(date(1949, 12, 31)));
}

#[test]
fn a_wrong_identity_number_says_what_is_wrong() {
    let table = [
        (
            "110105194912310021",
            IdCardError::Check {
                found: '1',
                expected: 'X',
            },
        ),
        ("1101051949123100", IdCardError::Length { found: 16 }),
        (
            "X1010519491231002X",
            IdCardError::Alphabet {
                found: 'X',
                position: 1,
            },
        ),
        ("99010519491231002X", IdCardError::Place),
        ("11010519490230002X", IdCardError::BirthDate),
    ];
    for (number, problem) in table {
        assert_eq!(IdCard::parse(number), Err(problem), "{number}");
    }
}

#[test]
fn both_generations_of_project_codes_are_read() {
    for (code, form) in PROJECTS {
        let parsed = ProjectCode::parse(code).unwrap();
        assert_eq!((parsed.as_str(), parsed.form()), (code, form));
    }
    let typed = ProjectCode::parse("2019\u{FF0D}420200—41–03-012345").unwrap();
    assert_eq!(typed.as_str(), PROJECTS[0].0);
    assert_eq!(
        (typed.place(), typed.sector(), typed.project_type()),
        ("420200", "41", "03")
    );
}

#[test]
fn a_wrong_project_code_says_what_is_wrong() {
    let table = [
        ("2014-420200-41-03-012345", ProjectCodeError::Time),
        ("2021-420200-41-03-012345", ProjectCodeError::Time),
        ("2113-420200-04-01-123456", ProjectCodeError::Time),
        ("2100-420200-04-01-123456", ProjectCodeError::Time),
        ("2105-990200-04-01-123456", ProjectCodeError::Place),
        (
            "2105-420200-04-01-12345",
            ProjectCodeError::Length { found: 23 },
        ),
        (
            "21054202000401123456",
            ProjectCodeError::Length { found: 20 },
        ),
        (
            "2105-420200-04-01-12345A",
            ProjectCodeError::Shape {
                found: 'A',
                position: 24,
            },
        ),
        (
            "21050420200-04-01-123456",
            ProjectCodeError::Shape {
                found: '0',
                position: 5,
            },
        ),
    ];
    for (code, problem) in table {
        assert_eq!(ProjectCode::parse(code), Err(problem), "{code}");
    }
}

#[test]
fn a_case_number_is_made_and_read() {
    let number = CaseNumber::new("420200", date(2026, 11, 23), 42).unwrap();
    assert!(number.as_str().starts_with("4202002026112300042"));
    assert_eq!(number.as_str().len(), 20);
    assert_eq!(CaseNumber::parse(number.as_str()).as_ref(), Ok(&number));
    assert_eq!(number.place(), "420200");
    let made = |place, serial| CaseNumber::new(place, date(2026, 11, 23), serial);
    assert_eq!(made("42020", 1), Err(CaseNumberError::Place));
    assert_eq!(made("4202O0", 1), Err(CaseNumberError::Place));
    assert_eq!(made("990200", 1), Err(CaseNumberError::Place));
    assert_eq!(made("420200", 0), Err(CaseNumberError::Serial { found: 0 }));
    assert!(made("420200", MAX_SERIAL).is_ok());
    assert_eq!(
        made("420200", MAX_SERIAL + 1),
        Err(CaseNumberError::Serial { found: 100_000 })
    );
}

#[test]
fn every_kind_is_recognised_even_when_wrong() {
    let number = CaseNumber::new("420200", date(2026, 11, 23), 1).unwrap();
    let mut table = vec![
        ("91330100799655058A", Some(IdKind::Uscc), "check"),
        ("91330100I99655058B", Some(IdKind::Uscc), "alphabet"),
        ("91330100799655058", Some(IdKind::Uscc), "length"),
        ("91330100799655058BB", Some(IdKind::Uscc), "length"),
        ("110105194912310021", Some(IdKind::IdCard), "check"),
        ("110105491231002", Some(IdKind::IdCard), "length"),
        (
            "2113-420200-04-01-123456",
            Some(IdKind::ProjectCode),
            "date",
        ),
        (
            "2105-990200-04-01-123456",
            Some(IdKind::ProjectCode),
            "place",
        ),
        ("42020020261123000011", Some(IdKind::CaseNumber), "check"),
        ("42020020261323000010", Some(IdKind::CaseNumber), "date"),
        ("hello", None, ""),
        ("", None, ""),
    ];
    table.retain(|(text, ..)| *text != number.as_str());
    for (text, kind, code) in table {
        let seen = inspect(text);
        assert_eq!(seen.kind, kind, "{text}");
        assert!(!seen.valid, "{text}");
        assert_eq!(
            seen.reason.map_or("", |reason| reason.code()),
            code,
            "{text}"
        );
    }
    assert!(inspect(number.as_str()).valid);
    assert!(PROJECTS.iter().all(|(code, _)| inspect(code).valid));
}

#[test]
fn personal_data_are_masked() {
    let table = [
        (phone::mask("13812341234"), "138****1234"),
        (phone::mask("\u{FF11}3812341234"), "138****1234"),
        (phone::mask("0714-1234567"), "0714-***4567"),
        (phone::mask("62345678"), "****5678"),
        (phone::mask("12345"), "*****"),
        (phone::mask(""), ""),
        (masking::name("张三"), "张*"),
        (masking::name("张小明"), "张*明"),
        (masking::name("欧阳小明"), "欧**明"),
        (masking::name("张"), "*"),
        (
            masking::id_number("420202199001010012"),
            "4202**********0012",
        ),
        (
            masking::id_number_public("420202199001010012"),
            "4****************2",
        ),
        (masking::id_number("1234"), "****"),
        (masking::bank_card("6222021234567890"), "************7890"),
        (masking::email("agent@x.cn"), "a***@x.cn"),
        (masking::email("nonsense"), "***"),
    ];
    for (masked, expected) in table {
        assert_eq!(masked, expected);
    }
}

#[test]
fn an_id_of_one_thing_is_not_an_id_of_another() {
    let id = ProjectId::from_bytes([0; 16]);
    assert_eq!(id.to_string(), "prj_00000000000000000000000000");
    assert_eq!(
        id.to_string().parse::<EnterpriseId>(),
        Err(EntityIdError::Prefix { expected: "ent" })
    );
    let top = ProjectId::from_bytes([0xFF; 16]);
    assert_eq!(top.to_string(), "prj_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    let parse = |text: &str| text.parse::<ProjectId>();
    assert_eq!(
        parse("prj_80000000000000000000000000"),
        Err(EntityIdError::Overflow)
    );
    assert_eq!(parse("prj_0"), Err(EntityIdError::Length { found: 1 }));
    assert_eq!(
        parse("prj_0000000000000000000000000u"),
        Err(EntityIdError::Alphabet {
            found: 'u',
            position: 26
        })
    );
    assert_eq!(parse("prj_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), Ok(top));
}

#[test]
fn a_check_code_is_read_however_it_is_copied() {
    let code = CheckCode::from_bytes([0x08, 0x42, 0x10, 0x84, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21]);
    assert_eq!(code.to_string(), "1111-1111-1111-1111");
    assert_eq!(code.compact(), "1111111111111111");
    for typed in [
        "1111111111111111",
        "iill-IILL-1111-1111",
        "1111 1111 1111 1111",
    ] {
        assert_eq!(typed.parse(), Ok(code), "{typed}");
    }
    assert_eq!(
        "1111".parse::<CheckCode>(),
        Err(CheckCodeError::Length { found: 4 })
    );
    assert_eq!(
        "1111-1111-1111-111U".parse::<CheckCode>(),
        Err(CheckCodeError::Alphabet {
            found: 'U',
            position: 16
        })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn ids_read_back_and_keep_their_order(one in any::<[u8; 16]>(), two in any::<[u8; 16]>()) {
        let (a, b) = (FileId::from_bytes(one), FileId::from_bytes(two));
        prop_assert_eq!(a.to_string().parse(), Ok(a));
        prop_assert_eq!(a.to_bytes(), one);
        prop_assert_eq!(a.to_string().len(), 30);
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        let stored = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(serde_json::from_str::<FileId>(&stored).unwrap(), a);
    }

    #[test]
    fn check_codes_read_back(bytes in any::<[u8; 10]>()) {
        let code = CheckCode::from_bytes(bytes);
        prop_assert_eq!(code.to_string().parse(), Ok(code));
        prop_assert_eq!(code.compact().len(), 16);
        let stored = serde_json::to_string(&code).unwrap();
        prop_assert_eq!(serde_json::from_str::<CheckCode>(&stored).unwrap(), code);
    }

    #[test]
    fn every_single_wrong_digit_of_a_case_number_is_found(
        serial in 1..=MAX_SERIAL,
        day in 1..=28_i8,
        position in 0..20_usize,
        digit in 0..10_u8,
    ) {
        let number = CaseNumber::new("420281", date(2026, 11, day), serial).unwrap();
        let typed: String = number
            .as_str()
            .chars()
            .enumerate()
            .map(|(index, c)| if index == position { char::from(b'0' + digit) } else { c })
            .collect();
        prop_assert_eq!(CaseNumber::parse(&typed).is_ok(), typed == number.as_str());
    }

    #[test]
    fn no_text_whatever_breaks_a_reader(text in "\\PC{0,30}") {
        let seen = inspect(&text);
        prop_assert_eq!(seen.valid, seen.kind.is_some() && seen.reason.is_none());
        let masked = phone::mask(&text);
        prop_assert!(masked.chars().count() <= text.chars().count());
    }
}
