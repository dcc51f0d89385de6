//! An agent's day: the desk, a visit with the phone in the hand, what is found there, a call that was promised; and the
//! way of the problem found over the lead and a coordination meeting to the solution the enterprise confirms.

use anyhow::{Context, ensure};
use jiff::{SignedDuration, Timestamp};
use window_e2e::{Browser, PHONE, SCREEN, Site};
use window_store::{Page, ProjectFilter, ProjectRow, Viewer};

const PASSWORD: &str = "window-one-demo";
const PROJECTS: [&str; 3] = ["模具加工中心", "电子元件封装", "伺服驱动器"];
const FOUND: &str = "配电房进线容量不足，两台设备不能同时开";
const SOLVED: &str = "供电公司加装一路进线，已送电";
const LESSON: &str = "报装时先核对远期容量";

/// The site, the project and whoever has to do with it.
struct Story {
    site: Site,
    project: ProjectRow,
    agent_login: String,
    agent: Browser,
    owner: Browser,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agents_day_and_a_problem_from_the_site_over_a_meeting_to_the_confirmed_solution()
-> anyhow::Result<()> {
    let now: Timestamp = "2026-08-03T01:00:00Z".parse()?;
    let site = Site::start(now).await?;
    let project = project_of(&site).await?;
    let agent_login = agent_of(&site, &project).await?;
    let story = Story {
        agent: Browser::open(&site.url, true).await?,
        // The enterprise has a phone without script.
        owner: Browser::open(&site.url, false).await?,
        site,
        project,
        agent_login,
    };
    let visit = story.plan().await?;
    story.go_there(&visit).await?;
    story.promise_a_call().await?;
    let number = story.agree().await?;
    story.bring_before_the_lead(&number).await?;
    story.meet(&number).await?;
    story.solve(&number).await?;
    story.agent.close().await?;
    story.owner.close().await
}

/// A project under way whose agent is not away: whoever stands in would go there instead.
async fn project_of(site: &Site) -> anyhow::Result<ProjectRow> {
    let store = &site.app.store;
    let away = store.absences(site.app.office.today()).await?;
    let is_here = |agent: &String| !away.iter().any(|it| it.account_id == *agent);
    for title in PROJECTS {
        let filter = ProjectFilter {
            text: Some(title.to_owned()),
            ..ProjectFilter::default()
        };
        let reader = store.read(&Viewer::Oversight);
        let found = reader.projects(&filter, &Page::first(1)).await?;
        let project = found.rows.into_iter().next().context("the project")?;
        if project.agent_id.as_ref().is_some_and(is_here) {
            return Ok(project);
        }
    }
    anyhow::bail!("every agent is away")
}

async fn agent_of(site: &Site, project: &ProjectRow) -> anyhow::Result<String> {
    let agent = project.agent_id.as_ref().context("an agent")?;
    let account = site.app.store.account(agent).await?;
    Ok(account.context("the agent's account")?.login)
}

impl Story {
    /// Time passes; sessions end with it if it is long.
    fn minutes_later(&self, minutes: i64) {
        let clock = &self.site.app.clock;
        clock.advance(SignedDuration::from_mins(minutes));
    }

    fn today(&self) -> String {
        self.site.app.office.today().to_string()
    }

    fn file(&self) -> String {
        format!("/desk/projects/{}/service", self.project.id)
    }

    async fn owner_login(&self) -> anyhow::Result<&'static str> {
        for login in ["orient", "energy", "daye"] {
            let account = self.site.app.store.account_by_login(login).await?;
            let enterprise = account.and_then(|account| account.enterprise_id);
            if enterprise.as_ref() == Some(&self.project.enterprise_id) {
                return Ok(login);
            }
        }
        anyhow::bail!("nobody of the enterprise has an account")
    }

    /// In the morning: what the desk says, and a visit for the afternoon. Answers with the address of its sheet.
    async fn plan(&self) -> anyhow::Result<String> {
        let agent = &self.agent;
        agent.log_in(&self.agent_login, PASSWORD).await?;
        agent.visit("/desk").await?;
        agent.picture("agent-desk").await?;
        agent.visit(&self.file()).await?;
        let plan = "details:has(form[action$=\"/service/visit\"])";
        agent.unfold(plan).await?;
        agent.fill("on", &self.today()).await?;
        agent.fill("address", "一号厂房配电房").await?;
        // The hour in the order of an American keyboard: an hour after the visit that is agreed to already.
        let hour = agent.find("input[name=time]").await?;
        hour.send_keys("0330PM").await?;
        agent.press(&format!("{plan} button.secondary")).await?;
        agent.find(".error-summary").await?;
        ensure!(
            agent.all("#purpose-error", "id").await?.len() == 1,
            "a visit without a purpose is planned"
        );
        agent.fill("purpose", "看配电房").await?;
        agent
            .fill("bring", "用电报装受理单\n配电房一次系统图")
            .await?;
        agent.press(&format!("{plan} button.secondary")).await?;
        let refused = agent.all(".error-summary", "role").await?;
        ensure!(refused.is_empty(), "{}", agent.text().await?);
        agent.visit("/desk?scope=mine").await?;
        agent
            .press("main a[href*=\"when=today\"][href$=\"kind=visit\"]")
            .await?;
        agent.picture("agent-today").await?;
        let ours = format!("/desk/projects/{}/visits/", self.project.id);
        let links = agent.all("main a", "href").await?;
        let mut links = links.into_iter();
        let sheet = links.find(|link| link.contains(&ours));
        let sheet = sheet.context("today's visit is on the list")?;
        let at = sheet.find("/desk").context("a path")?;
        Ok(sheet.get(at..).unwrap_or_default().to_owned())
    }

