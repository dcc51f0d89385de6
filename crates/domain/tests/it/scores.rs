//! Monthly scores: the sum of their links, appeals, freezing, and what changes nothing afterwards.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use window_domain::access::{Actor, Role};
use window_domain::catalogue::{Catalogue, ScoreRules};
use window_domain::context::{Context, Fresh, Recorded, Series};
use window_domain::id::entity::UserId;
use window_domain::refusal::{Code, Refusals};
use window_domain::score::{
    Because, Fact, FactKind, Month, Score, ScoreCommand, ScoreEvent, ScoreId, apply, current,
    decide, links, replay, total,
};

use crate::scene::{CALENDAR, CATALOGUE};

struct Nothing;

impl Fresh for Nothing {
    fn random(&self) -> [u8; 16] {
        [0; 16]
    }
    fn check_code(&self) -> [u8; 10] {
        [0; 10]
    }
    fn serial(&self, _: &Series) -> u32 {
        1
    }
}

fn user(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

fn actor(number: u8, role: Role) -> Actor {
    Actor {
        user: Some(user(number)),
        name: format!("name {number}"),
        roles: vec![role],
        territory: CATALOGUE.everywhere(),
        ..Actor::system()
    }
}

fn july() -> ScoreId {
    ScoreId {
        agent: user(1),
        month: "2026-07".parse().unwrap(),
    }
}

fn rules() -> &'static ScoreRules {
    CATALOGUE.incentives().of(july().month).unwrap()
}

fn fact(kind: FactKind, day: i8, version: u64) -> Fact {
    Fact {
        on: date(2026, 7, day),
        kind,
        agent: user(1),
        stream: "project/prj_1".to_owned(),
        version,
        number: String::new(),
    }
}

/// A score with its recorded facts.
#[derive(Default)]
struct Desk {
    score: Option<Score>,
    events: Vec<Recorded<ScoreEvent>>,
}

impl Desk {
    fn ask(&mut self, who: &Actor, on: Date, command: &ScoreCommand) -> Result<usize, Refusals> {
        self.ask_by(&CATALOGUE, who, on, command)
    }

    fn ask_by(
        &mut self,
        catalogue: &Catalogue,
        who: &Actor,
        on: Date,
        command: &ScoreCommand,
    ) -> Result<usize, Refusals> {
        let now: Timestamp = format!("{on}T02:00:00Z").parse().unwrap();
        let context = Context {
            now,
            today: on,
            received_on: on,
            catalogue,
            calendar: &CALENDAR,
            actor: who,
            fresh: &Nothing,
            barred: &[],
        };
        let decided = decide(self.score.as_ref(), command, &context)?;
        for event in &decided {
            let fact = context.record(event.clone());
            apply(&mut self.score, &fact);
            self.events.push(fact);
        }
        Ok(decided.len())
    }
}

fn code(refused: Result<usize, Refusals>) -> Code {
    refused.unwrap_err().0[0].code
}

fn freeze(facts: &[Fact]) -> ScoreCommand {
    ScoreCommand::Freeze {
        id: july(),
        facts: facts.to_vec(),
    }
}

fn appeal(facts: &[Fact], link: &str) -> ScoreCommand {
    ScoreCommand::Appeal {
        id: july(),
        facts: facts.to_vec(),
        link: link.to_owned(),
        reason: "the enterprise was away".to_owned(),
    }
}

fn answer(link: &str, points: Option<i32>) -> ScoreCommand {
    ScoreCommand::Answer {
        link: link.to_owned(),
        points,
        reason: "looked into".to_owned(),
    }
}

const MONDAY: Date = date(2026, 8, 3);
const LATER: Date = date(2026, 8, 10);

#[test]
fn an_appeal_is_the_agents_within_its_days_and_is_answered_by_somebody_else() {
    let facts = [
        fact(FactKind::IntakeLate, 3, 4),
        fact(FactKind::VisitConfirmed, 9, 7),
    ];
    let key = links(&facts, rules())[0].key.clone();
    let (agent, lead) = (actor(1, Role::Agent), actor(2, Role::WindowLead));
    let mut desk = Desk::default();
    let early = desk.ask(&agent, date(2026, 7, 31), &appeal(&facts, &key));
    assert_eq!(code(early), Code::ScoreRunning);
    assert_eq!(
        code(desk.ask(&agent, LATER, &appeal(&facts, &key))),
        Code::AppealOver
    );
    let other = actor(3, Role::Agent);
    for stranger in [&other, &lead] {
        let refused = desk.ask(stranger, MONDAY, &appeal(&facts, &key));
        assert_eq!(code(refused), Code::NotAllowed);
    }
    let nothing = desk.ask(&agent, MONDAY, &appeal(&facts, "intake_late/nothing"));
    assert_eq!(code(nothing), Code::UnknownScoreLink);
    assert_eq!(desk.ask(&agent, MONDAY, &appeal(&facts, &key)), Ok(1));
    assert_eq!(
        code(desk.ask(&agent, MONDAY, &appeal(&facts, &key))),
        Code::ScoreAppealed
    );

    assert_eq!(
        code(desk.ask(&lead, LATER, &freeze(&facts))),
        Code::ScoreAppealOpen
    );
    let both = Actor {
        roles: vec![Role::WindowLead, Role::Agent],
        ..agent.clone()
    };
    assert_eq!(
        code(desk.ask(&both, MONDAY, &answer(&key, Some(0)))),
        Code::NotAllowed
    );
    assert_eq!(
        code(desk.ask(&lead, MONDAY, &answer("x", None))),
        Code::UnknownScoreLink
    );
    assert_eq!(
        code(desk.ask(&lead, MONDAY, &answer(&key, Some(999)))),
        Code::ScorePoints
    );
    assert_eq!(desk.ask(&lead, MONDAY, &answer(&key, Some(0))), Ok(1));
    assert_eq!(
        code(desk.ask(&lead, MONDAY, &answer(&key, None))),
        Code::AnsweredBefore
    );
    let now = current(desk.score.as_ref(), &facts, rules());
    assert_eq!(
        total(&now),
        2,
        "the late answer counts nothing any more: {now:?}"
    );
}

