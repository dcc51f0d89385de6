//! Writes every sample letter of the city as PDF and HTML, for whoever edits a layout:
//! `cargo run -p window-letters --example samples -- FOLDER`

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a sample or a tool that is missing must stop the run"
)]

#[path = "../tests/city/mod.rs"]
mod city;

use std::path::PathBuf;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let city = city::City::read();
    for (code, language, data) in city.samples() {
        let letter = city.render(&code, &data);
        std::fs::write(folder.join(format!("{code}.{language}.pdf")), letter.pdf).unwrap();
        let page = city.on_screen(&code, &data);
        std::fs::write(folder.join(format!("{code}.{language}.html")), page.html).unwrap();
    }
}
