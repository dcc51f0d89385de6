//! Salts are erased once, with a record of it, on both databases.

use window_store::{AuditEntry, Audited, Erasure, RegisterLeaf};

use crate::world::{World, commit, now};

fn erasure(id: &str) -> Erasure {
    Erasure {
        id: id.to_owned(),
        about: "project/prj_1".to_owned(),
        reason: "asked for".to_owned(),
        at: now(),
        by: "usr_1".to_owned(),
    }
}

fn tell(erased: &[String]) -> (RegisterLeaf, Audited) {
    let leaf = RegisterLeaf {
        kind: "salts_erased".into(),
        payload: erased.join(","),
        check_code: None,
        salts: vec![(format!("reason of {}", erased.len()), "01".into())],
    };
    let audited = Audited {
        actor: "usr_1".to_owned(),
        at: now(),
        entry: AuditEntry {
            action: "register.erase".to_owned(),
            object: format!("register/{}", erased.len()),
            ..AuditEntry::default()
        },
    };
    (leaf, audited)
}

#[tokio::test(flavor = "multi_thread")]
async fn salts_are_erased_once_and_who_did_it_is_on_record() {
    for world in World::both().await {
        let store = &world.store;
        let mut written = commit("prj_1", 0);
        written.leaves = vec![RegisterLeaf {
            kind: "decision".into(),
            payload: "{}".into(),
            check_code: None,
            salts: ["a", "b", "c"]
                .map(|made| (made.into(), "00".into()))
                .into(),
        }];
        store.commit(written).await.unwrap();
        let wanted = || vec!["a".to_owned(), "c".to_owned(), "never made".to_owned()];
        let erased = store.erase_salts(erasure("era_1"), wanted(), tell).await;
        assert_eq!(erased.unwrap(), ["a", "c"], "{}", world.name);
        // Nothing is left to erase, so nothing is written.
        let again = store.erase_salts(erasure("era_2"), wanted(), tell).await;
        assert_eq!(again.unwrap(), [""; 0], "{}", world.name);
        assert_eq!(
            store.register_erasures().await.unwrap(),
            [erasure("era_1")],
            "{}",
            world.name
        );
        let salts = store.register_salt_rows().await.unwrap().into_iter();
        let salts: Vec<_> = salts
            .map(|row| (row.commitment, row.salt, row.erased_at, row.erasure))
            .collect();
        let gone = |name: &str| {
            let id = Some("era_1".to_owned());
            (name.to_owned(), String::new(), Some(now()), id)
        };
        let kept = |name: &str, salt: &str| (name.to_owned(), salt.to_owned(), None, None);
        assert_eq!(
            salts,
            [
                gone("a"),
                kept("b", "00"),
                gone("c"),
                kept("reason of 2", "01")
            ],
            "{}",
            world.name
        );
        assert_eq!(store.register_salt("a").await.unwrap(), None);
        let leaves = store.register_leaf_rows(1, 10).await.unwrap();
        assert_eq!(leaves.len(), 1, "{}", world.name);
        assert_eq!(leaves[0].1.payload, "a,c", "{}", world.name);
        let audit = store.last_audit_records("register/2", 10).await.unwrap();
        assert_eq!(audit.len(), 1, "{}", world.name);
        for sql in [
            "UPDATE register_erasures SET reason = 'another'",
            "DELETE FROM register_erasures",
        ] {
            assert!(world.raw(sql).await.is_err(), "{}: {sql}", world.name);
        }
    }
}