    /// On the site, with a phone: arrived, found, left.
    async fn go_there(&self, visit: &str) -> anyhow::Result<()> {
        let agent = &self.agent;
        agent.size(PHONE).await?;
        agent.visit(visit).await?;
        ensure!(agent.text().await?.contains("配电房一次系统图"));
        agent.picture("visit-sheet").await?;
        agent.size(PHONE).await?;
        agent
            .press("form[action$=\"/arrive\"] button.primary")
            .await?;
        self.minutes_later(20);
        let raise = "details:has(form[action$=\"/service/problem\"])";
        agent.unfold(raise).await?;
        agent.fill("topic", "power").await?;
        agent.fill("text", FOUND).await?;
        agent.press(&format!("{raise} button.secondary")).await?;
        let text = agent.text().await?;
        ensure!(text.contains(FOUND), "{text}");
        agent
            .fill("outcome", "现场确认容量不足，已登记问题")
            .await?;
        agent.picture("visit-leave").await?;
        agent.size(PHONE).await?;
        agent
            .press("form[action$=\"/leave\"] button.primary")
            .await?;
        agent.picture("visit-left").await?;
        agent.size(SCREEN).await
    }

    /// A call for today: on the desk until it is done, and it is not done without saying what came of it.
    async fn promise_a_call(&self) -> anyhow::Result<()> {
        let agent = &self.agent;
        let note = "details:has(form[action$=\"/service/note\"])";
        agent.visit(&self.file()).await?;
        agent.unfold(note).await?;
        agent.fill("sort", "call").await?;
        agent.fill("note_on", &self.today()).await?;
        agent.fill("note_text", "告知供电公司的答复").await?;
        agent.press(&format!("{note} button.secondary")).await?;
        agent
            .visit("/desk/agenda?when=today&scope=mine&kind=call")
            .await?;
        ensure!(agent.text().await?.contains("告知供电公司的答复"));
        agent
            .press(&format!("main a[href=\"{}\"]", self.file()))
            .await?;
        let done = "main .card:has(.warn, .tag-warn) form[action$=\"/service/done\"] button";
        agent.press(done).await?;
        agent.find(".error-summary").await?;
        agent.fill("result", "已电话告知，企业知悉").await?;
        agent
            .press("main form[action$=\"/service/done\"] button")
            .await?;
        agent
            .visit("/desk/agenda?when=today&scope=mine&kind=call")
            .await?;
        ensure!(!agent.text().await?.contains("告知供电公司的答复"));
        Ok(())
    }

    /// The enterprise agrees with the record of the visit and sees the problem with its number.
    async fn agree(&self) -> anyhow::Result<String> {
        let owner = &self.owner;
        owner.size(PHONE).await?;
        owner.log_in(self.owner_login().await?, PASSWORD).await?;
        owner
            .visit(&format!("/my/projects/{}/service", self.project.id))
            .await?;
        owner.picture("service-mine").await?;
        owner.size(PHONE).await?;
        owner
            .press("form[action$=\"/service/visit\"] button[value=true]")
            .await?;
        let text = owner.text().await?;
        ensure!(
            owner
                .all("form[action$=\"/service/visit\"]", "action")
                .await?
                .is_empty(),
            "the visit is confirmed once"
        );
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut pairs = words.windows(2);
        let number = pairs.find_map(|pair| match pair {
            [number, text] if *text == FOUND && number.starts_with("WT") => Some(*number),
            _ => None,
        });
        Ok(number.context("the number of the problem")?.to_owned())
    }

