//! The verifier: asks the core, and waits as Node.js waits.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::num::NonZeroU64;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::thread;

use bearward::{Attempt, Claims, Denial, Flight, Outcome, RequestHead, Step, Verifier};
use napi::bindgen_prelude::*;
use napi::sys;
use napi_derive::napi;

use crate::denial::DenialParts;
use crate::env::{Decider, State};
use crate::request::Head;
use crate::text::{with_octets, with_text};
use crate::verdict::Verdict;
use crate::wake::Wait;

/// A verifier and what JavaScript knows of it.
pub(crate) struct Entry {
    pub(crate) verifier: Verifier,
    /// How many claims of remembered tokens the shell keeps; 0 without the core's cache.
    slots: u64,
    /// Acceptances that were given a slot, one after the other: the oldest makes room.
    marked: Cell<u64>,
    /// The slot and the issuer of the last acceptance.
    last: Cell<(u32, u32)>,
    /// There have been keys once.
    warmed: Cell<bool>,
}

impl From<Entry> for Decider {
    fn from(entry: Entry) -> Self {
        Self::Verifier(Rc::new(entry))
    }
}

/// Fetches that `warm` has begun, by the number of their wait.
#[derive(Default)]
pub(crate) struct Warmings(RefCell<HashMap<u32, Arc<OnceLock<Option<Denial>>>>>);

impl Warmings {
    fn begin(&self, wait: u32) -> Arc<OnceLock<Option<Denial>>> {
        Arc::clone(self.0.borrow_mut().entry(wait).or_default())
    }

    fn end(&self, wait: u32) -> Option<Denial> {
        self.0.borrow_mut().remove(&wait)?.get()?.clone()
    }
}

/// However many tokens the cache remembers.
const MOST_SLOTS: u64 = 1 << 16;

impl Entry {
    pub(crate) fn new(verifier: Verifier, remembered: u64) -> Self {
        Self {
            verifier,
            slots: remembered.min(MOST_SLOTS),
            marked: Cell::default(),
            last: Cell::default(),
            warmed: Cell::default(),
        }
    }

    pub(crate) fn check(&self, token: &str, attempt: Attempt) -> Outcome {
        let Step { outcome, refresh } = self.verifier.check(token, self.verifier.moment(), attempt);
        // Nobody waits for it.
        drop(refresh.map(Flight::launch));
        outcome
    }

    /// The second attempt, which never waits.
    fn settled(&self, token: &str) -> Outcome {
        match self.check(token, Attempt::Second) {
            Outcome::Wait(_) => Outcome::Denied(self.verifier.unavailable_now()),
            outcome => outcome,
        }
    }

    /// Without waiting: the very first fetch is not begun, a later one goes on in the background.
    fn at_once(&self, token: &str) -> Outcome {
        if !self.warmed.get() {
            self.warmed.set(self.verifier.ready());
        }
        let attempt = if self.warmed.get() { Attempt::First } else { Attempt::Second };
        match self.check(token, attempt) {
            Outcome::Wait(flight) => {
                drop(flight.launch());
                Outcome::Denied(self.verifier.unavailable_now())
            }
            outcome => outcome,
        }
    }

    fn verdict(&self, state: &State, outcome: Outcome) -> Result<Verdict> {
        Ok(match outcome {
            Outcome::Verified(claims) => self.accepted(claims),
            Outcome::Denied(denial) => Verdict::Denied(denial),
            Outcome::Wait(flight) => {
                let cold = !self.verifier.ready();
                Verdict::Wait(Wait::on(state, &flight.launch(), cold)?)
            }
        })
    }

    /// Claims that the core's cache gave again are in the shell's table already, unless too many others came since.
    fn accepted(&self, claims: Claims) -> Verdict {
        let Some(slots) = NonZeroU64::new(self.slots) else {
            self.last.set((0, claims.issuer_index()));
            return Verdict::Accepted(claims);
        };
        let slot = |mark: u64| (mark % slots) as u32;
        let marked = self.marked.get();
        let mark = claims.mark().load(Ordering::Relaxed);
        if mark > 0 && mark + slots.get() > marked {
            return Verdict::Remembered(slot(mark));
        }
        claims.mark().store(marked + 1, Ordering::Relaxed);
        self.marked.set(marked + 1);
        self.last.set((slot(marked + 1), claims.issuer_index()));
        Verdict::Accepted(claims)
    }
}

