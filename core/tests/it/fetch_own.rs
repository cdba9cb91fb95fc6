//! A fetcher of the application's own: what it is asked, what becomes of its faults, and that nothing of it outlives the verifier.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Verifier};
use serde_json::json;

use crate::support::code;

/// Answers with what it is given, one answer a request.
struct Scripted {
    asked: Arc<Mutex<Vec<FetchRequest>>>,
    answer: Box<dyn Fn(usize) -> Result<FetchResponse, FetchError> + Send + Sync>,
}

impl Fetch for Scripted {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(request.clone());
            asked.len()
        };
        (self.answer)(number)
    }
}

type Asked = Arc<Mutex<Vec<FetchRequest>>>;

fn scripted(
    issuer: &TestIssuer,
    answer: impl Fn(usize) -> Result<FetchResponse, FetchError> + Send + Sync + 'static,
) -> (Verifier, Asked) {
    let asked = Asked::default();
    let fetch = Scripted { asked: Arc::clone(&asked), answer: Box::new(answer) };
    let verifier = Verifier::issuer(issuer.issuer())
        .audience(issuer.audience())
        .jwks_url("https://id.example.com/keys?tenant=1")
        .fetch(fetch)
        .build()
        .unwrap();
    (verifier, asked)
}

fn keys(issuer: &TestIssuer) -> FetchResponse {
    FetchResponse { status: 200, headers: Vec::new(), body: issuer.jwks().into_bytes() }
}

#[test]
fn it_is_asked_for_the_configured_url_and_nothing_else() {
    let issuer = TestIssuer::start();
    let response = keys(&issuer);
    let (verifier, asked) = scripted(&issuer, move |_| Ok(response.clone()));
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].url, "https://id.example.com/keys?tenant=1");
    assert_eq!(asked[0].etag, None);
    assert!(asked[0].timeout <= Duration::from_secs(5));
    assert_eq!(issuer.connections(), 0);
}

#[test]
fn an_etag_is_sent_back_and_a_304_keeps_the_keys() {
    let issuer = TestIssuer::start();
    let mut response = keys(&issuer);
    response.headers.push(("etag".into(), "\"v1\"".into()));
    let (verifier, asked) = scripted(&issuer, move |number| match number {
        1 => Ok(response.clone()),
        _ => Ok(FetchResponse { status: 304, headers: Vec::new(), body: Vec::new() }),
    });
    verifier.warm().unwrap();
    thread::sleep(Duration::from_millis(1_010));
    verifier.refresh().unwrap();
    assert_eq!(asked.lock().unwrap()[1].etag.as_deref(), Some("\"v1\""));
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
}

/// A 304 to a request without an ETag confirms nothing.
#[test]
fn a_304_that_was_not_asked_for_is_a_failure() {
    let issuer = TestIssuer::start();
    let (verifier, _) =
        scripted(&issuer, |_| Ok(FetchResponse { status: 304, headers: Vec::new(), body: Vec::new() }));
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "keys_unavailable");
}

#[test]
fn its_errors_are_an_outage_and_one_safe_line() {
    let issuer = TestIssuer::start();
    for kind in [FetchErrorKind::Dns, FetchErrorKind::Tls, FetchErrorKind::Timeout, FetchErrorKind::Other] {
        let (verifier, _) = scripted(&issuer, move |_| Err(FetchError::new(kind, "no\r\nluck \u{1b}[31m")));
        let denial = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).unwrap_err();
        assert_eq!(denial.code().as_str(), "keys_unavailable");
        let why = denial.explain().to_string();
        assert!(why.contains("luck") && !why.contains(char::is_control), "{why:?}");
    }
}

/// F23: a fetcher that panics takes nobody with it.
#[test]
fn a_panic_in_it_is_an_outage() {
    let issuer = TestIssuer::start();
    let response = keys(&issuer);
    let (verifier, _) = scripted(&issuer, move |number| {
        assert!(number > 1, "the first fetch panics: on purpose");
        Ok(response.clone())
    });
    let token = issuer.mint(json!({"sub": "alice"}));
    let started = Instant::now();
    assert_eq!(code(&verifier, &token), "keys_unavailable");
    assert!(started.elapsed() < Duration::from_secs(2), "waiters are told at once");
    thread::sleep(Duration::from_millis(1_400));
    assert_eq!(code(&verifier, &token), "accept");
}

