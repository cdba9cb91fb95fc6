//! The keys of one issuer, whatever they come from.

use std::sync::Arc;

use super::refusals::{key_refused, no_key, unavailable};
use super::{Attempt, Undecided};
use crate::clock::Now;
use crate::header::Header;
use crate::jwks::{Flight, Look, Source};
use crate::key::{Key, KeySet, RevokedKeys, SecretKeys, Unselected};
use crate::signature::{self, VerifiedToken, VerifyWith};
use crate::token::UnverifiedToken;

pub(crate) enum Keys {
    Secret(SecretKeys, RevokedKeys),
    Fixed(KeySet, RevokedKeys),
    Remote(Arc<Source>),
}

/// Which key material decides: an acceptance that is remembered counts only under the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Generation {
    set: u64,
    revoked: usize,
}

impl Keys {
    /// Chooses the key and checks the signature; says under which material. `refresh` takes a fetch that nobody waits for.
    pub(crate) fn verify(
        &self,
        token: UnverifiedToken<'_>,
        header: &Header<'_>,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<(VerifiedToken, Generation), Undecided> {
        let kid = header.kid.as_deref();
        match self {
            Self::Secret(secret, revoked) => {
                let generation = Generation { set: 0, revoked: revoked.count() };
                if revoked.names(kid) {
                    return Err(key_refused().into());
                }
                Ok((signature::verify(token, header, VerifyWith::Secret(secret))?, generation))
            }
            Self::Fixed(set, revoked) => {
                let generation = Generation { set: 0, revoked: revoked.count() };
                let selected = set.select(header.algorithm, kid, true);
                let key = selected.and_then(|index| set.key(index).ok_or(Unselected::NotFound));
                let key = usable(key.map_err(|why| no_key(why, header))?, |at| set.key(at), kid, revoked)?;
                Ok((signature::verify(token, header, VerifyWith::Key(key))?, generation))
            }
            Self::Remote(source) => {
                // Read before the keys are: a key revoked meanwhile makes this acceptance one of the past.
                let revoked = source.revoked.count();
                match source.look(header.algorithm, kid, attempt == Attempt::Second, now) {
                    Look::Set { snapshot, selected, refresh: due } => {
                        *refresh = due;
                        let index = selected.map_err(|why| no_key(why, header))?;
                        let key = snapshot.key(index).ok_or_else(|| no_key(Unselected::NotFound, header))?;
                        let key = usable(key, |at| snapshot.key(at), kid, &source.revoked)?;
                        let verified = signature::verify(token, header, VerifyWith::Key(key));
                        if verified.is_err() && refresh.is_none() {
                            *refresh = source.doubt(now);
                        }
                        Ok((verified?, Generation { set: snapshot.generation(), revoked }))
                    }
                    Look::Wait(flight) => Err(Undecided::Wait(flight)),
                    Look::KeyNotFound => Err(no_key(Unselected::NotFound, header).into()),
                    Look::Unavailable(pause) => Err(unavailable(source, pause).into()),
                }
            }
        }
    }

    /// The material that decides now; `None` while no keys may decide.
    #[cfg(feature = "token-cache")]
    pub(super) fn generation(&self, now: Now) -> Option<Generation> {
        match self {
            Self::Secret(_, revoked) | Self::Fixed(_, revoked) => {
                Some(Generation { set: 0, revoked: revoked.count() })
            }
            Self::Remote(source) => {
                Some(Generation { set: source.generation(now)?, revoked: source.revoked.count() })
            }
        }
    }

    /// A fetch that nobody waits for, if the set has become stale.
    #[cfg(feature = "token-cache")]
    pub(super) fn refresh_due(&self, now: Now) -> Option<Flight> {
        self.source()?.refresh_if_stale(now)
    }

    pub(crate) fn source(&self) -> Option<&Arc<Source>> {
        match self {
            Self::Remote(source) => Some(source),
            _ => None,
        }
    }

    pub(super) fn is_ready(&self, now: Now) -> bool {
        self.source().is_none_or(|source| source.is_ready(now))
    }

    pub(super) fn revoke_key(&self, kid: &str) {
        match self {
            Self::Secret(_, revoked) | Self::Fixed(_, revoked) => revoked.add(kid),
            Self::Remote(source) => source.revoked.add(kid),
        }
    }
}

/// The key, unless it is refused, or the token names one that is: a key without a `kid` serves tokens of any.
fn usable<'k>(
    key: &'k Key,
    set: impl Fn(usize) -> Option<&'k Key>,
    kid: Option<&str>,
    revoked: &RevokedKeys,
) -> Result<&'k Key, Undecided> {
    if revoked.names(kid) || revoked.has(key, (0..).map_while(set)) {
        Err(key_refused().into())
    } else {
        Ok(key)
    }
}
