//! From the file of a project to the record of credit supervision.

use window_store::{CreditFilter, Page, Viewer};

use crate::acts::{logged_in, rows};
use crate::journey::{done, fill};
use crate::world::World;

#[tokio::test]
async fn a_supervisor_hands_a_matter_over_and_credit_supervision_finds_it() {
    let world = World::demo().await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let mut found = None;
    for row in rows(&world).await {
        let file = format!("/watch/projects/{}", row.id);
        let page = supervisor.get(&file).await.body;
        if let Some((_, rest)) = page.split_once("name=\"hand-over--what\"") {
            let (_, rest) = rest.split_once("<option value=\"\"").unwrap();
            let (_, rest) = rest.split_once("<option value=\"").unwrap();
            found = Some((file, rest.split_once('"').unwrap().0.to_owned()));
            break;
        }
    }
    let (file, ground) = found.expect("the city has a matter that may be handed over");
    let (filter, page) = (CreditFilter::default(), Page::first(99));
    let reader = world.app.store.read(&Viewer::Oversight);
    let before = reader.credit_records(&filter, &page).await.unwrap().rows;
    let address = format!("{file}/hand-over");
    let nothing = fill(&mut supervisor, &file, &address, &[]).await;
    assert_eq!(nothing.status, 422);
    let chosen = [("hand-over--what", ground.as_str())];
    done(&mut supervisor, &file, &address, &chosen).await;
    let mut records = reader.credit_records(&filter, &page).await.unwrap().rows;
    let count = records.len();
    records.retain(|record| before.iter().all(|known| known.id != record.id));
    assert_eq!(records.len(), 1);
    let list = supervisor.get("/watch/credit").await.body;
    assert!(list.contains(&records[0].company), "{list}");
    // Once more finds the same record.
    done(&mut supervisor, &file, &address, &chosen).await;
    let again = reader.credit_records(&filter, &page).await.unwrap().rows;
    assert_eq!(again.len(), count);
    let mut lead = logged_in(&world, "lead").await;
    assert_eq!(
        fill(&mut lead, "/desk", &address, &chosen).await.status,
        403
    );
}