/// A fetcher that breaks its promise of a timeout: waiters go after the lease, its late answer counts for nothing wrong.
#[test]
fn one_that_never_returns_costs_the_lease_alone() {
    let issuer = TestIssuer::start();
    let (gate, _keep) = gate();
    let (verifier, _) = scripted(&issuer, move |_| {
        gate.wait();
        Err(FetchError::new(FetchErrorKind::Other, "late"))
    });
    let started = Instant::now();
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "keys_unavailable");
    let took = started.elapsed();
    assert!((Duration::from_secs(5)..Duration::from_secs(8)).contains(&took), "{took:?}");
}

struct Gate(Mutex<Receiver<()>>);

impl Gate {
    /// Until the other end says so or goes.
    fn wait(&self) {
        let _ = self.0.lock().unwrap().recv();
    }
}

fn gate() -> (Arc<Gate>, Sender<()>) {
    let (sender, receiver) = channel();
    (Arc::new(Gate(Mutex::new(receiver))), sender)
}

/// Tells by its drop that nobody holds the fetcher any more: no thread, no cycle.
struct Watched(Arc<AtomicUsize>, Arc<Gate>);

impl Fetch for Watched {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        self.1.wait();
        Err(FetchError::new(FetchErrorKind::Other, "the gate was opened"))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.fetch_add(100, Ordering::SeqCst);
    }
}

fn until(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < Duration::from_secs(5), "it never came");
        thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_verifier_dropped_in_flight_leaves_no_thread_and_no_fetcher() {
    let issuer = TestIssuer::start();
    let (gate, open) = gate();
    let seen = Arc::new(AtomicUsize::new(0));
    let verifier = Verifier::issuer(issuer.issuer())
        .audience(issuer.audience())
        .jwks_url("https://id.example.com/keys")
        .fetch(Watched(Arc::clone(&seen), gate))
        .build()
        .unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let waited = tokio::time::timeout(Duration::from_millis(100), verifier.verify_async(&token)).await;
    assert!(waited.is_err());
    until(|| seen.load(Ordering::SeqCst) == 1);
    drop(verifier);
    assert_eq!(seen.load(Ordering::SeqCst), 1, "its thread is still at it");
    drop(open);
    until(|| seen.load(Ordering::SeqCst) == 101);
}

#[test]
fn a_verifier_that_never_fetched_leaves_nothing() {
    let seen = Arc::new(AtomicUsize::new(0));
    let (gate, _open) = gate();
    let build = || {
        Verifier::issuer("https://id.example.com")
            .audience("api")
            .jwks_url("https://id.example.com/keys")
            .fetch(Watched(Arc::clone(&seen), Arc::clone(&gate)))
            .build()
            .unwrap()
    };
    drop(build());
    assert_eq!(seen.load(Ordering::SeqCst), 100);
}

/// Answers that are too much: refused, nothing taken from them.
#[test]
fn bodies_that_are_no_key_set_are_refused() {
    let issuer = TestIssuer::start();
    let one: serde_json::Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let key = &one["keys"][0];
    let hundred_and_one = json!({"keys": vec![key; 101]}).to_string();
    let deep = format!("{{\"keys\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let not_utf8 = [b"{\"keys\":[],\"x\":\"".as_slice(), &[0xff], b"\"}"].concat();
    for body in
        [hundred_and_one.into_bytes(), deep.into_bytes(), not_utf8, b"null".to_vec(), vec![0; 600_000]]
    {
        let (verifier, _) = scripted(&issuer, move |_| {
            Ok(FetchResponse { status: 200, headers: Vec::new(), body: body.clone() })
        });
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "keys_unavailable");
    }
}

/// #44: one bad member never spoils the set.
#[test]
fn bad_members_do_not_spoil_the_good_one() {
    let issuer = TestIssuer::start();
    let one: serde_json::Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let good = one["keys"][0].clone();
    let body = json!({"keys": [
        null, 5, "x", [], {}, {"kty": "RSA", "n": 5}, {"kty": "weird", "kid": "w"}, {"kty": "oct", "k": "AAAA", "kid": "o"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "kid": "small-order"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, {"kid": 7, "kty": "OKP"}, good
    ]});
    let body = body.to_string().into_bytes();
    let (verifier, _) = scripted(&issuer, move |_| {
        Ok(FetchResponse { status: 200, headers: Vec::new(), body: body.clone() })
    });
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
}
