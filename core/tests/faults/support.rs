//! What the faults share: a clock that jumps, a loop over `check` that runs every fetch at the clock's time, a server that misbehaves.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use bearward::testing::TestIssuer;
use bearward::{Attempt, Now, Outcome, Verifier, VerifierBuilder};
use serde_json::{Value, json};

/// Virtual time, from this moment on.
#[derive(Clone, Copy)]
pub(crate) struct Clock(Now);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Now::system())
    }

    /// So many seconds after the start, on both clocks.
    pub(crate) fn at(self, seconds: f64) -> Now {
        self.apart(seconds, seconds)
    }

    /// The wall clock and the monotonic clock so many seconds after the start, each for itself.
    pub(crate) fn apart(self, wall: f64, monotonic: f64) -> Now {
        let monotonic = (self.0.monotonic().as_secs_f64() + monotonic).max(0.0);
        Now::at(self.0.unix() + wall, Duration::from_secs_f64(monotonic))
    }
}

/// The decision at that moment. Fetches, waited for or not, run on this thread and land at that moment.
pub(crate) fn ask(verifier: &Verifier, token: &str, now: Now) -> &'static str {
    let step = verifier.check(token, now, Attempt::First);
    if let Some(refresh) = step.refresh {
        refresh.run_here(now);
    }
    match step.outcome {
        Outcome::Wait(flight) => {
            flight.run_here(now);
            word(&verifier.check(token, now, Attempt::Second).outcome)
        }
        decided => word(&decided),
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Verified(_) => "accept",
        Outcome::Denied(denial) => denial.code().as_str(),
        Outcome::Wait(_) => "wait",
    }
}

/// The code of a blocking decision in real time, or `accept`.
pub(crate) fn code(verifier: &Verifier, token: &str) -> &'static str {
    verifier.verify(token).map_or_else(|denial| denial.code().as_str(), |_| "accept")
}

/// A token that outlives every clock of these tests.
pub(crate) fn good(issuer: &TestIssuer) -> String {
    issuer.mint(lasting())
}

/// The claims of such a token.
pub(crate) fn lasting() -> Value {
    json!({"sub": "alice", "exp": 99_999_999_999_u64})
}

/// A token under a `kid` that nobody has. Nobody signed it: what is asked is its key, and ten thousand cost nothing.
pub(crate) fn unknown(number: usize) -> String {
    let header = json!({"alg": "EdDSA", "kid": format!("nobody-{number}")}).to_string();
    let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(header.as_bytes());
    format!("{header}.e30.{}", "A".repeat(86))
}

/// An issuer, a verifier of it, and the keys fetched at the start of the clock.
pub(crate) fn warmed(
    change: impl FnOnce(VerifierBuilder) -> VerifierBuilder,
) -> (TestIssuer, Verifier, Clock) {
    let issuer = TestIssuer::start();
    let verifier = change(issuer.verifier()).build().unwrap();
    let clock = Clock::start();
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(0.0)), "accept");
    assert_eq!(issuer.connections(), 1);
    (issuer, verifier, clock)
}

/// How many fetches this verifier has started, for whatever reason; also those that no server saw.
pub(crate) fn fetches(verifier: &Verifier) -> u64 {
    verifier.stats().fetches.values().sum()
}

/// The last failure in one line.
pub(crate) fn last_error(verifier: &Verifier) -> String {
    verifier.stats().last_fetch_error.unwrap_or_default()
}

/// A refresh of a stale set meets the fault: it fails with these words, and the old keys decide on, in the same moment and after it.
pub(crate) fn keeps_its_keys(issuer: &TestIssuer, verifier: &Verifier, now: Now, words: &[&str]) {
    let token = good(issuer);
    let before = verifier.stats();
    assert_eq!(ask(verifier, &token, now), "accept", "a stale set decides while it is renewed");
    let after = verifier.stats();
    assert_eq!(after.fetch_failures, before.fetch_failures + 1, "{after:?}");
    for word in words {
        assert!(last_error(verifier).contains(word), "{word:?} in {:?}", last_error(verifier));
    }
    assert_eq!(ask(verifier, &token, now), "accept", "a failure takes no key away");
    assert_eq!(fetches(verifier), before.fetches.values().sum::<u64>() + 1, "and is not repeated at once");
}

/// Threads that work until the test is over must see its end when it fails, too.
pub(crate) struct StopAtEnd<'a>(pub(crate) &'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A server of the test's own: one thread a connection, each counted.
pub(crate) struct Server {
    address: SocketAddr,
    connections: Arc<AtomicU64>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(serve: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, stopped) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (counter, over, serve) = (Arc::clone(&connections), Arc::clone(&stopped), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                counter.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(&mut stream));
            }
        });
        Self { address, connections, stopped }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/jwks", self.address)
    }

    pub(crate) fn connections(&self) -> u64 {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _woken = TcpStream::connect(self.address);
    }
}

/// Up to and with the empty line.
pub(crate) fn read_head(stream: &mut TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
}
