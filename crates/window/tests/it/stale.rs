//! "Somebody else was faster": a form drawn on an older state overwrites nothing unseen.

use axum::body::Body;

use crate::acts::{logged_in, login_of, owner_of, rows};
use crate::applicant::{encoded, hidden};
use crate::journey::{done, loaded};
use crate::world::{Answer, Browser, World};

/// Hands in the form of a page opened some time ago, with the version it was drawn on.
async fn hand_in(
    browser: &mut Browser,
    page: &Answer,
    path: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let (secret, seen) = (page.secret(), hidden(page, "_seen"));
    let key = browser.app_key();
    let body = format!("_csrf={secret}&_key={key}&_seen={seen}&{}", encoded(fields));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    browser.send("POST", path, &[kind], Body::from(body)).await
}

#[tokio::test]
async fn whoever_enters_the_parties_second_sees_who_was_first_and_loses_nothing_typed() {
    let world = World::demo().await;
    let mut found = None;
    for row in rows(&world)
        .await
        .into_iter()
        .filter(|row| row.state == "publicity")
    {
        if loaded(&world, &row.id).await.parties.is_empty() {
            found = Some(row);
        }
    }
    let row = found.expect("a signed project without parties");
    let path = format!("/my/projects/{}/parties", row.id);
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let agent = login_of(&world, row.agent_id.as_deref().unwrap()).await;
    let mut agent = logged_in(&world, &agent).await;

    let kinds = [
        "builder",
        "surveyor",
        "designer",
        "contractor",
        "supervisor",
    ];
    let names: Vec<[String; 3]> = kinds
        .iter()
        .map(|kind| ["company", "uscc", "person"].map(|part| format!("{kind}-{part}")))
        .collect();
    let parties = |company: &'static str| -> Vec<(&str, &str)> {
        names
            .iter()
            .flat_map(|[name, uscc, person]| {
                [
                    (name.as_str(), company),
                    (uscc.as_str(), "91420200MA49000292"),
                    (person.as_str(), "Chen"),
                ]
            })
            .collect()
    };
    let drawn = owner.get(&path).await;
    done(&mut agent, &path, &path, &parties("First")).await;

    // Even with something else wrong, so that mending it does not overwrite either.
    let mut incomplete = parties("Second");
    incomplete.pop();
    for fields in [&incomplete, &parties("Second")] {
        let refused = hand_in(&mut owner, &drawn, &path, fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("代办员"), "who: {}", refused.body);
        assert!(refused.body.contains("value=\"Second\""), "typed");
        assert!(
            refused.body.contains(&format!("href=\"{path}\"")),
            "the way to the new state"
        );
        assert_eq!(loaded(&world, &row.id).await.parties[0].company, "First");
    }
    let fresh = owner.get(&path).await;
    assert!(fresh.body.contains("value=\"First\""));

    // Having seen it, the same form may be handed in again.
    let told = hand_in(&mut owner, &drawn, &path, &parties("Second")).await;
    let again = hand_in(&mut owner, &told, &path, &parties("Second")).await;
    assert_eq!(again.status, 303, "{}", again.body);
    assert_eq!(loaded(&world, &row.id).await.parties[0].company, "Second");
}

#[tokio::test]
async fn a_form_with_a_field_to_mend_keeps_the_version_it_was_drawn_on() {
    let world = World::demo().await;
    let row = rows(&world).await.remove(0);
    let path = format!("/my/projects/{}/code", row.id);
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let agent = login_of(&world, row.agent_id.as_deref().unwrap()).await;
    let mut agent = logged_in(&world, &agent).await;
    let drawn = owner.get(&path).await;
    let theirs = [("code", "2608-420200-04-01-123456")];
    done(&mut agent, &path, &path, &theirs).await;
    // The wrong code never reaches the rules; the form shown again must not pass for a new one.
    let wrong = hand_in(&mut owner, &drawn, &path, &[("code", "1")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(hidden(&wrong, "_seen"), hidden(&drawn, "_seen"));
    let mine = [("code", "2608-420200-04-01-654321")];
    let refused = hand_in(&mut owner, &wrong, &path, &mine).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"2608-420200-04-01-654321\""));
    let code = loaded(&world, &row.id).await.code.clone().unwrap();
    assert_eq!(code.to_string(), theirs[0].1);
}

#[tokio::test]
async fn what_somebody_else_did_to_another_part_makes_no_form_old() {
    let world = World::demo().await;
    let row = rows(&world).await.remove(0);
    let path = format!("/my/projects/{}/code", row.id);
    let mut owner = logged_in(&world, &owner_of(&world, &row).await).await;
    let drawn = owner.get(&path).await;
    let file = format!("/desk/projects/{}", row.id);
    let mut lead = logged_in(&world, "lead").await;
    let agents = world.app.office.agents().await.unwrap();
    let other = agents
        .iter()
        .map(|card| card.agent.to_string())
        .find(|agent| Some(agent) != row.agent_id.as_ref());
    let fields = [
        ("agent", other.as_deref().unwrap()),
        ("agent_reason", "leave"),
    ];
    done(&mut lead, &file, &format!("{file}/agent"), &fields).await;
    let mine = [("code", "2608-420200-04-01-654321")];
    let entered = hand_in(&mut owner, &drawn, &path, &mine).await;
    assert_eq!(entered.status, 303, "{}", entered.body);
}
