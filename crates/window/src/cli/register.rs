//! The verifiable register from the command line: verified in its database, checked without it, watched from elsewhere.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::{ArgGroup, Args, Subcommand};
use serde_json::json;

use super::server::DatabaseArgs;
use super::{FINDINGS, Output};
use crate::city::{City, CityError};
use crate::clock::Clock;
use crate::config::Config;
use crate::outside;
use crate::random::Random;
use crate::register::erase::{Of, Order, erase};
use crate::register::keep::{beside, head_of, open_key, replace};
use crate::register::note::{SignerKey, VerifierKey};
use crate::register::proof::{Proof, ProofFault};
use crate::register::verify::rows::rows;
use crate::register::verify::{ErasedSalts, verify};
use crate::register::witness::{Seen, WitnessFault, look};

/// Longest answer a witness reads: a full tile has 8192 bytes, a checkpoint with many signatures some more.
const ANSWER_MAX_BYTES: u64 = 65_536;

#[derive(Debug, Subcommand)]
pub(super) enum RegisterCommand {
    /// Prints the public key.
    Key(KeyArgs),
    /// Verifies the register in a database, or a proof without one.
    Verify(VerifyArgs),
    /// Erases what would open the commitments to personal data of a project or letter.
    Erase(EraseArgs),
}

