//! After the notice, on the side of the administration: the desk's file, the department's part, a company's file.

use crate::built::{logged_in, project, row};
use crate::city::seeded;
use crate::journey::fill;

#[tokio::test]
async fn the_window_sees_promises_and_lifts_a_stop_only_when_its_ground_is_settled() {
    let (world, _) = seeded().await;
    let stopped = row(&world, "压缩机曲轴").await;
    let number = project(&world, &stopped).await.building.orders[1]
        .number
        .clone();
    let mut lead = logged_in(&world, "lead").await;
    let file = format!("/desk/projects/{}", stopped.id);
    let page = lead.get(&file).await.body;
    for said in ["承诺兑现", "暂停", &number, "暂时不能解除停工"] {
        assert!(page.contains(said), "{said}");
    }
    let fields = [("number", number.as_str()), ("reason", "已核查")];
    let refused = fill(&mut lead, &file, &format!("{file}/lift"), &fields).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        project(&world, &stopped).await.building.orders[1].lifted,
        None
    );
    let mut owner = logged_in(&world, "orient").await;
    let lift = format!("{file}/lift");
    let mine = format!("/my/projects/{}", stopped.id);
    assert_eq!(fill(&mut owner, &mine, &lift, &fields).await.status, 403);
}

#[tokio::test]
async fn one_visit_is_invited_spoken_about_by_each_department_and_concluded() {
    let (world, _) = seeded().await;
    let invited = row(&world, "精密轴承").await;
    let before = project(&world, &invited).await;
    let acceptance = before.building.acceptance.as_ref().unwrap();
    let visit = acceptance.visit_on.unwrap();
    let departments: Vec<String> = acceptance.silent().map(ToString::to_string).collect();
    assert!(departments.len() >= 3, "{departments:?}");
    let mut officer = logged_in(&world, &departments[0]).await;
    let own = format!("/dept/projects/{}", invited.id);
    let list = officer.get("/dept/watch").await.body;
    assert!(list.contains(&own), "{list}");
    assert!(officer.get("/dept").await.body.contains("/dept/watch"));
    let page = officer.get(&own).await;
    assert!(
        !page.body.contains("name=\"verdict\""),
        "the visit is ahead"
    );

    let noon = jiff::tz::Offset::UTC
        .to_timestamp(visit.at(4, 0, 0, 0))
        .unwrap();
    world.app.clock.set(noon);
    for (index, department) in departments.iter().enumerate() {
        let mut officer = logged_in(&world, department).await;
        let path = format!("{own}/opinion");
        if index == 0 {
            let bare = [("verdict", "rectify"), ("remarks", "")];
            assert_eq!(fill(&mut officer, &own, &path, &bare).await.status, 422);
            let said = [
                ("verdict", "rectify"),
                ("remarks", "清理消防车道\r\n补齐标识\r\n"),
            ];
            assert_eq!(fill(&mut officer, &own, &path, &said).await.status, 303);
        } else {
            let said = [("verdict", "pass"), ("remarks", "")];
            let sent = fill(&mut officer, &own, &path, &said).await;
            assert_eq!(sent.status, 303, "{department}: {}", sent.body);
        }
        assert!(!officer.get("/dept/watch").await.body.contains(&own));
    }
    let mut lead = logged_in(&world, "lead").await;
    let file = format!("/desk/projects/{}", invited.id);
    assert!(lead.get(&file).await.body.contains("补齐标识"));
    let conclude = format!("{file}/conclude");
    assert_eq!(
        fill(&mut lead, &file, &conclude, &[("days", "0")])
            .await
            .status,
        422
    );
    assert_eq!(
        fill(&mut lead, &file, &conclude, &[("days", "10")])
            .await
            .status,
        303
    );
    let after = project(&world, &invited).await;
    let acceptance = after.building.acceptance.as_ref().unwrap();
    let conclusion = acceptance.conclusion.as_ref().unwrap();
    assert_eq!(conclusion.remarks, ["清理消防车道", "补齐标识"]);
}

#[tokio::test]
async fn a_card_is_answered_by_its_department_and_leaves_the_list() {
    let (world, _) = seeded().await;
    let carded = row(&world, "压缩机曲轴").await;
    let before = project(&world, &carded).await;
    let card = &before.building.cards[0];
    let department = card.department.as_ref().unwrap().to_string();
    let mut officer = logged_in(&world, &department).await;
    let own = format!("/dept/projects/{}", carded.id);
    let list = officer.get("/dept/watch").await.body;
    assert!(list.contains(&own) && list.contains(&card.number));
    let fields = [("number", card.number.as_str()), ("text", "已督促")];
    let path = format!("{own}/card");
    assert_eq!(fill(&mut officer, &own, &path, &fields).await.status, 303);
    let page = officer.get("/dept/watch").await.body;
    assert!(!page.contains(&card.number), "{page}");
}

#[tokio::test]
async fn the_file_of_a_company_has_its_projects_promises_and_findings() {
    let (world, _) = seeded().await;
    let mut supervisor = logged_in(&world, "supervisor").await;
    for language in ["zh-CN", "en"] {
        // The builder of one project and the designer answerable in another.
        let path = format!("/watch/enterprises/91420281MA49000377?lang={language}");
        let page = supervisor.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        for said in ["陶瓷基板", "劳动密集型装配厂房", "91420281MA49000377"] {
            assert!(page.body.contains(said), "{said}");
        }
    }
    for unknown in ["91420200MA4900010X", "nothing"] {
        let path = format!("/watch/enterprises/{unknown}");
        assert_eq!(supervisor.get(&path).await.status, 404, "{unknown}");
    }
    let mut owner = logged_in(&world, "daye").await;
    let path = "/watch/enterprises/91420281MA49000377";
    assert_eq!(owner.get(path).await.status, 403);
}
