//! The token cache in the decision: what was accepted before, judged anew by everything that can change.

use super::{Inner, keys::Generation};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::Denial;
use crate::jwks::Flight;
use crate::jwks::machine::Brake;
use crate::token_cache::Accepted;

impl Inner {
    /// The decision on a token that was accepted before under the keys of now. `None`: decide in full.
    pub(super) fn remembered(
        &self,
        text: &str,
        now: Now,
        refresh: &mut Option<Flight>,
    ) -> Option<Result<Claims, Denial>> {
        let accepted = self.token_cache.as_ref()?.get(text)?;
        let member = self.members.get(accepted.member)?;
        if !counts(member.keys.generation(now), accepted.generation)
            || !accepted.claims.still_hold(&member.expect, now)
        {
            return None;
        }
        *refresh = member.keys.refresh_due(now);
        Some(member.check_revoked(&accepted.claims).map(|()| accepted.claims))
    }

    /// Keeps a full acceptance. Its generation is the one that it was verified under: a set that has landed since makes it void.
    pub(super) fn remember(
        &self,
        text: &str,
        member: usize,
        generation: Generation,
        claims: &Claims,
        now: Now,
    ) {
        if let Some(cache) = &self.token_cache {
            cache.put(text, Accepted { claims: claims.clone(), member, generation }, now);
        }
    }
}

/// True under the very material that decides now. While none may decide, nothing that is remembered does.
fn counts(now: Option<Generation>, then: Generation) -> bool {
    match now {
        Some(now) => now == then || !Brake::Generation.holds(),
        None => !Brake::UsableSet.holds(),
    }
}
