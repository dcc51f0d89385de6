//! The words of the window over HTTP: what is forbidden is not sent, whatever form it is typed into; the text stays, the hit
//! is marked, and what to say instead stands beside it.

use window_domain::access::Actor;
use window_domain::catalogue::TextKind;
use window_domain::complaint::{Complainant, ComplaintCommand};
use window_domain::project::CaseStatus;
use window_domain::words::{Spoken, hear};
use window_one::auth::Account;
use window_one::http::refusal::problem;
use window_one::i18n::Language;
use window_one::service::{Refused, Request};
use window_store::{ComplaintFilter, Days, Page, ReviewFilter, Viewer};

use crate::acts::logged_in;
use crate::dept;
use crate::desk::{case_of, submission};
use crate::service::{done, hand_in};
use crate::world::{Answer, World};

/// The answer refuses `typed` in this field: marked, with the suggestion, and kept.
fn refused(answer: &Answer, field: &str, (typed, hit): (&str, &str), suggestion: &str) {
    assert_eq!(answer.status, 422, "{}", answer.body);
    for told in [
        format!("id=\"{field}-error\""),
        format!("<mark>{hit}</mark>"),
        typed.to_owned(),
        suggestion.to_owned(),
    ] {
        assert!(answer.body.contains(&told), "{told}: {}", answer.body);
    }
}

/// All hits kept: person, phrase, kind, kept back, sent.
async fn hits(world: &World) -> Vec<(String, String, String, u64, u64)> {
    let today = world.app.office.today();
    let days = Days {
        from: today,
        to: today,
    };
    let counts = world.app.store.phrase_counts(None, days).await.unwrap();
    let mut found = Vec::new();
    for it in counts {
        let account = world.app.store.account(&it.user).await.unwrap();
        let login = account.unwrap().login;
        found.push((login, it.phrase, it.kind, it.blocked, it.sent));
    }
    found
}

async fn actor(world: &World, login: &str) -> Actor {
    let record = world.app.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor()
}

#[tokio::test]
async fn a_forbidden_phrase_in_a_correction_request_or_a_refusal_is_not_sent() {
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    let (row, before) = submission(&world, "received").await;
    let case = case_of(&before, &row).number.to_string();
    let here = format!("/desk/intake/{}", row.receipt_no);
    assert!(lead.get(&here).await.body.contains("文明用语"));
    let slot = format!("{case}~");
    let typed = "章不对，自 己看";
    let fields = [
        ("slot-2", slot.as_str()),
        ("problem-2", typed),
        ("remedy-2", "重新盖章"),
    ];
    let correct = format!("{here}/correct");
    let answer = hand_in(&mut lead, (&here, &correct), &fields).await;
    refused(&answer, "problem-2", (typed, "自 己看"), "指南在这里");
    assert!(answer.body.contains("重新盖章"));

    let typed = "不归我管，找领导去！";
    let fields = [
        ("refuse-case", case.as_str()),
        ("refuse-reason", typed),
        ("refuse-remedy", "去别处问"),
    ];
    let refuse = format!("{here}/refuse");
    let answer = hand_in(&mut lead, (&here, &refuse), &fields).await;
    refused(&answer, "refuse-reason", (typed, "不归我管"), "我帮您联系");
    refused(
        &answer,
        "refuse-reason",
        (typed, "找领导去"),
        "请同事到这里来",
    );
    let (_, after) = submission(&world, "received").await;
    assert_eq!(case_of(&after, &row).status(), CaseStatus::Received);
    assert_eq!(after.letters.len(), before.letters.len());

    let kept = |phrase: &str, kind: &str| {
        let (lead, phrase, kind) = ("lead".to_owned(), phrase.to_owned(), kind.to_owned());
        (lead, phrase, kind, 1, 0)
    };
    assert_eq!(
        hits(&world).await,
        [
            kept("find_somebody_else", "refusal"),
            kept("not_my_business", "refusal"),
            kept("read_yourself", "correction"),
        ]
    );
    // Said with other words it goes out.
    let fields = [fields[0], ("refuse-reason", "这项由水务局办理"), fields[2]];
    done(&mut lead, (&here, &refuse), &fields).await;
}

