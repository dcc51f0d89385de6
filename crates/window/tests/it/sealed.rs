//! The file of a letter: sealed, with its entry in it, registered by its hash, and the same whenever it is asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use sha2::{Digest, Sha256};
use window_one::random::hex;
use window_one::register::verify::verify;
use window_store::{Page, ProjectFilter, Viewer};

use crate::acts::logged_in;
use crate::register::kept_city;
use crate::world::World;

/// What another program says of a file.
fn said(program: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The check code of a construction notice.
async fn notice(world: &World) -> String {
    let reader = world.app.store.read(&Viewer::Oversight);
    let (filter, page) = (ProjectFilter::default(), Page::first(200));
    let rows = reader.projects(&filter, &page).await.unwrap().rows;
    rows.into_iter()
        .find_map(|row| row.notice_check_code)
        .unwrap()
}

/// Removes every file of the folder; tells how many.
fn lose(folder: &Path) -> usize {
    let mut lost = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lost += lose(&path);
        } else {
            fs::remove_file(path).unwrap();
            lost += 1;
        }
    }
    lost
}

#[tokio::test]
async fn a_letter_is_sealed_once_registered_and_compared_by_whoever_holds_it() {
    let (world, key) = kept_city().await;
    let code = notice(&world).await;
    let mut anybody = world.browser();
    let before = anybody.get(&format!("/v/{code}")).await.body;
    assert!(before.contains("这份文书还没有人下载过 PDF"), "{before}");

    let mut owner = logged_in(&world, "lead").await;
    let path = format!("/letters/{code}.pdf");
    let first = owner.get(&path).await;
    assert_eq!(first.status, 200, "{}", first.body);
    world.app.clock.advance(jiff::SignedDuration::from_mins(9));
    assert_eq!(owner.get(&path).await.bytes, first.bytes, "another file");
    let keeper = crate::register::keeper(&world);
    keeper
        .step(&world.app.store, world.app.clock.now())
        .await
        .unwrap();

    // Whoever holds the file needs nobody: any reader checks the seal, and the entry is in it.
    let file = world.folder().join("letter.pdf");
    fs::write(&file, &first.bytes).unwrap();
    let seal = said("pdfsig", &["-nocert"], &file);
    assert!(seal.contains("Signature is Valid."), "{seal}");
    assert!(seal.contains("Total document signed"), "{seal}");
    let entry = world.folder().join("entry.json");
    said(
        "pdfdetach",
        &["-save", "1", "-o", entry.to_str().unwrap()],
        &file,
    );
    let registered = world
        .app
        .store
        .register_entry(&code)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(fs::read_to_string(&entry).unwrap(), registered.payload);

    // Its hash is in the register and on the page.
    let hash = hex(&Sha256::digest(&first.bytes));
    let page = anybody.get(&format!("/v/{code}")).await.body;
    assert!(
        page.contains(&hash) && page.contains("data-check-file"),
        "{page}"
    );
    let files = world.app.store.letter_files(&code).await.unwrap();
    let [one] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert!(one.payload.contains(&hash) && one.place.is_some());
    let report = verify(&world.app.store, &key, None).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);

    // An edited file is noticed by both.
    let mut edited = first.bytes.clone();
    let at = edited.len() / 2;
    edited[at] ^= 1;
    fs::write(&file, &edited).unwrap();
    let seal = said("pdfsig", &["-nocert"], &file);
    assert!(!seal.contains("Signature is Valid."), "{seal}");
    assert!(!page.contains(&hex(&Sha256::digest(&edited))));
}

#[tokio::test]
async fn each_language_has_its_file_and_a_lost_file_is_made_again_beside_the_old_hash() {
    let world = World::demo().await;
    let code = notice(&world).await;
    let mut owner = logged_in(&world, "lead").await;
    let path = format!("/letters/{code}.pdf");
    let zh = owner.get(&path).await.bytes;
    let en = owner.get(&format!("{path}?lang=en")).await.bytes;
    assert_ne!(zh, en);
    let files = world.app.store.letter_files(&code).await.unwrap();
    assert_eq!(files.len(), 2);
    assert!(lose(&world.folder().join("blobs")) >= 2);
    world.app.clock.advance(jiff::SignedDuration::from_mins(1));
    let again = owner.get(&format!("{path}?lang=zh-CN")).await;
    assert_eq!(again.status, 200, "{}", again.body);
    let page = world.browser().get(&format!("/v/{code}")).await.body;
    for file in [&zh, &en, &again.bytes] {
        assert!(page.contains(&hex(&Sha256::digest(file))), "{page}");
    }
    assert_eq!(owner.get(&path).await.bytes, again.bytes);
}
