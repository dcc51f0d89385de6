//! Every visible sentence, in two languages: looked up by key in Fluent files under `locales/`.
//!
//! All files of a language's folder form one bundle, so each page may bring a file of its own.

pub mod format;
mod message;

use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use unic_langid::{LanguageIdentifier, langid};

pub use message::{Argument, Message};

#[derive(RustEmbed)]
#[folder = "locales"]
#[include = "*.ftl"]
struct Locales;

/// A language people can choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese, the language of record.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The BCP 47 tag, as in `lang=` and the locale folders.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language a tag asks for (`zh`, `zh-Hans`, `en-GB` …); `None` if we do not speak it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by weight and then by order.
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let Some(language) = Self::from_tag(pieces.next().unwrap_or_default().trim()) else {
                continue;
            };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1000, thousandths);
            if weight > 0 && best.is_none_or(|(held, _)| weight > held) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

fn identifier(language: Language) -> LanguageIdentifier {
    match language {
        Language::Zh => langid!("zh-CN"),
        Language::En => langid!("en"),
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

/// A weight such as `0.8` in thousandths; what cannot be read counts as nothing asked.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    whole
        .min(1)
        .saturating_mul(1000)
        .saturating_add(digits.parse().unwrap_or(0))
        .min(1000)
}

/// Why the locale files cannot be used. They are part of the binary, so a test finds this first.
#[derive(Debug, Error)]
pub enum I18nError {
    /// A file is not valid Fluent.
    #[error("locale file `{file}`: {problem}")]
    Syntax {
        /// The file.
        file: String,
        /// The parser's words.
        problem: String,
    },
    /// Two files of one language define the same key.
    #[error("locale file `{file}` defines a key again: {problem}")]
    Twice {
        /// The later file.
        file: String,
        /// Which key.
        problem: String,
    },
}

/// The sentences of all languages.
pub struct I18n {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl fmt::Debug for I18n {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("I18n")
    }
}

impl I18n {
    /// Reads the files in the binary.
    ///
    /// # Errors
    /// When a file is not valid or a key is defined twice.
    pub fn load() -> Result<Self, I18nError> {
        Ok(Self {
            zh: bundle(Language::Zh)?,
            en: bundle(Language::En)?,
        })
    }

    /// The sentence for `key` with the values put in; the key itself if there is none, so that a
    /// missing text shows on the page instead of hiding it.
    pub fn text(&self, language: Language, key: &str, args: &[(&str, Argument)]) -> String {
        self.lookup(language, key, args)
            .unwrap_or_else(|| key.to_owned())
    }

    /// The sentence for `key`, or `None` if the language has no such key.
    pub fn lookup(
        &self,
        language: Language,
        key: &str,
        args: &[(&str, Argument)],
    ) -> Option<String> {
        let bundle = self.bundle(language);
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set((*name).to_owned(), FluentValue::from(value));
        }
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut problems);
        for problem in problems {
            tracing::warn!(key, language = language.tag(), %problem, "Sentence lacks a value");
        }
        Some(text.into_owned())
    }

    /// The sentence a message stands for.
    pub fn say(&self, language: Language, message: &Message) -> String {
        let args: Vec<(&str, Argument)> = message
            .args()
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        self.text(language, message.key(), &args)
    }

    fn bundle(&self, language: Language) -> &FluentBundle<FluentResource> {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

fn bundle(language: Language) -> Result<FluentBundle<FluentResource>, I18nError> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier(language)]);
    // Isolation marks would be copied with case numbers and break searches for them.
    bundle.set_use_isolating(false);
    for (file, source) in sources(language) {
        let resource =
            FluentResource::try_new(source).map_err(|(_, problems)| I18nError::Syntax {
                file: file.clone(),
                problem: problems
                    .first()
                    .map_or_else(String::new, ToString::to_string),
            })?;
        bundle
            .add_resource(resource)
            .map_err(|problems| I18nError::Twice {
                file,
                problem: problems
                    .first()
                    .map_or_else(String::new, ToString::to_string),
            })?;
    }
    Ok(bundle)
}

/// The files of a language: path under `locales/` and text, in a fixed order.
pub fn sources(language: Language) -> BTreeMap<String, String> {
    let folder = format!("{}/", language.tag());
    Locales::iter()
        .filter(|path| path.starts_with(&folder))
        .filter_map(|path| {
            let file = Locales::get(&path)?;
            Some((
                path.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_weighted_language_we_speak_wins() {
        for (header, want) in [
            ("en-GB,en;q=0.9", Some(Language::En)),
            ("fr, en;q=0.3, zh-CN;q=0.8", Some(Language::Zh)),
            ("zh;q=0, en;q=0.1", Some(Language::En)),
            ("fr", None),
            ("", None),
            ("en;q=zz", None),
        ] {
            assert_eq!(Language::from_accept(header), want, "{header}");
        }
    }

    #[test]
    fn the_locale_files_load() {
        let i18n = I18n::load().unwrap();
        assert_eq!(i18n.text(Language::En, "no-such-key", &[]), "no-such-key");
        assert!(i18n.lookup(Language::Zh, "site-name", &[]).is_some());
    }
}