/// Decides about a token. A wait has begun if the answer is one: then `finish`.
#[napi(
    ts_args_type = "verifier: number, token: string",
    ts_return_type = "string | number | { exact: string } | DenialParts | Wait"
)]
pub fn verify(env: Env, verifier: u32, token: Unknown<'_>) -> Result<Verdict> {
    checked(&env, State::of(&env)?, verifier, token.raw())
}

pub(crate) fn checked(env: &Env, state: &State, verifier: u32, token: sys::napi_value) -> Result<Verdict> {
    let entry = state.verifier(verifier)?;
    let outcome = with_text(env, token, |token| entry.check(token, Attempt::First))?;
    entry.verdict(state, outcome)
}

/// The same without ever waiting.
#[napi(
    ts_args_type = "verifier: number, token: string",
    ts_return_type = "string | number | { exact: string } | DenialParts"
)]
pub fn verify_at_once(env: Env, verifier: u32, token: Unknown<'_>) -> Result<Verdict> {
    checked_at_once(&env, State::of(&env)?, verifier, token.raw())
}

pub(crate) fn checked_at_once(
    env: &Env,
    state: &State,
    verifier: u32,
    token: sys::napi_value,
) -> Result<Verdict> {
    let entry = state.verifier(verifier)?;
    let outcome = with_text(env, token, |token| entry.at_once(token))?;
    entry.verdict(state, outcome)
}

/// The decision after a wait.
#[napi(
    ts_args_type = "verifier: number, token: string",
    ts_return_type = "string | number | { exact: string } | DenialParts"
)]
pub fn finish(env: Env, verifier: u32, token: Unknown<'_>) -> Result<Verdict> {
    let state = State::of(&env)?;
    let entry = state.verifier(verifier)?;
    let outcome = with_text(&env, token.raw(), |token| entry.settled(token))?;
    entry.verdict(state, outcome)
}

/// The token of a request, null if there is none. Headers are names and values in turn.
#[napi(
    ts_args_type = "verifier: number, method: string, headers: string[]",
    ts_return_type = "string | DenialParts | null"
)]
pub fn find_token(
    env: Env,
    verifier: u32,
    method: String,
    headers: Array<'_>,
) -> Result<Either3<String, DenialParts, Null>> {
    let entry = State::of(&env)?.verifier(verifier)?;
    let head = Head::read(&env, &method, &headers)?;
    Ok(match head.token(&entry.verifier) {
        Ok(Some(token)) => Either3::A(token.to_owned()),
        Ok(None) => Either3::C(Null),
        Err(denial) => Either3::B(DenialParts::from(&denial)),
    })
}

/// `find_token` and `verify` in one: a request without a token is denied. Null if it would wait.
#[napi(
    ts_args_type = "verifier: number, method: string, headers: string[]",
    ts_return_type = "string | number | { exact: string } | DenialParts | null"
)]
pub fn decide(env: Env, verifier: u32, method: String, headers: Array<'_>) -> Result<Verdict> {
    let state = State::of(&env)?;
    let entry = state.verifier(verifier)?;
    let head = Head::read(&env, &method, &headers)?;
    decided(&entry, state, head.token(&entry.verifier))
}

/// The same for the request of almost everybody: with one header that is looked at.
#[napi(
    ts_args_type = "verifier: number, method: string, name: string, value: string",
    ts_return_type = "string | number | { exact: string } | DenialParts | null"
)]
pub fn decide_field(
    env: Env,
    verifier: u32,
    method: Unknown<'_>,
    name: Unknown<'_>,
    value: Unknown<'_>,
) -> Result<Verdict> {
    decided_field(&env, State::of(&env)?, verifier, [method.raw(), name.raw(), value.raw()])
}

