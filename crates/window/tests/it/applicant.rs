//! An enterprise that comes for the first time: registers, files a project, sees who helps it and what is next.

use axum::body::Body;
use window_domain::access::{Action, Role};
use window_store::{Page, ProjectFilter, Viewer};

use crate::world::{Answer, Browser, PASSWORD, World};

/// Codes with right check characters, of no real enterprise.
const USCC: &str = "91420200MA4K2X3Y12";
const REGISTRATION: &[(&str, &str)] = &[
    ("company", "黄石测试机械有限公司"),
    ("legal_person", "张测试"),
    ("name", "陈测试"),
    ("login", "first.user"),
    ("password", PASSWORD),
];
/// What the stepper asks before its last step, of a project that may build first.
pub(crate) const TYPED: &[(&str, &str)] = &[
    ("secret", "false"),
    ("title", "年产千台设备项目"),
    ("address", "测试大道1号"),
    ("person", "陈测试"),
    ("phone", "0714-000 0123"),
];
pub(crate) const ESSENTIAL: &[(&str, &str)] = &[
    ("fact-project_type", "industrial"),
    ("fact-industry_division", "34"),
    ("fact-investment_wan", "12000"),
    ("fact-land_acquisition", "grant"),
    ("fact-in_zone", "true"),
    ("fact-site_area_m2", "20000"),
    ("fact-building_area_m2", "12000"),
    ("fact-eia_class", "statement"),
];

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let value = |text: &str| -> String {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, text)| format!("{name}={}", value(text)))
        .collect();
    pairs.join("&")
}

/// The value of a hidden field, as a browser sends it back.
pub(crate) fn hidden(page: &Answer, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&start).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// All hidden fields of the page's last form but its secrets.
pub(crate) fn carried(page: &Answer) -> Vec<(String, String)> {
    let form = page.body.rsplit_once("<form").unwrap().1;
    form.split("<input type=\"hidden\" name=\"")
        .skip(1)
        .filter_map(|rest| {
            let (name, rest) = rest.split_once("\" value=\"")?;
            let value = rest.split_once('"')?.0;
            (!name.starts_with('_')).then(|| (name.to_owned(), value.to_owned()))
        })
        .collect()
}

/// Fills in one step of the stepper as a browser without JavaScript does.
pub(crate) async fn step(
    browser: &mut Browser,
    page: &Answer,
    number: u8,
    typed: &[(&str, &str)],
) -> Answer {
    let mut fields = carried(page);
    for (name, value) in typed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let path = format!("/my/projects/new?step={number}");
    browser.post(&path, &page.secret(), &encoded(&fields)).await
}

/// Asks to build first, with a key of its own: the session's filing has used the helper's.
async fn ask_build_first(browser: &mut Browser, path: &str, secret: &str) -> Answer {
    let body = Body::from(format!("_csrf={secret}&_key=ask-{secret}"));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    browser.send("POST", path, &[kind], body).await
}

pub(crate) async fn registered(world: &World) -> Browser {
    let mut browser = world.browser();
    let page = browser.get("/register").await;
    assert_eq!(page.status, 200);
    let fields = [&[("uscc", USCC)], REGISTRATION].concat();
    let done = browser
        .post("/register", &page.secret(), &encoded(&fields))
        .await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(done.header("location"), "/my");
    browser
}

#[tokio::test]
async fn a_wrong_code_and_missing_fields_are_named_at_once_and_what_was_typed_stays() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = browser.get("/register").await;
    let wrong = format!("{}0", USCC.strip_suffix('2').unwrap());
    let fields = [
        ("uscc", wrong.as_str()),
        ("company", "黄石测试机械有限公司"),
        ("login", "ab"),
        ("password", "short"),
    ];
    let answer = browser
        .post("/register", &page.secret(), &encoded(&fields))
        .await;
    assert_eq!(answer.status, 422);
    for field in ["uscc", "legal_person", "name", "login", "password"] {
        let beside = format!("id=\"{field}-error\"");
        assert!(answer.body.contains(&beside), "{field}");
        assert!(
            answer.body.contains(&format!("href=\"#{field}\"")),
            "{field}"
        );
    }
    for sentence in ["请填写法定代表人", "请填写您的姓名"] {
        assert_eq!(answer.body.matches(sentence).count(), 2, "{sentence}");
    }
    assert!(!answer.body.contains("id=\"company-error\""));
    assert!(answer.body.contains(&format!("value=\"{wrong}\"")));
    assert!(answer.body.contains("value=\"黄石测试机械有限公司\""));
    assert!(!answer.body.contains("short"), "no page repeats a password");
    let known = world.app.store.enterprise_by_uscc(&wrong).await.unwrap();
    assert!(known.is_none());
}

