//! What becomes of a fetch that came back: a new set, the old one confirmed, or a failure.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Duration;

use super::cache_headers;
use super::fetch::{FetchError, FetchErrorKind, FetchResponse};
use super::machine::{Machine, Ticket, Wanted};
use super::snapshot::Snapshot;
use super::source::Source;
use crate::clock::Now;
use crate::key::{KeySet, Unselected};
use crate::stats::FetchFailure;

impl Source {
    /// A flight came back. `started` is when its request went out.
    pub(super) fn land(
        &self,
        ticket: Ticket,
        started: Now,
        sent_etag: bool,
        answer: Result<FetchResponse, FetchError>,
        now: Now,
    ) {
        let parsed =
            answer.map_err(Failure::from).and_then(|response| self.read(&response, started, sent_etag));
        let control = self.control();
        let mut state = control.lock();
        let failing = state.machine.is_failing();
        let (accepted, report) = match parsed {
            Ok(next) => self.replace(&mut state.machine, ticket, next, now),
            Err(failure) => {
                let jitter = unit_random();
                let counted = state.machine.fail(ticket, failure.retry_after, jitter, now);
                (counted, Report::Failed(failure.what))
            }
        };
        if !accepted {
            return;
        }
        let completion = state.completion.take();
        drop(state);
        if let Report::Failed(failure) = &report {
            self.fetches.failed(failure.clone());
        }
        // Host code (wakers, log subscribers) runs outside the lock, and those who wait come first.
        if let Some(completion) = completion {
            completion.finish();
        }
        if failing && !matches!(report, Report::Failed(_)) {
            tracing::info!(target: "bearward", url = %self.shown_url, "the key endpoint has recovered");
        }
        self.report(report, now);
    }

    /// LAND: stores the set, unless the ticket is an old one.
    fn replace(&self, machine: &mut Machine, ticket: Ticket, mut next: Snapshot, now: Now) -> (bool, Report) {
        let has = |wanted: &Wanted| {
            next.keys.select(wanted.algorithm, wanted.kid.as_deref(), false) != Err(Unselected::NotFound)
        };
        if !machine.land(ticket, has, now, &self.tuning) {
            return (false, Report::Confirmed);
        }
        let (generation, report) = match self.snapshot.load().as_deref() {
            None => (1, Report::First(Arc::clone(&next.keys))),
            Some(current) if current.keys.same_material(&next.keys) => {
                (current.generation, Report::Confirmed)
            }
            Some(current) => (current.generation.wrapping_add(1), Report::Changed(Arc::clone(&next.keys))),
        };
        next.generation = generation;
        self.snapshot.store(Some(Arc::new(next)));
        (true, report)
    }

    /// What an answer brings: a new set, or the old one confirmed.
    fn read(&self, response: &FetchResponse, started: Now, sent_etag: bool) -> Result<Snapshot, Failure> {
        let fresh_for = jittered(cache_headers::freshness(&response.headers, self.tuning.max_age));
        let fresh_for = before_death(fresh_for, self.tuning.max_stale);
        let etag = response.header("etag").filter(|etag| can_be_sent(etag)).map(str::to_owned);
        match response.status {
            200 => {
                let keys = KeySet::from_jwks(&response.body, self.allowed)
                    .map_err(|why| unusable(response, &why))?;
                if !keys.serves_any() {
                    return Err(unusable(response, "none of its keys fits an allowed algorithm"));
                }
                Ok(Snapshot { keys: Arc::new(keys), generation: 0, at: started, fresh_for, etag })
            }
            304 if sent_etag => {
                let current =
                    self.snapshot.load_full().ok_or_else(|| failure("answered 304 to a first request"))?;
                let keys = Arc::clone(&current.keys);
                Ok(Snapshot {
                    keys,
                    generation: 0,
                    at: started,
                    fresh_for,
                    // Of another than ours it is no answer to what was asked: the next request asks for the set itself.
                    etag: current
                        .etag
                        .clone()
                        .filter(|ours| etag.is_none_or(|theirs| is_same(&theirs, ours))),
                })
            }
            status => {
                let retry_after = cache_headers::retry_after(&response.headers, started.unix());
                let failure = failure(&format!("the key endpoint answered {status}"));
                let hint = matches!(status, 400..=499).then_some(WRONG_ADDRESS);
                Err(Failure { retry_after, what: FetchFailure { hint, ..failure.what } })
            }
        }
    }

