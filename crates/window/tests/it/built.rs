//! After the notice: the letters, the check page of the day, and what an enterprise does about promises and orders.

use std::process::Command as Program;
use std::sync::Arc;

use axum::body::Body;
use window_domain::access::{Action, Actor};
use window_domain::catalogue::{Answerable, Severity};
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::command::{CheckRecord, NewFinding};
use window_domain::project::building::event::{CheckReason, Milestone, Party, Step};
use window_domain::project::event::{CheckedPoint, Finding};
use window_domain::project::{Command, Project};
use window_one::auth::Account;
use window_one::service::Request;
use window_store::{DutyFilter, LetterRow, Page, ProjectFilter, ProjectRow, Viewer};

use crate::city::seeded;
use crate::journey::fill;
use crate::world::{Browser, World};

pub(crate) async fn actor(world: &World, login: &str) -> Actor {
    let record = world.app.store.account_by_login(login).await.unwrap();
    Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor()
}

pub(crate) async fn row(world: &World, title: &str) -> ProjectRow {
    let filter = ProjectFilter {
        text: Some(title.to_owned()),
        ..ProjectFilter::default()
    };
    let rows = world.app.store.read(&Viewer::Oversight);
    let found = rows.projects(&filter, &Page::first(2)).await.unwrap().rows;
    assert_eq!(found.len(), 1, "{title}");
    found.into_iter().next().unwrap()
}

pub(crate) async fn project(world: &World, row: &ProjectRow) -> Arc<Project> {
    let supervisor = actor(world, "supervisor").await;
    let look = (Action::ReadProject, None);
    let id = row.id.parse().unwrap();
    world
        .app
        .office
        .project(&supervisor, id, look)
        .await
        .unwrap()
}

pub(crate) async fn letters(world: &World, row: &ProjectRow) -> Vec<LetterRow> {
    let rows = world.app.store.read(&Viewer::Oversight);
    rows.letters(&row.id).await.unwrap()
}

pub(crate) async fn logged_in(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.log_in(login, "window-one-demo").await.status, 303);
    browser
}

pub(crate) async fn give(
    world: &World,
    row: &ProjectRow,
    (login, command): (&str, BuildingCommand),
) {
    let actor = actor(world, login).await;
    let id = row.id.parse().unwrap();
    let command = Command::Building(command);
    let (office, request) = (&world.app.office, Request::default());
    let done = office.execute(&actor, id, &command, &request).await;
    assert!(done.is_ok(), "{done:?}");
}

pub(crate) fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

/// The words of the newest letter of this kind, as its PDF has them.
pub(crate) async fn words(world: &World, (login, title): (&str, &str), kind: &str) -> String {
    let row = row(world, title).await;
    let letters = letters(world, &row).await;
    // Letters of one day stand by their check codes, which chance gives; their numbers run.
    let of_kind = letters.iter().filter(|letter| letter.kind == kind);
    let newest = of_kind.max_by_key(|it| (it.issued_on, it.number.len(), it.number.clone()));
    let letter = newest.unwrap();
    let mut reader = logged_in(world, login).await;
    let pdf = reader
        .get(&format!("/letters/{}.pdf?lang=zh-CN", letter.check_code))
        .await;
    assert_eq!(pdf.status, 200, "{kind}: {}", pdf.body);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    let read = Program::new("pdftotext")
        .arg("-raw")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    let words = squeezed(&String::from_utf8(read.stdout).unwrap());
    assert!(words.contains(&squeezed(&letter.number)), "{kind}: {words}");
    words
}

