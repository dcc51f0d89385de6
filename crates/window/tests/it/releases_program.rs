//! Releases of the catalogue and programs: out to a folder and in from one on the command line; a newer program on an older
//! database.

use std::sync::Arc;

use window_domain::access::Role;
use window_domain::catalogue::Catalogue;
use window_domain::limit::Limit;
use window_one::city::City;
use window_one::clock::Clock;
use window_one::random::Random;
use window_one::service::Office;
use window_store::{Blobs, DatabaseUrl, Store};

use crate::releases::{ITEM, NOW, changed, program, promised, shorter};
use crate::world::World;

/// What the command line says, and how it ended.
fn window_one(arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_window-one"))
        .arg("--json")
        .args(arguments)
        .output()
        .unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), said)
}

#[tokio::test]
async fn a_release_goes_out_to_a_folder_and_comes_in_from_one_on_the_command_line() {
    let world = World::new().await;
    world.app.office.take_up_releases().await.unwrap();
    world.add("boss", Role::WindowLead).await;
    let out = world.folder().join("out");
    let (database, folder) = (world.database(), out.display().to_string());
    let of_database = ["--database", database.as_str()];
    let export = [
        "catalogue",
        "export",
        "--release",
        "2026.1",
        "--out",
        &folder,
    ];
    let (code, said) = window_one(&[&export[..], &of_database[..]].concat());
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = window_one(&["catalogue", "diff", &folder]);
    assert_eq!((code, said), (Some(0), serde_json::json!([])));

    for (file, from, to) in [
        ("city.toml", "release = \"2026.1\"", "release = \"2026.2\""),
        ("agency.toml", "retry_days = 3", "retry_days = 4"),
    ] {
        let text = std::fs::read_to_string(out.join(file)).unwrap();
        std::fs::write(out.join(file), text.replacen(from, to, 1)).unwrap();
    }
    let (code, said) = window_one(&["catalogue", "diff", &folder]);
    assert_eq!(code, Some(3));
    assert_eq!(said.as_array().map(Vec::len), Some(2), "{said}");
    let import = |day| {
        let what = [
            "--catalogue",
            &folder,
            "catalogue",
            "import",
            "--by",
            "boss",
        ];
        let when = ["--from", day, "--purpose", "Try"];
        window_one(&[&what[..], &when[..], &of_database[..]].concat())
    };
    let (code, said) = import("2020-01-01");
    assert_eq!((code, &said[0]["code"]), (Some(3), &"release-day".into()));
    let (code, said) = import("2999-01-01");
    assert_eq!(
        (code, &said["state"]),
        (Some(0), &"waiting".into()),
        "{said}"
    );
}

#[tokio::test]
async fn a_newer_program_with_other_files_under_the_same_name_brings_no_rules_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::sqlite(folder.path().join("window.db"));
    let office = program(&url, folder.path()).await;
    let before = promised(&office, ITEM);
    drop(office);
    let files = changed("2026.1", shorter());
    let mut city = City::load(None).unwrap();
    city.catalogue = Arc::new(Catalogue::from_files(&files).unwrap());
    city.files = Arc::new(files);
    let newer = Office::new(
        (
            Store::open(&url).await.unwrap(),
            Blobs::open(folder.path().join("blobs")).unwrap(),
        ),
        city,
        (Clock::fixed(NOW.parse().unwrap()), Random::system()),
    );
    assert_eq!(promised(&newer, ITEM), Limit::WorkingDays(3), "as it came");
    newer.take_up_releases().await.unwrap();
    assert_eq!(promised(&newer, ITEM), before, "as it was recorded");
}
