//! Login, sessions and the brake on guessing.

use jiff::SignedDuration;

use crate::world::{PASSWORD, World};

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

#[tokio::test]
async fn a_right_password_leads_to_ones_own_desk_under_a_new_token() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.get("/login").await;
    let before = browser.cookies.clone();
    let answer = browser.log_in("Wang", PASSWORD).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/my");
    assert_ne!(browser.cookies, before);
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert_eq!(browser.get("/session").await.status, 204);
    let mut officer = world.browser();
    assert_eq!(
        officer.log_in("li", PASSWORD).await.header("location"),
        "/dept"
    );
}

#[tokio::test]
async fn under_https_the_cookie_is_bound_to_the_host() {
    let world =
        World::with(|config| config.server.base_url = "https://window.example".to_owned()).await;
    let answer = world.browser().get("/login").await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("__Host-window=")
            && cookie.contains("Secure")
            && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!answer.header("strict-transport-security").is_empty());
}

#[tokio::test]
async fn unknown_name_and_wrong_password_get_the_same_answer() {
    let world = World::new().await;
    let mut one = world.browser();
    let mut two = world.browser();
    let wrong = one.log_in("wang", "not the password").await;
    let unknown = two.log_in("nobody", "not the password").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(unknown.status, 422);
    assert!(wrong.body.contains("登录名或密码不正确"));
    assert!(unknown.body.contains("登录名或密码不正确"));
    assert!(
        wrong.body.contains("value=\"wang\""),
        "the name typed is not lost"
    );
    assert!(!wrong.body.contains("not the password"));
}

#[tokio::test]
async fn after_ten_failures_one_must_wait_and_then_gets_in() {
    let world = World::new().await;
    let mut browser = world.browser();
    for _ in 0..10 {
        assert_eq!(browser.log_in("wang", "wrong password 1").await.status, 422);
    }
    let answer = browser.log_in("wang", PASSWORD).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), "30");
    assert_eq!(
        world.browser().log_in("li", PASSWORD).await.status,
        303,
        "others are not held up"
    );
    world.app.clock.advance(SignedDuration::from_secs(31));
    assert_eq!(browser.log_in("wang", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_session_ends_by_idleness_by_age_and_by_logout() {
    for (login, idle) in [("wang", 60), ("li", 30)] {
        let world = World::new().await;
        let mut browser = world.browser();
        browser.log_in(login, PASSWORD).await;
        world.app.clock.advance(minutes(idle - 1));
        assert_eq!(
            browser.get("/session").await.status,
            204,
            "{login} still works"
        );
        world.app.clock.advance(minutes(idle - 1));
        assert_eq!(browser.get("/session").await.status, 204, "use extends it");
        world.app.clock.advance(minutes(idle));
        browser.accept = "application/json".to_owned();
        assert_eq!(
            browser.get("/session").await.status,
            401,
            "{login} was idle"
        );
    }
    let world = World::new().await;
    let mut browser = world.browser();
    browser.log_in("wang", PASSWORD).await;
    for _ in 0..24 {
        assert_eq!(browser.get("/session").await.status, 204);
        world.app.clock.advance(minutes(30));
    }
    assert_eq!(
        browser.get("/session").await.status,
        401,
        "12 hours are over"
    );
}

#[tokio::test]
async fn a_token_is_worth_nothing_after_logout() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.log_in("wang", PASSWORD).await;
    let mut thief = browser.clone();
    let secret = browser.get("/nowhere").await.secret();
    assert_eq!(browser.post("/logout", &secret, "").await.status, 303);
    assert_eq!(browser.get("/session").await.status, 401);
    assert_eq!(thief.get("/session").await.status, 401);
}

#[tokio::test]
async fn one_click_logins_exist_only_in_a_demo() {
    let world = World::new().await;
    let mut browser = world.browser();
    let secret = browser.get("/login").await.secret();
    assert_eq!(
        browser
            .post("/login/demo", &secret, "login=wang")
            .await
            .status,
        404
    );
    let demo = World::with(|config| config.demo = true).await;
    let mut browser = demo.browser();
    let page = browser.get("/login").await;
    assert!(page.body.contains("action=\"/login/demo\""));
    let answer = browser
        .post("/login/demo", &page.secret(), "login=wang")
        .await;
    assert_eq!(answer.header("location"), "/my");
}

#[tokio::test]
async fn login_leads_back_but_never_off_the_site() {
    let world = World::new().await;
    for (next, location) in [
        ("%2Fmy%2Finbox", "/my/inbox"),
        ("%2F%2Fevil.example", "/my"),
    ] {
        let mut browser = world.browser();
        let secret = browser.get(&format!("/login?next={next}")).await.secret();
        let fields = format!("next={next}&login=wang&password=correct+horse+battery");
        assert_eq!(
            browser
                .post("/login", &secret, &fields)
                .await
                .header("location"),
            location
        );
    }
}
