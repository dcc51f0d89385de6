//! Reading the forms of the works: dates, words of the rules, lines.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use window_domain::refusal::{Code, Refusal, Refusals};

use crate::http::Fields;

/// The date of a field, or what is wrong with it.
pub(in crate::pages) fn date(fields: &Fields, name: &str) -> Result<Date, Refusals> {
    let typed = fields
        .get(name)
        .ok_or_else(|| Refusals::from(Refusal::new(Code::TextMissing).at(name)))?;
    typed.parse().map_err(|_| {
        Refusal::new(Code::DateInvalid)
            .with("given", typed)
            .at(name)
            .into()
    })
}

/// A word of the rules (`pass`, `foundation`) a field names.
pub(in crate::pages) fn chosen<T: DeserializeOwned>(
    fields: &Fields,
    name: &str,
) -> Result<T, Refusals> {
    let word = fields.text(name).to_owned();
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|_| Refusal::new(Code::NothingChosen).at(name).into())
}

/// The lines of a text that say anything.
pub(in crate::pages) fn lines(fields: &Fields, name: &str) -> Vec<String> {
    let lines = fields.text(name).lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect()
}