#[tokio::test]
async fn an_enterprise_registers_once_and_its_first_account_signs_for_it() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    let desk = owner.get("/my").await;
    assert_eq!(desk.status, 200);
    assert!(
        desk.body.contains("href=\"/my/projects/new\""),
        "the way on"
    );
    let account = world
        .app
        .store
        .account_by_login("first.user")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(account.roles, ["enterprise_signatory", "enterprise_member"]);
    let enterprise = world.app.store.enterprise_by_uscc(USCC).await.unwrap();
    assert_eq!(account.enterprise_id, enterprise.map(|row| row.id));

    // Somebody else cannot join by registering the same code, nor take the login for another code.
    let mut other = world.browser();
    let page = other.get("/register").await;
    let mut fields = [&[("uscc", USCC)], REGISTRATION].concat();
    fields.retain(|(name, _)| *name != "login");
    fields.push(("login", "second.user"));
    let refused = other
        .post("/register", &page.secret(), &encoded(&fields))
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("id=\"uscc-error\""));
    let second = world.app.store.account_by_login("second.user").await;
    assert!(second.unwrap().is_none());
    let taken = [&[("uscc", "91420200MA4K2X3Y25")], REGISTRATION].concat();
    let refused = other
        .post("/register", &page.secret(), &encoded(&taken))
        .await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("id=\"login-error\""),
        "{}",
        refused.body
    );
    // And the enterprise whose login was taken can still be registered: nothing was left behind.
    let known = world.app.store.enterprise_by_uscc("91420200MA4K2X3Y25");
    assert!(known.await.unwrap().is_none());
}

#[tokio::test]
async fn a_double_click_on_register_ends_in_the_same_account() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = browser.get("/register").await;
    let token = hidden(&page, "registration");
    let fields = [&[("uscc", USCC), ("registration", &token)], REGISTRATION].concat();
    let body = format!("_csrf={}&_key=once&{}", page.secret(), encoded(&fields));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let cookies = browser.cookies.clone();
    for _ in 0..2 {
        // The second click is sent before the first one's answer, and its cookie, arrived.
        browser.cookies.clone_from(&cookies);
        let answer = browser
            .send("POST", "/register", &[kind], Body::from(body.clone()))
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    // The same form with another password opens nothing.
    browser.cookies = cookies;
    let guessed = body.replace("horse", "zebra");
    assert_ne!(guessed, body);
    let answer = browser
        .send("POST", "/register", &[kind], Body::from(guessed))
        .await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn a_step_with_gaps_is_shown_again_with_each_gap_named_and_what_was_typed() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    let page = owner.get("/my/projects/new").await;
    assert_eq!(page.status, 200);

    let unanswered = step(&mut owner, &page, 1, &[]).await;
    assert_eq!(unanswered.status, 422);
    let page = step(&mut owner, &page, 1, &TYPED[..1]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        page.body.contains("value=\"陈测试\""),
        "the account's name is offered"
    );
    let gaps = step(
        &mut owner,
        &page,
        2,
        &[
            ("title", "年产千台设备项目"),
            ("person", ""),
            ("code", "123"),
        ],
    )
    .await;
    assert_eq!(gaps.status, 422);
    for field in ["address", "person", "phone", "code"] {
        assert!(
            gaps.body.contains(&format!("id=\"{field}-error\"")),
            "{field}"
        );
    }
    assert!(gaps.body.contains("value=\"年产千台设备项目\""));
    let typed = [&TYPED[1..], &[("code", "")]].concat();
    let page = step(&mut owner, &gaps, 2, &typed).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let mut too_large = ESSENTIAL.to_vec();
    too_large.retain(|(name, _)| *name != "fact-in_zone");
    too_large.retain(|(name, _)| *name != "fact-investment_wan");
    too_large.push(("fact-investment_wan", "99999999999"));
    let wrong = step(&mut owner, &page, 3, &too_large).await;
    assert_eq!(wrong.status, 422);
    for field in ["fact-in_zone", "fact-investment_wan"] {
        assert!(
            wrong.body.contains(&format!("id=\"{field}-error\"")),
            "{field}"
        );
    }
    assert!(wrong.body.contains("value=\"12000\""), "other answers stay");
}

