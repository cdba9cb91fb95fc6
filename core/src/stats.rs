//! Counters: cheap enough for every request, read by `stats()`.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use arc_swap::ArcSwapOption;

use crate::denial::DenialCode;
use crate::jwks::FetchError;

/// What a verifier has done since it was built.
///
/// ```
/// # use bearward::{Secret, Verifier};
/// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
/// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
/// # let verifier = builder.build().unwrap();
/// assert!(verifier.verify("no token").is_err());
/// let stats = verifier.stats();
/// assert_eq!((stats.accepted, stats.denied["token_malformed"]), (0, 1));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Tokens accepted.
    pub accepted: u64,
    /// Tokens denied, by code.
    pub denied: BTreeMap<&'static str, u64>,
    /// Decisions made with the keys at hand.
    pub key_hits: u64,
    /// Decisions that had to wait for a fetch, or could not have one.
    pub key_misses: u64,
    /// Fetches started, by reason: `cold`, `scheduled`, `miss`, `doubt`, `operator`.
    pub fetches: BTreeMap<&'static str, u64>,
    /// Fetches that brought nothing.
    pub fetch_failures: u64,
    /// The last failure in one line.
    pub last_fetch_error: Option<String>,
    /// The age of the keys; `None` if there are none or they cannot age.
    pub key_age: Option<Duration>,
}

/// Threads count on lines of their own, so that counting does not slow two of them down.
const STRIPES: usize = 8;

#[repr(align(128))]
#[derive(Default)]
struct Stripe(AtomicU64);

/// A number that many threads count up.
#[derive(Default)]
pub(crate) struct Counter([Stripe; STRIPES]);

impl Counter {
    pub(crate) fn add_one(&self) {
        if let Some(stripe) = self.0.get(stripe_of_thread()) {
            stripe.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn sum(&self) -> u64 {
        self.0.iter().map(|stripe| stripe.0.load(Ordering::Relaxed)).sum()
    }
}

fn stripe_of_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static STRIPE: Cell<usize> = Cell::new(NEXT.fetch_add(1, Ordering::Relaxed) % STRIPES);
    }
    // A thread that is ending has no locals any more: it counts on the first line.
    STRIPE.try_with(Cell::get).unwrap_or_default()
}

/// Decisions of a verifier.
#[derive(Default)]
pub(crate) struct DecisionCounters {
    pub(crate) accepted: Counter,
    pub(crate) key_misses: Counter,
    denied: [AtomicU64; 32],
}

impl DecisionCounters {
    pub(crate) fn denied(&self, code: DenialCode) {
        if let Some(counter) = self.denied.get(code as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn fill(&self, stats: &mut Stats) {
        stats.accepted = self.accepted.sum();
        let denied = DenialCode::ALL.iter().zip(&self.denied);
        stats.denied = denied
            .map(|(code, counter)| (code.as_str(), counter.load(Ordering::Relaxed)))
            .filter(|(_, count)| *count > 0)
            .collect();
        let decisions = stats.accepted + stats.denied.values().sum::<u64>();
        stats.key_misses = self.key_misses.sum();
        stats.key_hits = decisions.saturating_sub(stats.key_misses);
    }
}

/// A fetch that brought nothing.
#[derive(Clone)]
pub(crate) struct FetchFailure {
    pub(crate) error: FetchError,
    /// What to change, if this is a misconfiguration that we know.
    pub(crate) hint: Option<&'static str>,
}

/// Why a fetch was counted.
#[derive(Clone, Copy)]
pub(crate) enum FetchReason {
    Cold,
    Scheduled,
    Miss,
    Doubt,
    Operator,
}

/// Fetches of a key source.
#[derive(Default)]
pub(crate) struct FetchCounters {
    started: [AtomicU64; 5],
    failures: AtomicU64,
    /// Behind an atomic pointer: a lock could stay held after a fork.
    last_failure: ArcSwapOption<FetchFailure>,
}

impl FetchCounters {
    pub(crate) fn count(&self, reason: FetchReason) {
        if let Some(counter) = self.started.get(reason as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn failed(&self, failure: FetchFailure) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        self.last_failure.store(Some(Arc::new(failure)));
    }

    pub(crate) fn last_failure(&self) -> Option<Arc<FetchFailure>> {
        self.last_failure.load_full()
    }

    pub(crate) fn fill(&self, stats: &mut Stats) {
        const NAMES: [&str; 5] = ["cold", "scheduled", "miss", "doubt", "operator"];
        for (name, counter) in NAMES.into_iter().zip(&self.started) {
            *stats.fetches.entry(name).or_default() += counter.load(Ordering::Relaxed);
        }
        stats.fetch_failures += self.failures.load(Ordering::Relaxed);
        if let Some(failure) = self.last_failure() {
            stats.last_fetch_error = Some(failure.error.to_string());
        }
    }
}
