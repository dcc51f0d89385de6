//! The values of the letters after the notice: orders, the end of a stop, cards, the joint acceptance.

use serde_json::{Value, json};
use window_domain::project::building::event::{Ground, PromiseEnd, Step, Verdict};
use window_domain::project::building::{JointAcceptance, Order};

use super::Paper;

impl Paper<'_> {
    fn notice_number(&self) -> &str {
        let notice = self.project.build_first.notice();
        notice.map_or("", |notice| notice.number.as_str())
    }

    /// What an order rests on, in a few words.
    fn subject(&self, order: &Order) -> String {
        match &order.ground {
            Ground::Promise { item } => self.item(item),
            Ground::Finding { finding } => {
                let mut findings = self.project.building.findings.iter();
                let severity = findings
                    .find(|one| &one.id == finding)
                    .map_or("minor", |one| one.severity.as_str());
                (self.say)(&format!("finding-{severity}"), None)
            }
        }
    }

    /// Rectification, stop and revocation: the order that bears the letter's number.
    pub(super) fn order(&self) -> Value {
        let mut orders = self.project.building.orders.iter();
        let Some(order) = orders.find(|order| order.number == self.letter.number) else {
            return Value::Null;
        };
        json!({
            "notice_number": self.notice_number(),
            "subject": self.subject(order),
            "facts": order.facts,
            "law": order.law,
            "due": order.due.to_string(),
            "reply_until": order.reply_until.to_string(),
            "remedies": self.remedies(),
        })
    }

    /// The end of a stop: the letter has a number of its own and knows that of the order. One issued before it did is
    /// about the stop lifted last, for the project is that of its day.
    pub(super) fn resumption(&self) -> Value {
        let orders = || self.project.building.orders.iter();
        let mut lifted = orders().filter_map(|order| Some((order, order.lifted.as_ref()?)));
        let ended = match &self.letter.ends {
            Some(number) => lifted.find(|(order, _)| &order.number == number),
            None => lifted.max_by_key(|(_, (on, _))| *on),
        };
        let (order, reason) = ended.map_or(("", ""), |(order, (_, reason))| {
            (order.number.as_str(), reason.as_str())
        });
        let stands = |order: &&Order| order.step == Step::Stop && order.lifted.is_none();
        let left: Vec<&str> = orders()
            .filter(stands)
            .map(|order| order.number.as_str())
            .collect();
        json!({
            "notice_number": self.notice_number(),
            "order_number": order,
            "reason": reason,
            "stops_left": left,
        })
    }

    /// A card speaks to a department, to the window, or to one of the five parties.
    pub(super) fn card(&self) -> Value {
        let mut cards = self.project.building.cards.iter();
        let Some(card) = cards.find(|card| card.number == self.letter.number) else {
            return Value::Null;
        };
        let hall = &self.rules().city().hall;
        let addressee = match (&card.department, &card.party) {
            (Some(code), _) => self.department(code),
            (None, Some(party)) => party.company.clone(),
            (None, None) => hall.get(self.language).to_owned(),
        };
        let mut values = json!({
            "addressee": addressee,
            "level": (self.say)(&format!("card-{}", card.level.as_str()), None),
            "text": card.text,
            "answer_due": card.answer_due.to_string(),
        });
        if let Value::Object(all) = &mut values {
            // Cards issued before ground and evidence were asked for say neither.
            for (name, said) in [("ground", &card.ground), ("evidence", &card.evidence)] {
                if !said.is_empty() {
                    all.insert(name.to_owned(), said.as_str().into());
                }
            }
        }
        values
    }

    pub(super) fn invitation(&self) -> Value {
        let Some(acceptance) = &self.project.building.acceptance else {
            return Value::Null;
        };
        let departments: Vec<_> = acceptance
            .opinions
            .keys()
            .map(|code| self.department(code))
            .collect();
        json!({
            "visit_on": day(acceptance.visit_on),
            "opinions_due": day(acceptance.opinions_due),
            "place": self.project.address,
            "departments": departments,
        })
    }

    fn verdict(&self, verdict: Verdict) -> String {
        (self.say)(&format!("verdict-{}", verdict.as_str()), None)
    }

    fn end(&self, end: PromiseEnd) -> String {
        (self.say)(&format!("promise-end-{}", end.as_str()), None)
    }

    fn opinions(&self, acceptance: &JointAcceptance) -> Vec<Value> {
        let spoken = acceptance
            .opinions
            .iter()
            .filter_map(|(department, opinion)| Some((department, opinion.as_ref()?)));
        spoken
            .map(|(department, opinion)| {
                let remarks = if opinion.is_silence {
                    (self.say)("letter-silence", None)
                } else if opinion.remarks.is_empty() {
                    (self.say)("letter-no-remarks", None)
                } else {
                    opinion.remarks.join("; ")
                };
                json!({
                    "department": self.department(department),
                    "verdict": self.verdict(opinion.verdict),
                    "remarks": remarks,
                })
            })
            .collect()
    }

    pub(super) fn opinion(&self) -> Value {
        let acceptance = self.project.building.acceptance.as_ref();
        let Some((acceptance, conclusion)) =
            acceptance.and_then(|it| Some((it, it.conclusion.as_ref()?)))
        else {
            return Value::Null;
        };
        let promises: Vec<_> = conclusion
            .promises
            .iter()
            .map(|one| json!({ "item": self.item(&one.item), "end": self.end(one.end) }))
            .collect();
        let results: Vec<_> = acceptance
            .results
            .iter()
            .map(|one| json!({ "item": self.item(&one.item), "number": one.certificate_no }))
            .collect();
        let mut values = json!({
            "verdict": self.verdict(conclusion.verdict),
            "visit_on": day(acceptance.visit_on),
            "opinions": self.opinions(acceptance),
            "promises": promises,
            "results": results,
        });
        if let (Some(due), Value::Object(all)) = (conclusion.rectify_due, &mut values) {
            all.insert("rectify_due".to_owned(), due.to_string().into());
        }
        values
    }
}

fn day(day: Option<jiff::civil::Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