#[tokio::test]
async fn a_decision_against_says_what_to_do_next() {
    let (world, city) = dept::seeded().await;
    let row = dept::free_cases(&world, &city, false).await.remove(0);
    let mut browser = dept::officer(&world, &row.department).await;
    assert_eq!(dept::act(&mut browser, &row, "claim", "").await.status, 303);
    let item = city.catalogue.item(&row.item.as_str().into()).unwrap();
    let points: Vec<_> = (0..item.checklist.len())
        .map(|point| format!("&point-{point}=fails"))
        .collect();
    let points = points.concat();
    let no = |reasons: &str| format!("outcome=refused&reasons={reasons}{points}");
    let answer = dept::act(&mut browser, &row, "decide", &no("申请不符合第三条")).await;
    assert_eq!(answer.status, 422);
    for told in [
        "没有写明下一步怎么办",
        "申请不符合第三条",
        "id=\"reasons-error\"",
    ] {
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
    }
    assert!(
        !answer.body.contains("_unsaid"),
        "nobody sends it all the same"
    );
    let fields = no("不符合第三条，请改图后重新申请");
    let decided = dept::act(&mut browser, &row, "decide", &fields).await;
    assert_eq!(decided.status, 303, "{}", decided.body);
    let login = row.department.clone();
    assert_eq!(
        hits(&world).await,
        [(login, "next_step".into(), "decision".into(), 1, 0)]
    );
}

#[tokio::test]
async fn a_follow_up_and_a_reply_are_held_against_the_words_and_a_missing_greeting_can_be_left_out()
{
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    let reader = world.app.store.read(&Viewer::Oversight);
    let open = ReviewFilter {
        open: Some(true),
        followed_up: true,
    };
    let reviews = reader.reviews(&open, &Page::first(50)).await.unwrap().rows;
    let review = reviews.iter().find(|row| row.next == "put_right").unwrap();
    let follow = format!("/desk/reviews/{}", review.id);
    let right = format!("{follow}/put-right");
    let typed = "I already told you: ＮＯＴ my problem";
    let answer = hand_in(&mut lead, (&follow, &right), &[("text", typed)]).await;
    refused(&answer, "text", (typed, "ＮＯＴ my problem"), "我帮您联系");
    refused(
        &answer,
        "text",
        (typed, "I already told you"),
        "再给您说一遍",
    );
    let open = ComplaintFilter { open: Some(true) };
    let complaints = reader.complaints(&open, &Page::first(50)).await.unwrap();
    let mut rows = complaints.rows.iter();
    let complaint = rows.find(|row| row.owner_id.is_some()).unwrap();
    let desk = format!("/desk/complaints/{}", complaint.id);
    let reply = format!("{desk}/reply");
    let account = world
        .app
        .store
        .account(complaint.owner_id.as_ref().unwrap())
        .await;
    let login = account.unwrap().unwrap().login;
    let mut owner = logged_in(&world, &login).await;
    let typed = "您好，想投诉就投诉";
    let answer = hand_in(&mut owner, (&desk, &reply), &[("text", typed)]).await;
    refused(&answer, "text", (typed, "想投诉就投诉"), "您可以在本页投诉");
    assert!(!answer.body.contains("_unsaid"));
    let plain = hand_in(&mut owner, (&desk, &reply), &[("text", "已经回电")]).await;
    assert_eq!(plain.status, 422);
    for told in ["没有称呼或问候", "已经回电", "name=\"_unsaid\""] {
        assert!(plain.body.contains(told), "{told}: {}", plain.body);
    }
    let anyway = [("text", "已经回电"), ("_unsaid", "true")];
    done(&mut owner, (&desk, &reply), &anyway).await;
    let found = hits(&world).await;
    let greeting = (login.clone(), "greeting".into(), "reply".into(), 0, 1);
    assert!(found.contains(&greeting), "sent, and kept: {found:?}");
    let blocked = (login, "complain_then".into(), "reply".into(), 1, 0);
    assert!(found.contains(&blocked), "{found:?}");
}

#[tokio::test]
async fn words_of_the_served_are_theirs_and_whoever_may_not_act_is_told_nothing() {
    let world = World::demo().await;
    let office = &world.app.office;
    let said = ("manner", "窗口说：不归我管，闭嘴");
    let by = Complainant {
        name: "王小明".to_owned(),
        phone: "07140000401".to_owned(),
        ..Complainant::default()
    };
    let once = Request::default();
    let nobody = Actor::anonymous();
    let id = office.complain(&nobody, said, by, &once).await.unwrap();
    let reply = ComplaintCommand::Reply {
        text: "不归我管".to_owned(),
    };
    let stranger = actor(&world, "agent1").await;
    let refused = office.execute(&stranger, id, &reply, &once).await;
    let Err(Refused::Rules(refusals)) = refused else {
        panic!("not refused");
    };
    assert_eq!(refusals.0.len(), 1, "{refusals}");
    assert_eq!(hits(&world).await, []);
}

