//! How many submissions of 8 cases are committed in a second, beside the same SQL given to the database directly.
//!
//! `WINDOW_TEST_POSTGRES=postgres://… cargo bench -p window-store`. Beside the store stand, in the same run and in turn:
//! for `SQLite` one `rusqlite` connection that the clients take in turn, with prepared statements, values made before
//! the connection is taken, one transaction a submission and the same `synchronous=FULL` (connections of their own
//! would only contend for the one lock); for `PostgreSQL` one connection a client and a statement at a time, and
//! `pgbench` with prepared statements if it is installed. `COMMIT` waits for the disk everywhere. A run tells little
//! beyond the machine and the minute it ran in.

use std::{
    collections::BTreeMap,
    error::Error,
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use jiff::{Timestamp, civil::date};
use tokio::time::Instant;
use tokio_postgres::types::ToSql;
use window_store::{
    AuditEntry, CaseRow, Commit, DatabaseUrl, IdempotencyKey, NewEvent, OutboxMessage, ProjectRow,
    RegisterLeaf, RowChange, Store, StreamId, SubmissionRow,
};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Cases in one submission.
const CASES: usize = 8;
/// How long one figure is measured.
const MEASURED: Duration = Duration::from_secs(2);
/// Each figure is the median of so many, taken in turn.
const ROUNDS: usize = 5;
/// An event's or a leaf's content: about what a case's own takes.
const PAYLOAD_BYTES: usize = 400;

static NEXT: AtomicU64 = AtomicU64::new(1);

fn main() -> Outcome<()> {
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return Ok(());
    }
    let server = std::env::var_os("WINDOW_TEST_POSTGRES")
        .and_then(|server| server.into_string().ok())
        .ok_or("no PostgreSQL in WINDOW_TEST_POSTGRES: run cargo xtask test, or start one")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "submissions of {CASES} cases committed per second, median of {ROUNDS} (lowest to highest)"
    )?;
    writeln!(
        out,
        "{:<12}{:>8}  {:<22}{:>8}  range",
        "database", "clients", "way", "rate"
    )?;
    for clients in [1, 16] {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("window.db");
        let store = runtime.block_on(open(&DatabaseUrl::sqlite(&file)))?;
        report("SQLite", clients, || {
            let direct = sqlite_direct(&file, clients)?;
            let ours = runtime.block_on(through_store(&store, clients))?;
            Ok(vec![("one shared connection", direct), ("the store", ours)])
        })?;
        let url = runtime.block_on(database(&server))?;
        let store = runtime.block_on(open(&DatabaseUrl::parse(&url)?))?;
        report("PostgreSQL", clients, || {
            let mut rates = Vec::new();
            if let Some(rate) = pgbench(&url, folder.path(), clients)? {
                rates.push(("pgbench", rate));
            }
            let direct = runtime.block_on(postgres_direct(&url, clients))?;
            rates.push(("one statement at a time", direct));
            rates.push((
                "the store",
                runtime.block_on(through_store(&store, clients))?,
            ));
            Ok(rates)
        })?;
        drop(store);
        runtime.block_on(drop_database(&server, &url))?;
    }
    Ok(())
}

