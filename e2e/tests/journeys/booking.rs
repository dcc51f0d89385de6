//! Booking a visit on a phone: from the home page to the booking's own page, a full time, the waiting list, another day;
//! and the window's day with that visitor.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use window_e2e::{Browser, PHONE, Site};

const STAFF: &str = "window-one-demo";

/// Follows the link to this address.
async fn follow(browser: &Browser, address: &str) -> anyhow::Result<()> {
    browser.press(&format!("main a[href=\"{address}\"]")).await
}

/// Types who comes and gets the code the demonstration shows.
pub(crate) async fn prove(browser: &Browser, phone: &str, name: &str) -> anyhow::Result<()> {
    browser.fill("name", name).await?;
    browser.fill("phone", phone).await?;
    browser.fill("matter", "咨询厂房项目备案").await?;
    browser.press("main form button.primary").await?;
    let said = browser.find("main .notice").await?.text().await?;
    let code: String = said.chars().filter(char::is_ascii_digit).collect();
    browser.fill("code", &code).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_books_on_a_phone_waits_moves_and_is_served() -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    // Both ways: with and without script.
    let visitor = Browser::open(&site.url, false).await?;
    let second = Browser::open(&site.url, true).await?;
    for browser in [&visitor, &second] {
        browser.size(PHONE).await?;
    }
    visitor.visit("/").await?;
    visitor.picture("booking-home").await?;
    visitor.size(PHONE).await?;
    follow(&visitor, "/booking").await?;
    visitor.picture("booking-kinds").await?;
    follow(&visitor, "/booking?kind=staggered").await?;
    visitor.picture("booking-days").await?;
    follow(&visitor, "/booking?kind=staggered&day=2026-08-06").await?;
    visitor.picture("booking-times").await?;
    let noon = "/booking?kind=staggered&day=2026-08-06&time=12:30";
    follow(&visitor, noon).await?;
    visitor.picture("booking-details").await?;
    prove(&visitor, "0714-000 0401", "王小明").await?;
    visitor.picture("booking-code").await?;
    visitor.press("main form button.primary").await?;
    let own = visitor.path().await?;
    ensure!(own.starts_with("/booking/bkg_"), "{own}");
    visitor.picture("booking-booked").await?;
    visitor.is_for_everybody().await?;

    second
        .visit("/booking?kind=staggered&day=2026-08-06")
        .await?;
    second.picture("booking-times-full").await?;
    // Somebody who saw the time while it was free is offered others, and keeps what was typed.
    second.visit(noon).await?;
    second.fill("name", "赵大力").await?;
    second.fill("phone", "0714-000 0402").await?;
    second.fill("matter", "咨询消防设计").await?;
    second.press("main form button.primary").await?;
    second.find(".error-summary").await?;
    second.picture("booking-full").await?;
    second.choose("input[name=instead][value=wait]").await?;
    prove(&second, "0714-000 0402", "赵大力").await?;
    second.press("main form button.primary").await?;
    second
        .arrive(|path| path.starts_with("/booking/bkg_"))
        .await?;
    second.picture("booking-waiting").await?;

    visitor.press("main a[href$=\"/move\"]").await?;
    visitor.press("main a[href$=\"day=2026-08-05\"]").await?;
    visitor.choose("input[name=time][value=\"13:00\"]").await?;
    visitor.picture("booking-move").await?;
    visitor.is_for_everybody().await?;
    visitor.press("main form button.primary").await?;
    let moved = visitor.path().await?;
    ensure!(moved != own, "another day is another booking");
    let path = second.path().await?;
    second.visit(&path).await?;
    let text = second.text().await?;
    ensure!(text.contains("预约成功"), "moved up: {text}");

    serve(&site, &moved).await?;
    visitor.visit(&moved).await?;
    visitor.picture("booking-served").await?;
    visitor.close().await?;
    second.close().await
}

/// The window's day: the list, the visitor checked in and served.
async fn serve(site: &Site, booking: &str) -> anyhow::Result<()> {
    site.app
        .clock
        .advance(SignedDuration::from_hours(2 * 24 + 4));
    let agent = Browser::open(&site.url, true).await?;
    agent.log_in("lead", STAFF).await?;
    agent.visit("/desk/calendar?day=2026-08-04").await?;
    agent.picture("calendar-day").await?;
    agent.visit("/desk/calendar").await?;
    agent.picture("calendar-today").await?;
    let id = booking.rsplit('/').next().context("the booking's id")?;
    let own = format!("/desk/calendar/{id}");
    agent
        .press(&format!("form[action=\"{own}/check-in\"] button"))
        .await?;
    agent.visit(&own).await?;
    agent.fill("done", "讲清备案材料，已留清单").await?;
    agent.picture("calendar-visitor").await?;
    agent
        .press(&format!("form[action=\"{own}/serve\"] button"))
        .await?;
    ensure!(agent.text().await?.contains("讲清备案材料"));
    agent.close().await
}
