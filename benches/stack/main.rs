//! The whole system under load: real sign-ins, real tokens, and a thousand signed-in users on the guarded list route.
//!
//! `cargo xtask bench stack [--write] [--users N]` starts everything (PostgreSQL, Next.js with Better Auth, both task
//! APIs) and then this program, which only asks. It says `ok` or `off` for each target; exit 1 if one is off.

mod crowd;
mod decision;
mod http;
mod people;
mod report;
mod wrk;

use std::path::PathBuf;
use std::process::ExitCode;

use bearward_benches::{Row, write_rows};

use crate::crowd::Crowd;

const USAGE: &str =
    "stack --web URL --fastapi URL --axum URL --python PROGRAM [--json FILE] [--readme FILE] [--users N]";

/// Where everything is.
struct Options {
    web: String,
    fastapi: String,
    axum: String,
    python: PathBuf,
    json: Option<PathBuf>,
    readme: Option<PathBuf>,
    users: usize,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match Options::parse(&words).and_then(|options| measure(&options)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("stack: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<bool, String> {
    let mut rows = people::rows(&options.web)?;
    show(&rows);
    println!(
        "signing {} users up (Better Auth hashes each password with scrypt: about a minute)",
        options.users
    );
    let crowd = Crowd::gather(options)?;
    let decisions = decision::rows(options, crowd.some_token())?;
    show(&decisions);
    rows.extend(decisions);
    let loads = crowd.rows(options)?;
    show(&loads);
    rows.extend(loads);
    if let Some(file) = &options.json {
        write_rows(file, &rows)?;
    }
    if let Some(file) = &options.readme {
        report::write(file, &rows)?;
    }
    Ok(!rows.iter().any(|row| row.verdict().starts_with("off")))
}

fn show(rows: &[Row]) {
    println!("\n{}", rows.first().map_or("", |row| &row.group));
    for row in rows {
        let figures: Vec<String> =
            row.figures.iter().map(|(name, value)| format!("{name} {value:.2}")).collect();
        println!("  {:28} {:60} {}", row.name, figures.join("  "), row.verdict());
    }
}

impl Options {
    fn parse(words: &[String]) -> Result<Self, String> {
        let mut options = Self {
            web: String::new(),
            fastapi: String::new(),
            axum: String::new(),
            python: PathBuf::new(),
            json: None,
            readme: None,
            users: 1000,
        };
        let mut words = words.iter();
        while let (Some(word), value) = (words.next(), words.next()) {
            let value = value.ok_or(USAGE)?;
            match word.as_str() {
                "--web" => options.web.clone_from(value),
                "--fastapi" => options.fastapi.clone_from(value),
                "--axum" => options.axum.clone_from(value),
                "--python" => options.python = value.into(),
                "--json" => options.json = Some(value.into()),
                "--readme" => options.readme = Some(value.into()),
                "--users" => {
                    let users = value.parse().ok().filter(|users| (1..=1000).contains(users));
                    options.users = users.ok_or("--users takes a number from 1 to 1000")?;
                }
                _ => return Err(USAGE.to_owned()),
            }
        }
        let given = [&options.web, &options.fastapi, &options.axum].iter().all(|url| !url.is_empty());
        if given { Ok(options) } else { Err(USAGE.to_owned()) }
    }
}
