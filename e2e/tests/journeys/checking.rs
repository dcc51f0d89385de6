//! Somebody holds a paper and does not trust it: the QR code on it leads to its answer, the file is compared by dropping it,
//! an edited one is found out, and the register is read without us.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use window_e2e::{Browser, PHONE, Site};
use window_one::register::proof::Proof;
use window_store::{Page, ProjectFilter, Viewer};

use crate::papers::scanned;

const PASSWORD: &str = "window-one-demo";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_holds_a_paper_checks_it_by_its_code_and_by_dropping_the_file() -> anyhow::Result<()>
{
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let (filter, page) = (ProjectFilter::default(), Page::first(200));
    let reader = site.app.store.read(&Viewer::Oversight);
    let rows = reader.projects(&filter, &page).await?.rows;
    let mut codes = rows.into_iter().filter_map(|row| row.notice_check_code);
    let code = codes.next().context("a construction notice")?;
    let staff = Browser::open(&site.url, true).await?;
    staff.log_in("lead", PASSWORD).await?;
    let pdf = staff.download(&format!("/letters/{code}.pdf")).await?;
    staff.close().await?;
    site.keep_register().await?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, &pdf)?;
    // As printed: a picture of the paper, and what a telephone reads on it.
    let address = scanned(&file)?;
    let phone = Browser::open(&site.url, false).await?;
    phone.size(PHONE).await?;
    phone.visit(&address).await?;
    phone.picture("check-by-code").await?;
    ensure!(
        phone.text().await?.contains("有效"),
        "{}",
        phone.text().await?
    );
    phone.close().await?;

    // The code typed on the home page: the answer is put into the page, and compares as well.
    let anybody = Browser::open(&site.url, true).await?;
    anybody.visit("/").await?;
    anybody.mark().await?;
    anybody.fill("code", &code).await?;
    anybody.press("form[action=\"/v\"] button").await?;
    ensure!(anybody.is_marked().await?, "the page was loaded anew");
    anybody.drop_file("[data-check-file]", &file).await?;
    ensure!(
        said(&anybody).await?.contains("✓ 一致"),
        "{}",
        said(&anybody).await?
    );
    anybody
        .picture_at("check-by-file", "[data-check-file]")
        .await?;
    let mut edited = pdf;
    let middle = edited.len() / 2;
    if let Some(byte) = edited.get_mut(middle) {
        *byte ^= 1;
    }
    std::fs::write(&file, &edited)?;
    anybody.attach("#check-file", &file).await?;
    ensure!(
        said(&anybody).await?.contains("✗ 不一致"),
        "{}",
        said(&anybody).await?
    );
    anybody
        .picture_at("check-edited", "[data-check-file]")
        .await?;

    // From the page to the entry, and its proof to a file that holds without the site.
    anybody
        .press("[data-check-file] td a[href^=\"/open/register/\"]")
        .await?;
    anybody.picture("check-entry").await?;
    let entry = anybody.path().await?;
    let proof = anybody.download(&format!("{entry}.tlog-proof")).await?;
    let proof = Proof::parse(&String::from_utf8(proof)?)?;
    proof.check(&site.key()?, None)?;
    files_come_as_files(&anybody).await?;
    anybody.close().await
}

/// What is no page leaves the page as it is when it is pressed, with the file on its way.
async fn files_come_as_files(browser: &Browser) -> anyhow::Result<()> {
    for (page, link) in [
        ("/open", "main a[href=\"/open/decisions.json\"]"),
        (
            "/open/decisions?outcome=approved",
            "main a[href^=\"/open/decisions.csv?\"]",
        ),
        ("/open/register/1", "main a[href$=\".tlog-proof\"]"),
    ] {
        browser.visit(page).await?;
        let title = browser.find("h1").await?.text().await?;
        browser.choose(link).await?;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        ensure!(
            browser.find("h1").await?.text().await? == title,
            "{page} is gone"
        );
    }
    Ok(())
}

/// What the page says of the file, as soon as it says anything.
async fn said(browser: &Browser) -> anyhow::Result<String> {
    let place = browser
        .find("[data-check-file] [role=status].notice")
        .await?;
    Ok(place.text().await?)
}