    /// The department says that it cannot alone; the agent brings it before the lead, who calls a meeting.
    async fn bring_before_the_lead(&self, number: &str) -> anyhow::Result<()> {
        let officer = Browser::open(&self.site.url, true).await?;
        officer.log_in("gdgs", PASSWORD).await?;
        officer.visit("/dept/problems").await?;
        officer.picture("dept-problems").await?;
        officer
            .press(&format!("main a[href=\"/dept/problems/{number}\"]"))
            .await?;
        officer
            .fill("step", "增容须占用规划道路，需规划部门先定")
            .await?;
        officer.press("form[action$=\"/step\"] button").await?;
        officer.close().await?;

        let agent = &self.agent;
        agent.visit(&format!("/desk/problems/{number}")).await?;
        let escalate = "details:has(form[action$=\"/escalate\"])";
        agent.unfold(escalate).await?;
        agent.fill("escalate_reason", "涉及供电与规划两家").await?;
        agent.press(&format!("{escalate} button")).await?;
        let lead = Browser::open(&self.site.url, true).await?;
        lead.log_in("lead", PASSWORD).await?;
        lead.visit("/desk/problems").await?;
        lead.picture("ledger").await?;
        lead.visit(&format!("/desk/problems/{number}")).await?;
        let tomorrow = self.site.app.office.today().tomorrow()?;
        lead.fill("on", &tomorrow.to_string()).await?;
        lead.fill("place", "一号窗口会议室").await?;
        lead.choose("input[name=departments][value=zrzy]").await?;
        lead.fill("purpose", "定进线路径").await?;
        lead.picture("meeting-call").await?;
        lead.press("form[action$=\"/meeting\"] button").await?;
        ensure!(lead.text().await?.contains("一号窗口会议室"));
        lead.close().await
    }

    /// The next day: positions, minutes, tasks with dates; nothing is solved before they are done.
    async fn meet(&self, number: &str) -> anyhow::Result<()> {
        self.minutes_later(24 * 60);
        let lead = Browser::open(&self.site.url, true).await?;
        lead.log_in("lead", PASSWORD).await?;
        lead.visit(&format!("/desk/problems/{number}")).await?;
        lead.fill("people", "供电公司 王工\n自然资源局 李科长")
            .await?;
        lead.fill("position-gdgs", "两日内完成进线方案").await?;
        lead.fill("position-zrzy", "同意沿规划道路北侧敷设").await?;
        lead.fill("minutes", "沿规划道路北侧敷设，三日内送电")
            .await?;
        let due = self.site.app.office.today().tomorrow()?.to_string();
        lead.fill("task-department-0", "gdgs").await?;
        lead.fill("task-text-0", "加装进线").await?;
        lead.fill("task-due-0", &due).await?;
        lead.fill("task-text-1", "告知企业停电时间").await?;
        lead.fill("task-due-1", &due).await?;
        lead.press("form[action$=\"/minutes\"] button").await?;
        lead.picture("meeting-held").await?;
        lead.close().await?;

        let officer = Browser::open(&self.site.url, true).await?;
        officer.log_in("gdgs", PASSWORD).await?;
        officer.visit(&format!("/dept/problems/{number}")).await?;
        officer.fill("note", "进线已敷设").await?;
        officer.press("form[action$=\"/task\"] button").await?;
        officer.picture("meeting-task").await?;
        officer.close().await?;

        let agent = &self.agent;
        agent.log_in(&self.agent_login, PASSWORD).await?;
        agent.visit(&format!("/desk/problems/{number}")).await?;
        ensure!(
            agent
                .all("form[action$=\"/solve\"]", "action")
                .await?
                .is_empty(),
            "nothing is solved while a task is open"
        );
        agent.fill("note", "已告知，企业同意").await?;
        agent.press("form[action$=\"/task\"] button").await
    }

    /// Solved, confirmed by the enterprise, closed with what was learnt, and found again.
    async fn solve(&self, number: &str) -> anyhow::Result<()> {
        let (agent, owner) = (&self.agent, &self.owner);
        agent.fill("solution", SOLVED).await?;
        agent.press("form[action$=\"/solve\"] button").await?;
        ensure!(
            agent
                .all("form[action$=\"/close\"]", "action")
                .await?
                .is_empty(),
            "nothing is closed before the enterprise has said yes"
        );
        owner.log_in(self.owner_login().await?, PASSWORD).await?;
        owner
            .visit(&format!("/my/projects/{}/service", self.project.id))
            .await?;
        owner.picture("problem-answer").await?;
        owner.size(PHONE).await?;
        let answer =
            format!("form[action$=\"/answer\"]:has(input[value=\"{number}\"]) button[value=true]");
        owner.press(&answer).await?;
        agent.visit(&format!("/desk/problems/{number}")).await?;
        agent.fill("lesson", LESSON).await?;
        agent.press("form[action$=\"/close\"] button").await?;
        agent.picture("problem-closed").await?;
        agent.visit("/desk/problems/solved").await?;
        agent.fill("q", "配电房").await?;
        agent.press("main form button").await?;
        agent.picture("solved").await?;
        let text = agent.text().await?;
        ensure!(text.contains(SOLVED) && text.contains(LESSON), "{text}");
        Ok(())
    }
}
