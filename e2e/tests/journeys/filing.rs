//! From registration to a construction notice whose check page says valid: one enterprise, the window,
//! two departments, each in a browser of its own.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use window_e2e::{Browser, Site};

use crate::papers::scanned;

const PASSWORD: &str = "correct horse battery";
const STAFF: &str = "window-one-demo";
/// Begins like a PDF, which is what the upload looks at.
const PAPER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
const FACTS: [(&str, &str); 8] = [
    ("fact-project_type", "industrial"),
    ("fact-industry_division", "34"),
    ("fact-investment_wan", "12000"),
    ("fact-land_acquisition", "grant"),
    ("fact-in_zone", "true"),
    ("fact-site_area_m2", "20000"),
    ("fact-building_area_m2", "12000"),
    ("fact-eia_class", "registration_form"),
];
const PARTIES: [&str; 5] = [
    "builder",
    "surveyor",
    "designer",
    "contractor",
    "supervisor",
];

/// The people of the journey and what they have on the table.
struct Journey {
    site: Site,
    owner: Browser,
    lead: Browser,
    papers: TempDir,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enterprise_walks_from_registration_to_its_construction_notice() -> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let papers = tempfile::tempdir()?;
    std::fs::write(papers.path().join("paper.pdf"), PAPER)?;
    std::fs::write(papers.path().join("better.pdf"), [PAPER, b"\n"].concat())?;
    let mut journey = Journey {
        owner: Browser::open(&site.url, true).await?,
        lead: Browser::open(&site.url, true).await?,
        site,
        papers,
    };
    journey.register().await?;
    let project = journey.file().await?;
    journey.hand_in(&project, "A01").await?;
    journey.decide("fgw", &project, "A01").await?;
    journey.hand_in(&project, "A10").await?;
    journey.correct("sthj", &project).await?;
    journey.decide("sthj", &project, "A10").await?;
    journey.promise(&project).await?;
    let code = journey.issue(&project).await?;
    journey.check(&code).await?;
    journey
        .owner
        .visit(&format!("/my/projects/{project}"))
        .await?;
    journey.owner.picture("project").await?;
    journey.owner.close().await?;
    journey.lead.close().await
}

impl Journey {
    async fn register(&self) -> anyhow::Result<()> {
        let owner = &self.owner;
        owner.visit("/").await?;
        owner.picture("home").await?;
        owner.visit("/guide/A01").await?;
        owner.picture("guide-item").await?;
        owner.visit("/register").await?;
        for (name, text) in [
            ("uscc", "91420200MA4K2X3Y12"),
            ("company", "黄石测试机械有限公司"),
            ("legal_person", "张测试"),
            ("name", "陈测试"),
            ("login", "first.user"),
            ("password", PASSWORD),
        ] {
            owner.fill(name, text).await?;
        }
        owner.picture("register").await?;
        owner
            .press("form[action=\"/register\"] button.primary")
            .await?;
        owner.arrive(|path| path == "/my").await?;
        owner.picture("my-first-day").await
    }

    /// Five steps, the plan in the last one; answers with the project's id.
    async fn file(&self) -> anyhow::Result<String> {
        let owner = &self.owner;
        let next = "main form button.primary";
        owner.visit("/my/projects/new").await?;
        owner.fill("secret", "false").await?;
        owner.press(next).await?;
        for (name, text) in [
            ("title", "年产千台设备项目"),
            ("address", "测试大道1号"),
            ("person", "陈测试"),
            ("phone", "0714-000 0123"),
        ] {
            owner.fill(name, text).await?;
        }
        owner.press(next).await?;
        // What is missing is named, and nothing typed is lost.
        owner.press(next).await?;
        owner.find(".error-summary").await?;
        for (name, value) in FACTS {
            owner.fill(name, value).await?;
        }
        owner.picture("new-project-questions").await?;
        owner.press(next).await?;
        owner.press(next).await?;
        owner.fill("track", "build-first").await?;
        owner.picture("new-project-route").await?;
        owner.press(next).await?;
        let path = owner
            .arrive(|path| path.starts_with("/my/projects/prj_"))
            .await?;
        owner.picture("project-first-day").await?;
        let id = path.rsplit('/').next().context("the project's id")?;
        Ok(id.to_owned())
    }

