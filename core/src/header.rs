//! The JOSE header: read once, strictly, and believed in nothing but the choice of a key.

use std::borrow::Cow;

use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::denial::{Denial, DenialCode, quoted};
use crate::json::{self, Keep, Node};
use crate::token::HeaderBytes;

/// What a header is held to.
pub(crate) struct HeaderRules {
    pub(crate) algorithms: AlgorithmSet,
    /// A pinned `typ`; by default absent, `JWT` and `at+jwt` pass.
    pub(crate) typ: Option<String>,
}

/// An accepted header: what choosing the key needs, and nothing else of it.
pub(crate) struct Header<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<Cow<'a, str>>,
}

/// A header whose form is right and whose content is not judged yet.
pub(crate) struct ParsedHeader<'a> {
    algorithm: Cow<'a, str>,
    kid: Option<Cow<'a, str>>,
    typ: Option<Cow<'a, str>>,
    critical: bool,
}

impl<'a> ParsedHeader<'a> {
    /// Reads the header's JSON. `jwk`, `jku`, `x5u`, `x5c`, ... are ignored, whatever they hold: no key ever comes from a token.
    pub(crate) fn parse(bytes: &'a HeaderBytes) -> Result<Self, Denial> {
        let wanted = |name: &str| match name {
            "alg" | "kid" | "typ" | "crit" | "b64" | "zip" => Keep::Scalar,
            _ => Keep::Nothing,
        };
        let members = json::object(&bytes.0, wanted)
            .map_err(|fault| malformed().received(format!("a header of which {}", fault.0)))?;
        for unsupported in ["b64", "zip"] {
            if members.get(unsupported).is_some() {
                return Err(malformed().received(format!("a header with `{unsupported}`")));
            }
        }
        let text = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text.clone())),
            Some(other) => {
                Err(malformed().received(format!("a header whose `{name}` is {}", other.type_name())))
            }
        };
        Ok(Self {
            algorithm: text("alg")?.ok_or_else(|| malformed().received("a header without `alg`"))?,
            kid: text("kid")?,
            typ: text("typ")?,
            critical: members.get("crit").is_some(),
        })
    }

    /// Judges the header by the rules; no key has been looked at.
    pub(crate) fn accept(&self, rules: &HeaderRules) -> Result<Header<'a>, Denial> {
        if self.critical {
            return Err(Denial::new(DenialCode::CriticalHeaderUnsupported).received("a header with `crit`"));
        }
        let algorithm = Algorithm::from_name(&self.algorithm)
            .filter(|algorithm| rules.algorithms.contains(*algorithm))
            .ok_or_else(|| self.wrong_algorithm(rules))?;
        if !type_fits(self.typ.as_deref(), rules.typ.as_deref()) {
            return Err(self.wrong_type(rules));
        }
        Ok(Header { algorithm, kid: self.kid.clone() })
    }

    fn wrong_algorithm(&self, rules: &HeaderRules) -> Denial {
        let denial = Denial::new(DenialCode::AlgorithmNotAllowed)
            .expected(rules.algorithms.to_string())
            .received(quoted(&self.algorithm));
        let symmetric_only = rules.algorithms.iter().all(Algorithm::is_symmetric);
        match Algorithm::from_name(&self.algorithm) {
            Some(algorithm) if symmetric_only && !algorithm.is_symmetric() => denial.hint(
                "the token is signed with a private key, but the verifier holds a shared secret: \
                 use Verifier::better_auth(url), or the issuer's jwks_url",
            ),
            Some(algorithm) if algorithm.is_symmetric() && !symmetric_only => denial.hint(
                "the token is signed with a shared secret, but the verifier expects the issuer's public keys",
            ),
            _ => denial,
        }
    }

    fn wrong_type(&self, rules: &HeaderRules) -> Denial {
        let received = self.typ.as_deref().map_or_else(|| "no `typ`".to_owned(), quoted);
        Denial::new(DenialCode::TokenTypeMismatch)
            .expected(rules.typ.as_deref().map_or_else(|| "typ JWT, at+jwt or none".to_owned(), quoted))
            .received(received)
    }
}

/// Media types compare without case and without their `application/` (RFC 7515 section 4.1.9).
fn type_fits(typ: Option<&str>, pinned: Option<&str>) -> bool {
    let matches = |given: &str, wanted: &str| short_type(given).eq_ignore_ascii_case(short_type(wanted));
    match (typ, pinned) {
        (Some(typ), Some(pinned)) => matches(typ, pinned),
        (Some(typ), None) => matches(typ, "JWT") || matches(typ, "at+jwt"),
        (None, pinned) => pinned.is_none(),
    }
}

fn short_type(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.get(..PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => typ.get(PREFIX.len()..).unwrap_or_default(),
        _ => typ,
    }
}

fn malformed() -> Denial {
    Denial::new(DenialCode::TokenMalformed).expected("a header with `alg` and perhaps `kid`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_compare_as_media_types() {
        for typ in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT"] {
            assert!(type_fits(Some(typ), None), "{typ}");
        }
        for typ in ["", "JOSE", "dpop+jwt", "application/", "better-auth.session-cache+jwt", "JWT "] {
            assert!(!type_fits(Some(typ), None), "{typ:?}");
        }
        assert!(type_fits(None, None) && !type_fits(None, Some("at+jwt")));
        assert!(
            type_fits(Some("application/AT+jwt"), Some("at+jwt")) && !type_fits(Some("JWT"), Some("at+jwt"))
        );
    }
}
