//! For tests in virtual time: a decision at a given moment, and flights that are run by hand.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use bearward::better_auth::{Session, SessionOutcome, SessionStep};
use bearward::{Attempt, Flight, Now, Outcome, Step};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::denial::DenialParts;
use crate::env::State;
use crate::options::duration;
use crate::text::{octets, with_text};

/// Flights that nobody has launched, by number.
#[derive(Default)]
pub(crate) struct Flights {
    all: RefCell<HashMap<u32, Flight>>,
    last: Cell<u32>,
}

/// A decision: accepted text, denial or flight; and the flight of a refresh.
#[napi(object, object_from_js = false)]
pub struct StepAt {
    pub accepted: Option<String>,
    pub issuer: u32,
    pub denied: Option<DenialParts>,
    pub wait: Option<FlightAt>,
    pub refresh: Option<FlightAt>,
}

/// A flight, and whether running it fetches.
#[napi(object, object_from_js = false)]
pub struct FlightAt {
    pub flight: u32,
    pub led: bool,
}

impl StepAt {
    fn new(state: &State, refresh: Option<Flight>) -> Self {
        let refresh = refresh.map(|flight| state.flights.add(flight));
        Self { accepted: None, issuer: 0, denied: None, wait: None, refresh }
    }
}

impl Flights {
    fn add(&self, flight: Flight) -> FlightAt {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        let led = flight.is_led();
        self.all.borrow_mut().insert(number, flight);
        FlightAt { flight: number, led }
    }

    fn take(&self, number: u32) -> Option<Flight> {
        self.all.borrow_mut().remove(&number)
    }
}

/// Decides at that moment (seconds on both clocks).
#[napi(
    catch_unwind,
    ts_args_type = "verifier: number, token: string, unix: number, mono: number, attempt: number"
)]
pub fn check_at(
    env: Env,
    verifier: u32,
    token: Unknown<'_>,
    unix: f64,
    mono: f64,
    attempt: u32,
) -> Result<StepAt> {
    let state = State::of(&env)?;
    let entry = state.verifier(verifier)?;
    let attempt = if attempt == 1 { Attempt::First } else { Attempt::Second };
    let now = Now::at(unix, duration(mono));
    let Step { outcome, refresh } =
        with_text(&env, token.raw(), |token| entry.verifier.check(token, now, attempt))?;
    let mut step = StepAt::new(state, refresh);
    match outcome {
        Outcome::Verified(claims) => {
            step.issuer = claims.issuer_index();
            step.accepted = Some(claims.as_json().to_owned());
        }
        Outcome::Denied(denial) => step.denied = Some((&denial).into()),
        Outcome::Wait(flight) => step.wait = Some(state.flights.add(flight)),
    }
    Ok(step)
}

/// The same for session cookies: neither accepted, denied nor waiting is to be renewed.
#[napi(
    catch_unwind,
    ts_args_type = "sessions: number, cookies: string, unix: number, mono: number, attempt: number"
)]
pub fn check_session_at(
    env: Env,
    sessions: u32,
    cookies: Unknown<'_>,
    unix: f64,
    mono: f64,
    attempt: u32,
) -> Result<StepAt> {
    let state = State::of(&env)?;
    let sessions = state.sessions(sessions)?;
    let attempt = if attempt == 1 { Attempt::First } else { Attempt::Second };
    let (cookies, now) = (octets(&env, cookies.raw())?, Now::at(unix, duration(mono)));
    let SessionStep { outcome, refresh } = sessions.cookies.check(cookies, now, attempt);
    let mut step = StepAt::new(state, refresh);
    match outcome {
        SessionOutcome::Decided(Session::Verified(claims)) => {
            step.accepted = Some(claims.as_json().to_owned());
        }
        SessionOutcome::Decided(Session::Renew) => {}
        SessionOutcome::Denied(denial) => step.denied = Some((&denial).into()),
        SessionOutcome::Wait(flight) => step.wait = Some(state.flights.add(flight)),
    }
    Ok(step)
}

/// Runs a flight on this thread and lands it at that moment.
#[napi(catch_unwind)]
pub fn fly_here(env: Env, flight: u32, unix: f64, mono: f64) -> Result<()> {
    if let Some(flight) = State::of(&env)?.flights.take(flight) {
        flight.run_here(Now::at(unix, duration(mono)));
    }
    Ok(())
}
