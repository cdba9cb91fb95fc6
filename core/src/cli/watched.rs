//! The built-in fetcher, with a memory of its last answer: the doctor looks at just what a verifier sees.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::jwks::{Fetch, FetchError, FetchRequest, FetchResponse, HttpFetch};

/// The last exchange.
pub(super) struct Seen {
    pub(super) answer: Result<FetchResponse, FetchError>,
    pub(super) took: Duration,
    pub(super) at: SystemTime,
}

#[derive(Clone)]
pub(super) struct Watched {
    fetch: HttpFetch,
    last: Arc<Mutex<Option<Seen>>>,
}

impl Watched {
    pub(super) fn new() -> Self {
        Self { fetch: HttpFetch::new(), last: Arc::default() }
    }

    pub(super) fn take(&self) -> Option<Seen> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Fetch for Watched {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let started = Instant::now();
        let answer = self.fetch.fetch(request);
        let seen = Seen { answer: answer.clone(), took: started.elapsed(), at: SystemTime::now() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        answer
    }
}
