//! Who asks: the account behind a request, the language and display chosen, and the secrets of its forms.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum_extra::extract::CookieJar;
use minijinja::{Value, context};
use window_domain::access::{Action, Role, role_may};

use super::PageError;
use crate::app::{App, AppState};
use crate::auth::{Account, Session};
use crate::i18n::Language;
use crate::random::hex;

/// Cookie that keeps the language.
pub(super) const LANGUAGE_COOKIE: &str = "wo_language";
/// Cookie that keeps the display mode.
pub(super) const DISPLAY_COOKIE: &str = "wo_display";

/// How pages are shown to this visitor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// 长辈版: larger text and targets, one column.
    pub elder: bool,
    /// White on black.
    pub contrast: bool,
}

impl Display {
    fn parse(text: &str) -> Self {
        Self {
            elder: text.contains("elder"),
            contrast: text.contains("contrast"),
        }
    }

    pub(super) const fn as_str(self) -> &'static str {
        match (self.elder, self.contrast) {
            (false, false) => "normal",
            (true, false) => "elder",
            (false, true) => "contrast",
            (true, true) => "elder-contrast",
        }
    }
}

/// Who asks for what, known before any handler runs.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The account logged in, if any.
    pub account: Option<Account>,
    /// The account's roles; only `Anonymous` without one.
    pub roles: Vec<Role>,
    /// The session, if logged in.
    pub session: Option<Session>,
    /// Whether somebody else gave the account its password: it is changed before anything else is done.
    pub has_first_password: bool,
    /// Language of the answer.
    pub language: Language,
    /// Display mode.
    pub display: Display,
    /// Secret that forms of this visitor must carry.
    pub csrf: String,
    /// Path and query as asked, without the host.
    pub path_and_query: String,
    /// Whether the caller is a program that wants JSON.
    pub wants_json: bool,
    /// Names this request in the log and on error pages.
    pub request_id: String,
    /// A language or display chosen with this request, to be kept.
    pub(super) chosen: Chosen,
}

/// What the address itself asked to change.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chosen {
    pub(super) language: Option<Language>,
    pub(super) display: Option<Display>,
}

