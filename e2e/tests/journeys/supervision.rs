//! From an inspection to a credit record and its repair. Here an inspector finds, a head orders and stops, a supervisor
//! hands over, and the enterprise replies; `credit` goes on from there.

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use window_e2e::{Browser, Site};

use crate::papers::{chinese, says, words};

pub(crate) const PASSWORD: &str = "window-one-demo";
const PROJECT: &str = "数控机床功能部件项目";
pub(crate) const COMPANY: &str = "黄石东方示例机械有限公司";
pub(crate) const USCC: &str = "91420200MA49000105";
pub(crate) const FOUND: &str = "基坑东侧临边防护缺失";
pub(crate) const LAW: &str = "《建设工程安全生产管理条例》第28条";
/// A photograph of one pixel.
const PHOTO: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PAPER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// The people of the journey: whoever is on duty, and the enterprise.
pub(crate) struct Journey {
    pub(crate) site: Site,
    pub(crate) staff: Browser,
    pub(crate) owner: Browser,
    pub(crate) papers: TempDir,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_finding_that_is_ignored_becomes_a_credit_record_and_the_record_is_repaired()
-> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let papers = tempfile::tempdir()?;
    std::fs::write(papers.path().join("site.png"), STANDARD.decode(PHOTO)?)?;
    std::fs::write(papers.path().join("paper.pdf"), PAPER)?;
    let journey = Journey {
        staff: Browser::open(&site.url, true).await?,
        owner: Browser::open(&site.url, true).await?,
        site,
        papers,
    };
    let project = journey.inspect().await?;
    journey.order(&project).await?;
    let notice = journey.reply(&project).await?;
    journey.stop(&project, &notice).await?;
    let record = journey.hand_over(&project).await?;
    journey.tell(&record).await?;
    journey.defend(&record).await?;
    journey.decide(&record).await?;
    let number = journey.publish(&record).await?;
    journey.export(&number).await?;
    journey.is_barred(&record, &number).await?;
    journey.repair(&record, &number).await?;
    journey.owner.close().await?;
    journey.staff.close().await
}

impl Journey {
    pub(crate) fn today(&self) -> Date {
        self.site.app.office.today()
    }

