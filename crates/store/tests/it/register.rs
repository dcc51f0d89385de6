//! The verifiable register in the store: places in the order of commit, signatures over what is on the disk, nothing twice
//! and nothing backwards, on both databases.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    time::Duration,
};

use window_domain::register::{
    Hash, Question, Tile, TilePath, leaf_hash,
    tile::WIDTH,
    tree::{Growing, is_consistent, root_of_inclusion},
};
use window_store::{Checkpoint, Commit, DatabaseUrl, RegisterError, RegisterLeaf, Store};

use crate::world::{World, commit, now};

/// Names the database the child writes to.
const CHILD: &str = "STORE_REGISTER_CHILD";

fn with_leaf(project: &str, version: u64) -> Commit {
    Commit {
        leaves: vec![RegisterLeaf {
            kind: "decision".into(),
            payload: format!("{{\"project\":\"{project}\",\"version\":{version}}}"),
            check_code: None,
            salts: vec![(format!("{project}-{version}"), "00".into())],
        }],
        ..commit(project, version)
    }
}

async fn write(store: &Store, project: &str, count: u64) {
    for version in 0..count {
        store.commit(with_leaf(project, version)).await.unwrap();
    }
}

/// Bytes as digits.
fn hex(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for byte in bytes {
        write!(digits, "{byte:02x}").unwrap();
    }
    digits
}

/// As the product signs, without a key.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the store asks a signer that may refuse"
)]
fn signer(size: u64, root: &Hash, _: Option<&Checkpoint>) -> Result<String, String> {
    Ok(format!("{size} {root:?}"))
}

async fn step(store: &Store) -> Result<Checkpoint, RegisterError> {
    store.place_leaves().await?;
    store.sign_register(signer, now()).await
}

/// Every entry there is, in its place.
async fn entries(store: &Store, size: u64) -> Vec<String> {
    let mut entries = Vec::new();
    for index in 0..size.div_ceil(WIDTH) {
        let width = Tile { level: 0, index }.width(size);
        let path = TilePath {
            level: None,
            index,
            width,
        };
        entries.extend(store.register_bundle(&path).await.unwrap().unwrap());
    }
    entries
}

fn root_of(entries: &[String]) -> Hash {
    let hashes = entries.iter().map(|entry| leaf_hash(entry.as_bytes()));
    hashes.collect::<Growing>().root()
}

