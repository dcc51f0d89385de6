//! Pages for everybody: the guide says all the catalogue knows, forms come as PDF, the list of what a project needs, the
//! whole way, and tracking that tells nobody more than they have in hand.

use std::io::{Cursor, Read};

use axum::http::StatusCode;
use serde_json::Value;
use window_domain::catalogue::ItemCode;
use window_domain::id::case_number::CaseNumber;
use window_domain::project::Case;
use window_one::city::City;
use window_store::{Page, ProjectFilter, Viewer};

use crate::service::hand_in;
use crate::world::{Browser, World};

/// A page's text as a reader sees it.
fn plain(body: &str) -> String {
    let mut text = body.to_owned();
    for (entity, letter) in [
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x2f;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, letter);
    }
    text
}

/// Every text of an item in one language, wherever it stands in it.
fn texts(value: &Value, language: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(text)), 2) = (fields.get(language), fields.len()) {
                found.push(text.clone());
                return;
            }
            fields.values().for_each(|it| texts(it, language, found));
        }
        Value::Array(list) => list.iter().for_each(|it| texts(it, language, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_guide_of_each_item_says_all_the_catalogue_knows_in_both_languages() {
    let world = World::new().await;
    let city = City::load(None).unwrap();
    for language in ["zh", "en"] {
        let mut browser = world.browser();
        let code = if language == "en" { "en" } else { "zh-CN" };
        browser.get(&format!("/?lang={code}")).await;
        for item in city.catalogue.items() {
            let answer = browser.get(&format!("/guide/{}", item.code)).await;
            assert_eq!(answer.status, 200, "{}", item.code);
            let page = plain(&answer.body);
            let mut wanted = Vec::new();
            texts(&serde_json::to_value(item).unwrap(), language, &mut wanted);
            assert!(wanted.len() > 10, "{}", item.code);
            let phones = [&item.phones.service, &item.phones.complaint];
            wanted.extend(phones.into_iter().cloned());
            let department = city.catalogue.department(&item.department).unwrap();
            let name = if language == "en" {
                &department.name.en
            } else {
                &department.name.zh
            };
            wanted.push(name.clone());
            for paper in &item.materials {
                if city.catalogue.forms().of(&paper.code).is_some() {
                    wanted.push(format!("/guide/{}/forms/{}.pdf", item.code, paper.code));
                }
            }
            for text in wanted {
                assert!(page.contains(&text), "{} {language}: {text}", item.code);
            }
        }
    }
}

#[tokio::test]
async fn the_guide_has_a_short_version_and_an_item_unknown_to_all_is_not_found() {
    let world = World::new().await;
    let mut browser = world.browser();
    let (full, short) = (
        browser.get("/guide/C05").await.body,
        browser.get("/guide/C05?view=short").await.body,
    );
    assert!(short.len() < full.len());
    assert!(short.contains("办理条件") && !short.contains("常见问题"));
    assert!(
        full.contains("<svg") && full.len() < 40_000,
        "{}",
        full.len()
    );
    assert_eq!(browser.get("/guide/ZZZ").await.status, 404);
}

#[tokio::test]
async fn a_search_finds_by_everyday_words_and_first_letters_and_survives_hostile_strings() {
    let world = World::new().await;
    let mut browser = world.browser();
    for (typed, item) in [
        ("sgxk", "/guide/C05"),
        ("通电", "/guide/C12"),
        ("c06", "/guide/C06"),
    ] {
        let page = browser.get(&format!("/guide?q={typed}")).await.body;
        assert!(page.contains(item), "{typed}: {page}");
    }
    for hostile in [
        "%27%20OR%201%3D1",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%00",
        "%F0%9F%98%80",
    ] {
        let answer = browser.get(&format!("/guide?q={hostile}")).await;
        assert_eq!(answer.status, 200, "{hostile}");
        assert!(!answer.body.contains("<script>alert"), "{hostile}");
    }
    let of = browser.get("/guide?department=zjj").await.body;
    assert!(
        of.contains("/guide/C05") && !of.contains("/guide/A01\""),
        "{of}"
    );
}

#[tokio::test]
async fn blank_and_sample_forms_come_as_pdf_one_by_one_and_together() {
    let world = World::new().await;
    let mut browser = world.browser();
    let text = |pdf: &[u8]| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("form.pdf");
        std::fs::write(&file, pdf).unwrap();
        let read = std::process::Command::new("pdftotext")
            .args(["-layout"])
            .arg(&file)
            .arg("-")
            .output();
        String::from_utf8(read.unwrap().stdout).unwrap()
    };
    let blank = browser.get("/guide/C03/forms/fire-application.pdf").await;
    assert_eq!(blank.header("content-type"), "application/pdf");
    let (blank, sample) = (
        text(&blank.bytes),
        text(
            &browser
                .get("/guide/C03/forms/fire-application-sample.pdf")
                .await
                .bytes,
        ),
    );
    assert!(
        blank.contains("消防设计审查申请表") && blank.contains("建筑类别"),
        "{blank}"
    );
    assert!(
        !blank.contains("丙类厂房") && !blank.contains("样表"),
        "{blank}"
    );
    assert!(
        sample.contains("丙类厂房") && sample.contains("样表"),
        "{sample}"
    );

    let all = browser.get("/guide/C03/forms/all.zip").await;
    assert_eq!(all.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(all.bytes.clone())).unwrap();
    let mut names = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        assert!(bytes.starts_with(b"%PDF"));
        names.push(file.name().unwrap().into_owned());
    }
    assert!(
        names.contains(&"fire-application.pdf".to_owned()),
        "{names:?}"
    );
    assert!(
        names.contains(&"fire-application-sample.pdf".to_owned()),
        "{names:?}"
    );
    for gone in [
        "/guide/C03/forms/x.pdf",
        "/guide/C03/forms/fire-application",
        "/guide/ZZZ/forms/all.zip",
    ] {
        assert_eq!(browser.get(gone).await.status, 404, "{gone}");
    }
}

