//! One key source: the current set behind an atomic pointer, the machine behind a short lock.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption, Guard};

use super::cache_headers;
use super::fetch::{Fetch, FetchError, FetchErrorKind, FetchResponse};
use super::flight::{Completion, Flight, Run};
use super::machine::{Answer, Freshness, Machine, Ticket, Tuning, age};
use crate::algorithm::AlgorithmSet;
use crate::clock::Now;
use crate::key::{Key, KeySet, Unselected};
use crate::stats::{FetchCounters, FetchReason};

/// A set as it was fetched. Never changed, only replaced.
pub(crate) struct Snapshot {
    pub(crate) keys: Arc<KeySet>,
    /// Changes when key material changes, and only then.
    pub(crate) generation: u64,
    /// The start of the fetch that brought it, or confirmed it.
    at: Now,
    fresh_for: Duration,
    etag: Option<String>,
}

/// The current snapshot, borrowed from the atomic pointer: no reference count that threads would fight over.
pub(crate) struct Current(Guard<Option<Arc<Snapshot>>>);

impl Current {
    pub(crate) fn key(&self, index: usize) -> Option<&Key> {
        self.0.as_ref()?.keys.key(index)
    }

    fn select(
        &self,
        select: impl Fn(&KeySet) -> Result<usize, Unselected>,
    ) -> Result<usize, Unselected> {
        self.0
            .as_ref()
            .map_or(Err(Unselected::NotFound), |snapshot| select(&snapshot.keys))
    }
}

/// What a look for a key found.
pub(crate) enum Look {
    /// The set has a say: the key, or a denial that no fetch could change. `refresh` is a flight that nobody waits for.
    Set {
        snapshot: Current,
        selected: Result<usize, Unselected>,
        refresh: Option<Flight>,
    },
    /// A flight is to be waited for; then look once more.
    Wait(Flight),
    KeyNotFound,
    /// An outage; worth another try after so long.
    Unavailable(Duration),
}

/// Keys given from the start (serverless, air gaps): fetched in effect at the start of the process.
pub(crate) struct Seed {
    pub(crate) keys: KeySet,
    pub(crate) at: Now,
}

/// A key source. Shared by its verifier and, weakly, by its flight.
pub(crate) struct Source {
    pub(crate) url: String,
    fetch: Arc<dyn Fetch>,
    allowed: AlgorithmSet,
    tuning: Tuning,
    snapshot: ArcSwapOption<Snapshot>,
    control: ArcSwap<Control>,
    revoked: ArcSwap<HashSet<Box<str>>>,
    pub(crate) fetches: FetchCounters,
}

/// Bound to a process: a fork leaves the flight's thread behind, and perhaps a held lock.
struct Control {
    pid: u32,
    state: Mutex<State>,
}

struct State {
    machine: Machine,
    completion: Option<Arc<Completion>>,
}

impl Control {
    fn new(has_set: bool) -> Self {
        let state = State {
            machine: Machine::new(has_set),
            completion: None,
        };
        Self {
            pid: std::process::id(),
            state: Mutex::new(state),
        }
    }
}

impl Source {
    pub(crate) fn new(
        url: String,
        fetch: Arc<dyn Fetch>,
        allowed: AlgorithmSet,
        tuning: Tuning,
        seed: Option<Seed>,
    ) -> Arc<Self> {
        let has_set = seed.is_some();
        let snapshot = seed.map(|seed| {
            Arc::new(Snapshot {
                keys: Arc::new(seed.keys),
                generation: 1,
                at: seed.at,
                fresh_for: tuning.max_age,
                etag: None,
            })
        });
        Arc::new(Self {
            url,
            fetch,
            allowed,
            tuning,
            snapshot: ArcSwapOption::new(snapshot),
            control: ArcSwap::from_pointee(Control::new(has_set)),
            revoked: ArcSwap::default(),
            fetches: FetchCounters::default(),
        })
    }

