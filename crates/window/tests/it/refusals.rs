//! What a refusal tells a program and a person: field, rule, source, sentence and way out.

use crate::acts::{logged_in, owner_of, rows};
use crate::applicant::{ESSENTIAL, TYPED, registered, step};
use crate::journey::fill;
use crate::world::World;

#[tokio::test]
async fn a_program_gets_code_field_values_source_sentence_and_way_out() {
    let world = World::demo().await;
    let row = rows(&world)
        .await
        .into_iter()
        .find(|row| row.state == "noticed")
        .unwrap();
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let path = format!("/my/projects/{}/request-build-first", row.id);
    let here = format!("/my/projects/{}", row.id);
    for (language, message, remedy) in [
        ("zh-CN", "已经申请先建后验", "无需重复申请"),
        (
            "en",
            "Build-first was asked for already",
            "follow the next step",
        ),
    ] {
        owner.accept = "text/html".to_owned();
        owner.get(&format!("{here}?lang={language}")).await;
        let page = owner.get(&here).await;
        owner.accept = "application/json".to_owned();
        let key = owner.app_key();
        let body = format!("_csrf={}&_key={key}", page.secret());
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let answer = owner.send("POST", &path, &[kind], body.into()).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let problem = &json["problems"][0];
        assert_eq!(problem["code"], "build-first-asked");
        assert_eq!(problem["field"], "");
        assert_eq!(problem["values"], serde_json::json!({}));
        assert_eq!(problem["source"], serde_json::Value::Null);
        assert_eq!(problem["message"], message);
        assert!(
            problem["remedy"].as_str().unwrap().contains(remedy),
            "{problem}"
        );
        assert_eq!(json["code"], "build-first-asked");
    }
}

/// A rule with a field, values and a source in law, as the problem document writes it.
#[tokio::test]
async fn values_are_raw_and_the_source_is_named() {
    use window_domain::refusal::{Code, Refusal};
    let world = World::demo().await;
    let refusal = Refusal::new(Code::PublicityRunning)
        .with("until", "2026-08-10")
        .at("scope");
    let app = &world.app;
    let problem = window_one::http::refusal::problem(app, window_one::i18n::Language::En, &refusal);
    let json = problem.as_json(app, window_one::i18n::Language::En);
    assert_eq!(json["code"], "publicity-running");
    assert_eq!(json["field"], "scope");
    assert_eq!(json["values"]["until"], "2026-08-10");
    assert_eq!(json["source"], Code::PublicityRunning.source().unwrap());
    let message = json["message"].as_str().unwrap();
    assert!(
        message.contains("10 Aug 2026"),
        "in the reader's words: {message}"
    );
    assert_eq!(json["remedy"], "Go on the day after");
}

#[tokio::test]
async fn a_wrong_answer_a_wrong_date_and_a_wrong_number_stand_beside_their_field_with_the_way_out()
{
    let world = World::demo().await;
    let row = rows(&world).await.remove(0);
    let file = format!("/desk/projects/{}", row.id);
    let path = format!("{file}/result");
    let mut lead = logged_in(&world, "lead").await;
    for (language, rule, remedy) in [
        ("zh-CN", "不是日历上的日期", "请按 2026-08-14 的样式填写"),
        (
            "en",
            "is no date of the calendar",
            "Give year, month and day like 2026-08-14",
        ),
    ] {
        lead.get(&format!("{file}?lang={language}")).await;
        let fields = [
            ("item", "C01"),
            ("certificate_no", "N-1"),
            ("issued_on", "2026-02-30"),
        ];
        let wrong = fill(&mut lead, &file, &path, &fields).await;
        assert_eq!(wrong.status, 422);
        let (_, beside) = wrong.body.split_once("id=\"issued_on-error\"").unwrap();
        let (beside, _) = beside.split_once("</p>").unwrap();
        assert!(
            beside.contains("2026-02-30") && beside.contains(rule),
            "{beside}"
        );
        assert!(beside.contains(remedy), "{beside}");
        assert!(wrong.body.contains("value=\"2026-02-30\""), "typed");
    }
}

#[tokio::test]
async fn an_answer_out_of_bounds_names_its_question_the_rule_and_the_bounds() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    for (language, question, rule, remedy) in [
        (
            "zh-CN",
            "总投资额是多少",
            "超出了范围",
            "请填 1 到 10000000 之间的数",
        ),
        (
            "en",
            "What is the total investment",
            "is out of bounds",
            "Give a number from 1 to 10000000",
        ),
    ] {
        let page = owner
            .get(&format!("/my/projects/new?lang={language}"))
            .await;
        let mut fields = [TYPED, ESSENTIAL].concat();
        fields.retain(|(name, _)| *name != "fact-investment_wan");
        fields.push(("fact-investment_wan", "99999999999"));
        let wrong = step(&mut owner, &page, 3, &fields).await;
        assert_eq!(wrong.status, 422);
        let (_, beside) = wrong
            .body
            .split_once("id=\"fact-investment_wan-error\"")
            .unwrap();
        let (beside, _) = beside.split_once("</p>").unwrap();
        for words in [question, rule, remedy] {
            assert!(beside.contains(words), "{words}: {beside}");
        }
        assert!(wrong.body.contains("value=\"99999999999\""), "typed");
    }
}

/// The command line speaks both languages at once; an unknown code comes in through a file only.
#[test]
fn the_command_line_names_each_wrong_fact_with_its_rule_and_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    std::fs::write(&file, r#"{"colour":"red","investment_wan":-5}"#).unwrap();
    let window_one = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_window-one"))
            .args(arguments)
            .output()
            .unwrap()
    };
    let path = file.to_str().unwrap();
    let plan = ["plan", "--facts", path, "--track", "ordinary"];
    let told = window_one(&[&plan[..], &["--from", "2026-03-02"]].concat());
    assert_eq!(told.status.code(), Some(1));
    let told = String::from_utf8(told.stderr).unwrap();
    for words in [
        "fact `investment_wan` = `-5`",
        "Give a number from 1 to 10000000",
        "请填 1 到 10000000 之间的数",
        "fact `colour` = `red`",
        "There is no question “colour” – Leave it out",
        "没有“colour”这个问题",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // Beyond the published calendar an answer is given, and called provisional.
    let due = ["--json", "workdays", "due", "--from", "2099-01-05"];
    let due = window_one(&[&due[..], &["--days", "5"]].concat());
    let due: serde_json::Value = serde_json::from_slice(&due.stdout).unwrap();
    assert_eq!(due["provisional"], true);
}
