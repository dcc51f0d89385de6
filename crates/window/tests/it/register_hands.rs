//! Hands in the database of the register, and registers that show different trees to different people.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use window_domain::register::tile::to_bytes;
use window_domain::register::tree::Growing;
use window_domain::register::{Hash, Tile, TilePath, leaf_hash};
use window_one::register::keep::head_of;
use window_one::register::note::{Note, SignerKey, TreeHead};
use window_one::register::verify::rows::rows;
use window_one::register::verify::verify;
use window_one::register::witness::{WitnessFault, look};
use window_store::{DatabaseUrl, Store};

use crate::register::kept_city;
use crate::world::World;

/// Somebody with their hands in databases.
struct Hands {
    program: Child,
    tell: ChildStdin,
    hear: BufReader<ChildStdout>,
}

impl Hands {
    fn new() -> Self {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../store/tests/register_tampering.py"
        );
        let child = Command::new("python3")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut program = child.expect("python3 is missing: the tampering is written in it");
        Self {
            tell: program.stdin.take().unwrap(),
            hear: BufReader::new(program.stdout.take().unwrap()),
            program,
        }
    }

    fn task(&mut self, task: &str, from: &Path, to: &Path, argument: u64) -> String {
        writeln!(
            self.tell,
            "{task} {} {} {argument}",
            from.display(),
            to.display()
        )
        .unwrap();
        let mut said = String::new();
        self.hear.read_line(&mut said).unwrap();
        assert_ne!(said, "", "{task} {argument} failed");
        said.trim().to_owned()
    }
}

