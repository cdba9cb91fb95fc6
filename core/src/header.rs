//! The JOSE header: read once, strictly, and believed in nothing but the choice of a key.

use std::borrow::Cow;

use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::denial::{Denial, DenialCode, quoted};
use crate::json::{self, Keep, Node, Reader};
use crate::language::Spelled;
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
    /// Reads the header's JSON.
    pub(crate) fn parse(bytes: &'a HeaderBytes) -> Result<Self, Denial> {
        let mut read = Members::default();
        json::utf8(&bytes.0)
            .and_then(|text| json::read(text, &mut read))
            .map_err(|fault| malformed().received(format!("a header of which {fault}")))?;
        for (unsupported, member) in [("b64", &read.b64), ("zip", &read.zip)] {
            if member.is_some() {
                return Err(malformed().received(format!("a header with `{unsupported}`")));
            }
        }
        let algorithm = text("alg", read.alg)?;
        Ok(Self {
            algorithm: algorithm.ok_or_else(|| malformed().received("a header without `alg`"))?,
            kid: text("kid", read.kid)?,
            typ: text("typ", read.typ)?,
            critical: read.crit.is_some(),
        })
    }

    /// True if the header says this algorithm: which kind of key it asks for, and no more.
    pub(crate) fn names(&self, algorithm: Algorithm) -> bool {
        Algorithm::from_name(&self.algorithm) == Some(algorithm)
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
            Some(algorithm) if symmetric_only && !algorithm.is_symmetric() => denial.hint(format!(
                "the token is signed with a private key, but the verifier holds a shared secret: \
                 use {}, or the issuer's {}",
                Spelled::Preset("better_auth", "url"),
                Spelled::Name("jwks_url")
            )),
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

/// The members that are looked at. `jwk`, `jku`, `x5u`, `x5c`, ... are not, whatever they hold: no key ever comes from a token.
#[derive(Default)]
struct Members<'a> {
    alg: Option<Node<'a>>,
    kid: Option<Node<'a>>,
    typ: Option<Node<'a>>,
    crit: Option<Node<'a>>,
    b64: Option<Node<'a>>,
    zip: Option<Node<'a>>,
}

impl<'a> Reader<'a> for Members<'a> {
    #[inline(always)]
    fn place(&mut self, name: &str) -> Option<(Keep<'_>, &mut Node<'a>)> {
        let place = match name {
            "alg" => &mut self.alg,
            "kid" => &mut self.kid,
            "typ" => &mut self.typ,
            "crit" => &mut self.crit,
            "b64" => &mut self.b64,
            "zip" => &mut self.zip,
            _ => return None,
        };
        Some((Keep::Scalar, place.get_or_insert(Node::Null)))
    }
}

fn text<'a>(name: &str, member: Option<Node<'a>>) -> Result<Option<Cow<'a, str>>, Denial> {
    match member {
        None => Ok(None),
        Some(Node::Text(text)) => Ok(Some(text)),
        Some(other) => Err(malformed().received(format!("a header whose `{name}` is {}", other.type_name()))),
    }
}

/// Media types compare without case and without their `application/` (RFC 7515 section 4.1.9).
pub(crate) fn type_fits(typ: Option<&str>, pinned: Option<&str>) -> bool {
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
