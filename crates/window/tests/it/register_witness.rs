//! A witness on another machine: the program itself, over HTTP, against registers that grow, were exchanged or rolled back.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use window_one::register::note::{Note, SignerKey, VerifierKey};
use window_store::{AuditEntry, Commit, RegisterLeaf, StreamId};

use crate::register::keeper;
use crate::world::World;

/// A register of its own, served on a port of its own.
struct Log {
    world: World,
    url: String,
    entries: u64,
}

impl Log {
    /// An empty one with this key.
    async fn new(key: &SignerKey) -> Self {
        let world = World::new().await;
        std::fs::write(world.folder().join("register.key"), key.secret()).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let site = world.site.clone();
        tokio::spawn(window_one::http::serve(
            listener,
            site,
            std::future::pending(),
        ));
        let entries = 0;
        let mut log = Self {
            world,
            url,
            entries,
        };
        log.grow(0, "").await;
        log
    }

    /// Grows by entries that say this, and signs.
    async fn grow(&mut self, by: u64, says: &str) {
        let entry = |n| RegisterLeaf {
            kind: "note".to_owned(),
            payload: format!("{{\"n\":{n},\"says\":\"{says}\"}}"),
            check_code: None,
            salts: Vec::new(),
        };
        let store = &self.world.app.store;
        let commit = Commit {
            stream: StreamId::project(format!("prj_{}", self.entries)),
            expected_version: 0,
            events: Vec::new(),
            recorded_at: self.world.app.clock.now(),
            actor: "test".to_owned(),
            audit: AuditEntry::default(),
            rows: Vec::new(),
            outbox: Vec::new(),
            leaves: (self.entries..self.entries + by).map(entry).collect(),
            hits: Vec::new(),
            key: None,
            fingerprint: [7; 32],
            answer: String::new(),
        };
        store.commit(commit).await.unwrap();
        self.entries += by;
        let now = self.world.app.clock.now();
        let signed = keeper(&self.world).step(store, now).await.unwrap();
        assert_eq!(signed.size, self.entries);
    }
}

/// A witness with its files.
struct Witness {
    folder: TempDir,
    log_key: VerifierKey,
}

/// Its exit code, and what it says.
type Said = (i32, Value);

impl Witness {
    fn new(log_key: VerifierKey) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, log_key }
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state.json")
    }

    fn look(&self, url: &str) -> Said {
        let key = self.folder.path().join("witness.key");
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let output = Command::new(env!("CARGO_BIN_EXE_window-one"))
            .args(["--json", "witness", "--name", "audit.example/w1"])
            .args(["--log", url, "--log-key", &self.log_key.to_string()])
            .args(["--key", &text(&key), "--state", &text(&self.state())])
            .output()
            .unwrap();
        let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code().unwrap(), said)
    }

    /// It cosigns so many entries, and both signatures hold.
    fn cosigns(&self, url: &str, entries: u64) {
        let (code, said) = self.look(url);
        assert_eq!(code, 0, "{said}");
        assert_eq!(said["entries"], entries);
        let note = Note::parse(said["checkpoint"].as_str().unwrap()).unwrap();
        let witness: VerifierKey = said["witness"].as_str().unwrap().parse().unwrap();
        assert_eq!(witness.name(), "audit.example/w1");
        witness.check(&note).unwrap();
        self.log_key.check(&note).unwrap();
    }

    /// It names what is wrong, with these words in it, and what it saw stays what it saw.
    fn refuses(&self, url: &str, code: &str, words: &str) {
        let before = std::fs::read(self.state()).ok();
        let (exit, said) = self.look(url);
        assert_eq!(exit, 3, "{said}");
        assert_eq!(said["findings"].as_array().unwrap().len(), 1, "{said}");
        let found = &said["findings"][0];
        assert_eq!(found["code"], code, "{said}");
        assert!(found["text"].as_str().unwrap().contains(words), "{said}");
        assert_eq!(std::fs::read(self.state()).ok(), before);
    }
}

fn key(seed: u8) -> SignerKey {
    SignerKey::of_register("127.0.0.1:8080/register", &[seed; 32])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_cosigns_over_http_what_only_grew_and_names_what_did_not() {
    let ours = key(7);
    let witness = Witness::new(ours.verifier());
    let mut log = Log::new(&ours).await;
    witness.cosigns(&log.url, 0);
    log.grow(300, "the same").await;
    witness.cosigns(&log.url, 300);
    // Nothing new, and then a tile that became full in between.
    witness.cosigns(&log.url, 300);
    log.grow(400, "the same").await;
    witness.cosigns(&log.url, 700);

    // A register with the same beginning, but not the same entries after it: as long, and longer.
    let mut fork = Log::new(&ours).await;
    fork.grow(300, "the same").await;
    fork.grow(400, "other").await;
    witness.refuses(&fork.url, "forked", "the 700 entries seen before");
    fork.grow(9, "other").await;
    witness.refuses(&fork.url, "forked", "the first of the 709 shown");

    // The same one, restored from a backup that is older than what was seen.
    let mut restored = Log::new(&ours).await;
    restored.grow(300, "the same").await;
    let words = "shows 300 entries and showed 700 before";
    witness.refuses(&restored.url, "rolled_back", words);

    // A witness that saw more than this one, from a register nobody else saw.
    let other = Witness::new(ours.verifier());
    other.cosigns(&fork.url, 709);
    let words = "shows 700 entries and showed 709 before";
    other.refuses(&log.url, "rolled_back", words);

    // Somebody else signs under the same name; the same for a witness that saw nothing yet.
    let mut foreign = Log::new(&key(8)).await;
    foreign.grow(800, "the same").await;
    let words = "not signed by `127.0.0.1:8080/register ";
    witness.refuses(&foreign.url, "signed_by_another_key", words);
    let new = Witness::new(ours.verifier());
    new.refuses(&foreign.url, "signed_by_another_key", words);
    assert!(!new.state().exists());

    // No answer is no finding. Afterwards it goes on from what it saw.
    let (exit, said) = witness.look("http://127.0.0.1:1");
    assert_eq!((exit, said), (1, Value::Null));
    log.grow(1, "the same").await;
    witness.cosigns(&log.url, 701);
}
