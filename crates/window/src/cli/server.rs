//! Commands that run or keep an installation.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;
use window_domain::calendar::Calendar;
use window_store::{Blobs, DatabaseUrl, Store};

use super::{Output, say};
use crate::app::{App, AppState, Parts};
use crate::city::City;
use crate::clock::Clock;
use crate::config::Config;
use crate::random::Random;
use crate::register::keep::{self, Keeper};
use crate::service::CalendarInForce;
use crate::service::rebuild::rows_of;
use crate::service::release::recorded_releases;
use crate::{demo, http, jobs, pages, sending};

#[derive(Debug, Clone, Args)]
pub(super) struct DatabaseArgs {
    /// `sqlite:FILE` or `postgres://…`.
    #[arg(long, default_value = "sqlite:window-one.db")]
    pub(super) database: String,
}

impl DatabaseArgs {
    /// Opens the database and brings its tables up to date.
    pub(super) async fn open(&self) -> anyhow::Result<Store> {
        let store = Store::open(&DatabaseUrl::parse(&self.database)?).await?;
        store.migrate().await?;
        Ok(store)
    }
}

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Folder for uploaded files.
    #[arg(long, default_value = "blobs")]
    blobs: PathBuf,
    /// Address and port.
    #[arg(long)]
    listen: Option<String>,
    /// Settings file.
    #[arg(long)]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct DemoArgs {
    /// Address and port.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
}

impl Default for DemoArgs {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
        }
    }
}

pub(super) async fn serve(args: &ServeArgs, city: City) -> anyhow::Result<()> {
    let mut config = match &args.config {
        Some(path) => Config::read(path)?,
        None => Config::defaults()?,
    };
    if let Some(listen) = &args.listen {
        config.server.listen.clone_from(listen);
    }
    let store = args.database.open().await?;
    let blobs = Blobs::open(&args.blobs).context("open the folder for files")?;
    let app = app(
        config,
        (store, blobs),
        city,
        (Clock::system(), Random::system()),
    )?;
    listen(app).await
}

/// A whole city in a temporary folder: seeded by real commands on a clock of its own, then
/// served on the machine's.
pub(super) async fn demo(args: &DemoArgs, city: City) -> anyhow::Result<()> {
    let folder = tempfile::tempdir().context("make a temporary folder")?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("window-one.db"))).await?;
    store.migrate().await?;
    let blobs = Blobs::open(folder.path().join("blobs")).context("open the folder for files")?;
    let mut config = Config::defaults()?;
    config.demo = true;
    // On one's own machine nobody takes it from others, and measurements ask as fast as they can.
    config.open_data.requests_per_minute = 0;
    config.server.listen.clone_from(&args.listen);
    config.server.base_url = format!("http://{}", args.listen);
    config.register.key_file = folder.path().join("register.key");
    config.seal.file = folder.path().join("seal.pem");
    config.open_data.folder = folder.path().join("open-data");
    let now = Clock::system().now();
    demo::seed((&store, &folder.path().join("blobs")), &city, now).await?;
    let app = app(
        config,
        (store, blobs),
        city,
        (Clock::system(), Random::system()),
    )?;
    say(&demo::welcome(&app));
    listen(app).await
}

fn app(
    mut config: Config,
    (store, blobs): (Store, Blobs),
    city: City,
    (clock, random): (Clock, Random),
) -> anyhow::Result<AppState> {
    if config.interface.hotline.is_empty() {
        config
            .interface
            .hotline
            .clone_from(&city.catalogue.city().hotline);
    }
    Ok(App::new(Parts {
        config,
        clock,
        random,
        store,
        blobs,
        city,
    })?)
}

async fn listen(app: AppState) -> anyhow::Result<()> {
    let senders = sending::Senders::of(&app.config).context("prepare sending messages")?;
    let keeper = Keeper::open(&app.config, &app.random).context("open the key of the register")?;
    app.register_key.get_or_init(|| keeper.verifier());
    let address = app.config.server.listen.clone();
    let listener = TcpListener::bind(&address)
        .await
        .with_context(|| format!("listen on {address}"))?;
    say(&format!("window-one: {}", app.config.server.base_url));
    // Before the first request: what was put in force stays in force.
    app.office.take_up_releases().await?;
    app.office.take_up_calendars().await?;
    let jobs = tokio::spawn(jobs::run(Arc::clone(&app)));
    let sending = tokio::spawn(sending::run(Arc::clone(&app), senders));
    let keeping = tokio::spawn(keep::run(Arc::clone(&app), keeper));
    let site = http::site(&app, pages::routes(&app.config));
    http::serve(listener, site, stopped()).await?;
    jobs.abort();
    sending.abort();
    keeping.abort();
    Ok(())
}

async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a signal handler the server runs until it is killed.
        std::future::pending::<()>().await;
    }
}

pub(super) async fn rebuild(args: &DatabaseArgs, city: City) -> anyhow::Result<Output> {
    let store = args.open().await?;
    let in_force = CalendarInForce::new(Calendar::clone(&city.calendar));
    let calendar = in_force.with(&store.calendar_imports().await?)?;
    let releases = recorded_releases(&store, &city).await?;
    let streams = store
        .rebuild(
            move |stream, events| rows_of(stream, &events, (&releases, &calendar)),
            |_| {},
        )
        .await?;
    Ok(Output::ok(json!({ "streams": streams })))
}
