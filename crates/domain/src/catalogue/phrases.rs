//! The words of the window (`phrases.toml`): phrases nobody is to read, and what some kinds of text must say.

use super::lint::{Finding, FindingKind};
use super::text::{Language, Text};
use super::wording::Folded;
use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// What a text is, to whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// Something said, none of the others.
    Message,
    /// An official notice, order or record.
    Notice,
    /// What must be corrected, with how in a field of its own.
    Correction,
    /// A case is not accepted, with the way out in a field of its own.
    Refusal,
    /// A decision against the enterprise; its text alone says what to do next.
    Decision,
    /// An answer to somebody's complaint or objection.
    Reply,
}

impl TextKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Message,
        Self::Notice,
        Self::Correction,
        Self::Refusal,
        Self::Decision,
        Self::Reply,
    ];

    /// Name used in rows and locale keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Notice => "notice",
            Self::Correction => "correction",
            Self::Refusal => "refusal",
            Self::Decision => "decision",
            Self::Reply => "reply",
        }
    }
}

/// What happens to a text that lacks what it must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    /// It is not sent.
    Refuse,
    /// It is sent if its writer says so.
    Warn,
}

/// A phrase nobody is to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// Code, kept with each hit.
    pub code: String,
    /// How it is said in Chinese.
    pub zh: Vec<String>,
    /// How it is said in English.
    pub en: Vec<String>,
    /// Harmless phrases that contain it.
    pub except: Vec<String>,
    /// What to say instead.
    pub suggestion: Text,
}

/// What some kinds of text must say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Code, kept with each text that lacked it.
    pub code: String,
    /// Which kinds of text.
    pub kinds: Vec<TextKind>,
    /// What happens to a text that lacks it.
    pub severity: Demand,
    /// One of these says it in Chinese.
    pub zh: Vec<String>,
    /// One of these says it in English.
    pub en: Vec<String>,
    /// Phrases that contain one of them and do not say it.
    pub except: Vec<String>,
    /// What it is.
    pub name: Text,
    /// An example.
    pub suggestion: Text,
}

/// The words of the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Where the lists come from.
    pub source: String,
    /// Phrases nobody is to read.
    pub forbidden: Vec<Forbidden>,
    /// What some kinds of text must say.
    pub required: Vec<Required>,
}

/// Where a forbidden phrase stands in a text: characters from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The phrase.
    pub phrase: &'a Forbidden,
    /// Its first character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
}

impl Phrases {
    /// The forbidden phrase with this code.
    pub fn forbidden(&self, code: &str) -> Option<&Forbidden> {
        self.forbidden.iter().find(|phrase| phrase.code == code)
    }

    /// The required phrase with this code.
    pub fn required(&self, code: &str) -> Option<&Required> {
        self.required.iter().find(|phrase| phrase.code == code)
    }

    /// What to say for, or instead of, the phrase with this code.
    pub fn suggestion(&self, code: &str) -> Option<&Text> {
        let forbidden = self.forbidden(code).map(|phrase| &phrase.suggestion);
        forbidden.or_else(|| self.required(code).map(|phrase| &phrase.suggestion))
    }

    /// The name of the phrase with this code: what a required one is, how a forbidden one is said first.
    pub fn name(&self, code: &str, language: Language) -> Option<&str> {
        if let Some(required) = self.required(code) {
            return Some(required.name.get(language));
        }
        let phrase = self.forbidden(code)?;
        let said = match language {
            Language::Zh => &phrase.zh,
            Language::En => &phrase.en,
        };
        said.first().map(String::as_str)
    }

