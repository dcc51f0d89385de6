//! Complaints over HTTP, without JavaScript and without an account.

use jiff::SignedDuration;
use window_domain::access::Actor;
use window_domain::complaint::{Complainant, ComplaintCommand};
use window_one::auth::account::Account;
use window_one::jobs;
use window_one::service::Request;
use window_store::{ComplaintFilter, ComplaintRow, Page, Viewer};

use crate::acts::logged_in;
use crate::service::{done, hand_in};
use crate::world::{Answer, Browser, World};

fn said<'a>(topic: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("topic", topic),
        ("text", text),
        ("name", "王小明"),
        ("phone", "0714-000 0401"),
    ]
}

#[tokio::test]
async fn anybody_complains_gets_a_receipt_finds_it_again_and_opens_it_again_once() {
    let world = World::demo().await;
    let mut browser = world.browser();
    assert!(browser.get("/").await.body.contains("href=\"/complain\""));
    let wrong = [("topic", ""), ("text", ""), ("name", ""), ("phone", "1")];
    let refused = hand_in(&mut browser, ("/complain", "/complain"), &wrong).await;
    assert_eq!(refused.status, 422);
    for field in ["topic", "text", "name", "phone"] {
        let told = format!("id=\"{field}-error\"");
        assert!(refused.body.contains(&told), "{field}: {}", refused.body);
    }
    let text = "窗口排队两小时，中间没有人叫号";
    let filed = hand_in(
        &mut browser,
        ("/complain", "/complain"),
        &said("delay", text),
    )
    .await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let page = filed.header("location").to_owned();
    let shown = browser.get(&page).await.body;
    let number = "TS20260003";
    for told in [number, "071****0401", "王*明", "2026年8月10日"] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    assert!(!shown.contains("07140000401"));

    // By number and telephone; a wrong telephone and an unknown number look alike.
    let mut other = world.browser();
    let find = ("/complain/find", "/complain/find");
    let right = [("number", "ts20260003"), ("phone", "0714-000 0401")];
    let found = hand_in(&mut other, find, &right).await;
    assert_eq!(found.header("location"), page);
    for wrong in [
        [("number", number), ("phone", "0714-000 0402")],
        [("number", "TS20269999"), ("phone", "0714-000 0401")],
    ] {
        let answer = hand_in(&mut other, find, &wrong).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("未查到"), "{}", answer.body);
    }

    // The agent sees it only as its owner; officers and strangers never do.
    let desk = page.replace("/complain/", "/desk/complaints/");
    let mut lead = logged_in(&world, "lead").await;
    let mut agent = logged_in(&world, "agent2").await;
    let mut officer = logged_in(&world, "zjj").await;
    assert_eq!(agent.get(&desk).await.status, 404);
    assert_eq!(officer.get(&desk).await.status, 403);
    assert!(lead.get("/desk/complaints").await.body.contains(number));
    assert!(!agent.get("/desk/complaints").await.body.contains(number));
    let (assign, reply) = (format!("{desk}/assign"), format!("{desk}/reply"));
    let nobody = hand_in(&mut lead, (&desk, &assign), &[("owner", "")]).await;
    assert_eq!(nobody.status, 422);
    let account = world.app.store.account_by_login("agent2").await.unwrap();
    let owner = account.unwrap().id;
    done(&mut lead, (&desk, &assign), &[("owner", &owner)]).await;
    done(&mut agent, (&desk, &reply), &[("text", "您好，已加窗口")]).await;
    assert!(browser.get(&page).await.body.contains("已加窗口"));

    let again = format!("{page}/reopen");
    done(&mut browser, (&page, &again), &[("reason", "今天还是这样")]).await;
    done(&mut agent, (&desk, &reply), &[("text", "您好，已修好")]).await;
    let over = browser.get(&page).await.body;
    assert!(!over.contains(&again), "no form any more: {over}");
    let second = hand_in(&mut browser, ("/complain", &again), &[("reason", "还有")]).await;
    assert_eq!(second.status, 422);
    assert!(second.body.contains("再次提出过一次"), "{}", second.body);
}