/// Measures in turn and prints the medians and how the store stands to the others.
fn report(
    database: &str,
    clients: usize,
    mut measure: impl FnMut() -> Outcome<Vec<(&'static str, f64)>>,
) -> Outcome<()> {
    let mut rates: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let mut order = Vec::new();
    for _ in 0..ROUNDS {
        let measured = measure()?;
        order = measured.iter().map(|(way, _)| *way).collect();
        for (way, rate) in measured {
            rates.entry(way).or_default().push(rate);
        }
    }
    let median = |way: &str| -> f64 {
        let mut sorted = rates.get(way).cloned().unwrap_or_default();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    };
    let mut out = std::io::stdout();
    for way in order {
        let all = rates.get(way).cloned().unwrap_or_default();
        let low = all.iter().copied().fold(f64::INFINITY, f64::min);
        let high = all.iter().copied().fold(0.0, f64::max);
        let share = median("the store") / median(way);
        writeln!(
            out,
            "{database:<12}{clients:>8}  {way:<22}{:>8.0}  {low:.0} to {high:.0}; the store is {share:.2} of it",
            median(way)
        )?;
    }
    Ok(())
}

async fn open(url: &DatabaseUrl) -> Outcome<Store> {
    let store = Store::open(url).await?;
    store.migrate().await?;
    Ok(store)
}

/// A new database on the server.
async fn database(server: &str) -> Outcome<String> {
    let name = format!(
        "window_bench_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let client = connect(server).await?;
    client
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .await?;
    let (place, _) = server
        .rsplit_once('/')
        .ok_or("no database in WINDOW_TEST_POSTGRES")?;
    Ok(format!("{place}/{name}"))
}

async fn drop_database(server: &str, url: &str) -> Outcome<()> {
    let (_, name) = url.rsplit_once('/').ok_or("no database in the address")?;
    let sql = format!("DROP DATABASE {name} WITH (FORCE)");
    connect(server).await?.batch_execute(&sql).await?;
    Ok(())
}

async fn connect(url: &str) -> Outcome<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Commits per second; the counts are far below what a double holds exactly.
fn rate(commits: u32, began: Instant) -> f64 {
    f64::from(commits) / began.elapsed().as_secs_f64()
}

async fn through_store(store: &Store, clients: usize) -> Outcome<f64> {
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut commits = 0;
                while began.elapsed() < MEASURED {
                    store.commit(submission(&next())?).await?;
                    commits += 1;
                }
                Outcome::Ok(commits)
            })
        })
        .collect();
    let mut commits = 0;
    for task in tasks {
        commits += task.await??;
    }
    Ok(rate(commits, began))
}

fn sqlite_direct(file: &Path, clients: usize) -> Outcome<f64> {
    let connection = rusqlite::Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(256);
    let connection = Arc::new(Mutex::new(connection));
    let began = Instant::now();
    let threads: Vec<_> = (0..clients)
        .map(|_| {
            let connection = connection.clone();
            thread::spawn(move || sqlite_client(&connection, began))
        })
        .collect();
    let mut commits = 0;
    for thread in threads {
        commits += thread.join().map_err(|_| "a client broke")??;
    }
    Ok(rate(commits, began))
}

fn sqlite_client(shared: &Mutex<rusqlite::Connection>, began: Instant) -> Outcome<u32> {
    let statements = statements();
    let mut commits = 0;
    while began.elapsed() < MEASURED {
        let id = next();
        let values: Vec<_> = statements.iter().map(|it| it.params(&id)).collect();
        let connection = shared.lock().map_err(|_| "a client broke")?;
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for (statement, values) in statements.iter().zip(values) {
            let mut prepared = connection.prepare_cached(&statement.sql)?;
            let mut rows = prepared.query(rusqlite::params_from_iter(values))?;
            while rows.next()?.is_some() {}
        }
        connection.prepare_cached("COMMIT")?.execute([])?;
        drop(connection);
        commits += 1;
    }
    Ok(commits)
}

async fn postgres_direct(url: &str, clients: usize) -> Outcome<f64> {
    let mut ready = Vec::new();
    for _ in 0..clients {
        let client = connect(url).await?;
        let mut prepared = Vec::new();
        for statement in statements() {
            prepared.push((client.prepare(&statement.sql).await?, statement));
        }
        ready.push((client, prepared));
    }
    let began = Instant::now();
    let tasks = ready.into_iter().map(|(mut client, prepared)| {
        tokio::spawn(async move {
            let mut commits = 0;
            while began.elapsed() < MEASURED {
                let id = next();
                let transaction = client.transaction().await?;
                for (sql, statement) in &prepared {
                    let params = statement.postgres_params(&id);
                    let borrowed: Vec<_> = params
                        .iter()
                        .map(|param| -> &(dyn ToSql + Sync) { param.as_ref() })
                        .collect();
                    transaction.query(sql, &borrowed).await?;
                }
                transaction.commit().await?;
                commits += 1;
            }
            Outcome::Ok(commits)
        })
    });
    let mut commits = 0;
    for task in tasks.collect::<Vec<_>>() {
        commits += task.await??;
    }
    Ok(rate(commits, began))
}

/// What `pgbench` reaches with the same statements; `None` where it is not installed.
fn pgbench(url: &str, folder: &Path, clients: usize) -> Outcome<Option<f64>> {
    let script = folder.join("submission.sql");
    let mut text = String::from("\\set id random(1, 9000000000000000)\nBEGIN;\n");
    for statement in statements() {
        text.push_str(&statement.literal());
    }
    text.push_str("COMMIT;\n");
    std::fs::write(&script, text)?;
    let found = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--file"])
        .arg(&script)
        .args([
            "--client",
            &clients.to_string(),
            "--time",
            &MEASURED.as_secs().to_string(),
            url,
        ])
        .stderr(Stdio::piped())
        .output();
    let Ok(found) = found else { return Ok(None) };
    let said = String::from_utf8_lossy(&found.stdout);
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    match rate {
        Some(rate) if found.status.success() => Ok(Some(rate)),
        _ => Err(String::from_utf8_lossy(&found.stderr).into()),
    }
}

