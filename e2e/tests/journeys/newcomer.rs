//! A newcomer without account: from a word typed on the home page to the guide, its forms and the list of what the project
//! needs; then following a case with the receipt in hand. On a wide screen and a phone, with and without script.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde_json::Value;
use window_e2e::{Browser, PHONE, SCREEN, Site};
use window_store::{CaseFilter, Page, StreamId, Viewer};

/// Number and telephone of a case under review, as they stand on its receipt.
pub(crate) async fn case_in_hand(site: &Site) -> anyhow::Result<(String, String)> {
    let store = &site.app.store;
    let filter = CaseFilter {
        states: vec!["under_review".to_owned()],
        ..CaseFilter::default()
    };
    let page = Page::first(1);
    let reader = store.read(&Viewer::Oversight);
    let cases = reader.cases(&filter, &page).await?;
    let case = cases.rows.into_iter().next();
    let case = case.context("a case is under review")?;
    let filed = store.load(&StreamId::project(case.project_id), 0).await?;
    let filed = filed.first().context("the project was filed")?;
    let filed: Value = serde_json::from_str(&filed.payload)?;
    let phone = filed
        .pointer("/event/contact/phone")
        .and_then(Value::as_str);
    Ok((case.case_no, phone.context("a telephone")?.to_owned()))
}

/// From the home page over the open register to the entry of a decision.
async fn what_was_decided(browser: &Browser, name: &str) -> anyhow::Result<()> {
    browser.visit("/").await?;
    browser.press("main a[href=\"/open\"]").await?;
    browser.press("main a[href=\"/open/decisions\"]").await?;
    browser.fill("q", "示例").await?;
    browser.press("main form.filters button.primary").await?;
    ensure!(browser.text().await?.contains("准予许可"), "nothing found");
    browser
        .press("main td a[href^=\"/open/register/\"]")
        .await?;
    browser.picture(&format!("public-entry-{name}")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_finds_an_item_gets_a_list_and_follows_a_case() -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let (number, phone) = case_in_hand(&site).await?;
    site.keep_register().await?;
    for (script, size, name) in [(true, SCREEN, "wide"), (false, PHONE, "phone")] {
        let browser = Browser::open(&site.url, script).await?;
        browser.size(size).await?;
        browser.visit("/").await?;
        browser.picture(&format!("public-home-{name}")).await?;
        browser.fill("q", "sgxk").await?;
        browser.press("main form button.primary").await?;
        browser.picture(&format!("public-search-{name}")).await?;
        browser.press("main a[href=\"/guide/C05\"]").await?;
        browser.picture(&format!("public-item-{name}")).await?;
        let told = browser.text().await?;
        for word in ["承诺时限", "法定时限", "办理条件", "申请材料", "设定依据"]
        {
            ensure!(told.contains(word), "{word}");
        }
        browser.visit("/guide/journey").await?;
        browser.picture(&format!("public-journey-{name}")).await?;

        what_was_decided(&browser, name).await?;

        browser.visit("/checklist").await?;
        browser.picture(&format!("public-checklist-{name}")).await?;
        browser.press("main form button.primary").await?;
        ensure!(
            browser.text().await?.contains("请先更正以下问题"),
            "nothing was answered"
        );
        browser
            .visit(
                "/checklist?fact-project_type=industrial&fact-industry_division=38\
                 &fact-investment_wan=8000&fact-land_acquisition=grant&fact-in_zone=true\
                 &fact-site_area_m2=20000&fact-building_area_m2=12000&fact-eia_class=statement",
            )
            .await?;
        browser.picture(&format!("public-list-{name}")).await?;
        ensure!(browser.text().await?.contains("需要您准备的材料"));

        browser.visit("/track").await?;
        browser.fill("number", &number).await?;
        browser.fill("phone", "13900000000").await?;
        browser.press("main form button.primary").await?;
        browser
            .picture(&format!("public-track-wrong-{name}"))
            .await?;
        ensure!(browser.text().await?.contains("未查到"));
        browser.fill("phone", &phone).await?;
        browser.press("main form button.primary").await?;
        browser.unfold("main details").await?;
        browser.picture(&format!("public-tracked-{name}")).await?;
        ensure!(
            browser.text().await?.contains("计入时限") || browser.text().await?.contains("计入")
        );
        browser
            .press("main details a[href^=\"/complain?case=\"]")
            .await?;
        let text = browser.find("main textarea").await?.text().await?;
        let value = browser.find("main textarea").await?.value().await?;
        ensure!(
            text.contains(&number) || value.unwrap_or_default().contains(&number),
            "the case stands in the complaint"
        );
    }
    Ok(())
}
