//! The departments' work over HTTP: from the queue to the decision, alone and by two.

use std::collections::{BTreeMap, BTreeSet};

use window_domain::access::{Action, Actor, Role};
use window_domain::id::entity::{EnterpriseId, ProjectId, UserId};
use window_domain::project::event::StoredFile;
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{CaseStatus, Command};
use window_one::city::City;
use window_one::service::Request;
use window_store::{CaseFilter, CaseRow, Page, ProjectFilter, Viewer};

use crate::world::{Answer, Browser, World};

pub(crate) async fn seeded() -> (World, City) {
    (World::demo().await, City::load(None).unwrap())
}

pub(crate) async fn officer(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    browser.log_in(login, "window-one-demo").await;
    browser
}

pub(crate) async fn cases(world: &World, state: CaseStatus) -> Vec<CaseRow> {
    let filter = CaseFilter {
        states: vec![state.as_str().to_owned()],
        ..CaseFilter::default()
    };
    let reader = Viewer::Oversight;
    let read = world.app.store.read(&reader);
    read.cases(&filter, &Page::first(200)).await.unwrap().rows
}

/// Free cases of items that are decided by one person, or by two.
pub(crate) async fn free_cases(world: &World, city: &City, two_person: bool) -> Vec<CaseRow> {
    let mut free = cases(world, CaseStatus::Accepted).await;
    free.retain(|row| {
        let code = row.item.as_str().into();
        let item = city.catalogue.item(&code).unwrap();
        item.two_person == two_person
    });
    free
}

fn actor(role: Role, enterprise: Option<EnterpriseId>) -> Actor {
    Actor {
        user: Some(UserId::from_bytes([7; 16])),
        name: "Test".to_owned(),
        roles: vec![role],
        department: None,
        enterprise,
        territory: City::load(None).unwrap().catalogue.everywhere(),
    }
}

/// Hands in every item ready in the city's projects that two people decide, and has them accepted.
async fn accept_items_for_two(world: &World) {
    let (office, request) = (&world.app.office, Request::default());
    let read = Viewer::Oversight;
    let read = world.app.store.read(&read);
    let filter = ProjectFilter::default();
    let rows = read.projects(&filter, &Page::first(200)).await.unwrap();
    let lead = actor(Role::WindowLead, None);
    for row in rows.rows {
        let id: ProjectId = row.id.parse().unwrap();
        let owner = row.enterprise_id.parse().unwrap();
        let owner = actor(Role::EnterpriseMember, Some(owner));
        let look = (Action::ReadProject, None);
        let project = office.project(&owner, id, look).await.unwrap();
        let progress = Progress::new(&project, &office.catalogue);
        let items: Vec<_> = progress
            .ready()
            .into_iter()
            .filter(|code| office.catalogue.item(code).unwrap().two_person)
            .filter(|code| !progress.is_notice(code))
            .collect();
        if items.is_empty() {
            continue;
        }
        let missing: BTreeSet<_> = items
            .iter()
            .flat_map(|code| progress.slots(office.catalogue.item(code).unwrap()))
            .filter(|slot| slot.status == MaterialStatus::Missing)
            .map(|slot| slot.requirement.code.clone())
            .collect();
        let mut commands: Vec<Command> = missing
            .into_iter()
            .map(|material| Command::AddMaterial {
                material,
                file: StoredFile {
                    sha256: "0".repeat(64),
                    file_name: "paper.pdf".to_owned(),
                    size_bytes: 1,
                    media_type: "application/pdf".to_owned(),
                },
            })
            .collect();
        commands.push(Command::Submit { items });
        for command in &commands {
            let done = office.execute(&owner, id, command, &request).await;
            done.unwrap();
        }
        let project = office.project(&owner, id, look).await.unwrap();
        let open = project
            .cases
            .values()
            .filter(|case| case.status() == CaseStatus::Received);
        let mut submissions: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for case in open {
            let cases = submissions.entry(case.submission).or_default();
            cases.push(case.number.clone());
        }
        for (submission, cases) in submissions {
            let command = Command::Accept {
                submission,
                cases,
                gaps: BTreeMap::new(),
            };
            let done = office.execute(&lead, id, &command, &request).await;
            done.unwrap();
        }
    }
}

/// Departments whose opinion on a case was asked.
async fn asked(world: &World, case: &str) -> Vec<String> {
    let rows = world.app.store.dump_rows().await.unwrap();
    rows.iter()
        .filter_map(|row| match row {
            window_store::Row::Opinion(row) if row.case_no == case => Some(row.department.clone()),
            _ => None,
        })
        .collect()
}

