//! Agents over HTTP without JavaScript: visits, the standing authorisation, hand-overs, absences, assignment.

use jiff::SignedDuration;
use window_domain::access::{Actor, Role};
use window_domain::facts::Facts;
use window_domain::id::entity::{EnterpriseId, ProjectId};
use window_domain::plan::Track;
use window_domain::project::Command;
use window_domain::project::command::NewProject;
use window_domain::project::event::{Builder, Contact};
use window_one::jobs;
use window_one::service::Request;
use window_one::service::staffing::NewAbsence;
use window_store::ProjectRow;

use crate::acts::{login_of, owner_of};
use crate::built::{logged_in, project, row};
use crate::credit_service::actor;
use crate::service::{agent_of, done, hand_in};
use crate::world::{Browser, World};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_visit_is_planned_typed_up_later_and_confirmed_and_belongs_to_its_project() {
    let world = World::demo().await;
    let row = row(&world, "铝合金压铸件").await;
    let other = crate::built::row(&world, "液压元件").await;
    let mut agent = agent_of(&world, &row).await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let file = format!("/desk/projects/{}/service", row.id);
    let plan = format!("{file}/visit");
    let bare = hand_in(&mut agent, (&file, &plan), &[("on", "2026-08-03")]).await;
    assert_eq!(bare.status, 422);
    for field in ["address-error", "purpose-error", "people-error"] {
        assert!(bare.body.contains(field), "{field}: {}", bare.body);
    }
    // The list on top names each field as its label does.
    for field in ["地点", "事由", "上门人员"] {
        let named = format!("\">{field}：此项不能为空</a>");
        assert!(bare.body.contains(&named), "{field}: {}", bare.body);
    }
    done(
        &mut agent,
        (&file, &plan),
        &[
            ("on", "2026-07-31"),
            ("time", "14:30"),
            ("address", "压铸车间"),
            ("people", "林代办\n何代办"),
            ("purpose", "看环保设施"),
            ("bring", "环评批复\n承诺书"),
        ],
    )
    .await;
    let visit = project(&world, &row)
        .await
        .agency
        .visits
        .last()
        .cloned()
        .unwrap();
    assert_eq!(visit.bring, ["环评批复", "承诺书"]);
    let sheet = format!("/desk/projects/{}/visits/{}", row.id, visit.id);
    let body = agent.get(&sheet).await.body;
    assert!(body.contains("环评批复") && body.contains("压铸车间"));
    let id = visit.id.to_string();
    let arrive = format!("{file}/arrive");
    let late = [
        ("visit", id.as_str()),
        ("at_day", "2026-07-31"),
        ("at_time", "14:40"),
    ];
    let ahead = [
        ("visit", id.as_str()),
        ("at_day", "2026-08-31"),
        ("at_time", "14:40"),
    ];
    assert_eq!(
        hand_in(&mut agent, (&sheet, &arrive), &ahead).await.status,
        422
    );
    // Under another project there is no such visit: not to read, not to record.
    let wrong = format!("/desk/projects/{}/visits/{id}", other.id);
    assert_eq!(agent.get(&wrong).await.status, 404);
    let mut its = agent_of(&world, &other).await;
    let outside = format!("/desk/projects/{}/service", other.id);
    let refused = hand_in(&mut its, (&outside, &format!("{outside}/arrive")), &late).await;
    assert!(
        [404, 422].contains(&refused.status.as_u16()),
        "{}",
        refused.status
    );
    done(&mut agent, (&sheet, &arrive), &late).await;
    let leave = format!("{file}/leave");
    let before = [
        ("visit", id.as_str()),
        ("at_day", "2026-07-31"),
        ("at_time", "14:00"),
        ("outcome", "已看"),
    ];
    let early = hand_in(&mut agent, (&sheet, &leave), &before).await;
    assert_eq!(early.status, 422);
    assert!(
        early.body.contains("离开时间早于到达时间"),
        "{}",
        early.body
    );
    let left = [
        ("visit", id.as_str()),
        ("at_day", "2026-07-31"),
        ("at_time", "16:00"),
        ("outcome", "除尘器已装"),
    ];
    done(&mut agent, (&sheet, &leave), &left).await;
    let visit = project(&world, &row)
        .await
        .agency
        .visits
        .last()
        .cloned()
        .unwrap();
    let left = visit.left.unwrap();
    assert!(left.recorded_at > left.at, "both times are kept");
    // The enterprise reads it on its page and agrees.
    let mine = format!("/my/projects/{}/service", row.id);
    assert!(owner.get(&mine).await.body.contains("除尘器已装"));
    let confirm = format!("{mine}/visit");
    done(
        &mut owner,
        (&mine, &confirm),
        &[("visit", &id), ("answer", "true")],
    )
    .await;
    assert_eq!(
        project(&world, &row)
            .await
            .agency
            .visits
            .last()
            .unwrap()
            .state(),
        "confirmed"
    );
}

