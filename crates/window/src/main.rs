//! `window-one`: the one binary.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    window_one::cli::run().await
}
