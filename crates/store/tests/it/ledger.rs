//! The problem ledger, the agents' agenda, loads and absences, on both databases.

use window_store::{
    Absence, Account, AgendaFilter, AgendaRow, AuditEntry, Audited, Page, ProblemFilter,
    ProblemRow, RowChange, Viewer,
};

use crate::world::{World, commit, day, project_row, window};

fn problem(id: &str, (department, raised): (Option<&str>, &str)) -> ProblemRow {
    let departments = department.unwrap_or_default();
    ProblemRow {
        id: id.to_owned(),
        project_id: "prj_a".to_owned(),
        project_name: "Plant".to_owned(),
        enterprise_id: "ent_a".to_owned(),
        enterprise_name: "Company".to_owned(),
        agent_id: Some("usr_agent".to_owned()),
        topic: "power".to_owned(),
        text: "Wiring of the power room".to_owned(),
        department: department.map(str::to_owned),
        departments: format!(",{departments},zjj,"),
        person: "Officer".to_owned(),
        state: "open".to_owned(),
        holder: if department.is_some() {
            "department"
        } else {
            "window"
        }
        .to_owned(),
        level: "agent".to_owned(),
        is_open: true,
        raised_on: day(raised),
        promised_on: day(raised),
        due_on: day("2026-12-01"),
        limit_days: 7,
        solved_on: None,
        closed_on: None,
        meeting_on: None,
        tasks_open: 0,
        solution: String::new(),
        lesson: String::new(),
    }
}

fn entry(id: &str, (kind, on): (&str, &str)) -> AgendaRow {
    AgendaRow {
        id: id.to_owned(),
        kind: kind.to_owned(),
        project_id: "prj_a".to_owned(),
        project_name: "Plant".to_owned(),
        enterprise_id: "ent_a".to_owned(),
        enterprise_name: "Company".to_owned(),
        agent_id: Some("usr_agent".to_owned()),
        on_day: day(on),
        at_time: Some("14:30".to_owned()),
        title: "Look at the wiring".to_owned(),
        place: "Power room".to_owned(),
        state: "planned".to_owned(),
        is_open: true,
    }
}

async fn seed(world: &World) {
    let mut solved = problem("WT3", (Some("gdgs"), "2026-11-02"));
    solved.state = "closed".to_owned();
    solved.is_open = false;
    solved.solved_on = Some(day("2026-11-20"));
    solved.closed_on = Some(day("2026-11-23"));
    solved.solution = "A second feeder, 50% of the load each".to_owned();
    let mut project = project_row("prj_a", "ent_a");
    project.agent_id = Some("usr_agent".to_owned());
    let mut other = project_row("prj_b", "ent_b");
    other.agent_id = Some("usr_agent".to_owned());
    other.weight = 9;
    let rows: Vec<window_store::Row> = vec![
        project.into(),
        other.into(),
        problem("WT1", (Some("zrzy"), "2026-11-03")).into(),
        problem("WT2", (Some("gdgs"), "2026-11-10")).into(),
        problem("WT4", (None, "2026-11-12")).into(),
        problem("WT5", (Some("gdgs"), "2026-11-04")).into(),
        solved.into(),
        entry("a", ("visit", "2026-11-25")).into(),
        entry("b", ("call", "2026-11-24")).into(),
        entry("c", ("visit", "2026-11-30")).into(),
    ];
    let mut commit = commit("prj_a", 0);
    commit.rows = rows.into_iter().map(RowChange::Upsert).collect();
    world.store.commit(commit).await.unwrap();
}

async fn ids(world: &World, viewer: &Viewer, filter: &ProblemFilter) -> Vec<String> {
    let reader = world.store.read(viewer);
    let mut page = Page::first(2);
    let mut found = Vec::new();
    loop {
        let part = reader.problems(filter, &page).await.unwrap();
        found.extend(part.rows.into_iter().map(|row| row.id));
        match part.next {
            Some(next) => page.after = Some(next),
            None => return found,
        }
    }
}

#[tokio::test]
async fn open_problems_stand_by_department_and_age_and_each_viewer_sees_its_own() {
    for world in World::both().await {
        seed(&world).await;
        let open = ProblemFilter {
            open: Some(true),
            ..ProblemFilter::default()
        };
        for (viewer, seen) in [
            (window(), vec!["WT4", "WT5", "WT2", "WT1"]),
            (Viewer::Oversight, vec!["WT4", "WT5", "WT2", "WT1"]),
            (
                Viewer::Agent("usr_agent".into()),
                vec!["WT4", "WT5", "WT2", "WT1"],
            ),
            (Viewer::Agent("usr_other".into()), vec![]),
            (Viewer::Department("gdgs".into()), vec!["WT5", "WT2"]),
            // Called to every one of them, though none is its own.
            (
                Viewer::Department("zjj".into()),
                vec!["WT4", "WT5", "WT2", "WT1"],
            ),
            (Viewer::Department("rfb".into()), vec![]),
            (
                Viewer::Enterprise("ent_a".into()),
                vec!["WT4", "WT5", "WT2", "WT1"],
            ),
            (Viewer::Enterprise("ent_b".into()), vec![]),
            (Viewer::Public, vec![]),
        ] {
            assert_eq!(
                ids(&world, &viewer, &open).await,
                seen,
                "{}: {viewer:?}",
                world.name
            );
        }
        let reader = world.store.read(&Viewer::Oversight);
        let counts = reader.problem_counts(&open).await.unwrap();
        let counts: Vec<_> = counts
            .iter()
            .map(|it| (it.department.as_str(), it.holder.as_str(), it.count))
            .collect();
        assert_eq!(
            counts,
            [
                ("", "window", 1),
                ("gdgs", "department", 2),
                ("zrzy", "department", 1)
            ]
        );
        assert_eq!(reader.count_problems(&open).await.unwrap(), 4);
        assert_eq!(
            reader.problem("WT1").await.unwrap().unwrap().raised_on,
            day("2026-11-03")
        );
    }
}

