//! How long a warm letter takes, for each kind of the city, as PDF and for the page; the goal is 50 ms. And how long its
//! seal takes.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a sample or a tool that is missing must stop the run"
)]

#[path = "../tests/city/mod.rs"]
mod city;

use city::City;
use criterion::{Criterion, criterion_group, criterion_main};
use window_letters::seal::{Seal, Signing, Validity};

fn letters(criterion: &mut Criterion) {
    let city = City::read();
    let mut group = criterion.benchmark_group("letter");
    for (code, language, mut data) in city.samples() {
        let mut n = 0_u64;
        group.bench_function(format!("{code}/{language}"), |bencher| {
            bencher.iter(|| {
                // Another number and addressee each time, as in life: nothing can be remembered whole.
                n += 1;
                data["number"] = format!("黄开〔2026〕{n}号").into();
                data["addressee"] = format!("黄石示例{n}有限公司").into();
                city.render(&code, &data)
            });
        });
        group.bench_function(format!("{code}/{language}/page"), |bencher| {
            bencher.iter(|| {
                n += 1;
                data["number"] = format!("黄开〔2026〕{n}号").into();
                city.on_screen(&code, &data)
            });
        });
    }
    group.finish();
}

fn seal(criterion: &mut Criterion) {
    let city = City::read();
    let letter = city.render("acceptance", &city.sample("acceptance", "zh"));
    let ten_years = Validity {
        from: 1_795_509_000,
        to: 2_110_869_000,
    };
    let seal = Seal::read(&Seal::make("Window", [1; 32], [7; 16], ten_years).unwrap()).unwrap();
    let mut at = ten_years.from;
    criterion.bench_function("seal", |bencher| {
        bencher.iter(|| {
            // Another second each time: no two signatures are the same.
            at += 1;
            let signing = Signing {
                at,
                name: "Window",
                reason: "issued",
                location: "Huangshi",
            };
            seal.sign(&letter.pdf, &signing).unwrap()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = letters, seal
}
criterion_main!(benches);
