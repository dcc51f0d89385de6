//! The verifiable register: what happens in the city is in it, nobody is named there, everything is proven without us, and
//! whoever puts a hand into the database is found.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;
use window_domain::id::check_code::CheckCode;
use window_domain::project::event::PERSONAL_FIELDS;
use window_domain::register::tree::Growing;
use window_domain::register::{Hash, Tile, TilePath, leaf_hash};
use window_one::city::City;
use window_one::config::Config;
use window_one::random::Random;
use window_one::register::keep::{KeepError, Keeper, beside, origin};
use window_one::register::note::{Note, SignerKey, TreeHead, VerifierKey};
use window_one::register::proof::{Found, Proof, ProofFault, document, of_letter};
use window_one::register::verify::verify;
use window_store::{DatabaseUrl, Store};

use crate::acts::logged_in;
use crate::world::{Browser, World};

/// A keeper with its key in the world's folder.
pub(crate) fn keeper(world: &World) -> Keeper {
    Keeper::open(&settings(world), &Random::seeded(9)).unwrap()
}

fn settings(world: &World) -> Config {
    let mut config = world.app.config.clone();
    config.register.key_file = world.folder().join("register.key");
    config
}

/// The demonstration city, with its register kept while it comes into being.
pub(crate) async fn kept_city() -> (World, VerifierKey) {
    let world = World::with(|config| config.demo = true).await;
    let keeper = keeper(&world);
    let key = keeper.verifier();
    let store = Store::open(&DatabaseUrl::parse(&world.database()).unwrap())
        .await
        .unwrap();
    let now = world.app.clock.now();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let keeping = tokio::spawn({
        let stop = std::sync::Arc::clone(&stop);
        async move {
            loop {
                let last = stop.load(std::sync::atomic::Ordering::Acquire);
                keeper.step(&store, now).await.unwrap();
                if last {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    });
    let city = City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    window_one::demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
    stop.store(true, std::sync::atomic::Ordering::Release);
    keeping.await.unwrap();
    (world, key)
}

/// What stands in fields that hold personal data.
pub(crate) fn persons(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if PERSONAL_FIELDS.contains(&key.as_str()) => {
                        found.insert(text.clone());
                    }
                    other => persons(other, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| persons(value, found)),
        _ => {}
    }
}

/// The register as somebody outside gets it: the checkpoint, and every entry checked against its tile.
async fn fetched(browser: &mut Browser, key: &VerifierKey) -> (TreeHead, Vec<String>) {
    let checkpoint = browser.get("/checkpoint").await;
    assert_eq!(checkpoint.status, 200);
    assert_eq!(
        checkpoint.header("content-type"),
        "text/plain; charset=utf-8"
    );
    assert_eq!(checkpoint.header("cache-control"), "public, max-age=5");
    let note = Note::parse(&checkpoint.body).unwrap();
    key.check(&note).unwrap();
    let head = TreeHead::of(&note).unwrap();
    let (mut entries, mut growing) = (Vec::new(), Growing::default());
    for index in 0..head.size.div_ceil(256) {
        let tile = TilePath::of(Tile { level: 0, index }, head.size);
        let hashes = browser.get(&format!("/tile/{tile}")).await;
        let bundle = browser
            .get(&format!(
                "/tile/{}",
                TilePath {
                    level: None,
                    ..tile
                }
            ))
            .await;
        for answer in [&hashes, &bundle] {
            assert_eq!(answer.status, 200, "{tile}");
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            let is_kept = answer.header("cache-control").contains("immutable");
            assert_eq!(is_kept, tile.is_full(), "{tile}");
        }
        let mut rest = bundle.bytes.as_slice();
        for hash in hashes.bytes.chunks(32) {
            let (length, after) = rest.split_first_chunk::<2>().unwrap();
            let (entry, after) = after.split_at(usize::from(u16::from_be_bytes(*length)));
            assert_eq!(leaf_hash(entry).as_slice(), hash);
            growing.push(leaf_hash(entry));
            entries.push(String::from_utf8(entry.to_vec()).unwrap());
            rest = after;
        }
        assert!(rest.is_empty());
    }
    assert_eq!(growing.root(), head.root);
    (head, entries)
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn what_happens_in_the_city_is_in_the_register_and_no_person_is_named_there() {
    let (world, key) = kept_city().await;
    let mut browser = world.browser();
    let (head, entries) = fetched(&mut browser, &key).await;
    assert_eq!(head.origin, "127.0.0.1:8080/register");
    assert!(head.size > 256, "{}", head.size);
    let acts: BTreeSet<String> = entries
        .iter()
        .map(|entry| {
            serde_json::from_str::<Value>(entry).unwrap()["act"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    for act in [
        "acceptance",
        "card",
        "certificate",
        "clock_stop",
        "commitment",
        "correction",
        "credit_ended",
        "credit_published",
        "credit_repair",
        "decision",
        "joint_acceptance",
        "letter",
        "notice",
        "notice_revocation",
        "notice_suspension",
    ] {
        assert!(acts.contains(act), "no {act} in {acts:?}");
    }
    let mut names = BTreeSet::new();
    let (mut after, mut letters) = (0, 0);
    loop {
        let events = world.app.store.read_all(after, 500).await.unwrap();
        let Some(last) = events.last() else { break };
        after = last.position;
        for event in events {
            persons(&serde_json::from_str(&event.payload).unwrap(), &mut names);
            letters += usize::from(event.kind == "letter_issued");
        }
    }
    names.remove("");
    assert!(names.len() > 20, "{names:?}");
    for entry in &entries {
        let found = names
            .iter()
            .find(|name| entry.contains(&format!("\"{name}\"")));
        assert_eq!(found, None, "{entry}");
    }
    let of_letters: Vec<&String> = entries
        .iter()
        .filter(|entry| entry.contains("\"act\":\"letter\""))
        .collect();
    assert_eq!(of_letters.len(), letters);
    let report = verify(&world.app.store, &key, Some(&head)).await.unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(
        (report.entries, report.waiting, report.erased),
        (head.size, 0, 0)
    );
    assert!(report.checkpoints > 2, "{}", report.checkpoints);
    for wrong in [
        "/tile/0/999",
        "/tile/0/000.p/256",
        "/tile/entries/999",
        "/tile/x",
        "/register/proof/7K3M9QXA0TZ4HB8E",
    ] {
        assert_eq!(browser.get(wrong).await.status, 404, "{wrong}");
    }
    letters_are_proven(&world, &key, &mut browser).await;
}

/// The check codes of letters.
async fn codes(world: &World) -> Vec<CheckCode> {
    let rows = world.app.store.dump_rows().await.unwrap();
    rows.iter()
        .filter_map(|row| match row {
            window_store::Row::Letter(letter) => letter.check_code.parse().ok(),
            _ => None,
        })
        .collect()
}

async fn letters_are_proven(world: &World, key: &VerifierKey, browser: &mut Browser) {
    let store = &world.app.store;
    let codes = codes(world).await;
    assert!(codes.len() > 50, "{}", codes.len());
    let mut documents = Vec::new();
    for code in &codes {
        let answer = browser
            .get(&format!("/register/proof/{}", code.compact()))
            .await;
        assert_eq!(answer.status, 200, "{code}");
        let proof = Proof::parse(&answer.body).unwrap();
        let text = document(store, *code).await.unwrap().unwrap();
        assert!(text.contains(&code.compact()));
        proof.check(key, Some(text.as_bytes())).unwrap();
        documents.push((proof, text));
    }
    let page = browser.get(&format!("/v/{}", codes[0])).await.body;
    let size = store.register_checkpoint().await.unwrap().unwrap().size;
    for told in [
        format!("共 {size} 条"),
        format!("/register/proof/{}\"", codes[0].compact()),
    ] {
        assert!(page.contains(&told), "{told}: {page}");
    }
    for (one, (_, text)) in documents.iter().zip(documents.iter().skip(1)) {
        assert_eq!(
            one.0.check(key, Some(text.as_bytes())),
            Err(ProofFault::AnotherDocument)
        );
    }
    // Whoever may have the letter may have what it says, and nobody else.
    let mut lead = logged_in(world, "lead").await;
    let Some((code, (_, text))) = codes
        .iter()
        .zip(&documents)
        .find(|(_, (_, text))| text.contains("case_accepted"))
    else {
        panic!("no letter of acceptance");
    };
    let address = format!("/letters/{}.json", code.compact());
    assert_eq!(lead.get(&address).await.body, *text);
    assert_ne!(browser.get(&address).await.status, 200);
    let other = format!("/letters/{}.txt", code.compact());
    assert_eq!(lead.get(&other).await.status, 404);
    command_line(world, key, (*code, text)).await;
}

/// Runs the program; its exit code and what it says.
fn run(args: &[&str]) -> (i32, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_window-one"))
        .arg("--json")
        .args(args)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        serde_json::from_str(&said).unwrap_or_default(),
    )
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn command_line(world: &World, key: &VerifierKey, (code, text): (CheckCode, &str)) {
    let Found::Proof(proof) = of_letter(&world.app.store, code).await.unwrap() else {
        panic!("no proof");
    };
    let file = |name: &str, text: &str| {
        let path = world.folder().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (public, secret) = (key.to_string(), world.folder().join("register.key"));
    let secret = secret.to_str().unwrap();
    let paper = file("letter.json", text);
    let check = |proof: &str, paper: &str, key: &str| {
        let proof = file("letter.tlog-proof", proof);
        let (code, said) = run(&[
            "register",
            "verify",
            "--proof",
            &proof,
            "--document",
            paper,
            "--key",
            key,
        ]);
        (
            code,
            said["findings"][0]["code"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let good = (0, String::new());
    assert_eq!(check(&proof, &paper, &public), good);
    assert_eq!(check(&proof, &paper, &file("register.pub", &public)), good);
    let found = |what: &str| (3, what.to_owned());
    let other = SignerKey::of_register(key.name(), &[1; 32])
        .verifier()
        .to_string();
    let elsewhere = SignerKey::of_register("other.example/register", &[1; 32])
        .verifier()
        .to_string();
    assert_eq!(
        check(&proof, &paper, &other),
        found("signed_by_another_key")
    );
    assert_eq!(
        check(&proof, &paper, &elsewhere),
        found("signed_by_another_key")
    );
    assert_eq!(
        check(
            &proof,
            &file("other.json", &text.replace("202", "203")),
            &public
        ),
        found("another_document")
    );
    let lines: Vec<&str> = proof.lines().collect();
    let without = |at: usize| {
        let mut kept = lines.clone();
        kept.remove(at);
        kept.join("\n") + "\n"
    };
    assert_eq!(
        check(&without(4), &paper, &public),
        found("cut_or_edited_proof")
    );
    assert_eq!(
        check(&without(0), &paper, &public),
        found("cut_or_edited_proof")
    );
    let hash = lines[4];
    let edited = proof.replace(hash, lines[3]);
    assert_eq!(check(&edited, &paper, &public), found("edited_proof"));
    let size = lines[lines.iter().position(|line| line.is_empty()).unwrap() + 2];
    let edited = proof.replace(&format!("\n{size}\n"), "\n1\n");
    assert_eq!(check(&edited, &paper, &public), found("edited_checkpoint"));
    let signed = world.app.store.register_checkpoint_rows().await.unwrap();
    let earlier = &signed[signed.len() / 2].note;
    let (above, _) = proof.split_once("\n\n").unwrap();
    assert_eq!(
        check(&format!("{above}\n\n{earlier}"), &paper, &public),
        found("another_tree")
    );
    for cut in (1..proof.len()).step_by(97) {
        if let Some(cut) = proof.get(..cut) {
            let (code, what) = check(cut, &paper, &public);
            assert_eq!(code, 3, "{cut}");
            assert_ne!(what, "");
        }
    }
    let database = world.database();
    let (code, said) = run(&[
        "register",
        "verify",
        "--database",
        &database,
        "--key",
        secret,
    ]);
    assert_eq!(
        (code, &said["compared_outside"]),
        (0, &Value::Bool(true)),
        "{said}"
    );
    let (code, said) = run(&[
        "register",
        "verify",
        "--database",
        &database,
        "--key",
        &other,
    ]);
    assert_eq!(
        (code, &said["findings"][0]["code"]),
        (3, &Value::from("signed_by_another_key")),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_once_for_its_owner_alone_and_never_signs_for_another_register() {
    let world = World::new().await;
    let config = settings(&world);
    let first = keeper(&world).verifier();
    let mode = fs::metadata(&config.register.key_file)
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        Keeper::open(&config, &Random::seeded(77))
            .unwrap()
            .verifier(),
        first
    );
    let mut moved = config.clone();
    moved.server.base_url = "https://window.example".to_owned();
    assert_eq!(origin(&moved), "window.example/register");
    let refused = Keeper::open(&moved, &Random::seeded(9)).unwrap_err();
    assert!(
        matches!(refused, KeepError::AnotherRegister { .. }),
        "{refused}"
    );
    fs::write(&config.register.key_file, "PRIVATE+KEY+cut").unwrap();
    let refused = Keeper::open(&config, &Random::seeded(9)).unwrap_err();
    assert!(matches!(refused, KeepError::Key { .. }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_rolled_back_is_not_signed_and_the_health_page_says_so() {
    let world = World::new().await;
    let (keeper, store, now) = (keeper(&world), &world.app.store, world.app.clock.now());
    world.app.register.note(&keeper.step(store, now).await);
    let ready = world.browser().get("/readyz").await;
    assert_eq!(
        (ready.status.as_u16(), ready.body.as_str()),
        (200, r#"{"status":"ready"}"#)
    );
    // Outside more was signed than the database knows.
    let path = settings(&world).register.key_file;
    let key = SignerKey::read(&fs::read_to_string(&path).unwrap()).unwrap();
    let signed = TreeHead {
        origin: key.name().to_owned(),
        size: 7,
        root: Hash::default(),
    };
    fs::write(beside(&path), key.note(&signed.to_string())).unwrap();
    let outcome = keeper.step(store, now).await;
    assert!(
        matches!(
            outcome,
            Err(KeepError::RolledBack {
                stored: 0,
                signed: 7,
                ..
            })
        ),
        "{outcome:?}"
    );
    world.app.register.note(&outcome);
    let ready = world.browser().get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert!(ready.body.contains("rolled back"), "{}", ready.body);
    // Somebody else's key.
    fs::remove_file(beside(&path)).unwrap();
    fs::remove_file(&path).unwrap();
    let other = Keeper::open(&settings(&world), &Random::seeded(10)).unwrap();
    let outcome = other.step(store, now).await;
    let said = format!("{:?}", outcome.unwrap_err());
    assert!(said.contains("not signed by"), "{said}");
}