fn chinese(day: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

#[tokio::test]
async fn an_order_says_its_ground_its_dates_and_the_right_of_reply() {
    let (world, _) = seeded().await;
    for (login, title, kind, step) in [
        (
            "orient",
            "电工薄膜",
            "rectification_order",
            Step::Rectification,
        ),
        ("orient", "压缩机曲轴", "stop_order", Step::Stop),
        ("daye", "陶瓷基板", "revocation", Step::Revocation),
        ("energy", "智能配电柜", "stop_order", Step::Stop),
    ] {
        let words = words(&world, (login, title), kind).await;
        let row = row(&world, title).await;
        let project = project(&world, &row).await;
        let order = project
            .building
            .orders
            .iter()
            .rfind(|it| it.step == step)
            .unwrap();
        let mut said = vec![
            order.facts.clone(),
            order.law.clone(),
            chinese(order.reply_until),
            row.notice_no.clone().unwrap(),
            "陈述、申辩".to_owned(),
            "行政复议".to_owned(),
        ];
        if step != Step::Revocation {
            said.push(chinese(order.due));
        }
        for said in said {
            assert!(
                words.contains(&squeezed(&said)),
                "{kind}: {said} not in {words}"
            );
        }
    }
}

#[tokio::test]
async fn the_other_letters_after_the_notice_say_what_was_decided() {
    let (world, _) = seeded().await;
    let cleared = ("energy", "智能配电柜");
    let words_of_resumption = words(&world, cleared, "resumption").await;
    let cleared = project(&world, &row(&world, cleared.1).await).await;
    let stop = &cleared.building.orders[0];
    assert!(words_of_resumption.contains(&squeezed(&stop.number)));
    assert!(words_of_resumption.contains(&squeezed(&stop.lifted.as_ref().unwrap().1)));

    let card = words(&world, ("supervisor", "压缩机曲轴"), "card").await;
    let stopped = project(&world, &row(&world, "压缩机曲轴").await).await;
    let issued = &stopped.building.cards[0];
    let department = world
        .app
        .office
        .catalogue
        .department(issued.department.as_ref().unwrap());
    for said in [
        "黄牌督办",
        &issued.text,
        &issued.ground,
        &issued.evidence,
        &chinese(issued.answer_due),
        &department.unwrap().name.zh,
    ] {
        assert!(card.contains(&squeezed(said)), "{said} not in {card}");
    }

    let card = words(&world, ("orient", "电工薄膜"), "card").await;
    let carded = project(&world, &row(&world, "电工薄膜").await).await;
    let party = carded.building.cards[0].party.clone().unwrap();
    for said in ["预警提醒", &party.company] {
        assert!(card.contains(&squeezed(said)), "{said} not in {card}");
    }

    let invitation = words(&world, ("orient", "精密轴承"), "acceptance_invitation").await;
    let invited = project(&world, &row(&world, "精密轴承").await).await;
    let acceptance = invited.building.acceptance.as_ref().unwrap();
    for day in [acceptance.visit_on, acceptance.opinions_due] {
        assert!(invitation.contains(&chinese(day.unwrap())), "{invitation}");
    }

    let opinion = words(&world, ("daye", "车用线束"), "acceptance_opinion").await;
    let judged = project(&world, &row(&world, "车用线束").await).await;
    let acceptance = judged.building.acceptance.as_ref().unwrap();
    let conclusion = acceptance.conclusion.as_ref().unwrap();
    for said in [
        "整改",
        &conclusion.remarks[0],
        &chinese(conclusion.rectify_due.unwrap()),
    ] {
        assert!(opinion.contains(&squeezed(said)), "{said} not in {opinion}");
    }
    let passed = words(&world, ("energy", "充电桩模块"), "acceptance_opinion").await;
    let closed = project(&world, &row(&world, "充电桩模块").await).await;
    let results = &closed.building.acceptance.as_ref().unwrap().results;
    assert!(!results.is_empty());
    for said in ["按期兑现", &results[0].certificate_no] {
        assert!(passed.contains(&squeezed(said)), "{said} not in {passed}");
    }
}

/// What anybody reads who holds the notice.
async fn check(world: &World, row: &ProjectRow, language: &str) -> String {
    let code = row.notice_check_code.clone().unwrap();
    let path = format!("/v/{code}?lang={language}");
    let page = world.browser().get(&path).await;
    assert_eq!(page.status, 200);
    page.body
}

pub(crate) fn blocking(project: &Project, today: jiff::civil::Date) -> CheckRecord {
    let points = (0..10).map(|point| CheckedPoint {
        point,
        finding: Finding::Fails,
        note: String::new(),
    });
    CheckRecord {
        check: project.building.checks.last().unwrap().id,
        checked_on: today,
        basis: "施工通知单".to_owned(),
        fulfils: false,
        detail: "现场核查".to_owned(),
        points: points.collect(),
        photos: Vec::new(),
        findings: vec![NewFinding {
            severity: Severity::Blocking,
            text: "脚手架失稳".to_owned(),
            law: "《建设工程安全生产管理条例》第28条".to_owned(),
            party: Party {
                kind: Answerable::Contractor,
                company: "示例建设集团有限公司".to_owned(),
                uscc: "91420200MA4900053J".to_owned(),
            },
            working_days: 5,
        }],
    }
}

#[tokio::test]
async fn the_check_page_tells_the_truth_of_the_day() {
    let (world, _) = seeded().await;
    let row_of = row(&world, "数控机床功能部件").await;
    assert!(check(&world, &row_of, "en").await.contains("✓ Valid"));
    let today = world.app.office.today();
    let plan = BuildingCommand::PlanCheck {
        reason: CheckReason::Node {
            milestone: Milestone::Start,
        },
        department: "zjj".into(),
        inspectors: vec!["检查员".to_owned()],
        planned_on: today,
    };
    give(&world, &row_of, ("zjj-head", plan)).await;
    let record = blocking(&*project(&world, &row_of).await, today);
    give(
        &world,
        &row_of,
        ("zjj-head", BuildingCommand::RecordCheck(record)),
    )
    .await;
    let stopped = project(&world, &row_of).await;
    let (order, finding) = (&stopped.building.orders[0], &stopped.building.findings[0]);
    let page = check(&world, &row_of, "zh-CN").await;
    for said in ["‖ 暂停效力", &order.number, &chinese(today), "head-yellow"] {
        assert!(page.contains(said), "{said} not in {page}");
    }
    assert!(check(&world, &row_of, "en").await.contains("Suspended"));

    let (id, number) = (finding.id, order.number.clone());
    let rectify = BuildingCommand::Rectify {
        finding: id,
        text: "已加固".to_owned(),
        evidence: Vec::new(),
    };
    let verify = BuildingCommand::Verify {
        finding: id,
        passed: true,
        note: "已复核".to_owned(),
    };
    let reason = "已改正".to_owned();
    give(&world, &row_of, ("orient", rectify)).await;
    give(&world, &row_of, ("zjj-head", verify)).await;
    give(
        &world,
        &row_of,
        ("lead", BuildingCommand::LiftStop { number, reason }),
    )
    .await;
    let page = check(&world, &row_of, "zh-CN").await;
    assert!(page.contains("✓ 有效") && page.contains("head-green"));

    for (title, words, tone) in [
        ("精密轴承", ["接替", "以施工许可证"], "head-stopped"),
        ("充电桩模块", ["已办结", "通过联合验收"], "head-stopped"),
        (
            "陶瓷基板",
            ["已撤回", "《撤回施工通知单决定书》"],
            "head-red",
        ),
    ] {
        let page = check(&world, &row(&world, title).await, "zh-CN").await;
        for said in words.into_iter().chain([tone]) {
            assert!(page.contains(said), "{title}: {said} not in {page}");
        }
    }
}

#[tokio::test]
async fn each_state_after_the_notice_is_in_the_city() {
    let (world, _) = seeded().await;
    let rows = world.app.store.read(&Viewer::Oversight);
    let duties = rows
        .duties(&DutyFilter::default(), &Page::first(200))
        .await
        .unwrap()
        .rows;
    for (kind, state) in [
        ("promise", "kept"),
        ("promise", "kept_late"),
        ("promise", "open"),
        ("order", "given"),
        ("order", "lifted"),
        ("finding", "verified"),
        ("finding", "open"),
        ("card", "open"),
        ("acceptance", "invited"),
        ("acceptance", "rectify"),
        ("acceptance", "pass"),
    ] {
        assert!(
            duties
                .iter()
                .any(|duty| duty.kind == kind && duty.state == state),
            "no {kind} is {state}"
        );
    }
    let traced = duties
        .iter()
        .find(|duty| duty.source == "fire-design-not-passed")
        .unwrap();
    assert_eq!(traced.company, "示例工业设计院有限公司");
    for (title, next) in [
        ("数控机床功能部件", "keep_promise"),
        ("电工薄膜", "follow_order"),
        ("劳动密集型装配厂房", "put_right"),
        ("车用线束", "ask_reinspection"),
        ("精密轴承", "give_acceptance"),
        ("充电桩模块", "wait"),
        ("陶瓷基板", "wait"),
    ] {
        let row = row(&world, title).await;
        assert_eq!(row.next_what, next, "{title}");
        let is_dated = !matches!(next, "wait");
        assert_eq!(row.next_due.is_some(), is_dated, "{title}");
    }
}

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1];

