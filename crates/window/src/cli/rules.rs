//! Commands that only ask the rules: working days, plans, identifiers.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use serde_json::{Value, json};
use window_domain::clock::{Clock, StopGround};
use window_domain::facts::{FactProblem, FactValue, Facts};
use window_domain::id;
use window_domain::limit::Limit;
use window_domain::plan::{self, Track};

use super::{FINDINGS, Output};
use crate::city::City;
use crate::http::refusal::city_language;
use crate::i18n::{I18n, Language, Message};

#[derive(Debug, Subcommand)]
pub(super) enum WorkdaysCommand {
    /// The last day of a limit in working days.
    Due {
        /// Day the limit starts; it never counts.
        #[arg(long)]
        from: Date,
        /// Working days.
        #[arg(long)]
        days: u16,
        /// A stop of the clock, `FROM..TO`: from is still used, to is not.
        #[arg(long, value_parser = stop)]
        stop: Vec<(Date, Date)>,
    },
    /// Working days after one day up to and including another.
    Count {
        /// Not counted.
        #[arg(long)]
        from: Date,
        /// Counted.
        #[arg(long)]
        to: Date,
    },
}

fn stop(text: &str) -> Result<(Date, Date), String> {
    let (from, to) = text.split_once("..").ok_or("write FROM..TO")?;
    let date = |text: &str| text.parse::<Date>().map_err(|error| error.to_string());
    Ok((date(from)?, date(to)?))
}

pub(super) fn workdays(command: &WorkdaysCommand, city: &City) -> anyhow::Result<Output> {
    let calendar = &city.calendar;
    match command {
        WorkdaysCommand::Due { from, days, stop } => {
            let mut clock = Clock::new(*from, Limit::WorkingDays(*days));
            let mut stops = stop.clone();
            stops.sort_unstable();
            for (stopped, resumed) in &stops {
                clock.stop(*stopped, StopGround::Correction, "stop".to_owned(), None)?;
                clock.resume(*resumed)?;
            }
            let due = clock
                .due(calendar, *from)
                .ok_or_else(|| anyhow!("no limit"))?;
            let explain: Vec<Value> = clock
                .explain(calendar, *from)
                .iter()
                .map(|day| json!({ "date": day.date, "counted": day.counted, "why": day.why }))
                .collect();
            Ok(Output::ok(json!({
                "due": due.date, "provisional": due.provisional, "explain": explain,
            })))
        }
        WorkdaysCommand::Count { from, to } => Ok(Output::ok(
            json!({ "working_days": calendar.count(*from, *to) }),
        )),
    }
}

/// How a project is handled.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum TrackArg {
    /// All permits before construction.
    Ordinary,
    /// A construction notice against promises.
    BuildFirst,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// JSON file: fact code to value.
    #[arg(long)]
    facts: PathBuf,
    /// How the project is handled.
    #[arg(long, value_enum)]
    track: TrackArg,
    /// Day of filing.
    #[arg(long)]
    from: Date,
}

pub(super) fn plan(args: &PlanArgs, city: &City) -> anyhow::Result<Output> {
    let text = fs::read_to_string(&args.facts)
        .with_context(|| format!("read `{}`", args.facts.display()))?;
    let values: BTreeMap<String, FactValue> = serde_json::from_str(&text)
        .with_context(|| format!("read facts in `{}`", args.facts.display()))?;
    let facts = match Facts::check(city.catalogue.facts(), &values) {
        Ok(facts) => facts,
        Err(problems) => bail!("{}", told(city, &problems)?),
    };
    let track = match args.track {
        TrackArg::Ordinary => Track::Ordinary,
        TrackArg::BuildFirst => Track::BuildFirst,
    };
    let plan = plan::make(&city.catalogue, &facts, track, args.from, &city.calendar)
        .map_err(|problem| anyhow!("{problem}"))?;
    let items: Vec<Value> = plan
        .items
        .iter()
        .map(|planned| {
            let name = city.catalogue.item(&planned.item).map(|item| &item.name.zh);
            json!({
                "code": planned.item, "name": name, "mode": planned.mode,
                "start": planned.start, "due": planned.due.unwrap_or(planned.finish).date,
                "critical": planned.critical, "because": planned.because,
            })
        })
        .collect();
    Ok(Output::ok(json!({
        "construction_start": plan.construction_start.date,
        "provisional": plan.construction_start.provisional,
        "working_days_to_start": plan.working_days_to_start,
        "critical_path": plan.critical_path,
        "prelude": plan.prelude,
        "items": items,
    })))
}

/// Each wrong fact on lines of its own: its code, what was given, and in both languages the rule and
/// the way out. A person reads it, whichever language they have.
fn told(city: &City, problems: &[FactProblem]) -> anyhow::Result<String> {
    let i18n = I18n::load()?;
    let mut lines = vec!["the facts are not those of a project".to_owned()];
    for problem in problems {
        let refusal = problem.refusal();
        lines.push(format!("fact `{}` = `{}`", problem.fact, problem.given));
        for language in [Language::En, Language::Zh] {
            let say = |ending: &str| {
                let key = format!("refusal-{}{ending}", refusal.code.as_str());
                let values = refusal.values.iter();
                let message = values.fold(Message::new(key), |message, (name, value)| {
                    let definition = city.catalogue.facts().get(value);
                    let question = definition.filter(|_| *name == "fact");
                    let words = question.map_or_else(
                        || value.clone(),
                        |fact| fact.question.get(city_language(language)).to_owned(),
                    );
                    message.with(name, words)
                });
                i18n.say(language, &message)
            };
            lines.push(format!("  {} – {}", say(""), say("-remedy")));
        }
    }
    Ok(lines.join("\n"))
}

#[derive(Debug, Subcommand)]
pub(super) enum IdCommand {
    /// Tells what a number is and whether it is right.
    Check {
        /// Credit code, project code, identity number or case number.
        code: String,
    },
}

pub(super) fn id(command: &IdCommand) -> Output {
    let IdCommand::Check { code } = command;
    let found = id::inspect(code);
    Output {
        value: json!({
            "kind": found.kind.map(id::IdKind::code),
            "valid": found.valid,
            "reason": found.reason.as_ref().map(|reason| json!({
                "code": reason.code(), "detail": reason.to_string(),
            })),
        }),
        code: if found.valid { 0 } else { FINDINGS },
    }
}
