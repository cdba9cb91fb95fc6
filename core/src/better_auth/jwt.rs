//! The JWT forms: HS256 under the secret, or signed with the issuer's private key (`sessionCookieCache`).

use std::sync::Arc;

use zeroize::Zeroizing;

use super::Otherwise;
use super::cookies::MAX_DATA_BYTES;
use super::payload::{Form, Opened};
use crate::algorithm::Algorithm;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::header::{HeaderRules, ParsedHeader};
use crate::jwks::Flight;
use crate::key::SecretKeys;
use crate::signature::{self, VerifyWith};
use crate::token::Parts;
use crate::verifier::{Attempt, Inner, Member};

/// The `typ` of the asymmetric form.
pub(super) const TYPE: &str = "better-auth.session-cache+jwt";

/// What the two forms are held to. Each algorithm belongs to one kind of key.
pub(super) struct JwtKeys {
    pub(super) shared: SecretKeys,
    pub(super) shared_rules: HeaderRules,
    pub(super) public: Option<PublicKeys>,
}

/// The keys of a verifier, under the rules of session cookies.
pub(super) struct PublicKeys {
    /// Kept alive: its key cache is the one that is asked.
    pub(super) verifier: Arc<Inner>,
    pub(super) member: Arc<Member>,
    pub(super) rules: HeaderRules,
    /// `None`: any, as the verifier was told.
    pub(super) issuers: Option<Vec<String>>,
}

impl JwtKeys {
    /// Checks the signature and gives the payload. `refresh` takes a fetch that nobody waits for.
    pub(super) fn open(
        &self,
        text: &str,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Opened<'_>, Otherwise> {
        let parts = Parts::split(text, MAX_DATA_BYTES)?;
        let bytes = parts.header()?;
        let mut token = parts.token()?;
        // Kept here, where it is wiped: it holds the session token.
        let payload = Zeroizing::new(std::mem::take(&mut token.payload));
        let header = ParsedHeader::parse(&bytes)?;
        let public = self.public.as_ref().filter(|_| !header.names(Algorithm::Hs256));
        let Some(public) = public else {
            let header = header.accept(&self.shared_rules).map_err(without_public_keys)?;
            signature::verify(token, &header, VerifyWith::Secret(&self.shared))?;
            return Ok(Opened { payload, form: Form::Shared });
        };
        let header = header.accept(&public.rules)?;
        public.member.keys.verify(token, &header, now, attempt, refresh)?;
        Ok(Opened { payload, form: Form::Asymmetric { issuers: public.issuers.as_deref() } })
    }
}

fn without_public_keys(denial: Denial) -> Denial {
    if denial.code() != DenialCode::AlgorithmNotAllowed {
        return denial;
    }
    let received = denial.explain().received.clone().unwrap_or_default();
    Denial::new(DenialCode::AlgorithmNotAllowed).expected("session_data signed with HS256").received(received).hint(
        "Better Auth signs session_data with its private key (sessionCookieCache): give its base URL, or a verifier of its keys",
    )
}
