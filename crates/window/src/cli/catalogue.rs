//! The catalogue from the command line: what it holds, what is wrong with it, what differs, releases in and out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::{Value, json};
use window_domain::catalogue::{Item, diff, files_of_release, lint};
use window_domain::limit::Limit;
use window_letters::Letters;
use window_store::{Blobs, Store};

use super::server::DatabaseArgs;
use super::{FINDINGS, Output};
use crate::auth::Account;
use crate::city::{City, CityError, files_in};
use crate::clock::Clock;
use crate::random::Random;
use crate::service::release::NewRelease;
use crate::service::{Office, Refused, Request};

#[derive(Debug, Subcommand)]
pub(super) enum CatalogueCommand {
    /// All items.
    List,
    /// What is wrong with the catalogue.
    Lint,
    /// What differs between a city's folder and another, or the catalogue that came with the program.
    Diff {
        /// The folder after the change.
        #[arg(value_name = "DIR")]
        after: PathBuf,
    },
    /// Hand in the catalogue of `--catalogue` as a release; somebody else approves it.
    Import(ImportArgs),
    /// Write the files of a release into a folder.
    Export(ExportArgs),
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Login of whoever hands it in.
    #[arg(long)]
    by: String,
    /// First day it is to be in force.
    #[arg(long)]
    from: Date,
    /// What it is for.
    #[arg(long)]
    purpose: String,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Name of the release.
    #[arg(long)]
    release: String,
    /// A folder that is not there yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) async fn catalogue(
    command: &CatalogueCommand,
    folder: Option<&Path>,
) -> anyhow::Result<Output> {
    let city = match City::load(folder) {
        Ok(city) => city,
        Err(CityError::Catalogue(problems)) => {
            return Ok(Output {
                value: json!(problems),
                code: FINDINGS,
            });
        }
        Err(error) => return Err(error.into()),
    };
    match command {
        CatalogueCommand::List => {
            let items: Vec<Value> = city.catalogue.items().map(listed).collect();
            Ok(Output::ok(json!(items)))
        }
        CatalogueCommand::Lint => Ok(findings(json!(lint(&city.catalogue)))),
        CatalogueCommand::Diff { after } => {
            let before = files_of_release(city.files.as_ref().clone());
            let after = files_of_release(files_in(after)?);
            Ok(findings(json!(diff(&before, &after))))
        }
        CatalogueCommand::Import(args) => import(args, city).await,
        CatalogueCommand::Export(args) => export(args, city).await,
    }
}

/// A list of what was found: nothing is success.
fn findings(value: Value) -> Output {
    let is_empty = value.as_array().is_none_or(Vec::is_empty);
    let code = if is_empty { 0 } else { FINDINGS };
    Output { value, code }
}

async fn import(args: &ImportArgs, city: City) -> anyhow::Result<Output> {
    let files = city.files.as_ref().clone();
    // The first release is what came with the program, not what is handed in now.
    let (office, _files) = office(args.database.open().await?, City::load(None)?).await?;
    let account = office.store.account_by_login(&args.by).await?;
    let account = account.ok_or_else(|| anyhow!("nobody has the login `{}`", args.by))?;
    let account = Account::from_record(account, &office.catalogue)
        .map_err(|_| anyhow!("the account `{}` cannot be read", args.by))?;
    let actor = account.actor();
    let new = NewRelease {
        files,
        effective_on: args.from,
        purpose: args.purpose.clone(),
    };
    let letters = Letters::new();
    let (new, request) = ((new, &letters), Request::default());
    match office.import_release(&actor, new, &request).await {
        Ok(id) => Ok(Output::ok(json!({ "id": id, "state": "waiting" }))),
        Err(Refused::Rules(refusals)) => {
            let told = refusals.0.iter().map(|it| {
                let values = it.values.iter().map(|(name, value)| (*name, value));
                json!({
                    "code": it.code.as_str(), "field": it.field,
                    "values": values.collect::<std::collections::BTreeMap<_, _>>(),
                })
            });
            Ok(findings(json!(told.collect::<Vec<_>>())))
        }
        Err(error) => Err(anyhow!(error)),
    }
}

async fn export(args: &ExportArgs, city: City) -> anyhow::Result<Output> {
    let (office, _files) = office(args.database.open().await?, city).await?;
    let releases = office.store.catalogue_releases().await?;
    let release = releases.iter().rfind(|it| it.name == args.release);
    let release = release.ok_or_else(|| anyhow!("there is no release `{}`", args.release))?;
    if args.out.exists() {
        bail!("`{}` is there already", args.out.display());
    }
    let files = office.release_folder(&release.id).await?;
    for (path, text) in &files {
        let path = args.out.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("make `{}`", folder.display()))?;
        }
        fs::write(&path, text).with_context(|| format!("write `{}`", path.display()))?;
    }
    Ok(Output::ok(json!({
        "release": release.name, "hash": release.hash, "files": files.len(),
        "folder": args.out.display().to_string(),
    })))
}

/// An office for work on releases; it needs no files of cases, so it has a folder for the moment.
async fn office(store: Store, city: City) -> anyhow::Result<(Office, tempfile::TempDir)> {
    let folder = tempfile::tempdir().context("make a temporary folder")?;
    let blobs = Blobs::open(folder.path()).context("open a temporary folder")?;
    let office = Office::new((store, blobs), city, (Clock::system(), Random::system()));
    office.take_up_releases().await?;
    Ok((office, folder))
}

fn listed(item: &Item) -> Value {
    json!({
        "code": item.code,
        "name": item.name.zh,
        "name_en": item.name.en,
        "stage": item.stage,
        "department": item.department,
        "core": item.core,
        "promised_days": days(item.promised),
        "statutory_days": days(item.statutory),
        "statutory_unit": match item.statutory {
            Limit::CalendarDays(_) => "calendar_days",
            Limit::WorkingDays(_) | Limit::Immediate => "working_days",
            Limit::None => "none",
        },
        "certainty": item.certainty,
    })
}

fn days(limit: Limit) -> Option<u16> {
    match limit {
        Limit::WorkingDays(days) | Limit::CalendarDays(days) => Some(days),
        Limit::Immediate => Some(0),
        Limit::None => None,
    }
}
