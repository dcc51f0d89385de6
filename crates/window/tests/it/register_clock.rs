//! A clock that was stopped and runs again leaves both in the register.

use serde_json::Value;
use window_domain::project::CaseStatus;
use window_one::register::verify::verify;

use crate::dept::{act, cases, officer, seeded};
use crate::register::keeper;
use crate::world::World;

/// What the register says of a case's clock, in its order.
async fn said(world: &World, case: &str) -> Vec<Value> {
    let leaves = world.app.store.register_leaf_rows(0, 100_000).await;
    let entries = leaves.unwrap().into_iter();
    entries
        .filter(|(_, leaf)| leaf.kind.starts_with("clock_"))
        .map(|(_, leaf)| serde_json::from_str::<Value>(&leaf.payload).unwrap())
        .filter(|entry| entry["case"] == case)
        .collect()
}

#[tokio::test]
async fn a_clock_that_was_stopped_and_resumed_leaves_two_entries() {
    let (world, _) = seeded().await;
    let stopped = cases(&world, CaseStatus::Stopped).await.remove(0);
    let before = said(&world, &stopped.case_no).await;
    assert_eq!(before.len(), 1, "{before:?}");
    assert_eq!(before[0]["act"], "clock_stop");
    assert!(before[0]["ground"].is_string(), "{before:?}");

    let mut browser = officer(&world, &stopped.department).await;
    assert_eq!(act(&mut browser, &stopped, "resume", "").await.status, 303);
    let after = said(&world, &stopped.case_no).await;
    assert_eq!(after.len(), 2, "{after:?}");
    assert_eq!(after[0], before[0]);
    let resumed = &after[1];
    assert_eq!(resumed["act"], "clock_resumption");
    assert_eq!(resumed["department"], *stopped.department);
    assert_eq!(resumed["item"], before[0]["item"]);
    assert_eq!(resumed["project"], before[0]["project"]);
    assert_eq!(resumed["on"], "2026-08-03");
    let version = |entry: &Value| entry["fact"]["version"].as_u64().unwrap();
    assert!(version(resumed) > version(&before[0]));

    // Both are about what the log of events says.
    let (keeper, store) = (keeper(&world), &world.app.store);
    keeper.step(store, world.app.clock.now()).await.unwrap();
    let report = verify(store, &keeper.verifier(), None).await.unwrap();
    assert_eq!(report.faults, []);
}
