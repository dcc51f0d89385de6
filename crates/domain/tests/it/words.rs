//! What is said, held against the words of the shipped city.

use window_domain::access::{Actor, Role};
use window_domain::catalogue::TextKind;
use window_domain::refusal::Code;
use window_domain::words::{Spoken, hear, is_judged};

use crate::scene::CATALOGUE;

fn said(kind: TextKind, field: &str, text: &'static str) -> Spoken<'static> {
    Spoken {
        kind,
        field: field.to_owned(),
        text,
    }
}

#[test]
fn a_hit_names_field_phrase_and_what_stands_around_it() {
    let texts = [
        said(TextKind::Correction, "problem-0", "图纸没有签字，自己看"),
        said(TextKind::Correction, "remedy-0", "自己看，再自己看"),
    ];
    let heard = hear(&texts, CATALOGUE.phrases());
    let fields: Vec<_> = heard.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["problem-0", "remedy-0"], "once for each field");
    let refusal = heard[0].refusal();
    assert_eq!(refusal.code, Code::PhraseForbidden);
    assert_eq!(refusal.field.as_deref(), Some("problem-0"));
    let value = |name: &str| {
        let found = refusal.values.iter().find(|(it, _)| *it == name);
        found.unwrap().1.clone()
    };
    assert_eq!(value("before"), "图纸没有签字，");
    assert_eq!(value("said"), "自己看");
    assert_eq!(value("after"), "");
    assert_eq!(value("phrase"), "read_yourself");
}

#[test]
fn what_a_kind_must_say_is_said_by_any_of_its_texts_and_empty_ones_are_left_to_the_rules() {
    let codes = |texts: &[Spoken<'_>]| -> Vec<Code> {
        let heard = hear(texts, CATALOGUE.phrases());
        heard.iter().map(|it| it.refusal().code).collect()
    };
    let decision = |text| said(TextKind::Decision, "reasons", text);
    assert_eq!(codes(&[decision("不符合规划")]), [Code::PhraseMissing]);
    let both = [decision("不符合规划"), decision("请改图")];
    assert_eq!(codes(&both), []);
    assert_eq!(codes(&[decision("  ")]), []);
    let reply = said(TextKind::Reply, "text", "已办");
    assert_eq!(codes(&[reply]), [Code::PhraseUnsaid]);
}

#[test]
fn staff_are_judged_and_nobody_else() {
    let with = |roles: &[Role]| Actor {
        roles: roles.to_vec(),
        ..Actor::system()
    };
    for role in [Role::EnterpriseMember, Role::Anonymous, Role::System] {
        assert!(!is_judged(&with(&[role])), "{role:?}");
    }
    assert!(is_judged(&with(&[Role::Officer])));
    assert!(is_judged(&with(&[Role::EnterpriseMember, Role::Agent])));
}
