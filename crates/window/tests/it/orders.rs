//! Whose letter an order is, and which stop a resumption ends.

use window_domain::catalogue::DepartmentCode;
use window_domain::id::entity::FindingId;
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::event::{CheckReason, Milestone};

use crate::built::{blocking, give, letters, project, row, squeezed, words};
use crate::city::seeded;
use crate::world::World;

fn name(world: &World, department: &str) -> String {
    let catalogue = &world.app.office.catalogue;
    let found = catalogue.department(&DepartmentCode::new(department));
    found.unwrap().name.zh.clone()
}

/// As a decision is the deciding department's, an order is that of whoever gives it.
#[tokio::test]
async fn an_order_is_the_letter_of_the_department_that_gives_it() {
    let (world, _) = seeded().await;
    for (login, title, kind, department) in [
        ("orient", "电工薄膜", "rectification_order", Some("slhh")),
        ("orient", "压缩机曲轴", "stop_order", Some("slhh")),
        ("daye", "陶瓷基板", "revocation", Some("slhh")),
        // Found and stopped by an inspector in one act.
        ("energy", "智能配电柜", "stop_order", Some("zjj")),
        // Lifted by the window.
        ("energy", "智能配电柜", "resumption", None),
    ] {
        let hall = world.app.office.catalogue.city().hall.zh.clone();
        let issuer = department.map_or(hall, |code| name(&world, code));
        let row = row(&world, title).await;
        let letters = letters(&world, &row).await;
        let letter = letters.iter().rfind(|letter| letter.kind == kind).unwrap();
        assert_eq!(letter.department.as_deref(), department, "{kind}");
        let check = format!("/v/{}?lang=zh-CN", letter.check_code);
        let check = world.browser().get(&check).await.body;
        assert!(check.contains(&issuer), "{kind}: {issuer} not in {check}");
        // At the head and under the text.
        let paper = words(&world, (login, title), kind).await;
        let named = paper.matches(&squeezed(&issuer)).count();
        assert!(named >= 2, "{kind}: {issuer} {named} times in {paper}");
    }
}

/// Stops the works with a blocking finding; its id and the number of the order.
async fn stop(world: &World, title: &str, milestone: Milestone) -> (FindingId, String) {
    let row = row(world, title).await;
    let today = world.app.office.today();
    let plan = BuildingCommand::PlanCheck {
        reason: CheckReason::Node { milestone },
        department: "zjj".into(),
        inspectors: vec!["检查员".to_owned()],
        planned_on: today,
    };
    give(world, &row, ("zjj-head", plan)).await;
    let record = blocking(&*project(world, &row).await, today);
    let record = BuildingCommand::RecordCheck(record);
    give(world, &row, ("zjj-head", record)).await;
    let building = &project(world, &row).await.building;
    let (finding, order) = (building.findings.last(), building.orders.last());
    (finding.unwrap().id, order.unwrap().number.clone())
}

/// The letter of each resumption names the stop it ends, in whatever order two are lifted on one day.
#[tokio::test]
async fn a_resumption_names_the_stop_it_ends_and_no_other_of_the_day() {
    let (world, _) = seeded().await;
    let title = "数控机床功能部件";
    let row = row(&world, title).await;
    let first = stop(&world, title, Milestone::Start).await;
    let second = stop(&world, title, Milestone::Foundation).await;
    for ((finding, number), other, is_last) in [(&second, &first, false), (&first, &second, true)] {
        let verify = BuildingCommand::Verify {
            finding: *finding,
            passed: true,
            note: "已复核".to_owned(),
        };
        give(&world, &row, ("zjj-head", verify)).await;
        let lift = BuildingCommand::LiftStop {
            number: number.clone(),
            reason: format!("{number}已改正"),
        };
        give(&world, &row, ("zjj-head", lift)).await;
        let letter = words(&world, ("orient", title), "resumption").await;
        let ended = squeezed(&format!("责令停工通知书（{number}）所指情形已经改正"));
        assert!(letter.contains(&ended), "{ended}: {letter}");
        // The works go on only when no other stop stands.
        let other = squeezed(&format!("责令停工通知书（{}）仍在执行", other.1));
        assert_eq!(letter.contains(&other), !is_last, "{letter}");
        assert_eq!(letter.contains("恢复效力"), is_last, "{letter}");
        assert!(letter.contains(&name(&world, "zjj")), "{letter}");
    }
}
