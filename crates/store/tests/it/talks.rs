//! Conversations as each side finds them, and how far somebody has read.

use jiff::ToSpan;
use window_store::{Account, Page, RowChange, TalkFilter, TalkRow, Viewer};

use crate::world::{World, audited, commit, day, now, window};

fn talk(number: i32, side: &str, department: Option<&str>, due: Option<&str>) -> TalkRow {
    let name = department.unwrap_or(side);
    TalkRow {
        id: format!("prj_1~{number}~{name}"),
        number,
        project_id: "prj_1".into(),
        project_name: "项目".into(),
        enterprise_id: "ent_a".into(),
        enterprise_name: "企业".into(),
        agent_id: Some("usr_1".into()),
        side: side.into(),
        department: department.map(str::to_owned),
        subject: format!("Subject {number}"),
        last_number: 2,
        last_on: day("2026-11-20"),
        holder: if due.is_some() { "window" } else { "" }.into(),
        holder_department: None,
        is_mine: due.is_some() && side == "window",
        is_open: due.is_some(),
        due_on: due.map(day),
        limit_days: 1,
    }
}

async fn filled(world: &World) {
    let mut commit = commit("prj_1", 0);
    let rows = [
        talk(1, "window", None, None),
        talk(1, "enterprise", None, None),
        talk(2, "window", None, Some("2026-11-24")),
        talk(2, "department", Some("gdgs"), Some("2026-11-24")),
        talk(3, "window", None, Some("2026-11-20")),
        talk(3, "enterprise", None, Some("2026-11-20")),
    ];
    commit.rows = rows
        .into_iter()
        .map(|row| RowChange::Upsert(row.into()))
        .collect();
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_finds_its_own_conversations_and_no_more() {
    for world in World::both().await {
        filled(&world).await;
        let found = async |viewer: Viewer, filter: TalkFilter| -> Vec<String> {
            let reader = world.store.read(&viewer);
            let page = reader.talks(&filter, &Page::first(9)).await.unwrap();
            let count = reader.count_talks(&filter).await.unwrap();
            assert_eq!(count, u64::try_from(page.rows.len()).unwrap());
            page.rows.into_iter().map(|row| row.id).collect()
        };
        let every = TalkFilter::default;
        // What is to be answered first stands first.
        let of_window = ["prj_1~3~window", "prj_1~2~window", "prj_1~1~window"];
        for viewer in [window(), Viewer::Oversight, Viewer::Agent("usr_1".into())] {
            assert_eq!(found(viewer, every()).await, of_window, "{}", world.name);
        }
        let enterprise = || Viewer::Enterprise("ent_a".into());
        let own = ["prj_1~3~enterprise", "prj_1~1~enterprise"];
        assert_eq!(found(enterprise(), every()).await, own, "{}", world.name);
        let department = |code: &str| Viewer::Department(code.into());
        assert_eq!(found(department("gdgs"), every()).await, ["prj_1~2~gdgs"]);
        for viewer in [
            department("bdc"),
            Viewer::Enterprise("ent_b".into()),
            Viewer::Agent("usr_2".into()),
            Viewer::Public,
        ] {
            assert!(found(viewer, every()).await.is_empty(), "{}", world.name);
        }
        let late = TalkFilter {
            mine: true,
            due_before: Some(day("2026-11-23")),
            ..every()
        };
        assert_eq!(found(window(), late.clone()).await, ["prj_1~3~window"]);
        assert!(found(enterprise(), late).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_somebody_has_read_never_goes_back() {
    for world in World::both().await {
        let store = &world.store;
        let account = Account {
            id: "usr_1".into(),
            login: "li".into(),
            name: "Li".into(),
            password_hash: String::new(),
            roles: vec!["officer".into()],
            department: Some("gdgs".into()),
            enterprise_id: None,
            window_no: None,
            phone: None,
            disabled_at: None,
            created_at: now(),

            organisation: None,
        };
        store.add_account(&account, &audited()).await.unwrap();
        for seen in [2, 5, 3] {
            let at = now() + 1.minutes();
            let read = ("usr_1", "prj_1", 1);
            store.talk_seen(read, seen, at).await.unwrap();
        }
        let seen = store.talks_seen("usr_1", "prj_1").await.unwrap();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [(1, 5)]);
        let readers = store.talk_readers("prj_1", 1).await.unwrap();
        assert_eq!(readers.len(), 1, "{}", world.name);
        assert_eq!(readers[0].department.as_deref(), Some("gdgs"));
        assert_eq!(readers[0].seen, 5);
        assert!(store.talk_readers("prj_1", 2).await.unwrap().is_empty());
    }
}
