//! A calendar from the file to the journal: one administrator hands it in, the lead puts it in force, deadlines have moved.

use anyhow::ensure;
use jiff::Timestamp;
use serde_json::{Value, json};
use window_e2e::{Browser, Site};

const STAFF: &str = "window-one-demo";
const SHIPPED: &str = include_str!("../../../catalogue/huangshi/calendar.json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_is_handed_in_put_in_force_by_another_and_moves_deadlines() -> anyhow::Result<()>
{
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let shipped: Value = serde_json::from_str(SHIPPED)?;
    let mut year = shipped["2026"].clone();
    if let Some(holidays) = year["holidays"].as_array_mut() {
        holidays.extend((10..15).map(|day| json!(format!("2026-08-{day}"))));
    }
    let file = tempfile::NamedTempFile::with_suffix(".json")?;
    std::fs::write(file.path(), json!({ "2026": year }).to_string())?;

    // Without script: a text that is wrong, then the file.
    let importer = Browser::open(&site.url, false).await?;
    importer.log_in("sysadmin", STAFF).await?;
    importer.visit("/admin/calendar").await?;
    importer
        .fill(
            "text",
            "{\"2028\":{\"holidays\":[\"2028-01-01\"],\"workdays\":[]}}",
        )
        .await?;
    importer.press("main form button.primary").await?;
    ensure!(importer.text().await?.contains("缺少2027年"));
    importer.picture("calendar-refused").await?;
    importer.attach("input[name=file]", file.path()).await?;
    importer.press("main form button.primary").await?;
    let page = importer.path().await?;
    ensure!(page.starts_with("/admin/calendar/cal_"), "{page}");
    importer.picture("calendar-preview").await?;
    let would = importer
        .all("#moves tbody td:first-child", "data-label")
        .await?
        .len();
    ensure!(would > 0, "some deadlines would move");
    importer.close().await?;

    let lead = Browser::open(&site.url, true).await?;
    lead.log_in("lead", STAFF).await?;
    lead.visit("/admin/calendar").await?;
    lead.press(&format!("main a[href=\"{page}\"]")).await?;
    lead.press("main form[action$=\"/enforce\"] button").await?;
    ensure!(lead.text().await?.contains("已生效"));
    let moved = lead
        .all("#moves tbody td:first-child", "data-label")
        .await?
        .len();
    ensure!(moved == would, "{moved} moved, {would} were foretold");
    lead.picture("calendar-journal").await?;
    lead.close().await
}
