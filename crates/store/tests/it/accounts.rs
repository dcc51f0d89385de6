//! Accounts, sessions and failed logins.

use jiff::{Timestamp, ToSpan};
use window_store::{
    Account, AccountChange, AccountChanged, AccountFilter, AccountSet, LoginSubject, Page, Session,
    Store,
};

use crate::world::{World, audited, now};

fn account(id: &str, login: &str, roles: &[&str]) -> Account {
    Account {
        id: id.into(),
        login: login.into(),
        name: "王磊".into(),
        password_hash: "$argon2id$…".into(),
        roles: roles.iter().map(|&role| role.into()).collect(),
        department: None,
        enterprise_id: None,
        window_no: None,
        phone: None,
        disabled_at: None,
        created_at: now(),

        organisation: None,
    }
}

async fn shut(store: &Store, id: &str) {
    let change = AccountChange {
        seen: store.account(id).await.unwrap().unwrap(),
        set: AccountSet::Closed,
        others_have: vec![],
        no_work: vec![],
    };
    let done = store.change_account(change, audited()).await.unwrap();
    assert_eq!(done, AccountChanged::Done);
}

fn session(token: &str, account: &str, expires_at: Timestamp) -> Session {
    Session {
        token_hash: token.into(),
        account_id: account.into(),
        csrf_secret: "secret".into(),
        created_at: now(),
        last_seen_at: now(),
        expires_at,
        language: "zh-CN".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_belongs_to_one_account_in_either_case() {
    for world in World::both().await {
        let store = &world.store;
        let mut first = account("usr_1", "Wang.Lei", &["agent", "window_lead"]);
        assert!(store.add_account(&first, &audited()).await.unwrap());
        let second = account("usr_2", "wang.lei", &[]);
        assert!(!store.add_account(&second, &audited()).await.unwrap());
        first.login = "wang.lei".into();
        assert_eq!(
            store.account_by_login("WANG.lei").await.unwrap(),
            Some(first.clone())
        );
        assert_eq!(store.account("usr_1").await.unwrap(), Some(first));
        assert_eq!(store.account("usr_2").await.unwrap(), None);
        // The refused one left nothing in the audit.
        assert_eq!(
            world.number("SELECT COUNT(*) FROM audit").await,
            1,
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_listed_by_role_and_department_page_by_page() {
    for world in World::both().await {
        let store = &world.store;
        for number in 0..7 {
            let roles: &[&str] = if number % 2 == 0 {
                &["agent"]
            } else {
                &["agent_lead"]
            };
            let mut account = account(&format!("usr_{number}"), &format!("u{number}"), roles);
            account.department = (number < 3).then(|| "zjj".into());
            store.add_account(&account, &audited()).await.unwrap();
        }
        let logins = async |filter: &AccountFilter| {
            let (mut page, mut logins) = (Page::first(2), Vec::new());
            loop {
                let found = store.accounts(filter, &page).await.unwrap();
                assert!(found.rows.len() <= 2);
                logins.extend(found.rows.into_iter().map(|account| account.login));
                page.after = found.next;
                if page.after.is_none() {
                    return logins.join(" ");
                }
            }
        };
        let agents = AccountFilter {
            role: Some("agent".into()),
            ..AccountFilter::default()
        };
        assert_eq!(logins(&agents).await, "u0 u2 u4 u6", "{}", world.name);
        let department = AccountFilter {
            department: Some("zjj".into()),
            enabled_only: true,
            ..AccountFilter::default()
        };
        shut(store, "usr_1").await;
        assert_eq!(logins(&department).await, "u0 u2", "{}", world.name);
        assert_eq!(
            logins(&AccountFilter::default()).await,
            "u0 u1 u2 u3 u4 u5 u6"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lives_until_it_is_closed_expired_or_its_account_shut() {
    for world in World::both().await {
        let store = &world.store;
        for id in ["usr_1", "usr_2"] {
            store
                .add_account(&account(id, id, &["agent"]), &audited())
                .await
                .unwrap();
        }
        let later = now() + 1.hour();
        let open = async |token, account| {
            store
                .open_session(&session(token, account, later))
                .await
                .unwrap();
        };
        let alive = async |token, at| store.session(token, at).await.unwrap().is_some();
        open("t1", "usr_1").await;
        let found = store.session("t1", now()).await.unwrap().unwrap();
        assert_eq!(found.account.id, "usr_1");
        assert_eq!(
            found.session,
            session("t1", "usr_1", later),
            "{}",
            world.name
        );
        assert!(!alive("t1", later).await && !alive("t9", now()).await);
        store
            .touch_session("t1", now() + 5.minutes(), "en")
            .await
            .unwrap();
        let touched = store.session("t1", now()).await.unwrap().unwrap().session;
        assert_eq!(
            (touched.last_seen_at, touched.language.as_str()),
            (now() + 5.minutes(), "en")
        );
        store.close_session("t1").await.unwrap();
        assert!(!alive("t1", now()).await);

        open("t2", "usr_1").await;
        open("t3", "usr_2").await;
        store
            .set_password("usr_1", "new", &audited())
            .await
            .unwrap();
        assert!(!alive("t2", now()).await && alive("t3", now()).await);
        assert_eq!(
            store.account("usr_1").await.unwrap().unwrap().password_hash,
            "new"
        );
        shut(store, "usr_2").await;
        assert!(!alive("t3", now()).await);
        assert_eq!(
            store.account("usr_2").await.unwrap().unwrap().disabled_at,
            Some(now())
        );

        open("t4", "usr_1").await;
        store.close_sessions_of("usr_1").await.unwrap();
        assert!(!alive("t4", now()).await);
        open("t5", "usr_1").await;
        assert_eq!(store.purge_sessions(now()).await.unwrap(), 0);
        assert_eq!(
            store.purge_sessions(later).await.unwrap(),
            1,
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opened_after_its_account_was_shut_is_none() {
    for world in World::both().await {
        let store = &world.store;
        store
            .add_account(&account("usr_1", "u", &[]), &audited())
            .await
            .unwrap();
        shut(store, "usr_1").await;
        let session = session("t", "usr_1", now() + 1.hour());
        store.open_session(&session).await.unwrap();
        assert_eq!(
            store.session("t", now()).await.unwrap(),
            None,
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_logins_are_counted_by_login_and_by_address() {
    for world in World::both().await {
        let store = &world.store;
        for (login, ip, minute) in [
            ("Wang", "192.0.2.1", 0),
            ("wang", "192.0.2.2", 5),
            ("li", "192.0.2.2", 9),
        ] {
            let at = now() + minute.minutes();
            store.record_login_failure(login, ip, at).await.unwrap();
        }
        let count = async |subject, minute: i64| {
            store
                .login_failures_since(subject, now() + minute.minutes())
                .await
                .unwrap()
        };
        assert_eq!(
            count(LoginSubject::Login("WANG"), 0).await,
            2,
            "{}",
            world.name
        );
        assert_eq!(count(LoginSubject::Login("wang"), 5).await, 1);
        assert_eq!(count(LoginSubject::Ip("192.0.2.2"), 0).await, 2);
        assert_eq!(count(LoginSubject::Ip("192.0.2.9"), 0).await, 0);
        assert_eq!(
            store
                .purge_login_failures(now() + 9.minutes())
                .await
                .unwrap(),
            2
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_under_a_name_is_told_with_its_moments_the_last_first() {
    for world in World::both().await {
        let store = &world.store;
        for minutes in [0, 10, 20] {
            let at = now() + minutes.minutes();
            let noted = store.record_login_failure("complaining-phone/1", "", at);
            noted.await.unwrap();
            let noted = store.record_login_failure("complaining-phone/12", "", at);
            noted.await.unwrap();
        }
        let times = async |since: Timestamp, most: u16| {
            let found = store.login_failures_at("complaining-phone/1", (since, most));
            found.await.unwrap()
        };
        let [last, middle] = [20, 10].map(|minutes| now() + minutes.minutes());
        assert_eq!(times(now(), 9).await, [last, middle], "{}", world.name);
        let before = now() - 1.minutes();
        assert_eq!(times(before, 2).await, [last, middle], "{}", world.name);
        assert_eq!(times(last, 9).await, [], "{}", world.name);
    }
}
