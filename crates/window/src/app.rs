//! What every request needs: settings, time, randomness, sentences, templates, records.

use std::sync::{Arc, OnceLock};

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use thiserror::Error;
use tokio::sync::Semaphore;
use window_letters::Letters;
use window_letters::seal::Seal;
use window_store::{Blobs, Store};

use crate::city::City;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{PageError, Visitor, name_fields};
use crate::i18n::{I18n, I18nError};
use crate::pages::Brake;
use crate::random::Random;
use crate::register::keep::Trouble;
use crate::register::note::VerifierKey;
use crate::seal::{self, SealedError};
use crate::sending::{Reports, SendingError};
use crate::service::Office;
use crate::templates::Templates;

/// The running product, shared by all requests and jobs.
#[derive(Debug)]
pub struct App {
    /// The settings it was started with.
    pub config: Config,
    /// The one clock.
    pub clock: Clock,
    /// The one random source.
    pub random: Random,
    /// All sentences.
    pub i18n: Arc<I18n>,
    /// All page templates.
    pub templates: Templates,
    /// All records.
    pub store: Store,
    /// The rules and the one write path.
    pub office: Office,
    /// Hears what the gateway reports of deliveries; `None` if it is not to report any.
    pub(crate) reports: Option<Reports>,
    /// Typesets letters.
    pub letters: Letters,
    /// Seals letters.
    pub(crate) seal: Seal,
    /// The brake on fetching data.
    pub(crate) brake: Brake,
    /// The public key of the register, once it is kept.
    pub register_key: OnceLock<VerifierKey>,
    /// What keeps the register from being signed.
    pub register: Trouble,
    /// Places for password hashes under way.
    pub(crate) hashing: Semaphore,
}

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Parts {
    /// The settings.
    pub config: Config,
    /// The one clock.
    pub clock: Clock,
    /// The one random source.
    pub random: Random,
    /// All records.
    pub store: Store,
    /// All files.
    pub blobs: Blobs,
    /// The city that came with the program.
    pub city: City,
}

/// So many password hashes at a time: each takes 19 MiB and a core.
const HASHES_AT_ONCE: usize = 4;

/// How handlers get at the [`App`].
pub type AppState = Arc<App>;

/// Why the product cannot start.
#[derive(Debug, Error)]
pub enum AppError {
    /// The sentences cannot be read.
    #[error("read the locale files")]
    I18n(#[from] I18nError),
    /// A file named in the settings cannot be used.
    #[error("use the settings of what is sent")]
    Sending(#[from] SendingError),
    /// Letters cannot be sealed.
    #[error("open the seal of letters")]
    Seal(#[from] SealedError),
}

impl App {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When the locale files are unusable, or a file named in the settings.
    pub fn new(parts: Parts) -> Result<AppState, AppError> {
        let Parts {
            config,
            clock,
            random,
            store,
            blobs,
            city,
        } = parts;
        let i18n = Arc::new(I18n::load()?);
        let folder = Some(config.interface.templates.clone())
            .filter(|folder| !folder.as_os_str().is_empty());
        let office = Office::new(
            (store.clone(), blobs),
            city,
            (clock.clone(), random.clone()),
        );
        let seal = seal::open(&config, (&office, &clock, &random))?;
        let templates = Templates::new(folder, &i18n, &random, &office.calendar);
        Ok(Arc::new(Self {
            office,
            reports: Reports::of(&config.sms)?,
            letters: Letters::new(),
            seal,
            brake: Brake::new(config.open_data.requests_per_minute),
            register_key: OnceLock::new(),
            config,
            clock,
            random,
            i18n,
            templates,
            store,
            register: Trouble::default(),
            hashing: Semaphore::new(HASHES_AT_ONCE),
        }))
    }

    /// A page: the template `name` with `data`, in the visitor's language. The template finds the
    /// visitor and the site under `page` (see `templates/base.html`).
    ///
    /// # Errors
    /// When the template cannot be rendered, which is a defect of ours.
    pub fn page(&self, visitor: &Visitor, name: &str, data: Value) -> Result<Response, PageError> {
        self.page_with_status(visitor, StatusCode::OK, name, data)
    }

    /// The same with another status, for example 422 for a form shown again with its problems.
    ///
    /// # Errors
    /// When the template cannot be rendered, which is a defect of ours.
    pub fn page_with_status(
        &self,
        visitor: &Visitor,
        status: StatusCode,
        name: &str,
        data: Value,
    ) -> Result<Response, PageError> {
        let page = visitor.page_context(self);
        let html = self
            .templates
            .render(visitor.language, name, context! { page, ..data })
            .map_err(PageError::broken)?;
        let html = if status.is_client_error() {
            name_fields(&html)
        } else {
            html
        };
        let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        Ok((status, headers, html).into_response())
    }
}