#[tokio::test]
async fn an_enterprise_sees_its_promises_and_reports_replies_and_puts_right() {
    let (world, _) = seeded().await;
    let kept = row(&world, "数控机床功能部件").await;
    let mut owner = logged_in(&world, "orient").await;
    let page = owner
        .get(&format!("/my/projects/{}?lang=zh-CN", kept.id))
        .await
        .body;
    for said in [
        "承诺兑现",
        "按期兑现",
        "兑现承诺",
        "promise-A05",
        "报告施工节点",
    ] {
        assert!(page.contains(said), "{said}");
    }
    // The promise that is due next stands with its day, not a bare way to hand in.
    let desk = owner.get("/my?lang=zh-CN").await.body;
    assert!(desk.contains("兑现承诺") && desk.contains("按通知整改"));

    let works = format!("/my/projects/{}/building", kept.id);
    let page = owner.get(&works).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("申请前还缺"),
        "what is missing is told at once"
    );
    let today = world.app.office.today();
    let milestone = format!("{works}/milestone");
    for (day, status) in [("2099-01-01", 422), (today.to_string().as_str(), 303)] {
        let fields = [("milestone", "foundation"), ("reached_on", day)];
        let told = fill(&mut owner, &works, &milestone, &fields).await;
        assert_eq!(told.status, status, "{}", told.body);
    }
    assert!(
        project(&world, &kept)
            .await
            .building
            .milestones
            .contains_key(&Milestone::Foundation)
    );
}

