//! Tasks of the project: `cargo xtask test` installs what is missing, starts what is needed and
//! runs every test; `cargo xtask screenshots` takes the pictures of `docs/screenshots` anew; `cargo xtask load` measures
//! pages under load beside nginx.

mod load;
mod postgres;

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

/// Programs the tests use, with the Debian package each comes in.
const NEEDED: &[(&str, &str)] = &[
    ("/usr/lib/postgresql/15/bin/initdb", "postgresql-15"),
    ("/usr/bin/pdftotext", "poppler-utils"),
    ("/usr/bin/zbarimg", "zbar-tools"),
    ("/usr/bin/aiosmtpd", "python3-aiosmtpd"),
    ("/usr/bin/openssl", "openssl"),
    // The register has a second implementation in it, and a hand that edits databases.
    ("/usr/bin/python3", "python3"),
    // Its tree is compared with that of another transparency log, which stands in the second package.
    ("/usr/bin/go", "golang-go"),
    (
        "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go",
        "golang-golang-x-mod-dev",
    ),
    ("/usr/bin/chromium", "chromium"),
    ("/usr/bin/chromedriver", "chromium-driver"),
    // Without a font of its own the browser would show boxes for every Chinese word.
    (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "fonts-noto-cjk",
    ),
];

/// Programs the measurement under load uses.
const LOAD: &[(&str, &str)] = &[
    ("/usr/sbin/nginx", "nginx-light"),
    ("/usr/bin/wrk", "wrk"),
    ("/usr/bin/curl", "curl"),
];

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let done = match task.as_str() {
        "test" => test(),
        "screenshots" => screenshots(),
        "load" => install(LOAD).and_then(|()| load::load()),
        _ => Err(anyhow::anyhow!(
            "there are three tasks: test, screenshots, load"
        )),
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
    install(NEEDED)?;
    run(Command::new("cargo").args(["fmt", "--all", "--check"]))?;
    run(Command::new("cargo")
        .args(["clippy", "--workspace", "--all-targets", "--quiet"])
        .args(["--", "-D", "warnings"]))?;
    if has("deny") {
        // Advisories are left out: they need a database from the network.
        run(Command::new("cargo")
            .args(["deny", "--log-level", "error", "check"])
            .args(["licenses", "bans", "sources"]))?;
    }
    run(tests().arg("--no-run"))?;
    let server = postgres::Server::start()?;
    run(tests()
        .arg("--no-fail-fast")
        .env("WINDOW_TEST_POSTGRES", server.url()))?;
    drop(server);
    Ok(())
}

/// The command that builds and runs every test.
fn tests() -> Command {
    let mut tests = Command::new("cargo");
    if has("nextest") {
        tests.args(["nextest", "run", "--workspace"]);
    } else {
        tests.args(["test", "--workspace"]);
    }
    tests
}

/// Walks the journeys and keeps their pictures for the documents.
fn screenshots() -> anyhow::Result<()> {
    install(NEEDED)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screenshots");
    run(Command::new("cargo")
        .args(["test", "--quiet", "--package", "window-e2e"])
        .env("WINDOW_SCREENSHOTS", folder))
}

/// Installs the packages whose programs are missing. Only root may; others are told what to do.
fn install(needed: &[(&'static str, &'static str)]) -> anyhow::Result<()> {
    let missing: Vec<&str> = needed
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

/// Whether cargo has this subcommand; those that are no part of the toolchain are used if they are there.
fn has(subcommand: &str) -> bool {
    Command::new("cargo")
        .args([subcommand, "--version"])
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
