//! Walking one project to its state, a command at a time, each on its own working day.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use window_domain::access::Actor;
use window_domain::calendar::local_date;
use window_domain::catalogue::{Item, ItemCode};
use window_domain::clock::StopGround;
use window_domain::facts::Facts;
use window_domain::id::case_number::CaseNumber;
use window_domain::id::entity::ProjectId;
use window_domain::plan::Track;
use window_domain::project::command::NewProject;
use window_domain::project::event::{CheckedPoint, Contact, Defect, Finding, Outcome, StoredFile};
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{CaseStatus, Command, Project};

use super::people::People;
use super::{Demo, DemoProject, Reach};
use crate::jobs;
use crate::service::{Office, Request};

/// The smallest file that is a PDF: the demonstration's materials have nothing to say.
const PAPER: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

pub(super) struct Walk<'a> {
    pub(super) office: &'a Office,
    pub(super) demo: &'a Demo,
    pub(super) people: &'a People,
    pub(super) owner: &'a Actor,
    pub(super) id: ProjectId,
    pub(super) day: Date,
    pub(super) last: Timestamp,
}

pub(super) async fn walk(
    office: &Office,
    (demo, people): (&Demo, &People),
    project: &DemoProject,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut walk = Walk {
        office,
        demo,
        people,
        owner: people.actor(&project.enterprise)?,
        id: ProjectId::from_bytes(office.random.bytes()?),
        day: working_days_ago(office, now, project.days_ago)?,
        last: now,
    };
    walk.go(project).await
}

/// The working day that lies so many working days back.
pub(super) fn working_days_ago(office: &Office, now: Timestamp, days: i32) -> anyhow::Result<Date> {
    let mut day = local_date(now);
    while office.calendar.count(day, local_date(now)) < days || !office.calendar.is_working(day) {
        day = day.yesterday()?;
    }
    Ok(day)
}

/// A day some working days later, never past that of `last`; its clock stands at nine in the morning of the city.
pub(super) fn later(
    office: &Office,
    (day, last): (Date, Timestamp),
    working_days: u16,
) -> anyhow::Result<Date> {
    let day = office
        .calendar
        .due(day, working_days)
        .date
        .min(local_date(last));
    if working_days > 0 {
        set_clock(office, (day, last))?;
    }
    Ok(day)
}

fn set_clock(office: &Office, (day, last): (Date, Timestamp)) -> anyhow::Result<()> {
    let nine = jiff::tz::Offset::UTC.to_timestamp(day.at(1, 0, 0, 0))?;
    office.clock.set(nine.min(last));
    Ok(())
}

/// A few minutes pass.
pub(super) fn tick(office: &Office, last: Timestamp) -> anyhow::Result<()> {
    let at = office.clock.now();
    office
        .clock
        .set(at.checked_add(SignedDuration::from_mins(7))?.min(last));
    Ok(())
}

/// A file with nothing to say.
pub(super) async fn paper(office: &Office, demo: &Demo) -> anyhow::Result<StoredFile> {
    file(office, demo, PAPER).await
}

async fn file(office: &Office, demo: &Demo, content: &[u8]) -> anyhow::Result<StoredFile> {
    let blob = office.blobs.put(content, 1 << 20).await?;
    Ok(StoredFile {
        sha256: blob.sha256,
        file_name: demo.text("file_name").to_owned(),
        size_bytes: blob.size_bytes,
        media_type: "application/pdf".to_owned(),
    })
}

