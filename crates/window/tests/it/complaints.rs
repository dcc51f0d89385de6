//! Complaints over HTTP, without JavaScript and without an account.

use crate::acts::logged_in;
use crate::service::{done, hand_in};
use crate::world::World;

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
