//! Time is an argument: bounds, leeway, and clocks that go wrong.

use std::time::Duration;

use bearward::testing::TestIssuer;
use bearward::{Now, Verifier, VerifierBuilder};
use serde_json::{Value, json};

const START: u64 = 1_800_000_000;

struct Fixed(TestIssuer);

impl Fixed {
    fn new() -> Self {
        Self(TestIssuer::builder().now(START).lifetime(Duration::from_secs(60)).start())
    }

    fn verifier(&self, change: impl FnOnce(VerifierBuilder) -> VerifierBuilder) -> Verifier {
        change(self.0.verifier().jwks(self.0.jwks())).build().unwrap()
    }

    fn at(&self, verifier: &Verifier, claims: Value, unix: f64) -> &'static str {
        let mut claims = claims;
        claims["sub"] = json!("alice");
        let decided = verifier.verify_at(&self.0.mint(claims), Now::at(unix, Duration::from_secs(9)));
        decided.map_or_else(|denial| denial.code().as_str(), |_| "accept")
    }
}

#[test]
fn bounds_with_and_without_leeway() {
    let fixed = Fixed::new();
    let start = START as f64;
    for (leeway, exp) in [(0.0, 60.0), (5.0, 65.0), (3_600.0, 3_660.0), (0.5, 60.5)] {
        let verifier = fixed.verifier(|builder| builder.leeway(leeway));
        assert_eq!(fixed.at(&verifier, json!({}), start + exp), "token_expired", "{leeway}");
        assert_eq!(fixed.at(&verifier, json!({}), start + exp - 0.001), "accept", "{leeway}");
        let nbf = json!({"nbf": START, "exp": START + 90_000});
        assert_eq!(fixed.at(&verifier, nbf.clone(), start - leeway), "accept", "{leeway}");
        assert_eq!(fixed.at(&verifier, nbf, start - leeway - 0.001), "token_not_yet_valid", "{leeway}");
    }
    let by_default = fixed.verifier(|builder| builder);
    assert_eq!(fixed.at(&by_default, json!({}), start + 64.9), "accept");
    assert_eq!(fixed.at(&by_default, json!({}), start + 65.0), "token_expired");
}

#[test]
fn fractions_are_kept() {
    let fixed = Fixed::new();
    let verifier = fixed.verifier(|builder| builder.leeway(0));
    let exp = json!({"exp": START as f64 + 0.75});
    assert_eq!(fixed.at(&verifier, exp.clone(), START as f64 + 0.7), "accept");
    assert_eq!(fixed.at(&verifier, exp, START as f64 + 0.75), "token_expired");
}

#[test]
fn age_counts_from_iat() {
    let fixed = Fixed::new();
    let verifier = fixed.verifier(|builder| builder.leeway(0).max_token_age(30));
    let start = START as f64;
    for (claims, now, expected) in [
        (json!({}), start + 29.9, "accept"),
        (json!({}), start + 30.0, "token_too_old"),
        (json!({}), start - 0.1, "token_not_yet_valid"),
        (json!({"iat": null}), start, "claim_missing"),
        (json!({"iat": "x"}), start, "claim_invalid"),
        (json!({}), start + 60.0, "token_expired"),
    ] {
        assert_eq!(fixed.at(&verifier, claims.clone(), now), expected, "{claims} at {now}");
    }
    let unasked = fixed.verifier(|builder| builder);
    assert_eq!(
        fixed.at(&unasked, json!({"iat": START + 9_999}), start),
        "accept",
        "iat is used with max_token_age alone"
    );
}

#[test]
fn numeric_dates_have_a_range() {
    let fixed = Fixed::new();
    let verifier = fixed.verifier(|builder| builder);
    for (value, good) in [
        (json!(253_402_300_799_u64), true),
        (json!(253_402_300_800_u64), false),
        (json!(253_402_300_799.999), true),
        (json!(u64::MAX), false),
        (json!(i64::MIN), false),
        (json!(-1), false),
        (json!(-0.5), false),
        (json!(1e308), false),
    ] {
        let expected = if good { "accept" } else { "claim_invalid" };
        assert_eq!(fixed.at(&verifier, json!({"exp": value}), START as f64), expected, "{value}");
    }
    for claim in ["nbf", "iat"] {
        assert_eq!(fixed.at(&verifier, json!({claim: 0}), START as f64), "accept");
        assert_eq!(fixed.at(&verifier, json!({claim: -1}), START as f64), "claim_invalid");
    }
}

/// A clock that gives no number must not make every token immortal.
#[test]
fn a_clock_that_is_no_number_accepts_nothing() {
    let fixed = Fixed::new();
    let verifier = fixed.verifier(|builder| builder);
    for unix in [f64::NAN, f64::INFINITY] {
        assert_ne!(fixed.at(&verifier, json!({}), unix), "accept", "{unix}");
    }
}

/// #32, I14: any order of moments; nothing panics, and old keys do not become young.
#[test]
fn clocks_may_jump() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice", "exp": 99_999_999_999_u64}));
    let now = Now::system();
    let at = |unix: f64, monotonic: Duration| {
        let decided = verifier.verify_at(&token, Now::at(unix, monotonic));
        decided.map_or_else(|denial| denial.code().as_str(), |_| "accept")
    };
    assert_eq!(at(now.unix(), now.monotonic()), "accept");
    issuer.down();
    assert_eq!(at(now.unix() - 1e6, now.monotonic()), "accept", "the wall clock went back");
    assert_eq!(at(now.unix(), Duration::ZERO), "accept", "the monotonic clock went back");
    assert_eq!(
        at(now.unix() + 2.0 * 86_400.0, now.monotonic()),
        "keys_unavailable",
        "suspended for two days"
    );
    assert_eq!(at(now.unix(), Duration::MAX), "keys_unavailable");
    assert_eq!(at(-1e300, Duration::MAX), "keys_unavailable");
    assert_eq!(at(0.0, now.monotonic()), "accept");
}