    /// Uploads what the item asks for, hands it in, and lets the window accept it.
    async fn hand_in(&self, project: &str, item: &str) -> anyhow::Result<()> {
        let owner = &self.owner;
        let step = format!("/my/projects/{project}/steps/{item}");
        owner.visit(&step).await?;
        owner.mark().await?;
        let slots = "form[action*=\"/materials/\"]:has(input[type=file])";
        for action in owner.all(slots, "action").await? {
            let form = format!("form[action=\"{action}\"]");
            let paper = self.papers.path().join("paper.pdf");
            owner
                .attach(&format!("{form} input[type=file]"), &paper)
                .await?;
            owner.press(&format!("{form} button")).await?;
        }
        ensure!(owner.is_marked().await?, "an upload loads no page anew");
        if item == "A01" {
            owner.picture("step").await?;
        }
        let check = format!("/my/projects/{project}/check");
        owner.visit(&check).await?;
        for code in owner.all("input[name=item]", "value").await? {
            let input = owner
                .find(&format!("input[name=item][value={code}]"))
                .await?;
            if input.is_selected().await? != (code == item) {
                input.click().await?;
            }
        }
        owner
            .press(&format!("form[action=\"{check}\"] button.primary"))
            .await?;
        let path = owner
            .arrive(|path| path.starts_with("/my/receipts/"))
            .await?;
        owner.picture("receipt").await?;
        let receipt = path.rsplit('/').next().context("the receipt's number")?;

        let lead = &self.lead;
        if lead
            .path()
            .await
            .is_ok_and(|path| !path.starts_with("/desk"))
        {
            lead.log_in("lead", STAFF).await?;
            lead.picture("desk").await?;
        }
        lead.visit("/desk/intake").await?;
        lead.visit(&format!("/desk/intake/{receipt}")).await?;
        lead.picture("intake").await?;
        lead.visit("/desk/intake").await?;
        lead.press(&format!(
            "form[action=\"/desk/intake/{receipt}/accept\"] button"
        ))
        .await
    }

    /// The number of the item's case in the department's queue, claimed.
    async fn claim(&self, officer: &Browser, login: &str) -> anyhow::Result<String> {
        officer.log_in(login, STAFF).await?;
        officer.visit("/dept?tab=free").await?;
        let title = "年产千台设备项目";
        let rows = officer.all("table.data tbody tr form", "action").await?;
        for action in rows {
            let number = action
                .split('/')
                .nth(3)
                .context("a case number")?
                .to_owned();
            officer.visit(&format!("/dept/tasks/{number}")).await?;
            if officer.text().await?.contains(title) {
                officer
                    .press(&format!("form[action=\"{action}\"] button"))
                    .await?;
                return Ok(number);
            }
            officer.visit("/dept?tab=free").await?;
        }
        anyhow::bail!("`{title}` does not wait for {login}")
    }

    /// An officer finds every point in order and approves.
    async fn decide(&self, login: &str, project: &str, item: &str) -> anyhow::Result<()> {
        let officer = Browser::open(&self.site.url, true).await?;
        let number = match self.claim(&officer, login).await {
            Ok(number) => number,
            // Claimed on an earlier visit.
            Err(_) => self.mine(&officer).await?,
        };
        officer.visit(&format!("/dept/tasks/{number}")).await?;
        for point in officer
            .all("input[name^=point-][value=complies]", "name")
            .await?
        {
            officer.fill(&point, "complies").await?;
        }
        officer.picture("review").await?;
        officer
            .press("button[name=outcome][value=approved]")
            .await?;
        officer.close().await?;
        self.owner
            .visit(&format!("/my/projects/{project}/steps/{item}"))
            .await?;
        self.owner.find(".status-done").await?;
        Ok(())
    }

    async fn mine(&self, officer: &Browser) -> anyhow::Result<String> {
        officer.visit("/dept?tab=mine").await?;
        for link in officer.all("table.data tbody a", "href").await? {
            officer.visit(&link).await?;
            if officer.text().await?.contains("年产千台设备项目") {
                let number = link.rsplit('/').next().context("a case number")?;
                return Ok(number.to_owned());
            }
        }
        anyhow::bail!("the case is on nobody's desk")
    }