#[tokio::test]
async fn the_whole_way_names_every_item_with_what_it_waits_for() {
    let world = World::new().await;
    let page = plain(&world.browser().get("/guide/journey").await.body);
    for item in City::load(None).unwrap().catalogue.items() {
        assert!(
            page.contains(&format!("/guide/{}\"", item.code)),
            "{}",
            item.code
        );
    }
    assert!(
        page.contains("可以同时办") && page.contains("或者"),
        "{page}"
    );
}

/// Answers of a plain factory in the zone.
const FACTORY: &str = "fact-project_type=industrial&fact-industry_division=38&fact-investment_wan=8000\
    &fact-land_acquisition=grant&fact-in_zone=true&fact-site_area_m2=20000\
    &fact-building_area_m2=12000&fact-eia_class=statement";

#[tokio::test]
async fn a_few_answers_give_items_papers_and_dates_and_go_along_into_a_new_project() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let asked = browser.get("/checklist").await.body;
    assert!(asked.contains("fact-building_area_m2"), "{asked}");
    let wrong = browser
        .get("/checklist?fact-project_type=industrial&fact-building_area_m2=many")
        .await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("fact-building_area_m2-error") && wrong.body.contains("many"),
        "{}",
        wrong.body
    );

    let list = plain(&browser.get(&format!("/checklist?{FACTORY}")).await.body);
    for told in [
        "法定",
        "承诺",
        "先建后验",
        "/guide/C06",
        "需要您准备的材料",
        "12000",
    ] {
        assert!(list.contains(told), "{told}: {list}");
    }
    let link = list
        .split("/my/projects/new?")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut enterprise = crate::built::logged_in(&world, "orient").await;
    let first = enterprise
        .get(&format!("/my/projects/new?{link}&evil=1"))
        .await
        .body;
    assert!(
        first.contains("name=\"fact-building_area_m2\" value=\"12000\""),
        "{first}"
    );
    assert!(!first.contains("name=\"evil\""), "{first}");
}

/// Whether the case runs for several days.
fn is_counted(case: &Case) -> bool {
    let promised = case
        .review()
        .and_then(|review| review.promised.limit.days());
    promised.is_some_and(|days| days > 2)
}

