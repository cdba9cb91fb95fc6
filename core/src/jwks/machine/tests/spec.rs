//! What KEYCACHE promises about flights and brakes, told once more in exact arithmetic and without a machine.

use super::*;

/// A broken promise, in words that begin with the invariant's name.
pub(super) type Verdict = Result<(), String>;

pub(super) fn hold(holds: bool, words: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(words()) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Cold,
    Scheduled,
    Miss,
    Doubt,
    Operator,
}

#[derive(Clone, Copy, Debug)]
struct Live {
    ticket: Ticket,
    why: Why,
    lease_until: u128,
}

/// The promises to one control: it begins with it and ends with it (a fork).
#[derive(Debug)]
pub(super) struct Spec {
    tuning: Tuning,
    live: Option<Live>,
    failures: u32,
    last_ok: bool,
    /// No fetch before the first; by the second at the latest the back-off is over.
    retry: (u128, u128),
    miss_at: u128,
    doubt_at: u128,
    operator_at: u128,
}

/// Exact, up to where time stands still for the machine: liveness ends there, the brakes do not.
pub(super) fn nanos(now: Now) -> u128 {
    now.monotonic().min(FAR).as_nanos()
}

impl Spec {
    pub(super) fn new(tuning: Tuning, has_set: bool) -> Self {
        let (live, failures, retry) = (None, 0, (0, 0));
        Self { tuning, live, failures, last_ok: has_set, retry, miss_at: 0, doubt_at: 0, operator_at: 0 }
    }

    pub(super) fn live(&self) -> Option<Ticket> {
        self.live.map(|live| live.ticket)
    }

    /// Until when a caller waits for the flight that is on.
    pub(super) fn deadline(&self) -> u128 {
        self.live.map_or(0, |live| live.lease_until)
    }

    /// PREPARE: what is past its lease is lost, and counts as a failure.
    pub(super) fn prepare(&mut self, now: Now) -> Option<Ticket> {
        let lost = self.live.filter(|live| nanos(now) >= live.lease_until)?;
        self.failed(None, now);
        Some(lost.ticket)
    }

    /// I2 and I3: may this flight start now?
    pub(super) fn started(&mut self, ticket: Ticket, why: Why, now: Now) -> Verdict {
        let at = nanos(now);
        hold(self.live.is_none(), || format!("I2: a second flight, {why:?}, beside {:?}", self.live))?;
        let brake = match why {
            Why::Cold | Why::Scheduled => self.retry.0,
            Why::Miss => self.retry.0.max(self.miss_at),
            Why::Doubt => self.retry.0.max(self.doubt_at),
            Why::Operator => self.operator_at,
        };
        hold(at >= brake, || format!("I3: a {why:?} at {at} ns, before {brake} ns"))?;
        match why {
            Why::Doubt => self.doubt_at = at + DOUBT_PAUSE.as_nanos(),
            Why::Operator => self.operator_at = at + OPERATOR_PAUSE.as_nanos(),
            Why::Cold | Why::Scheduled | Why::Miss => {}
        }
        self.live = Some(Live { ticket, why, lease_until: at + self.tuning.lease.as_nanos() });
        Ok(())
    }

    /// I7: one joins only the flight that is on, and only within its lease.
    pub(super) fn joined(&self, ticket: Ticket, now: Now) -> Verdict {
        let Some(live) = self.live.filter(|live| live.ticket == ticket) else {
            return Err(format!("I7: joined {ticket:?}, which is not on: {:?}", self.live));
        };
        hold(nanos(now) < live.lease_until, || {
            format!("I7: joined {live:?} at {} ns, past its lease", nanos(now))
        })
    }

    /// I7: nobody is sent away while a fetch could start. `miss` says that there is a set.
    pub(super) fn sent_away(&self, miss: bool, now: Now) -> Verdict {
        let brake = if miss { self.retry.1.max(self.miss_at) } else { self.retry.1 };
        hold(self.live.is_none() && nanos(now) < brake, || {
            format!("I7: sent away at {} ns, free from {brake} ns, live {:?}", nanos(now), self.live)
        })
    }

    /// I8: the words of a refusal follow the last completed fetch.
    pub(super) fn refused(&self, as_unknown: bool) -> Verdict {
        hold(as_unknown == self.last_ok, || {
            format!("I8: key_not_found is {as_unknown}, the last fetch was good: {}", self.last_ok)
        })
    }

    pub(super) fn landed(&mut self, fruitful: bool, now: Now) {
        let at = nanos(now);
        if self.live.take().is_some_and(|live| live.why == Why::Miss) && !fruitful {
            self.miss_at = at + self.tuning.cooldown.as_nanos();
        }
        (self.failures, self.last_ok, self.retry) = (0, true, (at, at));
    }

    pub(super) fn failed(&mut self, retry_after: Option<Duration>, now: Now) {
        self.live = None;
        self.failures += 1;
        self.last_ok = false;
        let (least, most) = back_off(self.failures);
        let asked = retry_after.unwrap_or_default().min(RETRY_AFTER_END).as_nanos();
        self.retry = (nanos(now) + least.max(asked), nanos(now) + most.max(asked));
    }
}

/// The least and the most pause after so many failures in a row, jitter included; a microsecond for rounding.
pub(super) fn back_off(failures: u32) -> (u128, u128) {
    let seconds =
        1_u128.checked_shl(failures.saturating_sub(1).min(64)).map_or(24, |doubled| doubled.min(24));
    let (least, most) = (seconds * 750_000_000, seconds * 1_250_000_000);
    (least - 1_000, most + 1_000)
}