#[tokio::test]
async fn an_account_sees_its_own_complaint_and_nobody_elses() {
    let world = World::demo().await;
    let mut owner = logged_in(&world, "orient").await;
    let text = "要求指定的中介机构出报告";
    let filed = hand_in(&mut owner, ("/complain", "/complain"), &said("fees", text)).await;
    let page = filed.header("location").to_owned();
    assert_eq!(owner.get(&page).await.status, 200);
    for login in ["energy", "agent1", "supervisor"] {
        let mut other = logged_in(&world, login).await;
        assert_eq!(other.get(&page).await.status, 404, "{login}");
    }
    assert_eq!(world.browser().get(&page).await.status, 404);
}

#[tokio::test]
async fn guessing_numbers_of_complaints_is_slowed_down() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let find = ("/complain/find", "/complain/find");
    let wrong = [("number", "TS20260001"), ("phone", "0714-000 0999")];
    for _ in 0..5 {
        assert_eq!(hand_in(&mut browser, find, &wrong).await.status, 422);
    }
    assert_eq!(hand_in(&mut browser, find, &wrong).await.status, 429);
}

async fn complain(browser: &mut Browser, (text, phone): (&str, &str)) -> Answer {
    let mut fields = said("delay", text);
    fields.retain(|(name, _)| *name != "phone");
    fields.push(("phone", phone));
    hand_in(browser, ("/complain", "/complain"), &fields).await
}

#[tokio::test]
async fn complaints_without_an_account_are_slowed_down_by_telephone_and_nothing_typed_is_lost() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let phone = "0714-000 0401";
    for text in ["等了两小时", "没有人叫号", "资料又退回来"] {
        let filed = complain(&mut browser, (text, phone)).await;
        assert_eq!(filed.status, 303, "{}", filed.body);
        world.app.clock.advance(SignedDuration::from_mins(10));
    }
    // However the telephone is written, and from whatever browser. The first was made at nine.
    let words = "第四次了，还是没有人管";
    let mut other = world.browser();
    let waits = complain(&mut other, (words, "07140000401")).await;
    assert_eq!(waits.status, 429, "{}", waits.body);
    let told = world.app.office.catalogue.city().complaint_phone.clone();
    for kept in [words, "王小明", "id=\"phone-error\"", "10:00", &told] {
        assert!(waits.body.contains(kept), "{kept}: {}", waits.body);
    }
    assert_eq!(waits.header("retry-after"), "1800");
    // Other telephones and whoever is logged in are not held up; after its time it goes through.
    let elsewhere = complain(&mut other, (words, "0714-000 0402")).await;
    assert_eq!(elsewhere.status, 303, "{}", elsewhere.body);
    let mut known = logged_in(&world, "orient").await;
    for text in ["一", "二", "三", "四"] {
        assert_eq!(complain(&mut known, (text, phone)).await.status, 303);
    }
    world.app.clock.advance(SignedDuration::from_mins(30));
    assert_eq!(complain(&mut other, (words, phone)).await.status, 303);
}

#[tokio::test]
async fn complaints_without_an_account_are_slowed_down_by_address_and_a_second_click_counts_once() {
    let world = World::demo().await;
    let max = world
        .app
        .office
        .catalogue
        .feedback()
        .complaint
        .filing
        .per_address;
    let mut hall = world.browser();
    hall.from = Some("192.0.2.7:1".parse().unwrap());
    for number in 1..max {
        let phone = format!("0714-000 {number:04}");
        assert_eq!(complain(&mut hall, ("排队太久", &phone)).await.status, 303);
    }
    // A form that is refused is no complaint, and the same form twice is one.
    assert_eq!(complain(&mut hall, ("", "0714-000 0500")).await.status, 422);
    let secret = hall.get("/complain").await.secret();
    let fields = "topic=delay&text=late&name=Wang&phone=07140000501";
    for _ in 0..3 {
        let filed = hall.post("/complain", &secret, fields).await;
        assert_eq!(filed.status, 303, "{}", filed.body);
    }
    hall.from = Some("192.0.2.7:2".parse().unwrap());
    let waits = complain(&mut hall, ("排队太久", "0714-000 0502")).await;
    assert_eq!(waits.status, 429);
    assert!(
        !waits.body.contains("id=\"phone-error\""),
        "it is not the telephone"
    );
    hall.from = Some("192.0.2.8:1".parse().unwrap());
    let other = complain(&mut hall, ("排队太久", "0714-000 0502")).await;
    assert_eq!(other.status, 303);
}

