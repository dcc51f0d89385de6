//! `cargo xtask load`: what the pages for everybody take under sixteen clients, beside the same bytes served by nginx as a
//! file, in the same run and turn by turn: absolute times say little on a machine others use too.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

/// Clients at a time.
const CLIENTS: &str = "-c16";
/// How long one measurement takes.
const LASTS: &str = "-d5s";
/// Measurements of each, of which the middle one counts.
const ROUNDS: usize = 5;
/// What is measured; the first is also given to nginx as a file.
const PAGES: [&str; 6] = [
    "/",
    "/guide",
    "/guide/C05",
    "/track",
    "/open/decisions",
    "/api/v1/public/decisions",
];

/// What one measurement said.
#[derive(Debug, Clone, Copy)]
struct Measured {
    per_second: f64,
    middle_ms: f64,
    p99_ms: f64,
}

/// A program that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Measures and prints a table.
///
/// # Errors
/// When a program is missing or does not start.
pub(crate) fn load() -> anyhow::Result<()> {
    super::run(Command::new("cargo").args(["build", "--release", "--package", "window-one"]))?;
    let folder = tempfile::tempdir()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (site, other) = (free_port()?, free_port()?);
    let product = root.join("target/release/window-one");
    let _site = start(Command::new(product).args(["demo", "--listen", &address(site)]))?;
    listens(site)?;
    let page = page(&format!("http://{}/", address(site)))?;
    let _nginx = nginx(folder.path(), other, &page)?;
    listens(other)?;
    let mut targets = vec![(
        "nginx: a file".to_owned(),
        format!("http://{}/page.html", address(other)),
    )];
    targets.extend(PAGES.map(|page| (page.to_owned(), format!("http://{}{page}", address(site)))));
    let mut rounds: Vec<Vec<Measured>> = vec![Vec::new(); targets.len()];
    for _ in 0..ROUNDS {
        for ((_, url), measured) in targets.iter().zip(&mut rounds) {
            measured.push(measure(url)?);
        }
    }
    super::tell("| | requests/s | of nginx | p50 ms | p99 ms |\n|---|---|---|---|---|");
    let middles: Vec<Measured> = rounds.iter().map(|all| middle(all)).collect();
    let reference = middles.first().map_or(1.0, |first| first.per_second);
    for ((name, _), found) in targets.iter().zip(&middles) {
        let share = found.per_second / reference;
        super::tell(&format!(
            "| `{name}` | {:.0} | {share:.3} | {:.2} | {:.2} |",
            found.per_second, found.middle_ms, found.p99_ms
        ));
    }
    Ok(())
}

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn start(command: &mut Command) -> anyhow::Result<Running> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let child = command
        .spawn()
        .with_context(|| format!("start {command:?}"))?;
    Ok(Running(child))
}

/// Waits until somebody listens.
fn listens(port: u16) -> anyhow::Result<()> {
    for _ in 0..600 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    bail!("nobody listens on {}", address(port))
}

/// The bytes of a page, as the other server shall give them.
fn page(url: &str) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("curl").args(["-sSf", url]).output()?;
    if !output.status.success() {
        bail!("{url}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

fn nginx(folder: &Path, port: u16, page: &[u8]) -> anyhow::Result<Running> {
    fs::write(folder.join("page.html"), page)?;
    let root = folder.display();
    // Two workers, as the product has two threads on two cores; no log, no compression, like the product.
    let settings = format!(
        "daemon off; worker_processes 2; pid {root}/pid; error_log /dev/null; user root;\n\
         events {{ worker_connections 256; }}\n\
         http {{ access_log off; sendfile on; keepalive_requests 1000000; server {{ \
         listen {}; root {root}; types {{ text/html html; }} }} }}\n",
        address(port)
    );
    let file: PathBuf = folder.join("nginx.conf");
    fs::write(&file, settings)?;
    start(Command::new("/usr/sbin/nginx").arg("-c").arg(file))
}

fn measure(url: &str) -> anyhow::Result<Measured> {
    let output = Command::new("wrk")
        .args(["-t2", CLIENTS, LASTS, "--latency", url])
        .output()
        .context("start wrk")?;
    let text = String::from_utf8(output.stdout)?;
    if text.contains("Non-2xx") {
        bail!("{url} does not answer well: {text}");
    }
    let after = |label: &str| {
        let line = text
            .lines()
            .find(|line| line.trim_start().starts_with(label));
        line.and_then(|line| line.split_whitespace().nth(1))
            .with_context(|| format!("`{label}` in {text}"))
    };
    Ok(Measured {
        per_second: after("Requests/sec:")?.parse()?,
        middle_ms: milliseconds(after("50%")?)?,
        p99_ms: milliseconds(after("99%")?)?,
    })
}

/// `12.30ms`, `850.00us`, `1.02s`.
fn milliseconds(text: &str) -> anyhow::Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0)] {
        if let Some(number) = text.strip_suffix(unit)
            && let Ok(number) = number.parse::<f64>()
        {
            return Ok(number * factor);
        }
    }
    bail!("`{text}` is no time")
}

/// The round in the middle by requests a second.
fn middle(rounds: &[Measured]) -> Measured {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(|one, other| one.per_second.total_cmp(&other.per_second));
    let none = Measured {
        per_second: 0.0,
        middle_ms: 0.0,
        p99_ms: 0.0,
    };
    sorted.get(sorted.len() / 2).copied().unwrap_or(none)
}
