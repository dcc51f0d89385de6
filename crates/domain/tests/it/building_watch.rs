//! Reads the stream of a building project without the fold, and knows what may follow what.

use std::collections::BTreeMap;

use jiff::civil::Date;
use window_domain::catalogue::Severity;
use window_domain::context::Recorded;
use window_domain::id::entity::FindingId;
use window_domain::project::ProjectEvent;
use window_domain::project::building::event::{BuildingEvent, Ground, Step};

/// An order as it stands in the stream.
struct Ordered {
    step: Step,
    ground: Ground,
    due: Date,
    reply_until: Date,
    is_answered: bool,
    is_lifted: bool,
}

impl Ordered {
    /// Whether the time to obey is over, and that to reply or the reply is there.
    fn is_over(&self, on: Date) -> bool {
        self.due < on && (self.is_answered || self.reply_until < on)
    }
}

/// Reads the stream as a stranger would, without the fold.
#[derive(Default)]
pub(crate) struct Watch {
    /// By number.
    orders: BTreeMap<String, Ordered>,
    /// Open findings with how grave they are.
    open: BTreeMap<FindingId, Severity>,
    pub(crate) handed: Vec<Ground>,
    is_closed: bool,
}

impl Watch {
    pub(crate) fn is_blocked(&self) -> bool {
        self.open
            .values()
            .any(|severity| *severity == Severity::Blocking)
    }

    fn standing(&self, step: Step, ground: &Ground) -> Option<&Ordered> {
        let mut orders = self.orders.values();
        orders.find(|it| it.step == step && &it.ground == ground && !it.is_lifted)
    }

    /// Facts that one command brought on one day.
    pub(crate) fn see(&mut self, facts: &[Recorded<ProjectEvent>]) {
        let mut raised = Vec::new();
        for fact in facts {
            let ProjectEvent::Building(event) = &fact.event else {
                continue;
            };
            match event {
                BuildingEvent::FindingRaised {
                    finding, severity, ..
                } => {
                    raised.push(*finding);
                    assert_eq!(self.open.insert(*finding, *severity), None, "raised twice");
                }
                BuildingEvent::FindingRectified { finding, .. }
                | BuildingEvent::FindingVerified {
                    finding,
                    passed: false,
                    ..
                } => {
                    assert!(self.open.contains_key(finding), "it is settled");
                }
                BuildingEvent::FindingDismissed { finding, .. } => {
                    let ground = Ground::Finding { finding: *finding };
                    let stop = self.standing(Step::Stop, &ground);
                    assert!(
                        stop.is_none(),
                        "taken back while the works stand still for it"
                    );
                    assert!(self.open.remove(finding).is_some(), "settled twice");
                }
                BuildingEvent::FindingVerified { finding, .. } => {
                    assert!(self.open.remove(finding).is_some(), "settled twice");
                }
                BuildingEvent::CommitmentClosed { .. } => {
                    assert!(
                        !self.is_closed && !self.is_blocked(),
                        "closed while blocked"
                    );
                    self.is_closed = true;
                }
                _ => self.see_order(event, fact.on, &raised),
            }
        }
    }

    fn see_order(&mut self, event: &BuildingEvent, on: Date, raised: &[FindingId]) {
        match event {
            BuildingEvent::OrderIssued {
                number,
                step,
                ground,
                due,
                reply_until,
                ..
            } => {
                self.climbs((*step, ground), on, raised);
                let ordered = Ordered {
                    step: *step,
                    ground: ground.clone(),
                    due: *due,
                    reply_until: *reply_until,
                    is_answered: false,
                    is_lifted: false,
                };
                assert!(
                    self.orders.insert(number.clone(), ordered).is_none(),
                    "numbered twice"
                );
            }
            BuildingEvent::OrderAnswered { number, .. } => {
                let order = self.orders.get_mut(number).unwrap();
                assert!(!order.is_answered && on <= order.reply_until);
                order.is_answered = true;
            }
            BuildingEvent::StopLifted { number, .. } => {
                let order = self.orders.get_mut(number).unwrap();
                assert!(order.step == Step::Stop && !order.is_lifted);
                if let Ground::Finding { finding } = &order.ground {
                    assert!(
                        !self.open.contains_key(finding),
                        "lifted before it was seen"
                    );
                }
                order.is_lifted = true;
            }
            BuildingEvent::HandedToCredit { ground, .. } => {
                assert!(!self.handed.contains(ground), "handed over twice");
                let revoked = self.standing(Step::Revocation, ground);
                let is_serious = matches!(ground, Ground::Finding { finding }
                    if self.open.get(finding) >= Some(&Severity::Serious));
                assert!(revoked.map_or(is_serious, |order| order.is_answered
                    || order.reply_until < on));
                self.handed.push(ground.clone());
            }
            _ => {}
        }
    }

    /// An order stands on the one before it, whose clocks are over; a blocking finding stops the works at once.
    fn climbs(&self, (step, ground): (Step, &Ground), on: Date, raised: &[FindingId]) {
        assert!(self.standing(step, ground).is_none(), "given twice");
        let before = match step {
            Step::Rectification => return,
            Step::Stop => Step::Rectification,
            Step::Revocation => Step::Stop,
        };
        let at_once = matches!(ground, Ground::Finding { finding }
            if step == Step::Stop && raised.contains(finding)
                && self.open.get(finding) == Some(&Severity::Blocking));
        let is_over = self
            .standing(before, ground)
            .is_some_and(|it| it.is_over(on));
        assert!(at_once || is_over, "{step:?} while {before:?} runs");
    }
}

/// From where to where the notice may go in one act.
pub(crate) fn may_become(from: &str, to: &str) -> bool {
    let next: &[&str] = match from {
        "valid" => &["suspended", "replaced"],
        "suspended" => &["valid", "replaced", "revoked", "closed"],
        "replaced" => &["suspended", "closed"],
        // Nothing follows a revocation or the end.
        _ => &[],
    };
    from == to || next.contains(&to)
}
