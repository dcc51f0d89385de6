//! The joint acceptance: one application, one visit, one list, one re-inspection, and the commitment is closed.

use anyhow::{Context, ensure};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use window_e2e::{Browser, Site};

use crate::papers::{chinese, says, words};

const PASSWORD: &str = "window-one-demo";
const PROJECT: &str = "智能传感器项目";
const COMPANY: &str = "大冶示例精密电子有限公司";
/// The department that objects.
const STRICT: &str = "zjj";
const OBJECTION: [&str; 2] = ["消防车道局部被堆场占用", "屋面排水口堵塞"];
const REMARK: &str = "绿化在次年春季补齐";

/// The people of the journey: the enterprise, the window, whoever a department sends.
struct Journey {
    site: Site,
    owner: Browser,
    lead: Browser,
    officer: Browser,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_joint_acceptance_needs_one_re_inspection_and_closes_the_commitment() -> anyhow::Result<()>
{
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let journey = Journey {
        owner: Browser::open(&site.url, true).await?,
        lead: Browser::open(&site.url, true).await?,
        officer: Browser::open(&site.url, true).await?,
        site,
    };
    let project = journey.apply().await?;
    let departments = journey.invite(&project).await?;
    journey.visit(&project, &departments).await?;
    journey.ask_to_rectify(&project).await?;
    journey.inspect_again(&project, &departments).await?;
    journey.close(&project).await?;
    for browser in [journey.owner, journey.lead, journey.officer] {
        browser.close().await?;
    }
    Ok(())
}

impl Journey {
    fn today(&self) -> Date {
        self.site.app.office.today()
    }

    fn due(&self, from: Date, working_days: u16) -> Date {
        self.site.app.office.calendar.due(from, working_days).date
    }

    /// It becomes this day; sessions end with the one before.
    fn until(&self, day: Date) -> anyhow::Result<()> {
        let days = self.today().until(day)?.get_days();
        let hours = SignedDuration::from_hours(24 * i64::from(days));
        self.site.app.clock.advance(hours);
        Ok(())
    }

    /// The words of the letter a link leads to.
    async fn letter(&self, browser: &Browser, css: &str) -> anyhow::Result<String> {
        let link = browser.find(css).await?.attr("href").await?;
        let link = link.context("an address")?;
        words(&browser.download(&format!("{link}.pdf")).await?)
    }

    /// The enterprise sees what is next and applies once for everything; answers with the project's id.
    async fn apply(&self) -> anyhow::Result<String> {
        let owner = &self.owner;
        owner.log_in("daye", PASSWORD).await?;
        owner.visit("/my").await?;
        owner.press(&format!("//td/a[. = '{PROJECT}']")).await?;
        owner.picture("project-completed").await?;
        let path = owner.path().await?;
        let project = path.rsplit('/').next().context("the project's id")?;
        owner.press(".next a.button.primary").await?;
        owner
            .picture_at("works-apply", "[aria-labelledby=acceptance]")
            .await?;
        owner
            .press("form[action$=\"/building/acceptance\"] button.primary")
            .await?;
        owner
            .picture_at("works-applied", "[aria-labelledby=acceptance]")
            .await?;
        Ok(project.to_owned())
    }

    /// The window invites all departments to one visit; answers with those that take part.
    async fn invite(&self, project: &str) -> anyhow::Result<Vec<&'static str>> {
        let lead = &self.lead;
        lead.log_in("lead", PASSWORD).await?;
        let file = format!("/desk/projects/{project}");
        lead.visit(&file).await?;
        lead.picture("desk-acceptance").await?;
        let visit_on = self.due(self.today(), 2);
        lead.fill("visit_on", &visit_on.to_string()).await?;
        lead.press("form[action$=\"/invite\"] button.primary")
            .await?;
        lead.picture_at("desk-invited", "[aria-labelledby=acceptance]")
            .await?;

        let owner = &self.owner;
        owner.visit(&format!("/my/projects/{project}")).await?;
        let letter = self
            .letter(
                owner,
                "//a[starts-with(@href, '/letters/') and contains(., '联合验收通知书')]",
            )
            .await?;
        let opinions = self.due(visit_on, 3);
        says(
            &letter,
            &[
                PROJECT,
                COMPANY,
                &format!("定于{}现场验收", chinese(visit_on)),
                &format!("于{}前出具意见", chinese(opinions)),
            ],
        )?;
        // Who is invited is named in the letter; each finds it on its list.
        let names = self.site.app.office.catalogue.departments();
        let invited = names.filter(|one| letter.contains(&one.name.zh));
        let invited: Vec<String> = invited.map(|one| one.code.to_string()).collect();
        let known = ["zrzy", "zjj", "rfb", "gdgs", "daj", "slhh", "sthj"];
        let departments: Vec<_> = known
            .into_iter()
            .filter(|code| invited.iter().any(|one| one == code))
            .collect();
        ensure!(departments.len() == invited.len(), "{invited:?}");
        ensure!(departments.contains(&STRICT) && departments.len() > 2);
        Ok(departments)
    }

