//! The key cache as a pure machine: (state, event, now) -> state and what to do. No I/O, no lock, no clock, no thread.
//!
//! States are set x flight: EMPTY (no snapshot), FRESH, STALE, DEAD (too old to decide by), each IDLE or FLYING. The snapshot
//! itself is outside (readers take it without a lock); this is the control state that says whether a fetch may start.
//!
//! # Invariants
//!
//! Each is held by the tests named behind it: `model` and `histories` are the property tests below `machine/tests/`, `keys::..` the
//! integration tests in `core/tests/keys/`. For the brakes among them a mutant without it must fail (see [`Brake`]).
//!
//! - I1 Known keys never wait: what selects one key in a FRESH or STALE set asks this machine at most for a refresh beside it,
//!   with the endpoint dead or hanging: `keys::hanging`, `keys::steady`.
//! - I2 At most one live ticket; a flight starts only from IDLE: `model`.
//! - I3 The rate of fetches depends on neither the number of requests nor that of `kid`s; in an outage it is the back-off
//!   alone: `model` (its `rates`), `keys::outage`; mutant: the cooldown.
//! - I4 After a landing without a key no ask that begins later accepts by it, from the token cache neither: `histories`,
//!   `keys::outage`; mutant: the generation.
//! - I5 Failures never change the set or its generation; DEAD never accepts: `histories`, `keys::outage`.
//! - I6 Every acceptance has a successful fetch with that key, begun less than `max_stale` before: `model`, `histories`;
//!   mutant: the usable set.
//! - I7 Every waiter is answered within the lease of its flight, whatever became of the runner (lost, cancelled, panicked,
//!   forked), and waits for one flight at most: `model`, `keys::lost`, `keys::fork`; mutant: the lease.
//! - I8 `KeyNotFound` only if the last completed fetch succeeded; EMPTY and DEAD are never a 401: `model`, `histories`, `keys::outage`.
//! - I9 Who meets EMPTY together shares one GET and its result: `keys::cold`.
//! - I10 Decisions with the token cache and without are the same, for every history: `histories`; mutants: generation, usable set.
//! - I11 No lock is held over I/O or host code: `keys::locks`.
//! - I12 A late landing (an older ticket) has no effect: `model`, `keys::lost`; mutant: the ticket check.
//! - I13 Sources are independent of each other: `keys::independent`.
//! - I14 Any order of `now` from several threads, clock jumps and ends: no panic, no storm: `model` (`no_clock_breaks_them`),
//!   `keys::clocks`.
//! - I15 The generation changes when material does and only then; a 304 and a reordered set keep it: `histories`.

mod brake;

use std::time::Duration;

pub(crate) use brake::Brake;

use crate::algorithm::Algorithm;
use crate::clock::Now;

/// The settings of a key source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    /// How long a set is fresh where the endpoint does not say.
    pub(crate) max_age: Duration,
    /// From this age on a set decides nothing any more.
    pub(crate) max_stale: Duration,
    /// After a fetch for an unknown `kid` that found nothing, no other for this long.
    pub(crate) cooldown: Duration,
    /// A flight that has not landed by then is lost: the fetch's deadline and one second.
    pub(crate) lease: Duration,
}

pub(crate) const MAX_AGE: Duration = Duration::from_secs(10 * 60);
pub(crate) const MAX_STALE: Duration = Duration::from_secs(24 * 3600);
pub(crate) const COOLDOWN: Duration = Duration::from_secs(30);
pub(crate) const FETCH_DEADLINE: Duration = Duration::from_secs(5);
const DOUBT_PAUSE: Duration = Duration::from_secs(5 * 60);
const OPERATOR_PAUSE: Duration = Duration::from_secs(1);
const BACK_OFF_START: Duration = Duration::from_secs(1);
/// With its quarter of jitter at most 30 s; a cap after the jitter would gather half a fleet on one second.
const BACK_OFF_END: Duration = Duration::from_secs(24);
const RETRY_AFTER_END: Duration = Duration::from_secs(5 * 60);
/// Here time stands still, so that no deadline is lost to saturation: a clock at its end makes no storm (I14).
const FAR: Duration = Duration::from_secs(u64::MAX / 2);