impl Walk<'_> {
    async fn go(&mut self, project: &DemoProject) -> anyhow::Result<()> {
        let reach = project.reach;
        self.file(project).await?;
        if reach == Reach::Filed {
            return Ok(());
        }
        self.hand_in(&["A01"]).await?;
        if reach == Reach::Submitted {
            return Ok(());
        }
        if reach == Reach::Deemed {
            self.next(6)?;
            jobs::deem_accepted(self.office).await?;
            return Ok(());
        }
        if reach == Reach::Correcting {
            return self.ask_to_correct().await;
        }
        if project.corrected {
            self.ask_to_correct().await?;
            self.correct().await?;
        }
        self.accept().await?;
        if reach == Reach::Accepted {
            return Ok(());
        }
        if reach == Reach::Claimed {
            return self.claim().await;
        }
        self.decide(Outcome::Approved).await?;
        if project.track.is_some() {
            return self.build_first(reach).await;
        }
        self.land_contract().await?;
        self.hand_in(&["A05"]).await?;
        self.accept().await?;
        if reach == Reach::Refused {
            return self.decide(Outcome::Refused).await;
        }
        self.decide(Outcome::Approved).await?;
        if reach == Reach::Land {
            return Ok(());
        }
        self.hand_in(&["B01"]).await?;
        self.accept().await?;
        self.review(reach).await
    }

    /// The design scheme under review, and what can happen to it there.
    async fn review(&mut self, reach: Reach) -> anyhow::Result<()> {
        if reach == Reach::Planning {
            return self.decide(Outcome::Approved).await;
        }
        if reach == Reach::SpecialFire {
            self.decide(Outcome::Approved).await?;
            return self.special_fire().await;
        }
        self.claim().await?;
        let case = self.open_case().await?;
        let officer = self.people.actor("zrzy")?;
        let command = match reach {
            Reach::Asked => Command::AskCorrection {
                case: case.0.clone(),
                defects: vec![Defect {
                    case: case.0,
                    material: Some("site-plan".into()),
                    problem: self.demo.text("dept_problem").to_owned(),
                    remedy: self.demo.text("dept_remedy").to_owned(),
                }],
            },
            Reach::Stopped => Command::StopClock {
                case: case.0,
                ground: StopGround::Publicity,
                reason: self.demo.text("stop_reason").to_owned(),
            },
            Reach::Opinion => Command::AskOpinion {
                case: case.0,
                department: "slhh".into(),
                question: self.demo.text("question").to_owned(),
                working_days: 3,
            },
            other => bail!("{other:?} is not a state of a review"),
        };
        self.act(officer, &command).await?;
        if reach == Reach::Asked {
            let lead = self.people.actor("lead")?;
            self.act(lead, &Command::SendCorrections).await?;
        }
        Ok(())
    }

    async fn file(&mut self, project: &DemoProject) -> anyhow::Result<()> {
        let mut values = self.demo.facts.clone();
        values.extend(project.facts.clone());
        let facts = Facts::check(self.office.catalogue.facts(), &values)
            .map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
        let builder = self
            .people
            .builders
            .get(&project.enterprise)
            .context("there is no such enterprise")?;
        let new = NewProject {
            project: self.id,
            builder: builder.clone(),
            title: project.title.clone(),
            code: None,
            address: self.demo.text("address").to_owned(),
            contact: Contact {
                person: self.owner.name.clone(),
                phone: self.demo.text("contact_phone").to_owned(),
            },
            facts,
            track: match &project.track {
                Some(_) => Track::BuildFirst,
                None => Track::Ordinary,
            },
            not_secret: true,
        };
        set_clock(self.office, (self.day, self.last))?;
        self.office
            .file_project(self.owner, new, &Request::default())
            .await?;
        Ok(())
    }

    /// Uploads what is missing and hands the items in.
    pub(super) async fn hand_in(&mut self, codes: &[&str]) -> anyhow::Result<()> {
        self.next(0)?;
        for code in codes {
            let project = self.project().await?;
            let missing: Vec<_> = {
                let item = self.item(code)?;
                let progress = Progress::new(&project, &self.office.catalogue);
                let slots = progress.slots(item);
                let missing = slots
                    .iter()
                    .filter(|slot| slot.status == MaterialStatus::Missing);
                missing.map(|slot| slot.requirement.code.clone()).collect()
            };
            for material in missing {
                let file = paper(self.office, self.demo).await?;
                let owner = self.owner;
                self.act(owner, &Command::AddMaterial { material, file })
                    .await?;
            }
        }
        let items = codes.iter().map(|code| ItemCode::new(code)).collect();
        let owner = self.owner;
        self.act(owner, &Command::Submit { items }).await
    }

    pub(super) async fn accept(&mut self) -> anyhow::Result<()> {
        // The green channel is accepted on the day it comes in.
        let waits = !self.project().await?.green_channel.is_in();
        self.next(u16::from(waits))?;
        let project = self.project().await?;
        let lead = self.people.actor("lead")?;
        for submission in project.submissions.values() {
            let cases: Vec<CaseNumber> = submission
                .cases
                .iter()
                .filter(|number| {
                    project
                        .cases
                        .get(*number)
                        .is_some_and(|case| case.status() == CaseStatus::Received)
                })
                .cloned()
                .collect();
            if cases.is_empty() {
                continue;
            }
            let command = Command::Accept {
                submission: submission.id,
                cases,
                gaps: BTreeMap::new(),
            };
            self.act(lead, &command).await?;
        }
        Ok(())
    }

    async fn ask_to_correct(&mut self) -> anyhow::Result<()> {
        self.next(1)?;
        let (case, _) = self.open_case().await?;
        let lead = self.people.actor("lead")?;
        let defects = vec![Defect {
            case,
            material: Some("investment-total".into()),
            problem: self.demo.text("defect").to_owned(),
            remedy: self.demo.text("remedy").to_owned(),
        }];
        self.act(lead, &Command::RequestCorrection { defects })
            .await
    }

    /// The enterprise puts right what the notice lists.
    async fn correct(&mut self) -> anyhow::Result<()> {
        self.next(1)?;
        let project = self.project().await?;
        let notice = project.corrections.last().context("a notice")?;
        let owner = self.owner;
        // Another file: the same one again would correct nothing.
        let corrected = [PAPER, b"\n% 2\n"].concat();
        for material in notice.defects.iter().filter_map(|it| it.material.clone()) {
            let file = file(self.office, self.demo, &corrected).await?;
            self.act(owner, &Command::AddMaterial { material, file })
                .await?;
        }
        let notice = notice.number.clone();
        self.act(owner, &Command::AnswerCorrection { notice }).await
    }

    async fn claim(&mut self) -> anyhow::Result<()> {
        let (case, department) = self.open_case().await?;
        let officer = self.people.actor(&department)?;
        self.act(officer, &Command::Claim { case }).await
    }

    pub(super) async fn decide(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        let (case, department) = self.open_case().await?;
        self.claim().await?;
        let project = self.project().await?;
        let code = project
            .cases
            .get(&case)
            .context("the case is gone")?
            .item
            .clone();
        let (checklist, two_person) = {
            let item = self.item(code.as_str())?;
            (item.checklist.len(), item.two_person)
        };
        let finding = match outcome {
            Outcome::Approved => Finding::Complies,
            Outcome::Refused => Finding::Fails,
        };
        let points = (0..checklist)
            .filter_map(|point| u16::try_from(point).ok())
            .map(|point| CheckedPoint {
                point,
                finding,
                note: String::new(),
            })
            .collect();
        let reasons = match outcome {
            Outcome::Approved => String::new(),
            Outcome::Refused => self.demo.text("refusal").to_owned(),
        };
        let officer = self.people.actor(&department)?;
        let command = Command::Decide {
            case: case.clone(),
            outcome,
            reasons,
            points,
        };
        self.act(officer, &command).await?;
        if two_person {
            let head = self.people.actor(&format!("{department}-head"))?;
            self.act(head, &Command::ApproveDecision { case }).await?;
        }
        Ok(())
    }

    /// Land contracts are concluded outside the window; the agent records them.
    pub(super) async fn land_contract(&mut self) -> anyhow::Result<()> {
        let lead = self.people.actor("lead")?;
        let command = Command::RegisterResult {
            item: "A04".into(),
            certificate_no: self.demo.text("certificate").to_owned(),
            issued_on: self.day,
        };
        self.act(lead, &command).await
    }

    /// The case that is not over, with its department.
    async fn open_case(&self) -> anyhow::Result<(CaseNumber, String)> {
        let project = self.project().await?;
        let open = project.cases.values().find(|case| !case.status().is_over());
        let case = open.context("no case is open")?;
        Ok((case.number.clone(), case.department.as_str().to_owned()))
    }

    fn item(&self, code: &str) -> anyhow::Result<&Item> {
        let item = self.office.catalogue.item(&ItemCode::new(code));
        item.with_context(|| format!("there is no item `{code}`"))
    }

    pub(super) async fn project(&self) -> anyhow::Result<Arc<Project>> {
        let action = window_domain::access::Action::ReadProject;
        Ok(self
            .office
            .project(self.owner, self.id, (action, None))
            .await?)
    }

    pub(super) async fn act(&mut self, actor: &Actor, command: &Command) -> anyhow::Result<()> {
        tick(self.office, self.last)?;
        self.office
            .execute(actor, self.id, command, &Request::default())
            .await
            .with_context(|| format!("{:?}", command.action()))?;
        Ok(())
    }

    /// Goes on by some working days, never past today.
    pub(super) fn next(&mut self, working_days: u16) -> anyhow::Result<()> {
        self.day = later(self.office, (self.day, self.last), working_days)?;
        Ok(())
    }
}