async fn tracked(browser: &mut Browser, number: &str, phone: &str) -> crate::world::Answer {
    hand_in(
        browser,
        ("/track", "/track"),
        &[("number", number), ("phone", phone)],
    )
    .await
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn tracking_shows_state_clocks_and_papers_and_answers_unknown_and_wrong_alike() {
    let world = World::demo().await;
    let office = &world.app.office;
    let rows = office
        .store
        .read(&Viewer::Oversight)
        .projects(&ProjectFilter::default(), &Page::first(200))
        .await
        .unwrap();
    let mut chosen = None;
    for row in &rows.rows {
        let supervisor = office.store.account_by_login("supervisor").await.unwrap();
        let supervisor =
            window_one::auth::Account::from_record(supervisor.unwrap(), &office.catalogue)
                .unwrap()
                .actor();
        let id = row.id.parse().unwrap();
        let action = (window_domain::access::Action::ReadProject, None);
        let project = office.project(&supervisor, id, action).await.unwrap();
        if project.cases.values().any(is_counted) {
            chosen = Some(project);
            break;
        }
    }
    let project = chosen.unwrap();
    let case = project
        .cases
        .values()
        .find(|case| is_counted(case))
        .unwrap();
    let number = case.number.to_string();
    let phone = project.contact.phone.clone();
    let mut browser = world.browser();
    let found = tracked(
        &mut browser,
        &format!(" {} ", number.to_lowercase()),
        &phone,
    )
    .await;
    assert_eq!(found.status, 200, "{}", found.body);
    let page = plain(&found.body);
    let item = office
        .catalogue
        .item(&ItemCode::new(case.item.as_str()))
        .unwrap();
    for told in [&number, &project.title, &item.name.zh] {
        assert!(page.contains(told.as_str()), "{told}: {page}");
    }
    for told in [
        "承诺时限",
        "法定时限",
        "是怎么算的",
        "对这个期限有异议",
        "计入",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains(&phone), "the telephone is not told again");
    let coded = rows.rows.iter().find(|row| row.code.is_some());
    if let Some(row) = coded {
        let code = row.code.clone().unwrap();
        let wrong = tracked(&mut browser, &code, "13900000001").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let contest = browser
        .get(&format!("/complain?case={number}&due=2026-08-14"))
        .await
        .body;
    assert!(
        contest.contains(&number) && contest.contains("2026-08-14"),
        "{contest}"
    );

    // A number as it could be, of a day on which nothing was filed.
    let day = "2026-01-01".parse().unwrap();
    let nobodys = CaseNumber::new("420200", day, 99_999).unwrap().to_string();
    let without_secrets = |body: &str| -> String {
        let lines = body
            .lines()
            .filter(|line| !line.contains("_csrf") && !line.contains("_key"));
        lines
            .collect::<Vec<_>>()
            .join("\n")
            .replace(&number, "N")
            .replace(&nobodys, "N")
    };
    let (wrong, unknown) = (
        tracked(&mut browser, &number, "13900000000").await,
        tracked(&mut browser, &nobodys, "13900000000").await,
    );
    assert_eq!(
        (wrong.status, unknown.status),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            StatusCode::UNPROCESSABLE_ENTITY
        )
    );
    assert_eq!(without_secrets(&wrong.body), without_secrets(&unknown.body));
    let mut last = 0;
    for _ in 0..6 {
        last = tracked(&mut browser, &number, "13900000000")
            .await
            .status
            .as_u16();
    }
    assert_eq!(last, 429, "guessing is slowed down");
}

#[tokio::test]
async fn a_mistyped_number_is_told_what_is_wrong_with_it_and_nothing_is_looked_up() {
    let world = World::demo().await;
    let mut browser = world.browser();
    let day = "2026-07-16".parse().unwrap();
    let right = CaseNumber::new("420200", day, 14).unwrap().to_string();
    let check = if right.ends_with('0') { '1' } else { '0' };
    let exchanged = format!("{}{check}", &right[..19]);
    for (number, said) in [
        (exchanged.as_str(), "校验码对不上"),
        (&right[..19], "位数不对"),
        ("99999920260716000140", "行政区划"),
        ("42020020261316000147", "日期不存在"),
        ("2601-420203-04-01-10000X", "不该出现的字符"),
        ("hello", "这不是办件编号或者项目代码"),
        ("' OR 1=1 --", "这不是办件编号或者项目代码"),
    ] {
        // More often than a guess would be let through.
        for _ in 0..6 {
            let answer = tracked(&mut browser, number, "123").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
            assert!(answer.body.contains(said), "{number}: {}", answer.body);
            assert!(answer.body.contains("11 位手机号"), "{number}");
        }
    }
}
