//! From the material to the receipt to the department, over HTTP without JavaScript.

use axum::body::Body;
use window_one::city::City;
use window_one::demo;

use crate::world::{Answer, Browser, World};

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
    let world = World::with(|config| config.demo = true).await;
    let city = City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    let now = world.app.clock.now();
    demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
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
    assert!(officer.get("/dept").await.body.contains("年产五万套"));
}

#[tokio::test]
async fn the_lead_issues_the_notice_that_stands_one_click_before_it() {
    let world = World::with(|config| config.demo = true).await;
    let city = City::load(None).unwrap();
    let files = tempfile::tempdir().unwrap();
    let now = world.app.clock.now();
    demo::seed((&world.app.store, files.path()), &city, now)
        .await
        .unwrap();
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
