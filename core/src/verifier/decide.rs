//! The decision, top to bottom: shape, header, key, signature, claims, revocation.

use std::time::Duration;

use super::{Attempt, Inner, Keys, Member, Outcome, Step};
use crate::claims::{Claims, issuer_mismatch};
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::header::{Header, HeaderRules, ParsedHeader};
use crate::json::{self, Node};
use crate::jwks::{Flight, Look, Source};
use crate::key::{Key, Unselected};
use crate::signature::{self, VerifyWith};
use crate::token::UnverifiedToken;

/// A decision, and a fetch to launch beside it.
type Decided = (Result<Claims, Undecided>, Option<Flight>);

/// Why there are no claims.
enum Undecided {
    Denied(Denial),
    Wait(Flight),
}

impl From<Denial> for Undecided {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Inner {
    pub(super) fn check(&self, token: &str, now: Now, attempt: Attempt) -> Step {
        let (result, refresh) = self.decide(token, now, attempt);
        let outcome = match result {
            Ok(claims) => {
                self.counters.accepted.add_one();
                Outcome::Verified(claims)
            }
            Err(Undecided::Denied(denial)) => Outcome::Denied(self.finish(denial)),
            Err(Undecided::Wait(flight)) => Outcome::Wait(flight),
        };
        if attempt == Attempt::First && matches!(outcome, Outcome::Wait(_)) {
            self.counters.key_misses.add_one();
        }
        Step { outcome, refresh }
    }

    /// Counts a denial and gives it this verifier's looks.
    pub(super) fn finish(&self, denial: Denial) -> Denial {
        self.counters.denied(denial.code());
        denial.presented_by(self.presentation.as_ref())
    }

    fn decide(&self, text: &str, now: Now, attempt: Attempt) -> Decided {
        let mut refresh = None;
        let result = self.run(text, now, attempt, &mut refresh);
        (result, refresh)
    }

