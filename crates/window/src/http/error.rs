//! Answers that are not what was asked for: as a page in the visitor's language or as problem+json (RFC 9457).
//!
//! Handlers only return a [`PageError`]; the frame turns it into words, because only it knows the
//! visitor. The inner cause goes to the log and nowhere else.

use std::fmt::Display;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use serde::Serialize;
use serde_json::{Value, json};
use window_domain::refusal::{Code, Refusal};

use super::Visitor;
use crate::app::App;
use crate::i18n::{Language, Message};
use crate::templates::view;

/// The kinds of refusal and failure, each with its status and its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request cannot be understood (400).
    BadRequest,
    /// Nobody is logged in, and the caller is a program (401).
    Unauthenticated,
    /// The visitor's roles do not include it (403).
    Forbidden,
    /// The form's secret is missing or belongs to another session (403).
    StaleForm,
    /// There is no such page, or the visitor may not know of it (404).
    NotFound,
    /// The page exists but not for this method (405).
    MethodNotAllowed,
    /// Somebody else was faster (409).
    Conflict,
    /// Too many bytes (413).
    TooLarge,
    /// A kind of body nobody reads here (415).
    UnsupportedMedia,
    /// Understood, but a rule forbids it (422).
    Unprocessable,
    /// Too often (429).
    TooMany,
    /// A defect of ours (500).
    Broken,
    /// A part we need does not answer (503).
    Unavailable,
}

impl ErrorKind {
    /// All kinds, for tests and the gallery.
    pub const ALL: [Self; 13] = [
        Self::BadRequest,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::StaleForm,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMedia,
        Self::Unprocessable,
        Self::TooMany,
        Self::Broken,
        Self::Unavailable,
    ];

    /// The HTTP status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The stable name in problem+json; the locale keys are `error-{code}-title` and `error-{code}-help`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::StaleForm => "stale-form",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Conflict => "conflict",
            Self::TooLarge => "too-large",
            Self::UnsupportedMedia => "unsupported-media",
            Self::Unprocessable => "unprocessable",
            Self::TooMany => "too-many",
            Self::Broken => "broken",
            Self::Unavailable => "unavailable",
        }
    }

    /// The kind for a status some library answered with; `None` if the status is no error.
    pub(super) fn from_status(status: StatusCode) -> Option<Self> {
        if !(status.is_client_error() || status.is_server_error()) {
            return None;
        }
        let exact = Self::ALL.into_iter().find(|kind| kind.status() == status);
        Some(exact.unwrap_or(if status.is_client_error() {
            Self::BadRequest
        } else {
            Self::Broken
        }))
    }
}

/// One thing wrong with a form or a request: the field, and the sentence to show beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The field's name; empty if it concerns the whole form.
    pub field: String,
    /// What is wrong.
    pub message: Message,
    /// The way out; `None` where the message itself says it.
    pub remedy: Option<Box<Message>>,
    /// The rule of the domain that said no; `None` for what only a form asks.
    #[serde(skip)]
    pub rule: Option<Box<Refusal>>,
    /// The phrase that is not sent, as typed, between what stands before and behind it.
    pub said: Option<Box<[String; 3]>>,
    /// Whether the writer can send the text as it is.
    pub may_pass: bool,
}

impl Problem {
    /// A problem with one field.
    pub fn new(field: impl Into<String>, message: Message) -> Self {
        Self {
            field: field.into(),
            message,
            remedy: None,
            rule: None,
            said: None,
            may_pass: false,
        }
    }

    /// Whether this rule of the domain said no.
    pub fn is_of(&self, code: Code) -> bool {
        self.rule.as_ref().is_some_and(|rule| rule.code == code)
    }

    /// As a program reads it: the rule's stable name, its raw values and its source, and both
    /// sentences in the reader's language.
    pub fn as_json(&self, app: &App, language: Language) -> Value {
        let rule = self.rule.as_ref();
        // Raw values of the rule: dates in ISO form, codes; what only a form asks has its words.
        let values: serde_json::Map<String, Value> = if let Some(rule) = rule {
            let values = rule.values.iter();
            values
                .map(|(name, value)| ((*name).to_owned(), json!(value)))
                .collect()
        } else {
            let args = self.message.args().iter();
            args.map(|(name, value)| (name.clone(), json!(value)))
                .collect()
        };
        json!({
            "code": rule.map_or_else(|| self.message.key(), |rule| rule.code.as_str()),
            "field": self.field,
            "values": values,
            "source": rule.and_then(|rule| rule.code.source()),
            "message": app.i18n.say(language, &self.message),
            "remedy": self.remedy.as_ref().map(|remedy| app.i18n.say(language, remedy)),
        })
    }
}

/// A refusal or a failure on its way to the visitor.
#[derive(Clone, Debug)]
pub struct PageError(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: ErrorKind,
    reason: Option<Message>,
    problems: Vec<Problem>,
    retry_after_seconds: Option<u32>,
    /// For the log only.
    cause: Option<String>,
}

