//! A new forbidden phrase from the administrator's page to its first day: a release made, looked at, approved by the lead,
//! and in force for whoever writes.

use anyhow::ensure;
use jiff::Timestamp;
use window_e2e::{Browser, PHONE, SCREEN, Site};

const STAFF: &str = "window-one-demo";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phrase_becomes_a_release_that_somebody_else_approves() -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    site.app
        .office
        .take_up_releases()
        .await
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let admin = Browser::open(&site.url, true).await?;
    let lead = Browser::open(&site.url, false).await?;
    admin.size(SCREEN).await?;
    lead.size(SCREEN).await?;
    admin.log_in("sysadmin", STAFF).await?;
    admin.visit("/admin/releases").await?;
    admin.picture("releases").await?;
    admin
        .visit("/admin/releases/edit?file=letters/card.typ")
        .await?;
    admin.picture("release-edit").await?;
    admin.visit("/admin/phrases").await?;
    admin.picture("phrases").await?;
    for (name, text) in [
        ("code", "tomorrow"),
        ("zh", "明天再说吧"),
        ("en", "ask again tomorrow"),
        ("suggestion_zh", "我今天就为您查清楚。"),
        ("suggestion_en", "I will find out today."),
        ("effective_on", "2026-08-03"),
        ("purpose", "来电反映"),
    ] {
        admin.fill(name, text).await?;
    }
    admin.press("main form button.primary").await?;
    let page = admin.path().await?;
    ensure!(page.starts_with("/admin/releases/rel_"), "{page}");
    admin.picture("release-own").await?;
    admin.size(PHONE).await?;
    admin.picture("release-phone").await?;

    lead.log_in("lead", STAFF).await?;
    lead.visit(&page).await?;
    lead.picture("release-to-decide").await?;
    lead.press("main form[action$=\"/approve\"] button").await?;
    lead.picture("release-approved").await?;
    let hits = site
        .app
        .office
        .catalogue
        .phrases()
        .hits("您明天再说吧")
        .len();
    ensure!(hits == 1, "the phrase is in force: {hits}");
    Ok(())
}
