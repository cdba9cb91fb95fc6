//! Denials about keys, with what helps a developer.

use std::time::Duration;

use crate::denial::{Denial, DenialCode};
use crate::header::Header;
use crate::jwks::Source;
use crate::key::Unselected;

/// Says which algorithm, and whether a kid was there; never the kid itself.
pub(super) fn no_key(why: Unselected, header: &Header<'_>) -> Denial {
    let kid = if header.kid.is_some() { "a kid" } else { "no kid" };
    let received = format!("{} with {kid}", header.algorithm);
    match why {
        Unselected::NotFound => Denial::new(DenialCode::KeyNotFound)
            .expected("a key of the issuer's set")
            .received(format!("{received} that the set does not have")),
        Unselected::Ambiguous => Denial::new(DenialCode::KeyAmbiguous)
            .expected("a token or set in which one key fits")
            .received(format!("{received} that fits several keys")),
        Unselected::Unusable => {
            Denial::new(DenialCode::KeyUnusable).expected("a usable key of the token's algorithm").received(
                format!("{received} of a key that is weak, private, for encryption or of another algorithm"),
            )
        }
    }
}

pub(super) fn key_refused() -> Denial {
    Denial::new(DenialCode::KeyUnusable).expected("a key in use").received("a key that revoke_key refuses")
}

pub(super) fn unavailable(source: &Source, pause: Duration) -> Denial {
    let denial = Denial::new(DenialCode::KeysUnavailable)
        .expected(format!("keys from {}", source.shown_url))
        .retry_in(pause.as_secs_f64());
    let Some(failure) = source.fetches.last_failure() else { return denial.received("no answer yet") };
    let denial = denial.received(failure.error.to_string());
    match failure.hint {
        Some(hint) => denial.hint(hint),
        None => denial,
    }
}