impl Default for Tuning {
    fn default() -> Self {
        let lease = FETCH_DEADLINE + Duration::from_secs(1);
        Self { max_age: MAX_AGE, max_stale: MAX_STALE, cooldown: COOLDOWN, lease }
    }
}

/// Why a fetch was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// There was no usable set.
    Cold,
    /// The set had become stale.
    Scheduled,
    /// A token wanted a key that the set does not have.
    Miss(Wanted),
    /// A signature was bad under a known `kid`.
    Doubt,
    /// `refresh()` or `warm()`.
    Operator,
}

/// What a token asked for: a `kid` (`None`: had none, and no key fitted) and the algorithm it must serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<Box<str>>,
}

/// How old a set is, in the terms of the states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    Fresh,
    Stale,
    Dead,
}

impl Freshness {
    pub(crate) fn of(age: Duration, fresh_for: Duration, tuning: &Tuning) -> Self {
        if age >= tuning.max_stale {
            Self::Dead
        } else if age >= fresh_for {
            Self::Stale
        } else {
            Self::Fresh
        }
    }
}

/// The age of a snapshot: the larger of monotonic and forward wall-clock time, so that neither a suspended machine nor a
/// clock set back makes old keys young.
pub(crate) fn age(at: Now, now: Now) -> Duration {
    let monotonic = now.monotonic().saturating_sub(at.monotonic());
    let wall = Duration::try_from_secs_f64(now.unix() - at.unix()).unwrap_or_default();
    monotonic.max(wall)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

/// What a caller is told that found no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A flight was started: run it, then ask again.
    Lead(Ticket),
    /// A flight is on: wait for it, then ask again.
    Join(Ticket),
    /// The issuer does not have it.
    KeyNotFound,
    /// Nobody knows; worth another try after so long.
    Unavailable(Duration),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Never,
    Ok,
    Failed,
}

#[derive(Clone, Debug)]
#[cfg_attr(test, derive(PartialEq))]
struct FlightState {
    ticket: Ticket,
    reason: Reason,
    lease_until: Duration,
}

/// The control state of one key source.
#[derive(Clone, Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub(crate) struct Machine {
    flight: Option<FlightState>,
    /// Back-off: no fetch starts before it; set by failures only.
    retry_at: Duration,
    /// Cooldown: no Miss starts before it; set by fruitless Misses only.
    miss_at: Duration,
    doubt_at: Duration,
    operator_at: Duration,
    failures: u32,
    last: Last,
    next_ticket: u64,
}

impl Machine {
    /// `has_set`: keys were given from the start, or survived a fork.
    pub(crate) fn new(has_set: bool) -> Self {
        Self {
            flight: None,
            retry_at: Duration::ZERO,
            miss_at: Duration::ZERO,
            doubt_at: Duration::ZERO,
            operator_at: Duration::ZERO,
            failures: 0,
            last: if has_set { Last::Ok } else { Last::Never },
            next_ticket: 1,
        }
    }

    /// ASK with no usable set (EMPTY or DEAD).
    pub(crate) fn need_set(&mut self, second: bool, now: Now, tuning: &Tuning) -> Answer {
        self.prepare(now);
        if let Some(flight) = self.flight.as_ref().filter(|_| !second) {
            return Answer::Join(flight.ticket);
        }
        if second || reading(now) < self.retry_at {
            return Answer::Unavailable(self.pause(now));
        }
        Answer::Lead(self.start(Reason::Cold, now, tuning))
    }

    /// ASK for a key that the current set does not have.
    pub(crate) fn need_key(&mut self, wanted: &Wanted, second: bool, now: Now, tuning: &Tuning) -> Answer {
        self.prepare(now);
        if !second {
            if let Some(flight) = &self.flight {
                return Answer::Join(flight.ticket);
            }
            if reading(now) >= self.retry_at.max(self.miss_at) {
                return Answer::Lead(self.start(Reason::Miss(wanted.clone()), now, tuning));
            }
        }
        match self.last {
            Last::Ok => Answer::KeyNotFound,
            Last::Never | Last::Failed => Answer::Unavailable(self.pause(now)),
        }
    }

    /// A STALE set has decided: may a refresh start that nobody waits for?
    pub(crate) fn refresh_due(&mut self, now: Now, tuning: &Tuning) -> Option<Ticket> {
        self.prepare(now);
        let due = self.flight.is_none() && reading(now) >= self.retry_at;
        due.then(|| self.start(Reason::Scheduled, now, tuning))
    }

