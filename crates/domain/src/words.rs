//! What is said to somebody, held against the words of the window before it is sent.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::access::{Actor, Role};
use crate::catalogue::{Demand, Phrases, TextKind};
use crate::refusal::{Code, Refusal};

/// Characters shown on either side of a hit.
const AROUND_CHARS: usize = 40;

/// A text a command would send to somebody other than its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// What it is to whoever reads it.
    pub kind: TextKind,
    /// Name of the field the rules know it by.
    pub field: String,
    /// The text.
    pub text: &'a str,
}

/// A forbidden phrase in a text, or what a text does not say and has to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Code of the phrase in the catalogue.
    pub phrase: String,
    /// Kind of the text.
    pub kind: TextKind,
    /// Whether it keeps the text from being sent, whatever its writer says.
    pub blocks: bool,
    /// Name of the field.
    pub field: String,
    /// The phrase as typed, with what stands before and behind it; `None` for what is missing.
    pub said: Option<[String; 3]>,
}

impl Heard {
    /// Why the text is not sent.
    pub fn refusal(&self) -> Refusal {
        let refusal = match (&self.said, self.blocks) {
            (Some([before, said, after]), _) => Refusal::new(Code::PhraseForbidden)
                .with("said", said)
                .with("before", before)
                .with("after", after),
            (None, true) => Refusal::new(Code::PhraseMissing),
            (None, false) => Refusal::new(Code::PhraseUnsaid),
        };
        refusal
            .with("phrase", &self.phrase)
            .with("suggestion", &self.phrase)
            .at(self.field.clone())
    }
}

/// Whether the actor speaks for the administration: words of enterprises, visitors and the program are not judged.
pub fn is_judged(actor: &Actor) -> bool {
    let outside =
        |role: &Role| role.is_enterprise() || matches!(role, Role::Anonymous | Role::System);
    !actor.roles.iter().all(outside)
}

/// Everything the words of the window say against these texts: each phrase once for each field, and once for each kind of
/// text what none of its texts says. Texts left empty are for the rules to refuse.
pub fn hear(spoken: &[Spoken<'_>], phrases: &Phrases) -> Vec<Heard> {
    let mut found: Vec<Heard> = Vec::new();
    let mut kinds: BTreeMap<TextKind, Vec<&Spoken<'_>>> = BTreeMap::new();
    for one in spoken.iter().filter(|one| !one.text.trim().is_empty()) {
        kinds.entry(one.kind).or_default().push(one);
        for hit in phrases.hits(one.text) {
            let is_known = |it: &Heard| it.phrase == hit.phrase.code && it.field == one.field;
            if !found.iter().any(is_known) {
                found.push(Heard {
                    phrase: hit.phrase.code.clone(),
                    kind: one.kind,
                    blocks: true,
                    field: one.field.clone(),
                    said: Some(around(one.text, hit.start, hit.end)),
                });
            }
        }
    }
    for (kind, texts) in kinds {
        let Some(first) = texts.first() else { continue };
        let said: Vec<&str> = texts.iter().map(|one| one.text).collect();
        for missing in phrases.missing(kind, &said) {
            found.push(Heard {
                phrase: missing.code.clone(),
                kind,
                blocks: missing.severity == Demand::Refuse,
                field: first.field.clone(),
                said: None,
            });
        }
    }
    found
}

/// The hit with what stands around it, cut with an ellipsis where it is long.
fn around(text: &str, start: usize, end: usize) -> [String; 3] {
    let part = |from: usize, to: usize| -> String {
        text.chars()
            .skip(from)
            .take(to.saturating_sub(from))
            .collect()
    };
    let length = text.chars().count();
    let from = start.saturating_sub(AROUND_CHARS);
    let to = end.saturating_add(AROUND_CHARS).min(length);
    let (mut before, mut after) = (part(from, start), part(end, to));
    if from > 0 {
        before.insert(0, '\u{2026}');
    }
    if to < length {
        after.push('\u{2026}');
    }
    [before, part(start, end), after]
}
