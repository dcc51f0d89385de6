//! A fresh database of each kind for one test.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use jiff::{Timestamp, civil::Date};
use tempfile::TempDir;
use window_domain::access::Territory;
use window_domain::catalogue::RegionMap;
use window_store::{
    AuditEntry, Audited, CaseRow, Commit, DatabaseUrl, EnterpriseRow, IdempotencyKey, LetterRow,
    NewEvent, OpinionRow, OutboxMessage, ProjectRow, RegisterLeaf, RowChange, Store, StreamId,
    SubmissionRow, Viewer,
};

/// One test's own database.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) url: DatabaseUrl,
    pub(crate) name: &'static str,
    pub(crate) folder: TempDir,
    postgres: Option<(String, String)>,
}

impl World {
    /// Both kinds, empty but migrated.
    pub(crate) async fn both() -> [World; 2] {
        [Self::sqlite().await, Self::postgres().await]
    }

    pub(crate) async fn sqlite() -> World {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite(folder.path().join("window.db"));
        Self::open("SQLite", url, folder, None).await
    }

    pub(crate) async fn postgres() -> World {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("window_test_{}_{number}", process::id());
        raw(&server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        raw(&server, &format!("CREATE DATABASE {name}")).await;
        let url = DatabaseUrl::parse(&of_server(&server, &name)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self::open("PostgreSQL", url, folder, Some((server, name))).await
    }

    async fn open(
        name: &'static str,
        url: DatabaseUrl,
        folder: TempDir,
        postgres: Option<(String, String)>,
    ) -> World {
        let store = Store::open(&url).await.unwrap();
        store.migrate().await.unwrap();
        World {
            store,
            url,
            name,
            folder,
            postgres,
        }
    }

    /// Runs a statement past the store; the error's text if the database refuses.
    pub(crate) async fn raw(&self, sql: &str) -> Result<(), String> {
        match &self.postgres {
            None => {
                let file = self.folder.path().join("window.db");
                let connection = rusqlite::Connection::open(file).unwrap();
                connection
                    .execute_batch(sql)
                    .map_err(|error| error.to_string())
            }
            Some((server, name)) => try_raw(&of_server(server, name), sql).await,
        }
    }

    /// The number a counting statement gives, past the store.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        match &self.postgres {
            None => {
                let file = self.folder.path().join("window.db");
                let connection = rusqlite::Connection::open(file).unwrap();
                connection.query_row(sql, [], |row| row.get(0)).unwrap()
            }
            Some((server, name)) => {
                let client = connect(&of_server(server, name)).await;
                client.query_one(sql, &[]).await.unwrap().get(0)
            }
        }
    }

    /// Ends every connection the store has to `PostgreSQL`, as a failing server would.
    pub(crate) async fn cut_connections(&self) {
        let (server, name) = self.postgres.as_ref().unwrap();
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        raw(server, &cut).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some((server, name)) = self.postgres.take() {
            let cleaner = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                // A database that stays behind is no failure of the test.
                runtime.block_on(try_raw(&server, &sql)).ok();
            });
            cleaner.join().ok();
        }
    }
}

fn server() -> String {
    std::env::var_os("WINDOW_TEST_POSTGRES")
        .expect("no PostgreSQL in WINDOW_TEST_POSTGRES: run cargo xtask test")
        .into_string()
        .unwrap()
}