    /// A signature was bad under a known `kid`: serial kids repeat after a database reset.
    pub(crate) fn doubt(&mut self, age: Duration, now: Now, tuning: &Tuning) -> Option<Ticket> {
        self.prepare(now);
        let at = reading(now);
        if self.flight.is_some() || age < tuning.cooldown || at < self.retry_at.max(self.doubt_at) {
            return None;
        }
        self.doubt_at = at.saturating_add(DOUBT_PAUSE);
        Some(self.start(Reason::Doubt, now, tuning))
    }

    /// OPERATOR: past every brake, at most once a second.
    pub(crate) fn operator(&mut self, now: Now, tuning: &Tuning) -> Answer {
        self.prepare(now);
        if let Some(flight) = &self.flight {
            return Answer::Join(flight.ticket);
        }
        if reading(now) < self.operator_at {
            return Answer::Unavailable(self.operator_at.saturating_sub(reading(now)));
        }
        self.operator_at = reading(now).saturating_add(OPERATOR_PAUSE);
        Answer::Lead(self.start(Reason::Operator, now, tuning))
    }

    /// LAND or NOT_MODIFIED: a usable set came. `has` says whether the set has what a Miss was for. Past its lease it still counts, as
    /// long as nobody has noticed (PREPARE) and begun anew: it is late, not lost.
    /// False: the ticket is not the current flight's, and nothing may be done with its set.
    pub(crate) fn land(
        &mut self,
        ticket: Ticket,
        has: impl Fn(&Wanted) -> bool,
        now: Now,
        tuning: &Tuning,
    ) -> bool {
        let Some(flight) = self.flight.take_if(|flight| is_of(flight, ticket)) else {
            return false;
        };
        self.failures = 0;
        self.retry_at = reading(now);
        self.last = Last::Ok;
        if let Reason::Miss(wanted) = flight.reason
            && !has(&wanted)
            && Brake::Cooldown.holds()
        {
            self.miss_at = reading(now).saturating_add(tuning.cooldown);
        }
        true
    }

    /// FAIL: nothing came. `jitter` is 0..1. False: the ticket is not the current flight's.
    pub(crate) fn fail(
        &mut self,
        ticket: Ticket,
        retry_after: Option<Duration>,
        jitter: f64,
        now: Now,
    ) -> bool {
        if self.flight.take_if(|flight| is_of(flight, ticket)).is_none() {
            return false;
        }
        let doubled = BACK_OFF_START.saturating_mul(1 << self.failures.min(10));
        let back_off = doubled.min(BACK_OFF_END).mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0));
        let asked = retry_after.unwrap_or_default().min(RETRY_AFTER_END);
        self.failures = self.failures.saturating_add(1);
        self.last = Last::Failed;
        self.retry_at = reading(now).saturating_add(back_off.max(asked));
        true
    }

    #[cfg(test)]
    pub(crate) fn flying(&self) -> Option<Ticket> {
        self.flight.as_ref().map(|flight| flight.ticket)
    }

    /// True if the last completed fetch failed.
    pub(crate) fn is_failing(&self) -> bool {
        self.last == Last::Failed
    }

    /// PREPARE: a flight past its lease is lost, whatever became of its runner.
    fn prepare(&mut self, now: Now) {
        if let Some(flight) = &self.flight
            && reading(now) >= flight.lease_until
            && Brake::Lease.holds()
        {
            let ticket = flight.ticket;
            self.fail(ticket, None, 0.5, now);
        }
    }

    fn start(&mut self, reason: Reason, now: Now, tuning: &Tuning) -> Ticket {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket = self.next_ticket.wrapping_add(1);
        let lease_until = reading(now).saturating_add(tuning.lease);
        self.flight = Some(FlightState { ticket, reason, lease_until });
        ticket
    }

    fn pause(&self, now: Now) -> Duration {
        self.retry_at.saturating_sub(reading(now))
    }
}

/// A late landing comes with an older ticket.
fn is_of(flight: &FlightState, ticket: Ticket) -> bool {
    flight.ticket == ticket || !Brake::Ticket.holds()
}

fn reading(now: Now) -> Duration {
    now.monotonic().min(FAR)
}

#[cfg(test)]
mod tests;