impl Visitor {
    /// The visitor as far as the request's head tells; account and secrets are the frame's work.
    pub(super) fn from_head(
        app: &App,
        uri: &Uri,
        headers: &HeaderMap,
        cookies: &CookieJar,
    ) -> Self {
        let query = uri.query().unwrap_or_default();
        let asked = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find_map(|(key, value)| (key == name).then_some(value))
        };
        let cookie = |name: &str| cookies.get(name).map(|cookie| cookie.value().to_owned());
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let chosen_language = asked("lang").and_then(Language::from_tag);
        let language = chosen_language
            .or_else(|| cookie(LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag)))
            .or_else(|| header(header::ACCEPT_LANGUAGE).and_then(Language::from_accept))
            .unwrap_or(app.config.interface.default_language);
        let chosen_display = asked("display").map(Display::parse);
        let display = chosen_display
            .or_else(|| cookie(DISPLAY_COOKIE).map(|text| Display::parse(&text)))
            .unwrap_or_default();
        Self {
            account: None,
            roles: vec![Role::Anonymous],
            session: None,
            has_first_password: false,
            language,
            display,
            csrf: String::new(),
            path_and_query: uri
                .path_and_query()
                .map_or_else(|| uri.path().to_owned(), ToString::to_string),
            wants_json: uri.path().starts_with("/api/") || wants_json(header(header::ACCEPT)),
            request_id: String::new(),
            chosen: Chosen {
                language: chosen_language,
                display: chosen_display,
            },
        }
    }

    /// Whether one of the visitor's roles has the action to some object. The object itself is asked about later.
    pub fn may(&self, action: Action) -> bool {
        self.roles.iter().any(|role| role_may(*role, action))
    }

    /// Whether the visitor belongs to the administration.
    pub fn is_staff(&self) -> bool {
        self.account.is_some() && !self.roles.iter().any(|role| role.is_enterprise())
    }

    /// The role a person is shown with; `none` for an account nobody has granted one.
    fn role_shown(&self) -> &'static str {
        match self.roles.first() {
            Some(Role::Anonymous) | None => "none",
            Some(role) => role.as_str(),
        }
    }

    /// The login page that leads back to `back`.
    pub fn login_url(&self, back: &str) -> String {
        format!("/login?next={}", encoded(back))
    }

    /// The page asked for, with another language or display.
    fn here_with(&self, name: &str, value: &str) -> String {
        let (path, query) = self
            .path_and_query
            .split_once('?')
            .unwrap_or((self.path_and_query.as_str(), ""));
        let mut pairs: Vec<String> = query
            .split('&')
            .filter(|pair| {
                !pair.is_empty() && !pair.starts_with("lang=") && !pair.starts_with("display=")
            })
            .map(ToOwned::to_owned)
            .collect();
        pairs.push(format!("{name}={value}"));
        format!("{path}?{}", pairs.join("&"))
    }

    /// What templates find under `page`.
    pub(crate) fn page_context(&self, app: &App) -> Value {
        let other = match self.language {
            Language::Zh => Language::En,
            Language::En => Language::Zh,
        };
        let elder = Display {
            elder: !self.display.elder,
            ..self.display
        };
        let contrast = Display {
            contrast: !self.display.contrast,
            ..self.display
        };
        let site = &app.config.site;
        context! {
            lang => self.language.tag(),
            csrf => self.csrf.as_str(),
            path => self.path_and_query.split('?').next(),
            request_id => self.request_id.as_str(),
            demo => app.config.demo,
            hotline => app.config.interface.hotline.as_str(),
            elder => self.display.elder,
            contrast => self.display.contrast,
            account => self.account.as_ref().map(|account| context! {
                name => account.name.as_str(),
                role => self.role_shown(),
                staff => self.is_staff(),
                nowhere => account.is_without_region(),
            }),
            idle_minutes => self.session.as_ref().map(|_| self.idle_minutes(app)),
            may => context! {
                my => self.may(Action::ReadEnterpriseDesk),
                desk => self.may(Action::ReadAgentDesk),
                intake => self.may(Action::ReadIntake),
                calendar => self.may(Action::ReadCalendar),
                issue => self.may(Action::ReadIssueDesk),
                problems => self.may(Action::ReadProblems),
                reviews => self.may(Action::ReadReviews), complaints => self.may(Action::ReadComplaints),
                notices => self.may(Action::ReadNotices),
                dept => self.may(Action::ReadDepartmentQueue),
                admin => self.may(Action::ReadAdministration), staff => self.may(Action::ReadAccounts),
                audit => self.may(Action::ReadAudit),
                words => self.may(Action::ReadWordsOfOthers),
                score => self.may(Action::ReadOwnScore), scores => self.may(Action::ReadScores),
                watch => self.may(Action::ReadWatch), board => self.may(Action::ReadBoard),
                credit => self.is_staff() && self.may(Action::ReadCredit),
            },
            switch => context! {
                language => self.here_with("lang", other.tag()),
                language_tag => other.tag(),
                elder => self.here_with("display", elder.as_str()),
                contrast => self.here_with("display", contrast.as_str()),
            },
            footer => context! {
                organiser => context! { zh => site.organiser_zh.as_str(), en => site.organiser_en.as_str() },
                icp => site.icp.as_str(),
                police_record => site.police_record.as_str(),
                site_code => site.site_code.as_str(),
            },
        }
    }

    /// Minutes without a request after which this visitor's session ends.
    pub fn idle_minutes(&self, app: &App) -> u32 {
        if self.is_staff() {
            app.config.session.staff_idle_minutes
        } else {
            app.config.session.applicant_idle_minutes
        }
    }
}

/// Whether the caller prefers JSON: it names a JSON type and no HTML.
fn wants_json(accept: Option<&str>) -> bool {
    accept.is_some_and(|accept| {
        let json =
            accept.contains("application/json") || accept.contains("application/problem+json");
        json && !accept.contains("text/html")
    })
}

/// Percent-encodes everything but unreserved characters and the slash, for use as a query value.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex(&[byte]).to_ascii_uppercase());
        }
    }
    encoded
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| PageError::broken_because("handler outside the frame"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_pages_and_a_program_gets_json() {
        for (accept, json) in [
            (None, false),
            (Some("text/html,application/xhtml+xml,*/*;q=0.8"), false),
            (Some("application/json"), true),
            (Some("application/problem+json"), true),
            (Some("text/html, application/json"), false),
            (Some("*/*"), false),
        ] {
            assert_eq!(wants_json(accept), json, "{accept:?}");
        }
    }

    #[test]
    fn the_way_back_is_one_query_value() {
        assert_eq!(encoded("/my?a=1&b=中"), "/my%3Fa%3D1%26b%3D%E4%B8%AD");
    }
}
