//! The product as a server of the journey's own: its database, its files, its clock.

use anyhow::Context;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use window_one::app::{AppState, Parts};
use window_one::city::City;
use window_one::clock::Clock;
use window_one::config::Config;
use window_one::random::Random;
use window_one::register::keep::Keeper;
use window_one::register::note::VerifierKey;
use window_one::{app::App, demo, http, pages};
use window_store::{Blobs, DatabaseUrl, Store};

/// A served demonstration city. Dropped, it stops.
#[derive(Debug)]
pub struct Site {
    /// The product behind the pages, for its clock and records.
    pub app: AppState,
    /// Address of the site, without a slash at the end.
    pub url: String,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

impl Site {
    /// Seeds a city as of `now` and serves it on a free port.
    ///
    /// # Errors
    /// When the city cannot be seeded or no port is free.
    pub async fn start(now: Timestamp) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("make a temporary folder")?;
        let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("window.db"))).await?;
        store.migrate().await?;
        let city = City::load(None)?;
        let files = folder.path().join("blobs");
        demo::seed((&store, &files), &city, now).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let mut config = Config::defaults()?;
        config.demo = true;
        config.seal.file = folder.path().join("seal.pem");
        config.register.key_file = folder.path().join("register.key");
        config.open_data.folder = folder.path().join("open-data");
        config.server.base_url.clone_from(&url);
        if config.interface.hotline.is_empty() {
            let hotline = &city.catalogue.city().hotline;
            config.interface.hotline.clone_from(hotline);
        }
        let routes = pages::routes(&config);
        let app = App::new(Parts {
            config,
            clock: Clock::fixed(now),
            random: Random::system(),
            store,
            blobs: Blobs::open(&files)?,
            city,
        })?;
        let site = http::site(&app, routes);
        let serving = tokio::spawn(async move {
            // A server that is gone is noticed by the journey's next step.
            drop(http::serve(listener, site, std::future::pending()).await);
        });
        Ok(Self {
            app,
            url,
            serving,
            _folder: folder,
        })
    }
}

impl Site {
    /// Gives places to what waits in the register and signs it, as the running product does every few seconds.
    ///
    /// # Errors
    /// When the register cannot be kept.
    pub async fn keep_register(&self) -> anyhow::Result<()> {
        let keeper = Keeper::open(&self.app.config, &self.app.random)?;
        self.app.register_key.get_or_init(|| keeper.verifier());
        keeper.step(&self.app.store, self.app.clock.now()).await?;
        Ok(())
    }

    /// The register's public key.
    ///
    /// # Errors
    /// Before the register is kept.
    pub fn key(&self) -> anyhow::Result<VerifierKey> {
        let key = self.app.register_key.get();
        Ok(key.context("the register is kept")?.clone())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
