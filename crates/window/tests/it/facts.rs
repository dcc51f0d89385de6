//! Putting a project's facts right: what it would change first, then the change, and why not later.

use window_domain::access::Role;
use window_domain::facts::FactValue;

use crate::acts::{logged_in, owner_of, rows};
use crate::applicant::{ESSENTIAL, TYPED, carried, registered, step};
use crate::journey::{done, fill, loaded};
use crate::world::World;

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let each = fields.iter();
    each.map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn an_enterprise_sees_what_other_answers_would_change_before_it_changes_them() {
    let world = World::new().await;
    world.add("supervisor", Role::Supervisor).await;
    let mut owner = registered(&world).await;
    let mut page = owner.get("/my/projects/new").await;
    for (number, typed) in [(1, &TYPED[..1]), (2, &TYPED[1..]), (3, ESSENTIAL), (4, &[])] {
        page = step(&mut owner, &page, number, typed).await;
        assert_eq!(page.status, 200, "{}", page.body);
    }
    let filed = step(&mut owner, &page, 5, &[("track", "build-first")]).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    let here = filed.header("location").to_owned();
    let id = here.rsplit('/').next().unwrap();
    let path = format!("{here}/facts");
    assert!(owner.get(&here).await.body.contains(&path));

    let form = owner.get(&path).await;
    assert_eq!(form.status, 200);
    assert!(form.body.contains("value=\"12000\""), "the answers of now");
    let known = loaded(&world, id).await;
    let answers: Vec<(String, String)> = known
        .facts
        .iter()
        .map(|(code, value)| (format!("fact-{code}"), value.to_string()))
        .collect();
    let with = |changes: &[(&str, &str)]| -> Vec<(String, String)> {
        let is_same = |name: &str| !changes.iter().any(|(changed, _)| *changed == name);
        let kept = answers.iter().filter(|(name, _)| is_same(name)).cloned();
        let changed = changes
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        kept.chain(changed).collect()
    };

    // Out of bounds: the field is named, nothing typed is lost, nothing changes.
    let wrong = fill(
        &mut owner,
        &path,
        &path,
        &borrowed(&with(&[("fact-investment_wan", "-5")])),
    )
    .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"fact-investment_wan-error\""));
    assert!(wrong.body.contains("value=\"-5\""));

    let same = fill(&mut owner, &path, &path, &borrowed(&with(&[]))).await;
    assert!(same.body.contains("回答与现在相同"));
    assert!(!same.body.contains("value=\"change\""));

    let report = [
        ("fact-eia_class", "registration_form"),
        ("fact-investment_wan", "11000"),
    ];
    let shown = fill(&mut owner, &path, &path, &borrowed(&with(&report))).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("更正后的变化"));
    assert!(shown.body.contains("环境影响登记表"), "{}", shown.body);
    assert_eq!(loaded(&world, id).await.facts, known.facts, "nothing yet");

    let answered = carried(&shown);
    let mut confirmed = borrowed(&answered);
    confirmed.push(("go", "change"));
    assert_eq!(done(&mut owner, &path, &path, &confirmed).await, here);
    let now = loaded(&world, id).await;
    assert_eq!(
        now.facts.get("investment_wan"),
        Some(&FactValue::Integer(11_000))
    );
}

#[tokio::test]
async fn facts_that_cases_rest_on_are_told_to_be_fixed_with_whom_to_call() {
    let world = World::demo().await;
    let row = rows(&world)
        .await
        .into_iter()
        .find(|row| row.state == "noticed")
        .unwrap();
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let here = format!("/my/projects/{}", row.id);
    assert!(
        !owner
            .get(&here)
            .await
            .body
            .contains(&format!("{here}/facts"))
    );
    let page = owner.get(&format!("{here}/facts")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("项目情况不能再改"));
    assert!(page.body.contains("tel:"));
    assert!(!page.body.contains("fact-investment_wan"));
}
