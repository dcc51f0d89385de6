//! The problem ledger over HTTP without JavaScript: from the enterprise to the confirmed solution; the city's ledger and
//! agenda.

use jiff::SignedDuration;
use window_domain::project::problem::ProblemState;
use window_store::{AgendaFilter, Page, ProblemFilter, ProjectRow, Viewer};

use crate::acts::{login_of, owner_of};
use crate::applicant::encoded;
use crate::built::{logged_in, project, row};
use crate::world::{Answer, Browser, World};

/// Hands in one of the forms of a page.
pub(crate) async fn hand_in(
    browser: &mut Browser,
    (page, path): (&str, &str),
    fields: &[(&str, &str)],
) -> Answer {
    let secret = browser.get(page).await.secret();
    let key = browser.app_key();
    let body = format!(
        "_csrf={secret}&_key={}&{}",
        key.replace(' ', ""),
        encoded(fields)
    );
    let kind = ("content-type", "application/x-www-form-urlencoded");
    browser.send("POST", path, &[kind], body.into()).await
}

/// The same, and it is done.
pub(crate) async fn done(browser: &mut Browser, at: (&str, &str), fields: &[(&str, &str)]) {
    let answer = hand_in(browser, at, fields).await;
    assert_eq!(answer.status, 303, "{}: {}", at.1, answer.body);
}

pub(crate) async fn agent_of(world: &World, row: &ProjectRow) -> Browser {
    let login = login_of(world, row.agent_id.as_ref().unwrap()).await;
    logged_in(world, &login).await
}

