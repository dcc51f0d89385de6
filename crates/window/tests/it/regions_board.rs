//! Figures by region and organisation: the regions together are the whole, and what is chosen goes with every table and list.

use std::collections::BTreeMap;

use crate::built::logged_in;
use crate::world::{Browser, World};

const YEAR: &str = "from=2026-01-01&until=2026-12-31";

/// Numbers of a table by the words of each line and the name of the column.
async fn table(browser: &mut Browser, name: &str, more: &str) -> BTreeMap<String, i64> {
    let answer = browser
        .get(&format!("/board/tables/{name}.csv?{YEAR}{more}"))
        .await;
    assert_eq!(answer.status, 200, "{name} {more}: {}", answer.body);
    let mut lines = answer.body.trim_start_matches('\u{feff}').lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut found = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let Some(key) = fields.first() else { continue };
        for (column, field) in columns.iter().zip(&fields).skip(1) {
            if let Ok(number) = field.trim().parse::<i64>() {
                found.insert(format!("{key}/{column}"), number);
            }
        }
    }
    found
}

#[tokio::test]
async fn the_regions_of_the_board_together_are_the_whole() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let mut compared = 0;
    for name in [
        "months",
        "items",
        "departments",
        "holders",
        "stages",
        "results",
        "problems",
        "visits",
        "loads",
    ] {
        let whole = table(&mut manager, name, "").await;
        let mut sum: BTreeMap<String, i64> = BTreeMap::new();
        for region in ["city", "hedz"] {
            for (key, number) in table(&mut manager, name, &format!("&region={region}")).await {
                *sum.entry(key).or_default() += number;
            }
        }
        for (key, number) in &whole {
            // Medians, percentages, limits and the oldest do not add up.
            let adds = [
                "received", "decided", "late", "count", "open", "young", "middle", "old",
                "projects", "weight",
            ];
            if adds
                .iter()
                .any(|column| key.ends_with(&format!("/{column}")))
            {
                let found = sum.get(key).copied().unwrap_or_default();
                assert_eq!(found, *number, "{name} {key}");
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared}");
    // The table side by side says the same as each region alone.
    let side = table(&mut manager, "regions", "").await;
    for region in ["city", "hedz"] {
        let months = table(&mut manager, "months", &format!("&region={region}")).await;
        let of = |column: &str| -> i64 {
            let each = months.iter().filter(|(key, _)| key.ends_with(column));
            each.map(|(_, number)| number).sum()
        };
        assert_eq!(side[&format!("{region}/received")], of("/received"));
        assert_eq!(side[&format!("{region}/decided")], of("/decided"));
        assert!(of("/received") > 0, "{region}");
    }
}

#[tokio::test]
async fn what_is_chosen_goes_with_every_address_of_the_board_and_the_lists_are_as_long() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let page = manager
        .get(&format!("/board?{YEAR}&region=city&organisation=dbgs"))
        .await
        .body;
    let mut followed = 0;
    for start in [
        "/board/cases?",
        "/board/tables/",
        "/desk/problems?",
        "/board/fairness?",
        "/board/wall?",
    ] {
        for piece in page.split(&format!("href=\"{start}")).skip(1) {
            let address = piece.split_once('"').unwrap().0;
            let region = address.contains("region=city") || address.contains("region=hedz");
            assert!(region, "{start}{address}");
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
    let side = table(&mut manager, "regions", "").await;
    for region in ["city", "hedz"] {
        for (list, column) in [
            ("received", "received"),
            ("open", "open"),
            ("decided", "decided"),
        ] {
            let address = format!("/board/cases?list={list}&{YEAR}&region={region}");
            let body = manager.get(&address).await.body;
            let number = side[&format!("{region}/{column}")];
            let said = format!(" {number} ");
            assert!(
                body.contains(&said) || body.contains(&number.to_string()),
                "{address}"
            );
        }
    }
    // A region nobody knows, and one the visitor does not reach, are not found; neither is an unknown organisation.
    let mut zone = logged_in(&world, "zone-manager").await;
    for wrong in ["region=city", "region=x", "organisation=x"] {
        assert_eq!(
            zone.get(&format!("/board?{wrong}")).await.status,
            404,
            "{wrong}"
        );
    }
    assert_eq!(zone.get("/board?region=hedz").await.status, 200);
}

#[tokio::test]
async fn a_manager_of_the_zone_sees_the_figures_of_the_zone() {
    let world = World::demo().await;
    let mut zone = logged_in(&world, "zone-manager").await;
    let mut manager = logged_in(&world, "manager").await;
    for name in [
        "start",
        "months",
        "items",
        "departments",
        "holders",
        "stages",
        "results",
        "problems",
        "visits",
        "loads",
    ] {
        let own = zone
            .get(&format!("/board/tables/{name}.csv?{YEAR}"))
            .await
            .body;
        let chosen = manager
            .get(&format!("/board/tables/{name}.csv?{YEAR}&region=hedz"))
            .await
            .body;
        assert_eq!(own, chosen, "{name}");
    }
    let scores = zone.get("/board/scores").await;
    assert_eq!(scores.status, 200);
    assert!(
        !scores.body.contains("林代办"),
        "agents work in the city, too"
    );
}

#[tokio::test]
async fn figures_of_people_are_those_of_the_organisation_chosen() {
    let world = World::demo().await;
    let mut manager = logged_in(&world, "manager").await;
    let all = table(&mut manager, "loads", "").await;
    let company = table(&mut manager, "loads", "&organisation=dbgs").await;
    let bureau = table(&mut manager, "loads", "&organisation=zwj").await;
    assert!(!company.is_empty());
    assert!(bureau.is_empty(), "{bureau:?}");
    assert!(
        company
            .iter()
            .all(|(key, number)| all.get(key) == Some(number))
    );
    let scores = manager.get("/board/scores?organisation=gwh").await.body;
    assert!(!scores.contains("林代办"));
    let scores = manager.get("/board/scores?organisation=dbgs").await.body;
    assert!(scores.contains("林代办"));
}

#[tokio::test]
async fn a_link_for_visitors_shows_what_its_maker_reaches() {
    let world = World::demo().await;
    let mut seen = Vec::new();
    for login in ["manager", "zone-manager"] {
        let maker = crate::built::actor(&world, login).await;
        let key = window_one::service::key(&format!("link-for-{login}")).unwrap();
        let request = window_one::service::Request {
            key: Some(key),
            ..window_one::service::Request::default()
        };
        let made = world
            .app
            .office
            .make_visitor_link(&maker, ("visit", 3), &request)
            .await;
        let token = made.unwrap().unwrap();
        let (_, territory) = world
            .app
            .office
            .open_visitor_link(&token)
            .await
            .unwrap()
            .unwrap();
        seen.push(territory.regions().to_vec());
    }
    assert_eq!(
        seen,
        [
            vec!["city".to_owned(), "hedz".to_owned()],
            vec!["hedz".to_owned()]
        ]
    );
}
