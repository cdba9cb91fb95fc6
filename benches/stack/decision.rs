//! What the decision on a real token costs, by the very verifiers of the two APIs, keys at hand.

use std::process::Command;
use std::time::Instant;

use bearward::Verifier;
use bearward_benches::{Row, Side, median};

use crate::Options;

const GROUP: &str = "one decision on a real Better Auth token (EdDSA)";
const PYTHON: &str = include_str!("decision.py");
const TIMES: usize = 5000;

/// p50 of each, in microseconds.
pub(crate) fn rows(options: &Options, token: &str) -> Result<Vec<Row>, String> {
    let row =
        |name: &str, p50| Row::new(GROUP, name).with("p50_us", p50).target("p50_us", Side::AtMost, 200.0);
    Ok(vec![row("axum (Rust)", rust(&options.web, token)?), row("FastAPI (Python)", python(options, token)?)])
}

fn rust(web: &str, token: &str) -> Result<f64, String> {
    let verifier = Verifier::better_auth(web).and_then(|builder| builder.build());
    let verifier = verifier.map_err(|error| error.to_string())?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let since = Instant::now();
        verifier.verify(token).map_err(|denial| denial.to_string())?;
        times.push(since.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(&times))
}

fn python(options: &Options, token: &str) -> Result<f64, String> {
    let output = Command::new(&options.python)
        .args(["-c", PYTHON, &options.web, &TIMES.to_string()])
        // Not among the arguments, which everybody on the machine may read.
        .env("MEASURED_TOKEN", token)
        .output()
        .map_err(|error| format!("{}: {error}", options.python.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| format!("decision.py: {}", String::from_utf8_lossy(&output.stderr)))
}