    /// A runner ended without an answer: cancelled, panicked, not started.
    pub(super) fn cancel(&self, ticket: Ticket, now: Now) {
        let error = FetchError::new(FetchErrorKind::Other, "the fetch was cancelled");
        self.land(ticket, now, false, Err(error), now);
    }

    fn report(&self, report: Report, now: Now) {
        let url = self.shown_url.as_str();
        match report {
            Report::First(keys) => {
                tracing::info!(target: "bearward", url, keys = keys.kids().count(), "keys fetched");
                self.report_faults(&keys);
            }
            Report::Changed(keys) => {
                tracing::info!(target: "bearward", url, keys = keys.kids().count(), "keys changed");
                self.report_faults(&keys);
            }
            Report::Confirmed => tracing::debug!(target: "bearward", url, "keys confirmed"),
            Report::Failed(FetchFailure { error, hint }) => {
                let age = self.age(now).map(|age| age.as_secs());
                if self.is_ready(now) {
                    tracing::warn!(target: "bearward", url, %error, hint, age, "fetching keys failed; the known keys go on");
                } else {
                    tracing::error!(target: "bearward", url, %error, hint, age, "fetching keys failed; there are none to decide by");
                }
            }
        }
    }

    fn report_faults(&self, keys: &KeySet) {
        for why in keys.faults() {
            tracing::warn!(target: "bearward", url = %self.shown_url, why, "a key of the set cannot be used");
        }
    }
}

enum Report {
    First(Arc<KeySet>),
    Changed(Arc<KeySet>),
    Confirmed,
    Failed(FetchFailure),
}

/// A fetch that brought nothing, and when the endpoint wants to be asked again.
struct Failure {
    what: FetchFailure,
    retry_after: Option<Duration>,
}

/// In bytes.
const LONGEST_ETAG: usize = 8192;

const WRONG_ADDRESS: &str = "is this the address of the key set? Better Auth has it at /api/auth/jwks, most others at /.well-known/jwks.json";
const NOT_FOLLOWED: &str = "redirects are not followed: configure the address that it names";

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        let hint = (error.kind() == FetchErrorKind::Redirect).then_some(NOT_FOLLOWED);
        Self { what: FetchFailure { error, hint }, retry_after: None }
    }
}

fn failure(message: &str) -> Failure {
    FetchError::new(FetchErrorKind::Other, message).into()
}

/// An answer that holds no keys. A page in HTML is the usual case: a login, or a front end's "not found".
fn unusable(response: &FetchResponse, why: &str) -> Failure {
    let mut failure = failure(&format!("the answer cannot be used: {why}"));
    let html = response.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    if html || response.body.trim_ascii_start().starts_with(b"<") {
        failure.what.hint =
            Some("it answered HTML, not a key set: is this its address, and is it open to all?");
    }
    failure
}

/// A set that would be fresh until it is dead would never be renewed in time.
fn before_death(fresh_for: Duration, max_stale: Duration) -> Duration {
    if fresh_for < max_stale { fresh_for } else { max_stale / 4 * 3 }
}

/// What is stored is what will be sent: a 304 answers nothing else.
fn can_be_sent(etag: &str) -> bool {
    etag.len() <= LONGEST_ETAG && etag.bytes().all(|octet| (b' '..0x7f).contains(&octet))
}

/// The weak comparison (RFC 9110 section 8.8.3.2), as If-None-Match has it.
fn is_same(one: &str, other: &str) -> bool {
    opaque(one) == opaque(other)
}

fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

/// Plus or minus a tenth, so that a fleet does not ask all at once.
fn jittered(duration: Duration) -> Duration {
    duration.mul_f64(0.9 + 0.2 * unit_random())
}

/// 0..=1 from the seed of a fresh hasher: spreading needs no better randomness.
fn unit_random() -> f64 {
    (RandomState::new().hash_one(0_u8) as f64 / u64::MAX as f64).clamp(0.0, 1.0)
}