#[tokio::test(flavor = "multi_thread")]
async fn leaves_get_places_in_the_order_of_commit_and_the_signed_root_is_over_them() {
    for world in World::both().await {
        let store = &world.store;
        let empty = step(store).await.unwrap();
        assert_eq!(empty.size, 0, "{}", world.name);
        write(store, "prj_1", 200).await;
        let first = step(store).await.unwrap();
        assert_eq!(first.size, 200);
        // Nothing new, nothing signed anew.
        assert_eq!(step(store).await.unwrap(), first);
        write(store, "prj_2", 400).await;
        let second = step(store).await.unwrap();
        let all = entries(store, second.size).await;
        assert_eq!(all.len(), 600);
        for (place, entry) in all.iter().enumerate() {
            let (project, version) = if place < 200 {
                ("prj_1", place)
            } else {
                ("prj_2", place - 200)
            };
            assert!(
                entry.contains(project) && entry.contains(&format!(":{version}}}")),
                "{place}: {entry}"
            );
        }
        assert_eq!(root_of(&all), second.root);
        assert_eq!(root_of(&all[..200]), first.root);
        let question = Question::Consistency { old: 200, new: 600 };
        let proof = store.register_answer(question).await.unwrap();
        assert!(is_consistent(
            (200, &first.root),
            (600, &second.root),
            &proof
        ));
        for index in [0, 199, 255, 256, 599] {
            let question = Question::Inclusion { index, size: 600 };
            let path = store.register_answer(question).await.unwrap();
            let leaf = leaf_hash(all[usize::try_from(index).unwrap()].as_bytes());
            assert_eq!(
                root_of_inclusion(&leaf, index, 600, &path),
                Some(second.root)
            );
        }
        // Of a tile there is what is signed, and no more.
        let tile = |level, index, width| TilePath {
            level: Some(level),
            index,
            width,
        };
        for (path, is_there) in [
            (tile(0, 0, 256), true),
            (tile(0, 2, 88), true),
            (tile(0, 2, 89), false),
            (tile(0, 2, 256), false),
            (tile(1, 0, 2), true),
            (tile(1, 0, 3), false),
            (tile(2, 0, 1), false),
        ] {
            let found = store.register_tile(&path).await.unwrap();
            let width = found.as_ref().map(Vec::len);
            assert_eq!(
                width,
                is_there.then_some(usize::try_from(path.width).unwrap()),
                "{path}"
            );
        }
        write(store, "prj_3", 1).await;
        store.place_leaves().await.unwrap();
        let unsigned = store.register_tile(&tile(0, 2, 89)).await.unwrap();
        assert_eq!(unsigned, None, "{}: placed, but not signed", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_keep_the_register_at_once_place_each_leaf_once_and_never_sign_backwards() {
    for world in World::both().await {
        let writers: Vec<_> = (0..6)
            .map(|writer| {
                let store = world.store.clone();
                tokio::spawn(async move { write(&store, &format!("prj_{writer}"), 60).await })
            })
            .collect();
        // Each with connections of its own, as two processes have.
        let keepers: Vec<_> = (0..2)
            .map(|_| {
                let url = world.url.clone();
                tokio::spawn(async move {
                    let store = Store::open(&url).await.unwrap();
                    let mut signed: Vec<(u64, Hash)> = Vec::new();
                    while signed.last().is_none_or(|(size, _)| *size < 360) {
                        let checkpoint = step(&store).await.unwrap();
                        signed.push((checkpoint.size, checkpoint.root));
                    }
                    signed
                })
            })
            .collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let all = {
            let mut seen = Vec::new();
            for keeper in keepers {
                let signed = keeper.await.unwrap();
                assert!(signed.is_sorted_by_key(|(size, _)| *size), "{}", world.name);
                seen.extend(signed);
            }
            let all = entries(&world.store, 360).await;
            for (size, root) in seen {
                let first = &all[..usize::try_from(size).unwrap()];
                assert_eq!(root_of(first), root, "{}: {size}", world.name);
            }
            all
        };
        let mut once = all.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 360, "{}", world.name);
        let passed_over = "SELECT COUNT(*) FROM register_leaves l LEFT JOIN register_entries e \
                           ON e.leaf_id = l.id WHERE e.leaf_id IS NULL";
        assert_eq!(world.number(passed_over).await, 0, "{}", world.name);
    }
}

/// Lets the database be changed where it refuses to be.
async fn force(world: &World, sql: &str) {
    let off = if world.name == "SQLite" {
        let triggers = [
            "entries_refuse_update",
            "entries_refuse_delete",
            "leaves_refuse_delete",
        ];
        triggers
            .map(|name| format!("DROP TRIGGER IF EXISTS register_{name};"))
            .concat()
    } else {
        "ALTER TABLE register_entries DISABLE TRIGGER USER; \
         ALTER TABLE register_leaves DISABLE TRIGGER USER;"
            .to_owned()
    };
    world.raw(&format!("{off}{sql}")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_go_on_from_what_was_signed_is_not_signed() {
    for world in World::both().await {
        write(&world.store, "prj_1", 10).await;
        let signed = step(&world.store).await.unwrap();
        force(&world, "DELETE FROM register_entries WHERE place >= 7;").await;
        let fault = world.store.sign_register(signer, now()).await.unwrap_err();
        assert!(
            matches!(
                fault,
                RegisterError::Shorter {
                    stored: 7,
                    signed: 10
                }
            ),
            "{}: {fault}",
            world.name
        );
        // Grown again by something else.
        force(&world, "DELETE FROM register_leaves WHERE id > 7;").await;
        write(&world.store, "prj_2", 5).await;
        world.store.place_leaves().await.unwrap();
        let fault = world.store.sign_register(signer, now()).await.unwrap_err();
        assert!(
            matches!(fault, RegisterError::Forked { signed: 10 }),
            "{}: {fault}",
            world.name
        );
        assert_eq!(
            world.store.register_checkpoint().await.unwrap(),
            Some(signed)
        );
        // Whoever signs may refuse.
        let refuse = |_: u64, _: &Hash, _: Option<&Checkpoint>| Err("no".to_owned());
        let other = World::sqlite().await;
        let fault = other.store.sign_register(refuse, now()).await.unwrap_err();
        assert!(matches!(fault, RegisterError::Unsigned(_)));
        assert_eq!(other.store.register_checkpoint().await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_tiles_and_checkpoints_cannot_be_changed() {
    for world in World::both().await {
        write(&world.store, "prj_1", 257).await;
        step(&world.store).await.unwrap();
        for table in ["register_entries", "register_tiles", "register_checkpoints"] {
            let column = if table == "register_checkpoints" {
                "root"
            } else {
                "hash"
            };
            for sql in [
                format!("UPDATE {table} SET {column} = ''"),
                format!("DELETE FROM {table}"),
            ] {
                let refused = world.raw(&sql).await.unwrap_err();
                assert!(
                    refused.contains("append-only"),
                    "{}: {sql}: {refused}",
                    world.name
                );
            }
        }
    }
}

/// Run by itself it keeps the register a little; run as a child of the next test it does so until it is killed, and tells
/// what it published.
#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_tells_what_it_signed() {
    let Some(task) = std::env::var_os(CHILD) else {
        for world in World::both().await {
            write(&world.store, "prj_1", 5).await;
            assert_eq!(step(&world.store).await.unwrap().size, 5);
        }
        return;
    };
    let task = task.into_string().unwrap();
    let (round, url) = task.split_once(' ').unwrap();
    let store = Store::open(&DatabaseUrl::parse(url).unwrap())
        .await
        .unwrap();
    for writer in 0..4 {
        let (store, project) = (store.clone(), format!("prj_{round}_{writer}"));
        tokio::spawn(async move { write(&store, &project, u64::MAX).await });
    }
    loop {
        let signed = step(&store).await.unwrap();
        let root = hex(&signed.root);
        let mut out = std::io::stdout().lock();
        writeln!(out, "published {} {root}", signed.size).unwrap();
        out.flush().unwrap();
    }
}

fn spawn(url: &str, round: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "register::a_keeper_tells_what_it_signed",
            "--nocapture",
        ])
        .env(CHILD, format!("{round} {url}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a child keep the register, kills it, and returns what it published.
fn kill_after(url: &str, round: usize, delay: Duration) -> Vec<(u64, String)> {
    let mut child = spawn(url, round);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, receiver) = flume::unbounded();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            // A line cut by the end of the process says nothing.
            let said = line
                .strip_prefix("published ")
                .and_then(|said| said.split_once(' '));
            if let Some((size, root)) = said.filter(|(_, root)| root.len() == 64) {
                sender
                    .send((size.parse().unwrap(), root.to_owned()))
                    .unwrap();
            }
        }
    });
    let first = receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    std::iter::once(first).chain(receiver.drain()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn after_forty_kills_what_was_published_is_never_ahead_of_what_is_on_the_disk() {
    let world = World::sqlite().await;
    let url = format!("sqlite:{}", world.folder.path().join("window.db").display());
    let mut published = Vec::new();
    for round in 0..40 {
        let delay = Duration::from_micros(u64::try_from(round * 7919 % 60_000).unwrap());
        published.extend(kill_after(&url, round, delay));
        let store = Store::open(&world.url).await.unwrap();
        let last = store.register_checkpoint().await.unwrap().unwrap();
        let newest = published.iter().map(|(size, _)| *size).max().unwrap();
        assert!(
            last.size >= newest,
            "round {round}: {} < {newest}",
            last.size
        );
    }
    let store = Store::open(&world.url).await.unwrap();
    let last = store.register_checkpoint().await.unwrap().unwrap();
    let all = entries(&store, last.size).await;
    let mut growing = Growing::default();
    let mut roots = vec![growing.root()];
    for entry in &all {
        growing.push(leaf_hash(entry.as_bytes()));
        roots.push(growing.root());
    }
    assert!(published.len() > 40, "the children published too little");
    for (size, root) in published {
        let stored = roots[usize::try_from(size).unwrap()];
        assert_eq!(
            hex(&stored),
            root,
            "the first {size} entries are not those published"
        );
    }
    assert_eq!(
        step(&store).await.unwrap().size,
        u64::try_from(world.number("SELECT COUNT(*) FROM register_leaves").await).unwrap()
    );
}