/// The server's address with another database's name.
fn of_server(server: &str, name: &str) -> String {
    let (place, _) = server.rsplit_once('/').unwrap();
    format!("{place}/{name}")
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

async fn raw(url: &str, sql: &str) {
    try_raw(url, sql).await.unwrap();
}

async fn try_raw(url: &str, sql: &str) -> Result<(), String> {
    let client = connect(url).await;
    client.batch_execute(sql).await.map_err(|error| {
        error
            .as_db_error()
            .map_or_else(|| error.to_string(), |inner| inner.message().to_owned())
    })
}

pub(crate) fn now() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn audited() -> Audited {
    Audited {
        actor: "usr_admin".into(),
        at: now(),
        entry: audit("account.change"),
    }
}

fn audit(action: &str) -> AuditEntry {
    AuditEntry {
        action: action.into(),
        object: "project/prj_1".into(),
        outcome: "done".into(),
        detail: "{}".into(),
        ip: Some("192.0.2.1".into()),
        request_id: Some("req_1".into()),
    }
}

/// A commit of one event to a project's stream.
pub(crate) fn commit(project: &str, expected_version: u64) -> Commit {
    Commit {
        stream: StreamId::project(project),
        expected_version,
        events: vec![NewEvent {
            kind: "noted".into(),
            schema: 1,
            payload: r#"{"note":"磁湖路 1 号"}"#.into(),
        }],
        recorded_at: now(),
        actor: "usr_1".into(),
        audit: audit("note"),
        rows: vec![],
        outbox: vec![],
        leaves: vec![],
        hits: Vec::new(),
        key: None,
        fingerprint: [7; 32],
        answer: format!("answer of version {expected_version}"),
    }
}

/// The same with one of everything, under this key.
pub(crate) fn full_commit(project: &str, expected_version: u64, key: &str) -> Commit {
    Commit {
        rows: vec![RowChange::Upsert(project_row(project, "ent_a").into())],
        outbox: vec![OutboxMessage {
            topic: "mail".into(),
            key: project.into(),
            payload: "{}".into(),
        }],
        leaves: vec![RegisterLeaf {
            kind: "receipt".into(),
            payload: "{}".into(),
            check_code: None,
            salts: vec![],
        }],
        key: Some(IdempotencyKey::parse(key).unwrap()),
        ..commit(project, expected_version)
    }
}

pub(crate) fn project_row(id: &str, enterprise: &str) -> ProjectRow {
    ProjectRow {
        id: id.into(),
        name: format!("厂房 {id}"),
        code: None,
        enterprise_id: enterprise.into(),
        enterprise_name: format!("公司 {enterprise}"),
        uscc: "91420200MA4900000X".into(),
        agent_id: None,
        agent_name: None,
        track: "ordinary".into(),
        state: "open".into(),
        stage: "1".into(),
        created_on: day("2026-11-23"),
        holder: "applicant".into(),
        next_what: "next.submit".into(),
        next_due: None,
        items_total: 30,
        items_done: 0,
        notice_no: None,
        notice_check_code: None,
        green_channel: false,
        weight: 4,
        region: "city".into(),
        version: 1,
        updated_at: now(),
    }
}

pub(crate) fn case_row(number: &str, project: &ProjectRow, department: &str) -> CaseRow {
    CaseRow {
        case_no: number.into(),
        project_id: project.id.clone(),
        project_name: project.name.clone(),
        enterprise_id: project.enterprise_id.clone(),
        enterprise_name: project.enterprise_name.clone(),
        item: "A01".into(),
        department: department.into(),
        state: "received".into(),
        national_state: 2,
        holder: "window".into(),
        submission_id: format!("sub_{}", project.id),
        received_on: day("2026-11-23"),
        intake_due: day("2026-11-30"),
        accepted_on: None,
        promised_due: None,
        statutory_due: None,
        limit_days: Some(5),
        stopped_since: None,
        decided_on: None,
        outcome: None,
        officer: None,
        flags: String::new(),
        agent_id: project.agent_id.clone(),
        region: project.region.clone(),
        updated_at: now(),
    }
}

pub(crate) fn submission_row(project: &ProjectRow, cases: i32) -> SubmissionRow {
    SubmissionRow {
        id: format!("sub_{}", project.id),
        receipt_no: format!("R-{}", project.id),
        project_id: project.id.clone(),
        project_name: project.name.clone(),
        enterprise_id: project.enterprise_id.clone(),
        enterprise_name: project.enterprise_name.clone(),
        agent_id: project.agent_id.clone(),
        received_at: now(),
        received_on: day("2026-11-23"),
        intake_due: day("2026-11-30"),
        state: "received".into(),
        cases,
        region: project.region.clone(),
        updated_at: now(),
    }
}

pub(crate) fn letter_row(code: &str, project: &ProjectRow) -> LetterRow {
    LetterRow {
        check_code: code.into(),
        number: "黄工服受〔2026〕1号".into(),
        kind: "acceptance".into(),
        project_id: project.id.clone(),
        project_name: project.name.clone(),
        case_no: None,
        holder_name: project.enterprise_name.clone(),
        issued_on: day("2026-11-23"),
        valid_until: None,
        status: "valid".into(),
        status_reason: String::new(),
        title_zh: "受理通知书".into(),
        title_en: "Notice of acceptance".into(),
        department: None,
    }
}

pub(crate) fn opinion_row(case: &str, department: &str) -> OpinionRow {
    OpinionRow {
        id: format!("{case}~{department}"),
        case_no: case.into(),
        department: department.into(),
        due: day("2026-12-01"),
        answered_on: None,
    }
}

pub(crate) fn enterprise_row(id: &str, uscc: &str) -> EnterpriseRow {
    EnterpriseRow {
        id: id.into(),
        uscc: uscc.into(),
        name: format!("公司 {id}"),
        override_reason: None,
        created_on: day("2026-11-23"),
        version: 1,
    }
}

/// What somebody reaches whose organisation serves these regions of a city with one zone.
pub(crate) fn territory(regions: &[&str]) -> Territory {
    let map = RegionMap::new("city", &[("hedz", "in_zone")]);
    Territory::new(map, regions.iter().map(|code| (*code).to_owned()).collect())
}

/// The window of the whole city.
pub(crate) fn window() -> Viewer {
    Viewer::Window(territory(&["city", "hedz"]))
}