fn next() -> String {
    NEXT.fetch_add(1, Ordering::Relaxed).to_string()
}

fn payload() -> String {
    format!("{{\"content\":\"{}\"}}", "x".repeat(PAYLOAD_BYTES))
}

fn project_row(id: &str) -> ProjectRow {
    ProjectRow {
        id: format!("prj_{id}"),
        name: "Plant".into(),
        code: None,
        enterprise_id: "ent_1".into(),
        enterprise_name: "Enterprise".into(),
        uscc: "91420200MA4900000X".into(),
        agent_id: Some("usr_1".into()),
        agent_name: Some("Agent".into()),
        track: "ordinary".into(),
        state: "open".into(),
        stage: "1".into(),
        created_on: date(2026, 11, 23),
        holder: "window".into(),
        next_what: "next.accept".into(),
        next_due: Some(date(2026, 11, 30)),
        items_total: 30,
        items_done: 0,
        notice_no: None,
        notice_check_code: None,
        green_channel: false,
        weight: 4,
        version: 9,
        region: "city".into(),
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn case_row(id: &str, number: usize) -> CaseRow {
    CaseRow {
        case_no: format!("case_{id}_{number}"),
        project_id: format!("prj_{id}"),
        project_name: "Plant".into(),
        enterprise_id: "ent_1".into(),
        enterprise_name: "Enterprise".into(),
        item: "A01".into(),
        department: "zjj".into(),
        state: "received".into(),
        national_state: 2,
        holder: "window".into(),
        submission_id: format!("sub_{id}"),
        received_on: date(2026, 11, 23),
        intake_due: date(2026, 11, 30),
        accepted_on: None,
        promised_due: None,
        statutory_due: None,
        limit_days: Some(5),
        stopped_since: None,
        decided_on: None,
        outcome: None,
        officer: None,
        flags: String::new(),
        agent_id: Some("usr_1".into()),
        region: "city".into(),
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn submission_row(id: &str) -> SubmissionRow {
    SubmissionRow {
        id: format!("sub_{id}"),
        receipt_no: format!("R-{id}"),
        project_id: format!("prj_{id}"),
        project_name: "Plant".into(),
        enterprise_id: "ent_1".into(),
        enterprise_name: "Enterprise".into(),
        agent_id: Some("usr_1".into()),
        received_at: Timestamp::UNIX_EPOCH,
        received_on: date(2026, 11, 23),
        intake_due: date(2026, 11, 30),
        state: "received".into(),
        cases: 8,
        region: "city".into(),
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

fn submission(id: &str) -> Outcome<Commit> {
    let event = NewEvent {
        kind: "received".into(),
        schema: 1,
        payload: payload(),
    };
    let leaf = RegisterLeaf {
        kind: "received".into(),
        payload: payload(),
        check_code: None,
        salts: vec![],
    };
    let message = OutboxMessage {
        topic: "mail".into(),
        key: id.into(),
        payload: payload(),
    };
    let mut rows = vec![
        RowChange::Upsert(project_row(id).into()),
        RowChange::Upsert(submission_row(id).into()),
    ];
    rows.extend((0..CASES).map(|number| RowChange::Upsert(case_row(id, number).into())));
    Ok(Commit {
        stream: StreamId::project(format!("prj_{id}")),
        expected_version: 0,
        events: vec![event; CASES + 1],
        recorded_at: Timestamp::UNIX_EPOCH,
        actor: "usr_1".into(),
        audit: AuditEntry {
            action: "submit".into(),
            object: format!("project/prj_{id}"),
            outcome: "done".into(),
            detail: "{}".into(),
            ip: Some("192.0.2.1".into()),
            request_id: Some(id.into()),
        },
        rows,
        outbox: vec![message],
        leaves: vec![leaf; CASES + 1],
        hits: Vec::new(),
        key: Some(IdempotencyKey::parse(&format!("key-{id}")).ok_or("key")?),
        fingerprint: [7; 32],
        answer: "{}".into(),
    })
}

mod same_sql;
use same_sql::statements;
