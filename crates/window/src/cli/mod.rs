//! The command line: data on stdout, talk on stderr; 0 ok, 1 failed, 2 usage, 3 findings.

mod accounts;
mod catalogue;
mod export;
mod register;
mod rules;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::Value;
use tracing_subscriber::EnvFilter;

use crate::city::City;

/// Exit code of a check that found something.
const FINDINGS: u8 = 3;

#[derive(Debug, Parser)]
#[command(
    name = "window-one",
    version,
    about = "One window for a city's investment projects"
)]
struct Cli {
    /// Folder of a city's data instead of the built-in one.
    #[arg(long, global = true, value_name = "DIR")]
    catalogue: Option<PathBuf>,
    /// Machine-readable output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A seeded city in a temporary folder (the default).
    Demo(server::DemoArgs),
    /// A lasting installation.
    Serve(server::ServeArgs),
    /// Prepare the database and make the first administrator.
    Init(accounts::InitArgs),
    /// Fold all projections anew from the events.
    Rebuild(server::DatabaseArgs),
    /// Accounts.
    #[command(subcommand)]
    User(accounts::UserCommand),
    /// Working days.
    #[command(subcommand)]
    Workdays(rules::WorkdaysCommand),
    /// The plan of a project from its facts.
    Plan(rules::PlanArgs),
    /// Identifiers.
    #[command(subcommand)]
    Id(rules::IdCommand),
    /// Tables for others.
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// The city's catalogue.
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// The verifiable register.
    #[command(subcommand)]
    Register(register::RegisterCommand),
    /// Looks at the register of another machine and cosigns what only grew.
    Witness(register::WitnessArgs),
}

/// What a command has to say.
struct Output {
    value: Value,
    code: u8,
}

impl Output {
    fn ok(value: Value) -> Self {
        Self { value, code: 0 }
    }
}

/// Runs the command line.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    match dispatch(&cli).await {
        Ok(Some(output)) => {
            print(&output.value, cli.json);
            ExitCode::from(output.code)
        }
        Ok(None) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("window-one: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: &Cli) -> anyhow::Result<Option<Output>> {
    let city = || City::load(cli.catalogue.as_deref());
    let default = Command::Demo(server::DemoArgs::default());
    match cli.command.as_ref().unwrap_or(&default) {
        Command::Demo(args) => server::demo(args, city()?).await.map(|()| None),
        Command::Serve(args) => server::serve(args, city()?).await.map(|()| None),
        Command::Init(args) => accounts::init(args, city()?).await.map(Some),
        Command::Rebuild(args) => server::rebuild(args, city()?).await.map(Some),
        Command::User(command) => accounts::user(command, city()?).await.map(Some),
        Command::Workdays(command) => rules::workdays(command, &city()?).map(Some),
        Command::Plan(args) => rules::plan(args, &city()?).map(Some),
        Command::Id(command) => Ok(Some(rules::id(command))),
        Command::Export(command) => export::export(command, city()?).await.map(Some),
        Command::Register(command) => register::register(command, city).await.map(Some),
        Command::Witness(args) => register::witness(args).map(Some),
        Command::Catalogue(command) => {
            let folder = cli.catalogue.as_deref();
            catalogue::catalogue(command, folder).await.map(Some)
        }
    }
}

/// What the program has to tell whoever runs it goes to stderr; `RUST_LOG` chooses how much.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Whoever embeds the program may have a log of its own.
    drop(log.try_init());
}

/// Data goes to stdout: as JSON, or flattened to lines a person can read.
#[expect(clippy::print_stdout, reason = "the command line's data")]
fn print(value: &Value, json: bool) {
    if json {
        println!("{value}");
        return;
    }
    match value {
        Value::Array(rows) => rows.iter().for_each(|row| println!("{}", line(row))),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::Array(rows) => {
                        println!("{name}:");
                        for row in rows {
                            println!("  {}", line(row));
                        }
                    }
                    other => println!("{name}: {}", line(other)),
                }
            }
        }
        other => println!("{}", line(other)),
    }
}

fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            let parts: Vec<String> = fields.values().map(line).collect();
            parts.join("  ")
        }
        Value::Array(values) => values.iter().map(line).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Talk goes to stderr.
#[expect(clippy::print_stderr, reason = "the command line's talk")]
fn say(text: &str) {
    eprintln!("{text}");
}