    /// ASK. `select` is tried on the current set: what it finds there is decided without a lock, whatever the endpoint does.
    pub(crate) fn look(
        self: &Arc<Self>,
        select: impl Fn(&KeySet) -> Result<usize, Unselected>,
        kid: Option<&str>,
        second: bool,
        now: Now,
    ) -> Look {
        if let Some(look) = self.look_at_set(&select, now) {
            return look;
        }
        let control = self.control();
        let mut state = lock(&control);
        // A flight may have landed between the first look and the lock: its set counts.
        let usable = self.usable(now);
        let has_set = usable.is_some();
        if let Some((snapshot, _)) = usable {
            let selected = snapshot.select(&select);
            if selected != Err(Unselected::NotFound) {
                return Look::Set {
                    snapshot,
                    selected,
                    refresh: None,
                };
            }
        }
        let answer = if has_set {
            state.machine.need_key(kid, second, now, &self.tuning)
        } else {
            state.machine.need_set(second, now, &self.tuning)
        };
        match answer {
            Answer::KeyNotFound => Look::KeyNotFound,
            Answer::Unavailable(pause) => Look::Unavailable(pause),
            Answer::Join(_) => Look::Wait(self.joined(&state)),
            Answer::Lead(ticket) => {
                self.fetches.count(if has_set {
                    FetchReason::Miss
                } else {
                    FetchReason::Cold
                });
                Look::Wait(self.led(&mut state, ticket, now))
            }
        }
    }

    fn look_at_set(
        self: &Arc<Self>,
        select: impl Fn(&KeySet) -> Result<usize, Unselected>,
        now: Now,
    ) -> Option<Look> {
        let (snapshot, freshness) = self.usable(now)?;
        let selected = snapshot.select(&select);
        if selected == Err(Unselected::NotFound) {
            return None;
        }
        let refresh = if selected.is_ok() && freshness == Freshness::Stale {
            self.refresh_due(now)
        } else {
            None
        };
        Some(Look::Set {
            snapshot,
            selected,
            refresh,
        })
    }

    fn refresh_due(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let control = self.control();
        let mut state = lock(&control);
        if self
            .usable(now)
            .is_some_and(|(_, freshness)| freshness == Freshness::Fresh)
        {
            return None; // landed meanwhile
        }
        let ticket = state.machine.refresh_due(now, &self.tuning)?;
        self.fetches.count(FetchReason::Scheduled);
        Some(self.led(&mut state, ticket, now))
    }

    /// BAD_SIGNATURE under a known kid; the verdict is given already.
    pub(crate) fn doubt(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let set_age = self
            .snapshot
            .load()
            .as_ref()
            .map(|snapshot| age(snapshot.at, now))?;
        if set_age < self.tuning.cooldown {
            return None;
        }
        let control = self.control();
        let mut state = lock(&control);
        let ticket = state.machine.doubt(set_age, now, &self.tuning)?;
        self.fetches.count(FetchReason::Doubt);
        Some(self.led(&mut state, ticket, now))
    }

    /// OPERATOR: a flight to wait for, or nothing if one ended within the last second.
    pub(crate) fn refresh(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let control = self.control();
        let mut state = lock(&control);
        match state.machine.operator(now, &self.tuning) {
            Answer::Join(_) => Some(self.joined(&state)),
            Answer::Lead(ticket) => {
                self.fetches.count(FetchReason::Operator);
                Some(self.led(&mut state, ticket, now))
            }
            Answer::KeyNotFound | Answer::Unavailable(_) => None,
        }
    }

    /// True while the known keys may decide.
    pub(crate) fn is_ready(&self, now: Now) -> bool {
        self.usable(now).is_some()
    }

    pub(crate) fn age(&self, now: Now) -> Option<Duration> {
        self.snapshot
            .load()
            .as_ref()
            .map(|snapshot| age(snapshot.at, now))
    }

    pub(crate) fn is_failing(&self) -> bool {
        lock(&self.control()).machine.is_failing()
    }

