//! The log lines of the key source: start, rotation, failure while serving stale keys, recovery, and keys too old to serve.

use std::time::Duration;

use bearward::testing::TestIssuer;
use bearward::{Attempt, Flight, Now, Outcome, Verifier};
use serde_json::json;

use crate::support::log::Log;

fn at(seconds: f64) -> Now {
    let start = Now::system();
    Now::at(start.unix() + seconds, start.monotonic() + Duration::from_secs_f64(seconds))
}

/// Asks once at a moment; runs on this thread whatever fetch comes of it, so that its lines are this test's.
fn ask(verifier: &Verifier, token: &str, seconds: f64) {
    let step = verifier.check(token, at(seconds), Attempt::First);
    let flight: Option<Flight> = match step.outcome {
        Outcome::Wait(flight) => Some(flight),
        _ => step.refresh,
    };
    if let Some(flight) = flight {
        flight.run_here(at(seconds));
    }
}

fn messages(log: &Log) -> Vec<String> {
    let lines = log.take().into_iter().filter(|line| line.target == "bearward");
    let worth_knowing = lines.filter(|line| line.level <= tracing::Level::INFO);
    worth_knowing.filter_map(|line| line.field("message").map(str::to_owned)).collect()
}

#[test]
fn the_life_of_a_key_source_is_in_the_log() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().max_stale(3_600).build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let log = Log::start();

    ask(&verifier, &token, 0.0);
    assert_eq!(messages(&log), ["keys fetched"]);

    issuer.rotate();
    ask(&verifier, &token, 700.0);
    assert_eq!(messages(&log), ["keys changed"]);

    issuer.down();
    ask(&verifier, &token, 1_400.0);
    assert_eq!(messages(&log), ["fetching keys failed; the known keys go on"]);

    issuer.up();
    ask(&verifier, &token, 1_500.0);
    assert_eq!(messages(&log), ["the key endpoint has recovered"]);

    issuer.down();
    ask(&verifier, &token, 9_000.0);
    assert_eq!(messages(&log), ["fetching keys failed; there are none to decide by"]);
}

#[test]
fn no_line_of_the_key_source_holds_a_token_or_a_raw_kid() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let (token, stranger) =
        (issuer.mint(json!({"sub": "alice"})), issuer.unknown_kid(json!({"sub": "alice"})));
    let log = Log::start();
    ask(&verifier, &token, 0.0);
    ask(&verifier, &stranger, 1.0);
    let (kid, lines) = (issuer.kid(), log.take());
    assert!(!lines.is_empty());
    for line in &lines {
        for value in line.fields.values() {
            assert!(
                !value.contains(&token) && !value.contains(&stranger) && !value.contains(&kid),
                "{value}"
            );
        }
    }
}