fn task(row: &CaseRow) -> String {
    format!("/dept/tasks/{}", row.case_no)
}

/// All points of the review form found right.
fn all_right(city: &City, row: &CaseRow) -> String {
    let code = row.item.as_str().into();
    let points = city.catalogue.item(&code).unwrap().checklist.len();
    assert!(points > 1);
    let fields: Vec<_> = (0..points)
        .map(|point| format!("&point-{point}=complies"))
        .collect();
    fields.concat()
}

/// Posts to a task with a key of its own, so that no two acts are taken for one.
pub(crate) async fn act(browser: &mut Browser, row: &CaseRow, what: &str, fields: &str) -> Answer {
    let secret = browser.get("/dept").await.secret();
    let key = format!("{}-{what}-{}", row.case_no, fields.len());
    let body = format!("_csrf={secret}&_key={key}&{fields}");
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let path = format!("{}/{what}", task(row));
    browser.send("POST", &path, &[kind], body.into()).await
}

#[tokio::test]
async fn every_state_of_a_case_can_be_seen_by_its_department_in_both_languages_and_by_no_other() {
    let (world, _) = seeded().await;
    let mut seen = 0;
    for state in CaseStatus::ALL {
        for row in cases(&world, state).await.iter().take(2) {
            let mut own = officer(&world, &row.department).await;
            for language in ["zh-CN", "en"] {
                let page = own.get(&format!("{}?lang={language}", task(row))).await;
                assert_eq!(page.status, 200, "{} {state:?}", row.case_no);
                assert!(page.body.contains(&row.case_no));
            }
            let asked = asked(&world, &row.case_no).await;
            let stranger = ["fgw", "zrzy", "sthj"]
                .into_iter()
                .find(|code| *code != row.department && !asked.iter().any(|it| it == code));
            let mut stranger = officer(&world, stranger.unwrap()).await;
            assert_eq!(stranger.get(&task(row)).await.status, 404);
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
    let mut any = officer(&world, "fgw").await;
    for tab in ["free", "mine", "sign", "opinion", "stopped", "done"] {
        for language in ["zh-CN", "en"] {
            let page = any.get(&format!("/dept?tab={tab}&lang={language}")).await;
            assert_eq!(page.status, 200, "{tab}");
        }
    }
}

#[tokio::test]
async fn one_person_claims_and_decides() {
    let (world, city) = seeded().await;
    let row = free_cases(&world, &city, false).await.remove(0);
    let mut browser = officer(&world, &row.department).await;
    assert!(
        browser
            .get("/dept?tab=free")
            .await
            .body
            .contains(&task(&row))
    );
    // Nobody decides what is on nobody's desk, and the page offers only the claim.
    let page = browser.get(&task(&row)).await.body;
    assert!(page.contains("/claim\"") && !page.contains("/decide\""));
    let approved = format!("outcome=approved{}", all_right(&city, &row));
    assert_eq!(
        act(&mut browser, &row, "decide", &approved).await.status,
        422
    );
    assert_eq!(act(&mut browser, &row, "claim", "").await.status, 303);
    let page = browser.get(&task(&row)).await.body;
    assert!(page.contains("/decide\"") && !page.contains("/claim\""));
    let mine = browser.get("/dept?tab=mine").await.body;
    assert!(mine.contains(&row.case_no));

    // An open point is named beside itself, and nothing typed is lost.
    let fields = "outcome=approved&reasons=typed+words&point-0=complies";
    let open = act(&mut browser, &row, "decide", fields).await;
    assert_eq!(open.status, 422);
    assert!(open.body.contains("typed words"));
    assert!(open.body.contains("href=\"#point-1\""));
    // A refusal without reasons is none.
    let refused = format!("outcome=refused{}", all_right(&city, &row));
    let refused = act(&mut browser, &row, "decide", &refused).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("href=\"#reasons\""));

    let fields = format!("reasons=in+order&{approved}");
    let done = act(&mut browser, &row, "decide", &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(
        !browser
            .get(&task(&row))
            .await
            .body
            .contains("action=\"/dept")
    );
    let done = cases(&world, CaseStatus::Approved).await;
    assert!(done.iter().any(|it| it.case_no == row.case_no));
    let done = browser.get("/dept?tab=done").await.body;
    assert!(done.contains(&row.case_no));
}

#[tokio::test]
async fn two_people_decide_and_nobody_signs_their_own_proposal() {
    let (world, city) = seeded().await;
    accept_items_for_two(&world).await;
    let mut free = free_cases(&world, &city, true).await;
    let (own, row) = (free.remove(0), free.remove(0));

    // A head who proposes may not sign; sending a proposal back needs a reason.
    let mut head = officer(&world, &format!("{}-head", own.department)).await;
    let approved = format!("outcome=approved{}", all_right(&city, &own));
    assert_eq!(act(&mut head, &own, "claim", "").await.status, 303);
    assert_eq!(act(&mut head, &own, "decide", &approved).await.status, 303);
    assert!(!head.get(&task(&own)).await.body.contains("/approve\""));
    assert_eq!(act(&mut head, &own, "approve", "").await.status, 422);
    assert_eq!(act(&mut head, &own, "return", "reason=").await.status, 422);
    let back = act(&mut head, &own, "return", "reason=look+again").await;
    assert_eq!(back.status, 303);
    // Whoever decides anew reads why.
    assert!(head.get(&task(&own)).await.body.contains("look again"));

    // An officer proposes and has no right to sign; the head finds the proposal and signs.
    let mut clerk = officer(&world, &row.department).await;
    let mut head = officer(&world, &format!("{}-head", row.department)).await;
    let approved = format!("outcome=approved{}", all_right(&city, &row));
    assert_eq!(act(&mut clerk, &row, "claim", "").await.status, 303);
    assert_eq!(act(&mut clerk, &row, "decide", &approved).await.status, 303);
    assert_eq!(act(&mut clerk, &row, "approve", "").await.status, 403);
    let waiting = head.get("/dept?tab=sign").await.body;
    assert!(waiting.contains(&row.case_no));
    let page = head.get(&task(&row)).await.body;
    assert!(page.contains("/approve\"") && page.contains("/return\""));
    assert_eq!(act(&mut head, &row, "approve", "").await.status, 303);
    let done = cases(&world, CaseStatus::Approved).await;
    assert!(done.iter().any(|it| it.case_no == row.case_no));
    assert!(done.iter().all(|it| it.case_no != own.case_no));
}

#[tokio::test]
async fn an_opinion_or_a_correction_asked_for_holds_a_case_up_and_says_so() {
    const CAN_APPROVE: &str = "value=\"approved\"";
    let (world, city) = seeded().await;
    let row = free_cases(&world, &city, false).await.remove(0);
    let mut browser = officer(&world, &row.department).await;
    assert_eq!(act(&mut browser, &row, "claim", "").await.status, 303);
    let nothing = act(&mut browser, &row, "ask-opinion", "question=why").await;
    assert_eq!(nothing.status, 422);
    let other = ["sthj", "yjj"].into_iter().find(|it| *it != row.department);
    let other = other.unwrap();
    let fields = format!("department={other}&question=why&days=3");
    let asked = act(&mut browser, &row, "ask-opinion", &fields).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let page = browser.get(&task(&row)).await.body;
    assert!(!page.contains(CAN_APPROVE));

    let mut asked = officer(&world, other).await;
    let opinions = asked.get("/dept?tab=opinion").await.body;
    assert!(opinions.contains(&row.case_no));
    let page = asked.get(&task(&row)).await.body;
    assert!(page.contains("/opinion\"") && !page.contains("/decide\""));
    // A second department asked meanwhile sees the case at once, and its answer is awaited too.
    let fields = "department=slhh&question=whether&days=3";
    let also = act(&mut browser, &row, "ask-opinion", fields).await;
    assert_eq!(also.status, 303, "{}", also.body);
    let mut second = officer(&world, "slhh").await;
    let opinions = second.get("/dept?tab=opinion").await.body;
    assert!(opinions.contains(&row.case_no), "asked at the same time");
    let answer = act(&mut second, &row, "opinion", "agrees=true&text=agreed").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    // Who has answered still sees what it said, and no longer finds it in the queue.
    let after = second.get(answer.header("location")).await;
    assert_eq!(after.status, 200);
    assert!(after.body.contains("agreed"));
    let opinions = second.get("/dept?tab=opinion").await.body;
    assert!(!opinions.contains(&row.case_no));
    assert!(
        asked
            .get("/dept?tab=opinion")
            .await
            .body
            .contains(&row.case_no)
    );
    assert!(!browser.get(&task(&row)).await.body.contains(CAN_APPROVE));

    let answer = act(&mut asked, &row, "opinion", "agrees=true&text=fine").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = browser.get(&task(&row)).await.body;
    assert!(page.contains(CAN_APPROVE) && page.contains("fine"));

    let wrong = act(&mut browser, &row, "ask-correction", "problem-0=unclear").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("unclear") && wrong.body.contains("href=\"#remedy-0\""));
    let fields = "problem-0=unclear&remedy-0=draw+again";
    let sent = act(&mut browser, &row, "ask-correction", fields).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = browser.get(&task(&row)).await.body;
    assert!(page.contains("draw again") && !page.contains(CAN_APPROVE));
}

#[tokio::test]
async fn a_clock_is_stopped_only_for_a_procedure_the_item_names_and_runs_again_by_hand() {
    let (world, city) = seeded().await;
    let stopped = cases(&world, CaseStatus::Stopped).await.remove(0);
    let mut browser = officer(&world, &stopped.department).await;
    let tab = browser.get("/dept?tab=stopped").await.body;
    assert!(tab.contains(&stopped.case_no));
    let page = browser.get(&task(&stopped)).await.body;
    assert!(page.contains("/resume\"") && !page.contains("/decide\""));
    assert_eq!(act(&mut browser, &stopped, "resume", "").await.status, 303);
    let page = browser.get(&task(&stopped)).await.body;
    assert!(!page.contains("/resume\""));

    let row = free_cases(&world, &city, false).await.remove(0);
    let item = city.catalogue.item(&row.item.as_str().into()).unwrap();
    assert!(item.special_procedures.is_empty());
    let mut browser = officer(&world, &row.department).await;
    assert_eq!(act(&mut browser, &row, "claim", "").await.status, 303);
    let unknown = act(&mut browser, &row, "stop", "ground=auction&reason=why").await;
    assert_eq!(unknown.status, 422);
    let no_ground = act(&mut browser, &row, "stop", "reason=why").await;
    assert_eq!(no_ground.status, 422);
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, told from its beginning to its end"
)]
async fn a_department_reads_the_papers_of_its_own_cases_and_no_others() {
    let world = World::with(|config| config.demo = true).await;
    let city = window_one::city::City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    let now = world.app.clock.now();
    window_one::demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
    let rows = world.app.store.read(&window_store::Viewer::Oversight);
    let filter = window_store::ProjectFilter {
        text: Some("冷链".to_owned()),
        ..window_store::ProjectFilter::default()
    };
    let project = rows
        .projects(&filter, &window_store::Page::first(1))
        .await
        .unwrap()
        .rows
        .remove(0);

    // A paper of the land permit only, with a content of its own.
    let blob = world
        .app
        .office
        .blobs
        .put(&b"%PDF-1.4 parcel map"[..], 1 << 20)
        .await
        .unwrap();
    let owner = world
        .app
        .store
        .account_by_login("energy")
        .await
        .unwrap()
        .unwrap();
    let actor = window_one::auth::Account::from_record(owner, &world.app.office.catalogue)
        .unwrap()
        .actor();
    let command = window_domain::project::Command::AddMaterial {
        material: "parcel-map".into(),
        file: window_domain::project::event::StoredFile {
            sha256: blob.sha256.clone(),
            file_name: "parcel.pdf".to_owned(),
            size_bytes: blob.size_bytes,
            media_type: "application/pdf".to_owned(),
        },
    };
    let id = project.id.parse().unwrap();
    world
        .app
        .office
        .execute(
            &actor,
            id,
            &command,
            &window_one::service::Request::default(),
        )
        .await
        .unwrap();

    let letters = rows.letters(&project.id).await.unwrap();
    let mut permit = None;
    for letter in &letters {
        let case = rows
            .case(letter.case_no.as_deref().unwrap_or_default())
            .await
            .unwrap();
        if letter.kind == "decision_approved" && case.is_some_and(|case| case.item == "A05") {
            permit = Some(letter.check_code.clone());
        }
    }
    let permit = permit.expect("the land permit of this project is decided");
    for (login, status) in [
        ("zrzy", 200),
        ("zrzy-head", 200),
        ("fgw", 404),
        ("sthj", 404),
    ] {
        let mut officer = world.browser();
        officer.log_in(login, "window-one-demo").await;
        let file = officer
            .get(&format!("/files/{}/{}", project.id, blob.sha256))
            .await;
        assert_eq!(file.status, status, "{login} reads the parcel map");
        let letter = officer.get(&format!("/letters/{permit}.pdf")).await;
        assert_eq!(
            letter.status, status,
            "{login} reads the land permit's decision"
        );
    }
}
