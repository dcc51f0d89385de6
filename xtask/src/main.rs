//! Tasks of the project: `cargo xtask test` installs what is missing, starts what is needed and
//! runs every test.

mod postgres;

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

/// Programs the tests use, with the Debian package each comes in.
const NEEDED: &[(&str, &str)] = &[
    ("/usr/lib/postgresql/15/bin/initdb", "postgresql-15"),
    ("/usr/bin/pdftotext", "poppler-utils"),
    ("/usr/bin/zbarimg", "zbar-tools"),
];

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let done = match task.as_str() {
        "test" => test(),
        _ => Err(anyhow::anyhow!("there is one task: test")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn test() -> anyhow::Result<()> {
    install()?;
    let server = postgres::Server::start()?;
    let url = server.url();
    run(Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    let mut tests = Command::new("cargo");
    if has_nextest() {
        tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        tests.args(["test", "--workspace", "--no-fail-fast"]);
    }
    run(tests.env("WINDOW_TEST_POSTGRES", url))?;
    drop(server);
    Ok(())
}

/// Installs the packages whose programs are missing. Only root may; others are told what to do.
fn install() -> anyhow::Result<()> {
    let missing: Vec<&str> = NEEDED
        .iter()
        .filter(|(program, _)| !Path::new(program).exists())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    tell(&format!("installing {}", missing.join(" ")));
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing);
    run(install.env("DEBIAN_FRONTEND", "noninteractive"))
        .with_context(|| format!("as root: apt-get install {}", missing.join(" ")))
}

fn has_nextest() -> bool {
    Command::new("cargo")
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Runs a command to its end.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command
        .status()
        .with_context(|| format!("start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "a task talks to whoever started it")]
fn tell(text: &str) {
    eprintln!("{text}");
}
