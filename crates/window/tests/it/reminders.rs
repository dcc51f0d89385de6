//! Promises that fall due stand where people look: with enterprise, agent, department and supervisor.

use jiff::SignedDuration;
use window_domain::catalogue::ItemCode;
use window_domain::project::building::promise::{Standing, standings};
use window_one::jobs;

use crate::built::{logged_in, project, row};
use crate::city::seeded;
use crate::world::World;

/// A project with its notice of which promises are still open, of the login `orient`.
const TITLE: &str = "数控机床功能部件";

async fn open(world: &World) -> Vec<Standing> {
    let project = project(world, &row(world, TITLE).await).await;
    let office = &world.app.office;
    let all = standings(&project, &office.calendar, office.today());
    all.into_iter()
        .filter(|one| one.is_open() && one.due.is_some())
        .collect()
}

fn chinese(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[tokio::test]
async fn whoever_the_daily_job_reminds_of_a_promise_is_told_on_the_page_everybody_opens_first() {
    let (world, _) = seeded().await;
    let office = &world.app.office;
    let left = |due, today| office.calendar.count(today, due);
    let ahead = open(&world).await.into_iter();
    let ahead = ahead.filter(|one| one.due.is_some_and(|due| left(due, office.today()) > 11));
    let next = ahead.min_by_key(|one| one.due).unwrap();
    let due = next.due.unwrap();
    let row = row(&world, TITLE).await;
    let item = office.catalogue.item(&next.item).unwrap().name.zh.clone();
    let checker = next.checker.as_str().to_owned();
    // Eleven working days before nobody is reminded; ten days before everybody is.
    let reminded = |from: &str, page: &str| {
        let (_, list) = page.split_once("id=\"reminders\"").unwrap_or_default();
        let (list, _) = list.split_once("</section>").unwrap_or_default();
        list.contains(from) && list.contains(&chinese(due))
    };
    let places = [
        (
            "orient",
            "/my".to_owned(),
            format!("/my/projects/{}/steps/{}", row.id, next.item),
        ),
        (
            "orient",
            format!("/my/projects/{}", row.id),
            format!("#promise-{}", next.item),
        ),
        (
            "lead",
            "/desk".to_owned(),
            format!("/desk/projects/{}", row.id),
        ),
        (
            checker.as_str(),
            "/dept/watch".to_owned(),
            format!("/dept/projects/{}", row.id),
        ),
        (
            "supervisor",
            "/watch".to_owned(),
            format!("/watch/projects/{}", row.id),
        ),
    ];
    for days in [11, 10] {
        while left(due, office.today()) > days {
            world.app.clock.advance(SignedDuration::from_hours(24));
        }
        jobs::remind(office).await.unwrap();
        let given = project(&world, &row).await.building.reminded.clone();
        let is_given = given.iter().any(|(one, _)| one == &next.item);
        assert_eq!(is_given, days == 10, "{days}");
        for (login, path, href) in &places {
            let mut browser = logged_in(&world, login).await;
            let page = browser.get(&format!("{path}?lang=zh-CN")).await.body;
            assert_eq!(reminded(href, &page), days == 10, "{login} {path} {days}");
            if days == 10 {
                assert!(page.contains(&item) && page.contains("核查："), "{path}");
            }
        }
    }
    // A department that checks another promise is not told of this one.
    let other = office
        .catalogue
        .departments()
        .map(|one| one.code.to_string());
    let other = other
        .filter(|code| code != &checker)
        .find(|code| code == "zjj" || code == "zrzy");
    let mut officer = logged_in(&world, &other.unwrap()).await;
    let page = officer.get("/dept/watch").await.body;
    assert!(!reminded(&format!("/dept/projects/{}", row.id), &page));
}

#[tokio::test]
async fn a_promise_kept_is_reminded_of_no_more() {
    let (world, _) = seeded().await;
    let row = row(&world, TITLE).await;
    let kept = ItemCode::new("A05");
    assert!(open(&world).await.iter().all(|one| one.item != kept));
    world.app.clock.advance(SignedDuration::from_hours(24 * 60));
    let mut owner = logged_in(&world, "orient").await;
    let page = owner.get("/my").await.body;
    let (_, list) = page.split_once("id=\"reminders\"").unwrap();
    let (list, _) = list.split_once("</section>").unwrap();
    assert!(list.contains("/steps/"));
    assert!(!list.contains(&format!("{}/steps/{kept}", row.id)));
}
