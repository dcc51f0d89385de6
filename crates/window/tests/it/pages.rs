//! What the main pages show: letters on screen, the desk's tabs, the queue's first tab, the dossier, the doors.

use std::collections::BTreeMap;
use std::process::Command;

use window_domain::project::letters::form;
use window_one::city::City;
use window_store::{LetterRow, Page, ProjectFilter, ProjectRow, Viewer};

use crate::world::{Browser, World};

async fn logged_in(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.log_in(login, "window-one-demo").await.status, 303);
    browser
}

async fn projects(world: &World, text: &str) -> Vec<ProjectRow> {
    let filter = ProjectFilter {
        text: Some(text.to_owned()),
        ..ProjectFilter::default()
    };
    let rows = world.app.store.read(&Viewer::Oversight);
    rows.projects(&filter, &Page::first(200))
        .await
        .unwrap()
        .rows
}

/// One letter of each kind with the login of whom it was given to; cards, which speak to offices too, with the
/// supervisor's.
async fn one_of_each_kind(world: &World) -> BTreeMap<String, (&'static str, LetterRow)> {
    let rows = world.app.store.read(&Viewer::Oversight);
    let mut kinds = BTreeMap::new();
    for (login, company) in [("orient", "东方"), ("energy", "能源"), ("daye", "大冶")] {
        for project in projects(world, company).await {
            for letter in rows.letters(&project.id).await.unwrap() {
                let is_card = letter.kind == form::CARD;
                let reader = if is_card { "supervisor" } else { login };
                kinds.insert(letter.kind.clone(), (reader, letter));
            }
        }
    }
    kinds
}

fn squeezed(text: &str) -> String {
    let kept = |letter: &char| !letter.is_whitespace() && !"-\u{ad}\u{2010}".contains(*letter);
    text.chars().filter(kept).collect()
}

