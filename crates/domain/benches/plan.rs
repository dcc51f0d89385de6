//! What the plan of a project costs over all 53 items.
//!
//! Aim: at most 100 µs. `cargo bench -p window-domain --bench plan`.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use criterion::Criterion;
use jiff::civil::date;
use window_domain::calendar::Calendar;
use window_domain::catalogue::Catalogue;
use window_domain::facts::{FactKind, Facts};
use window_domain::plan::{Track, compare, make};

const CALENDAR: &str = include_str!("../../../catalogue/huangshi/calendar.json");
const CITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/huangshi");

fn city() -> Result<Catalogue, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for folder in ["", "items/"] {
        for entry in std::fs::read_dir(Path::new(CITY).join(folder))? {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_string_lossy().ends_with("toml") {
                let relative = format!("{folder}{}", name.to_string_lossy());
                files.insert(relative, std::fs::read_to_string(entry.path())?);
            }
        }
    }
    Catalogue::from_files(&files).map_err(|problems| format!("{problems:?}").into())
}

/// A project in the zone to which nearly every item applies that one project can have.
fn busy(catalogue: &Catalogue) -> Result<Facts, Box<dyn Error>> {
    let no = [
        "approval_catalogue",
        "outside_planned_land",
        "zone_assessment_done",
    ];
    let picked = [
        ("project_type", "industrial"),
        ("land_acquisition", "grant"),
        ("eia_class", "statement"),
        ("air_defence_mode", "build"),
        ("project_nature", "new"),
        ("discharge_class", "key"),
    ];
    let mut raw = BTreeMap::from(picked.map(|(code, value)| (code.to_owned(), value.to_owned())));
    for fact in catalogue.facts().definitions() {
        let value = match fact.kind {
            FactKind::Boolean => (!no.contains(&fact.code.as_str())).to_string(),
            FactKind::Integer { max, .. } => max.min(50_000).to_string(),
            FactKind::Choice(_) => continue,
        };
        raw.insert(fact.code.clone(), value);
    }
    Facts::parse(catalogue.facts(), &raw).map_err(|problems| format!("{problems:?}").into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let catalogue = city()?;
    let calendar = Calendar::from_json(CALENDAR)?;
    let facts = busy(&catalogue)?;
    let from = date(2026, 3, 2);
    let once = make(&catalogue, &facts, Track::Ordinary, from, &calendar)?;
    assert!(once.items.len() >= 40, "{} items apply", once.items.len());
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("plan/53_items", |b| {
        b.iter(|| {
            make(
                black_box(&catalogue),
                black_box(&facts),
                Track::Ordinary,
                from,
                &calendar,
            )
        });
    });
    criterion.bench_function("plan/three_variants", |b| {
        b.iter(|| compare(black_box(&catalogue), black_box(&facts), from, &calendar));
    });
    criterion.final_summary();
    Ok(())
}