    pub(crate) fn revoke_key(&self, kid: &str) {
        self.revoked.rcu(|revoked| {
            let mut revoked = HashSet::clone(revoked);
            revoked.insert(kid.into());
            revoked
        });
    }

    pub(crate) fn is_revoked(&self, key: &Key) -> bool {
        let revoked = self.revoked.load();
        !revoked.is_empty() && key.kid.as_deref().is_some_and(|kid| revoked.contains(kid))
    }

    /// The current set and its state, unless there is none or it is too old to decide.
    fn usable(&self, now: Now) -> Option<(Current, Freshness)> {
        let current = self.snapshot.load();
        let snapshot = current.as_ref()?;
        match Freshness::of(age(snapshot.at, now), snapshot.fresh_for, &self.tuning) {
            Freshness::Dead => None,
            freshness => Some((Current(current), freshness)),
        }
    }

    /// The process is looked at before the lock is touched: after a fork the lock may be held for ever.
    fn control(&self) -> Arc<Control> {
        let control = self.control.load_full();
        if control.pid == std::process::id() {
            return control;
        }
        let fresh = Arc::new(Control::new(self.snapshot.load().is_some()));
        let before = self.control.compare_and_swap(&control, Arc::clone(&fresh));
        if Arc::ptr_eq(&before, &control) {
            fresh
        } else {
            self.control.load_full()
        }
    }

    fn led(self: &Arc<Self>, state: &mut State, ticket: Ticket, now: Now) -> Flight {
        let completion = Arc::new(Completion::new(self.tuning.lease));
        state.completion = Some(Arc::clone(&completion));
        let etag = self
            .snapshot
            .load()
            .as_ref()
            .and_then(|snapshot| snapshot.etag.clone());
        let run = Run::new(
            Arc::downgrade(self),
            Arc::clone(&self.fetch),
            self.url.clone(),
            etag,
            ticket,
            now,
        );
        Flight::led(completion, run)
    }

    fn joined(&self, state: &State) -> Flight {
        // A flight always has a completion; without one the caller simply asks again.
        Flight::joined(
            state
                .completion
                .clone()
                .unwrap_or_else(|| Arc::new(Completion::done())),
        )
    }

    /// A flight came back. `started` is when its request went out.
    pub(super) fn land(
        &self,
        ticket: Ticket,
        started: Now,
        sent_etag: bool,
        answer: Result<FetchResponse, FetchError>,
        now: Now,
    ) {
        let parsed = answer
            .map_err(Failure::from)
            .and_then(|response| self.read(&response, started, sent_etag));
        let control = self.control();
        let mut state = lock(&control);
        let (accepted, report) = match parsed {
            Ok(next) => self.replace(&mut state.machine, ticket, next, now),
            Err(failure) => {
                let jitter = unit_random();
                let counted = state.machine.fail(ticket, failure.retry_after, jitter, now);
                (counted, Report::Failed(failure.error))
            }
        };
        if !accepted {
            return;
        }
        let completion = state.completion.take();
        drop(state);
        // Host code (log subscribers, wakers) runs outside the lock.
        self.report(report, now);
        if let Some(completion) = completion {
            completion.finish();
        }
    }

    /// LAND: stores the set, unless the ticket is an old one.
    fn replace(
        &self,
        machine: &mut Machine,
        ticket: Ticket,
        mut next: Snapshot,
        now: Now,
    ) -> (bool, Report) {
        let has_kid = |kid: Option<&str>| next.keys.contains_kid(kid);
        if !machine.land(ticket, has_kid, now, &self.tuning) {
            return (false, Report::Confirmed);
        }
        let (generation, report) = match self.snapshot.load().as_deref() {
            None => (1, Report::First(Arc::clone(&next.keys))),
            Some(current) if current.keys.same_material(&next.keys) => {
                (current.generation, Report::Confirmed)
            }
            Some(current) => (
                current.generation.wrapping_add(1),
                Report::Changed(Arc::clone(&next.keys)),
            ),
        };
        next.generation = generation;
        self.snapshot.store(Some(Arc::new(next)));
        (true, report)
    }