    fn run(
        &self,
        text: &str,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Claims, Undecided> {
        let (header, token) = UnverifiedToken::parse(text, self.max_token_bytes)?;
        let header = ParsedHeader::parse(&header)?;
        let member = self.route(&header, &token)?;
        let header = header.accept(&member.rules)?;
        let verified = match &member.keys {
            Keys::Secret(secret) => signature::verify(token, &header, VerifyWith::Secret(secret))?,
            Keys::Fixed { set, revoked } => {
                let selected = set.select(header.algorithm, header.kid.as_deref(), true);
                let key = selected.and_then(|index| set.key(index).ok_or(Unselected::NotFound));
                let key = key.map_err(|why| unselected(why, &header))?;
                if key.kid.as_deref().is_some_and(|kid| revoked.load().contains(kid)) {
                    return Err(revoked_key().into());
                }
                signature::verify(token, &header, VerifyWith::Key(key))?
            }
            Keys::Remote(source) => {
                let second = attempt == Attempt::Second;
                let kid = header.kid.as_deref();
                match source.look(header.algorithm, kid, second, now) {
                    Look::Set { snapshot, selected, refresh: due } => {
                        *refresh = due;
                        let index = selected.map_err(|why| unselected(why, &header))?;
                        let key =
                            snapshot.key(index).ok_or_else(|| unselected(Unselected::NotFound, &header))?;
                        verify_with_remote(source, key, token, &header, now, refresh)?
                    }
                    Look::Wait(flight) => return Err(Undecided::Wait(flight)),
                    Look::KeyNotFound => {
                        return Err(unselected(Unselected::NotFound, &header).into());
                    }
                    Look::Unavailable(pause) => return Err(unavailable(source, pause).into()),
                }
            }
        };
        let claims = Claims::accept(verified, &member.expect, now)?;
        member.check_revoked(&claims)?;
        Ok(claims)
    }

    /// Which issuer judges: the only one, or the one that the token's `iss` names among the configured.
    fn route(&self, header: &ParsedHeader<'_>, token: &UnverifiedToken<'_>) -> Result<&Member, Denial> {
        if let [member] = self.members.as_slice() {
            return Ok(member);
        }
        // Header errors come before all others: a header that no member takes is refused as such.
        let accepts = |rules: &HeaderRules| header.accept(rules);
        if self.members.iter().all(|member| accepts(&member.rules).is_err()) {
            let mut denials = self.members.iter().filter_map(|member| accepts(&member.rules).err());
            let first = denials.next();
            let better = denials.find(|denial| denial.code() == DenialCode::TokenTypeMismatch);
            return Err(better.or(first).unwrap_or_else(|| Denial::new(DenialCode::AlgorithmNotAllowed)));
        }
        let issuer = token.routing_issuer()?;
        let named = |member: &&&std::sync::Arc<Member>| {
            let issuers = member.expect.issuers.iter().flatten();
            issuer.as_deref().is_some_and(|issuer| issuers.into_iter().any(|name| name == issuer))
        };
        let mut candidates = self.members.iter().filter(|member| named(&member));
        let first = candidates.clone().next().ok_or_else(|| self.unknown_issuer(issuer.as_deref()))?;
        Ok(candidates.find(|member| accepts(&member.rules).is_ok()).unwrap_or(first))
    }

    fn unknown_issuer(&self, issuer: Option<&str>) -> Denial {
        let all: Vec<String> =
            self.members.iter().filter_map(|member| member.expect.issuers.clone()).flatten().collect();
        match issuer {
            Some(issuer) => issuer_mismatch(&all, issuer),
            None => Denial::new(DenialCode::IssuerMismatch)
                .about("iss")
                .expected("a configured issuer")
                .received("none"),
        }
    }
}

impl UnverifiedToken<'_> {
    /// The `iss` that chooses among several configured issuers, before any signature is checked; believed in nothing else.
    fn routing_issuer(&self) -> Result<Option<String>, Denial> {
        let members = json::object(&self.payload, |name| name == "iss").map_err(|fault| {
            Denial::new(DenialCode::TokenMalformed).received(format!("a payload of which {}", fault.0))
        })?;
        Ok(members.get("iss").and_then(Node::as_text).map(str::to_owned))
    }
}

impl Member {
    fn check_revoked(&self, claims: &Claims) -> Result<(), Denial> {
        match self.revoked_if.as_ref().map(|revoked_if| revoked_if(claims)) {
            None | Some(Ok(false)) => Ok(()),
            Some(Ok(true)) => {
                Err(Denial::new(DenialCode::TokenRevoked).received("a token that revoked_if refuses"))
            }
            // Not knowing is not a pass, and not the token's fault.
            Some(Err(why)) => Err(Denial::new(DenialCode::KeysUnavailable)
                .expected("an answer of revoked_if")
                .received(format!("an error: {}", crate::denial::quoted(&why)))),
        }
    }
}

fn verify_with_remote(
    source: &std::sync::Arc<Source>,
    key: &Key,
    token: UnverifiedToken<'_>,
    header: &Header<'_>,
    now: Now,
    refresh: &mut Option<Flight>,
) -> Result<signature::VerifiedToken, Denial> {
    if source.is_revoked(key) {
        return Err(revoked_key());
    }
    signature::verify(token, header, VerifyWith::Key(key)).inspect_err(|_| {
        if refresh.is_none() {
            *refresh = source.doubt(now);
        }
    })
}

fn unselected(why: Unselected, header: &Header<'_>) -> Denial {
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

fn revoked_key() -> Denial {
    Denial::new(DenialCode::KeyUnusable).expected("a key in use").received("a key that revoke_key refuses")
}

pub(super) fn unavailable(source: &Source, pause: Duration) -> Denial {
    let mut stats = crate::stats::Stats::default();
    source.fetches.fill(&mut stats);
    Denial::new(DenialCode::KeysUnavailable)
        .expected(format!("keys from {}", source.url))
        .received(stats.last_fetch_error.unwrap_or_else(|| "no answer yet".to_owned()))
        .retry_in(pause.as_secs_f64())
}