impl PageError {
    /// An error of this kind, with nothing more to say than its page does.
    pub fn new(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner {
            kind,
            reason: None,
            problems: Vec::new(),
            retry_after_seconds: None,
            cause: None,
        }))
    }

    /// There is no such page, or the visitor may not know of it.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound)
    }

    /// The visitor's roles do not include it.
    pub fn forbidden() -> Self {
        Self::new(ErrorKind::Forbidden)
    }

    /// Nobody is logged in, and the caller is a program.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorKind::Unauthenticated)
    }

    /// The page exists but not for this method.
    pub fn method_not_allowed() -> Self {
        Self::new(ErrorKind::MethodNotAllowed)
    }

    /// Somebody else was faster; `reason` tells what changed.
    pub fn conflict(reason: Message) -> Self {
        Self::new(ErrorKind::Conflict).because(reason)
    }

    /// A rule forbids it; `reason` names the rule.
    pub fn refused(reason: Message) -> Self {
        Self::new(ErrorKind::Unprocessable).because(reason)
    }

    /// Too often; may be tried again after so many seconds.
    pub fn too_many(retry_after_seconds: u32) -> Self {
        Self::new(ErrorKind::TooMany).change(|inner| {
            inner.retry_after_seconds = Some(retry_after_seconds);
        })
    }

    /// A defect of ours; `cause` is for the log only.
    pub fn broken(cause: impl std::error::Error) -> Self {
        Self::new(ErrorKind::Broken).caused_by(chain(&cause))
    }

    /// A defect of ours that has no error value.
    pub fn broken_because(cause: impl Display) -> Self {
        Self::new(ErrorKind::Broken).caused_by(cause.to_string())
    }

    /// A part we need does not answer; `cause` is for the log only.
    pub fn unavailable(cause: impl std::error::Error) -> Self {
        Self::new(ErrorKind::Unavailable).caused_by(chain(&cause))
    }

    /// The same with a sentence that says why.
    #[must_use]
    pub fn because(self, reason: Message) -> Self {
        self.change(|inner| inner.reason = Some(reason))
    }

    /// The same with a list of all that is wrong, field by field.
    #[must_use]
    pub fn with_problems(self, problems: Vec<Problem>) -> Self {
        self.change(|inner| inner.problems = problems)
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    fn caused_by(self, cause: String) -> Self {
        self.change(|inner| inner.cause = Some(cause))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The answer the visitor sees.
    pub(super) fn respond(&self, app: &App, visitor: &Visitor) -> Response {
        self.log(visitor);
        let mut response = if visitor.wants_json {
            self.as_problem(app, visitor)
        } else {
            self.as_page(app, visitor)
        };
        if let Some(seconds) = self.0.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn log(&self, visitor: &Visitor) {
        let (code, request) = (self.0.kind.code(), &visitor.request_id);
        if self.0.kind.status().is_server_error() {
            let cause = self.0.cause.as_deref().unwrap_or("no cause given");
            tracing::error!(code, %request, cause, "Request `{request}` failed: {cause}");
        } else {
            tracing::debug!(code, %request, "Request `{request}` was refused as {code}");
        }
    }

    fn as_page(&self, app: &App, visitor: &Visitor) -> Response {
        let code = self.0.kind.code();
        let data = context! {
            error => context! {
                title_key => format!("error-{code}-title"),
                help_key => format!("error-{code}-help"),
                status => self.0.kind.status().as_u16(),
                is_ours => self.0.kind.status().is_server_error(),
                reason => view(&self.0.reason),
                problems => view(&self.0.problems),
                wait_minutes => self.0.retry_after_seconds.map(|seconds| seconds.div_ceil(60)),
                request_id => visitor.request_id.as_str(),
            },
        };
        app.page_with_status(visitor, self.0.kind.status(), "error.html", data)
            .unwrap_or_else(|second| {
                // The error page itself is broken: plain words in no language of ours are better than nothing.
                tracing::error!(cause = ?second, "The error page cannot be rendered");
                (self.0.kind.status(), self.0.kind.status().to_string()).into_response()
            })
    }

    fn as_problem(&self, app: &App, visitor: &Visitor) -> Response {
        let (kind, language) = (self.0.kind, visitor.language);
        let code = kind.code();
        let help = app.i18n.text(language, &format!("error-{code}-help"), &[]);
        let detail = self
            .0
            .reason
            .as_ref()
            .map_or(help, |reason| app.i18n.say(language, reason));
        let problems: Vec<_> = self
            .0
            .problems
            .iter()
            .map(|problem| problem.as_json(app, language))
            .collect();
        let first = self.0.problems.first().and_then(|it| it.rule.as_ref());
        let rule = first.map(|rule| rule.code.as_str());
        let body = json!({
            "type": format!("urn:window-one:error:{code}"),
            "title": app.i18n.text(language, &format!("error-{code}-title"), &[]),
            "status": kind.status().as_u16(),
            "detail": detail,
            "code": rule.or_else(|| self.0.reason.as_ref().map(Message::key)).unwrap_or(code),
            "instance": format!("urn:window-one:request:{}", visitor.request_id),
            "problems": problems,
        });
        let headers = [(header::CONTENT_TYPE, "application/problem+json")];
        (kind.status(), headers, body.to_string()).into_response()
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

impl IntoResponse for PageError {
    /// Only the status and the error itself: the frame puts it into words.
    fn into_response(self) -> Response {
        let mut response = self.0.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
