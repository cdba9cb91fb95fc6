//! What a binding for another language needs besides the public interface. Hidden: no use in a Rust program.

use super::Verifier;
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};

#[doc(hidden)]
impl Verifier {
    /// Claims that this verifier accepted before, from the text that the host kept of them (`Claims::as_json`), for a check of owner or scope.
    ///
    /// Judges nothing, neither signature nor times: the host keeps that text where nobody else can write it, and vouches for it.
    /// `None` where it is not what a verifier gave.
    pub fn reopen(&self, accepted: &str, issuer_index: u32) -> Option<Claims> {
        let inner = self.inner();
        let index = usize::try_from(issuer_index).ok()?;
        let member = inner.members.get(index)?;
        let claims = Claims::reopen(accepted, &member.expect, inner.presentation.as_ref()).ok()?;
        Some(claims.by_issuer(index))
    }

    /// This moment, on as many clocks as a decision of this verifier looks at.
    pub fn moment(&self) -> Now {
        self.now()
    }

    /// The denial of a caller that cannot wait for keys.
    pub fn unavailable_now(&self) -> Denial {
        let denial = Denial::new(DenialCode::KeysUnavailable).expected("keys at hand").received("none yet");
        self.inner().finish(denial)
    }

    /// A decision that would have waited for keys, had its caller been able to.
    pub fn count_key_miss(&self) {
        self.inner().counters.key_misses.add_one();
    }

    /// The names of the headers that `find_token` looks at, in lower case.
    pub fn header_names(&self) -> Vec<String> {
        self.inner().transport.header_names()
    }
}
