//! Mail over real SMTP: what an enterprise is told, where it wants it, failures that are seen and tried again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;
use window_one::config::{Config, Mail, MailTls};
use window_one::sending::{self, Mailer};
use window_store::ProjectRow;

use crate::acts::owner_of;
use crate::built::{logged_in, project, row};
use crate::service::{agent_of, done, hand_in};
use crate::world::World;

/// Debian's own, which knows the packages of Debian.
const PYTHON: &str = "/usr/bin/python3";

/// A mail server of its own, gone with the test.
struct Server {
    program: Child,
    port: u16,
    folder: TempDir,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Command::new(PYTHON)
            .arg(script())
            .arg("serve")
            .arg(folder.path().join("mails"))
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("Debian's python3 with aiosmtpd: `cargo xtask test` installs it");
        let mut line = String::new();
        let mut output = BufReader::new(program.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().parse();
        let port = port.expect("the counterpart prints its port");
        Self {
            program,
            port,
            folder,
        }
    }

    /// What it was sent, as Python reads it.
    fn mails(&self) -> Vec<Value> {
        let read = Command::new(PYTHON)
            .arg(script())
            .arg("read")
            .arg(self.folder.path().join("mails"))
            .output()
            .unwrap();
        assert!(read.status.success(), "{read:?}");
        let text = String::from_utf8(read.stdout).unwrap();
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counterparts/smtp.py")
}

fn settings(port: u16) -> Mail {
    Mail {
        host: "127.0.0.1".to_owned(),
        port,
        tls: MailTls::None,
        sender: "window@example.cn".to_owned(),
        ..Config::defaults().unwrap().mail
    }
}

fn mailer(port: u16) -> Mailer {
    Mailer::of(&settings(port)).unwrap().unwrap()
}

const EMAIL: &str = "chen.shili@example.cn";
const CONTACT: (&str, &str) = ("/my/contact", "/my/contact");

/// A project whose enterprise wants mail in English, and nothing else waiting to be told.
async fn with_contact() -> (World, ProjectRow) {
    let world = World::demo().await;
    let row = row(&world, "模具加工中心").await;
    while sending::tell(&world.app).await.unwrap() > 0 {}
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let fields = [("email", EMAIL), ("phone", ""), ("language", "en")];
    done(&mut owner, CONTACT, &fields).await;
    (world, row)
}

/// Lets a problem of the project be raised and said to be solved; its number.
async fn solved(world: &World, row: &ProjectRow) -> String {
    let mut owner = logged_in(world, &owner_of(world, row).await).await;
    let mut agent = agent_of(world, row).await;
    let mine = format!("/my/projects/{}/service", row.id);
    let raised = [("topic", "power"), ("text", "配电房电缆沟与设备基础冲突")];
    done(&mut owner, (&mine, &format!("{mine}/problem")), &raised).await;
    let number = project(world, row)
        .await
        .problems
        .last()
        .unwrap()
        .number
        .clone();
    let desk = format!("/desk/problems/{number}");
    let solution = [("solution", "电缆沟改线")];
    done(&mut agent, (&desk, &format!("{desk}/solve")), &solution).await;
    assert_eq!(sending::tell(&world.app).await.unwrap(), 1);
    number
}

async fn desk(world: &World) -> String {
    let page = "/desk/notices?lang=en";
    logged_in(world, "lead").await.get(page).await.body
}

/// A certificate of 127.0.0.1 that vouches for itself, and its key.
fn certified(files: &TempDir) -> (String, String) {
    let file = |name: &str| files.path().join(name).display().to_string();
    let (cert, key) = (file("cert"), file("key"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes"])
        .args(["-days", "2", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &key, "-out", &cert])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    (cert, key)
}

#[tokio::test]
async fn an_enterprise_is_told_in_its_language_by_a_server_that_wants_encryption_and_a_password() {
    let files = tempfile::tempdir().unwrap();
    let (cert, key) = certified(&files);
    let password = files.path().join("password").display().to_string();
    std::fs::write(&password, "long and secret\n").unwrap();
    let server = Server::start(&[
        "--cert",
        &cert,
        "--key",
        &key,
        "--user",
        "window",
        "--password",
        "long and secret",
    ]);
    let (world, row) = with_contact().await;
    let number = solved(&world, &row).await;

    // A server that nobody vouches for gets nothing.
    let trusting = Mail {
        tls: MailTls::Starttls,
        ca_file: cert.clone().into(),
        user: "window".to_owned(),
        password_file: password.into(),
        ..settings(server.port)
    };
    let unknown = Mail {
        ca_file: PathBuf::new(),
        ..trusting.clone()
    };
    let unknown = Mailer::of(&unknown).unwrap().unwrap();
    assert_eq!(sending::send_mail(&world.app, &unknown).await.unwrap(), 0);
    assert!(server.mails().is_empty());

    world.app.clock.advance(SignedDuration::from_secs(61));
    let mailer = Mailer::of(&trusting).unwrap().unwrap();
    let sent = sending::send_mail(&world.app, &mailer).await.unwrap();
    assert_eq!(sent, 1, "{}", desk(&world).await);
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["to"], EMAIL);
    assert_eq!(mails[0]["from"], "window@example.cn");
    let title = &row.name;
    assert_eq!(
        mails[0]["subject"],
        format!("Please confirm: problem {number}, {title}")
    );
    let text = mails[0]["text"].as_str().unwrap();
    for said in [
        format!("To {}", row.enterprise_name),
        format!("Project “{title}”: problem {number} is said to be solved."),
        format!("http://127.0.0.1:8080/my/projects/{}", row.id),
        "http://127.0.0.1:8080/my/contact".to_owned(),
    ] {
        assert!(text.contains(&said), "{said}: {text}");
    }
    let id = mails[0]["id"].as_str().unwrap();
    assert!(id.ends_with("@example.cn>"), "{id}");
    // Sent is sent.
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 0);
    assert!(
        desk(&world)
            .await
            .contains("A problem solved, to be confirmed")
    );
}

#[tokio::test]
async fn a_letter_whose_answer_got_lost_is_sent_again_under_the_same_name() {
    let server = Server::start(&["--lose", "1"]);
    let (world, row) = with_contact().await;
    solved(&world, &row).await;
    let mailer = mailer(server.port);
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 0);
    let seen = desk(&world).await;
    assert!(
        seen.contains("1 attempt failed") && seen.contains("Next try"),
        "{seen}"
    );
    assert!(seen.contains("451"), "{seen}");
    // Not before its time.
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 1);
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0]["id"], mails[1]["id"]);
    assert_eq!(mails[0]["date"], mails[1]["date"]);
}

