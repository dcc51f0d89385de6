//! The second half of the journey of supervision: supervisors investigate, decide and publish a credit record, the
//! enterprise defends itself and repairs.

use anyhow::{Context, ensure};
use jiff::civil::Date;
use window_e2e::Browser;

use crate::papers::{chinese, says, squeezed, table};
use crate::supervision::{COMPANY, FOUND, Journey, LAW, PASSWORD, USCC};

const DEFENCE: &str = "连日降雨，已于当日补做围挡";
const ANSWER: &str = "降雨期间也应当设置临边防护，申辩不予采纳";
const REASONS: &str = "逾期未整改，事实清楚";

impl Journey {
    /// The supervisor investigates, adds evidence and tells the party the facts.
    pub(crate) async fn tell(&self, record: &str) -> anyhow::Result<()> {
        let staff = &self.staff;
        staff.press("#act-open button").await?;
        ensure!(
            staff.all("#act-tell button", "class").await?.is_empty(),
            "without evidence nothing is told"
        );
        staff.fill("evidence-shows", "现场防护缺失").await?;
        let paper = self.papers.path().join("paper.pdf");
        staff
            .attach("#act-evidence input[type=file]", &paper)
            .await?;
        staff.press("#act-evidence button").await?;
        // The file is taken by the browser; the page stays.
        staff.mark().await?;
        staff
            .find(&format!(
                "a[href^=\"{}/files/\"]",
                record.replace("/watch", "")
            ))
            .await?
            .click()
            .await?;
        ensure!(staff.is_marked().await?);
        staff.fill("tell-facts", FOUND).await?;
        staff.fill("tell-law", LAW).await?;
        staff.fill("tell-class", "general").await?;
        staff.picture_at("credit-tell", "#act-tell").await?;
        staff.press("#act-tell button.primary").await?;
        staff.picture("credit-told").await
    }

    /// The party reads what it is told and defends itself.
    pub(crate) async fn defend(&self, record: &str) -> anyhow::Result<()> {
        let owner = &self.owner;
        owner.visit("/my").await?;
        owner.press("main a[href=\"/my/credit\"]").await?;
        owner.picture("my-credit").await?;
        let mine = record.replace("/watch/", "/my/");
        owner.press(&format!("a[href=\"{mine}\"]")).await?;
        owner.picture("my-credit-told").await?;
        let letter = self.letter(owner, "main a[href^=\"/letters/\"]").await?;
        let until = self.due(self.today(), 5);
        says(
            &letter,
            &[
                "失信行为事先告知书",
                COMPANY,
                USCC,
                FOUND,
                "现场防护缺失",
                &format!("最后一日为{}", chinese(until)),
            ],
        )?;
        owner.fill("defend-text", DEFENCE).await?;
        owner.press("#act-defend button").await?;
        ensure!(owner.text().await?.contains(DEFENCE));
        Ok(())
    }

    /// The defence is answered; one supervisor proposes, another who did not investigate decides.
    pub(crate) async fn decide(&self, record: &str) -> anyhow::Result<()> {
        let staff = &self.staff;
        staff.visit(record).await?;
        staff.fill("answer-answer", ANSWER).await?;
        staff.press("#act-answer button").await?;
        staff.change_to("supervisor2", PASSWORD).await?;
        staff.visit(record).await?;
        for (name, text) in [
            ("class", "general"),
            ("reasons", REASONS),
            ("sanction", "记入信用记录，修复前不适用告知承诺"),
            ("publish", "true"),
        ] {
            staff.fill(&format!("propose-{name}"), text).await?;
        }
        staff.picture_at("credit-propose", "#act-propose").await?;
        staff.press("#act-propose button.primary").await?;
        for nobody in ["supervisor2", "supervisor"] {
            staff.change_to(nobody, PASSWORD).await?;
            staff.visit(record).await?;
            ensure!(
                staff.all("#act-approve button", "class").await?.is_empty(),
                "{nobody} decides"
            );
        }
        staff.picture("credit-proposed").await?;
        staff.change_to("supervisor3", PASSWORD).await?;
        staff.visit(record).await?;
        staff.press("#act-approve button.primary").await?;
        staff.picture("credit-decided").await
    }

    /// Published for everybody to read, without an account; answers with the number of the decision.
    pub(crate) async fn publish(&self, record: &str) -> anyhow::Result<String> {
        let anybody = Browser::open(&self.site.url, false).await?;
        anybody.visit("/open/credit").await?;
        ensure!(!anybody.text().await?.contains(COMPANY), "published before");
        let staff = &self.staff;
        staff.press("#act-publish button.primary").await?;
        staff.picture("credit-published").await?;
        anybody.visit("/open/credit").await?;
        anybody.picture("open-credit").await?;
        let open = anybody.text().await?;
        for said in [COMPANY, USCC, REASONS] {
            ensure!(open.contains(said), "{said}: {open}");
        }
        anybody.close().await?;

        let owner = &self.owner;
        owner.visit(&record.replace("/watch/", "/my/")).await?;
        owner.picture("my-credit-decided").await?;
        let decision = "//a[starts-with(@href, '/letters/') and contains(., '失信行为认定决定书')]";
        let number = owner.find(decision).await?.text().await?;
        let number = number.rsplit(' ').next().context("a number")?.to_owned();
        let letter = self.letter(owner, decision).await?;
        says(
            &letter,
            &[
                &number,
                COMPANY,
                FOUND,
                DEFENCE,
                ANSWER,
                REASONS,
                "一般",
                "信用修复",
            ],
        )?;
        ensure!(open.contains(&number), "{number}: {open}");
        Ok(number)
    }

