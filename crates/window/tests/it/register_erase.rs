//! Salts are erased with a record of it, and the register stays whole; without one, what is gone is a finding.

use std::process::Command;

use serde_json::Value;
use window_domain::project::CaseStatus;
use window_one::register::note::VerifierKey;
use window_one::register::proof::{Found, Proof, document, of_letter};
use window_one::register::verify::{Report, verify};
use window_store::{DatabaseUrl, Store};

use crate::dept::{cases, seeded};
use crate::register::keeper;
use crate::world::World;

/// Runs the program; its exit code and what it says.
fn run(args: &[&str]) -> (i32, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_window-one"))
        .arg("--json")
        .args(args)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), said)
}

/// The demonstration city with its register signed, and a project with papers in it.
async fn signed() -> (World, VerifierKey, String) {
    let (world, _) = seeded().await;
    let case = cases(&world, CaseStatus::Approved).await.remove(0);
    let keeper = keeper(&world);
    let now = world.app.clock.now();
    keeper.step(&world.app.store, now).await.unwrap();
    (world, keeper.verifier(), case.project_id)
}

async fn report(world: &World, key: &VerifierKey) -> Report {
    // Another program did the erasing: what it wrote is read anew.
    let url = DatabaseUrl::parse(&world.database()).unwrap();
    let store = Store::open(&url).await.unwrap();
    verify(&store, key, None).await.unwrap()
}

