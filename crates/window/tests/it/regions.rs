//! Rights by organisation over HTTP: what lies in another region is as unknown as what does not exist, under every address
//! that names an object, and in every list.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use window_domain::access::Role;
use window_one::http::Route;
use window_one::pages;
use window_store::{
    BookingFilter, CaseFilter, ComplaintFilter, CreditFilter, Page, ProblemFilter, ProjectFilter,
    ReviewFilter, ServedFilter, SubmissionFilter, Viewer,
};

use crate::acts::rows;
use crate::built::{actor, logged_in, row};
use crate::journey::fill;
use crate::regions_people::employ;
use crate::world::{Answer, Browser, PASSWORD, World};

/// Addresses with a part that names nothing of one region.
const OF_NO_REGION: &[&str] = &[
    "/admin/",
    "/board/",
    "/desk/notices/",
    "/desk/score/",
    "/guide/",
    "/open/draws/",
    "/v/",
    "/visit/",
    "/rate/",
    "/booking/",
    "/complain/",
    "/watch/draws/",
    "/watch/runs/",
    "/watch/credit/export/",
];

/// The city with a committee that serves everything but the zone.
async fn turned() -> World {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi");
    for inner in ["", "items", "letters"] {
        fs::create_dir_all(folder.path().join(inner)).unwrap();
        for entry in fs::read_dir(root.join(inner)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap();
                fs::copy(&path, folder.path().join(inner).join(name)).unwrap();
            }
        }
    }
    let file = folder.path().join("organisations.toml");
    let text = fs::read_to_string(&file).unwrap();
    let turned = text.replace("regions = [\"hedz\"]", "regions = [\"city\"]");
    assert_ne!(text, turned);
    fs::write(&file, turned).unwrap();
    World::demo_of(Some(folder.path())).await
}

/// What parts of addresses name: something of the region, and nothing at all.
type Names = BTreeMap<&'static str, (String, String)>;

