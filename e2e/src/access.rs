//! Whether everybody can use a page: axe's rules, narrow screens, and the keyboard.

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::Browser;

/// The checker, as its makers publish it.
const AXE: &str = include_str!("../vendor/axe-4.10.3.min.js");
/// WCAG 2.2 to level AA, and what the checker's makers call good practice.
const RUN: &str = "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'], runOnly: \
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((found) => \
    done(found.violations.map((one) => one.id + ': ' + one.help + ': ' + \
    one.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | '))), (error) => done([String(error)]))";
/// The narrowest screen a page is read on without being pushed sideways (WCAG 1.4.10).
const NARROW: (u32, u32) = (320, 640);

impl Browser {
    /// What of the page keeps somebody from using it, one sentence each.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn obstacles(&self) -> anyhow::Result<Vec<String>> {
        self.driver.execute(AXE, vec![]).await?;
        let found = self.driver.execute_async(RUN, vec![]).await?;
        let found = found.json().as_array().context("a list of findings")?;
        let each = found.iter().filter_map(Value::as_str);
        Ok(each.map(ToOwned::to_owned).collect())
    }

    /// Pixels by which the page is wider than the narrowest screen.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn too_wide(&self) -> anyhow::Result<i64> {
        self.size(NARROW).await?;
        let script = "return document.documentElement.scrollWidth - innerWidth";
        let wide = self.driver.execute(script, vec![]).await?;
        wide.json().as_i64().context("a number of pixels")
    }

    /// Language the page says it is in.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn language(&self) -> anyhow::Result<String> {
        let found = self.find("html").await?.attr("lang").await?;
        found.context("a language")
    }

    /// The keyboard alone reaches the content past the head of the page, and what it reaches is seen.
    ///
    /// # Errors
    /// With what it does not reach.
    pub async fn skips_to_content(&self) -> anyhow::Result<()> {
        // Where something is to be mended, the summary of it has the focus already.
        if !self.all("[data-focus]", "class").await?.is_empty() {
            return Ok(());
        }
        self.find("body").await?.send_keys(Key::Tab + "").await?;
        let active = "const at = document.activeElement; const look = getComputedStyle(at); \
            return [at.className, at.id, look.outlineStyle !== 'none' || look.boxShadow !== 'none' || \
            at.getBoundingClientRect().top >= 0]";
        let first = self.driver.execute(active, vec![]).await?;
        let first = first.json().clone();
        ensure!(first.get(0) == Some(&json!("skip")), "first is {first}");
        ensure!(first.get(2) == Some(&json!(true)), "not seen: {first}");
        let link = self.driver.active_element().await?;
        link.send_keys(Key::Enter + "").await?;
        let reached = self.driver.execute(active, vec![]).await?;
        let reached = reached.json().clone();
        ensure!(reached.get(1) == Some(&json!("main")), "reached {reached}");
        Ok(())
    }
}
