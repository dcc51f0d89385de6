//! Walking a project to its construction notice.

use anyhow::bail;
use window_domain::catalogue::ItemCode;
use window_domain::project::event::{Party, PartyKind, SignatureMethod};
use window_domain::project::notice;
use window_domain::project::progress::Progress;
use window_domain::project::{Command, Project};

use super::Reach;
use super::walk::Walk;

impl Walk<'_> {
    pub(super) async fn build_first(&mut self, reach: Reach) -> anyhow::Result<()> {
        if reach == Reach::Requested {
            return Ok(());
        }
        let lead = self.people.actor("lead")?;
        self.land_contract().await?;
        self.next(1)?;
        let reason = String::new();
        self.act(
            lead,
            &Command::Screen {
                admitted: true,
                credit_clear: true,
                reason,
            },
        )
        .await?;
        if reach == Reach::Admitted {
            return Ok(());
        }
        self.next(1)?;
        self.act(lead, &Command::TellStandards).await?;
        if reach == Reach::Told {
            return Ok(());
        }
        self.before_notice().await?;
        let project = self.project().await?;
        let confirmed = match &project.build_first {
            window_domain::project::BuildFirst::Told { promises, .. } => promises
                .iter()
                .map(|promise| promise.item.clone())
                .collect(),
            other => bail!("not told but {}", other.as_str()),
        };
        let owner = self.owner;
        let command = Command::SignCommitment {
            confirmed,
            method: SignatureMethod::Account,
            legal_person: self.office.legal_person(project.builder.id).await?,
        };
        self.act(owner, &command).await?;
        if reach == Reach::Signed {
            return Ok(());
        }
        self.act(
            owner,
            &Command::EnterParties {
                parties: self.parties(&project),
            },
        )
        .await?;
        self.next(6)?;
        if reach == Reach::Ready {
            return Ok(());
        }
        let scope = self.demo.text("scope").to_owned();
        self.act(lead, &Command::IssueNotice { scope }).await?;
        self.built(reach).await
    }

    /// What no promise can stand for is obtained before the signature.
    async fn before_notice(&mut self) -> anyhow::Result<()> {
        for _ in 0..8 {
            let project = self.project().await?;
            let ready = {
                let missing = self.office.ask(self.owner, |context| {
                    notice::blocking_items(&project, context)
                });
                let progress = Progress::new(&project, &self.office.catalogue);
                let ready = progress.ready();
                missing
                    .into_iter()
                    .filter(|item| ready.contains(item))
                    .collect::<Vec<_>>()
            };
            if ready.is_empty() {
                return Ok(());
            }
            let codes: Vec<&str> = ready.iter().map(ItemCode::as_str).collect();
            self.next(1)?;
            let lead = self.people.actor("lead")?;
            for code in codes {
                let command = Command::RegisterResult {
                    item: code.into(),
                    certificate_no: self.demo.text("certificate").to_owned(),
                    issued_on: self.day,
                };
                self.act(lead, &command).await?;
            }
        }
        Ok(())
    }

    pub(super) fn parties(&self, project: &Project) -> Vec<Party> {
        let uscc = |kind| match kind {
            PartyKind::Builder => project.builder.uscc.clone(),
            // These two build nothing here and have no account: their files are those of intermediaries.
            PartyKind::Surveyor => self.demo.text("surveyor_uscc").to_owned(),
            PartyKind::Supervisor => self.demo.text("supervisor_uscc").to_owned(),
            PartyKind::Designer | PartyKind::Contractor => "91420281MA49000377".to_owned(),
        };
        PartyKind::ALL
            .into_iter()
            .map(|kind| Party {
                kind,
                company: match kind {
                    PartyKind::Builder => project.builder.company.clone(),
                    other => self.demo.text(other.as_str()).to_owned(),
                },
                uscc: uscc(kind),
                person: self.demo.text("person").to_owned(),
            })
            .collect()
    }
}
