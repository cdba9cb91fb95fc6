//! Who issued a token and for whom (RFC 7519 sections 4.1.1 and 4.1.3): exact strings, no patterns.

use super::accept::invalid;
use super::expect::Expect;
use crate::denial::{Denial, DenialCode, quoted};
use crate::json::{Members, Node};

pub(super) struct Parties {
    pub(super) issuer: Option<Box<str>>,
    pub(super) audience: Vec<Box<str>>,
    has_audience: bool,
}

impl Parties {
    /// Reads types; an empty `aud` list is a list that names nobody.
    pub(super) fn read(members: &Members<'_>) -> Result<Self, Denial> {
        let issuer = match members.get("iss") {
            None => None,
            Some(Node::Text(issuer)) => Some(issuer.as_ref().into()),
            Some(other) => return Err(invalid("iss", "a string", other.type_name())),
        };
        let (audience, has_audience) = match members.get("aud") {
            None => (Vec::new(), false),
            Some(Node::Text(audience)) => (vec![audience.as_ref().into()], true),
            Some(Node::List(list)) => (list.iter().map(name).collect::<Result<_, _>>()?, true),
            Some(other) => {
                return Err(invalid("aud", "a string or an array of strings", other.type_name()));
            }
        };
        Ok(Self { issuer, audience, has_audience })
    }

    /// What must be there and is not.
    pub(super) fn missing(&self, expect: &Expect) -> Option<&'static str> {
        if expect.issuers.is_some() && self.issuer.is_none() {
            return Some("iss");
        }
        (expect.audiences.is_some() && !self.has_audience).then_some("aud")
    }

    pub(super) fn check(&self, expect: &Expect) -> Result<(), Denial> {
        if let (Some(expected), Some(issuer)) = (&expect.issuers, &self.issuer)
            && !expected.iter().any(|name| name.as_str() == &**issuer)
        {
            return Err(issuer_mismatch(expected, issuer));
        }
        if let Some(expected) = &expect.audiences
            && !self.audience.iter().any(|name| expected.iter().any(|wanted| wanted.as_str() == &**name))
        {
            return Err(self.audience_mismatch(expected));
        }
        Ok(())
    }

    fn audience_mismatch(&self, expected: &[String]) -> Denial {
        let received: Vec<String> = self.audience.iter().map(|name| quoted(name)).collect();
        let denial = Denial::new(DenialCode::AudienceMismatch)
            .about("aud")
            .expected(list(expected))
            .received(quoted_list(&received));
        let issuer_is_audience = self.audience.iter().any(|name| self.issuer.as_ref() == Some(name));
        if issuer_is_audience {
            return denial.hint(
                "the token's audience is its issuer's origin (Better Auth's default): \
                 set jwt.audience in Better Auth, or expect that origin here",
            );
        }
        denial
    }
}

fn name(node: &Node<'_>) -> Result<Box<str>, Denial> {
    match node {
        Node::Text(name) => Ok(name.as_ref().into()),
        other => Err(invalid(
            "aud",
            "a string or an array of strings",
            &format!("an array with {}", other.type_name()),
        )),
    }
}

/// The denial for an issuer that is none of the configured.
pub(crate) fn issuer_mismatch(expected: &[String], issuer: &str) -> Denial {
    let denial = Denial::new(DenialCode::IssuerMismatch)
        .about("iss")
        .expected(list(expected))
        .received(quoted(issuer));
    match expected.iter().find_map(|wanted| near_miss(wanted, issuer)) {
        Some(hint) => denial.hint(hint),
        None => denial,
    }
}

/// Issuers are compared as strings, so that small differences are the usual mistake.
fn near_miss(expected: &str, received: &str) -> Option<&'static str> {
    let trimmed = |name: &str| name.trim_end_matches('/').to_ascii_lowercase();
    let (expected, received) = (trimmed(expected), trimmed(received));
    if expected == received {
        return Some(
            "they differ by a slash at the end or by case: configure the issuer exactly as the token has it",
        );
    }
    if format!("{expected}/api/auth") == received || format!("{received}/api/auth") == expected {
        return Some(
            "they differ by /api/auth: Better Auth's jwt plugin uses the origin, its OAuth provider adds /api/auth",
        );
    }
    let host = |name: &str| {
        let url = url::Url::parse(name).ok()?;
        Some((url.host_str()?.to_owned(), url.path().to_owned()))
    };
    match (host(&expected), host(&received)) {
        (Some(one), Some(other)) if one == other => {
            Some("they differ by scheme or port: is BETTER_AUTH_URL the public address?")
        }
        _ => None,
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    quoted_list(&names)
}

fn quoted_list(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [name] => name.clone(),
        names => format!("one of {}", names.iter().take(5).cloned().collect::<Vec<_>>().join(", ")),
    }
}