/// Objects of a project with everything, and ids like theirs that nobody has.
#[expect(clippy::too_many_lines, reason = "one list, read top to bottom")]
async fn names(world: &World, zone: bool) -> Names {
    let reader = world.app.store.read(&Viewer::Oversight);
    let page = Page::first(200);
    let region = if zone { "hedz" } else { "city" };
    let projects: Vec<String> = reader
        .projects(&ProjectFilter::default(), &page)
        .await
        .unwrap()
        .rows
        .into_iter()
        .filter(|row| row.region == region)
        .map(|row| row.id)
        .collect();
    let lies = |id: &String| projects.contains(id);
    let problems = reader.problems(&ProblemFilter::default(), &page).await;
    let problem = problems.unwrap().rows;
    let problem = problem
        .into_iter()
        .find(|row| lies(&row.project_id))
        .unwrap();
    let submissions = reader
        .submissions(&SubmissionFilter::default(), &page)
        .await;
    let submission = submissions.unwrap().rows;
    let submission = submission
        .into_iter()
        .find(|row| lies(&row.project_id))
        .unwrap();
    let cases = reader
        .cases(&CaseFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    let case = cases.into_iter().find(|row| lies(&row.project_id)).unwrap();
    let mut letters = Vec::new();
    for id in &projects {
        letters.extend(reader.letters(id).await.unwrap());
    }
    let reviews = reader
        .reviews(&ReviewFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    let services = reader.services(&ServedFilter::default(), &page).await;
    let services = services.unwrap().rows;
    let review = reviews.iter().find(|row| {
        let of_it = services.iter().find(|service| service.id == row.id);
        match of_it.and_then(|service| service.project_id.as_ref()) {
            Some(project) => lies(project),
            None => !zone,
        }
    });
    let booking = reader
        .bookings(&BookingFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    let complaint = reader
        .complaints(&ComplaintFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    let credit = reader
        .credit_records(&CreditFilter::default(), &page)
        .await
        .unwrap()
        .rows;
    let unknown = |id: &str| {
        // The last two letters carry no check.
        let (kind, rest) = id.split_once('_').unwrap_or(("", id));
        let turned: String = rest.chars().rev().collect();
        format!("{kind}_{turned}")
    };
    let pair = |known: &str| (known.to_owned(), unknown(known));
    [
        ("project", pair(&problem.project_id)),
        ("problem", (problem.id.clone(), "WT20269999".to_owned())),
        (
            "receipt",
            (submission.receipt_no, "20260803-9999".to_owned()),
        ),
        ("case", (case.case_no, "42020020260803999999".to_owned())),
        (
            "letter",
            (
                format!("{}.pdf", letters[0].check_code),
                "AAAAAAAAAAAAAAAA.pdf".to_owned(),
            ),
        ),
        (
            "review",
            review.map_or_else(Default::default, |row| (row.number.clone(), "x".to_owned())),
        ),
        ("booking", pair(&booking[0].id)),
        ("complaint", pair(&complaint[0].id)),
        ("credit", pair(&credit[0].id)),
        (
            "service",
            review.map_or_else(Default::default, |row| {
                (row.service.clone(), row.service.clone())
            }),
        ),
    ]
    .into_iter()
    .collect()
}

/// Which object a part of an address names; the others are the same in both.
fn named(path: &str, part: &str) -> &'static str {
    match part {
        "id" if path.starts_with("/desk/calendar") => "booking",
        "id" if path.starts_with("/desk/complaints") => "complaint",
        "id" if path.contains("/credit/") => "credit",
        "id" if path.contains("/projects/") || path.starts_with("/desk/issue/") => "project",
        "project" => "project",
        "receipt" | "no" => "receipt",
        "case" => "case",
        "file" if path.starts_with("/letters/") => "letter",
        "number" if path.contains("/problems/") => "problem",
        "number" if path.starts_with("/desk/reviews/") => "review",
        "service" => "service",
        _ => "",
    }
}

/// The address with each part filled in, from the first or the second of its names; `None` if a part is not known.
fn filled(path: &str, names: &Names, second: bool) -> Option<String> {
    // What everybody may see, and the rules of the city, lie in no region.
    let everybody = [
        "/tile/",
        "/register/",
        "/guide/",
        "/admin/releases/",
        "/open/{",
        "/open/files/",
        "/open/register/",
        "/api/v1/public/",
    ];
    if everybody.iter().any(|it| path.starts_with(it)) {
        return None;
    }
    let mut address = String::new();
    let mut is_named = false;
    for (place, piece) in path.split('{').enumerate() {
        if place == 0 {
            address.push_str(piece);
            continue;
        }
        let (part, rest) = piece.split_once('}').unwrap();
        let filler = match part {
            "talk" | "check" => "1".to_owned(),
            "item" => "A01".to_owned(),
            "material" => "m".to_owned(),
            "way" => "in".to_owned(),
            "uscc" => return None,
            "sha256" => "0".repeat(64),
            "visit" => "vis_0".to_owned(),
            _ => {
                let name = named(path, part);
                if name.is_empty() && path.contains("/projects/{id}/") {
                    // A part of a project: the project is asked for first.
                    address.push('1');
                    address.push_str(rest);
                    continue;
                }
                assert_ne!(
                    name, "",
                    "a new address: say what `{part}` of `{path}` names"
                );
                is_named = true;
                let (known, unknown) = &names[name];
                if second {
                    unknown.clone()
                } else {
                    known.clone()
                }
            }
        };
        address.push_str(&filler);
        address.push_str(rest);
    }
    is_named.then_some(address)
}

/// The answer without what differs from request to request.
fn bare(answer: &Answer, address: &str) -> String {
    let mut text = answer.body.replace(address, "ADDRESS");
    for mark in [
        "name=\"_key\" value=\"",
        "muted num\">",
        "name=\"_csrf\" value=\"",
    ] {
        let parts: Vec<&str> = text.split(mark).collect();
        let cut = |part: &&str| part.split_once(['"', '<']).map_or("", |it| it.1).to_owned();
        let rest: Vec<String> = parts.iter().skip(1).map(cut).collect();
        text = format!("{}{}", parts[0], rest.join(""));
    }
    format!("{} {text}", answer.status)
}

async fn asked(browser: &mut Browser, route: &Route, address: &str) -> Answer {
    if route.method == "GET" {
        return browser.get(address).await;
    }
    let answer = fill(browser, "/password", address, &[("reason", "because")]).await;
    if answer.status != StatusCode::BAD_REQUEST {
        return answer;
    }
    // A form with files.
    let secret = browser.get("/password").await.secret();
    let parts = [("_csrf", secret), ("_key", browser.app_key())];
    let parts = parts.map(|(name, value)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let kind = ("content-type", "multipart/form-data; boundary=x");
    let body = format!("{}--x--\r\n", parts.concat());
    browser.send("POST", address, &[kind], body.into()).await
}

/// Asks every address with an object that the visitor's role may ask, for the object of another region and for nothing.
async fn nothing_is_told(world: &World, login: &str, (names, except): (&Names, &[&str])) -> usize {
    let mut browser = world.browser();
    let passwords = ["window-one-demo", PASSWORD];
    let password = passwords[usize::from(login == "zone-agent")];
    assert_eq!(browser.log_in(login, password).await.status, 303);
    let who = actor(world, login).await;
    let (mut found, mut told) = (0, Vec::new());
    let routes = pages::routes(&world.app.config);
    for route in routes.table() {
        let is_other = OF_NO_REGION.iter().any(|of| route.path.starts_with(of));
        let is_excepted = except.iter().any(|of| route.path.starts_with(of));
        let may = |role: &Role| window_domain::access::role_may(*role, route.action);
        if is_other || is_excepted || !route.path.contains('{') || !who.roles.iter().any(may) {
            continue;
        }
        let (Some(known), Some(unknown)) = (
            filled(route.path, names, false),
            filled(route.path, names, true),
        ) else {
            continue;
        };
        let of_other = asked(&mut browser, route, &known).await;
        let of_nothing = asked(&mut browser, route, &unknown).await;
        let at = format!("{login} {} {known}: {}", route.method, of_other.status);
        let is_unknown = of_other.status == StatusCode::NOT_FOUND;
        if !is_unknown || bare(&of_other, &known) != bare(&of_nothing, &unknown) {
            told.push(at);
        }
        found += 1;
    }
    assert_eq!(told, Vec::<String>::new());
    found
}

#[tokio::test]
async fn what_lies_in_another_region_is_as_unknown_as_what_does_not_exist() {
    let world = turned().await;
    // An agent of the committee, too.
    world.add("zone-agent", Role::Agent).await;
    employ(&world, "zone-agent", "gwh").await;
    let foreign = names(&world, true).await;
    // Bookings and complaints are the home region's, which the committee serves here.
    let except = ["/desk/calendar/", "/desk/complaints/"];
    let mut found = 0;
    for login in ["zone-lead", "zone-manager", "zone-agent"] {
        found += nothing_is_told(&world, login, (&foreign, &except)).await;
    }
    assert!(found > 90, "{found}");
    // What they do serve is there.
    let mut lead = logged_in(&world, "zone-lead").await;
    let own = row(&world, "液压元件").await;
    assert_eq!(
        lead.get(&format!("/desk/projects/{}", own.id)).await.status,
        200
    );
}

#[tokio::test]
async fn what_belongs_to_no_project_is_unknown_to_whoever_serves_the_zone_only() {
    let world = World::demo().await;
    let names = names(&world, false).await;
    let mut found = 0;
    for login in ["zone-lead", "zone-manager"] {
        found += nothing_is_told(&world, login, (&names, &[])).await;
    }
    assert!(found > 60, "{found}");
}

#[tokio::test]
async fn lists_and_work_show_the_regions_served_and_nothing_else() {
    let world = World::demo().await;
    let all = rows(&world).await;
    let (inside, outside): (Vec<_>, Vec<_>) = all.iter().partition(|row| row.region == "hedz");
    assert!(inside.len() > 20 && outside.len() > 5);
    let companies = [
        "91420200MA49000105",
        "91420200MA49000292",
        "91420281MA49000377",
    ];
    for login in ["zone-lead", "zone-manager"] {
        let mut browser = logged_in(&world, login).await;
        for uscc in companies {
            let body = browser
                .get(&format!("/watch/enterprises/{uscc}"))
                .await
                .body;
            let mut named = outside.iter().filter(|row| body.contains(&row.name));
            assert_eq!(named.next(), None, "{login} {uscc}");
        }
        for page in [
            "/desk",
            "/desk/intake",
            "/desk/issue",
            "/desk/problems",
            "/desk/problems/solved",
            "/desk/agenda",
            "/desk/staff",
            "/desk/reviews",
            "/desk/complaints",
            "/desk/calendar",
            "/watch",
            "/watch/duties?kind=promise",
            "/watch/checks",
            "/watch/report",
            "/watch/credit",
            "/board",
            "/board/wall",
            "/board/scores",
            "/board/fairness",
            "/board/cases?list=open",
            "/board/cases?list=received",
        ] {
            let answer = browser.get(page).await;
            if answer.status == StatusCode::FORBIDDEN {
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            for row in &outside {
                let said = answer.body.contains(&row.name) || answer.body.contains(&row.id);
                assert!(!said, "{login} {page} names {}", row.name);
            }
        }
    }
}