/// Entries about the project.
async fn entries(world: &World, project: &str) -> Vec<Value> {
    let leaves = world.app.store.register_leaf_rows(0, 100_000).await;
    let stream = format!("project/{project}");
    let entries = leaves.unwrap().into_iter();
    entries
        .map(|(_, leaf)| serde_json::from_str::<Value>(&leaf.payload).unwrap())
        .filter(|entry| entry["fact"]["stream"] == *stream)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn salts_of_a_project_are_erased_with_a_record_and_the_register_stays_whole() {
    let (world, key, project) = signed().await;
    let database = world.database();
    let about = entries(&world, &project).await;
    let erase = |of: &str, reason: &str| {
        run(&[
            "register",
            "erase",
            "--database",
            &database,
            "--of",
            of,
            "--reason",
            reason,
            "--by",
            "lead",
        ])
    };
    assert_eq!(erase(&project, " ").0, 1, "without a reason");
    assert_eq!(erase("prj_unknown", "why").0, 1, "of nothing");
    assert_eq!(erase("nothing", "why").0, 1, "of no name");
    let (code, said) = erase(&project, "Zhao Min asked for it");
    assert_eq!(code, 0, "{said}");
    assert_eq!(said["entries"], about.len());
    let count = |made: &str| about.iter().filter(|it| it.pointer(made).is_some()).count();
    let personal = ["/fact/sha256", "/by/name", "/signer", "/legal_person"];
    let salts: usize = personal.map(count).iter().sum();
    assert_eq!(said["salts"], salts);
    assert_eq!(erase(&project, "again").0, 1, "all are gone");

    let whole = report(&world, &key).await;
    assert_eq!(whole.faults, []);
    assert_eq!(whole.erased, u64::try_from(salts).unwrap());
    assert_eq!((whole.erasures.len(), whole.waiting), (1, 1));
    let now = world.app.clock.now();
    keeper(&world).step(&world.app.store, now).await.unwrap();
    let secret = world.folder().join("register.key");
    let secret = secret.to_str().unwrap();
    let (code, said) = run(&[
        "register",
        "verify",
        "--database",
        &database,
        "--key",
        secret,
    ]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(said["erased"], salts);
    let erasure = &said["erasures"][0];
    let lead = world
        .app
        .store
        .account_by_login("lead")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(erasure["by"], lead.id);
    assert_eq!(erasure["about"], format!("project/{project}"));
    assert_eq!(erasure["salts"], salts);
    assert!(erasure["at"].is_string());

    papers_are_proven(&world, &key, &project).await;
}

/// What the papers say has no persons in it, and is proven as before.
async fn papers_are_proven(world: &World, key: &VerifierKey, project: &str) {
    let store = &world.app.store;
    let mut proven = 0;
    for (_, leaf) in store.register_leaf_rows(0, 100_000).await.unwrap() {
        let is_of = |_: &&String| leaf.payload.contains(project);
        let Some(code) = leaf.check_code.as_ref().filter(is_of) else {
            continue;
        };
        let code = code.parse().unwrap();
        let Found::Proof(proof) = of_letter(store, code).await.unwrap() else {
            panic!("no proof of {code}");
        };
        let text = document(store, code).await.unwrap().unwrap();
        let proof = Proof::parse(&proof).unwrap();
        proof.check(key, Some(text.as_bytes())).unwrap();
        proven += 1;
    }
    assert!(proven > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_erased_by_its_code_which_is_not_told() {
    let (world, key, project) = signed().await;
    let leaves = world
        .app
        .store
        .register_leaf_rows(0, 100_000)
        .await
        .unwrap();
    let mut letters = leaves
        .into_iter()
        .filter(|(_, leaf)| leaf.payload.contains(&project));
    let (_, letter) = letters.find(|(_, leaf)| leaf.check_code.is_some()).unwrap();
    let code = letter.check_code.unwrap();
    let database = world.database();
    let (exit, said) = run(&[
        "register",
        "erase",
        "--database",
        &database,
        "--of",
        &code,
        "--reason",
        "why",
    ]);
    assert_eq!(exit, 0, "{said}");
    assert_eq!(said["entries"], 1);
    assert!(!said.to_string().contains(&code), "{said}");
    let whole = report(&world, &key).await;
    assert_eq!(whole.faults, []);
    assert_eq!(whole.erasures[0].erasure.by, "command line");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_edited_with_its_salts_taken_away_is_found_whatever_is_put_in_their_place() {
    let (world, key, project) = signed().await;
    let first = &entries(&world, &project).await[0];
    let made = first["fact"]["sha256"].as_str().unwrap();
    let version = first["fact"]["version"].as_u64().unwrap();
    let found = async || {
        let faults = report(&world, &key).await.faults;
        let mut codes: Vec<_> = faults
            .iter()
            .map(window_one::register::verify::Fault::code)
            .collect();
        codes.dedup();
        codes
    };
    // The fact is another one, and what would show it is said to have been erased.
    world.hand(
        &format!(
            "UPDATE events SET payload = replace(payload, '202', '203') WHERE stream_id = '{project}' AND version = {version};\
             UPDATE register_salts SET salt = '', erased_at = 1 WHERE commitment = '{made}'"
        ),
    );
    assert!(found().await.contains(&"erased_unrecorded"));
    // With a record that no entry tells of; with one of another project; with an audit that goes with it.
    let record = |about: &str| {
        format!(
            "DELETE FROM register_erasures; INSERT INTO register_erasures VALUES ('era_1', '{about}', 'why', 1, 'lead');\
             UPDATE register_salts SET erasure = 'era_1' WHERE commitment = '{made}'"
        )
    };
    world.hand(&record("project/prj_other"));
    assert!(found().await.contains(&"erased_unrecorded"));
    world.hand(&record(&format!("project/{project}")));
    world.hand(
        "INSERT INTO audit (recorded_at, actor, action, object, outcome, detail) \
         VALUES (1, 'lead', 'register.erase', 'register/era_1', 'done', '{}')",
    );
    let codes = found().await;
    assert!(
        codes.contains(&"erasure_edited") && !codes.contains(&"erased_unrecorded"),
        "{codes:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_an_erasure_that_is_edited_extended_or_not_audited_is_found() {
    let (world, key, project) = signed().await;
    let database = world.database();
    let (exit, said) = run(&[
        "register",
        "erase",
        "--database",
        &database,
        "--of",
        &project,
        "--reason",
        "why",
    ]);
    assert_eq!(exit, 0, "{said}");
    assert_eq!(report(&world, &key).await.faults, []);
    // One more salt goes along with those that were erased.
    let stays = entries(&world, &project)
        .await
        .into_iter()
        .find_map(|entry| entry["document"].as_str().map(ToOwned::to_owned));
    let one_more = format!(
        "UPDATE register_salts SET salt = '', erased_at = (SELECT erased_at FROM register_erasures), \
         erasure = (SELECT id FROM register_erasures) WHERE commitment = '{}'",
        stays.unwrap()
    );
    let kept = world.folder().join("kept.db");
    let saved = format!("VACUUM INTO '{}'", kept.display());
    world.hand(&saved);
    for (sql, words) in [
        (one_more.as_str(), "tells it otherwise"),
        ("UPDATE register_erasures SET reason = 'another'", "reason"),
        (
            "UPDATE register_erasures SET erased_at = erased_at + 1",
            "tells it otherwise",
        ),
        (
            "UPDATE register_erasures SET erased_by = 'another'",
            "audit",
        ),
        ("DELETE FROM audit WHERE action = 'register.erase'", "audit"),
        ("DELETE FROM register_erasures", "missing"),
    ] {
        let other = World::new().await;
        std::fs::copy(&kept, other.folder().join("tried.db")).unwrap();
        let store = DatabaseUrl::sqlite(other.folder().join("tried.db"));
        let tried = other.folder().join("tried.db");
        let done = Command::new("python3")
            .args(["-c", "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.execute(sys.argv[2])\ndb.commit()"])
            .args([tried.to_str().unwrap(), sql])
            .status();
        assert!(done.unwrap().success(), "{sql}");
        let store = Store::open(&store).await.unwrap();
        let faults = verify(&store, &key, None).await.unwrap().faults;
        let texts: Vec<String> = faults
            .iter()
            .map(|fault| format!("{} {fault}", fault.code()))
            .collect();
        let is_named = |text: &String| text.starts_with("erasure_edited") && text.contains(words);
        assert!(texts.iter().any(is_named), "{sql}: {texts:?}");
    }
}