async fn open(world: &World) -> Vec<ComplaintRow> {
    let reader = world.app.store.read(&Viewer::Oversight);
    let open = ComplaintFilter { open: Some(true) };
    reader
        .complaints(&open, &Page::first(50))
        .await
        .unwrap()
        .rows
}

#[tokio::test]
async fn whoever_is_to_reply_and_the_lead_find_what_is_due_on_their_desk() {
    let world = World::demo().await;
    let office = &world.app.office;
    let row = open(&world)
        .await
        .into_iter()
        .find(|row| row.owner_id.is_some())
        .unwrap();
    let login = crate::acts::login_of(&world, row.owner_id.as_ref().unwrap()).await;
    let other = if login == "agent1" {
        "agent3"
    } else {
        "agent1"
    };
    let link = format!("href=\"/desk/complaints/{}\"", row.id);
    let told = async |login: &str| {
        let page = logged_in(&world, login).await.get("/desk").await.body;
        let (_, list) = page.split_once("id=\"to-answer\"").unwrap_or_default();
        list.split_once("</section>")
            .unwrap_or_default()
            .0
            .contains(&link)
    };
    let left = || office.calendar.count(office.today(), row.due_on);
    for days in [3, 2, 0] {
        while left() > days {
            world.app.clock.advance(SignedDuration::from_hours(24));
        }
        if left() < days {
            continue;
        }
        jobs::remind_feedback(office).await.unwrap();
        assert_eq!(jobs::remind_feedback(office).await.unwrap(), 0, "each once");
        assert_eq!(told(&login).await, days <= 2, "{login} {days}");
        assert!(!told(other).await, "{other} {days}");
        assert_eq!(told("lead").await, days == 0, "lead {days}");
    }
    let mut lead = logged_in(&world, "lead").await;
    let desk = format!("/desk/complaints/{}", row.id);
    let seen = lead.get(&format!("{desk}?lang=zh-CN")).await.body;
    for said in ["提醒记录", "当日到期", "窗口负责人"] {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    // Whoever complained reads nothing of that.
    let own = world
        .browser()
        .get(&format!("/complain/{}?lang=zh-CN", row.id))
        .await;
    assert!(!own.body.contains("提醒记录"));
}

#[tokio::test]
async fn what_is_over_is_turned_page_by_page_and_each_stands_once() {
    let world = World::demo().await;
    let office = &world.app.office;
    let record = world.app.store.account_by_login("lead").await.unwrap();
    let lead = Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor();
    let once = Request::default();
    for number in 0..35 {
        let by = Complainant {
            name: "王小明".to_owned(),
            phone: format!("0714000{number:04}"),
            ..Complainant::default()
        };
        let said = ("delay", "窗口排队太久");
        let id = office
            .complain(&Actor::anonymous(), said, by, &once)
            .await
            .unwrap();
        let owner = lead.user.unwrap();
        let name = lead.name.clone();
        let text = "您好，已加开窗口".to_owned();
        for command in [
            ComplaintCommand::Assign { owner, name },
            ComplaintCommand::Reply { text },
        ] {
            office.execute(&lead, id, &command, &once).await.unwrap();
        }
    }
    let reader = world.app.store.read(&Viewer::Oversight);
    let over = ComplaintFilter { open: Some(false) };
    let over = reader
        .complaints(&over, &Page::first(200))
        .await
        .unwrap()
        .rows;
    assert!(over.len() > 34);
    let mut browser = logged_in(&world, "lead").await;
    let (mut path, mut pages, mut seen) = (Some("/desk/complaints".to_owned()), 0, Vec::new());
    while let Some(here) = path {
        let page = browser.get(&here).await.body;
        let (_, list) = page.split_once("id=\"over\"").unwrap();
        let links = list.split("href=\"/desk/complaints/").skip(1);
        seen.extend(links.map(|rest| rest.split_once('"').unwrap().0.to_owned()));
        let next = list
            .split_once("rel=\"next\" href=\"")
            .map(|(_, rest)| rest);
        path = next.map(|rest| rest.split_once('"').unwrap().0.replace("&amp;", "&"));
        pages += 1;
    }
    assert!(pages > 1);
    let wanted: Vec<_> = over.iter().map(|row| row.id.clone()).collect();
    assert_eq!(seen, wanted);
}