    /// Days pass; sessions end with them.
    pub(crate) fn later(&self, days: i64) {
        let clock = &self.site.app.clock;
        clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// An inspector plans a check of a project and fills in its form on the site; answers with the project's file.
    async fn inspect(&self) -> anyhow::Result<String> {
        let staff = &self.staff;
        staff.log_in("zjj-inspector", PASSWORD).await?;
        staff.visit("/watch").await?;
        staff.picture("watch").await?;
        staff.press(".tabs a[href=\"/watch/checks\"]").await?;
        staff.picture("watch-checks").await?;
        staff
            .press(&format!("//tr[contains(., '{PROJECT}')]//a"))
            .await?;
        let project = staff.path().await?;
        staff.picture("watch-project").await?;
        staff.unfold("#plan--form").await?;
        staff.fill("plan--reason", "node:start").await?;
        staff.fill("plan--inspectors", "高检查、许检查").await?;
        let today = self.today().to_string();
        staff.fill("plan--planned_on", &today).await?;
        staff.picture_at("watch-plan", "#plan--form").await?;
        staff.press("#plan--form button").await?;
        staff.press(".next a.button.primary").await?;
        staff.picture("check-form").await?;

        // Everything that is missing is told at once, and nothing typed is lost.
        let form = "form[action*=\"/checks/\"] button.primary";
        staff.fill("detail", "现场核查基坑和资料").await?;
        staff.press(form).await?;
        let told = staff.find(".error-summary").await?.text().await?;
        for said in [
            "第 1 项",
            "第 5 项",
            "请填写检查依据和说明",
            "请选择是否履行告知承诺",
        ] {
            ensure!(told.contains(said), "{said}: {told}");
        }
        staff.picture("check-form-missing").await?;
        let kept = staff.find("[name=detail]").await?.prop("value").await?;
        ensure!(kept.as_deref() == Some("现场核查基坑和资料"));

        for point in 0..5 {
            let is_wrong = point == 3;
            let word = if is_wrong { "fails" } else { "complies" };
            staff.fill(&format!("point-{point}"), word).await?;
        }
        staff.fill("checked_on", &today).await?;
        staff.fill("basis", "施工通知单和承诺书").await?;
        staff.fill("fulfils", "false").await?;
        let photo = self.papers.path().join("site.png");
        staff.attach("#photos", &photo).await?;
        for (name, text) in [
            ("text", FOUND),
            ("law", LAW),
            ("severity", "serious"),
            ("party", "builder"),
            ("days", "5"),
        ] {
            staff.fill(&format!("finding-0-{name}"), text).await?;
        }
        staff.picture_at("check-form-finding", "#finding-0").await?;
        staff.press(form).await?;
        staff.picture_at("watch-check-done", "#check").await?;
        let photos = staff.all("#check .files a", "href").await?;
        let shown = staff.download(photos.first().context("the photo")?).await?;
        ensure!(shown == STANDARD.decode(PHOTO)?, "the photo is another");
        ensure!(staff.find("#finding").await?.text().await?.contains(FOUND));
        Ok(project)
    }

    /// The inspector orders what was found to be put right.
    async fn order(&self, project: &str) -> anyhow::Result<()> {
        let staff = &self.staff;
        ensure!(staff.path().await? == project);
        staff.unfold("#order--form").await?;
        let what = self
            .offered("order--what", "rectification:finding:")
            .await?;
        staff.fill("order--what", &what).await?;
        staff.fill("order--facts", FOUND).await?;
        staff.fill("order--law", LAW).await?;
        staff.fill("order--days", "5").await?;
        staff.picture_at("watch-order", "#order").await?;
        staff.press("#order--form button").await?;
        staff.picture_at("watch-order-given", "#order").await?;
        let letter = self.letter(staff, "#order a[href^=\"/letters/\"]").await?;
        says(&letter, &["限期整改通知书", FOUND])
    }

    /// The value of a list that begins like this.
    async fn offered(&self, list: &str, beginning: &str) -> anyhow::Result<String> {
        let options = format!("[name=\"{list}\"] option");
        let values = self.staff.all(&options, "value").await?;
        let found = values.into_iter().find(|it| it.starts_with(beginning));
        found.with_context(|| format!("nothing in {list} begins with {beginning}"))
    }

    /// The enterprise reads the order and replies; answers with the check code of its notice.
    async fn reply(&self, project: &str) -> anyhow::Result<String> {
        let owner = &self.owner;
        owner.log_in("orient", PASSWORD).await?;
        owner.visit("/my").await?;
        owner.picture("my-ordered").await?;
        owner.visit(&project.replace("/watch/", "/my/")).await?;
        owner.picture("project-ordered").await?;
        let notice = "//li[contains(., '施工通知单')]//a[starts-with(@href, '/v/')]";
        let notice = owner.find(notice).await?.attr("href").await?;
        owner.press(".next a.button.primary").await?;
        owner.picture("works-ordered").await?;
        let today = self.today();
        let due = self.due(today, 5);
        let letter = self.letter(owner, "main a[href^=\"/letters/\"]").await?;
        says(
            &letter,
            &[
                "限期整改通知书",
                COMPANY,
                PROJECT,
                FOUND,
                LAW,
                &format!("现责令你单位于{}前整改", chinese(due)),
                &format!("你单位可于{}前向本机关陈述、申辩", chinese(due)),
                "行政复议",
            ],
        )?;
        owner.fill("text", "已经开始补做临边防护").await?;
        owner
            .press("form[action$=\"/building/order\"] button.primary")
            .await?;
        ensure!(owner.text().await?.contains("已经开始补做临边防护"));
        notice.context("the notice's check page")
    }

    pub(crate) fn due(&self, from: Date, working_days: u16) -> Date {
        self.site.app.office.calendar.due(from, working_days).date
    }

    /// The words of the letter a link leads to.
    pub(crate) async fn letter(&self, browser: &Browser, css: &str) -> anyhow::Result<String> {
        let link = browser.find(css).await?.attr("href").await?;
        let link = link.context("an address")?;
        words(&browser.download(&format!("{link}.pdf")).await?)
    }

    /// The days pass without anything being put right: the works are stopped and the notice says so.
    async fn stop(&self, project: &str, notice: &str) -> anyhow::Result<()> {
        let staff = &self.staff;
        staff.change_to("zjj-head", PASSWORD).await?;
        staff.visit(project).await?;
        ensure!(
            staff.all("#stop--form", "id").await?.is_empty(),
            "the order still runs"
        );
        self.later(9);
        staff.change_to("zjj-head", PASSWORD).await?;
        staff.visit(project).await?;
        staff.unfold("#stop--form").await?;
        let what = self.offered("stop--what", "stop:finding:").await?;
        staff.fill("stop--what", &what).await?;
        staff.fill("stop--facts", "到期复查，防护仍未补做").await?;
        staff.fill("stop--law", LAW).await?;
        staff.fill("stop--days", "10").await?;
        staff.picture_at("watch-stop", "#stop--form").await?;
        staff.press("#stop--form button").await?;
        staff.picture("watch-stopped").await?;

        let owner = &self.owner;
        owner.change_to("orient", PASSWORD).await?;
        owner
            .visit(&format!("{}/building", project.replace("/watch/", "/my/")))
            .await?;
        owner.picture("works-stopped").await?;
        let letter = self.letter(owner, "main a[href^=\"/letters/\"]").await?;
        let due = self.due(self.today(), 10);
        says(
            &letter,
            &[
                "责令停工通知书",
                "立即停止施工",
                "到期复查，防护仍未补做",
                &format!("应于{}前改正", chinese(due)),
                "陈述、申辩",
            ],
        )?;
        let anybody = Browser::open(&self.site.url, false).await?;
        anybody.visit(notice).await?;
        anybody.find("main .head-yellow").await?;
        ensure!(anybody.text().await?.contains("暂停效力，不得施工"));
        anybody.picture("verify-suspended").await?;
        anybody.close().await
    }

    /// A supervisor hands the finding over; answers with the address of the record it becomes.
    async fn hand_over(&self, project: &str) -> anyhow::Result<String> {
        let staff = &self.staff;
        staff.change_to("supervisor", PASSWORD).await?;
        staff.visit(project).await?;
        staff.unfold("#hand-over--form").await?;
        let what = self
            .offered("hand-over--what", "revocation:finding:")
            .await?;
        staff.fill("hand-over--what", &what).await?;
        staff
            .picture_at("watch-hand-over", "#hand-over--form")
            .await?;
        staff.press("#hand-over--form button").await?;
        let file = staff.find("#order").await?.text().await?;
        ensure!(file.contains("已移送信用处理"), "{file}");
        staff.visit("/watch/credit").await?;
        staff.picture("credit-list").await?;
        staff
            .press(&format!("//tr[contains(., '{COMPANY}')]//a"))
            .await?;
        staff.picture("credit-clue").await?;
        staff.path().await
    }
}