#[test]
fn a_frozen_month_is_changed_by_nothing() {
    let facts = vec![fact(FactKind::ProblemConfirmed, 3, 4)];
    let (agent, lead) = (actor(1, Role::Agent), actor(2, Role::WindowLead));
    let mut desk = Desk::default();
    let last = date(2026, 8, 7);
    assert_eq!(
        code(desk.ask(&lead, last, &freeze(&facts))),
        Code::ScoreRunning
    );
    assert_eq!(
        code(desk.ask(&agent, LATER, &freeze(&facts))),
        Code::NotAllowed
    );
    assert_eq!(desk.ask(&lead, LATER, &freeze(&facts)), Ok(1));
    let frozen = desk.score.clone().unwrap().frozen.unwrap();
    assert_eq!(
        (frozen.total, frozen.rules),
        (5, "2026-01".parse().unwrap())
    );

    // A second click does nothing; a late fact and other rules are refused, and the numbers stay.
    assert_eq!(desk.ask(&lead, LATER, &freeze(&facts)), Ok(0));
    let mut late = facts.clone();
    late.push(fact(FactKind::ProblemConfirmed, 30, 9));
    assert_eq!(
        code(desk.ask(&lead, LATER, &freeze(&late))),
        Code::ScoreFrozen
    );
    let other = changed("points = 5", "points = 6");
    let refused = desk.ask_by(&other, &lead, LATER, &freeze(&facts));
    assert_eq!(code(refused), Code::ScoreFrozen);
    let key = frozen.links[0].key.clone();
    assert_eq!(
        code(desk.ask(&lead, LATER, &answer(&key, Some(0)))),
        Code::ScoreFrozen
    );
    assert_eq!(
        code(desk.ask(&agent, MONDAY, &appeal(&facts, &key))),
        Code::ScoreFrozen
    );
    let again = replay(&desk.events).unwrap();
    assert_eq!(Some(&again), desk.score.as_ref());
    assert_eq!(again.frozen.unwrap(), frozen);
    // What is stored reads back as it was.
    for event in &desk.events {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(
            &serde_json::from_str::<Recorded<ScoreEvent>>(&text).unwrap(),
            event
        );
    }
}

/// The city with other incentives.
fn changed(from: &str, to: &str) -> Catalogue {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi");
    let mut files = BTreeMap::new();
    for folder in ["", "items", "letters"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let text = files.get_mut("incentives.toml").unwrap();
    assert!(text.contains(from));
    *text = text.replace(from, to);
    Catalogue::from_files(&files).unwrap()
}

fn some_fact() -> impl Strategy<Value = Fact> {
    let kinds = prop::sample::select(vec![
        FactKind::IntakeOnTime,
        FactKind::IntakeLate,
        FactKind::CaseAtOnce,
        FactKind::CaseCorrected,
        FactKind::ProblemConfirmed,
        FactKind::VisitConfirmed,
        FactKind::ReviewGood,
        FactKind::ReviewBad,
        FactKind::PhraseHit,
        FactKind::HandOverConfirmed,
    ]);
    (kinds, 1..60_u64).prop_map(|(kind, version)| {
        // An event has one day.
        let day = i8::try_from(version % 31).unwrap() + 1;
        fact(kind, day, version)
    })
}

proptest! {
    #[test]
    fn a_score_is_the_sum_of_its_links_whatever_order_the_facts_come_in(
        facts in prop::collection::vec(some_fact(), 0..80),
        seed in any::<u64>(),
    ) {
        let found = links(&facts, rules());
        let mut shuffled = facts.clone();
        shuffled.sort_by_key(|fact| fact.version.wrapping_mul(seed | 1));
        shuffled.extend(facts.first().cloned());
        prop_assert_eq!(&links(&shuffled, rules()), &found);

        // Counted another way: each rule by itself, cut at its limit.
        let mut slow = 0;
        for rule in &rules().rules {
            let mut of_rule: Vec<_> = facts.iter().filter(|it| it.kind == rule.fact).collect();
            of_rule.sort();
            of_rule.dedup();
            let limit = i32::from(rule.limit);
            let count = i32::try_from(of_rule.len()).unwrap();
            slow += (rule.points * count).clamp(-limit, limit);
        }
        prop_assert_eq!(total(&found), slow);
        let mut keys: Vec<_> = found.iter().map(|link| &link.key).collect();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), found.len(), "each link has a name of its own");
        for link in &found {
            if let Because::Fact { version, .. } = &link.because {
                prop_assert!(facts.iter().any(|fact| fact.version == *version));
            }
        }

        let mut desk = Desk::default();
        let lead = actor(2, Role::WindowLead);
        prop_assert!(desk.ask(&lead, LATER, &freeze(&facts)).is_ok());
        let frozen = desk.score.unwrap().frozen.unwrap();
        prop_assert_eq!(frozen.total, total(&frozen.links));
    }
}

#[test]
fn a_month_without_rules_is_refused() {
    let id = ScoreId {
        month: Month::of(date(2025, 12, 1)),
        ..july()
    };
    let freeze = ScoreCommand::Freeze { id, facts: vec![] };
    let lead = actor(2, Role::WindowLead);
    assert_eq!(
        code(Desk::default().ask(&lead, LATER, &freeze)),
        Code::ScoreRulesMissing
    );
}
