//! How long the plan of a project takes over all 53 items.

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use window_domain::calendar::Calendar;
use window_domain::catalogue::Catalogue;
use window_domain::facts::{FactKind, Facts};
use window_domain::plan::{Track, make};

fn city() -> (Catalogue, Calendar) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/huangshi");
    let mut files = BTreeMap::new();
    for folder in ["", "items"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let calendar = std::fs::read_to_string(root.join("calendar.json")).unwrap();
    (
        Catalogue::from_files(&files).unwrap(),
        Calendar::from_json(&calendar).unwrap(),
    )
}

/// A project to which as many items apply as one project can have.
fn busy(catalogue: &Catalogue) -> Facts {
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
    let mut raw: BTreeMap<String, String> = picked
        .iter()
        .map(|(code, value)| ((*code).to_owned(), (*value).to_owned()))
        .collect();
    for fact in catalogue.facts().definitions() {
        let value = match fact.kind {
            FactKind::Boolean => (!no.contains(&fact.code.as_str())).to_string(),
            FactKind::Integer { max, .. } => max.min(50_000).to_string(),
            FactKind::Choice(_) => continue,
        };
        raw.insert(fact.code.clone(), value);
    }
    Facts::parse(catalogue.facts(), &raw).unwrap()
}

fn plan(criterion: &mut Criterion) {
    let (catalogue, calendar) = city();
    let facts = busy(&catalogue);
    let from = jiff::civil::date(2026, 3, 2);
    let once = make(&catalogue, &facts, Track::Ordinary, from, &calendar).unwrap();
    assert!(once.items.len() >= 40, "{} items", once.items.len());
    criterion.bench_function("plan over 53 items", |bencher| {
        bencher.iter(|| {
            make(
                black_box(&catalogue),
                black_box(&facts),
                Track::Ordinary,
                from,
                &calendar,
            )
        });
    });
}

criterion_group!(benches, plan);
criterion_main!(benches);