/// The problem that was reported last.
async fn newest(world: &World, row: &ProjectRow) -> window_domain::project::Problem {
    project(world, row).await.problems.last().cloned().unwrap()
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_problem_goes_from_the_enterprise_over_lead_and_meeting_to_the_confirmed_solution() {
    let world = World::demo().await;
    let row = row(&world, "模具加工中心").await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let mut agent = agent_of(&world, &row).await;
    let mut lead = logged_in(&world, "lead").await;
    let mut officer = logged_in(&world, "gdgs").await;
    let mine = format!("/my/projects/{}/service", row.id);

    // Everything that is wrong with the form is told at once.
    let raise = format!("{mine}/problem");
    let refused = hand_in(&mut owner, (&mine, &raise), &[("topic", ""), ("text", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("没有选择问题类别"),
        "{}",
        refused.body
    );
    let text = "配电房电缆沟与设备基础冲突";
    done(
        &mut owner,
        (&mine, &raise),
        &[("topic", "power"), ("text", text)],
    )
    .await;
    let number = newest(&world, &row).await.number;
    let desk = format!("/desk/problems/{number}");
    let dept = format!("/dept/problems/{number}");

    // The agent cannot strike it off; the way out is told.
    let early = hand_in(&mut agent, (&desk, &format!("{desk}/close")), &[]).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("企业还没有确认"), "{}", early.body);

    // Another department and another enterprise know nothing of it; the responsible one answers.
    let mut stranger = logged_in(&world, "bdc").await;
    assert_eq!(stranger.get(&dept).await.status, 404);
    let mut other = logged_in(&world, "energy").await;
    assert_eq!(other.get(&mine).await.status, 404);
    assert!(officer.get("/dept/problems").await.body.contains(&number));
    done(
        &mut officer,
        (&dept, &format!("{dept}/step")),
        &[("step", "已到现场测量")],
    )
    .await;

    // A meeting needs the agent's report first.
    let meeting = format!("{desk}/meeting");
    let call = [
        ("on", "2026-08-05"),
        ("place", "二楼会议室"),
        ("departments", "gdgs"),
        ("departments", "zjj"),
        ("purpose", "电缆沟由谁改"),
    ];
    let early = hand_in(&mut lead, (&desk, &meeting), &call).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("还没有上报"), "{}", early.body);
    let reason = ("escalate_reason", "两家单位意见不一致");
    done(&mut agent, (&desk, &format!("{desk}/escalate")), &[reason]).await;
    done(&mut lead, (&desk, &meeting), &call).await;
    world.app.clock.advance(SignedDuration::from_hours(48));
    // Two days later everybody logs in anew.
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let mut agent = agent_of(&world, &row).await;
    let mut lead = logged_in(&world, "lead").await;
    let mut officer = logged_in(&world, "gdgs").await;
    let id = newest(&world, &row).await.meetings[0].id.to_string();
    done(
        &mut lead,
        (&desk, &format!("{desk}/minutes")),
        &[
            ("meeting", &id),
            ("people", "供电公司 张示例\n住建局 李示例"),
            ("called", "gdgs"),
            ("called", "zjj"),
            ("position-gdgs", "同意改沟"),
            ("minutes", "供电公司改电缆沟"),
            ("task-department-0", "gdgs"),
            ("task-text-0", "改电缆沟"),
            ("task-due-0", "2026-08-12"),
            ("task-text-1", "告知企业"),
            ("task-due-1", "2026-08-06"),
        ],
    )
    .await;
    let seen = officer.get(&dept).await.body;
    assert!(
        seen.contains("改电缆沟") && seen.contains("任务未完成 2 项"),
        "{seen}"
    );
    let task = |number| {
        [
            ("meeting", id.clone()),
            ("task", number),
            ("note", "已完成".to_owned()),
        ]
    };
    for (browser, path, number) in [(&mut officer, &dept, "0"), (&mut agent, &desk, "1")] {
        let fields = task(number.to_owned());
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        done(browser, (path, &format!("{path}/task")), &fields).await;
    }
    let solution = ("solution", "电缆沟改线，设备基础不动");
    done(&mut officer, (&dept, &format!("{dept}/solve")), &[solution]).await;

    // The enterprise has the last word, and a no needs a reason.
    let answer = format!("{mine}/answer");
    let remark = format!("remark-{number}");
    let bare = hand_in(
        &mut owner,
        (&mine, &answer),
        &[("number", &number), ("answer", "false")],
    )
    .await;
    assert_eq!(bare.status, 422, "{}", bare.body);
    assert!(
        bare.body.contains(&format!("id=\"{remark}-error\"")),
        "beside its field"
    );
    let no = [
        ("number", number.as_str()),
        ("answer", "false"),
        (&remark, "盖板没有恢复"),
    ];
    done(&mut owner, (&mine, &answer), &no).await;
    assert_eq!(newest(&world, &row).await.reopened, 1);
    done(
        &mut agent,
        (&desk, &format!("{desk}/solve")),
        &[("solution", "盖板已恢复，电缆沟改线")],
    )
    .await;
    done(
        &mut owner,
        (&mine, &answer),
        &[("number", &number), ("answer", "true")],
    )
    .await;
    done(
        &mut agent,
        (&desk, &format!("{desk}/close")),
        &[("lesson", "先核对电缆沟")],
    )
    .await;
    let state = newest(&world, &row).await.state;
    assert!(matches!(state, ProblemState::Closed { .. }), "{state:?}");

    // "How was that solved the last time?"
    let found = agent
        .get("/desk/problems/solved?q=%E7%94%B5%E7%BC%86%E6%B2%9F+%E7%9B%96%E6%9D%BF")
        .await
        .body;
    assert!(found.contains(&number) && found.contains("先核对电缆沟"));
    let none = agent.get("/desk/problems/solved?q=100%25+water").await.body;
    assert!(!none.contains(&number));
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn the_ledger_of_the_city_shows_each_state_by_department_and_every_page_reads_in_both_languages()
 {
    let world = World::demo().await;
    let reader = world.app.store.read(&Viewer::Oversight);
    let all = reader
        .problems(&ProblemFilter::default(), &Page::first(200))
        .await
        .unwrap()
        .rows;
    assert_eq!(all.len(), 13);
    let states: std::collections::BTreeSet<_> = all.iter().map(|row| row.state.as_str()).collect();
    assert_eq!(
        states.into_iter().collect::<Vec<_>>(),
        ["closed", "confirmed", "open", "solved", "withdrawn"]
    );
    let levels: std::collections::BTreeSet<_> = all.iter().map(|row| row.level.as_str()).collect();
    assert_eq!(
        levels.into_iter().collect::<Vec<_>>(),
        ["agent", "lead", "meeting"]
    );
    let mut lead = logged_in(&world, "lead").await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    let list = lead.get("/desk/problems").await.body;
    for row in all.iter().filter(|row| row.is_open) {
        assert!(list.contains(&row.id), "{}", row.id);
    }
    for row in &all {
        for language in ["zh-CN", "en"] {
            let path = format!("/desk/problems/{}?lang={language}", row.id);
            let page = lead.get(&path).await;
            assert_eq!(page.status, 200, "{}", page.body);
            assert_eq!(supervisor.get(&path).await.status, 200);
            if let Some(code) = &row.department {
                let login = if world
                    .app
                    .store
                    .account_by_login(code)
                    .await
                    .unwrap()
                    .is_some()
                {
                    code
                } else {
                    continue;
                };
                let mut officer = logged_in(&world, login).await;
                assert_eq!(
                    officer
                        .get(&format!("/dept/problems/{}?lang={language}", row.id))
                        .await
                        .status,
                    200
                );
            }
        }
    }
    let agenda = reader
        .agenda(&AgendaFilter::default(), &Page::first(200))
        .await
        .unwrap()
        .rows;
    let mut states = std::collections::BTreeSet::new();
    for entry in &agenda {
        states.insert((entry.kind.as_str(), entry.state.as_str()));
        let visit = entry.id.rsplit('~').next().unwrap();
        for language in ["zh-CN", "en"] {
            let path = format!(
                "/desk/projects/{}/service?lang={language}",
                entry.project_id
            );
            assert_eq!(lead.get(&path).await.status, 200);
            if entry.kind == "visit" {
                let path = format!(
                    "/desk/projects/{}/visits/{visit}?lang={language}",
                    entry.project_id
                );
                let page = lead.get(&path).await;
                assert_eq!(page.status, 200, "{}", page.body);
                assert!(page.body.contains(&entry.title));
            }
        }
    }
    for state in [
        "planned",
        "arrived",
        "left",
        "confirmed",
        "disputed",
        "cancelled",
    ] {
        assert!(states.contains(&("visit", state)), "{state}: {states:?}");
    }
    for (kind, state) in [
        ("call", "open"),
        ("call", "done"),
        ("reminder", "open"),
        ("hand_over", "open"),
        ("substitute", "open"),
    ] {
        assert!(
            states.contains(&(kind, state)),
            "{kind} {state}: {states:?}"
        );
    }
    for path in [
        "/desk",
        "/desk?light=red",
        "/desk/agenda",
        "/desk/agenda?when=today&kind=visit",
        "/desk/staff",
        "/desk/problems/solved",
        "/desk/problems?department=gdgs",
    ] {
        for language in ["zh-CN", "en"] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = lead.get(&format!("{path}{separator}lang={language}")).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
        }
    }
}

#[tokio::test]
async fn the_file_of_an_enterprise_lists_the_problems_of_its_projects() {
    let world = World::demo().await;
    let viewer = Viewer::Oversight;
    let reader = world.app.store.read(&viewer);
    let all = ProblemFilter::default();
    let page = Page::first(50);
    let problems = reader.problems(&all, &page).await.unwrap().rows;
    assert!(problems.len() > 5, "the city has problems");
    let projects = crate::acts::rows(&world).await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    for problem in problems {
        let project = projects
            .iter()
            .find(|row| row.id == problem.project_id)
            .unwrap();
        let path = format!("/watch/enterprises/{}?lang=en", project.uscc);
        let file = supervisor.get(&path).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.body.contains(&problem.id), "{}", problem.id);
        assert!(file.body.contains("Problem ledger"));
    }
}
