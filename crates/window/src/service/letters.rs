//! The values of a letter, gathered from the project it was issued in (`catalogue/<city>/letters/README.md`).

mod building;

use jiff::civil::Date;
use serde_json::{Value, json};
use window_domain::catalogue::{
    Catalogue, DepartmentCode, ItemCode, Language, MaterialCode, Node, PromiseDue,
};
use window_domain::id::phone;
use window_domain::limit::Limit;
use window_domain::project::event::{Letter, Promise};
use window_domain::project::letters::form;
use window_domain::project::progress::{MaterialStatus, Progress};
use window_domain::project::{Case, CaseState, Project};

use super::Office;

/// Says a sentence of the locale by its key, with a count where it has one.
pub type Say<'a> = &'a (dyn Fn(&str, Option<u16>) -> String + Sync);

/// What a letter is made from.
pub struct Paper<'a> {
    /// The rules and the calendar.
    pub office: &'a Office,
    /// The project it was issued in.
    pub project: &'a Project,
    /// The letter.
    pub letter: &'a Letter,
    /// Its language.
    pub language: Language,
    /// Address at which its code is checked.
    pub check_url: String,
    /// Sentences of the locale.
    pub say: Say<'a>,
}

impl std::fmt::Debug for Paper<'_> {
    /// Only which letter: the rest is personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Paper")
            .field("number", &self.letter.number)
            .finish_non_exhaustive()
    }
}

