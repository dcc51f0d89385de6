//! Every page for everybody can be used by everybody: in both languages, in the larger and the high-contrast display, on
//! narrow screens, by keyboard alone. The list of pages is that of the routes.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use window_e2e::{Browser, SCREEN, Site};
use window_store::{Page, ProjectFilter, Viewer};

use crate::booking::prove;
use crate::newcomer::case_in_hand;

const PASSWORD: &str = "window-one-demo";

/// The answer to a form, which has no address of its own.
const TRACKED: &str = "the case tracked";

/// Addresses open to anybody, with examples.
const LIST: &str = include_str!("../../public-pages.txt");

/// A letter's check code, for the page that checks it.
async fn code(site: &Site) -> anyhow::Result<String> {
    let (filter, page) = (ProjectFilter::default(), Page::first(200));
    let reader = site.app.store.read(&Viewer::Oversight);
    let rows = reader.projects(&filter, &page).await?.rows;
    let mut codes = rows.into_iter().filter_map(|row| row.notice_check_code);
    codes.next().context("a construction notice")
}

/// What the window makes for everybody to see: a visitors' link and the notice of a draw.
async fn made(site: &Site) -> anyhow::Result<[(&'static str, String); 2]> {
    let staff = Browser::open(&site.url, true).await?;
    staff.log_in("manager", PASSWORD).await?;
    staff.visit("/board/visits").await?;
    staff.unfold("details:has([name=link_purpose])").await?;
    staff.fill("link_purpose", "axe").await?;
    staff.fill("days", "7").await?;
    staff
        .press("form[action=\"/board/visits/link\"] button.primary")
        .await?;
    let link = staff.find("#made + p + p a").await?.attr("href").await?;
    let link = link.context("the address of the link")?;
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    staff.change_to("supervisor", PASSWORD).await?;
    staff.visit("/watch/draws").await?;
    staff.fill("seed", "0123456789abcdef").await?;
    staff.fill("projects_percent", "30").await?;
    staff.fill("inspectors", "2").await?;
    staff.fill("draw_on", "2026-08-07").await?;
    staff
        .press("form[action=\"/watch/draws\"] button.primary")
        .await?;
    let draw = staff.find("main a[href^=\"/open/draws/\"]").await?;
    let draw = draw.attr("href").await?.context("the draw's address")?;
    let number = draw.rsplit('/').next().unwrap_or_default().to_owned();
    staff.close().await?;
    Ok([("TOKEN", token), ("DRAW", number)])
}

/// Pages of one's own that need no account: a complaint and a booking that this browser makes.
async fn own(browser: &Browser) -> anyhow::Result<Vec<String>> {
    browser.visit("/complain").await?;
    browser.fill("topic", "delay").await?;
    browser.fill("text", "排队两小时，中间没有人叫号").await?;
    browser.fill("name", "王小明").await?;
    browser.fill("phone", "0714-000 0401").await?;
    browser.press("main form button.primary").await?;
    let complaint = browser.path().await?;
    let time = "/booking?kind=staggered&day=2026-08-06&time=12:30";
    browser.visit(time).await?;
    prove(browser, "0714-000 0402", "李小红").await?;
    browser.press("main form button.primary").await?;
    let booking = browser.path().await?;
    ensure!(booking.starts_with("/booking/bkg_"), "{booking}");
    let moving = format!("{booking}/move");
    Ok(vec![complaint, booking, moving, time.to_owned()])
}

/// The page that answers whoever tracks a case, with everything on it unfolded.
async fn track(browser: &Browser, (number, phone): &(String, String)) -> anyhow::Result<()> {
    browser.visit("/track").await?;
    browser.fill("number", number).await?;
    browser.fill("phone", phone).await?;
    browser.press("main form button.primary").await?;
    browser.unfold("main details").await
}

fn examples(names: &[(&str, String)]) -> Vec<String> {
    let lines = LIST.lines().filter(|line| line.starts_with('/'));
    let examples = lines.flat_map(|line| line.split(' ').skip(1));
    let pages = examples.filter(|example| example.starts_with('/'));
    let filled = |page: &str| {
        let each = names.iter();
        each.fold(page.to_owned(), |page, (name, value)| {
            page.replace(name, value)
        })
    };
    pages.map(filled).collect()
}

/// Walks all pages in one language and display; whatever stands in somebody's way is told at once.
async fn walk(language: &str, displays: &[&str]) -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let mut names = vec![("CODE", code(&site).await?)];
    names.extend(made(&site).await?);
    site.keep_register().await?;
    let browser = Browser::open(&site.url, true).await?;
    let (own, case) = (own(&browser).await?, case_in_hand(&site).await?);
    let pages = examples(&names).into_iter().chain(own);
    let pages: Vec<String> = pages.chain(Some(TRACKED.to_owned())).collect();
    let mut obstacles = Vec::new();
    for display in displays {
        browser
            .visit(&format!("/?lang={language}&display={display}"))
            .await?;
        for page in &pages {
            browser.size(SCREEN).await?;
            if page == TRACKED {
                track(&browser, &case).await?;
            } else {
                browser.visit(page).await?;
            }
            ensure!(
                browser.language().await? == language,
                "{page} is in another language"
            );
            let found = browser.obstacles().await?;
            obstacles.extend(
                found
                    .into_iter()
                    .map(|it| format!("{page} {display}: {it}")),
            );
            let wide = browser.too_wide().await?;
            if wide > 0 {
                obstacles.push(format!("{page} {display}: {wide} pixels too wide"));
            }
            if *display == "normal" && page != TRACKED {
                browser
                    .skips_to_content()
                    .await
                    .with_context(|| page.clone())?;
            }
            let name = page
                .trim_start_matches('/')
                .replace(['/', '?', '&', '='], "-");
            let name: String = name.chars().take(30).collect();
            if language == "zh-CN" || *display == "normal" {
                browser
                    .picture(&format!("open-{language}-{display}-{name}"))
                    .await?;
            }
        }
    }
    browser.close().await?;
    ensure!(
        obstacles.is_empty(),
        "{} obstacles:\n{}",
        obstacles.len(),
        obstacles.join("\n")
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_public_page_can_be_used_by_everybody_in_chinese() -> anyhow::Result<()> {
    walk("zh-CN", &["normal", "elder", "contrast", "elder-contrast"]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_public_page_can_be_used_by_everybody_in_english() -> anyhow::Result<()> {
    walk("en", &["normal", "elder", "contrast", "elder-contrast"]).await
}