#[tokio::test]
async fn an_enterprise_replies_to_an_order_and_puts_a_finding_right_with_photographs() {
    let (world, _) = seeded().await;
    let mut owner = logged_in(&world, "orient").await;
    let ordered = row(&world, "电工薄膜").await;
    let works = format!("/my/projects/{}/building", ordered.id);
    let number = project(&world, &ordered).await.building.orders[0]
        .number
        .clone();
    let page = owner.get(&works).await;
    for said in [number.as_str(), "陈述申辩", "提交答复"] {
        assert!(page.body.contains(said), "{said}");
    }
    let fields = [("number", number.as_str()), ("text", "本周办理")];
    let replied = fill(&mut owner, &works, &format!("{works}/order"), &fields).await;
    assert_eq!(replied.status, 303, "{}", replied.body);
    let order = project(&world, &ordered).await.building.orders[0].clone();
    assert_eq!(order.answer.unwrap().1, "本周办理");

    let found = row(&world, "劳动密集型装配厂房").await;
    let mut owner = logged_in(&world, "daye").await;
    let works = format!("/my/projects/{}/building", found.id);
    let page = owner.get(&works).await;
    let finding = project(&world, &found).await.building.findings[0].id;
    let mut body = Vec::new();
    for (name, value) in [
        ("_csrf", page.secret().as_str()),
        ("_key", "put-right-1"),
        ("rectified", "已停工报审"),
    ] {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    body.extend(b"--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
    body.extend(JPEG);
    body.extend(b"\r\n--B--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    let path = format!("{works}/finding/{finding}");
    let sent = owner.send("POST", &path, &[kind], Body::from(body)).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let after = project(&world, &found).await;
    assert_eq!(after.building.findings[0].state.as_str(), "rectified");
}
