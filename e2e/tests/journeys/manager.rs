//! A manager's month: the board of its days, from a number to the list behind it, tables as files; a link for visitors,
//! opened without an account, and taken back.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use window_e2e::{Browser, Site};

use crate::papers::table;

const STAFF: &str = "window-one-demo";
const DAYS: &str = "from=2026-07-01&until=2026-07-31";

/// The number of the tile that leads to a list.
async fn number(browser: &Browser, css: &str) -> anyhow::Result<String> {
    Ok(browser.find(css).await?.text().await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_reads_a_month_exports_it_and_shows_it_to_visitors() -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let manager = Browser::open(&site.url, true).await?;
    manager.log_in("manager", STAFF).await?;
    manager.visit("/board").await?;
    manager.fill("from", "2026-07-01").await?;
    manager.fill("until", "2026-07-31").await?;
    manager.press("main form.filters button").await?;
    let asked = manager.all("input[name=from]", "value").await?;
    ensure!(asked == ["2026-07-01"], "{asked:?}");
    manager.picture("board-month").await?;

    // From the number of decided cases to as many of them.
    let decided = number(&manager, ".tiles .tile:nth-child(2) .tile-figure").await?;
    manager.press(".tiles .tile:nth-child(2) a").await?;
    let list = manager.text().await?;
    ensure!(list.contains(&format!("共 {decided} 件")), "{list}");
    let rows = manager
        .all("main tbody tr td:first-child", "data-label")
        .await?;
    ensure!(
        rows.len().to_string() == decided,
        "{} of {decided}",
        rows.len()
    );
    manager.picture("board-list").await?;

    let csv = manager
        .download(&format!("/board/tables/months.csv?{DAYS}"))
        .await?;
    let csv = String::from_utf8(csv)?;
    let line = csv.lines().find(|line| line.starts_with("2026-07,"));
    let line = line.context("the month is not in its table")?;
    ensure!(line.ends_with(&format!(",{decided}")), "{line}: {decided}");
    let book = manager
        .download(&format!("/board/tables/months.xlsx?{DAYS}"))
        .await?;
    let rows = table(&book, "xlsx")?;
    let july = rows.iter().any(|row| {
        row.values().any(|cell| cell == "2026-07") && row.values().any(|cell| *cell == decided)
    });
    ensure!(july, "the workbook says something else: {rows:?}");

    manager.visit("/board/visits").await?;
    manager.unfold("#links ~ details").await?;
    manager.fill("link_purpose", "兄弟城市考察团").await?;
    manager.fill("days", "3").await?;
    manager
        .press("form[action=\"/board/visits/link\"] button")
        .await?;
    let made = manager.all("section.next a", "href").await?;
    let address = made.first().context("no link was made")?;
    let path = address.trim_start_matches(site.url.as_str()).to_owned();
    manager.picture("visits-made").await?;

    let guest = Browser::open(&site.url, false).await?;
    guest.visit(&path).await?;
    ensure!(guest.text().await?.contains("一号窗口运行情况"));
    guest.picture("visit-board").await?;

    manager.visit("/board/visits").await?;
    manager.press("form[action$=\"/revoke\"] button").await?;
    ensure!(manager.text().await?.contains("已收回"));
    guest.visit(&path).await?;
    ensure!(!guest.text().await?.contains("一号窗口运行情况"));
    guest.close().await?;
    manager.close().await
}
