//! The values of a letter about a credit record (`catalogue/<city>/letters/README.md`).

use serde_json::{Value, json};
use window_domain::catalogue::{Catalogue, CreditClass, Language, Text};
use window_domain::credit::record::Decided;
use window_domain::credit::{CreditRecord, Defence, form};
use window_domain::project::Project;
use window_domain::project::event::Letter;

use super::Office;
use super::letters::Say;

/// What a letter about a credit record is made from.
pub struct CreditPaper<'a> {
    /// The rules.
    pub office: &'a Office,
    /// The record as it stood when the letter was issued, and the project it arose in.
    pub record: (&'a CreditRecord, Option<&'a Project>),
    /// The letter.
    pub letter: &'a Letter,
    /// Its language.
    pub language: Language,
    /// Address at which its code is checked.
    pub check_url: String,
    /// Sentences of the locale.
    pub say: Say<'a>,
}

impl std::fmt::Debug for CreditPaper<'_> {
    /// Only which letter: the rest is personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("CreditPaper")
            .field("number", &self.letter.number)
            .finish_non_exhaustive()
    }
}

impl CreditPaper<'_> {
    /// The values as the layouts read them.
    pub fn values(&self) -> Value {
        let mut values = self.common();
        let more = match self.letter.form.as_str() {
            form::FACTS => self.facts(),
            form::REPAIR => self.repair(),
            _ => self.decision(),
        };
        if let (Value::Object(all), Value::Object(more)) = (&mut values, more) {
            all.extend(more);
        }
        values
    }

    fn word(&self, key: &str) -> String {
        (self.say)(key, None)
    }

    fn text(&self, text: &Text) -> String {
        text.get(self.language).to_owned()
    }

    fn class(&self, class: CreditClass) -> String {
        self.word(&format!("credit-class-{}", class.as_str()))
    }

    /// The rules of the day the matter began: its papers look as they did when they were issued.
    fn rules(&self) -> &'static Catalogue {
        self.office.catalogue.on(self.record.0.recorded_on)
    }

    fn common(&self) -> Value {
        let (record, project) = self.record;
        let catalogue = self.rules();
        let city = catalogue.city();
        let code = project.and_then(|project| project.code.as_ref());
        let breach = catalogue.credit().breach(&record.clue.breach);
        json!({
            "kind": self.letter.form,
            "language": match self.language { Language::Zh => "zh", Language::En => "en" },
            "number": self.letter.number,
            "date": self.letter.issued_on.to_string(),
            "issuer": {
                "name": city.hall.get(self.language),
                "seal": city.hall.zh,
                "phone": city.hotline,
                "complaint_phone": city.complaint_phone,
            },
            "addressee": record.party.company,
            "project": {
                "name": project.map_or_else(
                    || self.word("credit-letter-no-project"),
                    |project| project.title.clone(),
                ),
                "code": code.map_or_else(|| self.word("letter-no-code"), ToString::to_string),
            },
            "check": { "url": self.check_url, "code": self.letter.check_code.to_string() },
            "party": {
                "name": record.party.company,
                "uscc": record.party.uscc,
                "kind": self.word(&format!("credit-party-{}", record.party.kind.as_str())),
            },
            "breach": breach.map_or_else(
                || record.clue.breach.clone(),
                |breach| self.text(&breach.name),
            ),
            "remedies": {
                "reconsideration": self.word("letter-reconsideration"),
                "court": self.word("letter-court"),
            },
        })
    }

    fn facts(&self) -> Value {
        let Some(told) = self.record.0.stage.told() else {
            return json!({});
        };
        let evidence = told.investigation.evidence.iter();
        let evidence: Vec<_> = evidence
            .map(|it| json!({ "name": it.file.file_name, "shows": it.shows }))
            .collect();
        json!({
            "class": self.class(told.charge.class),
            "facts": told.charge.facts,
            "law": told.charge.law,
            "evidence": evidence,
            "defence_until": told.defence_until.to_string(),
        })
    }

    fn decision(&self) -> Value {
        let Some(decided) = self.record.0.stage.decided() else {
            return json!({});
        };
        let ruling = &decided.ruling;
        let charge = &decided.heard.told.charge;
        let publication = if ruling.proposal.publish {
            "credit-letter-published"
        } else {
            "credit-letter-unpublished"
        };
        let rules = self.rules().credit().rules(&ruling.rules);
        let repair: Vec<_> = rules
            .iter()
            .flat_map(|rules| &rules.repair)
            .map(|condition| self.text(condition))
            .collect();
        json!({
            "class": self.class(ruling.proposal.class),
            "facts": charge.facts,
            "law": charge.law,
            "publication": self.word(publication),
            "min_until": ruling.min_until.to_string(),
            "max_until": ruling.max_until.to_string(),
            "defence": self.defence(decided),
            "reasons": ruling.proposal.reasons,
            "sanction": ruling.proposal.sanction,
            "rules": rules.map_or_else(|| ruling.rules.clone(), |rules| self.text(&rules.source)),
            "repair": repair,
        })
    }

    /// What the party said and what is said to it.
    fn defence(&self, decided: &Decided) -> String {
        match &decided.heard.defence {
            Defence::Given { statements, answer } => {
                let said = statements.iter().map(|one| one.text.as_str());
                let answered = answer.iter().map(|answer| answer.text.as_str());
                said.chain(answered).collect::<Vec<_>>().join(" ")
            }
            Defence::Waived(_) => self.word("credit-letter-waived"),
            Defence::Lapsed(_) => self.word("credit-letter-lapsed"),
        }
    }

    fn repair(&self) -> Value {
        let decided = self.record.0.stage.decided();
        let answered = decided.and_then(|decided| decided.repair.answered.last());
        let (Some(decided), Some(answered)) = (decided, answered) else {
            return json!({});
        };
        json!({
            "granted": answered.granted,
            "applied_on": answered.application.applied.on.to_string(),
            "decision_number": decided.ruling.number,
            "reasons": answered.reasons,
        })
    }
}
