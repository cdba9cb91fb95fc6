//! One key source: the current set behind an atomic pointer, the machine behind a short lock.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};

use super::control::{Control, State};
use super::fetch::Fetch;
use super::flight::{Completion, Flight, Run};
use super::machine::{Answer, Freshness, Ticket, Tuning, Wanted, age};
use super::snapshot::{Current, Snapshot};
use super::url_rules::KeyUrl;
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::clock::Now;
use crate::key::{KeySet, RevokedKeys, Unselected};
use crate::stats::{FetchCounters, FetchReason};

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

/// Keys given from the start (serverless): fetched in effect at the start of the process.
pub(crate) struct Seed {
    pub(crate) keys: KeySet,
    pub(crate) at: Now,
}

/// A key source. Shared by its verifier and, weakly, by its flight.
pub(crate) struct Source {
    url: String,
    /// The URL without its query, for logs and explanations: a query may hold a key.
    pub(crate) shown_url: String,
    fetch: Arc<dyn Fetch>,
    pub(super) allowed: AlgorithmSet,
    pub(super) tuning: Tuning,
    pub(super) snapshot: ArcSwapOption<Snapshot>,
    control: ArcSwap<Control>,
    pub(crate) revoked: RevokedKeys,
    pub(crate) fetches: FetchCounters,
}

impl Source {
    pub(crate) fn new(
        url: &KeyUrl,
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
            url: url.as_str().to_owned(),
            shown_url: url.to_string(),
            fetch,
            allowed,
            tuning,
            snapshot: ArcSwapOption::new(snapshot),
            control: ArcSwap::from_pointee(Control::new(has_set)),
            revoked: RevokedKeys::default(),
            fetches: FetchCounters::default(),
        })
    }

    /// ASK. What the current set has to say is said without a lock, whatever the endpoint does.
    pub(crate) fn look(
        self: &Arc<Self>,
        algorithm: Algorithm,
        kid: Option<&str>,
        second: bool,
        now: Now,
    ) -> Look {
        let select = |set: &KeySet| set.select(algorithm, kid, false);
        if let Some(look) = self.look_at_set(select, now) {
            return look;
        }
        let control = self.control();
        let mut state = control.lock();
        // A flight may have landed between the first look and the lock: its set counts.
        let usable = self.usable(now);
        let has_set = usable.is_some();
        let wanted = Wanted { algorithm, kid: kid.map(Into::into) };
        if let Some((snapshot, _)) = usable {
            let selected = snapshot.select(select);
            if selected != Err(Unselected::NotFound) {
                return Look::Set { snapshot, selected, refresh: None };
            }
        }
        let answer = if has_set {
            state.machine.need_key(&wanted, second, now, &self.tuning)
        } else {
            state.machine.need_set(second, now, &self.tuning)
        };
        match answer {
            Answer::KeyNotFound => Look::KeyNotFound,
            Answer::Unavailable(pause) => Look::Unavailable(pause),
            Answer::Join(_) => Look::Wait(self.joined(&state)),
            Answer::Lead(ticket) => {
                self.fetches.count(if has_set { FetchReason::Miss } else { FetchReason::Cold });
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
        let selected = snapshot.select(select);
        if selected == Err(Unselected::NotFound) {
            return None;
        }
        // Whatever it says: a key that is ambiguous or unusable may be neither in the next set.
        let refresh = if freshness == Freshness::Stale { self.refresh_due(now) } else { None };
        Some(Look::Set { snapshot, selected, refresh })
    }

    fn refresh_due(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let control = self.control();
        let mut state = control.lock();
        if self.usable(now).is_some_and(|(_, freshness)| freshness == Freshness::Fresh) {
            return None; // landed meanwhile
        }
        let ticket = state.machine.refresh_due(now, &self.tuning)?;
        self.fetches.count(FetchReason::Scheduled);
        Some(self.led(&mut state, ticket, now))
    }

    /// BAD_SIGNATURE under a known kid; the verdict is given already.
    pub(crate) fn doubt(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let set_age = self.snapshot.load().as_ref().map(|snapshot| age(snapshot.at, now))?;
        if set_age < self.tuning.cooldown {
            return None;
        }
        let control = self.control();
        let mut state = control.lock();
        let ticket = state.machine.doubt(set_age, now, &self.tuning)?;
        self.fetches.count(FetchReason::Doubt);
        Some(self.led(&mut state, ticket, now))
    }

    /// OPERATOR: a flight to wait for, or how long until there may be one: one began within the last second.
    pub(crate) fn refresh(self: &Arc<Self>, now: Now) -> Result<Flight, Duration> {
        let control = self.control();
        let mut state = control.lock();
        match state.machine.operator(now, &self.tuning) {
            Answer::Join(_) => Ok(self.joined(&state)),
            Answer::Lead(ticket) => {
                self.fetches.count(FetchReason::Operator);
                Ok(self.led(&mut state, ticket, now))
            }
            Answer::Unavailable(pause) => Err(pause),
            Answer::KeyNotFound => Err(Duration::ZERO),
        }
    }

    /// A flight to wait for if there are no keys; nothing if there are, or while a failure is backing off.
    pub(crate) fn warm(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let control = self.control();
        let mut state = control.lock();
        if self.is_ready(now) {
            return None;
        }
        match state.machine.need_set(false, now, &self.tuning) {
            Answer::Join(_) => Some(self.joined(&state)),
            Answer::Lead(ticket) => {
                self.fetches.count(FetchReason::Cold);
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
        self.snapshot.load().as_ref().map(|snapshot| age(snapshot.at, now))
    }

    pub(crate) fn is_failing(&self) -> bool {
        self.control().lock().machine.is_failing()
    }

    /// The generation of the set that may decide now.
    #[cfg(feature = "token-cache")]
    pub(crate) fn generation(&self, now: Now) -> Option<u64> {
        self.usable(now).map(|(snapshot, _)| snapshot.generation())
    }

    /// A decision was made by what is remembered: a stale set is renewed all the same.
    #[cfg(feature = "token-cache")]
    pub(crate) fn refresh_if_stale(self: &Arc<Self>, now: Now) -> Option<Flight> {
        let stale = self.usable(now).is_some_and(|(_, freshness)| freshness == Freshness::Stale);
        stale.then(|| self.refresh_due(now)).flatten()
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
    pub(super) fn control(&self) -> Arc<Control> {
        let control = self.control.load_full();
        if control.pid == std::process::id() {
            return control;
        }
        let fresh = Arc::new(Control::new(self.snapshot.load().is_some()));
        let before = self.control.compare_and_swap(&control, Arc::clone(&fresh));
        if Arc::ptr_eq(&before, &control) { fresh } else { self.control.load_full() }
    }

    fn led(self: &Arc<Self>, state: &mut State, ticket: Ticket, now: Now) -> Flight {
        let completion = Arc::new(Completion::new(self.tuning.lease));
        state.completion = Some(Arc::clone(&completion));
        let etag = self.snapshot.load().as_ref().and_then(|snapshot| snapshot.etag.clone());
        let run =
            Run::new(Arc::downgrade(self), Arc::clone(&self.fetch), self.url.clone(), etag, ticket, now);
        Flight::led(completion, run)
    }

    fn joined(&self, state: &State) -> Flight {
        // A flight always has a completion; without one the caller simply asks again.
        Flight::joined(state.completion.clone().unwrap_or_else(|| Arc::new(Completion::done())))
    }
}
