//! Messages about a project over HTTP without JavaScript: from the enterprise over the window to a department and back,
//! with files that only those in the conversation read.

use axum::body::Body;
use jiff::SignedDuration;
use window_one::{jobs, sending};
use window_store::{OutboxFilter, ProjectRow};

use crate::acts::owner_of;
use crate::built::{logged_in, project, row};
use crate::service::{agent_of, done, hand_in};
use crate::world::{Answer, Browser, World};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << >> endobj\n";

/// Sends the form of a page with one file, or none.
async fn send(
    browser: &mut Browser,
    (page, path): (&str, &str),
    fields: &[(&str, &str)],
    file: Option<&str>,
) -> Answer {
    let secret = browser.get(page).await.secret();
    let key = browser.app_key();
    keyed(browser, path, (&secret, &key), (fields, file)).await
}

async fn keyed(
    browser: &mut Browser,
    path: &str,
    (secret, key): (&str, &str),
    (fields, file): (&[(&str, &str)], Option<&str>),
) -> Answer {
    let hidden = [("_csrf", secret), ("_key", key)];
    let mut body = Vec::new();
    for (name, value) in hidden.iter().chain(fields) {
        let head = "--B\r\nContent-Disposition: form-data; name=";
        body.extend(format!("{head}\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    let name = file.unwrap_or_default();
    let head = format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    );
    body.extend(head.bytes());
    if file.is_some() {
        body.extend(PDF);
        body.extend(name.bytes());
    }
    body.extend(b"\r\n--B--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    browser.send("POST", path, &[kind], Body::from(body)).await
}

/// A project on which the power company has a problem to solve.
async fn with_problem() -> (World, ProjectRow) {
    let world = World::demo().await;
    let row = row(&world, "模具加工中心").await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let mine = format!("/my/projects/{}/service", row.id);
    let raised = [("topic", "power"), ("text", "配电房电缆沟与设备基础冲突")];
    done(&mut owner, (&mine, &format!("{mine}/problem")), &raised).await;
    (world, row)
}

/// The first file offered on a page.
fn first_file(page: &str, base: &str) -> String {
    let start = format!("href=\"{base}/");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("{page}"));
    format!("{base}/{}", rest.split_once('"').unwrap().0)
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_question_goes_over_the_window_to_a_department_and_its_answer_is_read_once_it_is_released()
 {
    let (world, row) = with_problem().await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let mut agent = agent_of(&world, &row).await;
    let mut officer = logged_in(&world, "gdgs").await;
    let [mine, desk, dept] =
        ["my", "desk", "dept"].map(|it| format!("/{it}/projects/{}/messages", row.id));

    // Everything that is wrong is told at once, and the file stays with the form.
    let empty = [("subject", ""), ("text", "")];
    let refused = send(&mut owner, (&mine, &mine), &empty, Some("plan.pdf")).await;
    assert_eq!(refused.status, 422);
    for said in ["subject-error", "text-error", "plan.pdf"] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    let (_, kept) = refused.body.split_once("name=\"kept\" value=\"").unwrap();
    let kept = kept.split_once('"').unwrap().0.to_owned();
    let fields = [
        ("subject", "电缆沟"),
        ("text", "以哪张图为准？"),
        ("asks", "true"),
        ("kept", &kept),
    ];
    let secret = owner.get(&mine).await.secret();
    for _ in 0..2 {
        let sent = keyed(&mut owner, &mine, (&secret, "question-1"), (&fields, None)).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    assert_eq!(
        project(&world, &row).await.talks.len(),
        1,
        "a second click asks nothing twice"
    );

    let list = agent.get("/desk/messages?lang=en").await.body;
    assert!(list.contains("电缆沟") && list.contains(">New<"), "{list}");
    assert!(
        agent
            .get("/desk?lang=en")
            .await
            .body
            .contains("Messages to answer")
    );
    let [own, window, office] = [&mine, &desk, &dept].map(|it| format!("{it}/1"));
    let seen = agent.get(&format!("{window}?lang=en")).await.body;
    assert!(
        seen.contains("以哪张图为准？") && seen.contains("Your answer is awaited"),
        "{seen}"
    );
    let list = agent.get("/desk/messages?lang=en").await.body;
    assert!(!list.contains(">New<"), "{list}");
    assert!(
        owner
            .get(&format!("{own}?lang=en"))
            .await
            .body
            .contains("Read by:")
    );

    // Not the department's yet, and never a stranger's.
    assert_eq!(officer.get(&office).await.status, 404);
    let ask = [
        ("to", "gdgs"),
        ("text", "请答复以哪张图为准"),
        ("asks", "true"),
    ];
    let sent = send(&mut agent, (&window, &window), &ask, None).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let seen = officer.get(&office).await.body;
    assert!(
        seen.contains("以哪张图为准？") && seen.contains("请答复以哪张图为准"),
        "{seen}"
    );
    assert!(officer.get("/dept/messages").await.body.contains("电缆沟"));
    assert!(!owner.get(&own).await.body.contains("请答复以哪张图为准"));
    let file = first_file(&seen, &office);
    let got = officer.get(&file).await;
    assert_eq!(got.status, 200);
    assert!(got.bytes.starts_with(PDF));
    for login in ["bdc", "energy", "supervisor"] {
        let mut stranger = logged_in(&world, login).await;
        for path in [&office, &own, &window, &file] {
            let status = stranger.get(path).await.status;
            assert!(status == 404 || status == 403, "{login} {path}: {status}");
        }
    }

    let answer = [("text", "以竣工图为准，见附件")];
    let sent = send(
        &mut officer,
        (&office, &office),
        &answer,
        Some("answer.pdf"),
    )
    .await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let seen = agent.get(&window).await.body;
    let (_, rest) = seen.split_once("answer.pdf").unwrap();
    assert!(!rest.contains("plan.pdf"));
    let answered = seen.split("answer.pdf").next().unwrap();
    let (_, sha256) = answered.rsplit_once(&format!("href=\"{window}/")).unwrap();
    let sha256 = sha256.split_once('"').unwrap().0;
    let theirs = format!("{own}/{sha256}");
    assert_eq!(owner.get(&theirs).await.status, 404, "not released");
    assert!(!owner.get(&own).await.body.contains("以竣工图为准"));
    let release = format!("{window}/release");
    done(&mut agent, (&window, &release), &[("message", "3")]).await;
    assert!(owner.get(&own).await.body.contains("以竣工图为准"));
    assert_eq!(owner.get(&theirs).await.status, 200);
    let again = hand_in(&mut agent, (&window, &release), &[("message", "3")]).await;
    assert_eq!(again.status, 422);
    assert!(
        again.body.contains("can read this message already"),
        "{}",
        again.body
    );
}

#[tokio::test]
async fn a_message_to_whoever_left_the_project_names_who_is_on_it_now_and_loses_nothing() {
    let (world, row) = with_problem().await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let mut agent = agent_of(&world, &row).await;
    let mine = format!("/my/projects/{}/messages", row.id);
    let known = project(&world, &row).await;
    let own = known.agent.clone().unwrap();
    // Where the agent is away, whoever stands in is on it now.
    let substitute = known.agency.substitute.as_ref();
    let present = substitute.map_or_else(|| own.clone(), |it| it.card.clone());
    let gone = world.app.office.agents().await.unwrap();
    let gone = gone
        .iter()
        .find(|card| card.agent != present.agent && card.agent != own.agent)
        .unwrap();
    let gone = gone.agent.to_string();
    let fields = [
        ("subject", "电缆沟"),
        ("text", "以哪张图为准？"),
        ("person", &gone),
    ];
    let refused = send(&mut owner, (&mine, &mine), &fields, None).await;
    assert_eq!(refused.status, 422);
    for said in [present.name.as_str(), "已不再负责", "以哪张图为准？"] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    // The form shown again is for whoever is there now.
    let now = format!("name=\"person\" value=\"{}\"", present.agent);
    assert!(refused.body.contains(&now), "{}", refused.body);

    let desk = format!("/desk/projects/{}/messages", row.id);
    let fields = [
        ("subject", "宗地图"),
        ("text", "请答复"),
        ("to", "rsj"),
        ("asks", "true"),
    ];
    let refused = send(&mut agent, (&desk, &desk), &fields, None).await;
    assert_eq!(refused.status, 422);
    let power = world
        .app
        .office
        .catalogue
        .department(&"gdgs".into())
        .unwrap();
    assert!(refused.body.contains("to-error"), "{}", refused.body);
    assert!(refused.body.contains(&power.name.zh), "{}", refused.body);
    assert!(project(&world, &row).await.talks.is_empty());
}

#[tokio::test]
async fn the_enterprise_is_told_of_a_message_and_reminded_when_its_day_has_passed() {
    let (world, row) = with_problem().await;
    let mut agent = agent_of(&world, &row).await;
    let desk = format!("/desk/projects/{}/messages", row.id);
    while sending::tell(&world.app).await.unwrap() > 0 {}
    let fields = [
        ("subject", "消防水池详图"),
        ("text", "请发一份"),
        ("to", "enterprise"),
        ("asks", "true"),
    ];
    let sent = send(&mut agent, (&desk, &desk), &fields, None).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let told = async || {
        sending::tell(&world.app).await.unwrap();
        let filter = OutboxFilter {
            topics: vec!["sms".to_owned()],
            state: None,
            before: None,
        };
        let lines = world.app.store.outbox_lines(&filter, 200).await.unwrap();
        let about = |line: &&window_store::OutboxLine, name: &str| {
            line.payload.contains(name) && line.payload.contains("消防水池详图")
        };
        ["tell-message", "tell-unanswered"]
            .map(|name| lines.iter().filter(|line| about(line, name)).count())
    };
    assert_eq!(told().await, [1, 0]);
    jobs::remind_answers(&world.app.office).await.unwrap();
    assert_eq!(told().await, [1, 0], "its day has not passed");
    world.app.clock.advance(SignedDuration::from_hours(9 * 24));
    for _ in 0..2 {
        jobs::remind_answers(&world.app.office).await.unwrap();
    }
    assert_eq!(told().await, [1, 1]);
}

#[tokio::test]
async fn the_window_begins_a_message_from_its_list_by_choosing_one_of_its_projects() {
    let world = World::demo().await;
    let row = row(&world, "模具加工中心").await;
    let mut agent = agent_of(&world, &row).await;
    let page = agent.get("/desk/messages").await.body;
    assert!(page.contains("action=\"/desk/messages/new\""), "{page}");
    let option = format!("<option value=\"{}\"", row.id);
    assert!(page.contains(&option), "{page}");
    let all = crate::acts::rows(&world).await;
    let foreign = all
        .iter()
        .find(|other| other.agent_id != row.agent_id)
        .unwrap();
    assert!(!page.contains(&format!("<option value=\"{}\"", foreign.id)));
    let nothing = agent.get("/desk/messages/new?project=").await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.body.contains("id=\"project-error\""));
    let chosen = agent
        .get(&format!("/desk/messages/new?project={}", row.id))
        .await;
    assert_eq!(chosen.status, 303);
    let form = chosen.header("location").to_owned();
    assert_eq!(form, format!("/desk/projects/{}/messages#new", row.id));
    let form = agent.get(form.trim_end_matches("#new")).await;
    assert!(form.status == 200 && form.body.contains("id=\"new\""));
    let unknown = agent.get("/desk/messages/new?project=prj_x").await;
    assert_eq!(unknown.status, 404);
    // Enterprises write from their project's page.
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    assert!(
        !owner
            .get("/my/messages")
            .await
            .body
            .contains("/desk/messages/new")
    );
}
