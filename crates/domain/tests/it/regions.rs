//! Organisations and the regions they serve: whoever is employed by one reaches its regions and nothing else.

use window_domain::access::{Action, Actor, Relation, Role, Territory, may};
use window_domain::complaint;
use window_domain::credit;
use window_domain::id::entity::UserId;
use window_domain::plan::Track;
use window_domain::project::agency::load::{Candidate, Parcel, choose};
use window_domain::project::command::AgentCard;
use window_domain::project::{Project, relations};
use window_domain::score::{self, ScoreId};
use window_domain::service_day;
use window_domain::service_review::{self, served};

use crate::credit_scene::CreditScene;
use crate::scene::{CATALOGUE, Scene, agent, person};
use crate::service_scene::{DayScene, book, guest, normal};

const REGIONS: [&str; 2] = ["city", "hedz"];

/// Every set of regions.
fn territories() -> Vec<(Vec<&'static str>, Territory)> {
    (0..4u8)
        .map(|bits| {
            let codes: Vec<&str> = REGIONS
                .into_iter()
                .enumerate()
                .filter(|(place, _)| bits & (1 << place) != 0)
                .map(|(_, code)| code)
                .collect();
            let owned = codes.iter().map(|code| (*code).to_owned()).collect();
            (codes, Territory::new(CATALOGUE.region_map(), owned))
        })
        .collect()
}

/// A project of the region, accompanied by the agent numbered 3.
fn project(region: &str) -> Project {
    let lies = if region == "hedz" { "true" } else { "false" };
    let scene = Scene::filed_with(Track::Ordinary, &[("in_zone", lies)]);
    let mut project = scene.project().clone();
    project.agent = Some(AgentCard {
        agent: agent().user.unwrap(),
        name: "Agent".to_owned(),
        window: String::new(),
        phone: String::new(),
    });
    assert_eq!(CATALOGUE.region_map().of(&project.facts), region);
    project
}

fn employed(role: Role, territory: &Territory) -> Actor {
    Actor {
        territory: territory.clone(),
        ..person(3, role, None)
    }
}

#[test]
fn people_of_the_window_stand_to_a_project_exactly_if_their_organisation_serves_its_region() {
    for region in REGIONS {
        let project = project(region);
        for (codes, territory) in territories() {
            for role in Role::HOLDABLE {
                let found = relations(&project, None, &employed(role, &territory));
                let reached = codes.contains(&region) && role.is_of_window();
                for relation in [Relation::SameOrganisation, Relation::Assigned] {
                    let has = found.contains(&relation);
                    assert_eq!(
                        has, reached,
                        "{role:?} of {codes:?} in {region}: {relation:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_about_a_project_lies_where_it_lies_and_everything_else_in_the_home_region() {
    let mut day = DayScene::tuesday();
    let made = day.booked(book(normal(9, 0), guest(1)));
    let booking = day.one(made).clone();
    let same = |found: &[Relation]| found.contains(&Relation::SameOrganisation);
    for (codes, territory) in territories() {
        let lead = employed(Role::WindowLead, &territory);
        for region in REGIONS {
            let served = served::Served {
                region: Some(region.to_owned()),
                ..crate::reviews::case()
            };
            let found = service_review::relations(&served, &lead);
            assert_eq!(same(&found), codes.contains(&region), "{codes:?} {region}");
            let mut booking = booking.clone();
            booking.guest.region = Some(region.to_owned());
            let found = service_day::relations(&booking, &lead);
            assert_eq!(same(&found), codes.contains(&region), "{codes:?} {region}");
        }
        let home = codes.contains(&"city");
        let found = service_review::relations(&crate::reviews::case(), &lead);
        assert_eq!(same(&found), home, "{codes:?}");
        let found = service_day::relations(&booking, &lead);
        assert_eq!(same(&found), home, "{codes:?}");
        let found = complaint::relations(&crate::complaints::filed(), &lead);
        assert_eq!(same(&found), home, "{codes:?}");
        let whole = codes.len() == REGIONS.len();
        let id = ScoreId {
            agent: UserId::from_bytes([9; 16]),
            month: "2026-07".parse().unwrap(),
        };
        assert_eq!(same(&score::relations(id, &lead)), whole, "{codes:?}");
        let record = CreditScene::clue().record.unwrap();
        assert_eq!(same(&credit::relations(&record, &lead)), whole, "{codes:?}");
    }
}

#[test]
fn a_manager_reads_what_the_own_organisation_serves_only() {
    for action in [Action::ReadProject, Action::ReadProblem, Action::ReadCredit] {
        assert!(may(Role::Manager, action, Relation::SameOrganisation));
        assert!(!may(Role::Manager, action, Relation::Other), "{action:?}");
    }
}

#[test]
fn a_project_gets_an_agent_who_serves_its_region_whenever_one_is_present_and_loads_stay_even() {
    for seed in 0..300 {
        let mut next = crate::agency::numbers(seed);
        let all = territories();
        let mut present: Vec<Candidate> = (0..=next(7))
            .map(|index| Candidate {
                card: crate::agency::card(u8::try_from(index).unwrap()),
                load: 0,
                zone: (next(3) == 0).then(|| "hedz".to_owned()),
                territory: all[usize::try_from(next(4)).unwrap()].1.clone(),
            })
            .collect();
        let mut largest = 0;
        for _ in 0..80 {
            let weight = u32::try_from(next(16)).unwrap();
            largest = largest.max(weight);
            let region = REGIONS[usize::try_from(next(2)).unwrap()];
            let parcel = Parcel {
                weight,
                largest,
                zone: (region == "hedz").then_some("hedz"),
                region,
            };
            let chosen = choose(&present, parcel).map(|it| it.card.agent);
            let is_served = present.iter().any(|it| it.territory.covers(region));
            assert_eq!(chosen.is_some(), is_served, "seed {seed}");
            let Some(chosen) = present.iter_mut().find(|it| Some(it.card.agent) == chosen) else {
                continue;
            };
            assert!(chosen.territory.covers(region), "seed {seed}");
            chosen.load += weight;
            for one in &present {
                for other in present.iter().filter(|it| it.territory == one.territory) {
                    let spread = one.load.abs_diff(other.load);
                    assert!(spread <= largest, "seed {seed}: {spread} > {largest}");
                }
            }
        }
    }
}