impl Paper<'_> {
    /// The values as the layouts read them.
    pub fn values(&self) -> Value {
        let kind = self.letter.form.as_str();
        let mut values = self.common(kind);
        let more = match kind {
            form::RECEIPT => self.receipt(),
            form::ACCEPTANCE | form::ACCEPTANCE_WITH_GAPS => self.acceptance(),
            form::CORRECTION => self.correction(),
            form::NON_ACCEPTANCE => self.non_acceptance(),
            form::COMMITMENT => self.commitment(),
            form::CONSTRUCTION_NOTICE => self.notice(),
            form::RECTIFICATION_ORDER | form::STOP_ORDER | form::REVOCATION => self.order(),
            form::RESUMPTION => self.resumption(),
            form::CARD => self.card(),
            form::ACCEPTANCE_INVITATION => self.invitation(),
            form::ACCEPTANCE_OPINION => self.opinion(),
            _ => self.decision(),
        };
        if let (Value::Object(all), Value::Object(more)) = (&mut values, more) {
            all.extend(more);
        }
        values
    }

    /// The rules the project keeps: its papers look as they did when they were issued.
    fn rules(&self) -> &'static Catalogue {
        self.office.rules_of(self.project)
    }

    fn common(&self, kind: &str) -> Value {
        let city = self.rules().city();
        let decided = self
            .letter
            .cases
            .first()
            .filter(|_| kind.starts_with("decision"));
        let department = decided
            .and_then(|number| self.project.cases.get(number))
            .map(|case| &case.department)
            .or(self.letter.department.as_ref())
            .and_then(|code| self.rules().department(code));
        let issuer = match department {
            Some(department) => json!({
                "name": department.name.get(self.language),
                "seal": department.name.zh,
                "address": department.address.get(self.language),
                "phone": department.phone,
                "complaint_phone": department.complaint_phone,
            }),
            None => json!({
                "name": city.hall.get(self.language),
                "seal": city.hall.zh,
                "phone": city.hotline,
                "complaint_phone": city.complaint_phone,
            }),
        };
        let code = self.project.code.as_ref().map(ToString::to_string);
        json!({
            "kind": kind,
            "language": match self.language { Language::Zh => "zh", Language::En => "en" },
            "number": self.letter.number,
            "date": self.letter.issued_on.to_string(),
            "issuer": issuer,
            "addressee": self.project.builder.company,
            "project": {
                "name": self.project.title,
                "code": code.unwrap_or_else(|| (self.say)("letter-no-code", None)),
                "site": self.project.address,
            },
            "check": { "url": self.check_url, "code": self.letter.check_code.to_string() },
        })
    }

    fn cases(&self) -> impl Iterator<Item = &Case> {
        self.letter
            .cases
            .iter()
            .filter_map(|number| self.project.cases.get(number))
    }

    fn item(&self, code: &ItemCode) -> String {
        let item = self.rules().item(code);
        item.map_or_else(
            || code.to_string(),
            |item| item.name.get(self.language).to_owned(),
        )
    }

    fn department(&self, code: &DepartmentCode) -> String {
        let found = self.rules().department(code);
        found.map_or_else(
            || code.to_string(),
            |found| found.name.get(self.language).to_owned(),
        )
    }

    fn material(&self, code: &MaterialCode) -> String {
        let name = self.rules().material_name(code);
        name.map_or_else(
            || code.to_string(),
            |name| name.get(self.language).to_owned(),
        )
    }

    fn items(&self) -> Vec<String> {
        let mut items: Vec<_> = self.cases().map(|case| self.item(&case.item)).collect();
        items.dedup();
        items
    }

    fn received_on(&self) -> String {
        let received = self.cases().map(|case| case.received_on).min();
        received.unwrap_or(self.letter.issued_on).to_string()
    }

    fn clerk(&self) -> Value {
        let name = self
            .project
            .agent
            .as_ref()
            .map_or("", |agent| agent.name.as_str());
        json!({ "name": name })
    }

    fn receipt(&self) -> Value {
        let catalogue = self.rules();
        let progress = Progress::new(self.project, catalogue);
        let (mut handed, mut missing, mut seen) = (Vec::new(), Vec::new(), Vec::new());
        for item in self.cases().filter_map(|case| catalogue.item(&case.item)) {
            for slot in progress.slots(item) {
                let paper = slot.requirement;
                if seen.contains(&&paper.code) {
                    continue;
                }
                seen.push(&paper.code);
                let name = paper.name.get(self.language);
                let form = (self.say)("letter-form-electronic", None);
                let note = |key| (self.say)(key, None);
                match slot.status {
                    MaterialStatus::Missing => missing.push(json!({
                        "name": name, "form": form, "copies": 1, "note": note("letter-note-later"),
                    })),
                    MaterialStatus::Held => handed.push(json!({
                        "name": name, "form": form, "required": 1, "received": 1,
                        "note": note("letter-note-held"),
                    })),
                    MaterialStatus::Present | MaterialStatus::Unconfirmed => handed.push(json!({
                        "name": name, "form": form, "required": 1, "received": 1, "note": "",
                    })),
                }
            }
        }
        let intake = self.cases().next().map(|case| &case.intake);
        let answer_by =
            intake.and_then(|clock| clock.due(&self.office.calendar, self.letter.issued_on));
        let answer_by = answer_by.map_or(self.letter.issued_on, |due| due.date);
        json!({
            "received_on": self.received_on(),
            "answer_by": answer_by.to_string(),
            "applicant": {
                "name": self.project.builder.company,
                "contact": self.project.contact.person,
                "phone": phone::mask(&self.project.contact.phone),
            },
            "items": self.items(),
            "materials": { "handed": handed, "missing": missing },
            "clerk": self.clerk(),
        })
    }

    fn limit(&self, limit: Limit) -> String {
        match limit {
            Limit::None => (self.say)("letter-limit-none", None),
            Limit::Immediate => (self.say)("letter-limit-immediate", None),
            Limit::WorkingDays(days) => (self.say)("working-days", Some(days)),
            Limit::CalendarDays(days) => (self.say)("calendar-days", Some(days)),
        }
    }

    fn acceptance(&self) -> Value {
        let (mut cases, mut gaps) = (Vec::new(), Vec::new());
        let mut accepted_on = self.letter.issued_on;
        for case in self.cases() {
            let Some(review) = case.review() else {
                continue;
            };
            accepted_on = review.accepted_on;
            let due = case
                .clock()
                .limit
                .due(review.accepted_on, &self.office.calendar);
            let none = || (self.say)("letter-limit-none", None);
            cases.push(json!({
                "item": self.item(&case.item),
                "number": case.number.to_string(),
                "department": self.department(&case.department),
                "promised": self.limit(case.clock().limit),
                "due": due.map_or_else(none, |due| due.date.to_string()),
            }));
            gaps.extend(review.gaps.iter().map(|gap| {
                json!({
                    "material": self.material(&gap.material),
                    "form": (self.say)("letter-form-electronic", None),
                    "due": gap.due.to_string(),
                    "consequence": (self.say)("letter-gap-consequence", None),
                })
            }));
        }
        json!({
            "received_on": self.received_on(),
            "accepted_on": accepted_on.to_string(),
            "cases": cases,
            "gaps": gaps,
        })
    }

    fn correction(&self) -> Value {
        let number = self.letter.correction.as_ref();
        let found = self
            .project
            .corrections
            .iter()
            .find(|one| Some(&one.number) == number);
        let defects: Vec<_> = found
            .iter()
            .flat_map(|correction| &correction.defects)
            .map(|defect| {
                let whole = || (self.say)("letter-defect-general", None);
                let rule = defect.material.as_ref().and_then(|code| self.standard(&defect.case, code));
                json!({
                    "material": defect.material.as_ref().map_or_else(whole, |code| self.material(code)),
                    "problem": defect.problem,
                    "rule": rule.unwrap_or_else(|| (self.say)("letter-rule-guide", None)),
                    "remedy": defect.remedy,
                })
            })
            .collect();
        json!({
            "received_on": self.received_on(),
            "due": found.map_or(self.letter.issued_on, |one| one.due).to_string(),
            "items": self.items(),
            "defects": defects,
            "clerk": self.clerk(),
        })
    }

    /// What makes the material acceptable for the item of this case.
    fn standard(
        &self,
        case: &window_domain::id::case_number::CaseNumber,
        material: &MaterialCode,
    ) -> Option<String> {
        let item = self
            .office
            .catalogue
            .item(&self.project.cases.get(case)?.item)?;
        let paper = item
            .materials
            .iter()
            .find(|paper| &paper.code == material)?;
        Some(paper.accept_standard.get(self.language).to_owned())
    }

    fn remedies(&self) -> Value {
        json!({
            "reconsideration": (self.say)("letter-reconsideration", None),
            "court": (self.say)("letter-court", None),
        })
    }

    fn non_acceptance(&self) -> Value {
        let case = self.cases().next();
        let reason = match case.map(|case| &case.state) {
            Some(CaseState::NotAccepted { reason, remedy, .. }) => format!("{reason} {remedy}"),
            _ => String::new(),
        };
        json!({
            "received_on": self.received_on(),
            "item": case.map(|case| self.item(&case.item)),
            "reason": reason,
            "ground": (self.say)("letter-ground-32", None),
            "remedies": self.remedies(),
        })
    }

    fn promise(&self, promise: &Promise, due_on: Option<Date>) -> Value {
        let due = match (due_on, promise.due) {
            (Some(date), _) => date.to_string(),
            (None, PromiseDue::WorkingDaysAfterNotice(days)) => {
                (self.say)("letter-after-notice", Some(days))
            }
            (None, PromiseDue::Node(Node::Foundation)) => {
                (self.say)("promise-node-foundation", None)
            }
            (None, PromiseDue::Node(Node::MainStructure)) => {
                (self.say)("promise-node-main_structure", None)
            }
            (None, PromiseDue::Node(Node::BeforeCompletion)) => {
                (self.say)("promise-node-before_completion", None)
            }
        };
        let item = self.rules().item(&promise.item);
        let standard = item.and_then(|item| item.commitment.standard.as_ref());
        json!({
            "item": self.item(&promise.item),
            "standard": standard.map_or("", |text| text.get(self.language)),
            "due": due,
            "checker": self.department(&promise.checker),
        })
    }

    fn enterprise(&self) -> Value {
        let builder = &self.project.builder;
        json!({ "name": builder.company, "uscc": builder.uscc })
    }

    fn commitment(&self) -> Value {
        let commitment = self.project.build_first.commitment();
        let signer = commitment.map_or("", |commitment| commitment.signer.as_str());
        // Letters signed before the legal representative was recorded point to the licence.
        let legal = commitment
            .and_then(|commitment| commitment.legal_person.clone())
            .unwrap_or_else(|| (self.say)("letter-legal-person-licence", None));
        let promises = commitment.map_or(&[][..], |commitment| &commitment.promises);
        let deferred: Vec<_> = promises
            .iter()
            .map(|promise| self.promise(promise, None))
            .collect();
        let builder = &self.project.builder;
        json!({
            "enterprise": {
                "name": builder.company, "uscc": builder.uscc,
                "legal_representative": legal, "signer": signer,
            },
            "deferred": deferred,
        })
    }

    fn notice(&self) -> Value {
        let notice = self.project.build_first.notice();
        let dated = notice.map_or(&[][..], |notice| &notice.promises);
        let deferred: Vec<_> = dated
            .iter()
            .map(|one| self.promise(&one.promise, one.due_on))
            .collect();
        let letters = &self.project.letters;
        let commitment = letters
            .iter()
            .rfind(|letter| letter.form == form::COMMITMENT);
        let parties: Vec<_> = self
            .project
            .parties
            .iter()
            .map(|party| {
                json!({
                    "role": (self.say)(&format!("party-{}", party.kind.as_str()), None),
                    "name": party.company, "lead": party.person, "phone": "",
                })
            })
            .collect();
        let mut checkers: Vec<_> = dated.iter().map(|one| &one.promise.checker).collect();
        checkers.sort();
        checkers.dedup();
        let supervisors: Vec<_> = checkers
            .into_iter()
            .filter_map(|code| self.rules().department(code))
            .map(|department| {
                json!({
                    "department": department.name.get(self.language),
                    "task": (self.say)("letter-supervision", None),
                    "phone": department.phone,
                })
            })
            .collect();
        json!({
            "enterprise": self.enterprise(),
            "commitment_number": commitment.map_or("", |letter| letter.number.as_str()),
            "scope": notice.map_or("", |notice| notice.scope.as_str()),
            "valid_from": notice.map_or(self.letter.issued_on, |notice| notice.valid_from).to_string(),
            "deferred": deferred,
            "parties": parties,
            "supervisors": supervisors,
        })
    }

    fn decision(&self) -> Value {
        let case = self.cases().next();
        let decision = case.and_then(Case::decision);
        let item = case.and_then(|case| self.rules().item(&case.item));
        let basis: Vec<_> = item
            .iter()
            .flat_map(|item| &item.legal_basis)
            .map(|text| text.get(self.language))
            .collect();
        let mut reasons: Vec<_> = decision
            .iter()
            .map(|decision| decision.reasons.clone())
            .collect();
        reasons.retain(|reason| !reason.is_empty());
        if reasons.is_empty() {
            reasons.push((self.say)("letter-reason-complies", None));
        }
        let certificate = decision.and_then(|decision| {
            let number = decision.certificate_no.as_ref()?;
            let kind = item?.result.name.get(self.language);
            let until = decision.valid_until.map(|date| date.to_string());
            Some(match until {
                Some(until) => json!({ "type": kind, "number": number, "valid_to": until }),
                None => json!({ "type": kind, "number": number }),
            })
        });
        let accepted = case
            .and_then(Case::review)
            .map_or(self.letter.issued_on, |review| review.accepted_on);
        let mut values = json!({
            "item": case.map(|case| self.item(&case.item)),
            "accepted_on": accepted.to_string(),
            "case_number": case.map(|case| case.number.to_string()),
            "basis": basis,
            "reasons": reasons,
            "remedies": self.remedies(),
        });
        if let (Some(certificate), Value::Object(all)) = (certificate, &mut values) {
            all.insert("certificate".to_owned(), certificate);
        }
        values
    }
}
