//! What a binding for another language needs besides the public interface. Hidden: no use in a Rust program.

use super::SessionCookies;
use crate::claims::Claims;
use crate::denial::{Denial, DenialCode};

#[doc(hidden)]
impl SessionCookies {
    /// Claims that were accepted before, from the text that the host kept of them: as `Verifier::reopen`.
    pub fn reopen(&self, accepted: &str) -> Option<Claims> {
        Claims::reopen(accepted, &self.0.expect, self.0.presentation.as_ref()).ok()
    }

    /// The denial of a caller that cannot wait for keys.
    pub fn unavailable_now(&self) -> Denial {
        let denial = Denial::new(DenialCode::KeysUnavailable).expected("keys at hand").received("none yet");
        denial.presented_by(self.0.presentation.as_ref())
    }
}