#[tokio::test]
async fn what_was_solved_is_found_by_its_words_and_nothing_in_them_is_a_pattern() {
    for world in World::both().await {
        seed(&world).await;
        let reader = world.store.read(&Viewer::Oversight);
        for (words, found) in [
            (vec!["wiring", "FEEDER"], 1),
            (vec!["50%"], 1),
            (vec!["5%d"], 0),
            (vec!["f_eder"], 0),
            (vec!["wiring", "water"], 0),
            (vec![], 1),
        ] {
            let filter = ProblemFilter {
                words: words.iter().map(|&word| word.to_owned()).collect(),
                ..ProblemFilter::default()
            };
            let page = reader
                .solved_problems(&filter, &Page::default())
                .await
                .unwrap();
            assert_eq!(page.rows.len(), found, "{}: {words:?}", world.name);
        }
    }
}

#[tokio::test]
async fn an_agenda_is_counted_by_kind_up_to_a_day() {
    for world in World::both().await {
        seed(&world).await;
        let filter = AgendaFilter {
            agent: Some("usr_agent".to_owned()),
            until: Some(day("2026-11-25")),
            ..AgendaFilter::default()
        };
        let reader = world.store.read(&Viewer::Oversight);
        let counts = reader.agenda_counts(&filter).await.unwrap();
        assert_eq!(
            counts.into_iter().collect::<Vec<_>>(),
            [("call".to_owned(), 1), ("visit".to_owned(), 1)]
        );
        let page = reader.agenda(&filter, &Page::default()).await.unwrap();
        let ids: Vec<_> = page.rows.into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["b", "a"], "{}", world.name);
        let enterprise = Viewer::Enterprise("ent_a".into());
        let page = world
            .store
            .read(&enterprise)
            .agenda(&filter, &Page::default())
            .await
            .unwrap();
        assert_eq!(page.rows, [], "the window's notes are its own");
    }
}

fn audited() -> Audited {
    Audited {
        actor: "test".to_owned(),
        at: "2026-11-24T01:00:00Z".parse().unwrap(),
        entry: AuditEntry::default(),
    }
}

fn agent() -> Account {
    Account {
        id: "usr_agent".to_owned(),
        login: "agent".to_owned(),
        name: "Agent".to_owned(),
        password_hash: "-".to_owned(),
        roles: vec!["agent".to_owned()],
        department: None,
        enterprise_id: None,
        window_no: None,
        phone: None,
        disabled_at: None,
        created_at: audited().at,

        organisation: None,
    }
}

#[tokio::test]
async fn loads_zones_and_absences_are_kept_and_each_change_is_told_to_the_audit() {
    for world in World::both().await {
        seed(&world).await;
        let (loads, largest) = world.store.loads().await.unwrap();
        assert_eq!(loads.get("usr_agent"), Some(&13), "{}", world.name);
        assert_eq!(largest, 9);
        let account = agent();
        assert!(world.store.add_account(&account, &audited()).await.unwrap());
        world
            .store
            .set_zone("usr_agent", Some("hedz"), &audited())
            .await
            .unwrap();
        assert_eq!(
            world
                .store
                .zones()
                .await
                .unwrap()
                .get("usr_agent")
                .map(String::as_str),
            Some("hedz")
        );
        world
            .store
            .set_zone("usr_agent", None, &audited())
            .await
            .unwrap();
        assert!(world.store.zones().await.unwrap().is_empty());
        let absence = Absence {
            id: "abs_1".to_owned(),
            account_id: "usr_agent".to_owned(),
            first_day: day("2026-11-24"),
            last_day: day("2026-11-27"),
            reason: "training".to_owned(),
        };
        world.store.add_absence(&absence, &audited()).await.unwrap();
        assert_eq!(
            world.store.absences(day("2026-11-27")).await.unwrap(),
            [absence]
        );
        assert_eq!(world.store.absences(day("2026-11-28")).await.unwrap(), []);
        world
            .store
            .end_absence("abs_1", day("2026-11-25"), &audited())
            .await
            .unwrap();
        assert_eq!(world.store.absences(day("2026-11-26")).await.unwrap(), []);
        world
            .store
            .end_absence("abs_1", day("2026-11-23"), &audited())
            .await
            .unwrap();
        assert_eq!(
            world.store.absences(day("2026-11-01")).await.unwrap(),
            [],
            "it never was"
        );
        assert_eq!(world.number("SELECT COUNT(*) FROM audit").await, 7);
    }
}
