//! A person at a browser: opens pages, fills in forms, presses buttons, takes pictures.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// Width and height of a common office screen, in CSS pixels.
pub const SCREEN: (u32, u32) = (1366, 768);
/// Width and height of a small phone.
pub const PHONE: (u32, u32) = (360, 740);

/// The driver of Debian's package `chromium-driver`.
const DRIVER: &str = "/usr/bin/chromedriver";

/// What Chromium is started with: no window, no calls home. Everything runs on this machine, so it needs no sandbox,
/// and as root it has none.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How long a page may take to show something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with its own cookies.
#[derive(Debug)]
pub struct Browser {
    pub(crate) driver: WebDriver,
    process: Child,
    url: String,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser for the site at `url`; without `script` it knows no JavaScript.
    ///
    /// # Errors
    /// When Chromium or its driver is missing or does not start.
    pub async fn open(url: &str, script: bool) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut process = Command::new(DRIVER)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("start `{DRIVER}`"))?;
        let profile = tempfile::tempdir()?;
        match session(port, profile.path(), script).await {
            Ok(driver) => {
                let browser = Self {
                    driver,
                    process,
                    url: url.to_owned(),
                    _profile: profile,
                };
                browser.size(SCREEN).await?;
                Ok(browser)
            }
            Err(error) => {
                process.kill()?;
                Err(error)
            }
        }
    }

    /// Opens a page of the site, or any address.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn visit(&self, path: &str) -> anyhow::Result<()> {
        let address = if path.starts_with('/') {
            format!("{}{path}", self.url)
        } else {
            path.to_owned()
        };
        self.driver.goto(&address).await?;
        Ok(())
    }

    /// Path of the page shown.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn path(&self) -> anyhow::Result<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits until the page's path fulfils `test`, for pages that a script puts in place.
    ///
    /// # Errors
    /// With the path that stood when patience ended.
    pub async fn arrive(&self, test: impl Fn(&str) -> bool) -> anyhow::Result<String> {
        let mut path = String::new();
        for _ in 0..200 {
            path = self.path().await?;
            if test(&path) {
                return Ok(path);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the browser stays at {path}: {}", self.text().await?)
    }

    /// The element of a CSS selector, or of an `XPath` (which begins with a slash), waited for.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn find(&self, css: &str) -> anyhow::Result<WebElement> {
        let by = if css.starts_with(['/', '(']) {
            By::XPath(css)
        } else {
            By::Css(css)
        };
        let found = self
            .driver
            .query(by)
            .wait(PATIENCE, Duration::from_millis(50))
            .first()
            .await;
        match found {
            Ok(element) => Ok(element),
            Err(_) => bail!(
                "no `{css}` on {}: {}",
                self.path().await?,
                self.text().await?
            ),
        }
    }

    /// Values of an attribute of all elements of a CSS selector, in order.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn all(&self, css: &str, attribute: &str) -> anyhow::Result<Vec<String>> {
        let mut found = Vec::new();
        for element in self.driver.find_all(By::Css(css)).await? {
            found.extend(element.attr(attribute).await?);
        }
        Ok(found)
    }

    /// What can be read on the page.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn text(&self) -> anyhow::Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    /// Presses the button or follows the link of a CSS selector and waits for the next page.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn press(&self, css: &str) -> anyhow::Result<()> {
        let element = self.find(css).await?;
        element.scroll_into_view().await?;
        let page = self.driver.find(By::Tag("main")).await?;
        element.click().await?;
        // The old page's content is gone as soon as the next one stands, whether it was loaded or swapped in.
        for _ in 0..200 {
            if page.is_displayed().await.is_err() {
                self.find("main").await?;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("`{css}` leads nowhere from {}", self.path().await?)
    }

    /// Leaves a mark that the next loading of a page takes away.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn mark(&self) -> anyhow::Result<()> {
        self.driver.execute("window.marked = true", vec![]).await?;
        Ok(())
    }

    /// Whether the mark is still there: what came since was put into the page, not loaded.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn is_marked(&self) -> anyhow::Result<bool> {
        let answer = self.driver.execute("return !!window.marked", vec![]);
        Ok(answer.await?.json() == &Value::Bool(true))
    }

    /// Chooses a radio button, ticks a box or opens a fold, without leaving the page.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn choose(&self, css: &str) -> anyhow::Result<()> {
        let element = self.find(css).await?;
        element.scroll_into_view().await?;
        if !element.is_selected().await? {
            element.click().await?;
        }
        Ok(())
    }

    /// Answers the question of this name: chooses the value where there is a choice, else types it
    /// instead of what stands there.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn fill(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let css = format!("[name=\"{name}\"]:not([type=hidden])");
        let field = self.find(&css).await?;
        let kind = field.attr("type").await?.unwrap_or_default();
        if field.tag_name().await? == "select" {
            let option = format!("{css} option[value=\"{text}\"]");
            self.find(&option).await?.click().await?;
        } else if kind == "radio" || kind == "checkbox" {
            self.choose(&format!("{css}[value=\"{text}\"]")).await?;
        } else if kind == "date" {
            // Typed in the order of an American keyboard, whatever the page shows.
            let day: jiff::civil::Date = text.parse()?;
            let typed = format!("{:02}{:02}{:04}", day.month(), day.day(), day.year());
            field.scroll_into_view().await?;
            field.send_keys(typed).await?;
        } else {
            field.scroll_into_view().await?;
            field.clear().await?;
            field.send_keys(text).await?;
        }
        Ok(())
    }

    /// Opens a fold, if it is not open.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn unfold(&self, css: &str) -> anyhow::Result<()> {
        if self.find(css).await?.attr("open").await?.is_none() {
            self.choose(&format!("{css} > summary")).await?;
        }
        Ok(())
    }

    /// Downloads a file of the site with this browser's cookies.
    ///
    /// # Errors
    /// When the site refuses.
    pub async fn download(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let script = "const done = arguments[1]; fetch(arguments[0]).then(async (answer) => { \
            const bytes = new Uint8Array(await answer.arrayBuffer()); let text = ''; \
            for (const byte of bytes) text += String.fromCharCode(byte); \
            done({ status: answer.status, data: btoa(text) }); });";
        let answer = self.driver.execute_async(script, vec![json!(path)]).await?;
        let answer = answer.json();
        if answer.get("status") != Some(&json!(200)) {
            bail!("{path} is refused");
        }
        let data = answer.get("data").and_then(Value::as_str);
        let data = data.context("a file")?;
        Ok(STANDARD.decode(data)?)
    }

    /// Chooses a file of this machine in a file field.
    ///
    /// # Errors
    /// When the field is not there.
    pub async fn attach(&self, css: &str, file: &Path) -> anyhow::Result<()> {
        let name = file.to_str().context("a file name in UTF-8")?;
        self.find(css).await?.send_keys(name).await?;
        Ok(())
    }

    /// Lets go of a file of this machine over an element, as a hand with a mouse does.
    ///
    /// # Errors
    /// When the element is not there.
    pub async fn drop_file(&self, css: &str, file: &Path) -> anyhow::Result<()> {
        let element = self.find(css).await?;
        element.scroll_into_view().await?;
        let middle = "const box = arguments[0].getBoundingClientRect(); \
             return [box.left + box.width / 2, box.top + box.height / 2]";
        let found = self.driver.execute(middle, vec![element.to_json()?]);
        let found = found.await?;
        let [x, y] = [0, 1].map(|index| found.json().get(index).cloned());
        let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": x, "y": y, "data": data });
            self.devtools("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Logs in through the form.
    ///
    /// # Errors
    /// When the site shows the form again.
    pub async fn log_in(&self, login: &str, password: &str) -> anyhow::Result<()> {
        self.visit("/login").await?;
        self.fill("login", login).await?;
        self.fill("password", password).await?;
        self.press("form[action=\"/login\"] button.primary").await?;
        self.arrive(|path| path != "/login").await?;
        Ok(())
    }

    /// Logs out and in again as somebody else.
    ///
    /// # Errors
    /// When the site shows the form again.
    pub async fn change_to(&self, login: &str, password: &str) -> anyhow::Result<()> {
        self.driver.delete_all_cookies().await?;
        self.log_in(login, password).await
    }

    /// Takes a picture of the first screen of the page at both sizes, `NAME-1366.png` and `NAME-360.png`; the folder is
    /// `WINDOW_SCREENSHOTS`, else the build folder. A page that must be pushed sideways is an error.
    ///
    /// # Errors
    /// When the page is wider than the screen, or the file cannot be written.
    pub async fn picture(&self, name: &str) -> anyhow::Result<()> {
        self.picture_at(name, "body").await
    }

    /// The same of the screen that begins with an element.
    ///
    /// # Errors
    /// When the page is wider than the screen, or the file cannot be written.
    pub async fn picture_at(&self, name: &str, css: &str) -> anyhow::Result<()> {
        let folder = folder();
        std::fs::create_dir_all(&folder)?;
        for (width, height) in [SCREEN, PHONE] {
            self.size((width, height)).await?;
            // Nothing is lit up by a mouse that lies about.
            let away = json!({ "type": "mouseMoved", "x": 0, "y": 0 });
            self.devtools("Input.dispatchMouseEvent", away).await?;
            let show = "document.querySelector(arguments[0]).scrollIntoView(true)";
            self.driver.execute(show, vec![json!(css)]).await?;
            let wide = self
                .driver
                .execute(
                    "return document.documentElement.scrollWidth - innerWidth",
                    vec![],
                )
                .await?;
            if wide.json().as_i64() > Some(0) {
                bail!(
                    "{} is {} pixels too wide at {width}",
                    self.path().await?,
                    wide.json()
                );
            }
            let shown = self
                .devtools("Page.captureScreenshot", json!({ "format": "png" }))
                .await?;
            let data = shown.get("data").and_then(Value::as_str);
            let data = data.context("a picture")?;
            let file = folder.join(format!("{name}-{width}.png"));
            std::fs::write(&file, STANDARD.decode(data)?)
                .with_context(|| format!("write `{}`", file.display()))?;
        }
        self.size(SCREEN).await
    }

    /// Gives the page this size in CSS pixels.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn size(&self, (width, height): (u32, u32)) -> anyhow::Result<()> {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        self.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
            .await?;
        Ok(())
    }

    async fn devtools(&self, command: &str, values: Value) -> anyhow::Result<Value> {
        Ok(self.driver.cdp().send_raw(command, values).await?)
    }

    /// Ends the session.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(mut self) -> anyhow::Result<()> {
        let ended = self.driver.clone().quit().await;
        self.process.kill()?;
        self.process.wait()?;
        Ok(ended?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A journey that failed leaves no driver behind; one that was closed has none any more.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

async fn session(port: u16, profile: &Path, script: bool) -> anyhow::Result<WebDriver> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    // 1 lets scripts run, 2 forbids them.
    let settings = json!({
        "intl.accept_languages": "zh-CN,zh",
        "profile.managed_default_content_settings.javascript": if script { 1 } else { 2 },
    });
    capabilities.add_experimental_option("prefs", settings)?;
    let address = format!("http://127.0.0.1:{port}");
    for _ in 0..100 {
        // The driver needs a moment until it listens.
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(WebDriver::new(&address, capabilities).await?);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("`{DRIVER}` does not listen")
}

fn folder() -> PathBuf {
    std::env::var_os("WINDOW_SCREENSHOTS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots"),
        PathBuf::from,
    )
}
