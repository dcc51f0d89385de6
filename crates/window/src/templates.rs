//! Page templates: strict about unknown names, escaping by default, one environment per language.
//!
//! Inside a template `t('key', n=3)` says a sentence, and these filters format values:
//! `day`, `full_day`, `moment`, `yuan`, `grouped`, `local` (picks the language of a `{zh, en}` text).

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use rust_embed::RustEmbed;
use serde::Serialize;

use crate::assets::Assets;
use crate::i18n::{Argument, I18n, Language, Message, format};
use crate::random::Random;
use crate::service::CalendarInForce;

#[derive(RustEmbed)]
#[folder = "templates"]
#[include = "*.html"]
struct Embedded;

/// What a template sees of a view struct: `app.page(&visitor, "pages/x.html", view(&x))`.
pub fn view(data: &impl Serialize) -> Value {
    Value::from(Serde(data))
}

/// The templates of all languages.
pub struct Templates {
    zh: Environment<'static>,
    en: Environment<'static>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Templates")
    }
}

impl Templates {
    /// Prepares the templates: those of `folder` if one is given (read again when they change),
    /// in a debug build those of the source tree, otherwise the ones in the binary. A due date after
    /// the end of the calendar in force is shown as provisional.
    pub fn new(
        folder: Option<PathBuf>,
        i18n: &Arc<I18n>,
        random: &Random,
        calendar: &CalendarInForce,
    ) -> Self {
        let folder = folder.or_else(source_folder);
        let with = |language| {
            let mut environment = environment(language, folder.clone(), i18n, random);
            add_due_dates(&mut environment, language, i18n, calendar);
            environment
        };
        Self {
            zh: with(Language::Zh),
            en: with(Language::En),
        }
    }

    /// Renders the template `name` in `language`.
    ///
    /// # Errors
    /// When there is no such template, or it names something the context lacks.
    pub fn render(&self, language: Language, name: &str, context: Value) -> Result<String, Error> {
        let environment = match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        };
        environment.get_template(name)?.render(context)
    }

    /// The names of all templates in the binary.
    pub fn names() -> Vec<String> {
        Embedded::iter().map(std::borrow::Cow::into_owned).collect()
    }

    /// The source of a template in the binary.
    pub fn source(name: &str) -> Option<String> {
        Embedded::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())
    }
}

/// In a debug build the templates are read from the source tree, so that a change shows at the next request.
fn source_folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/templates"));
    (cfg!(debug_assertions) && folder.is_dir()).then_some(folder)
}

fn environment(
    language: Language,
    folder: Option<PathBuf>,
    i18n: &Arc<I18n>,
    random: &Random,
) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // Without this half of each page would be the blank lines of template statements.
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    match folder {
        Some(folder) => environment.set_loader(minijinja::path_loader(folder)),
        None => environment.set_loader(|name| Ok(Templates::source(name))),
    }
    environment.set_formatter(write_value);
    add_texts(&mut environment, language, i18n);
    add_formats(&mut environment, language, i18n);
    let random = random.clone();
    environment.add_function("one_time_key", move || {
        random
            .token()
            .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
    });
    environment.add_function("asset", |name: &str| {
        Assets::url(name).ok_or_else(|| {
            Error::new(
                ErrorKind::InvalidOperation,
                format!("there is no static file `{name}`"),
            )
        })
    });
    environment
}

/// Writes a value, texts escaped for HTML. The library's own escaping also turns each `/` into six
/// characters, which makes every address on a page unreadable and protects nothing inside quotes.
fn write_value(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let text = value.as_str().filter(|_| !value.is_safe());
    let Some(text) = text.filter(|_| matches!(state.auto_escape(), AutoEscape::Html)) else {
        return minijinja::escape_formatter(out, state, value);
    };
    let mut rest = text;
    while let Some(index) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, after) = rest.split_at(index);
        out.write_str(before)?;
        let mut characters = after.chars();
        out.write_str(match characters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#x27;",
        })?;
        rest = characters.as_str();
    }
    out.write_str(rest)?;
    Ok(())
}

fn add_texts(environment: &mut Environment<'static>, language: Language, i18n: &Arc<I18n>) {
    let texts = Arc::clone(i18n);
    environment.add_function("t", move |key: &str, values: Kwargs| {
        let mut args = Vec::new();
        for name in values.args() {
            let value: Value = values.get(name)?;
            args.push((name, argument(&value)));
        }
        texts.lookup(language, key, &args).ok_or_else(|| {
            Error::new(
                ErrorKind::UndefinedError,
                format!("no sentence `{key}` in {language}"),
            )
        })
    });
    let texts = Arc::clone(i18n);
    environment.add_filter("say", move |message: Value| -> Result<String, Error> {
        let key: String = message.get_attr("key")?.to_string();
        let mut said = Message::new(key);
        let args = message.get_attr("args")?;
        for name in args.try_iter()? {
            let value = args.get_item(&name)?;
            said = said.with(&name.to_string(), argument(&value));
        }
        Ok(texts.say(language, &said))
    });
    environment.add_filter("local", move |text: Value| -> Result<Value, Error> {
        let (first, second) = match language {
            Language::Zh => ("zh", "en"),
            Language::En => ("en", "zh"),
        };
        // A text not yet translated is better read in the other language than not at all.
        let wanted = text.get_attr(first)?;
        if wanted.as_str().is_some_and(|text| !text.is_empty()) {
            return Ok(wanted);
        }
        text.get_attr(second)
    });
}

