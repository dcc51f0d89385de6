//! Supervision cards over HTTP: issued on a ground, seen and answered by whom they are for, hidden from others.

use window_domain::project::building::Card;
use window_domain::project::letters::form;

use crate::built::{logged_in, project, row};
use crate::city::seeded;
use crate::journey::{done, fill};
use crate::world::{Browser, World};

/// A project that has its notice, of the enterprise of the login `orient`.
const TITLE: &str = "数控机床功能部件";

/// The supervisor issues a card and the card is given back as it stands in the project.
async fn issued(world: &World, supervisor: &mut Browser, to: &str) -> Card {
    let row = row(world, TITLE).await;
    let file = format!("/watch/projects/{}", row.id);
    let typed = [
        ("object", ""),
        ("card--level", "yellow"),
        ("card--to", to),
        ("card--basis", "城乡规划法第45条"),
        ("card--evidence", "翻看了全程记录"),
        ("card--text", "请说明进度为何滞后"),
    ];
    done(supervisor, &file, &format!("{file}/card"), &typed).await;
    let project = project(world, &row).await;
    project.building.cards.last().unwrap().clone()
}

/// Address of the card's letter.
async fn letter(world: &World, card: &Card) -> String {
    let project = project(world, &row(world, TITLE).await).await;
    let letter = project.letters.iter().find(|it| it.number == card.number);
    let letter = letter.unwrap();
    assert_eq!(letter.form, form::CARD);
    letter.check_code.compact()
}

#[tokio::test]
async fn a_card_without_a_ground_is_refused_beside_its_field_and_nothing_typed_is_lost() {
    let (world, _) = seeded().await;
    let row = row(&world, TITLE).await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let file = format!("/watch/projects/{}", row.id);
    let typed = [
        ("object", ""),
        ("card--open", "1"),
        ("card--level", "red"),
        ("card--to", "window"),
        ("card--text", "请说明进度为何滞后"),
    ];
    let before = project(&world, &row).await.building.cards.len();
    let refused = fill(&mut supervisor, &file, &format!("{file}/card"), &typed).await;
    assert_eq!(refused.status, 422);
    for field in ["card--basis", "card--evidence"] {
        let error = format!("id=\"{field}-error\"");
        assert!(refused.body.contains(&error), "{field}: {}", refused.body);
    }
    assert!(refused.body.contains("请说明进度为何滞后"));
    assert_eq!(project(&world, &row).await.building.cards.len(), before);
}

#[tokio::test]
async fn a_card_for_the_designer_is_in_the_enterprises_timeline_and_answered_there() {
    let (world, _) = seeded().await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let card = issued(&world, &mut supervisor, "party:designer").await;
    let row = row(&world, TITLE).await;
    let mut owner = logged_in(&world, "orient").await;
    let file = format!("/my/projects/{}", row.id);
    let page = owner.get(&format!("{file}?lang=zh-CN")).await.body;
    for said in ["发出督办单", "答复督办单", &card.number] {
        assert!(page.contains(said), "{said}");
    }
    assert!(owner.get("/my").await.body.contains("答复督办单"));
    let works = format!("{file}/building");
    let page = owner.get(&works).await.body;
    for said in [
        card.number.as_str(),
        "城乡规划法第45条",
        "翻看了全程记录",
        "示例工业设计院有限公司",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let code = letter(&world, &card).await;
    assert_eq!(owner.get(&format!("/letters/{code}.pdf")).await.status, 200);
    let path = format!("{works}/card");
    let fields = [("number", card.number.as_str()), ("text", "设计已补充")];
    done(&mut owner, &works, &path, &fields).await;
    assert_eq!(fill(&mut owner, &works, &path, &fields).await.status, 422);
    let seen = supervisor.get(&format!("/watch/projects/{}", row.id)).await;
    assert!(seen.body.contains("设计已补充"));
}

#[tokio::test]
async fn a_card_for_a_department_is_on_its_queue_with_the_last_day_and_never_on_the_enterprises_pages()
 {
    let (world, _) = seeded().await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let card = issued(&world, &mut supervisor, "department:zrzy").await;
    let row = row(&world, TITLE).await;
    let code = letter(&world, &card).await;

    let mut officer = logged_in(&world, "zrzy").await;
    let queue = officer.get("/dept?lang=zh-CN").await.body;
    let due = card.answer_due;
    let day = format!("{}月{}日", due.month(), due.day());
    for said in [card.number.as_str(), "限2", &day, "待本部门答复的督办单"] {
        assert!(queue.contains(said), "{said}: {queue}");
    }
    assert_eq!(officer.get(&format!("/letters/{code}")).await.status, 200);
    let mut other = logged_in(&world, "zjj").await;
    assert!(!other.get("/dept").await.body.contains(&card.number));
    assert_eq!(other.get(&format!("/letters/{code}")).await.status, 404);

    let mut owner = logged_in(&world, "orient").await;
    let file = format!("/my/projects/{}", row.id);
    for page in ["/my", &file, &format!("{file}/building")] {
        let body = owner.get(page).await.body;
        for secret in [&card.number, &card.text, "发出督办单"] {
            assert!(!body.contains(secret), "{page} tells {secret}");
        }
    }
    let works = owner.get(&format!("{file}/building")).await.body;
    assert!(works.contains("另有 1 张督办单"), "only the count is told");
    assert_eq!(owner.get(&format!("/letters/{code}")).await.status, 404);
    // Whoever holds the paper learns that it is genuine, and nothing of what it says.
    let check = world.browser().get(&format!("/v/{code}")).await.body;
    assert!(check.contains(&card.number) && !check.contains(&card.text));
    assert!(!check.contains(&row.enterprise_name));

    let path = format!("/dept/projects/{}", row.id);
    let fields = [("number", card.number.as_str()), ("text", "已督促")];
    done(&mut officer, &path, &format!("{path}/card"), &fields).await;
    assert!(!officer.get("/dept").await.body.contains(&card.number));
    let seen = officer.get(&path).await.body;
    assert!(
        seen.contains("已督促"),
        "what was answered stays to be read"
    );
}

#[tokio::test]
async fn a_card_withdrawn_says_why_and_asks_nothing_more() {
    let (world, _) = seeded().await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let card = issued(&world, &mut supervisor, "party:contractor").await;
    let row = row(&world, TITLE).await;
    let file = format!("/watch/projects/{}", row.id);
    let reason = format!("withdraw-{}-reason", card.number);
    let bare = [("object", card.number.as_str()), (&reason, "")];
    let path = format!("{file}/withdraw");
    assert_eq!(fill(&mut supervisor, &file, &path, &bare).await.status, 422);
    let whole = [("object", card.number.as_str()), (&reason, "看错了项目")];
    done(&mut supervisor, &file, &path, &whole).await;
    let mut owner = logged_in(&world, "orient").await;
    let works = format!("/my/projects/{}/building", row.id);
    let page = owner.get(&works).await.body;
    assert!(page.contains("看错了项目"));
    assert!(
        !page.contains(&format!("action=\"{works}/card\"")),
        "{page}"
    );
}
