//! Reading: each viewer sees its own, lists have one order, pages join without gap.

use window_store::{CaseFilter, Page, ProjectFilter, RowChange, SubmissionFilter, Viewer};

use crate::world::{
    World, case_row, commit, day, enterprise_row, letter_row, opinion_row, project_row,
    submission_row, window,
};

/// Two enterprises, two projects, cases at two departments, one with opinions asked of three others.
async fn seed(world: &World) {
    let mut first = project_row("prj_a", "ent_a");
    first.agent_id = Some("usr_agent".into());
    let second = project_row("prj_b", "ent_b");
    let mut rows: Vec<window_store::Row> = Vec::new();
    for (project, place) in [(&first, "a"), (&second, "b")] {
        rows.push(project.clone().into());
        rows.push(submission_row(project, 2).into());
        rows.push(letter_row(&format!("LETTER{place}"), project).into());
        let uscc = format!("uscc-{place}");
        rows.push(enterprise_row(&project.enterprise_id, &uscc).into());
    }
    rows.push(case_row("a-zjj", &first, "zjj").into());
    rows.push(case_row("a-fgw", &first, "fgw").into());
    rows.push(case_row("b-zjj", &second, "zjj").into());
    // Two departments at the same time, and one that has answered.
    rows.push(opinion_row("b-zjj", "rfb").into());
    rows.push(opinion_row("b-zjj", "slj").into());
    let mut answered = opinion_row("b-zjj", "sthj");
    answered.answered_on = Some(day("2026-11-24"));
    rows.push(answered.into());
    let mut commit = commit("prj_a", 0);
    commit.rows = rows.into_iter().map(RowChange::Upsert).collect();
    world.store.commit(commit).await.unwrap();
}

