//! Every page for everybody can be used by everybody: in both languages, in the larger and the high-contrast display, on
//! narrow screens, by keyboard alone. The list of pages is that of the routes.

use anyhow::{Context, ensure};
use jiff::Timestamp;
use window_e2e::{Browser, SCREEN, Site};
use window_store::{Page, ProjectFilter, Viewer};

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

fn examples(code: &str) -> Vec<String> {
    let lines = LIST.lines().filter(|line| line.starts_with('/'));
    let examples = lines.flat_map(|line| line.split(' ').skip(1));
    let pages = examples.filter(|example| *example != "file");
    pages.map(|page| page.replace("CODE", code)).collect()
}

/// Walks all pages in one language and display; whatever stands in somebody's way is told at once.
async fn walk(language: &str, displays: &[&str]) -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let code = code(&site).await?;
    site.keep_register().await?;
    let browser = Browser::open(&site.url, true).await?;
    let mut obstacles = Vec::new();
    for display in displays {
        browser
            .visit(&format!("/?lang={language}&display={display}"))
            .await?;
        for page in examples(&code) {
            browser.size(SCREEN).await?;
            browser.visit(&page).await?;
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
            if *display == "normal" {
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
