//! Facts the register rests on are read many at a time, on both databases.

use window_store::{FactRange, StreamId, StreamKind};

use crate::world::{World, commit};

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_many_streams_are_read_at_once() {
    for world in World::both().await {
        let store = &world.store;
        for project in 0..70 {
            for version in 0..2 {
                let written = commit(&format!("prj_{project}"), version);
                store.commit(written).await.unwrap();
            }
        }
        let range = |project: &str, first, last| FactRange {
            stream: StreamId::project(project),
            first,
            last,
        };
        assert_eq!(store.facts(&[]).await.unwrap().len(), 0, "{}", world.name);
        let all: Vec<_> = (0..70).map(|n| range(&format!("prj_{n}"), 1, 2)).collect();
        let facts = store.facts(&all).await.unwrap();
        assert_eq!(facts.len(), 70, "{}", world.name);
        let note = r#"{"note":"磁湖路 1 号"}"#;
        assert!(
            facts
                .values()
                .all(|of| of.len() == 2 && of.values().all(|fact| fact == note)),
            "{}: {facts:?}",
            world.name
        );
        // Beyond the end there is nothing, and a stream of another kind is another stream.
        let elsewhere = FactRange {
            stream: StreamId::new(StreamKind::Enterprise, "prj_1"),
            first: 1,
            last: 2,
        };
        let some = [range("prj_1", 2, u64::MAX), range("prj_2", 3, 9), elsewhere];
        let facts = store.facts(&some).await.unwrap();
        let versions: Vec<_> = facts
            .iter()
            .map(|(stream, of)| (stream.to_string(), of.keys().copied().collect::<Vec<_>>()))
            .collect();
        assert_eq!(
            versions,
            [("project/prj_1".to_owned(), vec![2])],
            "{}",
            world.name
        );
    }
}