/// What a viewer sees, as one line: projects / cases / submissions / letters of either project / enterprises.
async fn seen(world: &World, viewer: &Viewer) -> String {
    let reader = world.store.read(viewer);
    let page = Page::default();
    let projects = reader
        .projects(&ProjectFilter::default(), &page)
        .await
        .unwrap();
    let cases = reader.cases(&CaseFilter::default(), &page).await.unwrap();
    let submissions = reader
        .submissions(&SubmissionFilter::default(), &page)
        .await
        .unwrap();
    let mut letters = String::new();
    let mut enterprises = String::new();
    for place in ["a", "b"] {
        for letter in reader.letters(&format!("prj_{place}")).await.unwrap() {
            letters.push_str(&letter.check_code);
        }
        if reader
            .enterprise(&format!("ent_{place}"))
            .await
            .unwrap()
            .is_some()
        {
            enterprises.push_str(place);
        }
    }
    let (mut ids, mut numbers, mut receipts) = (vec![], vec![], vec![]);
    for row in projects.rows {
        assert_eq!(reader.project(&row.id).await.unwrap(), Some(row.clone()));
        ids.push(row.id);
    }
    for row in cases.rows {
        assert_eq!(reader.case(&row.case_no).await.unwrap(), Some(row.clone()));
        numbers.push(row.case_no);
    }
    for row in submissions.rows {
        let found = reader.submission_by_receipt(&row.receipt_no).await.unwrap();
        assert_eq!(found, Some(row.clone()));
        receipts.push(row.receipt_no);
    }
    let counts = reader
        .counts(&CaseFilter::default(), day("2026-12-01"))
        .await
        .unwrap();
    assert_eq!(usize::try_from(counts.overdue).unwrap(), numbers.len());
    let count = reader
        .count_projects(&ProjectFilter::default())
        .await
        .unwrap();
    assert_eq!(usize::try_from(count).unwrap(), ids.len());
    let count = reader
        .count_submissions(&SubmissionFilter::default())
        .await
        .unwrap();
    assert_eq!(usize::try_from(count).unwrap(), receipts.len());
    format!(
        "{} / {} / {} / {letters} / {enterprises}",
        ids.join(" "),
        numbers.join(" "),
        receipts.join(" ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn each_viewer_sees_its_own_and_nothing_else() {
    let all = "prj_b prj_a / a-fgw a-zjj b-zjj / R-prj_a R-prj_b / LETTERaLETTERb / ab";
    let table = [
        (Viewer::Public, " /  /  /  / "),
        (
            Viewer::Enterprise("ent_a".into()),
            "prj_a / a-fgw a-zjj / R-prj_a / LETTERa / a",
        ),
        (
            Viewer::Enterprise("ent_b".into()),
            "prj_b / b-zjj / R-prj_b / LETTERb / b",
        ),
        (Viewer::Enterprise("ent_c".into()), " /  /  /  / "),
        (
            Viewer::Agent("usr_agent".into()),
            "prj_a / a-fgw a-zjj / R-prj_a / LETTERa / a",
        ),
        (Viewer::Agent("usr_other".into()), " /  /  /  / "),
        (
            Viewer::Department("fgw".into()),
            "prj_a / a-fgw / R-prj_a / LETTERa / a",
        ),
        (
            Viewer::Department("zjj".into()),
            "prj_b prj_a / a-zjj b-zjj / R-prj_a R-prj_b / LETTERaLETTERb / ab",
        ),
        (
            Viewer::Department("rfb".into()),
            "prj_b / b-zjj / R-prj_b / LETTERb / b",
        ),
        (
            Viewer::Department("slj".into()),
            "prj_b / b-zjj / R-prj_b / LETTERb / b",
        ),
        (
            Viewer::Department("sthj".into()),
            "prj_b / b-zjj / R-prj_b / LETTERb / b",
        ),
        (Viewer::Department("xxx".into()), " /  /  /  / "),
        (window(), all),
        (Viewer::Oversight, all),
    ];
    for world in World::both().await {
        seed(&world).await;
        for (viewer, expected) in &table {
            assert_eq!(
                seen(&world, viewer).await,
                *expected,
                "{}: {viewer:?}",
                world.name
            );
        }
        // A foreign row asked for by its key is as absent as one that does not exist.
        let stranger = Viewer::Enterprise("ent_b".into());
        let reader = world.store.read(&stranger);
        assert_eq!(reader.project("prj_a").await.unwrap(), None);
        assert_eq!(reader.case("a-zjj").await.unwrap(), None);
        assert_eq!(reader.submission("sub_prj_a").await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_may_check_a_letter_by_its_code() {
    for world in World::both().await {
        seed(&world).await;
        let letter = world.store.letter("LETTERa").await.unwrap().unwrap();
        assert_eq!(letter.title_zh, "受理通知书");
        assert_eq!(world.store.letter("lettera").await.unwrap(), None);
        let known = world
            .store
            .enterprise_by_uscc("uscc-b")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(known.id, "ent_b");
        assert_eq!(
            world.store.enterprise_by_uscc("uscc-z").await.unwrap(),
            None
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_without_gap_or_repetition_in_the_same_order_on_both() {
    let mut orders = Vec::new();
    for world in World::both().await {
        let project = project_row("prj_a", "ent_a");
        let mut commit = commit("prj_a", 0);
        // Due days repeat, so that pages end in the middle of a day.
        for number in 0..97 {
            let mut row = case_row(&format!("C{:03}", number * 37 % 97), &project, "zjj");
            row.intake_due = day(&format!("2026-12-{:02}", 1 + number % 5));
            commit.rows.push(RowChange::Upsert(row.into()));
            let mut row = project_row(&format!("prj_{number:02}"), "ent_a");
            row.created_on = day(&format!("2026-11-{:02}", 1 + number % 4));
            commit.rows.push(RowChange::Upsert(row.into()));
        }
        world.store.commit(commit).await.unwrap();
        let reader = world.store.read(&Viewer::Oversight);
        let (mut page, mut cases) = (Page::first(10), Vec::new());
        loop {
            let found = reader.cases(&CaseFilter::default(), &page).await.unwrap();
            cases.extend(
                found
                    .rows
                    .into_iter()
                    .map(|row| (row.intake_due, row.case_no)),
            );
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(cases.len(), 97, "{}", world.name);
        assert!(cases.is_sorted_by(|a, b| a < b), "{}", world.name);
        let (mut page, mut projects) = (Page::first(7), Vec::new());
        loop {
            let found = reader
                .projects(&ProjectFilter::default(), &page)
                .await
                .unwrap();
            projects.extend(found.rows.into_iter().map(|row| (row.created_on, row.id)));
            page.after = found.next;
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(projects.len(), 97, "{}", world.name);
        assert!(projects.is_sorted_by(|a, b| a > b), "{}", world.name);
        orders.push((cases, projects));
    }
    assert_eq!(orders[0], orders[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_more_than_two_hundred_rows() {
    for world in World::both().await {
        let mut commit = commit("prj_a", 0);
        for number in 0..201 {
            let row = project_row(&format!("prj_{number:03}"), "ent_a");
            commit.rows.push(RowChange::Upsert(row.into()));
        }
        world.store.commit(commit).await.unwrap();
        let reader = world.store.read(&Viewer::Oversight);
        for (limit, expected) in [(0, 1), (1, 1), (200, 200), (1000, 200)] {
            let filter = ProjectFilter::default();
            let found = reader.projects(&filter, &Page::first(limit)).await.unwrap();
            assert_eq!(found.rows.len(), expected, "{}", world.name);
            assert!(found.next.is_some());
        }
    }
}

/// Adds a stopped, a decided and an accepted case to the seeded ones.
async fn seed_more(world: &World) {
    seed(world).await;
    let project = project_row("prj_a", "ent_a");
    let mut commit = commit("prj_a", 1);
    let mut stopped = case_row("c-stop", &project, "fgw");
    stopped.stopped_since = Some(day("2026-11-25"));
    stopped.state = "stopped".into();
    let mut decided = case_row("c-done", &project, "fgw");
    decided.accepted_on = Some(day("2026-11-24"));
    decided.decided_on = Some(day("2026-11-26"));
    decided.state = "approved".into();
    let mut accepted = case_row("c-acc", &project, "fgw");
    accepted.accepted_on = Some(day("2026-11-24"));
    accepted.promised_due = Some(day("2026-12-10"));
    accepted.state = "accepted".into();
    accepted.officer = Some("usr_o".into());
    accepted.project_name = "100%_Bridge \\ 桥".into();
    for row in [stopped, decided, accepted] {
        commit.rows.push(RowChange::Upsert(row.into()));
    }
    world.store.commit(commit).await.unwrap();
}

/// The numbers of the cases a filter finds, in their order.
async fn found(world: &World, filter: CaseFilter) -> String {
    let reader = world.store.read(&Viewer::Oversight);
    let found = reader.cases(&filter, &Page::default()).await.unwrap();
    let count = reader.count_cases(&filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), found.rows.len());
    let numbers: Vec<_> = found.rows.into_iter().map(|row| row.case_no).collect();
    numbers.join(" ")
}

/// Each filter with the cases it finds.
fn filters() -> Vec<(CaseFilter, &'static str)> {
    let base = CaseFilter::default;
    let asked = |department: &str| CaseFilter {
        opinion_from: Some(department.into()),
        ..base()
    };
    let fgw = CaseFilter {
        department: Some("fgw".into()),
        ..base()
    };
    let late = |as_of| CaseFilter {
        overdue_as_of: Some(day(as_of)),
        ..fgw.clone()
    };
    vec![
        (fgw.clone(), "a-fgw c-stop c-acc c-done"),
        (late("2026-11-30"), ""),
        (late("2026-12-01"), "a-fgw"),
        (late("2026-12-11"), "a-fgw c-acc"),
        (
            CaseFilter {
                due_until: Some(day("2026-11-30")),
                ..fgw.clone()
            },
            "a-fgw c-stop",
        ),
        (
            CaseFilter {
                states: vec!["accepted".into(), "approved".into()],
                ..base()
            },
            "c-acc c-done",
        ),
        (
            CaseFilter {
                officer: Some("usr_o".into()),
                ..base()
            },
            "c-acc",
        ),
        (
            CaseFilter {
                unassigned: true,
                ..fgw.clone()
            },
            "a-fgw c-stop c-done",
        ),
        (asked("rfb"), "b-zjj"),
        (asked("slj"), "b-zjj"),
        (asked("sthj"), ""),
        (
            CaseFilter {
                submission: Some("sub_prj_b".into()),
                ..base()
            },
            "b-zjj",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_find_what_they_name() {
    for world in World::both().await {
        seed_more(&world).await;
        for (filter, expected) in &filters() {
            let found = found(&world, filter.clone()).await;
            assert_eq!(found, *expected, "{}: {filter:?}", world.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_tell_what_is_open_stopped_and_late() {
    for world in World::both().await {
        seed_more(&world).await;
        let reader = world.store.read(&Viewer::Oversight);
        let counts = reader
            .counts(&CaseFilter::default(), day("2026-12-11"))
            .await
            .unwrap();
        assert_eq!(
            (counts.open, counts.stopped, counts.overdue),
            (5, 1, 4),
            "{}",
            world.name
        );
        assert_eq!(counts.by_state["received"], 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_found_as_written_in_either_case() {
    let table = [
        ("bRIDGE", "c-acc"),
        ("0%_B", "c-acc"),
        ("ge \\ 桥", "c-acc"),
        ("0_B", ""),
        ("%", "c-acc"),
        ("' OR 1=1 --", ""),
        ("公司 ENT_B", "b-zjj"),
        ("  ", "a-fgw a-zjj b-zjj c-stop c-acc c-done"),
    ];
    for world in World::both().await {
        seed_more(&world).await;
        for (text, expected) in table {
            let filter = CaseFilter {
                text: Some(text.into()),
                ..CaseFilter::default()
            };
            assert_eq!(
                found(&world, filter).await,
                expected,
                "{}: {text}",
                world.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_finds_submissions_that_wait_too_long() {
    for world in World::both().await {
        seed(&world).await;
        let mut answered = submission_row(&project_row("prj_c", "ent_a"), 1);
        answered.state = "accepted".into();
        let mut commit = commit("prj_c", 0);
        commit.rows = vec![RowChange::Upsert(answered.into())];
        world.store.commit(commit).await.unwrap();
        let due = async |on| {
            let found = world.store.due_submissions(day(on)).await.unwrap();
            found.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert!(due("2026-11-29").await.is_empty(), "{}", world.name);
        assert_eq!(
            due("2026-11-30").await,
            ["sub_prj_a", "sub_prj_b"],
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_urgent_projects_come_first_and_pages_join_without_gap() {
    let mut orders = Vec::new();
    for world in World::both().await {
        let mut commit = commit("prj_a", 0);
        for number in 0..23_i8 {
            let mut row = project_row(&format!("prj_{number:03}"), "ent_a");
            // Every third has no day at all; the others fall on ten days, several on the same.
            let date = day("2026-12-01").saturating_add(jiff::Span::new().days(number % 10));
            row.next_due = (number % 3 != 0).then_some(date);
            row.holder = if number < 5 { "window" } else { "department" }.into();
            commit.rows.push(RowChange::Upsert(row.into()));
        }
        world.store.commit(commit).await.unwrap();
        let reader = world.store.read(&Viewer::Oversight);
        let (mut page, mut found) = (Page::first(4), Vec::new());
        loop {
            let part = reader
                .projects_by_urgency(&ProjectFilter::default(), &page)
                .await
                .unwrap();
            found.extend(part.rows.into_iter().map(|row| (row.next_due, row.id)));
            page.after = part.next;
            if page.after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), 23, "{}", world.name);
        let key =
            |(due, id): &(Option<jiff::civil::Date>, String)| (due.is_none(), *due, id.clone());
        assert!(found.is_sorted_by_key(key), "{}: {found:?}", world.name);
        let counts = reader
            .count_projects_by_holder(&ProjectFilter::default())
            .await
            .unwrap();
        assert_eq!(counts["window"], 5, "{}", world.name);
        assert_eq!(counts["department"], 18, "{}", world.name);
        let filter = ProjectFilter {
            holders: vec!["window".into()],
            ..ProjectFilter::default()
        };
        assert_eq!(reader.count_projects(&filter).await.unwrap(), 5);
        let cases = CaseFilter {
            projects: vec!["prj_none".into()],
            ..CaseFilter::default()
        };
        assert_eq!(reader.count_cases(&cases).await.unwrap(), 0);
        orders.push(found);
    }
    assert!(orders.windows(2).all(|two| two[0] == two[1]));
}