#[tokio::test]
async fn the_same_form_twice_is_one_hit_and_hits_are_shown_by_person_to_the_lead_and_to_oneself_only()
 {
    let world = World::demo().await;
    let office = &world.app.office;
    let nobody = Actor::anonymous();
    let by = Complainant {
        name: "王小明".to_owned(),
        phone: "07140000401".to_owned(),
        ..Complainant::default()
    };
    let once = Request::default();
    let said = ("delay", "没有回电");
    let id = office.complain(&nobody, said, by, &once).await.unwrap();
    let (lead, agent) = (actor(&world, "lead").await, actor(&world, "agent2").await);
    let assign = ComplaintCommand::Assign {
        owner: agent.user.unwrap(),
        name: agent.name.clone(),
    };
    office.execute(&lead, id, &assign, &once).await.unwrap();
    let reply = ComplaintCommand::Reply {
        text: "您好，急什么".to_owned(),
    };
    let keyed = |key: &str| Request {
        key: window_one::service::key(key),
        ..Request::default()
    };
    for key in ["a", "a", "b", "c", "d"] {
        assert!(
            office
                .execute(&agent, id, &reply, &keyed(key))
                .await
                .is_err()
        );
    }
    let kept = ("agent2".into(), "hurry".into(), "reply".into(), 4, 0);
    assert_eq!(hits(&world).await, [kept]);

    let mut of_lead = logged_in(&world, "lead").await;
    let page = of_lead.get("/desk/words").await.body;
    assert!(page.contains("id=\"people\"") && page.contains(&agent.name));
    let mut own = logged_in(&world, "agent2").await;
    let page = own.get("/desk/words").await.body;
    assert!(page.contains("id=\"hits\"") && !page.contains("id=\"people\""));
    let mut colleague = logged_in(&world, "agent1").await;
    let page = colleague.get("/desk/words").await.body;
    assert!(!page.contains("id=\"hits\""), "{page}");
    assert!(
        page.contains("急什么"),
        "the phrases themselves are for everybody"
    );
    let mut outside = logged_in(&world, "orient").await;
    assert_eq!(outside.get("/desk/words").await.status, 403);

    // On the board without names, and only where there are at least five.
    let mut manager = logged_in(&world, "manager").await;
    let board = |page: String| page.split_once("id=\"words\"").unwrap().1.to_owned();
    let few = board(manager.get("/board").await.body);
    assert!(
        !few.contains("急什么") && few.contains("另有 1 项"),
        "{few}"
    );
    assert!(
        office
            .execute(&agent, id, &reply, &keyed("e"))
            .await
            .is_err()
    );
    let many = board(manager.get("/board").await.body);
    assert!(many.contains("急什么") && !many.contains(&agent.name));
    let english = manager.get("/board?lang=en").await.body;
    assert!(english.contains("hurry"), "{english}");
}

#[tokio::test]
async fn the_demonstration_city_says_nothing_forbidden() {
    let world = World::demo().await;
    let every = Days {
        from: jiff::civil::date(2000, 1, 1),
        to: jiff::civil::date(2100, 1, 1),
    };
    let counts = world.app.store.phrase_counts(None, every).await.unwrap();
    assert_eq!(counts, []);
    let said = include_str!("../../demo/city.toml");
    let phrases = world.app.office.catalogue.phrases();
    let hits: Vec<_> = phrases.hits(said).iter().map(|hit| hit.phrase).collect();
    assert!(hits.is_empty(), "{hits:?}");
}

#[tokio::test]
async fn a_program_gets_phrase_place_and_suggestion() {
    let world = World::new().await;
    let phrases = world.app.office.catalogue.phrases();
    let said = [Spoken {
        kind: TextKind::Reply,
        field: "text".to_owned(),
        text: "Hello, that is NOT my problem",
    }];
    let refusal = hear(&said, phrases).remove(0).refusal();
    let told = problem(&world.app, Language::En, &refusal).as_json(&world.app, Language::En);
    assert_eq!(told["code"], "phrase-forbidden");
    assert_eq!(told["field"], "text");
    assert_eq!(told["values"]["said"], "NOT my problem");
    assert_eq!(told["values"]["phrase"], "not_my_business");
    let remedy = told["remedy"].as_str().unwrap();
    assert!(remedy.contains("put you in touch"), "{remedy}");
}
