//! Draws by lot: a seed published beforehand, a result anybody can draw again, and no way to draw until it pleases.

use window_domain::access::{Actor, Role};
use window_domain::context::Context;
use window_domain::draw::{
    Draw, DrawCommand, DrawEvent, DrawNumber, PoolInspector, PoolProject, Share, apply, decide,
    draw, ranked,
};
use window_domain::id::entity::{ProjectId, UserId};
use window_domain::refusal::Refusals;

use crate::scene::{CALENDAR, CATALOGUE, Counter, date, head};

fn supervisor() -> Actor {
    Actor {
        user: Some(UserId::from_bytes([8; 16])),
        name: "Supervisor".to_owned(),
        roles: vec![Role::Supervisor],
        department: None,
        enterprise: None,
        territory: crate::scene::CATALOGUE.everywhere(),
    }
}

fn pool(projects: u8, inspectors: u8) -> (Vec<PoolProject>, Vec<PoolInspector>) {
    let projects = (0..projects).map(|n| PoolProject {
        project: ProjectId::from_bytes([n; 16]),
        title: format!("Project {n}"),
    });
    let inspectors = (0..inspectors).map(|n| PoolInspector {
        inspector: UserId::from_bytes([n; 16]),
        name: format!("Inspector {n}"),
        department: "zjj".to_owned(),
    });
    (projects.collect(), inspectors.collect())
}

const SHARE: Share = Share {
    projects_percent: 20,
    inspectors: 2,
};

/// `for i in a b c d e; do printf 'seed-1%s' $i | sha256sum | sed "s/-/$i/"; done | sort`
#[test]
fn the_order_is_that_of_sha256sum_for_anybody_who_draws_again() {
    assert_eq!(
        ranked("seed-1", ["a", "b", "c", "d", "e"]),
        ["d", "b", "c", "a", "e"]
    );
    assert_eq!(
        ranked("seed-1", ["e", "d", "c", "b", "a"]),
        ["d", "b", "c", "a", "e"]
    );
}

#[test]
fn a_fifth_of_the_projects_is_drawn_rounded_up_and_at_least_one() {
    for (projects, drawn) in [(1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3)] {
        let (projects, inspectors) = pool(projects, 3);
        let result = draw("seed", SHARE, (&projects, &inspectors));
        assert_eq!(result.len(), drawn);
        assert!(result.iter().all(|one| one.inspectors.len() == 2));
    }
}

#[test]
fn the_order_of_the_pool_decides_nothing_and_the_seed_decides_everything() {
    let (mut projects, mut inspectors) = pool(30, 9);
    let first = draw("seed", SHARE, (&projects, &inspectors));
    projects.reverse();
    inspectors.reverse();
    assert_eq!(draw("seed", SHARE, (&projects, &inspectors)), first);
    assert_ne!(draw("another seed", SHARE, (&projects, &inspectors)), first);
}

#[test]
fn over_many_seeds_nobody_is_spared() {
    let (projects, inspectors) = pool(20, 5);
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..200 {
        for one in draw(&format!("seed {seed}"), SHARE, (&projects, &inspectors)) {
            *seen.entry(one.project).or_insert(0_u32) += 1;
        }
    }
    // Four of twenty in each draw: forty times each, give or take.
    assert_eq!(seen.len(), 20);
    assert!(
        seen.values().all(|times| (20..=65).contains(times)),
        "{seen:?}"
    );
}

fn give(
    state: &mut Option<Draw>,
    (actor, today): (&Actor, &str),
    command: &DrawCommand,
) -> Result<(), Refusals> {
    let fresh = Counter::default();
    let now = jiff::tz::Offset::UTC.to_timestamp(date(today).at(2, 0, 0, 0));
    let context = Context {
        now: now.unwrap(),
        today: date(today),
        received_on: date(today),
        catalogue: &CATALOGUE,
        calendar: &CALENDAR,
        actor,
        fresh: &fresh,
        barred: &[],
    };
    for event in decide(state.as_ref(), command, &context)? {
        apply(state, &context.record(event));
    }
    Ok(())
}