impl Drop for Hands {
    fn drop(&mut self) {
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

async fn open(path: &Path) -> Store {
    Store::open(&DatabaseUrl::sqlite(path)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_random_tamperings_of_the_database_are_all_found() {
    let (world, key) = kept_city().await;
    let folder = tempfile::tempdir().unwrap();
    let (whole, reduced) = (
        world.folder().join("window.db"),
        folder.path().join("reduced.db"),
    );
    let mut hands = Hands::new();
    let size: u64 = hands.task("reduce", &whole, &reduced, 400).parse().unwrap();
    assert!(size > 256, "a tile must be full: {size}");
    let store = open(&reduced).await;
    let last = store.register_checkpoint().await.unwrap().unwrap();
    let seen = head_of(&last.note, &key).unwrap();
    let report = verify(&store, &key, Some(&seen)).await.unwrap();
    assert_eq!(report.faults, [], "untouched");
    assert_eq!(report.entries, size);
    drop(store);
    // Two hands at a time, each in copies of its own.
    let halves = [0, 1].map(|half| {
        let changed = folder.path().join(format!("changed-{half}.db"));
        let (reduced, key, seen) = (reduced.clone(), key.clone(), seen.clone());
        tokio::spawn(async move {
            let mut hands = Hands::new();
            let mut found = Vec::new();
            for seed in (half..1000).step_by(2) {
                let act = hands.task("tamper", &reduced, &changed, seed);
                let report = verify(&open(&changed).await, &key, Some(&seen)).await;
                let faults = report.unwrap().faults;
                let first = faults.first();
                let first = first.unwrap_or_else(|| panic!("{act} of seed {seed} was not found"));
                found.push((act, first.code()));
            }
            found
        })
    });
    let mut names: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for half in halves {
        for (act, name) in half.await.unwrap() {
            *names.entry(act).or_default().entry(name).or_default() += 1;
        }
    }
    let all: usize = names.values().flat_map(BTreeMap::values).sum();
    assert_eq!(all, 1000);
    assert_eq!(names.len(), 19, "{names:?}");
    // Each is named for what it is.
    for (act, name) in [
        ("edit_leaf", "leaf_edited"),
        ("edit_hash", "hash_edited"),
        ("delete_leaf", "leaf_missing"),
        ("delete_entry", "entries_missing"),
        ("swap_salts", "salt_swapped"),
        ("edit_tile", "tile_edited"),
        ("edit_size", "size"),
        ("edit_column", "column_edited"),
    ] {
        let found = names[act].get(name).copied().unwrap_or(0);
        let all: usize = names[act].values().sum();
        assert!(found * 10 >= all * 9, "{act}: {:?}", names[act]);
    }
    // Without a record of the erasure, and with one that no entry tells of.
    for name in ["erased_unrecorded", "erasure_edited"] {
        assert!(names["erase_salts"].contains_key(name), "{name}: {names:?}");
    }
}

/// A register in memory, as it shows itself.
struct Shown {
    leaves: Vec<Hash>,
    key: SignerKey,
}

impl Shown {
    fn new(leaves: impl Iterator<Item = String>, key: SignerKey) -> Self {
        Self {
            leaves: leaves.map(|entry| leaf_hash(entry.as_bytes())).collect(),
            key,
        }
    }

    fn head(&self) -> TreeHead {
        TreeHead {
            origin: self.key.name().to_owned(),
            size: u64::try_from(self.leaves.len()).unwrap(),
            root: self.leaves.iter().copied().collect::<Growing>().root(),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "a witness asks what may fail")]
    fn fetch(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "checkpoint" {
            return Ok(self.key.note(&self.head().to_string()).into_bytes());
        }
        let path: TilePath = path.strip_prefix("tile/").unwrap().parse().unwrap();
        let level = path.level.unwrap();
        let span = 256_usize.pow(u32::from(level));
        let tile = Tile {
            level,
            index: path.index,
        };
        assert_eq!(tile.width(self.head().size), path.width);
        let first = usize::try_from(path.index * 256).unwrap();
        let hashes: Vec<Hash> = (first..first + usize::try_from(path.width).unwrap())
            .map(|n| {
                self.leaves[n * span..(n + 1) * span]
                    .iter()
                    .copied()
                    .collect::<Growing>()
                    .root()
            })
            .collect();
        Ok(to_bytes(&hashes))
    }
}

fn key() -> SignerKey {
    SignerKey::of_register("window.example/register", &[7; 32])
}

fn honest(size: u64) -> Shown {
    Shown::new((0..size).map(|n| format!("entry {n}")), key())
}

#[test]
fn a_witness_cosigns_what_only_grew_and_refuses_a_hundred_forks_of_a_hundred() {
    let verifier = key().verifier();
    let mut seen: Option<TreeHead> = None;
    for size in [0, 1, 5, 256, 257, 300, 1000, 70_000] {
        let shown = honest(size);
        let (note, head) = look(&verifier, seen.as_ref(), &|path| shown.fetch(path)).unwrap();
        let witness = SignerKey::of_witness("audit.example/w1", &[3; 32]);
        let line = witness.cosign(&note, "2026-11-23T02:00:00Z".parse().unwrap());
        let both = Note::parse(&format!("{}{line}", note.whole())).unwrap();
        witness.verifier().check(&both).unwrap();
        seen = Some(head);
    }
    for fork in 0..100_u64 {
        // What was seen, and a register that differs from it in one entry, and is as long or longer.
        let (size, more) = (1 + fork * 37 % 700, fork % 3 * 101);
        let before = honest(size).head();
        let changed = fork * 7919 % size;
        let entry = |n| {
            if n == changed {
                format!("other {n}")
            } else {
                format!("entry {n}")
            }
        };
        let forked = Shown::new((0..size + more).map(entry), key());
        let fault = look(&verifier, Some(&before), &|path| forked.fetch(path)).unwrap_err();
        assert!(
            matches!(fault, WitnessFault::Forked { .. }),
            "fork {fork}: {fault}"
        );
    }
}

#[test]
fn a_witness_names_a_rollback_another_key_and_tiles_that_do_not_fit() {
    let verifier = key().verifier();
    let before = honest(300).head();
    let name = |shown: &Shown, seen: Option<&TreeHead>| {
        look(&verifier, seen, &|path| shown.fetch(path))
            .unwrap_err()
            .code()
    };
    assert_eq!(name(&honest(299), Some(&before)), "rolled_back");
    let entries = || (0..300).map(|n| format!("entry {n}"));
    let other = Shown::new(entries(), SignerKey::of_register(key().name(), &[8; 32]));
    assert_eq!(name(&other, Some(&before)), "signed_by_another_key");
    let edited = |path: &str| {
        let bytes = honest(301).fetch(path)?;
        Ok(if path == "checkpoint" {
            String::from_utf8(bytes)
                .unwrap()
                .replace("301", "302")
                .into_bytes()
        } else {
            bytes
        })
    };
    assert_eq!(
        look(&verifier, Some(&before), &edited).unwrap_err().code(),
        "edited_checkpoint"
    );
    let short = |path: &str| {
        let mut bytes = honest(301).fetch(path)?;
        if path != "checkpoint" {
            bytes.truncate(bytes.len() - 32);
        }
        Ok(bytes)
    };
    assert_eq!(
        look(&verifier, None, &short).unwrap_err().code(),
        "tiles_do_not_fit"
    );
    let away = |_: &str| Err("no answer".to_owned());
    assert_eq!(
        look(&verifier, None, &away).unwrap_err().code(),
        "unreachable"
    );
}

#[tokio::test]
async fn a_row_that_pages_show_edited_by_hand_is_named() {
    let world = World::demo().await;
    let city = window_one::city::City::load(None).unwrap();
    let store = &world.app.store;
    assert_eq!(rows(store, &city).await.unwrap(), []);
    for (sql, code, place) in [
        (
            "UPDATE letters SET status = 'valid' WHERE status = 'revoked'",
            "row_edited",
            "in letters",
        ),
        (
            "UPDATE published SET outcome = 'refused' WHERE id = (SELECT MIN(id) FROM published \
             WHERE kind = 'decision' AND outcome = 'approved')",
            "row_edited",
            "decision~",
        ),
        (
            "DELETE FROM cases WHERE case_no = (SELECT MIN(case_no) FROM cases)",
            "row_missing",
            "in cases",
        ),
        (
            "INSERT INTO opinions (id, case_no, department, due) VALUES ('x', 'x', 'x', '2026-01-01')",
            "row_unknown",
            "`x` in opinions",
        ),
    ] {
        world.hand(sql);
        let found = rows(store, &city).await.unwrap();
        let is_named = |(named, text): &(&str, String)| *named == code && text.contains(place);
        assert!(found.iter().any(is_named), "{sql}: {found:?}");
    }
}