#[tokio::test]
async fn an_agent_hands_in_for_the_enterprise_only_under_its_authorisation() {
    let world = World::demo().await;
    let row = row(&world, "年产五万套").await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let agent = actor(
        &world,
        &login_of(&world, row.agent_id.as_ref().unwrap()).await,
    )
    .await;
    let submit = Command::Submit {
        items: vec!["A01".into()],
    };
    let request = Request::default();
    let office = &world.app.office;
    let id: ProjectId = row.id.parse().unwrap();
    let codes = |refused: window_one::service::Refused| match refused {
        window_one::service::Refused::Rules(refusals) => refusals
            .0
            .iter()
            .map(|it| it.code.as_str())
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let refused = office
        .execute(&agent, id, &submit, &request)
        .await
        .unwrap_err();
    assert_eq!(codes(refused), ["agent-unauthorised"]);
    let mine = format!("/my/projects/{}/service", row.id);
    let none = hand_in(
        &mut owner,
        (&mine, &format!("{mine}/authorise")),
        &[("until", "")],
    )
    .await;
    assert_eq!(none.status, 422);
    let acts = [
        ("acts", "upload"),
        ("acts", "submit"),
        ("until", "2026-12-31"),
    ];
    done(&mut owner, (&mine, &format!("{mine}/authorise")), &acts).await;
    // What is missing is another matter now.
    let refused = office
        .execute(&agent, id, &submit, &request)
        .await
        .unwrap_err();
    assert!(codes(refused).contains(&"material-missing"));
    done(&mut owner, (&mine, &format!("{mine}/unauthorise")), &[]).await;
    let refused = office
        .execute(&agent, id, &submit, &request)
        .await
        .unwrap_err();
    assert_eq!(codes(refused), ["agent-unauthorised"]);
}

#[tokio::test]
async fn who_is_away_is_stood_in_for_and_the_enterprise_reads_by_whom_and_when_who_is_back() {
    let world = World::demo().await;
    let row = row(&world, "铝合金压铸件").await;
    let agent_id = row.agent_id.clone().unwrap();
    let mut lead = logged_in(&world, "lead").await;
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let staff = "/desk/staff";
    let mut agent = agent_of(&world, &row).await;
    assert_eq!(agent.get(staff).await.status, 403);
    // Whoever accompanies it is not the one who is away already.
    let away = actor(&world, "agent6").await.user.unwrap().to_string();
    let before = project(&world, &row).await.agency.substitute.clone();
    assert_eq!(before.is_some(), agent_id == away);
    let wrong = [
        ("agent", agent_id.as_str()),
        ("first_day", "2026-08-05"),
        ("last_day", "2026-08-04"),
        ("reason", ""),
    ];
    let refused = hand_in(&mut lead, (staff, "/desk/staff/absence"), &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("last_day-error") && refused.body.contains("reason-error"),
        "{}",
        refused.body
    );
    let absence = [
        ("agent", agent_id.as_str()),
        ("first_day", "2026-08-03"),
        ("last_day", "2026-08-07"),
        ("reason", "年休假"),
    ];
    done(&mut lead, (staff, "/desk/staff/absence"), &absence).await;
    let standing = project(&world, &row)
        .await
        .agency
        .substitute
        .clone()
        .unwrap();
    assert_ne!(standing.card.agent.to_string(), agent_id);
    assert_ne!(
        standing.card.agent.to_string(),
        away,
        "nobody who is away stands in"
    );
    let page = owner.get(&format!("/my/projects/{}", row.id)).await.body;
    assert!(
        page.contains(&standing.card.name) && page.contains("代班"),
        "{page}"
    );
    // A second run changes nothing; once the last day is past it ends by itself.
    assert_eq!(world.app.office.keep_absences().await.unwrap(), 0);
    world.app.clock.advance(SignedDuration::from_hours(24 * 7));
    jobs::daily(&world.app.office).await.unwrap();
    assert_eq!(project(&world, &row).await.agency.substitute, None);
}

#[tokio::test]
async fn the_next_agent_confirms_the_record_of_a_hand_over() {
    let world = World::demo().await;
    let row = row(&world, "铝合金压铸件").await;
    let mut agent = agent_of(&world, &row).await;
    let own = login_of(&world, row.agent_id.as_ref().unwrap()).await;
    let next = if own == "agent1" { "agent2" } else { "agent1" };
    let next_id = actor(&world, next).await.user.unwrap().to_string();
    let file = format!("/desk/projects/{}/service", row.id);
    let hand_on = format!("{file}/hand-on");
    let bare = hand_in(
        &mut agent,
        (&file, &hand_on),
        &[("agent", &next_id), ("record", "")],
    )
    .await;
    assert_eq!(bare.status, 422);
    assert!(bare.body.contains("record-error"));
    done(
        &mut agent,
        (&file, &hand_on),
        &[("agent", &next_id), ("record", "周五前要回电")],
    )
    .await;
    let mut taker = logged_in(&world, next).await;
    let list = taker.get("/desk/agenda?kind=hand_over").await.body;
    assert!(list.contains("周五前要回电"), "{list}");
    assert!(!agent.get(&file).await.body.contains("确认接手"));
    done(
        &mut taker,
        (&file, &format!("{file}/take-over")),
        &[("take_over", "已阅")],
    )
    .await;
    assert!(
        project(&world, &row)
            .await
            .agency
            .open_hand_over()
            .is_none()
    );
}

/// Files projects of an enterprise nobody else has.
async fn file(world: &World, (count, area): (u8, i64)) {
    let owner = Actor {
        enterprise: Some(EnterpriseId::from_bytes([1; 16])),
        ..actor(world, "wang").await
    };
    for number in 0..count {
        let values = [
            ("project_type", "industrial"),
            ("industry_division", "38"),
            ("investment_wan", "12000"),
            ("land_acquisition", "grant"),
            ("in_zone", "true"),
            ("site_area_m2", "20000"),
            ("eia_class", "registration_form"),
        ];
        let mut values: std::collections::BTreeMap<String, String> = values
            .iter()
            .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()))
            .collect();
        values.insert(
            "building_area_m2".to_owned(),
            (area * i64::from(number % 3 + 1)).to_string(),
        );
        let office = &world.app.office;
        let new = NewProject {
            project: ProjectId::from_bytes(office.random.bytes().unwrap()),
            builder: Builder {
                id: EnterpriseId::from_bytes([1; 16]),
                company: "Test company".to_owned(),
                uscc: "91420200MA49000105".to_owned(),
            },
            title: format!("Project {number}"),
            code: None,
            address: "Road 1".to_owned(),
            contact: Contact {
                person: "Wang".to_owned(),
                phone: "0714-000 0000".to_owned(),
            },
            facts: Facts::parse(office.catalogue.facts(), &values).unwrap(),
            track: Track::Ordinary,
            not_secret: true,
        };
        office
            .file_project(&owner, new, &Request::default())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn no_project_is_without_an_agent_while_one_is_present_and_loads_stay_even() {
    let world = World::new().await;
    file(&world, (1, 8000)).await;
    let office = &world.app.office;
    assert_eq!(
        office.store.projects_without_agent().await.unwrap().len(),
        1,
        "there is nobody yet"
    );
    for login in ["a1", "a2", "a3"] {
        world.add(login, Role::Agent).await;
    }
    world.add("boss", Role::WindowLead).await;
    let boss = actor(&world, "boss").await;
    let away = actor(&world, "a1").await.user.unwrap().to_string();
    let absence = NewAbsence {
        agent: away.clone(),
        first_day: office.today(),
        last_day: office.today(),
        reason: "leave".to_owned(),
    };
    office
        .record_absence(&boss, absence, &Request::default())
        .await
        .unwrap();
    jobs::daily(office).await.unwrap();
    assert_eq!(
        office.store.projects_without_agent().await.unwrap(),
        Vec::<String>::new()
    );
    file(&world, (20, 8000)).await;
    assert_eq!(
        office.store.projects_without_agent().await.unwrap(),
        Vec::<String>::new()
    );
    let (loads, largest) = office.store.loads().await.unwrap();
    assert_eq!(loads.len(), 2, "nobody who is away got one: {loads:?}");
    assert!(!loads.contains_key(&away));
    let spread = loads.values().max().unwrap() - loads.values().min().unwrap();
    assert!(spread <= largest, "{loads:?}");
}

#[tokio::test]
async fn an_agent_with_open_projects_is_not_disabled_and_the_way_out_is_told() {
    let world = World::demo().await;
    let disable = |login: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_window-one"))
            .args(["user", "disable", "--database", &world.database(), login])
            .output()
            .unwrap()
    };
    let refused = disable("agent1");
    assert_eq!(refused.status.code(), Some(1));
    let talk = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(talk.contains("give them to colleagues"), "{talk}");
    let record = world.app.store.account_by_login("agent1").await.unwrap();
    assert_eq!(record.unwrap().disabled_at, None);
    // Who accompanies nothing goes.
    let gone = disable("supervisor3");
    assert!(gone.status.success(), "{gone:?}");
}

