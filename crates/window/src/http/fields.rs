//! The fields of a form, after the frame has checked its secret.

use std::collections::BTreeMap;

use axum::RequestExt;
use axum::extract::{Form, FromRequest, Multipart, Request};
use serde::Serialize;
use window_domain::refusal::Code;

use super::{ErrorKind, PageError, Problem};
use crate::app::AppState;

/// Fields of a form without files. Values but passwords are trimmed: a stray space at the end is nobody's intention.
#[derive(Clone, Debug, Default)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// The fields of these pairs, in their order.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            // A password is taken exactly as typed.
            let value = if name.starts_with("password") {
                value
            } else {
                value.trim().to_owned()
            };
            fields.entry(name).or_default().push(value);
        }
        Self(fields)
    }

    /// The same with a value for one field, exactly as it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.insert(name.to_owned(), vec![value.to_owned()]);
        self
    }

    /// The value of a field; `None` if it is absent or left empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .and_then(|values| values.first())
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The value of a field, empty if absent: what to show again in the form.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// All values of a field that may be given several times (check boxes).
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .get(name)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// First values of all fields but the form's own secrets, to show the form again with nothing lost.
    pub fn typed(&self) -> BTreeMap<&str, &str> {
        self.0
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .filter_map(|(name, values)| Some((name.as_str(), values.first()?.as_str())))
            .collect()
    }

    /// The one-time key of the form: two requests with the same key are one act.
    ///
    /// # Errors
    /// When the form carries none, which only a hand-made request does.
    pub fn key(&self) -> Result<&str, PageError> {
        self.get("_key")
            .filter(|key| key.len() <= MAX_KEY_BYTES)
            .ok_or_else(|| PageError::new(ErrorKind::BadRequest))
    }
}

impl Fields {
    /// Version of the project the form was drawn on, if it carries one.
    pub fn seen(&self) -> Option<u64> {
        self.get(SEEN)?.parse().ok()
    }
}

/// The hidden field with the version of the project a form was drawn on.
pub const SEEN: &str = "_seen";

/// The box that sends a text although it does not say all it should.
pub(super) const UNSAID: &str = "_unsaid";

/// Our own keys have 43 characters; other clients may use a UUID or the like.
const MAX_KEY_BYTES: usize = 128;

impl FromRequest<AppState> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Self::Rejection> {
        let Form(pairs) = request
            .extract::<Form<Vec<(String, String)>>, _>()
            .await
            .map_err(|_| PageError::new(ErrorKind::BadRequest))?;
        Ok(Self::from_pairs(pairs))
    }
}

/// A form with files, read part by part. The frame has checked the secret in its first part;
/// the second part is the one-time key (`form_start` writes both).
#[derive(Debug)]
pub struct UploadForm {
    /// The one-time key: two requests with the same key are one act.
    pub key: String,
    /// The remaining parts.
    pub parts: Multipart,
}

impl FromRequest<AppState> for UploadForm {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Self::Rejection> {
        let bad = || PageError::new(ErrorKind::BadRequest);
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| bad())?;
        let mut key = None;
        for expected in ["_csrf", "_key"] {
            let field = parts
                .next_field()
                .await
                .map_err(|_| bad())?
                .ok_or_else(bad)?;
            if field.name() != Some(expected) {
                return Err(bad());
            }
            key = Some(field.text().await.map_err(|_| bad())?);
        }
        let key = key.filter(|key| !key.is_empty() && key.len() <= MAX_KEY_BYTES);
        Ok(Self {
            key: key.ok_or_else(bad)?,
            parts,
        })
    }
}

/// What form templates need of a form: the values to show again and all problems with them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormView {
    /// Values by field name.
    pub values: BTreeMap<String, String>,
    /// All that is wrong, in the order of the form.
    pub problems: Vec<Problem>,
    /// Version of the project the form was drawn on, kept while it is filled in again. It is let
    /// go once the page has told what somebody else changed since.
    pub seen: Option<u64>,
}

impl FormView {
    /// A form nobody has filled in yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A form filled in, with its problems.
    pub fn of(fields: &Fields, problems: Vec<Problem>) -> Self {
        let values = fields
            .typed()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let is_told = problems
            .iter()
            .any(|problem| problem.is_of(Code::ChangedMeanwhile));
        Self {
            values,
            problems,
            seen: fields.seen().filter(|_| !is_told),
        }
    }
}
