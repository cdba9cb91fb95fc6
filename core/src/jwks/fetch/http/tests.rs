//! Against real sockets on loopback. Every deadline is short; every bound on time leaves room for a busy machine.

mod bounds;
mod exchange;
mod proxied;
mod server;
mod tls;

use std::time::Duration;

use super::*;

/// The whole exchange in tests that end by themselves.
const PLENTY: Duration = Duration::from_secs(10);
/// The whole exchange in tests where the server never ends.
const SHORT: Duration = Duration::from_millis(300);
/// When a fetch with the SHORT deadline must be over, even on a busy machine.
const SOON: Duration = Duration::from_millis(2500);

fn get(url: &str, timeout: Duration) -> Result<FetchResponse, FetchError> {
    HttpFetch::new().fetch(&request(url, timeout))
}

fn request(url: &str, timeout: Duration) -> FetchRequest {
    FetchRequest { url: url.to_owned(), etag: None, timeout }
}

/// The kind of the error that a fetch with the SHORT deadline ends in, soon.
fn fails_soon(url: &str) -> FetchErrorKind {
    let started = Instant::now();
    let error = get(url, SHORT).unwrap_err();
    assert!(started.elapsed() < SOON, "took {:?}", started.elapsed());
    error.kind()
}