    /// A department asks for a correction, the window sends it on, the enterprise answers.
    async fn correct(&self, login: &str, project: &str) -> anyhow::Result<()> {
        let officer = Browser::open(&self.site.url, true).await?;
        let number = self.claim(&officer, login).await?;
        officer.visit(&format!("/dept/tasks/{number}")).await?;
        officer.choose("#defects > summary").await?;
        let materials = officer.all("[name=material-0] option", "value").await?;
        let material = materials.get(1).context("a material to correct")?;
        officer.fill("material-0", material).await?;
        officer.fill("problem-0", "缺少法定代表人签字页").await?;
        officer.fill("remedy-0", "补充签字页后重新上传").await?;
        officer
            .press("form[action$=\"/ask-correction\"] button")
            .await?;
        officer.close().await?;

        let lead = &self.lead;
        lead.visit(&format!("/desk/projects/{project}")).await?;
        lead.press("form[action$=\"/corrections\"] button").await?;

        let owner = &self.owner;
        owner.visit("/my/inbox").await?;
        owner.picture("inbox").await?;
        let form = "form[action*=\"/materials/\"]";
        let better = self.papers.path().join("better.pdf");
        owner
            .attach(&format!("{form} input[type=file]"), &better)
            .await?;
        owner.press(&format!("{form} button")).await?;
        owner
            .press("form[action$=\"/corrections/answer\"] button.primary")
            .await?;
        ensure!(owner.all(".slot-wrong", "id").await?.is_empty());
        Ok(())
    }

    /// The window records what was obtained elsewhere, admits the project and tells the standards; the
    /// enterprise signs and names its five parties.
    async fn promise(&self, project: &str) -> anyhow::Result<()> {
        let (owner, lead) = (&self.owner, &self.lead);
        let file = format!("/desk/projects/{project}");
        for (item, number) in [("A04", "T-1"), ("C01", "S-1")] {
            lead.visit(&file).await?;
            lead.fill("item", item).await?;
            lead.fill("certificate_no", number).await?;
            lead.find("input[name=issued_on]")
                .await?
                .send_keys("07012026")
                .await?;
            lead.press("form[action$=\"/result\"] button").await?;
        }
        lead.visit(&file).await?;
        lead.fill("admitted", "true").await?;
        lead.choose("input[name=credit_clear]").await?;
        lead.picture("desk-project-screening").await?;
        lead.press("form[action$=\"/screen\"] button.primary")
            .await?;
        lead.press("form[action$=\"/standards\"] button").await?;

        owner
            .visit(&format!("/my/projects/{project}/commitment"))
            .await?;
        let promises = owner.all("input[name=promise]", "value").await?;
        ensure!(promises.len() > 3, "{promises:?}");
        for promise in promises {
            owner
                .choose(&format!("input[name=promise][value={promise}]"))
                .await?;
        }
        owner.picture("commitment").await?;
        owner.fill("password", PASSWORD).await?;
        owner
            .press("form[action$=\"/commitment\"] button.primary")
            .await?;

        owner
            .visit(&format!("/my/projects/{project}/parties"))
            .await?;
        for kind in PARTIES {
            owner
                .fill(&format!("{kind}-company"), "黄石测试建设有限公司")
                .await?;
            owner
                .fill(&format!("{kind}-uscc"), "91420200MA49000292")
                .await?;
            owner.fill(&format!("{kind}-person"), "吴测试").await?;
        }
        owner
            .press("form[action$=\"/parties\"] button.primary")
            .await
    }

    /// Publicity ends, the lead issues the notice; answers with its check code.
    async fn issue(&mut self, project: &str) -> anyhow::Result<String> {
        let lead = &self.lead;
        let form = format!("form[action=\"/desk/issue/{project}\"]");
        lead.visit("/desk/issue").await?;
        ensure!(
            lead.all(&form, "action").await?.is_empty(),
            "publicity still runs"
        );
        self.site
            .app
            .clock
            .advance(SignedDuration::from_hours(8 * 24));
        // The sessions are older than a working day by now.
        lead.log_in("lead", STAFF).await?;
        self.owner.log_in("first.user", PASSWORD).await?;
        lead.visit("/desk/issue").await?;
        lead.picture("issue-ready").await?;
        lead.press(&format!("{form} button.primary")).await?;
        lead.find(".notice-ok").await?;
        lead.picture("issue-done").await?;
        let links = lead.all(".notice-ok a[href^=\"/v/\"]", "href").await?;
        let link = links.first().context("the link to the check page")?;
        Ok(link.trim_start_matches("/v/").to_owned())
    }

    /// Anybody reads the QR code off the printed notice and is told that it is valid.
    async fn check(&self, code: &str) -> anyhow::Result<()> {
        let pdf = self.papers.path().join("notice.pdf");
        std::fs::write(
            &pdf,
            self.owner.download(&format!("/letters/{code}.pdf")).await?,
        )?;
        let address = scanned(&pdf)?;
        let anybody = Browser::open(&self.site.url, false).await?;
        anybody.visit(&address).await?;
        anybody.find("main .head-green").await?;
        anybody.picture("verify").await?;
        anybody.close().await
    }
}
