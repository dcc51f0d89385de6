//! From the material to the receipt to the department, over HTTP without JavaScript.

use std::sync::Arc;

use axum::body::Body;
use jiff::SignedDuration;
use window_domain::access::Action;
use window_domain::catalogue::Language;
use window_domain::project::Project;
use window_one::auth::Account;
use window_one::service::letters::Paper;

use crate::applicant::{ESSENTIAL, TYPED, encoded, registered, step};
use crate::world::{Answer, Browser, PASSWORD, World};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

async fn upload(
    browser: &mut Browser,
    project: &str,
    material: &str,
    file: (&str, &[u8]),
) -> Answer {
    let back = format!("/my/projects/{project}/steps/A01");
    let page = browser.get(&back).await;
    let secret = page.secret();
    let mut body = Vec::new();
    let key = format!("{material}-{}", file.0);
    for (name, value) in [("_csrf", secret.as_str()), ("_key", &key), ("back", &back)] {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: application/pdf\r\n\r\n",
        file.0
    );
    body.extend(head.bytes());
    body.extend(file.1);
    body.extend(b"\r\n--B--\r\n");
    let path = format!("/my/projects/{project}/materials/{material}");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    browser.send("POST", &path, &[kind], Body::from(body)).await
}

#[tokio::test]
async fn an_enterprise_uploads_hands_in_once_and_the_window_accepts() {
    let world = World::demo().await;
    let mut owner = world.browser();
    owner.log_in("orient", "window-one-demo").await;
    let desk = owner.get("/my").await.body;
    let (_, rest) = desk.split_once("年产五万套").unwrap();
    let (before, _) = desk.split_at(desk.len() - rest.len());
    let (_, link) = before.rsplit_once("/my/projects/").unwrap();
    let project = link.split_once('"').unwrap().0.to_owned();

    // Nothing is there yet: every missing material is named at once, and nothing is handed in.
    let check = owner.get(&format!("/my/projects/{project}/check")).await;
    let path = format!("/my/projects/{project}/check");
    let refused = owner.post(&path, &check.secret(), "item=A01").await;
    assert_eq!(refused.status, 422);
    for name in ["企业基本情况", "项目总投资额"] {
        assert!(refused.body.contains(name), "{name}");
    }

    // A file that is not what it says is refused; the right ones are kept.
    let wrong = upload(
        &mut owner,
        &project,
        "enterprise-profile",
        ("a.pdf", b"MZ\x90\0not a paper"),
    )
    .await;
    assert_eq!(wrong.status, 422);
    for material in [
        "enterprise-profile",
        "project-outline",
        "investment-total",
        "industry-policy-statement",
    ] {
        let kept = upload(&mut owner, &project, material, ("paper.pdf", PDF)).await;
        assert_eq!(kept.status, 303, "{material}: {}", kept.body);
    }

    // A double click ends on the same receipt.
    let mut receipts = Vec::new();
    let secret = owner.get(&path).await.secret();
    for _ in 0..2 {
        let body = format!("_csrf={secret}&_key=one-submission&item=A01");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let sent = owner.send("POST", &path, &[kind], Body::from(body)).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        receipts.push(sent.header("location").to_owned());
    }
    assert_eq!(receipts[0], receipts[1]);
    let receipt = owner.get(&receipts[0]).await;
    assert_eq!(receipt.status, 200);
    let number = receipts[0].rsplit('/').next().unwrap().to_owned();
    assert!(receipt.body.contains(&number));

    let mut lead = world.browser();
    lead.log_in("lead", "window-one-demo").await;
    let intake = lead.get("/desk/intake").await;
    assert!(intake.body.contains(&number));
    let accepted = lead
        .post(
            &format!("/desk/intake/{number}/accept"),
            &intake.secret(),
            "",
        )
        .await;
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    let mut officer = world.browser();
    officer.log_in("fgw", "window-one-demo").await;
    assert!(
        officer
            .get("/dept?tab=free")
            .await
            .body
            .contains("年产五万套")
    );
}

#[tokio::test]
async fn the_lead_issues_the_notice_that_stands_one_click_before_it() {
    let world = World::demo().await;
    let mut agent = world.browser();
    agent.log_in("agent1", "window-one-demo").await;
    let seen = agent.get("/desk/issue").await;
    assert_eq!(seen.status, 200);
    assert!(
        !seen.body.contains("action=\"/desk/issue/"),
        "an agent may not issue"
    );
    let mut lead = world.browser();
    lead.log_in("lead", "window-one-demo").await;
    let desk = lead.get("/desk/issue").await;
    assert_eq!(desk.status, 200);
    let (_, rest) = desk.body.split_once("action=\"/desk/issue/").unwrap();
    let project = rest.split_once('"').unwrap().0.to_owned();
    let path = format!("/desk/issue/{project}");
    let issued = lead
        .post(
            &path,
            &desk.secret(),
            &format!("scope-{project}=%E4%B8%BB%E4%BD%93%E5%8E%82%E6%88%BF"),
        )
        .await;
    assert!(
        issued.status.is_redirection() || issued.status == 200,
        "{}",
        issued.body
    );
    let row = world
        .app
        .store
        .read(&window_store::Viewer::Oversight)
        .project(&project)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, "noticed");
    let code = row.notice_check_code.unwrap();
    let mut anybody = world.browser();
    let check = anybody.get(&format!("/v/{code}")).await;
    assert_eq!(check.status, 200);
    assert!(check.body.contains(&row.notice_no.unwrap()));
}