fn add_formats(environment: &mut Environment<'static>, language: Language, i18n: &Arc<I18n>) {
    let texts = Arc::clone(i18n);
    environment.add_filter("day", move |date: &str| {
        Ok::<_, Error>(format::day(&texts, language, parse::<Date>(date)?))
    });
    let texts = Arc::clone(i18n);
    environment.add_filter("full_day", move |date: &str| {
        Ok::<_, Error>(format::full_day(&texts, language, parse::<Date>(date)?))
    });
    let texts = Arc::clone(i18n);
    environment.add_filter("moment", move |at: &str| {
        Ok::<_, Error>(format::moment(&texts, language, parse::<Timestamp>(at)?))
    });
    environment.add_filter("yuan", format::yuan);
    environment.add_filter("grouped", format::grouped);
    environment.add_filter("brief", brief);
}

/// The last day of something, marked where the working days up to it are not published yet.
fn add_due_dates(
    environment: &mut Environment<'static>,
    language: Language,
    i18n: &Arc<I18n>,
    calendar: &CalendarInForce,
) {
    type Format = fn(&I18n, Language, Date) -> String;
    let filters: [(&'static str, Format); 2] =
        [("due", format::day), ("full_due", format::full_day)];
    for (name, format) in filters {
        let (texts, calendar) = (Arc::clone(i18n), calendar.clone());
        environment.add_filter(name, move |date: &str| {
            let date = parse::<Date>(date)?;
            let day = format(&texts, language, date);
            Ok::<_, Error>(if date > calendar.published_until() {
                texts.text(language, "date-provisional", &[("day", day.into())])
            } else {
                day
            })
        });
    }
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| {
        Error::new(
            ErrorKind::InvalidOperation,
            format!("`{text}` is no date or instant"),
        )
    })
}

fn argument(value: &Value) -> Argument {
    if value.kind() == ValueKind::Number
        && let Some(number) = value.as_i64()
    {
        return Argument::Number(number);
    }
    Argument::Text(value.to_string())
}

/// The beginning of a text that people wrote, for a line of a list.
fn brief(text: &str, characters: usize) -> String {
    let mut brief: String = text.chars().take(characters).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief
}

#[cfg(test)]
mod tests {
    use minijinja::context;
    use window_domain::calendar::Calendar;

    use super::*;

    fn said(source: &str, context: Value) -> Result<String, Error> {
        let i18n = Arc::new(I18n::load().unwrap());
        environment(Language::En, None, &i18n, &Random::seeded(1)).render_str(source, context)
    }

    #[test]
    fn a_due_date_beyond_the_published_calendar_is_marked_provisional() {
        let i18n = Arc::new(I18n::load().unwrap());
        let year = r#"{"2026":{"holidays":["2026-01-01"],"workdays":[]}}"#;
        let calendar = CalendarInForce::new(Calendar::from_json(year).unwrap());
        let templates = Templates::new(None, &i18n, &Random::seeded(1), &calendar);
        let said = |date: &str| {
            let source = format!("{{{{ '{date}'|due }}}}");
            templates.en.render_str(&source, context! {}).unwrap()
        };
        assert_eq!(said("2026-12-31"), "Thu 31 Dec");
        assert_eq!(said("2027-01-04"), "Mon 4 Jan (provisional)");
    }

    #[test]
    fn texts_are_escaped_and_addresses_stay_readable() {
        let typed = "<b a=\"1\" c='2'>&/x";
        let text = said("{{ typed }}", context! { typed }).unwrap();
        assert_eq!(text, "&lt;b a=&quot;1&quot; c=&#x27;2&#x27;&gt;&amp;/x");
        let list = said("{{ [typed] }}", context! { typed }).unwrap();
        assert!(!list.contains('<'), "{list}");
    }

    #[test]
    fn a_name_or_sentence_that_does_not_exist_is_an_error() {
        assert!(said("{{ nothing }}", context! {}).is_err());
        assert!(said("{{ t('no-such-key') }}", context! {}).is_err());
    }

    #[test]
    fn values_are_formatted_and_texts_picked_by_language() {
        let both = context! { zh => "\u{4e2d}", en => "English" };
        let only = context! { zh => "\u{4e2d}", en => "" };
        let text = said(
            "{{ both|local }} {{ only|local }} {{ '2026-08-14'|day }} {{ 123450|yuan }} {{ t('working-days', n=1) }}",
            context! { both, only },
        );
        assert_eq!(
            text.unwrap(),
            "English \u{4e2d} Fri 14 Aug 1,234.50 1 working day"
        );
    }
}
