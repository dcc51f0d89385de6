//! Monthly scores over HTTP: the agent first, the appeal, its answer, freezing, and what is recomputed from the log.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use window_domain::access::Actor;
use window_domain::score::{Month, total};
use window_one::auth::Account;
use window_one::service::score::Stage;
use window_one::service::{Refused, Request};
use window_store::StreamKind;

use crate::acts::logged_in;
use crate::service::{done, hand_in};
use crate::world::World;

async fn actor(world: &World, login: &str) -> Actor {
    let record = world.app.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor()
}

fn july() -> Month {
    "2026-07".parse().unwrap()
}

fn a_week_later(world: &World) {
    world.app.clock.advance(SignedDuration::from_hours(24 * 7));
}

/// Number of a figure cell of the page's last row.
fn shown_total(page: &str) -> i32 {
    let (_, rest) = page.rsplit_once("<b><span class=\"nw num\">").unwrap();
    rest.split_once("</span>").unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn an_agent_sees_the_own_score_first_and_nobody_elses() {
    let world = World::demo().await;
    let agent = actor(&world, "agent1").await;
    let own = world.app.office.own_score(&agent, july()).await.unwrap();
    assert_eq!(own.stage, Stage::OwnDays);
    let links = own.links.unwrap();
    assert!(!links.is_empty());
    let mut browser = logged_in(&world, "agent1").await;
    let page = browser.get("/desk/score?month=2026-07").await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(shown_total(&page.body), total(&links));
    assert!(page.body.contains("/desk/projects/prj_"), "{}", page.body);
    assert_eq!(browser.get("/desk/score?month=July").await.status, 404);
    for path in ["/board/scores", "/board/score-tables/2026-07/scores.csv"] {
        assert_eq!(browser.get(path).await.status, 403, "{path}");
    }
    let mut officer = logged_in(&world, "zjj").await;
    assert_eq!(officer.get("/desk/score").await.status, 403);

    // Until the days are over lead and manager see who has a score, not which.
    let one = format!("/board/scores/2026-07/{}", agent.user.unwrap());
    for login in ["lead", "manager"] {
        let mut other = logged_in(&world, login).await;
        let board = other.get("/board/scores?month=2026-07").await;
        assert_eq!(board.status, 200, "{}", board.body);
        assert!(board.body.contains(&agent.name) && board.body.contains("本人核对"));
        let detail = other.get(&one).await;
        assert_eq!(detail.status, 200, "{login}: {}", detail.body);
        assert!(!detail.body.contains("id=\"links\""), "{login}");
        assert!(detail.body.contains("申诉期内只有本人能看到"));
    }
    a_week_later(&world);
    let mut manager = logged_in(&world, "manager").await;
    let detail = manager.get(&one).await.body;
    assert_eq!(shown_total(&detail), total(&links));
    assert!(!detail.contains("/freeze\"") && !detail.contains("/answer\""));
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn an_appeal_is_answered_by_the_lead_and_the_month_frozen_for_good() {
    let world = World::demo().await;
    let (login, agent) = {
        let mut found = None;
        for login in ["agent2", "agent3", "agent4"] {
            let agent = actor(&world, login).await;
            let own = world.app.office.own_score(&agent, july()).await.unwrap();
            if own.score.is_none() && own.links.is_some_and(|links| !links.is_empty()) {
                found = Some((login, agent));
                break;
            }
        }
        found.unwrap()
    };
    let id = agent.user.unwrap();
    let own = world.app.office.own_score(&agent, july()).await.unwrap();
    let link = own.links.clone().unwrap().remove(0);
    let mut browser = logged_in(&world, login).await;
    let here = "/desk/score?month=2026-07";
    let act = "/desk/score/2026-07/appeal";
    let empty = [("link", link.key.as_str()), ("reason", "")];
    let refused = hand_in(&mut browser, (here, act), &empty).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"reason-error\"") && refused.body.contains("selected"));
    let reason = [("link", link.key.as_str()), ("reason", "当天企业没有人在")];
    done(&mut browser, (here, act), &reason).await;
    let twice = hand_in(&mut browser, (here, act), &reason).await;
    assert!(twice.body.contains("这一分已经申诉过"), "{}", twice.body);

    // The month waits for the answer, also when the program freezes it.
    a_week_later(&world);
    let mut lead = logged_in(&world, "lead").await;
    let board = "/board/scores?month=2026-07";
    let freeze = "/board/scores/2026-07/freeze";
    let waits = hand_in(&mut lead, (board, freeze), &[]).await;
    assert_eq!(waits.status, 422);
    assert!(waits.body.contains("没有答复"), "{}", waits.body);
    let one = format!("/board/scores/2026-07/{id}");
    let answer = format!("{one}/answer");
    let nothing = [("link", link.key.as_str()), ("reason", "已核实")];
    assert_eq!(
        hand_in(&mut lead, (&one, &answer), &nothing).await.status,
        422
    );
    let grant = [
        ("link", link.key.as_str()),
        ("verdict", "granted"),
        ("points", "7"),
        ("reason", "已核实，改正"),
    ];
    let shown = lead.get(&one).await.body;
    assert!(shown.contains("当天企业没有人在"), "{shown}");
    done(&mut lead, (&one, &answer), &grant).await;
    answer_the_others(&world).await;
    done(&mut lead, (board, freeze), &[]).await;

    let frozen = world.app.office.own_score(&agent, july()).await.unwrap();
    assert_eq!(frozen.stage, Stage::Frozen);
    let before = total(&own.links.unwrap());
    assert_eq!(frozen.total(), Some(before - link.points + 7));
    let mut browser = logged_in(&world, login).await;
    let page = browser.get(here).await.body;
    assert_eq!(Some(shown_total(&page)), frozen.total());
    let late = hand_in(&mut browser, (here, act), &reason).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("不再改变"), "{}", late.body);
    let csv = lead.get("/board/score-tables/2026-07/scores.csv").await;
    assert!(csv.body.contains(&agent.name) && csv.body.contains("frozen"));
    for file in ["links.csv", "scores.xlsx", "links.xlsx"] {
        let answer = lead
            .get(&format!("/board/score-tables/2026-07/{file}"))
            .await;
        assert_eq!(answer.status, 200, "{file}");
    }
    let english = lead.get(&format!("{one}?lang=en")).await.body;
    assert!(english.contains("Granted, 7 points"), "{english}");

    // Freezing again, the program's day and a rebuild change nothing.
    done(&mut lead, (board, freeze), &[]).await;
    window_one::jobs::daily(&world.app.office).await.unwrap();
    let after = world.app.office.own_score(&agent, july()).await.unwrap();
    assert_eq!(after.links, frozen.links);
}

