//! What a fleet asks of its key endpoint, by simulation over the same code: `cargo run --release -p bearward-benches --bin fleet`.
//!
//! `fleet threads` measures instead how two threads share one verifier, and what a running fetch costs them.
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

mod endpoint;
mod phases;
mod picture;
mod random;
mod scenario;
mod simulation;
mod threads;

use std::path::Path;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "threads") {
        threads::run();
        return Ok(());
    }
    let start = Instant::now();
    let bad_start = simulation::run(&scenario::A_BAD_START);
    phases::print(&scenario::A_BAD_START, &bad_start);
    let life = simulation::run(&scenario::A_LIFE);
    phases::print(&scenario::A_LIFE, &life);
    println!("{:.0} s of computing", start.elapsed().as_secs_f64());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/fleet.svg");
    std::fs::create_dir_all(file.with_file_name(""))?;
    std::fs::write(file, picture::draw(&life))
}
