//! The verifier: asks the core, and waits as Node.js waits.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::thread;

use bearward::{Attempt, Claims, Denial, DenialCode, Flight, Outcome, RequestHead, Step, Verifier};
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
    /// The core's cache is on: acceptances are numbered, so that the shell knows their claims again.
    remembers: bool,
    /// How many were numbered. No number is used twice.
    marked: Cell<u64>,
    /// The number and the issuer of the last acceptance.
    last: Cell<(u64, u32)>,
    /// The claims that the shell was last told to know: it may not.
    known: RefCell<Option<Claims>>,
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

impl Entry {
    pub(crate) fn new(verifier: Verifier, remembers: bool) -> Self {
        Self {
            verifier,
            remembers,
            marked: Cell::default(),
            last: Cell::default(),
            known: RefCell::default(),
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
            // It would have waited: the second attempt alone does not say so.
            Outcome::Denied(denial)
                if attempt == Attempt::Second && denial.code() == DenialCode::KeysUnavailable =>
            {
                self.verifier.count_key_miss();
                Outcome::Denied(denial)
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

    /// Claims that the core's cache gave again have a number. Whether the shell still has them it sees by that: what it was given it may
    /// have failed to keep.
    fn accepted(&self, claims: Claims) -> Verdict {
        let issuer = claims.issuer_index();
        if !self.remembers {
            self.last.set((0, issuer));
            return Verdict::Accepted(claims);
        }
        let mark = claims.mark().load(Ordering::Relaxed);
        if mark > 0 {
            self.last.set((mark, issuer));
            self.known.replace(Some(claims));
            return Verdict::Remembered(mark);
        }
        let mark = self.marked.get() + 1;
        claims.mark().store(mark, Ordering::Relaxed);
        self.marked.set(mark);
        self.last.set((mark, issuer));
        Verdict::Accepted(claims)
    }
}

/// Decides about a token. A wait has begun if the answer is one: then `finish`.
#[napi(
    catch_unwind,
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
    catch_unwind,
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
    catch_unwind,
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
    catch_unwind,
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

/// `find_token` and `verify` in one: a request without a token is denied. A wait has begun if the answer is one: then `finish`.
#[napi(
    catch_unwind,
    ts_args_type = "verifier: number, method: string, headers: string[]",
    ts_return_type = "string | number | { exact: string } | DenialParts | Wait"
)]
pub fn decide(env: Env, verifier: u32, method: String, headers: Array<'_>) -> Result<Verdict> {
    let state = State::of(&env)?;
    let entry = state.verifier(verifier)?;
    let head = Head::read(&env, &method, &headers)?;
    decided(&entry, state, head.token(&entry.verifier))
}

/// The same for the request of almost everybody: with one header that is looked at.
#[napi(
    catch_unwind,
    ts_args_type = "verifier: number, method: string, name: string, value: string",
    ts_return_type = "string | number | { exact: string } | DenialParts | Wait"
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
    entry.verdict(state, outcome)
}

/// The names of the headers that `find_token` looks at.
#[napi(catch_unwind)]
pub fn looks_at(env: Env, verifier: u32) -> Result<Vec<String>> {
    Ok(State::of(&env)?.verifier(verifier)?.verifier.header_names())
}

/// The number of the last acceptance, 0 where none is remembered, and which of several issuers it was.
#[napi(catch_unwind, ts_return_type = "[mark: number, issuer: number]")]
pub fn last(env: Env, verifier: u32) -> Result<Vec<f64>> {
    let (mark, issuer) = State::of(&env)?.verifier(verifier)?.last.get();
    Ok(vec![mark as f64, issuer.into()])
}

/// The last decision once more, where the shell does not have the claims of that number.
#[napi(catch_unwind, ts_return_type = "string | { exact: string }")]
pub fn recall(env: Env, verifier: u32, mark: f64) -> Result<Verdict> {
    let known = State::of(&env)?.verifier(verifier)?.known.take();
    let known = known.filter(|claims| claims.mark().load(Ordering::Relaxed) as f64 == mark);
    known.map(Verdict::Accepted).ok_or_else(|| Error::from_reason("the last decision was another one"))
}

/// The denial of a request without a token.
#[napi(catch_unwind)]
pub fn token_missing(env: Env, verifier: u32) -> Result<DenialParts> {
    Ok((&State::of(&env)?.verifier(verifier)?.verifier.token_missing()).into())
}

/// Fetches keys, and ends the wait when that is done: `warmed` says how it went.
#[napi(catch_unwind)]
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
#[napi(catch_unwind, ts_return_type = "DenialParts | null")]
pub fn warmed(env: Env, wait: u32) -> Result<Option<DenialParts>> {
    Ok(State::of(&env)?.warmings.end(wait).as_ref().map(DenialParts::from))
}

/// True while there are keys to decide by.
#[napi(catch_unwind)]
pub fn ready(env: Env, verifier: u32) -> Result<bool> {
    Ok(State::of(&env)?.verifier(verifier)?.verifier.ready())
}

/// Refuses a key until this process ends.
#[napi(catch_unwind)]
pub fn revoke_key(env: Env, verifier: u32, kid: String) -> Result<()> {
    State::of(&env)?.verifier(verifier)?.verifier.revoke_key(&kid);
    Ok(())
}

/// Counters, as JSON in the shell's spelling.
#[napi(catch_unwind)]
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
