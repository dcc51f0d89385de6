//! Searching the guide: names, codes, words that mean an item, the first letters of the Chinese names in pinyin; and what
//! comes nearest when nothing fits.

use pinyin::ToPinyin;
use window_domain::catalogue::{Catalogue, Item};

/// Longest search that is looked at, in characters; no name is longer.
const TYPED_MAX: usize = 60;
/// Items offered when a search finds none.
const NEAREST: usize = 3;
/// A pair of characters in common says more than this many single ones.
const PAIR_WEIGHT: usize = 4;
/// Fewer first letters fit nearly every name.
const INITIALS_MIN: usize = 2;

/// What somebody typed, ready to be looked for.
pub(super) fn wanted(typed: &str) -> String {
    let kept: String = typed.trim().chars().take(TYPED_MAX).collect();
    kept.to_lowercase()
}

/// The items a search finds, the likeliest first; all of them if nothing was typed.
pub(super) fn find<'a>(catalogue: &'a Catalogue, wanted: &str) -> Vec<&'a Item> {
    if wanted.is_empty() {
        return catalogue.items().collect();
    }
    let meant = catalogue.search_words().meant(wanted);
    let rank = |item: &Item| {
        let code = item.code.as_str().to_lowercase();
        let (zh, en) = (item.name.zh.to_lowercase(), item.name.en.to_lowercase());
        if code == wanted {
            return Some(0);
        }
        if let Some(place) = meant.iter().position(|code| **code == item.code) {
            return Some(1 + place);
        }
        if zh.contains(wanted) || en.contains(wanted) {
            return Some(100);
        }
        has_initials(&zh, wanted).then_some(200)
    };
    let mut found: Vec<(usize, &Item)> = catalogue
        .items()
        .filter_map(|item| Some((rank(item)?, item)))
        .collect();
    found.sort_by_key(|(rank, item)| (*rank, item.code.as_str()));
    found.into_iter().map(|(_, item)| item).collect()
}

/// Whether these letters are the first ones of neighbouring characters of a name, as they are read.
fn has_initials(name: &str, wanted: &str) -> bool {
    if wanted.len() < INITIALS_MIN || !wanted.chars().all(|it| it.is_ascii_lowercase()) {
        return false;
    }
    let initials: String = name
        .chars()
        .filter_map(|character| match character.to_pinyin() {
            Some(read) => read.plain().chars().next(),
            None => character.is_ascii_alphanumeric().then_some(character),
        })
        .collect();
    initials.contains(wanted)
}

/// The items that share most with what was asked: pairs of neighbouring characters count before
/// single ones. Nothing is near that shares nothing.
pub(super) fn nearest<'a>(catalogue: &'a Catalogue, wanted: &str) -> Vec<&'a Item> {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|it| it.is_alphanumeric()).collect();
        let next = letters.iter().skip(1);
        letters.iter().copied().zip(next.copied()).collect()
    };
    let asked = pairs(wanted);
    let mut scored: Vec<(usize, &Item)> = catalogue
        .items()
        .map(|item| {
            let names = format!("{} {}", item.name.zh, item.name.en).to_lowercase();
            let known = pairs(&names);
            let shared = asked.iter().filter(|pair| known.contains(pair)).count();
            // Letters of an alphabet are in every name; a Han character says something.
            let single = wanted
                .chars()
                .filter(|it| it.is_alphabetic() && !it.is_ascii() && names.contains(*it));
            (shared * PAIR_WEIGHT + single.count(), item)
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.truncate(NEAREST);
    scored.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::City;

    fn found(typed: &str) -> Vec<String> {
        let city = City::load(None).unwrap();
        let found = find(&city.catalogue, &wanted(typed));
        found
            .into_iter()
            .map(|item| item.code.to_string())
            .collect()
    }

    fn near(typed: &str) -> Vec<String> {
        let city = City::load(None).unwrap();
        let found = nearest(&city.catalogue, &wanted(typed));
        found.into_iter().map(|item| item.name.zh.clone()).collect()
    }

    #[test]
    fn a_code_a_name_an_everyday_word_and_first_letters_find_an_item() {
        assert_eq!(found(" c05 ")[0], "C05");
        assert!(found("施工许可").contains(&"C05".to_owned()));
        assert_eq!(found("施工执照")[0], "C05");
        assert_eq!(found("我要通电")[0], "C12");
        assert!(found("sgxk").contains(&"C05".to_owned()), "施工许可");
        assert!(found("SGXK").contains(&"C05".to_owned()));
        assert!(found("fire").contains(&"C03".to_owned()));
    }

    #[test]
    fn nothing_typed_shows_all_and_one_letter_is_no_search_by_first_letters() {
        let city = City::load(None).unwrap();
        assert_eq!(found("").len(), city.catalogue.items().len());
        assert!(!has_initials("施工许可", "s"));
        assert!(has_initials("施工许可", "gx"));
        assert!(!has_initials("施工许可", "sx"));
    }

    #[test]
    fn hostile_strings_are_searched_like_any_other() {
        for typed in [
            "' OR 1=1 --",
            "<script>",
            "%",
            "\0",
            "{{7*7}}",
            "a".repeat(10_000).as_str(),
        ] {
            assert!(found(typed).len() <= 60, "{typed:?}");
        }
        assert_eq!(wanted(&"长".repeat(500)).chars().count(), TYPED_MAX);
    }

    #[test]
    fn what_is_asked_in_other_words_finds_the_nearest_items() {
        assert!(near("施工执照")[0].contains("施工"));
        assert!(near("环评")[0].contains("环境"));
        assert_eq!(near("施工").len(), NEAREST);
    }

    #[test]
    fn nothing_is_near_that_shares_nothing() {
        assert_eq!(near("qqqq"), Vec::<String>::new());
        assert_eq!(near(""), Vec::<String>::new());
    }
}