#[tokio::test]
async fn a_letter_to_no_box_is_parked_at_once_and_the_lead_lets_it_be_tried_again() {
    let refusing = Server::start(&["--refuse", EMAIL]);
    let (world, row) = with_contact().await;
    solved(&world, &row).await;
    let first = mailer(refusing.port);
    assert_eq!(sending::send_mail(&world.app, &first).await.unwrap(), 0);
    let seen = desk(&world).await;
    assert!(
        seen.contains("c***@example.cn") && seen.contains("550"),
        "{seen}"
    );
    assert!(!seen.contains(EMAIL), "{seen}");
    assert!(seen.contains("Try again"), "{seen}");
    // Parked: time changes nothing.
    world.app.clock.advance(SignedDuration::from_hours(12));
    let server = Server::start(&[]);
    let mailer = mailer(server.port);
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 0);

    let page = "/desk/notices?state=parked";
    let mut lead = logged_in(&world, "lead").await;
    let shown = lead.get(page).await.body;
    let (_, rest) = shown.split_once("action=\"/desk/notices/").unwrap();
    let id = rest.split_once('/').unwrap().0.to_owned();
    let retry = format!("/desk/notices/{id}/retry");
    done(&mut lead, (page, &retry), &[]).await;
    let object = format!("outbox/{id}");
    let audit = world.app.store.audit_records(Some(&object), 0, 9);
    let audit = audit.await.unwrap();
    assert_eq!(audit.len(), 1);
    assert_eq!(audit[0].audited.entry.action, "notice.retry");
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 1);
    assert_eq!(server.mails().len(), 1);
    // It is parked no more: a second click is harmless, and nobody is told that something was done.
    done(&mut lead, ("/desk/notices", &retry), &[]).await;
    let audit = world.app.store.audit_records(Some(&object), 0, 9);
    assert_eq!(audit.await.unwrap().len(), 1);
}

#[tokio::test]
async fn addresses_are_checked_kept_and_left_out_when_the_enterprise_wants_none() {
    let (world, row) = with_contact().await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let wrong = [
        ("email", "chen@example"),
        ("phone", "12"),
        ("language", "en"),
    ];
    let refused = hand_in(&mut owner, CONTACT, &wrong).await;
    assert_eq!(refused.status, 422);
    for said in [
        "email-error",
        "phone-error",
        "value=\"chen@example\"",
        "value=\"12\"",
    ] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    owner.accept = "application/problem+json".to_owned();
    let kept = owner.get("/my/contact").await;
    assert!(kept.body.contains(EMAIL));
    // Neither mail nor text messages: what happens goes nowhere, and that is seen.
    owner.accept = "text/html".to_owned();
    let none = [("email", ""), ("phone", ""), ("language", "zh-CN")];
    done(&mut owner, CONTACT, &none).await;
    let mine = format!("/my/projects/{}/service", row.id);
    let raised = [("topic", "power"), ("text", "电缆沟")];
    done(&mut owner, (&mine, &format!("{mine}/problem")), &raised).await;
    let number = project(&world, &row)
        .await
        .problems
        .last()
        .unwrap()
        .number
        .clone();
    let at = format!("/desk/problems/{number}");
    let mut agent = agent_of(&world, &row).await;
    done(
        &mut agent,
        (&at, &format!("{at}/solve")),
        &[("solution", "改线")],
    )
    .await;
    assert_eq!(sending::tell(&world.app).await.unwrap(), 0);
    assert!(
        desk(&world)
            .await
            .contains("The enterprise gave no address")
    );
}

#[tokio::test]
async fn what_is_too_old_is_not_sent_when_a_server_is_set_up_late() {
    let server = Server::start(&[]);
    let (world, row) = with_contact().await;
    solved(&world, &row).await;
    world.app.clock.advance(SignedDuration::from_hours(7 * 24));
    let mailer = mailer(server.port);
    assert_eq!(sending::send_mail(&world.app, &mailer).await.unwrap(), 0);
    assert!(server.mails().is_empty());
    assert!(desk(&world).await.contains("Too old to be sent"));
}

#[tokio::test]
async fn only_lead_and_system_administrator_see_how_messages_fare() {
    let world = World::demo().await;
    for (login, status) in [
        ("lead", 200),
        ("sysadmin", 200),
        ("agent1", 403),
        ("orient", 403),
    ] {
        let page = logged_in(&world, login)
            .await
            .get("/desk/notices?lang=en")
            .await;
        assert_eq!(page.status, status, "{login}");
        if status == 200 {
            assert!(
                page.body.contains("No mail server is set up"),
                "{}",
                page.body
            );
        }
    }
}
