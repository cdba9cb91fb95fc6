//! The issuer: two keys, of which the second comes with the rotation, and an endpoint that is there or not.

use std::cell::Cell;
use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Now, Verifier};
use bearward_benches::{AUDIENCE, ISSUER};
use serde_json::json;

const START: f64 = 1_800_000_000.0;

/// Second `seconds` of the simulation.
pub(crate) fn at(seconds: f64) -> Now {
    Now::at(START + seconds, Duration::from_secs_f64(1_000.0 + seconds))
}

/// What the endpoint says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    OldKey,
    BothKeys,
    Nothing,
}

thread_local! {
    /// The answer to the flight that is landing; the simulation has one thread.
    static ANSWER: Cell<Says> = const { Cell::new(Says::Nothing) };
}

/// Makes the next landing bring this.
pub(crate) fn answer(says: Says) {
    ANSWER.set(says);
}

/// Key sets and tokens before and after the rotation.
#[derive(Clone)]
pub(crate) struct Issuer {
    old_set: String,
    both_set: String,
    pub(crate) old_token: String,
    pub(crate) new_token: String,
}

impl Issuer {
    pub(crate) fn new() -> Self {
        let issuer = TestIssuer::builder().issuer(ISSUER).audience(AUDIENCE).start();
        let mint = || {
            let claims = json!({"sub": "alice", "iat": START, "exp": START + 1e6});
            issuer.mint_with(Mint::new(claims))
        };
        let (old_set, old_token) = (issuer.jwks(), mint());
        issuer.rotate();
        Self { old_set, old_token, both_set: issuer.jwks(), new_token: mint() }
    }

    pub(crate) fn verifier(&self) -> Verifier {
        Verifier::issuer(ISSUER)
            .audience(AUDIENCE)
            .jwks_url("https://app.example.com/jwks")
            .fetch(self.clone())
            .build()
            .expect("a plain configuration")
    }
}

impl Fetch for Issuer {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let body = match ANSWER.get() {
            Says::OldKey => &self.old_set,
            Says::BothKeys => &self.both_set,
            Says::Nothing => return Err(FetchError::new(FetchErrorKind::Connect, "refused")),
        };
        Ok(FetchResponse { status: 200, headers: Vec::new(), body: body.clone().into_bytes() })
    }
}
