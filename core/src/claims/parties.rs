//! Who issued a token and for whom (RFC 7519 sections 4.1.1 and 4.1.3): exact strings, no patterns.

use super::accept::{Payload, invalid};
use super::expect::Expect;
use crate::denial::{Denial, DenialCode, quoted};
use crate::json::{Names, Node};

pub(super) struct Parties<'p> {
    issuer: Option<&'p str>,
    audience: Audience<'p>,
}

enum Audience<'p> {
    Absent,
    One(&'p str),
    Several(&'p Names<'p>),
}

impl<'p> Parties<'p> {
    /// Reads types; an empty `aud` list is a list that names nobody.
    pub(super) fn read(payload: &'p Payload<'p>) -> Result<Self, Denial> {
        const TYPES: &str = "a string or an array of strings";
        let issuer = match &payload.iss {
            None => None,
            Some(Node::Text(issuer)) => Some(&**issuer),
            Some(other) => return Err(invalid("iss", "a string", other.type_name())),
        };
        let audience = match &payload.aud {
            None => Audience::Absent,
            Some(Node::Text(audience)) => Audience::One(audience),
            Some(Node::Names(names)) => match names.foreign {
                None => Audience::Several(names),
                Some(other) => return Err(invalid("aud", TYPES, &format!("an array with {other}"))),
            },
            Some(other) => return Err(invalid("aud", TYPES, other.type_name())),
        };
        Ok(Self { issuer, audience })
    }

    /// What must be there and is not.
    pub(super) fn missing(&self, expect: &Expect) -> Option<&'static str> {
        if expect.issuers.is_some() && self.issuer.is_none() {
            return Some("iss");
        }
        (expect.audiences.is_some() && matches!(self.audience, Audience::Absent)).then_some("aud")
    }

    pub(super) fn check(&self, expect: &Expect) -> Result<(), Denial> {
        if let (Some(expected), Some(issuer)) = (&expect.issuers, self.issuer)
            && !expected.iter().any(|name| name == issuer)
        {
            return Err(issuer_mismatch(expected, issuer));
        }
        let Some(expected) = &expect.audiences else { return Ok(()) };
        let found = match self.audience {
            Audience::Absent => false,
            Audience::One(name) => expected.iter().any(|wanted| wanted == name),
            Audience::Several(names) => names.found,
        };
        if found { Ok(()) } else { Err(self.audience_mismatch(expected)) }
    }

    fn audience_mismatch(&self, expected: &[String]) -> Denial {
        let names: Vec<&str> = match self.audience {
            Audience::Absent => Vec::new(),
            Audience::One(name) => vec![name],
            Audience::Several(names) => names.first.iter().map(|name| &**name).collect(),
        };
        let received: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        let denial = Denial::new(DenialCode::AudienceMismatch)
            .about("aud")
            .expected(list(expected))
            .received(quoted_list(&received));
        if names.iter().any(|name| self.issuer == Some(name)) {
            return denial.hint(
                "the token's audience is its issuer's origin (Better Auth's default): \
                 set jwt.audience in Better Auth, or expect that origin here",
            );
        }
        denial
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
