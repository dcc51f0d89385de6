//! Walking a project on after its construction notice: promises kept and broken, checks, orders, joint acceptance.

use anyhow::{Context, bail};
use window_domain::catalogue::{Answerable, CheckKind, DepartmentCode, ItemCode, Kind, Severity};
use window_domain::id::entity::CreditId;
use window_domain::project::building::command::{Addressee, CheckRecord, NewCard, NewFinding};
use window_domain::project::building::event::{
    CardLevel, CheckReason, Ground, Milestone, Party, Step, Verdict,
};
use window_domain::project::building::promise::{self, Standing};
use window_domain::project::building::{BuildingCommand, acceptance};
use window_domain::project::event::{CheckedPoint, Finding, Outcome, PartyKind};
use window_domain::project::progress::{ItemProgress, Progress};
use window_domain::project::{Command, Project};
use window_domain::refusal::{Code, Refusal};

use super::walk::Walk;
use super::{Reach, credit};
use crate::service::Request;

/// More rounds of papers than any project has.
const ROUNDS: usize = 14;

impl Walk<'_> {
    /// Goes on from the notice.
    pub(super) async fn built(&mut self, reach: Reach) -> anyhow::Result<()> {
        match reach {
            Reach::Noticed => Ok(()),
            Reach::Kept => {
                self.milestone(Milestone::Start).await?;
                self.next(3)?;
                self.keep(&["A05"]).await
            }
            Reach::KeptLate => {
                self.next(22)?;
                self.keep(&["A05"]).await
            }
            Reach::Rectifying => {
                self.next(17)?;
                self.order(Step::Rectification, 20).await?;
                self.carded().await
            }
            Reach::Suspended => self.suspended(30).await,
            Reach::Revoked => self.revoked().await,
            Reach::Cleared => {
                self.cleared().await?;
                self.warned().await
            }
            Reach::Completed => self.completed().await,
            Reach::Applied
            | Reach::Invited
            | Reach::AcceptanceRectify
            | Reach::AcceptanceFailed
            | Reach::Reinspection
            | Reach::Closed => {
                self.completed().await?;
                self.accepted(reach).await
            }
            other => bail!("{other:?} is not a state after the notice"),
        }
    }

    async fn do_as(&mut self, login: &str, command: BuildingCommand) -> anyhow::Result<()> {
        let actor = self.people.actor(login)?;
        self.act(actor, &Command::Building(command)).await
    }

    async fn do_as_owner(&mut self, command: BuildingCommand) -> anyhow::Result<()> {
        let owner = self.owner;
        self.act(owner, &Command::Building(command)).await
    }

    async fn milestone(&mut self, milestone: Milestone) -> anyhow::Result<()> {
        self.next(1)?;
        let reached_on = self.day;
        self.do_as_owner(BuildingCommand::ReportMilestone {
            milestone,
            reached_on,
        })
        .await
    }

    /// Hands in, accepts and approves.
    async fn keep(&mut self, items: &[&str]) -> anyhow::Result<()> {
        self.hand_in(items).await?;
        self.accept().await?;
        for _ in items {
            self.decide(Outcome::Approved).await?;
        }
        Ok(())
    }

    fn standings(&self, project: &Project) -> Vec<Standing> {
        promise::standings(project, &self.office.calendar, self.day)
    }

    /// Gives an order for the promise that is overdue first, by the head of the department that checks it.
    async fn order(&mut self, step: Step, working_days: u16) -> anyhow::Result<()> {
        let project = self.project().await?;
        let overdue = self
            .standings(&project)
            .into_iter()
            .filter(|standing| standing.is_overdue(self.day))
            .min_by_key(|standing| standing.due)
            .context("no promise is overdue")?;
        let command = BuildingCommand::Order {
            step,
            ground: Ground::Promise { item: overdue.item },
            facts: self.demo.text("breach").to_owned(),
            law: self.demo.text("breach_law").to_owned(),
            working_days,
        };
        self.do_as(&format!("{}-head", overdue.checker), command)
            .await
    }

    /// Ordered to rectify, answered, not obeyed: stopped, and a card for who should have urged it.
    async fn suspended(&mut self, working_days: u16) -> anyhow::Result<()> {
        self.next(17)?;
        self.order(Step::Rectification, 5).await?;
        self.next(1)?;
        let project = self.project().await?;
        let order = project.building.orders.last().context("no order")?;
        self.do_as_owner(BuildingCommand::AnswerOrder {
            number: order.number.clone(),
            text: self.demo.text("reply").to_owned(),
        })
        .await?;
        self.next(6)?;
        self.order(Step::Stop, working_days).await?;
        let department = self.standings(&project).into_iter().next();
        let checker = department.map(|standing| standing.checker);
        let to = checker.map_or(Addressee::Window, Addressee::Department);
        self.card(CardLevel::Yellow, to, "card").await
    }

    /// A card of the supervisor, with the words of this name.
    async fn card(&mut self, level: CardLevel, to: Addressee, text: &str) -> anyhow::Result<()> {
        let card = BuildingCommand::IssueCard(NewCard {
            level,
            to,
            finding: None,
            ground: self.demo.text("card_ground").to_owned(),
            evidence: self.demo.text("card_evidence").to_owned(),
            text: self.demo.text(text).to_owned(),
        });
        self.do_as("supervisor", card).await
    }

    /// Number of the card issued last, and whose it is.
    async fn last_card(&self) -> anyhow::Result<(String, Option<DepartmentCode>)> {
        let project = self.project().await?;
        let card = project.building.cards.last().context("no card")?;
        Ok((card.number.clone(), card.department.clone()))
    }

    /// The window is warned, and the warning taken back: it had reminded already.
    async fn warned(&mut self) -> anyhow::Result<()> {
        self.card(CardLevel::Warning, Addressee::Window, "warning")
            .await?;
        let (number, _) = self.last_card().await?;
        let reason = self.demo.text("warning_withdrawn").to_owned();
        self.do_as(
            "supervisor",
            BuildingCommand::WithdrawCard { number, reason },
        )
        .await
    }

    /// Stopped and still not kept: revoked, handed over to credit supervision, and kept too late to mend it. The
    /// department has answered its card, the window has got a red one.
    async fn revoked(&mut self) -> anyhow::Result<()> {
        self.suspended(5).await?;
        self.next(2)?;
        let (number, department) = self.last_card().await?;
        let department = department.context("the card is the window's")?;
        let text = self.demo.text("card_answer").to_owned();
        self.do_as(
            department.as_str(),
            BuildingCommand::AnswerCard { number, text },
        )
        .await?;
        self.next(4)?;
        self.order(Step::Revocation, 0).await?;
        self.card(CardLevel::Red, Addressee::Window, "red_card")
            .await?;
        self.next(6)?;
        let project = self.project().await?;
        let order = project.building.orders.last().context("no order")?;
        self.hand_over(&order.ground).await?;
        match &order.ground {
            Ground::Promise { item } => self.keep(&[item.as_str()]).await,
            Ground::Finding { .. } => bail!("the order does not rest on a promise"),
        }
    }

    /// The matter becomes a credit record.
    async fn hand_over(&self, ground: &Ground) -> anyhow::Result<CreditId> {
        let supervisor = self.people.actor("supervisor")?;
        let handed = self
            .office
            .hand_over(supervisor, self.id, ground, &Request::default())
            .await?;
        Ok(handed.0)
    }

    /// A reminder to the contractor that is answered, one that was a false alarm, and one that waits for the answer.
    async fn carded(&mut self) -> anyhow::Result<()> {
        for _ in 0..3 {
            let contractor = Addressee::Party(PartyKind::Contractor);
            self.card(CardLevel::Warning, contractor, "card_party")
                .await?;
        }
        let project = self.project().await?;
        let mut cards = project.building.cards.iter();
        let mut number = || cards.next().map(|card| card.number.clone());
        let (answered, mistaken) = (number().context("no card")?, number().context("no card")?);
        self.do_as_owner(BuildingCommand::AnswerCard {
            number: answered,
            text: self.demo.text("card_party_answer").to_owned(),
        })
        .await?;
        let withdraw = BuildingCommand::WithdrawCard {
            number: mistaken,
            reason: self.demo.text("card_mistaken").to_owned(),
        };
        self.do_as("supervisor", withdraw).await
    }

    /// A blocking finding stops the works, is put right, looked at, and the works go on.
    async fn cleared(&mut self) -> anyhow::Result<()> {
        self.milestone(Milestone::Start).await?;
        self.milestone(Milestone::Foundation).await?;
        let department = DepartmentCode::new("zjj");
        self.do_as(
            "zjj-head",
            BuildingCommand::PlanCheck {
                reason: CheckReason::Node {
                    milestone: Milestone::Foundation,
                },
                department,
                inspectors: vec![self.demo.text("person").to_owned()],
                planned_on: self.day,
            },
        )
        .await?;
        let record = self.record(&*self.project().await?)?;
        self.do_as("zjj-inspector", BuildingCommand::RecordCheck(record))
            .await?;
        let project = self.project().await?;
        let finding = project.building.findings.last().context("no finding")?.id;
        let number = project
            .building
            .orders
            .last()
            .context("no order")?
            .number
            .clone();
        self.next(2)?;
        let text = self.demo.text("cleared").to_owned();
        self.do_as_owner(BuildingCommand::Rectify {
            finding,
            text,
            evidence: Vec::new(),
        })
        .await?;
        self.next(1)?;
        let note = self.demo.text("seen").to_owned();
        let verify = BuildingCommand::Verify {
            finding,
            passed: true,
            note,
        };
        self.do_as("zjj-inspector", verify).await?;
        let reason = self.demo.text("lifted").to_owned();
        self.do_as("lead", BuildingCommand::LiftStop { number, reason })
            .await
    }

    /// The check planned last, with one blocking finding against the contractor.
    fn record(&self, project: &Project) -> anyhow::Result<CheckRecord> {
        let check = project.building.checks.last().context("no check")?;
        let supervision = self.office.catalogue.supervision();
        let form = supervision.form(CheckKind::Node).context("no form")?;
        let contractor = project
            .parties
            .iter()
            .find(|party| party.kind == PartyKind::Contractor)
            .context("no contractor")?;
        let points = (0_u16..).zip(&form.points).map(|(point, _)| CheckedPoint {
            point,
            finding: if point == 3 {
                Finding::Fails
            } else {
                Finding::Complies
            },
            note: String::new(),
        });
        Ok(CheckRecord {
            check: check.id,
            checked_on: self.day,
            basis: self.demo.text("check_basis").to_owned(),
            fulfils: false,
            detail: self.demo.text("check_detail").to_owned(),
            points: points.collect(),
            photos: Vec::new(),
            findings: vec![NewFinding {
                severity: Severity::Blocking,
                text: self.demo.text("finding").to_owned(),
                law: self.demo.text("finding_law").to_owned(),
                party: Party {
                    kind: Answerable::Contractor,
                    company: contractor.company.clone(),
                    uscc: contractor.uscc.clone(),
                },
                working_days: 5,
            }],
        })
    }

    /// Every promise kept and every point of the works reached.
    async fn completed(&mut self) -> anyhow::Result<()> {
        self.milestone(Milestone::Start).await?;
        for _ in 0..ROUNDS {
            let project = self.project().await?;
            let (cases, recorded) = self.wanted(&project);
            if cases.is_empty() && recorded.is_empty() {
                break;
            }
            let lead = self.people.actor("lead")?;
            for item in recorded {
                let command = Command::RegisterResult {
                    item,
                    certificate_no: self.demo.text("certificate").to_owned(),
                    issued_on: self.day,
                };
                self.act(lead, &command).await?;
            }
            if !cases.is_empty() {
                let items: Vec<&str> = cases.iter().map(ItemCode::as_str).collect();
                self.keep(&items).await?;
            }
        }
        for milestone in [
            Milestone::Foundation,
            Milestone::MainStructure,
            Milestone::Completion,
        ] {
            self.milestone(milestone).await?;
        }
        Ok(())
    }

    /// What is ready of all that the promises and the joint acceptance wait for: promised items, which are obtained
    /// by their cases, and the others, which are recorded.
    fn wanted(&self, project: &Project) -> (Vec<ItemCode>, Vec<ItemCode>) {
        let catalogue = &self.office.catalogue;
        let progress = Progress::new(project, catalogue);
        let promised: Vec<ItemCode> = self
            .standings(project)
            .into_iter()
            .map(|standing| standing.item)
            .collect();
        let blocks = self
            .office
            .ask(self.owner, |context| acceptance::blocks(project, context));
        let merges = &catalogue.supervision().joint_acceptance.merges;
        let mut open: Vec<ItemCode> = blocks
            .iter()
            .filter_map(|block| match block.code {
                Code::PredecessorMissing => value(block, "predecessor"),
                Code::PromiseOpen => value(block, "item"),
                _ => None,
            })
            .map(ItemCode::new)
            .filter(|item| !merges.contains(item))
            .collect();
        let (mut cases, mut recorded, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(code) = open.pop() {
            if seen.contains(&code) {
                continue;
            }
            seen.push(code.clone());
            match progress.of(&code) {
                Some(ItemProgress::Locked { missing }) => open.extend(missing),
                Some(ItemProgress::Ready) => {
                    let by_case = promised.contains(&code)
                        && catalogue
                            .item(&code)
                            .is_some_and(|item| item.kind != Kind::Intermediary);
                    if by_case {
                        cases.push(code);
                    } else {
                        recorded.push(code);
                    }
                }
                _ => {}
            }
        }
        (cases, recorded)
    }

    /// The joint acceptance: one visit, all opinions, one conclusion.
    async fn accepted(&mut self, reach: Reach) -> anyhow::Result<()> {
        self.next(1)?;
        self.do_as_owner(BuildingCommand::ApplyAcceptance).await?;
        self.next(1)?;
        if reach == Reach::Applied {
            return Ok(());
        }
        if reach == Reach::Invited {
            // Nobody has spoken yet, whenever the city is looked at.
            let today = window_domain::calendar::local_date(self.last);
            let visit_on = self.office.calendar.due(today, 2).date;
            return self
                .do_as("lead", BuildingCommand::InviteAcceptance { visit_on })
                .await;
        }
        let visit_on = self.day;
        self.do_as("lead", BuildingCommand::InviteAcceptance { visit_on })
            .await?;
        self.give(match reach {
            Reach::AcceptanceRectify | Reach::Reinspection => Verdict::Rectify,
            Reach::AcceptanceFailed => Verdict::Fail,
            _ => Verdict::Pass,
        })
        .await?;
        let rectify_days = 20;
        self.do_as("lead", BuildingCommand::ConcludeAcceptance { rectify_days })
            .await?;
        if reach == Reach::Reinspection {
            self.next(2)?;
            // It lies ahead, whenever the city is looked at.
            let today = window_domain::calendar::local_date(self.last);
            let visit_on = self.office.calendar.due(today, 2).date;
            let text = self.demo.text("remark_done").to_owned();
            return self
                .do_as_owner(BuildingCommand::AskReinspection { text, visit_on })
                .await;
        }
        Ok(())
    }

    /// The opinions of all: this one by the building department, the others are content.
    async fn give(&mut self, of_building: Verdict) -> anyhow::Result<()> {
        let project = self.project().await?;
        let acceptance = project.building.acceptance.as_ref();
        let departments: Vec<DepartmentCode> = acceptance
            .map(|acceptance| acceptance.silent().cloned().collect())
            .unwrap_or_default();
        for department in departments {
            let (verdict, remarks) = if department.as_str() == "zjj" {
                let remark = (of_building != Verdict::Pass).then(|| self.demo.text("remark"));
                (of_building, remark.map(str::to_owned).into_iter().collect())
            } else {
                (Verdict::Pass, Vec::new())
            };
            let login = department.to_string();
            let give = BuildingCommand::GiveAcceptance {
                department,
                verdict,
                remarks,
            };
            self.do_as(&login, give).await?;
        }
        Ok(())
    }

    /// Special works of an ordinary project begin although their fire design review has not passed; the cross-check
    /// finds it and traces it to the designer, who puts nothing right and becomes a party of a credit record.
    pub(super) async fn special_fire(&mut self) -> anyhow::Result<()> {
        let project = self.project().await?;
        let parties = self.parties(&project)?;
        let owner = self.owner;
        self.act(owner, &Command::EnterParties { parties }).await?;
        self.milestone(Milestone::Start).await?;
        self.next(1)?;
        self.do_as("supervisor", BuildingCommand::CrossCheck)
            .await?;
        self.next(6)?;
        let project = self.project().await?;
        let mut findings = project.building.findings.iter();
        let finding = findings
            .find(|finding| finding.party.kind == Answerable::Designer)
            .context("nothing is traced to the designer")?;
        let ground = Ground::Finding {
            finding: finding.id,
        };
        let credit = self.hand_over(&ground).await?;
        credit::of_designer(self, credit).await
    }
}

/// A value of a refusal.
fn value<'a>(refusal: &'a Refusal, name: &str) -> Option<&'a str> {
    let mut values = refusal.values.iter();
    values
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_str())
}
