//! Versions of the schema.

use std::time::Duration;

use window_store::{DatabaseUrl, Store, StoreError};

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn migrating_twice_is_migrating_once() {
    for world in World::both().await {
        world.store.migrate().await.unwrap();
        let version = world.store.schema_version().await.unwrap();
        assert_eq!(version, Store::known_schema_version(), "{}", world.name);
        assert!(version > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_refused() {
    for world in World::both().await {
        let sql = "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) \
                   VALUES (999, 'future', '2030-01-01T00:00:00Z', '1')";
        world.raw(sql).await.unwrap();
        let refused = Store::open(&world.url).await;
        assert!(
            matches!(refused, Err(StoreError::SchemaNewer { found: 999, .. })),
            "{}: {refused:?}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_migrate_once() {
    for world in World::both().await {
        let starts: Vec<_> = (0..4)
            .map(|_| {
                let url = world.url.clone();
                tokio::spawn(async move {
                    let store = Store::open(&url).await.unwrap();
                    store.migrate().await.unwrap();
                })
            })
            .collect();
        for start in starts {
            start.await.unwrap();
        }
        let applied = world
            .number("SELECT COUNT(*) FROM refinery_schema_history")
            .await;
        assert_eq!(
            applied,
            i64::from(Store::known_schema_version()),
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_reached_is_an_error_at_once() {
    for url in [
        "postgres://nobody@127.0.0.1:1/none",
        "sqlite:/nonexistent/folder/window.db",
    ] {
        let url = DatabaseUrl::parse(url).unwrap();
        let opened = tokio::time::timeout(Duration::from_secs(5), Store::open(&url)).await;
        assert!(opened.unwrap().is_err(), "{url:?}");
    }
}
