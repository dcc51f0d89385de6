//! Draws by lot over HTTP: published beforehand, held once, drawn again by whoever wants to.

use jiff::{SignedDuration, ToSpan};
use sha2::{Digest, Sha256};
use window_domain::project::building::event::CheckReason;
use window_one::random::hex;

use crate::journey::{done, fill, loaded};
use crate::watch::{browser, city};

/// The hash anybody computes.
fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_draw_is_published_held_once_and_drawn_again_by_anybody() {
    let (world, id) = city().await;
    let mut supervisor = browser(&world, "supervisor").await;
    let today = world.app.office.today();
    let day = today.checked_add(3.days()).unwrap().to_string();
    let year = today.year();
    let number = format!("{year}-001");
    let seed = "lottery of the day";
    let typed = [
        ("number", number.as_str()),
        ("seed", seed),
        ("projects_percent", "20"),
        ("inspectors", "2"),
    ];
    let list = "/watch/draws";
    // On the day itself it is too late to publish; nothing typed is lost.
    let today = today.to_string();
    let late = [&typed[..], &[("draw_on", today.as_str())]].concat();
    let late = fill(&mut supervisor, list, list, &late).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("id=\"draw_on-error\""), "{}", late.body);
    assert!(late.body.contains(seed));
    let whole = [&typed[..], &[("draw_on", day.as_str())]].concat();
    done(&mut supervisor, list, list, &whole).await;
    // Another seed for the same number is refused.
    let second = fill(&mut supervisor, list, list, &whole).await;
    assert_eq!(second.status, 422);

    let open = format!("/open/draws/{number}");
    let page = world.browser().get(&open).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains(seed),
        "the seed is public before the draw"
    );
    let hold = format!("/watch/draws/{number}/hold");
    let early = fill(&mut supervisor, list, &hold, &[]).await;
    assert_eq!(early.status, 422);
    assert!(
        early.body.contains(&format!("id=\"hold-{number}-error\"")),
        "{}",
        early.body
    );

    world.app.clock.advance(SignedDuration::from_hours(24 * 3));
    let mut supervisor = browser(&world, "supervisor").await;
    assert_eq!(done(&mut supervisor, list, &hold, &[]).await, open);
    let page = world.browser().get(&open).await.body;
    // Whoever has seed and pool comes to the same: the one project, and the first two of its inspectors.
    assert!(
        page.contains(&sha256(&format!("{seed}{id}"))[..16]),
        "{page}"
    );
    let (_, pool) = page.split_once("<details").unwrap();
    let mut inspectors: Vec<&str> = pool
        .split("usr_")
        .skip(1)
        .map(|rest| rest.split_once('<').unwrap().0)
        .collect();
    assert!(inspectors.len() > 2);
    inspectors.sort_by_key(|one| sha256(&format!("{seed}{id}usr_{one}")));
    let (result, _) = page.split_once("<details").unwrap();
    for (place, one) in inspectors.iter().enumerate() {
        assert_eq!(result.contains(*one), place < 2, "{place}");
    }
    // Names of people are not published, and the check is planned once.
    let project = loaded(&world, &id).await;
    let [check] = &project.building.checks[..] else {
        panic!("{:?}", project.building.checks);
    };
    assert_eq!(
        check.reason,
        CheckReason::Draw {
            draw: number.clone()
        }
    );
    assert_eq!(check.inspectors.len(), 2);
    assert!(!page.contains(&check.inspectors[0]));
    let twice = fill(&mut supervisor, list, &hold, &[]).await;
    assert_eq!(twice.status, 422);
    assert_eq!(loaded(&world, &id).await.building.checks.len(), 1);

    let mut officer = browser(&world, "zrzy").await;
    assert_eq!(officer.get(list).await.status, 200);
    assert_eq!(fill(&mut officer, list, list, &whole).await.status, 422);
    assert_eq!(
        world.browser().get("/open/draws/2020-001").await.status,
        404
    );
}