/// Fills in the form of a page as somebody would: its secret, and a key of its own.
pub(crate) async fn fill(
    browser: &mut Browser,
    page: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let secret = browser.get(page).await.secret();
    let key = browser.app_key();
    let body = format!("_csrf={secret}&_key={key}&{}", encoded(fields));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    browser.send("POST", path, &[kind], Body::from(body)).await
}

pub(crate) async fn done(
    browser: &mut Browser,
    page: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> String {
    let answer = fill(browser, page, path, fields).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    answer.header("location").to_owned()
}

/// The project as the supervisor sees it.
pub(crate) async fn loaded(world: &World, id: &str) -> Arc<Project> {
    let record = world
        .app
        .store
        .account_by_login("supervisor")
        .await
        .unwrap();
    let actor = Account::from_record(record.unwrap(), &world.app.office.catalogue)
        .unwrap()
        .actor();
    let look = (Action::ReadProject, None);
    let office = &world.app.office;
    office
        .project(&actor, id.parse().unwrap(), look)
        .await
        .unwrap()
}

/// The values the commitment letter is printed from.
fn commitment_letter(world: &World, project: &Project) -> serde_json::Value {
    let letter = project.letters.iter().rfind(|it| it.form == "commitment");
    Paper {
        office: &world.app.office,
        project,
        letter: letter.unwrap(),
        language: Language::Zh,
        check_url: String::new(),
        say: &|key, _| key.to_owned(),
    }
    .values()
}

/// From registration to a notice whose check page says valid, through pages alone.
#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "one story, told from its beginning to its end"
)]
async fn an_enterprise_goes_from_registration_to_its_construction_notice() {
    let world = World::demo().await;

    let mut owner = registered(&world).await;
    let wizard = owner.get("/my/projects/new").await;
    let mut answers = [TYPED, ESSENTIAL, &[("track", "build-first")]].concat();
    for answer in &mut answers {
        if answer.0 == "fact-eia_class" {
            answer.1 = "registration_form";
        }
    }
    let sent = step(&mut owner, &wizard, 5, &answers).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let own = sent.header("location").to_owned();
    let project = own.rsplit('/').next().unwrap().to_owned();
    let file = format!("/desk/projects/{project}");

    for material in [
        "enterprise-profile",
        "project-outline",
        "investment-total",
        "industry-policy-statement",
    ] {
        assert_eq!(
            upload(&mut owner, &project, material, ("p.pdf", PDF))
                .await
                .status,
            303
        );
    }
    let check = format!("{own}/check");
    let receipt = done(&mut owner, &check, &check, &[("item", "A01")]).await;
    let number = receipt.rsplit('/').next().unwrap();

    let mut lead = world.browser();
    lead.log_in("lead", "window-one-demo").await;
    let accept = format!("/desk/intake/{number}/accept");
    done(&mut lead, &format!("/desk/intake/{number}"), &accept, &[]).await;

    let mut officer = world.browser();
    officer.log_in("fgw", "window-one-demo").await;
    let rows = world.app.store.read(&window_store::Viewer::Oversight);
    let filter = window_store::CaseFilter {
        project: Some(project.clone()),
        ..window_store::CaseFilter::default()
    };
    let case = rows
        .cases(&filter, &window_store::Page::first(1))
        .await
        .unwrap()
        .rows
        .remove(0)
        .case_no;
    let task = format!("/dept/tasks/{case}");
    done(&mut officer, "/dept", &format!("{task}/claim"), &[]).await;
    let points = ["point-0", "point-1", "point-2"].map(|point| (point, "complies"));
    let verdict = [&points[..], &[("outcome", "approved")]].concat();
    done(&mut officer, &task, &format!("{task}/decide"), &verdict).await;
    // The decision is the department's letter, and its check page says so; the receipt is the window's.
    let catalogue = &world.app.office.catalogue;
    let department = catalogue.department(&"fgw".into()).unwrap().name.zh.clone();
    let hall = catalogue.city().hall.zh.clone();
    for letter in rows.letters(&project).await.unwrap() {
        let check = format!("/v/{}?lang=zh-CN", letter.check_code);
        let check = world.browser().get(&check).await.body;
        let is_decision = letter.kind.starts_with("decision");
        let issuer = if is_decision { &department } else { &hall };
        assert!(check.contains(issuer.as_str()), "{}: {check}", letter.kind);
    }

    // What the land authority concluded elsewhere is recorded once, with all its fields.
    let result = format!("{file}/result");
    assert_eq!(
        fill(&mut lead, &file, &result, &[("item", "A04")])
            .await
            .status,
        422
    );
    let paper = [
        ("item", "A04"),
        ("certificate_no", "T-1"),
        ("issued_on", "2026-07-01"),
    ];
    done(&mut lead, &file, &result, &paper).await;
    // Admitting needs the credit check; the agent may not admit at all.
    let screen = format!("{file}/screen");
    let admit = [("admitted", "true"), ("credit_clear", "true")];
    assert_eq!(
        fill(&mut lead, &file, &screen, &admit[..1]).await.status,
        422
    );
    let mut agent = world.browser();
    agent.log_in("agent1", "window-one-demo").await;
    assert_eq!(fill(&mut agent, &file, &screen, &admit).await.status, 403);
    done(&mut lead, &file, &screen, &admit).await;
    done(&mut lead, &file, &format!("{file}/standards"), &[]).await;

    let letter = format!("{own}/commitment");
    let page = owner.get(&letter).await.body;
    let promises: Vec<(&str, &str)> = page
        .split("name=\"promise\" value=\"")
        .skip(1)
        .map(|rest| ("promise", rest.split_once('"').unwrap().0))
        .collect();
    assert!(promises.len() > 3, "{promises:?}");
    let signed = [&promises[..], &[("password", PASSWORD)]].concat();
    let unsigned = [&promises[1..], &[("password", PASSWORD)]].concat();
    assert_eq!(
        fill(&mut owner, &letter, &letter, &unsigned).await.status,
        422
    );
    done(&mut owner, &letter, &letter, &signed).await;
    let found = loaded(&world, &project).await;
    let printed = commitment_letter(&world, &found);
    assert_eq!(printed["enterprise"]["legal_representative"], "张测试");
    assert_eq!(printed["enterprise"]["signer"], "陈测试");

    let objection = [("objector", "Neighbour"), ("text", "Noise")];
    done(&mut agent, &file, &format!("{file}/objection"), &objection).await;
    let body = lead.get(&file).await.body;
    let (_, rest) = body.split_once("name=\"objection\" value=\"").unwrap();
    let answer = [
        ("objection", rest.split_once('"').unwrap().0),
        ("answer", "您好，经核查噪声在限值之内"),
    ];
    done(
        &mut lead,
        &file,
        &format!("{file}/objection/answer"),
        &answer,
    )
    .await;

    let mut parties = Vec::new();
    let kinds = [
        "builder",
        "surveyor",
        "designer",
        "contractor",
        "supervisor",
    ];
    let names: Vec<[String; 3]> = kinds
        .iter()
        .map(|kind| ["company", "uscc", "person"].map(|part| format!("{kind}-{part}")))
        .collect();
    for [company, uscc, person] in &names {
        parties.extend([
            (company.as_str(), "Firm"),
            (uscc, "91420200MA49000292"),
            (person, "Chen"),
        ]);
    }
    done(&mut owner, &own, &format!("{own}/parties"), &parties).await;

    let issue = format!("/desk/issue/{project}");
    let scope = format!("scope-{project}");
    let early = fill(&mut lead, "/desk/issue", &issue, &[(&scope, "Workshop")]).await;
    assert_eq!(early.status, 422);
    assert!(
        early.body.contains("8月10日"),
        "publicity runs until the 10th: {}",
        early.body
    );
    world.app.clock.advance(SignedDuration::from_hours(8 * 24));
    lead.log_in("lead", "window-one-demo").await;
    // No promise can stand for the survey: it is named, recorded, and then nothing is in the way.
    let blocked = fill(&mut lead, "/desk/issue", &issue, &[(&scope, "Workshop")]).await;
    assert_eq!(blocked.status, 422);
    assert!(blocked.body.contains("C01"), "{}", blocked.body);
    let survey = [
        ("item", "C01"),
        ("certificate_no", "S-1"),
        ("issued_on", "2026-08-01"),
    ];
    done(&mut lead, &file, &result, &survey).await;
    let answer = fill(&mut lead, "/desk/issue", &issue, &[(&scope, "Workshop")]).await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
    let row = rows.project(&project).await.unwrap().unwrap();
    let code = row.notice_check_code.expect("the notice is issued");
    let verified = world.browser().get(&format!("/v/{code}?lang=en")).await;
    assert!(verified.body.contains(&row.notice_no.unwrap()));
    assert!(verified.body.contains("Valid"), "{}", verified.body);
}