#[tokio::test]
async fn a_project_is_filed_in_five_steps_and_its_page_shows_agent_and_next_action() {
    let world = World::new().await;
    world.add("agent", Role::Agent).await;
    let mut owner = registered(&world).await;
    let mut page = owner.get("/my/projects/new").await;
    for (number, typed) in [(1, &TYPED[..1]), (2, &TYPED[1..])] {
        page = step(&mut owner, &page, number, typed).await;
        assert_eq!(page.status, 200, "{}", page.body);
    }
    let page = step(&mut owner, &page, 3, ESSENTIAL).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let route = step(&mut owner, &page, 4, &[("fact-construction_months", "18")]).await;
    assert_eq!(route.status, 200, "{}", route.body);
    assert!(route.body.contains("value=\"build-first\""));
    // Back to the questions: nothing is lost.
    let back = step(&mut owner, &route, 5, &[("go", "back")]).await;
    assert_eq!(back.status, 200);
    assert!(back.body.contains("value=\"18\""));
    assert_eq!(step(&mut owner, &route, 5, &[]).await.status, 422);

    // Two clicks, one project.
    let mut links = Vec::new();
    for _ in 0..2 {
        let filed = step(&mut owner, &route, 5, &[("track", "build-first")]).await;
        assert_eq!(filed.status, 303, "{}", filed.body);
        links.push(filed.header("location").to_owned());
    }
    assert_eq!(links[0], links[1]);
    for language in ["zh-CN", "en"] {
        let project = owner.get(&format!("{}?lang={language}", links[0])).await;
        assert_eq!(project.status, 200, "{}", project.body);
        assert!(project.body.contains("Test agent"), "the agent");
        // Nothing can be handed in yet: the way leads to the papers of the first item.
        let papers = format!("class=\"button primary\" href=\"{}/steps/A01\"", links[0]);
        assert!(project.body.contains(&papers), "the next action");
        assert!(project.body.contains("年产千台设备项目"));
        let desk = owner.get(&format!("/my?lang={language}")).await;
        assert_eq!(desk.status, 200);
        assert!(desk.body.contains(&links[0]));
    }
    let rows = world.app.store.read(&Viewer::Oversight);
    let projects = rows
        .projects(&ProjectFilter::default(), &Page::first(9))
        .await
        .unwrap();
    let tracks: Vec<&str> = projects.rows.iter().map(|row| row.track.as_str()).collect();
    assert_eq!(tracks, ["build_first"]);
}

#[tokio::test]
async fn a_secret_project_is_stopped_at_the_first_step_and_at_every_later_one() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    let page = owner.get("/my/projects/new").await;
    let hotline = world.app.office.catalogue.city().hotline.clone();
    let everything = [TYPED, ESSENTIAL, &[("track", "ordinary")]].concat();
    for number in 1..=5 {
        let mut fields = everything.clone();
        fields.push(("secret", "true"));
        let stopped = step(&mut owner, &page, number, &fields).await;
        assert_eq!(stopped.status, 422, "step {number}");
        assert!(stopped.body.contains(&hotline), "step {number}");
    }
    let rows = world.app.store.read(&Viewer::Oversight);
    let count = rows.count_projects(&ProjectFilter::default()).await;
    assert_eq!(count.unwrap(), 0);
}

#[tokio::test]
async fn a_project_outside_the_zone_is_told_why_it_cannot_build_first_and_asking_is_refused() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    let page = owner.get("/my/projects/new?lang=en").await;
    let mut fields = [TYPED, ESSENTIAL].concat();
    fields.retain(|(name, _)| *name != "fact-in_zone");
    fields.push(("fact-in_zone", "false"));
    let route = step(&mut owner, &page, 4, &fields).await;
    assert_eq!(route.status, 200, "{}", route.body);
    let why = "The project is not in a development zone or industrial park";
    assert!(route.body.contains(why));
    assert!(!route.body.contains("value=\"build-first\""));
    // A hand-made request for the track that is closed is refused beside the choice.
    let forged = step(&mut owner, &route, 5, &[("track", "build-first")]).await;
    assert_eq!(forged.status, 422);
    assert!(forged.body.contains("id=\"track-error\""));
    let filed = step(&mut owner, &forged, 5, &[("track", "ordinary")]).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let link = filed.header("location").to_owned();
    let project = owner.get(&link).await;
    assert!(project.body.contains(why));
    assert!(!project.body.contains("/request-build-first\""));
    let path = format!("{link}/request-build-first");
    let refused = ask_build_first(&mut owner, &path, &project.secret()).await;
    assert_eq!(refused.status, 422);
    let mut other = world.browser();
    other.log_in("wang", PASSWORD).await;
    let secret = other.get("/guide").await.secret();
    assert_eq!(
        ask_build_first(&mut other, &path, &secret).await.status,
        404
    );
}

#[tokio::test]
async fn an_ordinary_project_may_ask_to_build_first_once() {
    let world = World::new().await;
    let mut owner = registered(&world).await;
    let page = owner.get("/my/projects/new").await;
    let fields = [TYPED, ESSENTIAL, &[("track", "ordinary")]].concat();
    let filed = step(&mut owner, &page, 5, &fields).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let link = filed.header("location").to_owned();
    let path = format!("{link}/request-build-first");
    let project = owner.get(&link).await;
    assert!(project.body.contains(&format!("action=\"{path}\"")));
    let asked = ask_build_first(&mut owner, &path, &project.secret()).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    let project = owner.get(&link).await;
    assert_eq!(project.status, 200, "{}", project.body);
    assert!(!project.body.contains(&format!("action=\"{path}\"")));
    assert!(project.body.contains("step-current"));
}

#[tokio::test]
async fn an_account_without_enterprise_files_nothing() {
    let world = World::new().await;
    let mut nobody = world.browser();
    nobody.log_in("wang", PASSWORD).await;
    assert_eq!(nobody.get("/my/projects/new").await.status, 403);
    let mut officer = world.browser();
    officer.log_in("li", PASSWORD).await;
    assert!(!window_domain::access::role_may(
        Role::Officer,
        Action::CreateProject
    ));
    assert_eq!(officer.get("/my/projects/new").await.status, 403);
}