/// Refuses every appeal of July that waits.
async fn answer_the_others(world: &World) {
    let lead = actor(world, "lead").await;
    let office = &world.app.office;
    for it in office.scores(&lead, july()).await.unwrap() {
        let appeals = it.score.iter().flat_map(|score| &score.appeals);
        for appeal in appeals.filter(|appeal| appeal.answer.is_none()) {
            let command = window_domain::score::ScoreCommand::Answer {
                link: appeal.link.key.clone(),
                points: None,
                reason: "与记录一致".to_owned(),
            };
            let once = Request::default();
            office.execute(&lead, it.id, &command, &once).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_program_freezes_after_the_days_what_nobody_appealed_against() {
    let world = World::demo().await;
    let office = &world.app.office;
    let lead = actor(&world, "lead").await;
    let state = || async { office.scores(&lead, july()).await.unwrap() };
    window_one::jobs::daily(office).await.unwrap();
    assert!(state().await.iter().all(|it| it.stage == Stage::OwnDays));
    a_week_later(&world);
    window_one::jobs::daily(office).await.unwrap();
    let mut frozen = 0;
    for it in state().await {
        let open = it.score.as_ref().map_or(0, |score| score.open_appeals());
        assert_eq!(it.stage == Stage::Frozen, open == 0, "{}", it.name);
        frozen += usize::from(open == 0);
    }
    assert!(frozen >= 3, "{frozen}");
    // The month before is frozen in the city already, by the lead.
    let june = office
        .scores(&lead, "2026-06".parse().unwrap())
        .await
        .unwrap();
    assert!(june.iter().all(|it| it.stage == Stage::Frozen));
    assert!(june.iter().any(|it| it.total() != Some(0)), "{june:?}");
    let agent = actor(&world, "agent1").await;
    let own = office.own_score(&lead, july()).await;
    assert!(matches!(own, Err(Refused::NotFound)), "the lead has none");
    assert!(office.scores(&agent, july()).await.is_err());
}

/// Facts of June counted from the log in another way: by reading its JSON.
async fn counted(world: &World) -> BTreeMap<(String, &'static str), i32> {
    let (mut agents, mut corrected) = (BTreeMap::new(), std::collections::BTreeSet::new());
    let mut found = BTreeMap::new();
    let mut after = 0;
    loop {
        let part = world.app.store.read_all(after, 500).await.unwrap();
        let Some(last) = part.last() else { break };
        after = last.position;
        for stored in part {
            if stored.stream.kind != StreamKind::Project {
                continue;
            }
            let fact: serde_json::Value = serde_json::from_str(&stored.payload).unwrap();
            let (event, project) = (&fact["event"], stored.stream.id.clone());
            let in_june = fact["on"].as_str().unwrap().starts_with("2026-06");
            let agent = agents.get(&project).cloned();
            let rule = match stored.kind.as_str() {
                "agent_assigned" => {
                    let agent = event["agent"].as_str().unwrap().to_owned();
                    agents.insert(project, agent);
                    continue;
                }
                "correction_requested" => {
                    for defect in event["defects"].as_array().unwrap() {
                        corrected.insert(defect["case"].as_str().unwrap().to_owned());
                    }
                    continue;
                }
                "case_decided" if corrected.contains(event["case"].as_str().unwrap()) => {
                    "corrected"
                }
                "case_decided" => "at_once",
                "visit_confirmed" if event["agrees"] == true => "visit",
                "problem_confirmed" => "problem_solved",
                _ => continue,
            };
            if let Some(agent) = agent.filter(|_| in_june) {
                *found.entry((agent, rule)).or_default() += 1;
            }
        }
    }
    found
}

#[tokio::test]
async fn frozen_numbers_are_those_counted_again_from_the_log_of_events() {
    let world = World::demo().await;
    let office = &world.app.office;
    let manager = actor(&world, "manager").await;
    let june: Month = "2026-06".parse().unwrap();
    let rules = office.catalogue.incentives().of(june).unwrap();
    let counted = counted(&world).await;
    assert!(counted.values().sum::<i32>() > 10, "{counted:?}");
    for it in office.scores(&manager, june).await.unwrap() {
        let links = it.links.clone().unwrap();
        let frozen = it.score.as_ref().unwrap().frozen.as_ref().unwrap();
        assert_eq!(frozen.total, total(&links), "{}", it.name);
        for code in ["at_once", "corrected", "visit", "problem_solved"] {
            let rule = rules.rule(code).unwrap();
            let number = counted.get(&(it.id.agent.to_string(), code)).copied();
            let limit = i32::from(rule.limit);
            let slow = (rule.points * number.unwrap_or(0)).clamp(-limit, limit);
            let of_rule = links.iter().filter(|link| link.rule == code);
            let sum: i32 = of_rule.map(|link| link.points).sum();
            assert_eq!(sum, slow, "{} {code}", it.name);
        }
    }
}
