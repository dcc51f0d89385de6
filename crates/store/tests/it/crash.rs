//! What was acknowledged is there after a crash; nothing is there in halves.
//!
//! A killed process proves nothing about a power cut: what it wrote without forcing it to the disk survives in the
//! system's memory. This finds commits acknowledged too early and transactions torn apart, not a missing `fsync`.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    time::Duration,
};

use window_store::{CommitError, DatabaseUrl, IdempotencyKey, Store, StreamId};

use crate::world::{World, full_commit};

/// Names the database the child writes to, and the number of its round.
const CHILD: &str = "STORE_CRASH_CHILD";
/// Writers in the child, so that commits share transactions.
const WRITERS: usize = 8;

/// Commits on one stream until `count` are done, telling each key once it is acknowledged.
async fn write(store: Store, round: String, writer: usize, count: usize) {
    let project = format!("prj_{round}_{writer}");
    for (version, number) in (0..).zip(0..count) {
        let key = format!("{round}-{writer}-{number}");
        store
            .commit(full_commit(&project, version, &key))
            .await
            .unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "acknowledged {key}").unwrap();
        out.flush().unwrap();
    }
}

async fn write_all(store: &Store, round: &str, count: usize) {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write(store.clone(), round.to_owned(), writer, count)))
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Run by itself it commits a little; run as a child of the next test it commits until it is killed.
#[tokio::test(flavor = "multi_thread")]
async fn a_writer_acknowledges_what_it_commits() {
    if let Some(task) = std::env::var_os(CHILD) {
        let task = task.into_string().unwrap();
        let (round, url) = task.split_once(' ').unwrap();
        let store = Store::open(&DatabaseUrl::parse(url).unwrap())
            .await
            .unwrap();
        write_all(&store, round, usize::MAX).await;
    }
    for world in World::both().await {
        write_all(&world.store, "once", 5).await;
        check(&world, 5 * i64::try_from(WRITERS).unwrap()).await;
    }
}

fn spawn(url: &str, round: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "crash::a_writer_acknowledges_what_it_commits",
            "--nocapture",
        ])
        .env(CHILD, format!("{round} {url}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets a child write, kills it, and returns what it acknowledged.
fn kill_after(url: &str, round: usize, delay: Duration) -> Vec<String> {
    let mut child = spawn(url, round);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (sender, receiver) = flume::unbounded();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(key) = line.strip_prefix("acknowledged ") {
                sender.send(key.to_owned()).unwrap();
            }
        }
    });
    // The moment counts from the first acknowledgement, or most children would die before they wrote.
    let first = receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    std::iter::once(first).chain(receiver.drain()).collect()
}

/// Nothing in halves: each commit left one row everywhere, and the streams have no gap.
async fn check(world: &World, at_least: i64) {
    let events = world.number("SELECT COUNT(*) FROM events").await;
    assert!(events >= at_least, "{}: {events} < {at_least}", world.name);
    for table in ["audit", "outbox", "register_leaves", "idempotency_keys"] {
        let count = world.number(&format!("SELECT COUNT(*) FROM {table}")).await;
        assert_eq!(count, events, "{}: {table}", world.name);
    }
    let versions = "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM streams";
    assert_eq!(world.number(versions).await, events, "{}", world.name);
    let newest = "SELECT COUNT(*) FROM streams s WHERE version <> \
                  (SELECT MAX(version) FROM events WHERE stream_kind = s.kind AND stream_id = s.id)";
    assert_eq!(world.number(newest).await, 0, "{}", world.name);
}

/// Every acknowledged key is answered by a newly opened store.
async fn answered(url: &DatabaseUrl, keys: &[String]) {
    let store = Store::open(url).await.unwrap();
    for key in keys {
        let parsed = IdempotencyKey::parse(key).unwrap();
        let answer = store.answer_for(&parsed, &[7; 32]).await.unwrap();
        assert!(answer.is_some(), "{key} was acknowledged and is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_kills_lose_no_acknowledged_commit() {
    let world = World::sqlite().await;
    let url = format!("sqlite:{}", world.folder.path().join("window.db").display());
    let mut acknowledged = 0;
    for round in 0..60 {
        // Moments spread over 0 to 60 ms, in no simple rhythm with the commits.
        let delay = Duration::from_micros(u64::try_from(round * 7919 % 60_000).unwrap());
        let keys = kill_after(&url, round, delay);
        answered(&world.url, &keys).await;
        acknowledged += keys.len();
        check(&world, i64::try_from(acknowledged).unwrap()).await;
    }
    let integrity = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
    assert_eq!(world.number(integrity).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_cut_by_the_server_lose_no_acknowledged_commit() {
    let world = World::postgres().await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = world.store.clone();
            tokio::spawn(async move {
                let project = format!("prj_{writer}");
                let stream = StreamId::project(&project);
                let (mut done, mut cuts) = (Vec::new(), 0);
                for number in 0..60 {
                    let key = format!("{writer}-{number}");
                    // As the service does: the same key again until there is an answer.
                    loop {
                        let Ok(version) = store.stream_version(&stream).await else {
                            cuts += 1;
                            continue;
                        };
                        match store.commit(full_commit(&project, version, &key)).await {
                            Ok(_) | Err(CommitError::Replayed { .. }) => break,
                            Err(CommitError::Unavailable(_)) => cuts += 1,
                            Err(CommitError::Conflict { .. }) => {}
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                    done.push(key);
                }
                (done, cuts)
            })
        })
        .collect();
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(40)).await;
        world.cut_connections().await;
    }
    let (mut keys, mut cuts) = (Vec::new(), 0);
    for writer in writers {
        let (done, cut) = writer.await.unwrap();
        keys.extend(done);
        cuts += cut;
    }
    assert!(cuts > 0, "no connection was cut while it was used");
    answered(&world.url, &keys).await;
    check(&world, 0).await;
    // Each key once, however often it was tried.
    let total = i64::try_from(WRITERS * 60).unwrap();
    assert_eq!(world.number("SELECT COUNT(*) FROM events").await, total);
}