    /// On the day of the visit each department gives its opinion; one asks for two things to be put right.
    async fn visit(&self, project: &str, departments: &[&str]) -> anyhow::Result<()> {
        let officer = &self.officer;
        officer.log_in(STRICT, PASSWORD).await?;
        officer.visit("/dept/watch").await?;
        officer.picture("dept-watch").await?;
        let page = format!("/dept/projects/{project}");
        officer.press(&format!("a[href=\"{page}\"]")).await?;
        ensure!(
            officer
                .all("form[action$=\"/opinion\"]", "action")
                .await?
                .is_empty(),
            "nobody has seen the site yet"
        );
        officer.picture("dept-acceptance-ahead").await?;
        self.until(self.due(self.today(), 2))?;
        let mut remarked = false;
        for code in departments {
            officer.change_to(code, PASSWORD).await?;
            officer.visit("/dept/watch").await?;
            officer.press(&format!("a[href=\"{page}\"]")).await?;
            if *code == STRICT {
                officer.fill("verdict", "rectify").await?;
                officer.fill("remarks", &OBJECTION.join("\n")).await?;
                officer.picture("dept-acceptance").await?;
            } else if remarked {
                officer.fill("verdict", "pass").await?;
            } else {
                officer.fill("verdict", "pass_with_remarks").await?;
                officer.fill("remarks", REMARK).await?;
                remarked = true;
            }
            officer
                .press("form[action$=\"/opinion\"] button.primary")
                .await?;
        }
        officer.picture("dept-acceptance-given").await
    }

    /// The window makes one list of it, and the enterprise reads it in one letter.
    async fn ask_to_rectify(&self, project: &str) -> anyhow::Result<()> {
        let (owner, lead) = (&self.owner, &self.lead);
        lead.change_to("lead", PASSWORD).await?;
        lead.visit(&format!("/desk/projects/{project}")).await?;
        lead.fill("days", "10").await?;
        lead.picture_at("desk-conclude", "[aria-labelledby=acceptance]")
            .await?;
        lead.press("form[action$=\"/conclude\"] button.primary")
            .await?;
        lead.picture_at("desk-concluded", "[aria-labelledby=acceptance]")
            .await?;

        owner.change_to("daye", PASSWORD).await?;
        owner.visit("/my").await?;
        owner.press(&format!("//td/a[. = '{PROJECT}']")).await?;
        owner.picture("project-rectify").await?;
        let letter = self
            .letter(
                owner,
                "//a[starts-with(@href, '/letters/') and contains(., '联合验收意见书')]",
            )
            .await?;
        let due = chinese(self.due(self.today(), 10));
        says(
            &letter,
            &[
                "整改",
                OBJECTION[0],
                OBJECTION[1],
                REMARK,
                &format!("请于{due}前"),
                "复验只有一次",
            ],
        )?;
        ensure!(!letter.contains("一并核发"), "nothing is issued yet");
        owner.press(".next a.button.primary").await?;
        let list = owner.text().await?;
        for line in OBJECTION {
            ensure!(list.contains(line), "{line}: {list}");
        }
        owner
            .picture_at("works-rectify", "[aria-labelledby=acceptance]")
            .await
    }

    /// One re-inspection, and only by whoever objected.
    async fn inspect_again(&self, project: &str, departments: &[&str]) -> anyhow::Result<()> {
        let (owner, officer) = (&self.owner, &self.officer);
        owner.fill("done", "堆场已清理，排水口已疏通").await?;
        let again = self.due(self.today(), 3);
        owner.fill("visit_on", &again.to_string()).await?;
        owner
            .press("form[action$=\"/reinspection\"] button.primary")
            .await?;
        owner
            .picture_at("works-again", "[aria-labelledby=acceptance]")
            .await?;
        self.until(again)?;
        let page = format!("a[href=\"/dept/projects/{project}\"]");
        for code in departments {
            officer.change_to(code, PASSWORD).await?;
            officer.visit("/dept/watch").await?;
            let is_asked = !officer.all(&page, "href").await?.is_empty();
            ensure!(is_asked == (*code == STRICT), "{code}: {is_asked}");
            if is_asked {
                officer.press(&page).await?;
                officer.picture("dept-acceptance-again").await?;
                let list = officer.text().await?;
                for said in [OBJECTION[0], OBJECTION[1], "堆场已清理，排水口已疏通"] {
                    ensure!(list.contains(said), "{said}: {list}");
                }
                officer.fill("verdict", "pass").await?;
                officer
                    .press("form[action$=\"/opinion\"] button.primary")
                    .await?;
            }
        }
        Ok(())
    }

    /// The last opinion lets the works be used and closes the commitment, for everybody to see.
    async fn close(&self, project: &str) -> anyhow::Result<()> {
        let (owner, lead) = (&self.owner, &self.lead);
        lead.change_to("lead", PASSWORD).await?;
        lead.visit(&format!("/desk/projects/{project}")).await?;
        ensure!(
            lead.all("[name=days]", "name").await?.is_empty(),
            "there is nothing left to rectify"
        );
        lead.press("form[action$=\"/conclude\"] button.primary")
            .await?;
        lead.picture_at("desk-accepted", "[aria-labelledby=acceptance]")
            .await?;

        owner.change_to("daye", PASSWORD).await?;
        owner.visit(&format!("/my/projects/{project}")).await?;
        owner.picture("project-closed").await?;
        let said = owner.find(".next").await?.text().await?;
        ensure!(
            said.contains("已通过联合验收，承诺办结 · 按期兑现"),
            "{said}"
        );
        let opinion = "//a[starts-with(@href, '/letters/') and contains(., '联合验收意见书')]";
        let letter = self.letter(owner, opinion).await?;
        says(&letter, &["合格", "按期兑现", "一并核发", "竣工验收备案"])?;
        let notice = "//li[contains(., '施工通知单')]//a[starts-with(@href, '/v/')]";
        let notice = owner.find(notice).await?.attr("href").await?;
        let anybody = Browser::open(&self.site.url, false).await?;
        anybody
            .visit(&notice.context("the notice's check page")?)
            .await?;
        let said = anybody.text().await?;
        ensure!(
            said.contains("已办结") && said.contains("按期兑现"),
            "{said}"
        );
        anybody.picture("verify-closed").await?;
        anybody.close().await
    }
}
