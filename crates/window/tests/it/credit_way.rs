//! The whole way of a credit record over HTTP without JavaScript: from the clue to the repair.

use axum::body::Body;
use jiff::SignedDuration;
use window_domain::credit::Stage;

use crate::acts::logged_in;
use crate::credit_service::{handed_over, record, supervised};
use crate::journey::{done, fill};
use crate::world::{Answer, Browser, PASSWORD, World};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Sends a form with a file; an empty name sends none.
async fn upload(
    browser: &mut Browser,
    page: &str,
    act: &str,
    (fields, file): (&[(&str, &str)], &str),
) -> Answer {
    let secret = browser.get(page).await.secret();
    let key = browser.app_key();
    let mut body = Vec::new();
    let secrets = [("_csrf", secret.as_str()), ("_key", &key)];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (format!("{act}-{name}"), *value))
        .collect();
    let named = fields.iter().map(|(name, value)| (name.as_str(), *value));
    for (name, value) in secrets.into_iter().chain(named) {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    body.extend(
        format!("--B\r\nContent-Disposition: form-data; name=\"{act}-file\"; filename=\"{file}\"\r\nContent-Type: application/pdf\r\n\r\n")
            .bytes(),
    );
    if !file.is_empty() {
        body.extend(PDF);
    }
    body.extend(b"\r\n--B--\r\n");
    let kind = ("content-type", "multipart/form-data; boundary=B");
    let path = format!("{page}/{act}");
    browser.send("POST", &path, &[kind], Body::from(body)).await
}

/// Does an act; the names of fields are those of its form.
async fn act(browser: &mut Browser, page: &str, name: &str, fields: &[(&str, &str)]) {
    let fields = named(name, fields);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, it)| (name.as_str(), *it))
        .collect();
    done(browser, page, &format!("{page}/{name}"), &fields).await;
}

async fn refused(browser: &mut Browser, page: &str, name: &str, fields: &[(&str, &str)]) -> Answer {
    let fields = named(name, fields);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, it)| (name.as_str(), *it))
        .collect();
    let answer = fill(browser, page, &format!("{page}/{name}"), &fields).await;
    assert_eq!(answer.status, 422, "{name}: {}", answer.body);
    answer
}

fn named<'a>(act: &str, fields: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| (format!("{act}-{name}"), *value))
        .collect()
}

async fn staff(world: &World, login: &str) -> Browser {
    let mut browser = world.browser();
    assert_eq!(browser.log_in(login, PASSWORD).await.status, 303);
    browser
}

