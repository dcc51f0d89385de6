//! What the rules allow an officer to do with a case now: they are asked, never guessed at.

use serde::Serialize;
use window_domain::access::Actor;
use window_domain::project::event::{CheckedPoint, Finding, Outcome};
use window_domain::project::{Case, CaseStatus, Command, Project, decide};
use window_domain::refusal::{Code, Refusals};

use crate::app::App;
use crate::http::Problem;
use crate::http::refusal::problems;
use crate::i18n::Language;

/// Stands for a text that will be typed, when the rules are only asked.
const SOMETHING: &str = "-";

/// Which forms the page shows, and why some cannot be used.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one form of the page is shown; they do not exclude one another"
)]
pub(super) struct Acts {
    claim: bool,
    desk: bool,
    refuse: bool,
    approve_blocks: Vec<Problem>,
    resume: bool,
    give_opinion: bool,
    sign: bool,
    sign_blocks: Vec<Problem>,
    send_back: bool,
    is_open: bool,
}

/// An officer before a case.
pub(super) struct Rules<'a> {
    pub(super) app: &'a App,
    pub(super) language: Language,
    pub(super) actor: &'a Actor,
    pub(super) project: &'a Project,
    pub(super) case: &'a Case,
}

impl Rules<'_> {
    /// Every act of the page.
    pub(super) fn acts(&self) -> Acts {
        let case = || self.case.number.clone();
        let refuse = self.refusals(&self.verdict(Outcome::Refused));
        let is_open = !self.case.status().is_over();
        let review = self.case.review();
        let proposal = is_open && review.is_some_and(|review| review.proposal.is_some());
        let sign = self.refusals(&Command::ApproveDecision { case: case() });
        Acts {
            claim: self.case.status() == CaseStatus::Accepted
                && self.allows(&Command::Claim { case: case() }),
            desk: is_open && !proposal && !refuse.as_ref().is_some_and(is_elsewhere),
            refuse: refuse.is_none(),
            approve_blocks: self.words(self.refusals(&self.verdict(Outcome::Approved))),
            resume: self.allows(&Command::ResumeClock { case: case() }),
            give_opinion: self.allows(&Command::GiveOpinion {
                case: case(),
                agrees: true,
                text: SOMETHING.to_owned(),
            }),
            sign: proposal && sign.is_none(),
            sign_blocks: self.words(sign.filter(|_| proposal)),
            send_back: proposal
                && self.allows(&Command::ReturnProposal {
                    case: case(),
                    reason: SOMETHING.to_owned(),
                }),
            is_open,
        }
    }

    fn refusals(&self, command: &Command) -> Option<Refusals> {
        self.app
            .office
            .ask(self.actor, |context| {
                decide(Some(self.project), command, context)
            })
            .err()
    }

    fn allows(&self, command: &Command) -> bool {
        self.refusals(command).is_none()
    }

    fn words(&self, refusals: Option<Refusals>) -> Vec<Problem> {
        refusals.map_or_else(Vec::new, |refusals| {
            problems(self.app, self.language, &refusals)
        })
    }

    /// A verdict with nothing left open by its form, so that only the case itself can stand against it.
    fn verdict(&self, outcome: Outcome) -> Command {
        let item = self.app.office.catalogue.known_item(&self.case.item);
        let points = item.map_or(0, |item| item.checklist.len());
        Command::Decide {
            case: self.case.number.clone(),
            outcome,
            reasons: SOMETHING.to_owned(),
            points: (0..)
                .take(points)
                .map(|point| CheckedPoint {
                    point,
                    finding: Finding::Complies,
                    note: String::new(),
                })
                .collect(),
        }
    }
}

/// Whether the case does not lie on the officer's desk, as opposed to lying there with something open.
fn is_elsewhere(refusals: &Refusals) -> bool {
    [
        Code::NotAllowed,
        Code::NotClaimed,
        Code::ClaimedByOther,
        Code::ClockStopped,
        Code::WrongState,
    ]
    .into_iter()
    .any(|code| refusals.has(code))
}