#[derive(Debug, Args)]
pub(super) struct EraseArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Id of a project, another stream (`credit/…`), or the check code of a letter.
    #[arg(long, value_name = "ID_OR_CODE")]
    of: String,
    /// Why; kept, and not public.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Login of whoever ordered it.
    #[arg(long, value_name = "LOGIN")]
    by: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct KeyArgs {
    /// Settings file.
    #[arg(long)]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("of").required(true).args(["database", "proof"]))]
pub(super) struct VerifyArgs {
    /// The database to verify: `sqlite:FILE` or `postgres://…`.
    #[arg(long)]
    database: Option<String>,
    /// The proof to check; needs no database and no network.
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,
    /// The document the proof shall be of.
    #[arg(long, value_name = "FILE", requires = "proof")]
    document: Option<PathBuf>,
    /// The register's public key, or a file with it.
    #[arg(long, value_name = "FILE_OR_TEXT", default_value = "register.key")]
    key: String,
    /// Compares also the rows pages are drawn from with the log of events; run `rebuild` first after an update.
    #[arg(long, conflicts_with = "proof")]
    rows: bool,
    /// The newest checkpoint known outside the database; that beside the key if there is one.
    #[arg(long, value_name = "FILE", conflicts_with = "proof")]
    checkpoint: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WitnessArgs {
    /// Address of the register.
    #[arg(long, value_name = "URL")]
    log: String,
    /// File with the witness's secret key, made at the first start.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File with what the witness saw last.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The register's public key, or a file with it; needed at the first start.
    #[arg(long, value_name = "FILE_OR_TEXT")]
    log_key: Option<String>,
    /// Name under which the witness signs; its key keeps it.
    #[arg(long, default_value = "witness")]
    name: String,
}

/// A public key from a text or a file; a file with the secret has the public one too.
fn public_key(given: &str) -> anyhow::Result<VerifierKey> {
    let text = match fs::read_to_string(given) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && given.contains('+') => {
            given.to_owned()
        }
        Err(error) => return Err(error).with_context(|| format!("read the key in `{given}`")),
    };
    let key = match SignerKey::read(&text) {
        Ok(secret) => Ok(secret.verifier()),
        Err(_) => text.parse(),
    };
    key.with_context(|| format!("read the key in `{given}`"))
}

pub(super) async fn register(
    command: &RegisterCommand,
    city: impl Fn() -> Result<City, CityError>,
) -> anyhow::Result<Output> {
    match command {
        RegisterCommand::Key(args) => {
            let config = match &args.config {
                Some(path) => Config::read(path)?,
                None => Config::defaults()?,
            };
            let path = &config.register.key_file;
            let text = fs::read_to_string(path).with_context(|| {
                format!(
                    "read `{}`, which the first start of the server makes",
                    path.display()
                )
            })?;
            let key = SignerKey::read(&text)?;
            Ok(Output::ok(json!(key.verifier().to_string())))
        }
        RegisterCommand::Verify(args) => {
            let key = public_key(&args.key)?;
            match (&args.proof, &args.database) {
                (Some(proof), _) => check_proof(proof, args.document.as_deref(), &key),
                (None, Some(database)) => {
                    let city = args.rows.then(city).transpose()?;
                    check_database(args, (database, city.as_ref()), &key).await
                }
                (None, None) => bail!("name a database or a proof"),
            }
        }
        RegisterCommand::Erase(args) => erase_salts(args).await,
    }
}

async fn erase_salts(args: &EraseArgs) -> anyhow::Result<Output> {
    let reason = args.reason.trim();
    ensure!(!reason.is_empty(), "an erasure needs a reason");
    let of: Of = args.of.parse()?;
    let store = args.database.open().await?;
    let by = match &args.by {
        Some(login) => {
            let account = store.account_by_login(login).await?;
            let account = account.with_context(|| format!("there is no account `{login}`"))?;
            account.id
        }
        None => "command line".to_owned(),
    };
    let order = Order {
        of,
        reason: reason.to_owned(),
        by,
        at: Clock::system().now(),
    };
    let erased = erase(&store, &Random::system(), order).await?;
    ensure!(
        erased.entries > 0,
        "no entry of the register is about `{}`",
        args.of
    );
    ensure!(
        erased.salts > 0,
        "all salts of `{}` were erased before",
        args.of
    );
    Ok(Output::ok(json!({
        "erasure": erased.erasure.id,
        "about": erased.erasure.about,
        "entries": erased.entries,
        "salts": erased.salts,
    })))
}

fn check_proof(proof: &Path, document: Option<&Path>, key: &VerifierKey) -> anyhow::Result<Output> {
    let read = |path: &Path| fs::read(path).with_context(|| format!("read `{}`", path.display()));
    let text = read(proof)?;
    let document = document.map(read).transpose()?;
    let checked = String::from_utf8(text)
        .map_err(|_| ProofFault::Form { line: 1 })
        .and_then(|text| Proof::parse(&text))
        .and_then(|proof| {
            let head = proof.check(key, document.as_deref())?;
            Ok((proof, head))
        });
    Ok(match checked {
        Ok((proof, head)) => Output::ok(json!({
            "register": head.origin,
            "entries": head.size,
            "document": if document.is_some() { "proven" } else { "not asked" },
            "entry": proof.entry(),
        })),
        Err(fault) => findings(&[(fault.code(), fault.to_string())], json!({})),
    })
}

async fn check_database(
    args: &VerifyArgs,
    (database, city): (&str, Option<&City>),
    key: &VerifierKey,
) -> anyhow::Result<Output> {
    let store = DatabaseArgs {
        database: database.to_owned(),
    }
    .open()
    .await?;
    let kept = beside(Path::new(&args.key));
    let path = args
        .checkpoint
        .clone()
        .or_else(|| kept.exists().then_some(kept));
    let seen = match path {
        Some(path) => {
            let text = fs::read_to_string(&path);
            let text = text.with_context(|| format!("read `{}`", path.display()))?;
            let head = head_of(&text, key);
            Some(head.with_context(|| format!("use the checkpoint in `{}`", path.display()))?)
        }
        None => None,
    };
    let report = verify(&store, key, seen.as_ref()).await?;
    let faults = report.faults.iter();
    let mut faults: Vec<_> = faults
        .map(|fault| (fault.code(), fault.to_string()))
        .collect();
    if let Some(city) = city {
        faults.extend(rows(&store, city).await?);
    }
    let erasures: Vec<_> = report.erasures.iter().map(erasure_line).collect();
    Ok(findings(
        &faults,
        json!({
            "entries": report.entries,
            "waiting": report.waiting,
            "checkpoints": report.checkpoints,
            "erased": report.erased,
            "erasures": erasures,
            "compared_outside": seen.is_some(),
            "compared_rows": city.is_some(),
        }),
    ))
}

fn erasure_line(erased: &ErasedSalts) -> serde_json::Value {
    let ErasedSalts { erasure, salts } = erased;
    json!({
        "erasure": erasure.id,
        "about": erasure.about,
        "salts": salts,
        "by": erasure.by,
        "at": erasure.at,
        "reason": erasure.reason,
    })
}

/// What was looked at, with what was found.
fn findings(faults: &[(&str, String)], mut about: serde_json::Value) -> Output {
    let found: Vec<_> = faults
        .iter()
        .map(|(code, text)| json!({ "code": code, "text": text }))
        .collect();
    let code = if found.is_empty() { 0 } else { FINDINGS };
    if let Some(fields) = about.as_object_mut() {
        fields.insert("findings".to_owned(), json!(found));
    }
    Output { value: about, code }
}

/// Looks at a register once and cosigns what goes on from what was seen. Blocks.
pub(super) fn witness(args: &WitnessArgs) -> anyhow::Result<Output> {
    let random = Random::system();
    let ours = open_key(&args.key, || {
        Ok(SignerKey::of_witness(&args.name, &random.bytes()?))
    })?;
    let seen: Option<Seen> = match fs::read_to_string(&args.state) {
        Ok(text) => Some(serde_json::from_str(&text).context("read what the witness saw last")?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error).context("read what the witness saw last"),
    };
    let key = match (&seen, &args.log_key) {
        (Some(seen), _) => seen.key.parse()?,
        (None, Some(given)) => public_key(given)?,
        (None, None) => {
            bail!("at the first start the witness needs --log-key, the key of the register")
        }
    };
    let head = seen
        .map(|seen| head_of(&seen.checkpoint, &key))
        .transpose()?;
    let agent = outside::agent(false);
    let base = args.log.trim_end_matches('/');
    let fetch = |path: &str| {
        let answer = agent.get(format!("{base}/{path}")).call();
        let mut answer = answer.map_err(|error| error.to_string())?;
        let body = answer.body_mut().with_config().limit(ANSWER_MAX_BYTES);
        body.read_to_vec().map_err(|error| error.to_string())
    };
    match look(&key, head.as_ref(), &fetch) {
        Ok((note, head)) => {
            let line = ours.cosign(&note, Clock::system().now());
            let checkpoint = format!("{}{line}", note.whole());
            let state = Seen {
                key: key.to_string(),
                checkpoint: checkpoint.clone(),
            };
            replace(&args.state, &serde_json::to_string(&state)?)
                .with_context(|| format!("write `{}`", args.state.display()))?;
            Ok(Output::ok(json!({
                "register": head.origin,
                "entries": head.size,
                "witness": ours.verifier().to_string(),
                "checkpoint": checkpoint,
            })))
        }
        Err(fault @ WitnessFault::Unreachable { .. }) => Err(fault.into()),
        Err(fault) => Ok(findings(&[(fault.code(), fault.to_string())], json!({}))),
    }
}
