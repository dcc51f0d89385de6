//! What administrators change: what must hold is looked at in the same transaction, and the audit finds it.

use jiff::ToSpan;
use window_store::{
    Account, AccountChange, AccountChanged, AccountFilter, AccountSet, AccountState, AuditEntry,
    AuditFilter, Audited, OpenWork, Page, RowChange, Session, Store, WorkKind,
};

use crate::world::{World, audited, case_row, commit, day, now, project_row};

fn rights(role: &str) -> AccountSet {
    AccountSet::Rights {
        roles: vec![role.into()],
        department: None,
        organisation: None,
    }
}

fn account(id: &str, roles: &[&str]) -> Account {
    Account {
        id: id.into(),
        login: format!("{id}.login"),
        name: format!("王 {id}"),
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

async fn change(store: &Store, id: &str, set: AccountSet, others: &[&str]) -> AccountChange {
    AccountChange {
        seen: store.account(id).await.unwrap().unwrap(),
        set,
        others_have: others.iter().map(|&role| role.into()).collect(),
        no_work: WorkKind::ALL.to_vec(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_at_once_never_leave_a_kind_of_administrator_without_a_holder() {
    for world in World::both().await {
        let store = &world.store;
        let role = "audit_administrator";
        let names: Vec<String> = (0..6).map(|number| format!("usr_{number}")).collect();
        for name in &names {
            store
                .add_account(&account(name, &[role]), &audited())
                .await
                .unwrap();
        }
        let mut running = Vec::new();
        for (number, name) in names.iter().enumerate() {
            // Half of them are closed, half lose the role.
            let set = if number % 2 == 0 {
                AccountSet::Closed
            } else {
                rights("manager")
            };
            let change = change(store, name, set, &[role]).await;
            let store = store.clone();
            running.push(tokio::spawn(async move {
                store.change_account(change, audited()).await.unwrap()
            }));
        }
        let mut refused = 0;
        for one in running {
            match one.await.unwrap() {
                AccountChanged::Done => {}
                AccountChanged::LastHolder(of) => {
                    assert_eq!(of, role);
                    refused += 1;
                }
                other => panic!("{}: {other:?}", world.name),
            }
        }
        assert_eq!(refused, 1, "{}", world.name);
        let left = AccountFilter {
            role: Some(role.into()),
            enabled_only: true,
            ..AccountFilter::default()
        };
        let left = store.accounts(&left, &Page::first(9)).await.unwrap();
        assert_eq!(left.rows.len(), 1, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_work_in_hand_is_not_closed_and_the_work_is_named() {
    for world in World::both().await {
        let store = &world.store;
        store
            .add_account(&account("usr_a", &["agent"]), &audited())
            .await
            .unwrap();
        let mut project = project_row("prj_1", "ent_a");
        project.agent_id = Some("usr_a".into());
        let mut over = project_row("prj_2", "ent_a");
        over.agent_id = Some("usr_a".into());
        over.weight = 0;
        let mut case = case_row("FGW2600001", &project, "fgw");
        case.officer = Some("usr_a".into());
        let mut decided = case_row("FGW2600002", &project, "fgw");
        decided.officer = Some("usr_a".into());
        decided.decided_on = Some(day("2026-11-20"));
        let mut written = commit("prj_1", 0);
        written.rows = vec![
            RowChange::Upsert(project.clone().into()),
            RowChange::Upsert(over.into()),
            RowChange::Upsert(case.into()),
            RowChange::Upsert(decided.into()),
        ];
        store.commit(written).await.unwrap();
        let wanted = change(store, "usr_a", AccountSet::Closed, &[]).await;
        let open = |kind, id: &str| OpenWork {
            kind,
            id: id.into(),
            name: project.name.clone(),
        };
        let work = vec![
            open(WorkKind::Project, "prj_1"),
            open(WorkKind::Case, "FGW2600001"),
        ];
        let refused = store
            .change_account(wanted.clone(), audited())
            .await
            .unwrap();
        assert_eq!(
            refused,
            AccountChanged::Work(work.clone()),
            "{}",
            world.name
        );
        assert_eq!(store.open_work("usr_a").await.unwrap(), work);
        let kept = store.account("usr_a").await.unwrap().unwrap();
        assert_eq!(kept, wanted.seen);
        // Somebody who does not give that work up may be changed.
        let renamed = AccountChange {
            no_work: vec![],
            ..wanted
        };
        let done = store.change_account(renamed, audited()).await.unwrap();
        assert_eq!(done, AccountChanged::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_since_it_was_seen_is_not_overwritten() {
    for world in World::both().await {
        let store = &world.store;
        store
            .add_account(&account("usr_a", &["agent"]), &audited())
            .await
            .unwrap();
        let roles = rights;
        let first = change(store, "usr_a", roles("manager"), &[]).await;
        let second = change(store, "usr_a", roles("supervisor"), &[]).await;
        let done = store.change_account(first, audited()).await.unwrap();
        assert_eq!(done, AccountChanged::Done);
        let late = store.change_account(second, audited()).await.unwrap();
        assert_eq!(late, AccountChanged::Meanwhile, "{}", world.name);
        let now = store.account("usr_a").await.unwrap().unwrap();
        assert_eq!(now.roles, ["manager"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_given_password_is_marked_until_its_holder_has_chosen_one() {
    for world in World::both().await {
        let store = &world.store;
        let new = account("usr_a", &[]);
        assert!(store.open_account(&new, &audited()).await.unwrap());
        let is_first = async |token: &str| {
            let session = Session {
                token_hash: token.into(),
                account_id: "usr_a".into(),
                csrf_secret: "secret".into(),
                created_at: now(),
                last_seen_at: now(),
                expires_at: now() + 1.hour(),
                language: "zh-CN".into(),
            };
            store.open_session(&session).await.unwrap();
            let found = store.session(token, now()).await.unwrap().unwrap();
            found.has_first_password
        };
        assert!(is_first("t1").await, "{}", world.name);
        store
            .set_password("usr_a", "own", &audited())
            .await
            .unwrap();
        assert!(!is_first("t2").await);
        store
            .give_password("usr_a", "given", &audited())
            .await
            .unwrap();
        assert_eq!(store.session("t2", now()).await.unwrap(), None);
        assert!(is_first("t3").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_by_a_part_of_name_or_login_and_by_state() {
    for world in World::both().await {
        let store = &world.store;
        for (id, roles) in [
            ("usr_a", vec!["agent"]),
            ("usr_b", vec![]),
            ("usr_c", vec![]),
        ] {
            store
                .add_account(&account(id, &roles), &audited())
                .await
                .unwrap();
        }
        let mut member = account("usr_m", &["enterprise_member"]);
        member.enterprise_id = Some("ent_a".into());
        store.add_account(&member, &audited()).await.unwrap();
        let closed = change(store, "usr_c", AccountSet::Closed, &[]).await;
        store.change_account(closed, audited()).await.unwrap();
        let found = async |filter: AccountFilter| {
            let page = store.accounts(&filter, &Page::first(9)).await.unwrap();
            let ids = page.rows.into_iter().map(|one| one.id);
            ids.collect::<Vec<_>>().join(" ")
        };
        let by = |text: &str| AccountFilter {
            text: Some(text.into()),
            ..AccountFilter::default()
        };
        assert_eq!(found(by("USR_B.")).await, "usr_b", "{}", world.name);
        assert_eq!(found(by("王 usr_c")).await, "usr_c");
        assert_eq!(found(by("usr%b")).await, "");
        let staff = AccountFilter {
            staff_only: true,
            ..AccountFilter::default()
        };
        assert_eq!(found(staff.clone()).await, "usr_a usr_b usr_c");
        let without = AccountFilter {
            state: Some(AccountState::WithoutRoles),
            ..staff.clone()
        };
        assert_eq!(found(without).await, "usr_b usr_c");
        let shut = AccountFilter {
            state: Some(AccountState::Closed),
            ..staff
        };
        assert_eq!(found(shut).await, "usr_c");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_searched_by_person_action_object_and_period() {
    for world in World::both().await {
        let store = &world.store;
        for (number, (actor, action, object)) in [
            ("usr_a", "login", "usr_a"),
            ("usr_a", "account.roles", "account/usr_b"),
            ("usr_b", "account.close", "account/usr_a"),
            ("system", "PublishService", "day/2026-11-24"),
        ]
        .into_iter()
        .enumerate()
        {
            let hours = i64::try_from(number).unwrap();
            let told = Audited {
                actor: actor.into(),
                at: now() + hours.hours(),
                entry: AuditEntry {
                    action: action.into(),
                    object: object.into(),
                    ..AuditEntry::default()
                },
            };
            store.audit(&told).await.unwrap();
        }
        let found = async |filter: &AuditFilter| {
            let acts = store.search_audit(filter, 9).await.unwrap();
            let actions = acts.into_iter().map(|act| act.audited.entry.action);
            actions.collect::<Vec<_>>().join(" ")
        };
        let all = AuditFilter::default();
        assert_eq!(
            found(&all).await,
            "PublishService account.close account.roles login",
            "{}",
            world.name
        );
        let by = AuditFilter {
            actors: vec!["usr_a".into(), "usr_x".into()],
            ..all.clone()
        };
        assert_eq!(found(&by).await, "account.roles login");
        let on = AuditFilter {
            object: Some("account/".into()),
            ..all.clone()
        };
        assert_eq!(found(&on).await, "account.close account.roles");
        let within = AuditFilter {
            from: Some(now() + 1.hour()),
            before: Some(now() + 2.hours()),
            ..all.clone()
        };
        assert_eq!(found(&within).await, "account.roles");
        let closing = AuditFilter {
            action: Some("account.close".into()),
            ..all.clone()
        };
        let newest = store.search_audit(&all, 1).await.unwrap();
        assert_eq!(found(&closing).await, "account.close");
        let older = AuditFilter {
            older_than: Some(newest.first().unwrap().id),
            ..all
        };
        assert_eq!(found(&older).await, "account.close account.roles login");
        assert_eq!(
            store.audited_actions().await.unwrap(),
            ["PublishService", "account.close", "account.roles", "login"]
        );
    }
}
