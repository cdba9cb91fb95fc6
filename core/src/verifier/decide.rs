//! The decision, top to bottom: shape, header, key, signature, claims, revocation.

use super::{Attempt, Inner, Member, Outcome, Step, Undecided};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode, quoted};
use crate::header::ParsedHeader;
use crate::jwks::Flight;
use crate::token::UnverifiedToken;

impl Inner {
    pub(super) fn check(&self, token: &str, now: Now, attempt: Attempt) -> Step {
        let mut refresh = None;
        let outcome = match self.decide(token, now, attempt, &mut refresh) {
            Ok(claims) => {
                self.counters.accepted.add_one();
                Outcome::Verified(claims)
            }
            Err(Undecided::Denied(denial)) => Outcome::Denied(self.finish(denial)),
            Err(Undecided::Wait(flight)) => {
                self.counters.key_misses.add_one();
                Outcome::Wait(flight)
            }
        };
        Step { outcome, refresh }
    }

    /// Counts a denial and gives it this verifier's looks.
    pub(super) fn finish(&self, denial: Denial) -> Denial {
        self.counters.denied(denial.code());
        denial.presented_by(self.presentation.as_ref())
    }

    fn decide(
        &self,
        text: &str,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Claims, Undecided> {
        #[cfg(feature = "token-cache")]
        if text.len() <= self.max_token_bytes
            && let Some(remembered) = self.remembered(text, now, refresh)
        {
            return remembered.map_err(Undecided::Denied);
        }
        let (header, token) = UnverifiedToken::parse(text, self.max_token_bytes)?;
        let header = ParsedHeader::parse(&header)?;
        let (index, member) = self.route(&header, &token)?;
        let header = header.accept(&member.rules)?;
        let (verified, generation) = member.keys.verify(token, &header, now, attempt, refresh)?;
        let claims = Claims::accept(verified, &member.expect, self.presentation.as_ref(), now)?;
        member.check_revoked(&claims)?;
        #[cfg(feature = "token-cache")]
        self.remember(text, index, generation, &claims, now);
        #[cfg(not(feature = "token-cache"))]
        let _ = (index, generation);
        Ok(claims)
    }
}

impl Member {
    /// The application's last word.
    pub(super) fn check_revoked(&self, claims: &Claims) -> Result<(), Denial> {
        match self.revoked_if.as_ref().map(|revoked_if| revoked_if(claims)) {
            None | Some(Ok(false)) => Ok(()),
            Some(Ok(true)) => {
                Err(Denial::new(DenialCode::TokenRevoked).received("a token that revoked_if refuses"))
            }
            // Not knowing is not a pass, and not the token's fault.
            Some(Err(why)) => Err(Denial::new(DenialCode::KeysUnavailable)
                .expected("an answer of revoked_if")
                .received(format!("an error: {}", quoted(&why)))),
        }
    }
}
