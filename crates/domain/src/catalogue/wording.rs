//! Finding phrases in what people type: width, capitals and spaces between Chinese characters make no difference.

use alloc::string::String;
use alloc::vec::Vec;

/// A text as it is compared, each character with its place in the original.
#[derive(Debug, Clone)]
pub(super) struct Folded(Vec<(char, usize)>);

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let mut found: Vec<(char, usize)> = Vec::new();
        let mut space = None;
        for (place, typed) in text.chars().enumerate() {
            if is_invisible(typed) {
                continue;
            }
            let folded = fold(typed);
            if folded.is_whitespace() {
                space = space.or(Some(place));
                continue;
            }
            if let Some(space) = space.take()
                && let Some((before, _)) = found.last()
                && !(is_han(*before) && is_han(folded))
            {
                found.push((' ', space));
            }
            found.push((folded, place));
        }
        Self(found)
    }

    /// The text as it is compared.
    pub(super) fn text(&self) -> String {
        self.0.iter().map(|(character, _)| character).collect()
    }

    /// Whether nothing is left of it.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where one of the phrases stands outside every exception: first character and the one behind the last, in the
    /// original. A phrase that lies inside an exception is none.
    pub(super) fn places<'a>(
        &self,
        phrases: impl Iterator<Item = &'a String>,
        except: &[String],
    ) -> Vec<(usize, usize)> {
        let harmless: Vec<_> = except
            .iter()
            .flat_map(|phrase| self.of(&Self::new(phrase)))
            .collect();
        phrases
            .flat_map(|phrase| self.of(&Self::new(phrase)))
            .filter(|(start, end)| {
                !harmless
                    .iter()
                    .any(|(from, to)| from <= start && end <= to && to - from > end - start)
            })
            .collect()
    }

    /// Where a phrase stands.
    fn of(&self, phrase: &Self) -> Vec<(usize, usize)> {
        let (Some((first, _)), Some((last, _))) = (phrase.0.first(), phrase.0.last()) else {
            return Vec::new();
        };
        let size = phrase.0.len();
        let mut found = Vec::new();
        for (index, window) in self.0.windows(size).enumerate() {
            let same = window.iter().zip(&phrase.0).all(|(a, b)| a.0 == b.0);
            let before = index.checked_sub(1).and_then(|before| self.0.get(before));
            let after = self.0.get(index + size);
            let runs_on = |inner: char, outer: Option<&(char, usize)>| {
                is_word(inner) && outer.is_some_and(|(outer, _)| is_word(*outer))
            };
            if same
                && !runs_on(*first, before)
                && !runs_on(*last, after)
                && let (Some((_, start)), Some((_, end))) = (window.first(), window.last())
            {
                found.push((*start, end + 1));
            }
        }
        found
    }
}

/// A character as it is compared: half width, small, straight quotation marks.
fn fold(typed: char) -> char {
    let half = match typed {
        '\u{3000}' => ' ',
        '\u{2018}' | '\u{2019}' | '\u{ff07}' => '\'',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(typed) - 0xfee0).unwrap_or(typed),
        other => other,
    };
    let mut small = half.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => half,
    }
}

/// Characters nobody sees, which would only hide a phrase.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

const fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3134f}'
    )
}

/// Whether a word of letters or figures runs on over this character.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() && !is_han(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned;
    use alloc::vec;
    use proptest::prelude::*;

    /// Every piece of the text that begins and ends with something visible, compared by itself.
    fn slowly(text: &str, phrase: &str) -> Vec<(usize, usize)> {
        let typed: Vec<char> = text.chars().collect();
        let wanted = Folded::new(phrase).text();
        let visible = |c: &char| !is_invisible(*c) && !fold(*c).is_whitespace();
        let shown = |c: &&char| !is_invisible(**c);
        let mut found = vec![];
        for start in 0..typed.len() {
            for end in start + 1..=typed.len() {
                let piece = &typed[start..end];
                if !visible(&typed[start]) || !visible(&typed[end - 1]) {
                    continue;
                }
                let whole: String = piece.iter().collect();
                let before = typed[..start].iter().rev().find(shown).map(|c| fold(*c));
                let after = typed[end..].iter().find(shown).map(|c| fold(*c));
                let runs = |inner: char, outer: Option<char>| {
                    is_word(fold(inner)) && outer.is_some_and(is_word)
                };
                if Folded::new(&whole).text() == wanted
                    && !runs(typed[start], before)
                    && !runs(typed[end - 1], after)
                {
                    found.push((start, end));
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_comparing_every_piece_finds(
            text in "[不知道管ａＩip Ｐ　\u{200b}'’,，\n]{0,24}",
            phrase in "[不知道管aip ]{1,4}",
        ) {
            prop_assume!(!Folded::new(&phrase).is_empty());
            let found = Folded::new(&text).of(&Folded::new(&phrase));
            prop_assert_eq!(found, slowly(&text, &phrase));
        }

        #[test]
        fn a_phrase_between_any_words_is_found(
            before in "[你好，。 ]{0,8}",
            after in "[你好，。 ]{0,8}",
        ) {
            let text = alloc::format!("{before}不归 我管{after}");
            let phrases = ["不归我管".to_owned()];
            prop_assert_eq!(Folded::new(&text).places(phrases.iter(), &[]).len(), 1);
        }
    }
}