    /// What an answer brings: a new set, or the old one confirmed.
    fn read(
        &self,
        response: &FetchResponse,
        started: Now,
        sent_etag: bool,
    ) -> Result<Snapshot, Failure> {
        let fresh_for = jittered(cache_headers::freshness(
            &response.headers,
            self.tuning.max_age,
        ));
        let etag = response.header("etag").map(str::to_owned);
        match response.status {
            200 => {
                let keys = KeySet::from_jwks(&response.body, self.allowed)
                    .map_err(|why| unusable(response, &why))?;
                if !keys.serves_any() {
                    return Err(unusable(
                        response,
                        "none of its keys fits an allowed algorithm",
                    ));
                }
                Ok(Snapshot {
                    keys: Arc::new(keys),
                    generation: 0,
                    at: started,
                    fresh_for,
                    etag,
                })
            }
            304 if sent_etag => {
                let current = self
                    .snapshot
                    .load_full()
                    .ok_or_else(|| failure("answered 304 to a first request"))?;
                let keys = Arc::clone(&current.keys);
                Ok(Snapshot {
                    keys,
                    generation: 0,
                    at: started,
                    fresh_for,
                    etag: etag.or_else(|| current.etag.clone()),
                })
            }
            status => Err(Failure {
                retry_after: cache_headers::retry_after(&response.headers, started.unix()),
                error: FetchError::new(
                    FetchErrorKind::Other,
                    format!("the key endpoint answered {status}"),
                ),
            }),
        }
    }

    /// A runner ended without an answer: cancelled, panicked, not started.
    pub(super) fn cancel(&self, ticket: Ticket, now: Now) {
        let error = FetchError::new(FetchErrorKind::Other, "the fetch was cancelled");
        self.land(ticket, now, false, Err(error), now);
    }

    fn report(&self, report: Report, now: Now) {
        let url = self.url.as_str();
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
            Report::Failed(error) => {
                let age = self.age(now).map(|age| age.as_secs());
                tracing::warn!(target: "bearward", url, %error, serving_keys_of_age = age, "fetching keys failed");
                self.fetches.failed(&error);
            }
        }
    }

    fn report_faults(&self, keys: &KeySet) {
        for why in keys.faults() {
            tracing::warn!(target: "bearward", url = %self.url, why, "a key of the set cannot be used");
        }
    }
}

/// What a landing has to say for itself.
enum Report {
    First(Arc<KeySet>),
    Changed(Arc<KeySet>),
    Confirmed,
    Failed(FetchError),
}

/// A fetch that brought nothing, and when the endpoint wants to be asked again.
struct Failure {
    error: FetchError,
    retry_after: Option<Duration>,
}

impl From<FetchError> for Failure {
    fn from(error: FetchError) -> Self {
        Self {
            error,
            retry_after: None,
        }
    }
}

fn failure(message: &str) -> Failure {
    FetchError::new(FetchErrorKind::Other, message).into()
}

/// Says what a developer can act on: HTML instead of JSON is the usual case.
fn unusable(response: &FetchResponse, why: &str) -> Failure {
    let html = response
        .header("content-type")
        .is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let hint = if html {
        " (it answered HTML: is this the address of the key set?)"
    } else {
        ""
    };
    failure(&format!("the answer cannot be used: {why}{hint}"))
}

/// Plus or minus a tenth, so that a fleet does not ask all at once.
fn jittered(duration: Duration) -> Duration {
    duration.mul_f64(0.9 + 0.2 * unit_random())
}

/// 0..=1 from the seed of a fresh hasher: spreading needs no better randomness.
fn unit_random() -> f64 {
    (RandomState::new().hash_one(0_u8) as f64 / u64::MAX as f64).clamp(0.0, 1.0)
}

fn lock(control: &Control) -> MutexGuard<'_, State> {
    // A panic in a host's callback must not take the verifier with it: the state is whole between any two statements.
    control.state.lock().unwrap_or_else(PoisonError::into_inner)
}
