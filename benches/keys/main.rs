//! Key caches side by side: bearward, `jose`, `aws-jwt-verify` and PyJWT's `PyJWKClient`, each against a real endpoint on loopback that
//! hangs, fails, rotates and removes keys. Prints a table; fails if bearward is not the best of each row, ties allowed.
//!
//! `cargo run --release -p bearward-benches --bin keys`, or `cargo xtask bench keys`. Needs npm and Python 3; the peers are
//! installed below `target/peers`.

mod contestant;
mod install;
mod lab;
mod ours;
mod peer;
mod rows;
mod table;

use std::process::ExitCode;
use std::time::Instant;

use contestant::Maker;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("bench keys: {why}");
            ExitCode::from(2)
        }
    }
}

/// False if bearward is not the best of each row.
fn run() -> Result<bool, String> {
    let mut makers: Vec<Box<dyn Maker>> = vec![Box::new(ours::Bearward)];
    makers.extend(peer::all(&install::peers()?));
    let mut table = table::Table::new(makers.iter().map(|maker| maker.name()));
    for row in rows::ALL {
        let started = Instant::now();
        eprint!("{} ...", row.what);
        let values = row.measure(&makers)?;
        eprintln!(" {:.0} s", started.elapsed().as_secs_f64());
        table.add(row, values);
    }
    println!("{table}");
    for worse in table.lost() {
        eprintln!("bearward is not the best of: {worse}");
    }
    Ok(table.lost().next().is_none())
}
