//! I9: who meets an empty cache together shares one GET and its result.

use std::sync::Barrier;
use std::time::Duration;

use bearward::testing::{Answer, TestIssuer};
use serde_json::json;

const CALLERS: usize = 1_000;

/// All codes of a thousand threads that start together.
fn thousand(issuer: &TestIssuer) -> Vec<&'static str> {
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let start = Barrier::new(CALLERS);
    let ask = || {
        start.wait();
        verifier.verify(&token).map_or_else(|denial| denial.code().as_str(), |_| "accept")
    };
    std::thread::scope(|scope| {
        let spawn = |_| std::thread::Builder::new().stack_size(256 * 1024).spawn_scoped(scope, ask);
        let callers: Vec<_> = (0..CALLERS).map(|caller| spawn(caller).unwrap()).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    })
}

#[test]
fn a_thousand_cold_callers_share_one_get() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(300));
    assert_eq!(thousand(&issuer), ["accept"; CALLERS]);
    assert_eq!((issuer.requests(), issuer.connections()), (1, 1));
}

/// A failure is shared too: nobody makes it worse, and it is an outage, never the token's fault.
#[test]
fn a_thousand_cold_callers_share_one_failure() {
    let issuer = TestIssuer::start();
    issuer.answer_with(Answer::status(503).with_header("Retry-After", "60"));
    assert_eq!(thousand(&issuer), ["keys_unavailable"; CALLERS]);
    assert_eq!((issuer.requests(), issuer.connections()), (1, 1));
}