#[tokio::test]
async fn an_agent_is_not_planned_to_be_at_two_places_at_once_and_the_sheet_names_who_comes() {
    let world = World::demo().await;
    let all = crate::acts::rows(&world).await;
    let first = all.iter().find(|row| {
        let same = |other: &&ProjectRow| other.agent_id == row.agent_id && other.id != row.id;
        row.agent_id.is_some() && all.iter().any(|other| same(&other))
    });
    let first = first.unwrap();
    let same = |other: &&ProjectRow| other.agent_id == first.agent_id && other.id != first.id;
    let second = all.iter().find(same).unwrap();
    let mut agent = agent_of(&world, first).await;
    let plan = async |browser: &mut Browser, row: &ProjectRow, time: &str| {
        let file = format!("/desk/projects/{}/service", row.id);
        let fields = [
            ("on", "2026-08-12"),
            ("time", time),
            ("address", "压铸车间"),
            ("people", "林代办"),
            ("purpose", "看环保设施"),
        ];
        hand_in(browser, (&file, &format!("{file}/visit")), &fields).await
    };
    assert_eq!(plan(&mut agent, first, "09:00").await.status, 303);
    let taken = plan(&mut agent, second, "09:30").await;
    assert_eq!(taken.status, 422);
    for told in [
        &first.name,
        "09:00",
        "10:30",
        "id=\"time-error\"",
        "压铸车间",
    ] {
        assert!(taken.body.contains(told), "{told}: {}", taken.body);
    }
    assert_eq!(plan(&mut agent, second, "10:30").await.status, 303);
    // What was called off takes no time.
    let visit = project(&world, first)
        .await
        .agency
        .visits
        .last()
        .unwrap()
        .id
        .to_string();
    let sheet = format!("/desk/projects/{}/visits/{visit}", first.id);
    let cancel = format!("/desk/projects/{}/service/cancel", first.id);
    let fields = [("visit", visit.as_str()), ("reason", "下雨")];
    done(&mut agent, (&sheet, &cancel), &fields).await;
    assert_eq!(plan(&mut agent, second, "09:00").await.status, 303);
}