fn codes(refused: Result<(), Refusals>) -> Vec<&'static str> {
    let refusals = refused.unwrap_err().0;
    refusals
        .into_iter()
        .map(|refusal| refusal.code.as_str())
        .collect()
}

fn publish(seed: &str, draw_on: &str) -> DrawCommand {
    DrawCommand::Publish {
        seed: seed.to_owned(),
        share: SHARE,
        draw_on: date(draw_on),
    }
}

#[test]
fn a_draw_is_published_beforehand_and_held_once_on_its_day() {
    let supervisor = supervisor();
    let mut state = None;
    let (projects, inspectors) = pool(10, 3);
    let hold = DrawCommand::Hold {
        projects,
        inspectors,
    };
    let monday = (&supervisor, "2026-03-09");
    assert_eq!(codes(give(&mut state, monday, &hold)), ["no-draw"]);
    assert_eq!(
        codes(give(&mut state, monday, &publish("s", "2026-03-09"))),
        ["draw-beforehand"]
    );
    let stranger = head("zjj");
    let by_stranger = give(
        &mut state,
        (&stranger, "2026-03-09"),
        &publish("s", "2026-03-16"),
    );
    assert_eq!(codes(by_stranger), ["not-allowed"]);
    give(&mut state, monday, &publish("seed", "2026-03-16")).unwrap();
    // Nobody publishes another seed for the same number.
    assert_eq!(
        codes(give(&mut state, monday, &publish("other", "2026-03-17"))),
        ["draw-published"]
    );
    assert_eq!(
        codes(give(&mut state, (&supervisor, "2026-03-13"), &hold)),
        ["draw-ahead"]
    );
    let day = (&supervisor, "2026-03-16");
    let (projects, _) = pool(10, 0);
    let nobody = DrawCommand::Hold {
        projects,
        inspectors: Vec::new(),
    };
    assert_eq!(codes(give(&mut state, day, &nobody)), ["draw-pool-small"]);
    give(&mut state, day, &hold).unwrap();
    assert_eq!(codes(give(&mut state, day, &hold)), ["draw-held"]);
    let (projects, inspectors) = pool(10, 3);
    let drawn = state.unwrap().held.unwrap();
    assert_eq!(drawn.result, draw("seed", SHARE, (&projects, &inspectors)));
}

#[test]
fn a_share_of_nothing_or_of_more_than_all_is_refused() {
    let supervisor = supervisor();
    for (projects_percent, inspectors, count) in [(0, 0, 2), (101, 1, 1), (100, 1, 0)] {
        let command = DrawCommand::Publish {
            seed: "seed".to_owned(),
            share: Share {
                projects_percent,
                inspectors,
            },
            draw_on: date("2026-03-16"),
        };
        let refused = give(&mut None, (&supervisor, "2026-03-09"), &command);
        let found = refused.err().map_or(0, |refusals| refusals.0.len());
        assert_eq!(found, count);
    }
}

#[test]
fn a_number_of_a_draw_has_one_text_and_its_facts_are_read_back() {
    let number = DrawNumber {
        year: 2026,
        serial: 7,
    };
    assert_eq!(number.to_string(), "2026-007");
    assert_eq!("2026-007".parse(), Ok(number));
    for wrong in ["2026-7", "2026", "2026-007 ", "26-007", "2026-0070"] {
        assert!(wrong.parse::<DrawNumber>().is_err(), "{wrong}");
    }
    let event = DrawEvent::DrawPublished {
        seed: "s".to_owned(),
        share: SHARE,
        draw_on: date("2026-03-16"),
    };
    let text = serde_json::to_string(&event).unwrap();
    assert!(text.contains("draw_published"), "{text}");
    assert_eq!(serde_json::from_str::<DrawEvent>(&text).unwrap(), event);
}