    /// Forbidden phrases in a text, in their order; of two that cover each other only the longer.
    pub fn hits(&self, text: &str) -> Vec<Hit<'_>> {
        let folded = Folded::new(text);
        let mut found: Vec<Hit<'_>> = Vec::new();
        for phrase in &self.forbidden {
            let says = phrase.zh.iter().chain(&phrase.en);
            for (start, end) in folded.places(says, &phrase.except) {
                found.push(Hit { phrase, start, end });
            }
        }
        let all = found.clone();
        found.retain(|hit| {
            !all.iter().any(|other| {
                other.start <= hit.start
                    && hit.end <= other.end
                    && other.end - other.start > hit.end - hit.start
            })
        });
        found.sort_by_key(|hit| (hit.start, hit.end));
        found
    }

    /// What the texts of a kind, taken together, must say and do not.
    pub fn missing<'a>(&'a self, kind: TextKind, texts: &[&str]) -> Vec<&'a Required> {
        let folded: Vec<Folded> = texts.iter().map(|text| Folded::new(text)).collect();
        let is_said = |phrase: &Required| {
            folded.iter().any(|text| {
                let says = phrase.zh.iter().chain(&phrase.en);
                !text.places(says, &phrase.except).is_empty()
            })
        };
        self.required
            .iter()
            .filter(|phrase| phrase.kinds.contains(&kind) && !is_said(phrase))
            .collect()
    }

    /// Codes and phrases stand once and are not empty, each has words in both languages and something to say instead,
    /// no exception lets everything through, and no suggestion holds what is forbidden.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut find = |kind: FindingKind, detail: &str| {
            found.push(Finding {
                place: "phrases".to_owned(),
                kind,
                detail: detail.to_owned(),
            });
        };
        if self.source.trim().is_empty() {
            find(FindingKind::MissingField, "source");
        }
        let (mut codes, mut said) = (BTreeSet::new(), BTreeSet::new());
        let forbidden = self.forbidden.iter().map(|it| {
            (
                &it.code,
                (&it.zh, &it.en, &it.except),
                (&it.suggestion, true),
            )
        });
        let required = self.required.iter().map(|it| {
            (
                &it.code,
                (&it.zh, &it.en, &it.except),
                (&it.suggestion, false),
            )
        });
        for (code, (zh, en, except), (suggestion, is_forbidden)) in forbidden.chain(required) {
            if !codes.insert(code) {
                find(FindingKind::Duplicate, code);
            }
            if code.trim().is_empty() || zh.is_empty() || en.is_empty() || suggestion.is_blank() {
                find(FindingKind::MissingField, code);
            }
            for phrase in zh.iter().chain(en).chain(except) {
                if Folded::new(phrase).is_empty() {
                    find(FindingKind::MissingField, code);
                }
            }
            for phrase in zh.iter().chain(en) {
                if !said.insert(Folded::new(phrase).text()) {
                    find(FindingKind::Duplicate, phrase);
                }
            }
            for exception in except {
                let folded = Folded::new(exception);
                if folded.places(zh.iter().chain(en), &[]).is_empty() {
                    find(FindingKind::Unreachable, exception);
                }
                let covers = |phrase: &String| Folded::new(phrase).text() == folded.text();
                if is_forbidden && zh.iter().chain(en).any(covers) {
                    find(FindingKind::Duplicate, exception);
                }
            }
            for words in [&suggestion.zh, &suggestion.en] {
                if !self.hits(words).is_empty() {
                    find(FindingKind::ContradictoryName, code);
                }
            }
        }
        for required in &self.required {
            if required.kinds.is_empty() || required.name.is_blank() {
                find(FindingKind::MissingField, &required.code);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;
    use alloc::vec;

    fn phrases() -> Phrases {
        shipped::catalogue().phrases().clone()
    }

    fn codes(text: &str) -> Vec<String> {
        let phrases = phrases();
        let hits = phrases.hits(text);
        hits.iter().map(|hit| hit.phrase.code.clone()).collect()
    }

    #[test]
    fn a_phrase_is_found_however_it_is_typed() {
        for text in [
            "这不归我管。",
            "这 不 归\u{3000}我 管",
            "不归\n我\u{200b}管",
            "It is NOT MY PROBLEM.",
            "Ｎｏｔ　ｍｙ　ｐｒｏｂｌｅｍ",
            "not  my\nproblem",
        ] {
            assert_eq!(codes(text), ["not_my_business"], "{text}");
        }
        assert_eq!(codes("I don\u{2019}t know"), ["do_not_know"]);
    }

    #[test]
    fn words_are_whole_exceptions_win_and_the_longer_phrase_is_told() {
        for harmless in [
            "企业可能不知道新规定",
            "a stupidity",
            "idiots",
            "no ideas",
            "knot my problem",
        ] {
            assert_eq!(codes(harmless), Vec::<String>::new(), "{harmless}");
        }
        assert_eq!(codes("可能不知道，反正我不知道"), ["do_not_know"]);
        let phrases = phrases();
        let text = "反正 不知 道";
        let [hit] = phrases.hits(text)[..] else {
            panic!("one hit");
        };
        assert_eq!((hit.start, hit.end), (3, 7));
    }

    #[test]
    fn a_negative_decision_says_what_to_do_next_and_an_application_is_no_request() {
        let phrases = phrases();
        let missing = |kind, text: &str| {
            let found = phrases.missing(kind, &[text]);
            found.iter().map(|it| it.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            missing(TextKind::Decision, "贵公司的申请不符合第三条"),
            ["next_step"]
        );
        assert!(missing(TextKind::Decision, "不符合第三条，请改图后再报").is_empty());
        assert!(missing(TextKind::Decision, "Rejected. You may apply again.").is_empty());
        assert!(missing(TextKind::Message, "好").is_empty());
        assert_eq!(missing(TextKind::Reply, "已办"), ["greeting"]);
    }

    #[test]
    fn what_is_twice_empty_useless_or_without_a_way_out_is_found() {
        assert_eq!(phrases().findings(), []);
        let kinds = |change: fn(&mut Phrases)| {
            let mut changed = phrases();
            change(&mut changed);
            let found = changed.findings();
            found.iter().map(|one| one.kind).collect::<Vec<_>>()
        };
        assert_eq!(
            kinds(|it| it.forbidden[1].code = it.forbidden[0].code.clone()),
            [FindingKind::Duplicate]
        );
        assert_eq!(
            kinds(|it| it.forbidden[1].zh.push("不 知道".to_owned())),
            [FindingKind::Duplicate]
        );
        assert_eq!(
            kinds(|it| it.forbidden[0].suggestion.en.clear()),
            [FindingKind::MissingField]
        );
        assert_eq!(
            kinds(|it| it.forbidden[1].zh.push(" ".to_owned())),
            [FindingKind::MissingField]
        );
        assert_eq!(
            kinds(|it| it.forbidden[1].except = vec!["很好".to_owned()]),
            [FindingKind::Unreachable]
        );
        assert_eq!(
            kinds(|it| it.forbidden[1].except = vec!["我不管".to_owned()]),
            [FindingKind::Duplicate]
        );
        assert_eq!(
            kinds(|it| it.forbidden[1].suggestion.zh.push_str("闭嘴")),
            [FindingKind::ContradictoryName]
        );
        assert_eq!(
            kinds(|it| it.required[0].kinds.clear()),
            [FindingKind::MissingField]
        );
    }

    #[test]
    fn an_unknown_kind_of_text_is_told() {
        let mut files = shipped::files();
        let text = files.get_mut("phrases.toml").unwrap();
        *text = text.replace("kinds = [\"reply\"]", "kinds = [\"letter\"]");
        let problems = super::super::Catalogue::from_files(&files).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].file, "phrases.toml");
        assert!(problems[0].problem.contains("letter"), "{problems:?}");
    }
}
