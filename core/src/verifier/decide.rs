//! The decision, top to bottom: shape, header, key, signature, claims, revocation.

use super::{Attempt, Inner, Member, Outcome, RevokedIf, Step, Undecided};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode, quoted};
use crate::header::ParsedHeader;
use crate::header_cache::HeaderCache;
use crate::jwks::Flight;
use crate::token::{Parts, check_length};

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
        let parts = Parts::split(text, self.max_token_bytes)?;
        let known = self.header_cache.as_ref().map(HeaderCache::known);
        let bytes;
        let (index, member, header, token) =
            match known.as_ref().and_then(|known| known.find(parts.header)).zip(self.members.first()) {
                Some((header, member)) => (0, &**member, header, parts.token()?),
                None => {
                    bytes = parts.header()?;
                    let token = parts.token()?;
                    let header = ParsedHeader::parse(&bytes)?;
                    let (index, member) = self.route(&header, &token)?;
                    (index, member, header.accept(&member.rules)?, token)
                }
            };
        // Of several issuers, each has a limit of its own.
        check_length(text, member.max_token_bytes)?;
        let (verified, generation) = member.keys.verify(token, &header, now, attempt, refresh)?;
        if let (Some(cache), Some(known)) = (&self.header_cache, &known)
            && known.find(parts.header).is_none()
        {
            cache.add(parts.header, &header);
        }
        let claims = Claims::accept(verified, &member.expect, self.presentation.as_ref(), now)?;
        let claims = claims.by_issuer(index);
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
        check_revoked(self.revoked_if.as_ref(), claims)
    }
}

/// Asks the application, if it wants to be asked.
pub(crate) fn check_revoked(revoked_if: Option<&RevokedIf>, claims: &Claims) -> Result<(), Denial> {
    match revoked_if.map(|revoked_if| revoked_if(claims)) {
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
