//! Who reads the papers of the works: whoever supervises them, and no other department.

use window_domain::access::{Actor, Role};
use window_domain::project::building::BuildingCommand;
use window_domain::project::building::command::{Addressee, NewCard};
use window_domain::project::building::event::{CardLevel, Step};

use crate::building::{act, noticed, order, promise, supervisor};
use crate::scene::{Scene, date, head, officer, owner, person};

/// The kinds of letters of the project this actor may read, each once.
fn read_by(scene: &Scene, actor: &Actor) -> Vec<String> {
    let project = scene.project();
    let letters = project.letters.iter();
    let mut kinds: Vec<_> = letters
        .filter(|letter| project.is_letter_readable(actor, letter))
        .map(|letter| letter.form.clone())
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn who_supervises_the_works_reads_their_letters_and_each_department_its_own_cards() {
    let mut scene = noticed();
    scene.today = date("2026-04-09");
    scene.done(&head("zrzy"), order(Step::Rectification, promise("A05")));
    scene.done(
        &supervisor(),
        act(BuildingCommand::IssueCard(NewCard {
            level: CardLevel::Yellow,
            to: Addressee::Department("zrzy".into()),
            finding: None,
            ground: "licensing law 69".to_owned(),
            evidence: "the file".to_owned(),
            text: "late".to_owned(),
        })),
    );
    let of_works = ["commitment", "construction_notice", "rectification_order"];
    let inspector = person(61, Role::Inspector, Some("zjj"));
    assert_eq!(read_by(&scene, &inspector), of_works);
    assert_eq!(read_by(&scene, &officer("zjj")), of_works, "not its card");
    let own = read_by(&scene, &head("zrzy"));
    for kind in of_works.into_iter().chain(["card"]) {
        assert!(own.iter().any(|one| one == kind), "{kind}: {own:?}");
    }
    // The market regulator has nothing to do with these works.
    assert_eq!(read_by(&scene, &officer("scjg")), Vec::<String>::new());
    let mut of_builder = own;
    of_builder.retain(|one| one != "card");
    assert_eq!(
        read_by(&scene, &owner()),
        of_builder,
        "the enterprise reads all but what offices write each other"
    );
}