    /// The tables of the double publicity, downloaded and read by another program, say what the page says.
    pub(crate) async fn export(&self, number: &str) -> anyhow::Result<()> {
        let staff = &self.staff;
        staff.visit("/watch/credit").await?;
        staff.picture_at("credit-export", "#export").await?;
        staff.visit("/open/credit").await?;
        let open = squeezed(&staff.text().await?);
        staff.visit("/watch/credit").await?;
        let mut tables = Vec::new();
        for format in ["csv", "xlsx"] {
            let link = format!("#export a[href$=\"cf.{format}\"]");
            let link = staff.find(&link).await?.attr("href").await?;
            let file = staff.download(&link.context("an address")?).await?;
            tables.push(table(&file, format)?);
        }
        let [csv, xlsx] = tables.as_slice() else {
            anyhow::bail!("{tables:?}");
        };
        ensure!(csv == xlsx, "{tables:?}");
        // The city has records of others as well.
        let row = csv.iter().find(|row| row["CF_WSH"] == number);
        let row = row.with_context(|| format!("{number} not in {tables:?}"))?;
        for (column, value) in [
            ("CF_XDR_MC", COMPANY),
            ("CF_XDR_SHXYM", USCC),
            ("CF_WSH", number),
            ("CF_SY", FOUND),
            ("CF_YJ", LAW),
        ] {
            ensure!(row[column] == value, "{column}: {row:?}");
        }
        for column in ["CF_XDR_MC", "CF_XDR_SHXYM", "CF_WSH", "CF_WFXW"] {
            ensure!(open.contains(&squeezed(&row[column])), "{column}: {open}");
        }
        for column in ["CF_JDRQ", "CF_GSJZQ"] {
            let day: Date = row[column].replace('/', "-").parse()?;
            let day = chinese(day);
            ensure!(open.contains(&day), "{column}: {day} not in {open}");
        }
        Ok(())
    }

    /// With the record open the enterprise is told why it cannot promise, and how to repair.
    pub(crate) async fn is_barred(&self, record: &str, number: &str) -> anyhow::Result<()> {
        let owner = &self.owner;
        owner.visit("/my").await?;
        owner
            .press("//td/a[. = '年产五万套传动部件生产线项目']")
            .await?;
        owner
            .picture_at("project-barred", "[aria-labelledby=build-first]")
            .await?;
        let told = owner.find(".notice-warn").await?.text().await?;
        ensure!(
            told.contains(number) && told.contains("不适用告知承诺"),
            "{told}"
        );
        ensure!(
            owner
                .all("form[action$=\"/request-build-first\"]", "action")
                .await?
                .is_empty(),
            "it may ask all the same"
        );
        owner.press(".notice-warn a").await?;
        ensure!(owner.path().await? == record.replace("/watch/", "/my/"));
        ensure!(owner.text().await?.contains("如何修复信用"));
        Ok(())
    }

    /// After the shortest time the enterprise applies for repair; two people decide; nothing is published any more.
    pub(crate) async fn repair(&self, record: &str, number: &str) -> anyhow::Result<()> {
        let (staff, owner) = (&self.staff, &self.owner);
        let mine = record.replace("/watch/", "/my/");
        owner.visit(&mine).await?;
        ensure!(
            owner.all("#act-repair button", "class").await?.is_empty(),
            "too early"
        );
        self.later(100);
        owner.change_to("orient", PASSWORD).await?;
        owner.visit(&mine).await?;
        owner.fill("repair-commitment", "今后按期整改").await?;
        owner.fill("repair-duties", "防护已补做并经复核").await?;
        let paper = self.papers.path().join("paper.pdf");
        owner.attach("#act-repair input[type=file]", &paper).await?;
        owner.fill("repair-duties_fulfilled", "true").await?;
        owner.picture_at("my-credit-repair", "#act-repair").await?;
        owner.press("#act-repair button.primary").await?;

        staff.change_to("supervisor2", PASSWORD).await?;
        staff.visit(record).await?;
        staff.fill("repair-propose-grant", "true").await?;
        staff
            .fill("repair-propose-reasons", "整改属实，义务已履行")
            .await?;
        staff.picture("credit-repair").await?;
        staff.press("#act-repair-propose button.primary").await?;
        ensure!(
            staff
                .all("#act-repair-approve button", "class")
                .await?
                .is_empty(),
            "nobody approves a proposal of his own"
        );
        staff.change_to("supervisor3", PASSWORD).await?;
        staff.visit(record).await?;
        staff.press("#act-repair-approve button.primary").await?;
        staff.picture("credit-ended").await?;

        owner.visit(&mine).await?;
        owner.picture("my-credit-ended").await?;
        let letter = self
            .letter(
                owner,
                "//a[starts-with(@href, '/letters/') and contains(., '信用修复决定书')]",
            )
            .await?;
        says(&letter, &["准予修复", number, "整改属实，义务已履行"])?;
        owner.visit("/open/credit").await?;
        ensure!(
            !owner.text().await?.contains(COMPANY),
            "published after all"
        );
        owner.visit("/my").await?;
        owner
            .press("//td/a[. = '年产五万套传动部件生产线项目']")
            .await?;
        owner
            .find("form[action$=\"/request-build-first\"] button")
            .await?;
        Ok(())
    }
}
