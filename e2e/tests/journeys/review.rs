//! A bad review on a phone, from the enterprise's desk over the window lead to the call-back; what the agent sees of it;
//! and a complaint without an account.

use anyhow::ensure;
use jiff::Timestamp;
use window_e2e::{Browser, PHONE, Site};

const STAFF: &str = "window-one-demo";
const SAID: &str = "电话问了两次，答复不一样";

/// Types into a form of a follow-up and sends it.
async fn step(browser: &Browser, act: &str, fields: &[(&str, &str)]) -> anyhow::Result<()> {
    for (name, text) in fields {
        browser.fill(name, text).await?;
    }
    browser
        .press(&format!("main form[action$=\"/{act}\"] button"))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_review_is_followed_up_to_the_call_back_and_hides_who_gave_it() -> anyhow::Result<()>
{
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    // The enterprise without script, the window with it.
    let owner = Browser::open(&site.url, false).await?;
    owner.size(PHONE).await?;
    owner.log_in("orient", STAFF).await?;
    owner.visit("/my").await?;
    owner.picture("review-my").await?;
    owner.size(PHONE).await?;
    owner.press("main a[href^=\"/rate/case/\"]").await?;
    let rate = owner.path().await?;
    owner.picture("review-rate").await?;
    owner.is_for_everybody().await?;
    owner.choose("input[name=level][value=bad]").await?;
    owner.press("main form button.primary").await?;
    owner.find(".error-summary").await?;
    owner.picture("review-reasons").await?;
    owner.choose("input[name=reasons][value=unclear]").await?;
    owner.fill("text", SAID).await?;
    owner.press("main form button.primary").await?;
    ensure!(owner.text().await?.contains(SAID));
    owner.picture("review-given").await?;

    let follow = rate.replace("/rate/", "/desk/reviews/");
    let agent = Browser::open(&site.url, true).await?;
    agent.log_in("agent1", STAFF).await?;
    agent.visit("/desk/reviews").await?;
    agent.picture("reviews-about-me").await?;
    let links = agent.all("main a", "href").await?;
    ensure!(
        links.iter().all(|link| !link.contains("/desk/reviews/")),
        "an agent is led to no reviewer: {links:?}"
    );
    agent.close().await?;

    let lead = Browser::open(&site.url, true).await?;
    lead.log_in("lead", STAFF).await?;
    lead.visit("/desk/reviews").await?;
    lead.picture("reviews").await?;
    lead.press(&format!("main a[href=\"{follow}\"]")).await?;
    lead.picture("review-contact").await?;
    step(&lead, "contact", &[("text", "已致电，两次答复确实不一致")]).await?;
    step(&lead, "put-right", &[("text", "统一答复口径，已书面告知")]).await?;
    let called = [("text", "企业认可"), ("answer", "true")];
    step(&lead, "call-back", &called).await?;
    lead.picture("review-close").await?;
    step(&lead, "close", &[]).await?;
    ensure!(lead.text().await?.contains("已办结"));
    lead.visit("/board?from=2026-05-01&until=2026-08-31")
        .await?;
    lead.picture_at("board-six-ones", "#six-ones").await?;

    owner.visit(&rate).await?;
    ensure!(owner.text().await?.contains("已回访并办结"));
    owner.close().await?;
    complain(&site, &lead).await?;
    lead.close().await
}

/// Somebody without an account complains; the window gives the complaint an owner.
async fn complain(site: &Site, lead: &Browser) -> anyhow::Result<()> {
    let visitor = Browser::open(&site.url, false).await?;
    visitor.size(PHONE).await?;
    visitor.visit("/").await?;
    visitor.press("main a[href=\"/complain\"]").await?;
    visitor.fill("topic", "delay").await?;
    visitor.fill("text", "排队两小时，中间没有人叫号").await?;
    visitor.fill("name", "王小明").await?;
    visitor.fill("phone", "0714-000 0401").await?;
    visitor.picture("complain").await?;
    visitor.press("main form button.primary").await?;
    let own = visitor.path().await?;
    ensure!(own.starts_with("/complain/cpl_"), "{own}");
    visitor.picture("complaint-status").await?;
    visitor.is_for_everybody().await?;
    lead.visit("/desk/complaints").await?;
    lead.picture("complaints").await?;
    lead.visit(&own.replace("/complain/", "/desk/complaints/"))
        .await?;
    lead.picture("complaint-assign").await?;
    visitor.close().await
}
