//! F25: what a hostile key set costs, in time of this thread's processor: a busy machine does not change it.

use std::time::Duration;

use bearward::testing::TestIssuer;
use bearward::{Fetch, FetchError, FetchRequest, FetchResponse, Verifier};

use crate::large::{five_thousand, many_keys, with_a_huge_key};
use crate::support::{Clock, ask, good};

/// 50 ms as it is shipped; without optimisation the same work takes longer.
const BUDGET: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });

struct Fixed(Vec<u8>);

impl Fetch for Fixed {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        Ok(FetchResponse { status: 200, headers: Vec::new(), body: self.0.clone() })
    }
}

#[test]
fn f25_costs_little() {
    let issuer = TestIssuer::start();
    let token = good(&issuer);
    for (body, expected) in [
        (five_thousand(), "keys_unavailable"),
        (with_a_huge_key(&issuer), "accept"),
        (many_keys(&issuer, 99).to_string(), "accept"),
        (format!("{{\"keys\":[{}]}}", vec!["{}"; 170_000].join(",")), "keys_unavailable"),
        (format!("{{\"keys\":[{{{}}}]}}", members(20_000)), "keys_unavailable"),
    ] {
        let verifier = Verifier::issuer(issuer.issuer())
            .audience(issuer.audience())
            .jwks_url("https://id.example.com/keys")
            .fetch(Fixed(body.into_bytes()))
            .build()
            .unwrap();
        let before = thread_time();
        assert_eq!(ask(&verifier, &token, Clock::start().at(0.0)), expected);
        let took = thread_time() - before;
        assert!(took < BUDGET, "{took:?} for {expected}");
    }
}

/// Names that a weak hash would put into one bucket are beyond a test; many names are not.
fn members(count: usize) -> String {
    (0..count).map(|number| format!("\"m{number}\":{number}")).collect::<Vec<_>>().join(",")
}

fn thread_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of this frame, which the call fills.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(status, 0);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}