pub(crate) fn decided_field(
    env: &Env,
    state: &State,
    verifier: u32,
    [method, name, value]: [sys::napi_value; 3],
) -> Result<Verdict> {
    let entry = state.verifier(verifier)?;
    with_text(env, method, |method| {
        with_text(env, name, |name| {
            with_octets(env, value, |value| {
                let head = RequestHead { method, headers: [(name, value)] };
                decided(&entry, state, entry.verifier.find_token(head))
            })
        })
    })???
}

fn decided(
    entry: &Entry,
    state: &State,
    found: std::result::Result<Option<&str>, Denial>,
) -> Result<Verdict> {
    let outcome = match found {
        Ok(Some(token)) => entry.check(token, Attempt::First),
        Ok(None) => Outcome::Denied(entry.verifier.token_missing()),
        Err(denial) => Outcome::Denied(denial),
    };
    if let Outcome::Wait(flight) = outcome {
        drop(flight.launch());
        return Ok(Verdict::Nothing);
    }
    entry.verdict(state, outcome)
}

/// The names of the headers that `find_token` looks at.
#[napi]
pub fn looks_at(env: Env, verifier: u32) -> Result<Vec<String>> {
    Ok(State::of(&env)?.verifier(verifier)?.verifier.header_names())
}

/// The slot of the last acceptance, and which of several issuers it was.
#[napi(ts_return_type = "[slot: number, issuer: number]")]
pub fn last(env: Env, verifier: u32) -> Result<Vec<u32>> {
    let (slot, issuer) = State::of(&env)?.verifier(verifier)?.last.get();
    Ok(vec![slot, issuer])
}

/// The denial of a request without a token.
#[napi]
pub fn token_missing(env: Env, verifier: u32) -> Result<DenialParts> {
    Ok((&State::of(&env)?.verifier(verifier)?.verifier.token_missing()).into())
}

/// Fetches keys, and ends the wait when that is done: `warmed` says how it went.
#[napi]
pub fn warm(env: Env, verifier: u32, again: bool) -> Result<Wait> {
    let state = State::of(&env)?;
    let verifier = state.verifier(verifier)?.verifier.clone();
    let (wait, wake) = state.begin_wait()?;
    let outcome = state.warmings.begin(wait);
    let ask = move || {
        let done = if again { verifier.refresh() } else { verifier.warm() };
        drop(outcome.set(done.err()));
        drop(verifier);
        wake();
    };
    thread::Builder::new()
        .name("bearward-warm".to_owned())
        .spawn(ask)
        .map_err(|error| Error::from_reason(format!("no thread can be had: {error}")))?;
    Ok(Wait { wait, seconds_left: f64::INFINITY, cold: true })
}

/// What came of it, once its wait is over: a denial, or null.
#[napi(ts_return_type = "DenialParts | null")]
pub fn warmed(env: Env, wait: u32) -> Result<Option<DenialParts>> {
    Ok(State::of(&env)?.warmings.end(wait).as_ref().map(DenialParts::from))
}

/// True while there are keys to decide by.
#[napi]
pub fn ready(env: Env, verifier: u32) -> Result<bool> {
    Ok(State::of(&env)?.verifier(verifier)?.verifier.ready())
}

/// Refuses a key until this process ends.
#[napi]
pub fn revoke_key(env: Env, verifier: u32, kid: String) -> Result<()> {
    State::of(&env)?.verifier(verifier)?.verifier.revoke_key(&kid);
    Ok(())
}

/// Counters, as JSON in the shell's spelling.
#[napi]
pub fn stats(env: Env, verifier: u32) -> Result<String> {
    let stats = State::of(&env)?.verifier(verifier)?.verifier.stats();
    let all = serde_json::json!({
        "accepted": stats.accepted,
        "denied": stats.denied,
        "keyHits": stats.key_hits,
        "keyMisses": stats.key_misses,
        "fetches": stats.fetches,
        "fetchFailures": stats.fetch_failures,
        "lastFetchError": stats.last_fetch_error,
        "keyAge": stats.key_age.map(|age| age.as_secs_f64()),
    });
    Ok(all.to_string())
}
