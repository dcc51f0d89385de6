//! What holds for every request: headers, forged forms, languages, error pages.

use axum::body::Body;
use window_one::http::{Routes, UploadForm, Visitor};

use crate::world::{PASSWORD, World};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'";

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let world = World::with(|config| config.demo = true).await;
    let mut browser = world.browser();
    let asset = window_one::assets::Assets::url("app.css").unwrap();
    for (method, path, status) in [
        ("GET", "/login", 200),
        ("GET", "/_design", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", asset.as_str(), 200),
        ("GET", "/static/no-such.css", 404),
        ("GET", "/nowhere", 404),
        ("PUT", "/login", 415),
        ("TRACE", "/login", 415),
        ("POST", "/login", 415),
        ("GET", "/logout", 405),
        ("HEAD", "/login", 200),
    ] {
        let answer = browser.send(method, path, &[], Body::empty()).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(
            answer.header("content-security-policy"),
            POLICY,
            "{method} {path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert!(!answer.header("x-request-id").is_empty() || path.starts_with("/static/"));
        assert!(!answer.header("cache-control").is_empty());
    }
}

#[tokio::test]
async fn static_files_may_be_kept_for_ever_and_set_no_cookie() {
    let world = World::new().await;
    let path = window_one::assets::Assets::url("app.js").unwrap();
    let answer = world.browser().get(&path).await;
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(
        answer.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn only_our_own_form_of_this_visitor_is_obeyed() {
    let world = World::new().await;
    let mut browser = world.browser();
    let ours = browser.get("/login").await.secret();
    let theirs = world.browser().get("/login").await.secret();
    assert_ne!(ours, theirs);
    let form = "application/x-www-form-urlencoded";
    let same = ("origin", "http://127.0.0.1:8080");
    for (name, secret, kind, more, status) in [
        ("ours", &ours, form, same, 422),
        ("no origin told", &ours, form, ("x-none", "1"), 422),
        (
            "same site told",
            &ours,
            form,
            ("sec-fetch-site", "same-origin"),
            422,
        ),
        ("another visitor's secret", &theirs, form, same, 403),
        ("no secret", &String::new(), form, same, 403),
        (
            "foreign origin",
            &ours,
            form,
            ("origin", "http://evil.example"),
            403,
        ),
        ("null origin", &ours, form, ("origin", "null"), 403),
        (
            "cross site told",
            &ours,
            form,
            ("sec-fetch-site", "cross-site"),
            403,
        ),
        (
            "same site but other origin",
            &ours,
            form,
            ("sec-fetch-site", "same-site"),
            403,
        ),
        ("plain text", &ours, "text/plain", same, 415),
        ("json", &ours, "application/json", same, 415),
    ] {
        let body = Body::from(format!("_csrf={secret}&_key=k&login=wang&password=wrong"));
        let headers = [("content-type", kind), more];
        let answer = browser.send("POST", "/login", &headers, body).await;
        assert_eq!(answer.status, status, "{name}");
    }
}

#[tokio::test]
async fn a_form_with_files_needs_the_secret_in_its_first_part() {
    async fn upload(_: Visitor, form: UploadForm) -> String {
        let mut parts = form.parts;
        let file = parts.next_field().await.unwrap().unwrap();
        format!("{} {}", form.key, file.bytes().await.unwrap().len())
    }
    let mut world = World::new().await;
    let routes = Routes::new()
        .get(
            "/login",
            window_domain::access::Action::ReadPublic,
            || async { "" },
        )
        .post("/upload", window_domain::access::Action::ReadPublic, upload);
    let mut browser = world.browser();
    let secret = browser.get("/login").await.secret();
    world.site = window_one::http::site(&world.app, routes);
    let cookies = browser.cookies.clone();
    let part = |name: &str, value: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = format!(
        "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n{}\r\n--B--\r\n",
        "x".repeat(300_000)
    );
    for (name, body, status, text) in [
        (
            "in order",
            part("_csrf", &secret) + &part("_key", "k1") + &file,
            200,
            "k1 300000",
        ),
        ("no secret", part("_key", "k1") + &file, 403, ""),
        (
            "wrong secret",
            part("_csrf", "zzz") + &part("_key", "k1") + &file,
            403,
            "",
        ),
        (
            "secret later",
            part("_key", "k1") + &part("_csrf", &secret) + &file,
            403,
            "",
        ),
        ("no key", part("_csrf", &secret) + &file, 400, ""),
    ] {
        let mut browser = world.browser();
        browser.cookies.clone_from(&cookies);
        let headers = [("content-type", "multipart/form-data; boundary=B")];
        let answer = browser
            .send("POST", "/upload", &headers, Body::from(body))
            .await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        if status == 200 {
            assert_eq!(answer.body, text);
        }
    }
}

#[tokio::test]
async fn the_language_is_the_one_asked_for_then_the_one_kept_then_the_browsers() {
    let world = World::new().await;
    let mut browser = world.browser();
    assert!(browser.get("/login").await.body.contains("lang=\"zh-CN\""));
    let answer = browser.get("/login?as=staff&lang=en").await;
    assert!(answer.body.contains("<html lang=\"en\""));
    assert!(
        answer
            .body
            .contains("href=\"/login?as=staff&amp;lang=zh-CN\"")
    );
    assert!(
        browser
            .get("/login")
            .await
            .body
            .contains("<html lang=\"en\""),
        "kept"
    );
    let english = [("accept-language", "en-GB,en;q=0.8")];
    let answer = world
        .browser()
        .send("GET", "/login", &english, Body::empty())
        .await;
    assert!(answer.body.contains("<html lang=\"en\""));
    let elder = browser.get("/login?display=elder").await;
    assert!(elder.body.contains("class=\"elder "));
    assert!(
        browser.get("/login").await.body.contains("class=\"elder "),
        "kept"
    );
}

#[tokio::test]
async fn an_error_is_a_page_for_people_and_problem_json_for_programs() {
    let world = World::new().await;
    let mut browser = world.browser();
    let page = browser.get("/nowhere").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.contains("没有找到这个页面"));
    browser.accept = "application/json".to_owned();
    let problem = browser.get("/nowhere?lang=en").await;
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let json: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
    assert_eq!(json["status"], 404);
    assert_eq!(json["type"], "urn:window-one:error:not-found");
    assert_eq!(json["title"], "There is no such page");
    assert_eq!(json["problems"], serde_json::json!([]));
}

#[tokio::test]
async fn a_form_beyond_the_limit_is_refused_with_a_page() {
    let world = World::new().await;
    let mut browser = world.browser();
    let secret = browser.get("/login").await.secret();
    let long = "x".repeat(300_000);
    let answer = browser
        .post("/login", &secret, &format!("login={long}"))
        .await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("提交的内容太大"));
}

#[tokio::test]
async fn the_gallery_exists_only_in_a_demo() {
    let world = World::new().await;
    assert_eq!(world.browser().get("/_design").await.status, 404);
}

#[tokio::test]
async fn a_route_is_refused_before_its_handler_by_the_access_table() {
    let mut world = World::new().await;
    let mut officer = world.browser();
    officer.log_in("li", PASSWORD).await;
    let desk = Routes::new().get(
        "/my",
        window_domain::access::Action::ReadEnterpriseDesk,
        || async { "the desk" },
    );
    world.site = window_one::http::site(&world.app, desk);
    let mut anonymous = world.browser();
    let answer = anonymous.get("/my?tab=2").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/login?next=/my%3Ftab%3D2");
    anonymous.accept = "application/json".to_owned();
    assert_eq!(anonymous.get("/my").await.status, 401);
    let mut inside = world.browser();
    inside.cookies = officer.cookies;
    assert_eq!(inside.get("/my").await.status, 403);
}