/// The sheet on the page, and its words without tags.
fn sheet(page: &str) -> (&str, String) {
    let (_, rest) = page.split_once("<article class=\"letter\"").unwrap();
    let (sheet, _) = rest.split_once("</article>").unwrap();
    let mut words = String::new();
    for piece in sheet.split('<') {
        words.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    (sheet, words.replace("&lt;", "<").replace("&amp;", "&"))
}

#[tokio::test]
async fn each_kind_of_letter_of_the_city_has_a_page_that_says_what_its_pdf_says() {
    let world = World::demo().await;
    let kinds = one_of_each_kind(&world).await;
    assert!(kinds.len() >= 6, "{:?}", kinds.keys());
    let folder = tempfile::tempdir().unwrap();
    for (kind, (login, letter)) in kinds {
        let mut owner = logged_in(&world, login).await;
        for language in ["zh-CN", "en"] {
            let path = format!("/letters/{}", letter.check_code);
            let page = owner.get(&format!("{path}?lang={language}")).await;
            assert_eq!(page.status, 200, "{kind}: {}", page.body);
            assert_eq!(page.header("cache-control"), "private, no-store");
            let (sheet, words) = sheet(&page.body);
            for refused in ["style=", "<script", "<img", "src="] {
                assert!(!sheet.contains(refused), "{kind}: {refused}");
            }
            let words = squeezed(&words);
            assert!(words.contains(&squeezed(&letter.number)), "{kind}");
            let pdf = owner.get(&format!("{path}.pdf")).await;
            let file = folder.path().join("letter.pdf");
            std::fs::write(&file, &pdf.bytes).unwrap();
            let read = Command::new("pdftotext")
                .arg("-raw")
                .arg(&file)
                .arg("-")
                .output()
                .unwrap();
            let read = String::from_utf8(read.stdout).unwrap();
            assert!(read.lines().count() > 10, "{kind}: {read}");
            for line in read.lines().map(squeezed) {
                // Only paper has pages: their numbers, and a head on the second and later ones.
                let counted = line.starts_with('第') && line.contains("页，共");
                let is_of_pages = counted || line.starts_with("Page") || line.ends_with('…');
                assert!(
                    is_of_pages
                        || words.contains(&line)
                        || line.contains(&squeezed(&letter.title_zh))
                        || line.contains(&squeezed(&letter.title_en)),
                    "{kind} {language}: `{line}` not in\n{words}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_letter_on_screen_is_as_closed_to_others_as_its_pdf() {
    let world = World::demo().await;
    let kinds = one_of_each_kind(&world).await;
    let (login, letter) = &kinds["receipt"];
    let mut other = logged_in(&world, if *login == "daye" { "energy" } else { "daye" }).await;
    for ending in ["", ".pdf", "X"] {
        let path = format!("/letters/{}{ending}", letter.check_code);
        assert_eq!(other.get(&path).await.status, 404, "{path}");
        let anybody = world.browser().get(&path).await;
        assert_ne!(anybody.status, 200, "{path}");
        assert!(!anybody.body.contains(&letter.number), "{path}");
    }
}

#[tokio::test]
async fn the_desk_shows_the_most_urgent_first_and_whom_projects_wait_for() {
    let world = World::demo().await;
    let mut lead = logged_in(&world, "lead").await;
    let all = lead.get("/desk").await.body;
    let (table, _) = all.split_once("id=\"reminders\"").unwrap_or((&all, ""));
    let shown: Vec<&str> = table.split("href=\"/desk/projects/").skip(1).collect();
    let rows = world.app.store.read(&Viewer::Oversight);
    let expected = rows
        .projects_by_urgency(&ProjectFilter::default(), &Page::first(30))
        .await
        .unwrap()
        .rows;
    assert_eq!(shown.len(), expected.len());
    for (shown, expected) in shown.iter().zip(&expected) {
        assert!(shown.starts_with(&expected.id), "{}", expected.name);
    }
    // Whoever the filter leaves out is counted on another tab.
    let mut counted = 0;
    for (waiting, holders) in [
        ("window", vec!["window"]),
        ("applicant", vec!["applicant"]),
        (
            "department",
            vec!["department", "other_department", "special_procedure"],
        ),
    ] {
        let page = lead.get(&format!("/desk?waiting={waiting}")).await.body;
        for row in &expected {
            let is_here = page.contains(&format!("/desk/projects/{}", row.id));
            assert_eq!(
                is_here,
                holders.contains(&row.holder.as_str()),
                "{}",
                row.name
            );
            counted += u32::from(is_here);
        }
    }
    let nobody = expected.iter().filter(|row| row.holder == "nobody").count();
    assert_eq!(usize::try_from(counted).unwrap() + nobody, expected.len());
}

#[tokio::test]
async fn an_agent_sees_their_own_projects_whatever_the_address_says() {
    let world = World::demo().await;
    let mut agent = logged_in(&world, "agent1").await;
    let record = world.app.store.account_by_login("agent1").await.unwrap();
    let id = record.unwrap().id;
    let page = agent.get("/desk?scope=all").await.body;
    for row in projects(&world, "项目").await {
        let is_own = row.agent_id.as_deref() == Some(id.as_str());
        let is_here = page.contains(&format!("/desk/projects/{}", row.id));
        assert_eq!(is_here, is_own, "{}", row.name);
    }
}

#[tokio::test]
async fn the_queue_opens_on_the_first_tab_with_work() {
    let world = World::demo().await;
    for login in ["fgw", "zrzy", "sthj", "zjj", "slhh"] {
        let mut officer = logged_in(&world, login).await;
        let page = officer.get("/dept").await.body;
        let tabs: Vec<&str> = page.split("href=\"/dept?tab=").skip(1).collect();
        let count = |tab: &str| -> u32 {
            let (_, rest) = tab.split_once("class=\"count num\">").unwrap();
            rest.split_once('<').unwrap().0.parse().unwrap()
        };
        let first = tabs.iter().find(|tab| count(tab) > 0).unwrap_or(&tabs[0]);
        let current = tabs.iter().find(|tab| tab.contains("aria-current"));
        assert_eq!(
            current.unwrap().split('"').next(),
            first.split('"').next(),
            "{login}"
        );
    }
}

#[tokio::test]
async fn the_project_page_shows_its_dossier_its_promises_with_their_days_and_eight_moments() {
    let world = World::demo().await;
    let noticed = projects(&world, "能源").await;
    let noticed = noticed.iter().find(|row| row.state == "noticed").unwrap();
    let mut owner = logged_in(&world, "energy").await;
    let page = owner
        .get(&format!("/my/projects/{}", noticed.id))
        .await
        .body;
    let (_, dossier) = page.split_once("id=\"materials\"").unwrap();
    let (dossier, _) = dossier.split_once("</section>").unwrap();
    assert!(dossier.contains("第 1 版"), "{dossier}");
    assert!(dossier.contains("#slot-"), "{dossier}");
    let promises = page.matches("node-promise").count();
    assert!(promises > 0);
    let dated = page.split("node-promise").skip(1);
    for promise in dated {
        let (_, verify) = promise.split_once("class=\"verify num\">").unwrap();
        assert!(!verify.starts_with('<'), "a promise without its day");
    }
    let (_, history) = page.split_once("id=\"history\"").unwrap();
    let (shown, rest) = history.split_once("<details>").unwrap();
    assert_eq!(shown.matches("moment-title").count(), 8);
    assert!(rest.contains("moment-title"));
    assert!(page.len() <= 40_960, "{} bytes", page.len());
}

#[tokio::test]
async fn a_search_without_a_hit_offers_the_nearest_items_and_a_phone() {
    let world = World::new().await;
    let mut anybody = world.browser();
    let page = anybody
        .get("/guide?q=%E6%96%BD%E5%B7%A5%E6%89%8B%E7%BB%AD")
        .await;
    let (_, found) = page.body.split_once("class=\"empty\"").unwrap();
    assert_eq!(found.matches("href=\"/guide/").count(), 3);
    assert!(found.contains("施工") && found.contains("href=\"tel:"));
    let page = anybody.get("/guide?q=qqqq").await.body;
    let (_, found) = page.split_once("class=\"empty\"").unwrap();
    assert!(!found.contains("href=\"/guide/") && found.contains("href=\"tel:"));
}

#[tokio::test]
async fn a_code_typed_in_leads_to_its_answer_and_nowhere_else() {
    let world = World::new().await;
    let mut anybody = world.browser();
    assert_eq!(anybody.get("/v").await.status, 200);
    for (typed, place) in [
        ("7k3m-9qxt+2b8d-hfwz", "/v/7k3m9qxt2b8dhfwz"),
        ("%2F%2Fexample.com", "/v/examplecom"),
    ] {
        let answer = anybody.get(&format!("/v?code={typed}")).await;
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("location"), place);
    }
}

#[tokio::test]
async fn the_guide_tells_need_form_source_and_promise_of_each_material() {
    let world = World::new().await;
    let city = City::load(None).unwrap();
    let mut anybody = world.browser();
    for item in city.catalogue.items() {
        let page = anybody.get(&format!("/guide/{}", item.code)).await;
        assert_eq!(page.status, 200, "{}: {}", item.code, page.body);
        let (_, table) = page.body.split_once("<table").unwrap();
        let (table, _) = table.split_once("</table>").unwrap();
        let (_, rows) = table.split_once("<tbody>").unwrap();
        assert_eq!(
            rows.matches("<tr>").count(),
            item.materials.len(),
            "{}",
            item.code
        );
        assert_eq!(rows.matches("<td").count(), 6 * item.materials.len());
    }
}
