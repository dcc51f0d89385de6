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
    // Whoever has seed and pool comes to the same: the projects of the smallest hashes, a fifth of them rounded up, and to
    // each the first two of its inspectors.
    let draw = world.app.office.draw(number.parse().unwrap()).await;
    let drawn_day = draw.unwrap().held.clone().unwrap();
    let mut projects: Vec<String> = drawn_day
        .projects
        .iter()
        .map(|one| one.project.to_string())
        .collect();
    assert!(projects.len() > 1 && projects.contains(&id), "{projects:?}");
    projects.sort_by_key(|one| sha256(&format!("{seed}{one}")));
    let share = projects.len().div_ceil(5);
    let (result, pool) = page.split_once("<details").unwrap();
    let inspectors: Vec<&str> = pool
        .split("usr_")
        .skip(1)
        .map(|rest| rest.split_once('<').unwrap().0)
        .collect();
    assert!(inspectors.len() > 2);
    assert_eq!(drawn_day.result.len(), share);
    for (drawn, wanted) in drawn_day.result.iter().zip(&projects) {
        assert_eq!(drawn.project.to_string(), *wanted);
        let hash = sha256(&format!("{seed}{wanted}"));
        assert!(result.contains(&hash[..16]), "{page}");
        let mut order = inspectors.clone();
        order.sort_by_key(|one| sha256(&format!("{seed}{wanted}usr_{one}")));
        let chosen: Vec<String> = drawn.inspectors.iter().map(ToString::to_string).collect();
        let first: Vec<String> = order
            .iter()
            .take(2)
            .map(|one| format!("usr_{one}"))
            .collect();
        assert_eq!(chosen, first);
        assert!(first.iter().all(|one| result.contains(one)), "{page}");
    }
    // Names of people are not published, and the check is planned once.
    let of_draw = CheckReason::Draw {
        draw: number.clone(),
    };
    let drawn = &projects[0];
    let project = loaded(&world, drawn).await;
    let mut checks = project.building.checks.iter();
    let check = checks.find(|one| one.reason == of_draw).unwrap();
    assert_eq!(check.inspectors.len(), 2);
    assert!(!page.contains(&check.inspectors[0]));
    let twice = fill(&mut supervisor, list, &hold, &[]).await;
    assert_eq!(twice.status, 422);
    assert_eq!(
        loaded(&world, drawn).await.building.checks.len(),
        project.building.checks.len()
    );

    let mut officer = browser(&world, "zrzy").await;
    assert_eq!(officer.get(list).await.status, 200);
    assert_eq!(fill(&mut officer, list, list, &whole).await.status, 422);
    assert_eq!(
        world.browser().get("/open/draws/2020-001").await.status,
        404
    );
}
