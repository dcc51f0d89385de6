//! A server with its own database, a clock moved by hand and repeatable randomness; and a browser for it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt;
use window_domain::access::Role;
use window_domain::id::entity::UserId;
use window_one::app::{App, Parts};
use window_one::auth::password;
use window_one::city::City;
use window_one::clock::Clock;
use window_one::config::Config;
use window_one::random::Random;
use window_one::{http, pages};
use window_store::{Account, AuditEntry, Audited, Blobs, DatabaseUrl, Store};

pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct World {
    pub(crate) app: Arc<App>,
    pub(crate) site: Router,
    folder: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(City::load(None).unwrap(), change).await
    }

    async fn of(city: City, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Self::open((city, folder, Random::seeded(1)), change).await;
        world.add("wang", Role::EnterpriseMember).await;
        world.add("li", Role::Officer).await;
        world
    }

    /// A server on whatever database lies in the folder.
    async fn open(
        (city, folder, random): (City, TempDir, Random),
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("window.db")))
            .await
            .unwrap();
        store.migrate().await.unwrap();
        let mut config = Config::defaults().unwrap();
        config.seal.file = folder.path().join("seal.pem");
        config.open_data.folder = folder.path().join("open-data");
        change(&mut config);
        let routes = pages::routes(&config);
        let app = App::new(Parts {
            config,
            clock: Clock::fixed("2026-08-03T01:00:00Z".parse::<Timestamp>().unwrap()),
            random,
            store,
            blobs: Blobs::open(folder.path().join("blobs")).unwrap(),
            city,
        })
        .unwrap();
        Self {
            site: http::site(&app, routes),
            app,
            folder,
        }
    }

    /// The demonstration city, on the day the clock stands on.
    pub(crate) async fn demo() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (from, to) in seeded_files().await {
            std::fs::copy(from, folder.path().join(to)).unwrap();
        }
        let city = City::load(None).unwrap();
        // Other ids than those drawn while the city was made.
        let world = (city, folder, Random::seeded(2));
        Self::open(world, |config| config.demo = true).await
    }

    /// The demonstration city with a catalogue of its own.
    pub(crate) async fn demo_of(catalogue: Option<&std::path::Path>) -> Self {
        let city = City::load(catalogue).unwrap();
        let world = Self::of(city, |config| config.demo = true).await;
        let city = City::load(catalogue).unwrap();
        let files = tempfile::tempdir().unwrap();
        let now = world.app.clock.now();
        window_one::demo::seed((&world.app.store, files.path()), &city, now)
            .await
            .unwrap();
        world
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The database as the command line names it.
    pub(crate) fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("window.db").display())
    }

    pub(crate) async fn add(&self, login: &str, role: Role) {
        let account = Account {
            id: UserId::from_bytes(self.app.random.bytes().unwrap()).to_string(),
            login: login.to_owned(),
            name: format!("Test {login}"),
            password_hash: password::hash(&self.app, PASSWORD).unwrap(),
            roles: vec![role.as_str().to_owned()],
            department: None,
            enterprise_id: None,
            window_no: None,
            phone: None,
            disabled_at: None,
            created_at: self.app.clock.now(),
            organisation: role.is_of_window().then(|| "zwj".to_owned()),
        };
        let audited = Audited {
            actor: "test".to_owned(),
            at: self.app.clock.now(),
            entry: AuditEntry::default(),
        };
        assert!(
            self.app
                .store
                .add_account(&account, &audited)
                .await
                .unwrap()
        );
    }

    /// Does to the database what no program of ours does, whatever triggers forbid.
    pub(crate) fn hand(&self, sql: &str) {
        let script = "import sqlite3, sys\n\
            db = sqlite3.connect(sys.argv[1])\n\
            for name, in db.execute(\"SELECT name FROM sqlite_schema WHERE type = 'trigger'\").fetchall():\n\
            \x20   db.execute('DROP TRIGGER ' + name)\n\
            db.executescript(sys.argv[2])\n\
            db.commit()";
        let done = std::process::Command::new("python3")
            .args(["-c", script])
            .arg(self.folder.path().join("window.db"))
            .arg(sql)
            .status();
        assert!(done.unwrap().success(), "{sql}");
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            site: self.site.clone(),
            cookies: Vec::new(),
            accept: "text/html".to_owned(),
            from: None,
            forms: 0,
        }
    }
}

/// The database of the demonstration city as this program makes it. It is made once for all tests of a build: walking the
/// city takes seconds, copying it none.
async fn seeded_files() -> [(PathBuf, &'static str); 2] {
    let program = std::env::current_exe().unwrap().metadata().unwrap();
    let built = program.modified().unwrap();
    let built = built
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_nanos();
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demonstration");
    std::fs::create_dir_all(&all).unwrap();
    // Tests run in processes of their own: the first makes it, the others wait.
    let lock = std::fs::File::create(all.join("lock")).unwrap();
    lock.lock().unwrap();
    let made = all.join(built.to_string());
    if !made.exists() {
        for old in std::fs::read_dir(&all).unwrap() {
            let old = old.unwrap().path();
            if old.is_dir() {
                std::fs::remove_dir_all(old).unwrap();
            }
        }
        let world = World::demo_of(None).await;
        let draft = all.join(format!("{built}-draft"));
        std::fs::create_dir(&draft).unwrap();
        for name in FILES {
            std::fs::copy(world.folder().join(name), draft.join(name)).unwrap();
        }
        std::fs::rename(&draft, &made).unwrap();
    }
    FILES.map(|name| (made.join(name), name))
}

/// The database and what is written to it last.
const FILES: [&str; 2] = ["window.db", "window.db-wal"];

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// The same before it was read as text.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The secret of the first form on the page.
    pub(crate) fn secret(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"_csrf\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }
}

/// Keeps cookies and sends what a browser sends.
#[derive(Clone)]
pub(crate) struct Browser {
    site: Router,
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) accept: String,
    /// Address it comes from, if it is known.
    pub(crate) from: Option<SocketAddr>,
    /// Forms filled in so far.
    forms: u32,
}

impl Browser {
    /// A key no other form has used.
    pub(crate) fn app_key(&mut self) -> String {
        self.forms += 1;
        format!(
            "form-{}-{}",
            self.forms,
            self.cookies
                .iter()
                .map(|(_, value)| value.as_str())
                .collect::<String>()
        )
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], Body::empty()).await
    }

    /// Sends a form of ours with the secret of the page it stands on.
    pub(crate) async fn post(&mut self, path: &str, secret: &str, fields: &str) -> Answer {
        let body = format!("_csrf={secret}&_key=test-{secret}&{fields}");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send("POST", path, &[kind], Body::from(body)).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(from) = self.from {
            request = request.extension(ConnectInfo(from));
        }
        let request = request
            .header(header::ACCEPT, &self.accept)
            .header(header::HOST, "127.0.0.1:8080")
            .body(body)
            .unwrap();
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(held, _)| held != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        }
    }

    /// Logs in through the form; the answer is that of the form.
    pub(crate) async fn log_in(&mut self, login: &str, password: &str) -> Answer {
        let secret = self.get("/login").await.secret();
        let password = password.replace(' ', "+");
        self.post(
            "/login",
            &secret,
            &format!("login={login}&password={password}"),
        )
        .await
    }
}