/// The last letter of the record answers as page and as PDF.
async fn letter_reads(browser: &mut Browser, page: &str, title: &str) {
    let body = browser.get(page).await.body;
    let (_, rest) = body.split_once("href=\"/letters/").unwrap();
    let link = format!("/letters/{}", rest.split_once('"').unwrap().0);
    let letter = browser.get(&link).await;
    assert_eq!(letter.status, 200, "{}", letter.body);
    assert!(letter.body.contains(title), "{title}: {}", letter.body);
    let pdf = browser.get(&format!("{link}.pdf")).await;
    assert!(pdf.bytes.starts_with(b"%PDF"), "{title}");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one way, walked from end to end")]
async fn a_record_goes_from_the_clue_to_its_repair_with_two_people_at_each_decision() {
    let world = supervised().await;
    let (id, _) = handed_over(&world).await;
    let page = format!("/watch/credit/{id}");
    let mine = format!("/my/credit/{id}");
    let mut first = logged_in(&world, "supervisor").await;
    let mut second = staff(&world, "second").await;
    let mut third = staff(&world, "third").await;
    let mut party = logged_in(&world, "energy").await;

    // On the list, by stage and by search; the party knows nothing yet.
    let list = first.get("/watch/credit?stage=clue&lang=en").await;
    assert!(list.body.contains(&page), "{}", list.body);
    let other = first.get("/watch/credit?stage=published").await;
    assert!(!other.body.contains(&page));
    assert!(first.get("/").await.body.contains("href=\"/watch/credit\""));
    assert_eq!(party.get(&mine).await.status, 404);
    assert_eq!(party.get(&page).await.status, 404);
    assert!(!party.get("/my/credit").await.body.contains(&mine));

    // Investigation: nothing is told without evidence.
    act(&mut first, &page, "open", &[]).await;
    let open = format!("action=\"{page}/open\"");
    assert!(!first.get(&page).await.body.contains(&open), "it is theirs");
    assert!(
        second.get(&page).await.body.contains(&open),
        "or a colleague's"
    );
    let charge = [
        ("facts", "the promise was not kept"),
        ("law", "law"),
        ("class", "general"),
    ];
    let early = refused(&mut first, &page, "tell", &charge).await;
    assert!(early.body.contains("Without evidence no facts can be told"));
    let shows = [("shows", "nothing came")];
    let without = upload(&mut first, &page, "evidence", (&shows, "")).await;
    assert_eq!(without.status, 422);
    assert!(
        without.body.contains(">nothing came</textarea>"),
        "nothing typed is lost"
    );
    let kept = upload(&mut first, &page, "evidence", (&shows, "paper.pdf")).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let incomplete = refused(&mut first, &page, "tell", &charge[..2]).await;
    assert!(
        incomplete.body.contains("id=\"tell-class-error\"")
            || incomplete.body.contains("#tell-class")
    );
    assert!(
        incomplete
            .body
            .contains(">the promise was not kept</textarea>")
    );
    act(&mut first, &page, "tell", &charge).await;
    letter_reads(&mut first, &page, "the promise was not kept").await;

    // The party was told: it reads, downloads the evidence, and answers.
    let told = party.get(&format!("{mine}?lang=en")).await;
    assert_eq!(told.status, 200);
    assert!(told.body.contains("the promise was not kept"));
    let (_, rest) = told
        .body
        .split_once(&format!("/credit/{id}/files/"))
        .unwrap();
    let file = format!("/credit/{id}/files/{}", rest.split_once('"').unwrap().0);
    assert_eq!(party.get(&file).await.bytes, PDF);
    let mut stranger = logged_in(&world, "daye").await;
    assert_eq!(stranger.get(&mine).await.status, 404);
    assert_eq!(stranger.get(&file).await.status, 404);
    letter_reads(&mut party, &mine, "the promise was not kept").await;
    let running = first.get(&format!("{page}?lang=en")).await;
    assert!(
        running.body.contains("The party may answer until"),
        "{}",
        running.body
    );
    let said = upload(
        &mut party,
        &mine,
        "defend",
        (&[("text", "we were late")], ""),
    )
    .await;
    assert_eq!(said.status, 303, "{}", said.body);
    // A letter that came by post is put beside it, with its scan.
    let paper = first.get(&page).await;
    assert!(paper.body.contains(&format!("action=\"{page}/paper\"")));
    let today = world.app.office.today().to_string();
    let words = [("text", "by post"), ("received_on", today.as_str())];
    let posted = upload(&mut first, &page, "paper", (&words, "scan.pdf")).await;
    assert_eq!(posted.status, 303, "{}", posted.body);
    assert!(party.get(&mine).await.body.contains("by post"));

    // Decision: answered first, proposed by one, approved by another who did not investigate.
    let proposal = [
        ("class", "general"),
        ("reasons", "proven"),
        ("sanction", "recorded"),
        ("publish", "true"),
    ];
    let unanswered = refused(&mut second, &page, "propose", &proposal).await;
    assert!(unanswered.body.contains("id=\"error-summary-title\""));
    act(
        &mut first,
        &page,
        "answer",
        &[("answer", "lateness is admitted")],
    )
    .await;
    act(&mut second, &page, "propose", &proposal).await;
    let own = second.get(&format!("{page}?lang=en")).await;
    assert!(
        !own.body.contains(&format!("action=\"{page}/approve\"")),
        "own proposal"
    );
    refused(&mut second, &page, "approve", &[]).await;
    refused(&mut first, &page, "approve", &[]).await;
    assert!(matches!(record(&world, id).await.stage, Stage::Proposed(_)));
    act(&mut third, &page, "approve", &[]).await;
    letter_reads(&mut party, &mine, "lateness is admitted").await;

    // Publication, for everybody.
    let number = record(&world, id)
        .await
        .stage
        .decided()
        .unwrap()
        .ruling
        .number
        .clone();
    let mut anybody = world.browser();
    assert!(!anybody.get("/open/credit").await.body.contains(&number));
    act(&mut third, &page, "publish", &[]).await;
    let open = anybody.get("/open/credit?lang=en").await;
    assert_eq!(open.status, 200);
    assert!(
        open.body.contains(&number) && open.body.contains("To object"),
        "{}",
        open.body
    );

    // Repair: too early is said with its day, later two people decide.
    let early = party.get(&mine).await;
    assert!(!early.body.contains(&format!("action=\"{mine}/repair\"")));
    world
        .app
        .clock
        .advance(SignedDuration::from_hours(24 * 100));
    let mut party = logged_in(&world, "energy").await;
    let mut first = logged_in(&world, "supervisor").await;
    let mut second = staff(&world, "second").await;
    let apply = [
        ("commitment", "we promise"),
        ("duties", "done"),
        ("duties_fulfilled", "true"),
    ];
    let unticked = upload(&mut party, &mine, "repair", (&apply[..2], "proof.pdf")).await;
    assert_eq!(unticked.status, 422);
    assert!(
        unticked.body.contains("repair-duties_fulfilled-error"),
        "{}",
        unticked.body
    );
    let applied = upload(&mut party, &mine, "repair", (&apply, "proof.pdf")).await;
    assert_eq!(applied.status, 303, "{}", applied.body);
    act(
        &mut second,
        &page,
        "repair-propose",
        &[("grant", "true"), ("reasons", "checked")],
    )
    .await;
    refused(&mut second, &page, "repair-approve", &[]).await;
    act(&mut first, &page, "repair-approve", &[]).await;
    letter_reads(&mut party, &mine, "checked").await;
    assert!(matches!(record(&world, id).await.stage, Stage::Ended(_)));
    assert!(!anybody.get("/open/credit").await.body.contains(&number));
}

#[tokio::test]
async fn a_record_of_the_wrong_party_leaves_a_correction_in_its_place() {
    let world = supervised().await;
    let (id, _) = crate::credit_service::published(&world).await;
    let page = format!("/watch/credit/{id}");
    let mut first = logged_in(&world, "supervisor").await;
    let silent = refused(
        &mut first,
        &page,
        "withdraw",
        &[("reason", "another company")],
    )
    .await;
    assert!(
        silent.body.contains("withdraw-correction-error"),
        "{}",
        silent.body
    );
    assert!(silent.body.contains(">another company</textarea>"));
    let words = [
        ("reason", "another company"),
        ("correction", "The notice was wrong."),
    ];
    act(&mut first, &page, "withdraw", &words).await;
    let open = world.browser().get("/open/credit").await;
    assert!(open.body.contains("The notice was wrong."), "{}", open.body);
    let number = record(&world, id)
        .await
        .stage
        .decided()
        .unwrap()
        .ruling
        .number
        .clone();
    let company = record(&world, id).await.party.company.clone();
    assert!(open.body.contains(&number) && !open.body.contains(&company));
}

#[tokio::test]
async fn a_supervisor_records_a_clue_from_elsewhere_and_loses_nothing_typed() {
    let world = supervised().await;
    let page = "/watch/credit/new";
    let mut first = logged_in(&world, "supervisor").await;
    let list = first.get("/watch/credit").await;
    assert!(list.body.contains(&format!("href=\"{page}\"")));
    let mut fields = vec![
        ("company", "Sample Design"),
        ("uscc", "91420200MA49000106"),
        ("kind", "designer"),
        ("breach", "design_defective"),
        ("summary", "narrow escapes"),
        ("source", "letter 7"),
        ("event_on", "2026-07-01"),
    ];
    let nothing = fill(&mut first, page, page, &fields[..2]).await;
    assert_eq!(nothing.status, 422);
    for field in ["kind", "breach", "event_on"] {
        assert!(
            nothing.body.contains(&format!("id=\"{field}-error\"")),
            "{field}"
        );
    }
    let wrong = fill(&mut first, page, page, &fields).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("id=\"uscc-error\""), "{}", wrong.body);
    assert!(wrong.body.contains(">narrow escapes</textarea>"));
    fields[1] = ("uscc", "91420200MA49000105");
    let record = done(&mut first, page, page, &fields).await;
    assert!(record.starts_with("/watch/credit/crd_"), "{record}");
    let shown = first.get(&record).await;
    assert!(shown.body.contains("Sample Design") && shown.body.contains("letter 7"));
    let found = first.get("/watch/credit?text=Sample").await;
    assert!(found.body.contains(&record));
    // Nobody else records clues.
    let mut officer = logged_in(&world, "zrzy").await;
    assert_eq!(officer.get(page).await.status, 403);
}
