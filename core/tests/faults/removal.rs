//! F18, F19: a key is gone, or is another one under its old name.

use bearward::VerifierBuilder;

use crate::support::{ask, good, unknown, warmed};

/// The longest that a set is fresh by default: 10 min and the jitter of a tenth.
const MAX_AGE: f64 = 660.0;

/// #43 (CVE-2025-22149), #49: refused from the landing on, by the token cache too, and within max-age of the removal.
#[test]
fn f18_key_removed() {
    for change in changes() {
        let (issuer, verifier, clock) = warmed(change);
        let old = good(&issuer);
        assert_eq!(ask(&verifier, &old, clock.at(0.0)), "accept");
        issuer.rotate();
        issuer.remove_old_keys();
        assert_eq!(ask(&verifier, &old, clock.at(100.0)), "accept", "nobody has told us yet");
        assert_eq!(ask(&verifier, &old, clock.at(MAX_AGE)), "accept", "the last one: it starts the refresh");
        assert_eq!(issuer.requests(), 2);
        assert_eq!(ask(&verifier, &old, clock.at(MAX_AGE)), "key_not_found");
        assert_eq!(ask(&verifier, &good(&issuer), clock.at(MAX_AGE)), "accept");
    }
}

/// The set is replaced whole by whatever fetch comes first: a token of the new key is enough.
#[test]
fn f18_key_removed_and_a_new_one_seen() {
    for change in changes() {
        let (issuer, verifier, clock) = warmed(change);
        let old = good(&issuer);
        issuer.rotate();
        issuer.remove_old_keys();
        assert_eq!(ask(&verifier, &good(&issuer), clock.at(1.0)), "accept");
        assert_eq!(ask(&verifier, &old, clock.at(1.0)), "key_not_found");
    }
}

/// Removal while the endpoint is down is not seen; nor does a fetch that fails bring anything back.
#[test]
fn f18_a_removed_key_stays_removed() {
    for change in changes() {
        let (issuer, verifier, clock) = warmed(change);
        let old = good(&issuer);
        issuer.rotate();
        issuer.remove_old_keys();
        assert_eq!(ask(&verifier, &good(&issuer), clock.at(1.0)), "accept");
        issuer.down();
        assert_eq!(ask(&verifier, &unknown(1), clock.at(700.0)), "keys_unavailable");
        assert_ne!(ask(&verifier, &old, clock.at(800.0)), "accept");
        assert_eq!(ask(&verifier, &good(&issuer), clock.at(800.0)), "accept");
    }
}

/// Serial kids repeat after a database reset: refused at once, doubted when the set is older than the cooldown, right after it.
#[test]
fn f19_same_kid_new_key() {
    for change in changes() {
        let (issuer, verifier, clock) = warmed(change);
        let old = good(&issuer);
        assert_eq!(ask(&verifier, &old, clock.at(0.0)), "accept");
        issuer.reuse_kid();
        let new = good(&issuer);
        assert_eq!(ask(&verifier, &new, clock.at(1.0)), "signature_invalid");
        assert_eq!(issuer.requests(), 1, "a young set is not doubted");
        assert_eq!(
            ask(&verifier, &new, clock.at(31.0)),
            "signature_invalid",
            "and a doubt is not waited for"
        );
        assert_eq!(issuer.requests(), 2);
        assert_eq!(ask(&verifier, &new, clock.at(31.0)), "accept");
        assert_eq!(ask(&verifier, &old, clock.at(31.0)), "signature_invalid");
    }
}

type Change = fn(VerifierBuilder) -> VerifierBuilder;

/// With the token cache and without.
fn changes() -> Vec<Change> {
    vec![
        |builder| builder,
        #[cfg(feature = "token-cache")]
        |builder| builder.token_cache(100, 1 << 20),
    ]
}
