//! HTTP under load: plain and guarded routes of one axum server, in short alternating slices of wrk.
//!
//! `cargo run --release -p bearward-benches --bin load [-- --json FILE] [--rounds N]`: two to four minutes, loopback only.
//! The server is this program again (`serve`), on one core; wrk has another.

mod database;
mod machine;
mod scenes;
mod server;
mod table;
mod wrk;

use std::path::PathBuf;
use std::process::ExitCode;

use bearward_benches::write_rows;

use crate::scenes::Stage;

const USAGE: &str = "load [--json FILE] [--rounds N]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["serve", dir] => server::serve(dir.as_ref()),
        options => Options::parse(options).and_then(|options| measure(&options)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    json: Option<PathBuf>,
    rounds: usize,
}

impl Options {
    fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self { json: None, rounds: 20 };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match (*word, words.next()) {
                ("--json", Some(file)) => options.json = Some(file.into()),
                ("--rounds", Some(count)) => {
                    let count = count.parse().ok().filter(|count| (1..=40).contains(count));
                    options.rounds = count.ok_or("--rounds takes a number from 1 to 40")?;
                }
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }
}

fn measure(options: &Options) -> Result<(), String> {
    let mut stage = Stage::new()?;
    println!("{}", stage.heading());
    let mut rows = Vec::new();
    for scene in [scenes::empty, scenes::database, scenes::connections] {
        let found = scene(&mut stage, options.rounds)?;
        println!("\n{}", table::table(&found));
        rows.extend(found);
    }
    println!("\n{}", table::NOTES);
    match &options.json {
        Some(file) => write_rows(file, &rows),
        None => Ok(()),
    }
}
