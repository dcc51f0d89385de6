//! How long a warm letter takes, for each kind of the city, as PDF and for the page; the goal is 50 ms.

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

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = letters
}
criterion_main!(benches);
