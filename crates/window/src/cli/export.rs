//! Tables for others, from the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Output;
use super::server::DatabaseArgs;
use crate::city::City;
use crate::export::{Format, decisions, permits};

#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// The tables of the double publicity.
    Credit(CreditArgs),
}

/// Which table.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Credit decisions.
    Cf,
    /// Permits.
    Xk,
}

#[derive(Debug, Args)]
pub(super) struct CreditArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// How it is written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Which table.
    #[arg(long, value_enum)]
    kind: Kind,
    /// The file, replaced if it is there.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) async fn export(command: &ExportCommand, city: City) -> anyhow::Result<Output> {
    let ExportCommand::Credit(args) = command;
    let store = args.database.open().await?;
    let sheet = match args.kind {
        Kind::Cf => decisions(&store, &city.catalogue).await?,
        Kind::Xk => permits(&store, &city.catalogue).await?,
    };
    sheet.write(args.format, &args.out)?;
    Ok(Output::ok(
        json!({ "rows": sheet.len(), "file": args.out.display().to_string() }),
    ))
}
