//! An endpoint by script and a clock by hand.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bearward::{
    Attempt, Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Flight, Now, Outcome, Ready,
    Verifier, VerifierBuilder,
};

use crate::signer::{Signer, key_set};

/// Second 0 on the unix clock.
pub(crate) const START: f64 = 1_800_000_000.0;

/// Second `seconds` on both clocks.
pub(crate) fn at(seconds: f64) -> Now {
    Now::at(START + seconds, Duration::from_secs_f64(1_000.0 + seconds))
}

/// A token of this key that is good from second 0 to far beyond every test.
pub(crate) fn token(signer: &Signer) -> String {
    signer.mint(START, START + 1e7)
}

/// The endpoint: answers with a key set, or refuses.
#[derive(Clone, Default)]
pub(crate) struct Site(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    keys: Option<String>,
    gets: usize,
}

impl Site {
    pub(crate) fn serving<'s>(signers: impl IntoIterator<Item = &'s Signer>) -> Self {
        let site = Self::default();
        site.serve(signers);
        site
    }

    pub(crate) fn serve<'s>(&self, signers: impl IntoIterator<Item = &'s Signer>) {
        self.state().keys = Some(key_set(signers));
    }

    pub(crate) fn refuse(&self) {
        self.state().keys = None;
    }

    pub(crate) fn gets(&self) -> usize {
        self.state().gets
    }

    /// A verifier of this endpoint's keys, for the tokens that [`Signer`] mints.
    pub(crate) fn verifier(&self) -> VerifierBuilder<Ready> {
        Verifier::issuer("https://id.example.com")
            .audience("api")
            .jwks_url("https://id.example.com/jwks")
            .fetch(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no panic before")
    }
}

impl Fetch for Site {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let mut state = self.state();
        state.gets += 1;
        let refused = || FetchError::new(FetchErrorKind::Connect, "refused");
        let body = state.keys.clone().ok_or_else(refused)?.into_bytes();
        Ok(FetchResponse { status: 200, headers: Vec::new(), body })
    }
}

/// What a first attempt says: `accept`, a code, `lead` or `join`; and the flights that it began.
pub(crate) fn first(verifier: &Verifier, token: &str, now: Now) -> (&'static str, Vec<Flight>) {
    let step = verifier.check(token, now, Attempt::First);
    let mut flights: Vec<_> = step.refresh.into_iter().collect();
    let said = word(&step.outcome);
    if let Outcome::Wait(flight) = step.outcome {
        flights.push(flight);
    }
    (said, flights)
}

/// What a second attempt says.
pub(crate) fn second(verifier: &Verifier, token: &str, now: Now) -> &'static str {
    let step = verifier.check(token, now, Attempt::Second);
    assert!(step.refresh.is_none(), "nothing is due just after a fetch");
    word(&step.outcome)
}

/// What a caller gets who waits for its flights, each of which lands at once.
pub(crate) fn settled(verifier: &Verifier, token: &str, now: Now) -> &'static str {
    let (said, flights) = first(verifier, token, now);
    for flight in flights {
        flight.run_here(now);
    }
    if matches!(said, "lead" | "join") { second(verifier, token, now) } else { said }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Verified(_) => "accept",
        Outcome::Denied(denial) => denial.code().as_str(),
        Outcome::Wait(flight) if flight.is_led() => "lead",
        Outcome::Wait(_) => "join",
    }
}
