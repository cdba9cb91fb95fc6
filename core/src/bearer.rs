//! Where the token comes from: one place, one credential, never the query string (RFC 6750 section 2.1).

use std::fmt;

use crate::denial::{Denial, DenialCode, quoted};

/// Which headers may carry a token.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transport {
    /// Another header with a bare token, lower-case (`cf-access-jwt-assertion`).
    pub(crate) header: Option<String>,
    pub(crate) cookie: Option<String>,
    /// Origins that may send the cookie with an unsafe method.
    pub(crate) origins: Vec<String>,
}

/// What a request says of itself: as much as finding its token needs.
///
/// `headers` gives name and value of every header field as they came, one item a field (names in any case).
///
/// ```
/// use bearward::RequestHead;
/// # use bearward::{Secret, Verifier};
/// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
/// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
/// # let verifier = builder.build().unwrap();
/// let head = RequestHead { method: "GET", headers: [("Authorization", &b"Bearer a.b.c"[..])] };
/// assert_eq!(verifier.find_token(head).unwrap(), Some("a.b.c"));
/// ```
#[derive(Clone)]
pub struct RequestHead<'a, I> {
    /// The method, upper-case as HTTP has it.
    pub method: &'a str,
    /// All header fields.
    pub headers: I,
}

/// Names what is there; the header fields hold credentials.
impl<I> fmt::Debug for RequestHead<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHead").field("method", &self.method).field("headers", &"not shown").finish()
    }
}

/// The fields that matter, from one pass over all of them.
#[derive(Default)]
pub(crate) struct Fields<'a> {
    authorization: Field<'a>,
    header: Field<'a>,
    origin: Field<'a>,
    fetch_site: Field<'a>,
    pub(crate) cookies: Vec<&'a [u8]>,
    websocket: bool,
}

/// A field that should come at most once.
#[derive(Default)]
enum Field<'a> {
    #[default]
    Absent,
    Once(&'a [u8]),
    Several,
}

impl<'a> Field<'a> {
    fn add(&mut self, value: &'a [u8]) {
        *self = if matches!(self, Self::Absent) { Self::Once(value) } else { Self::Several };
    }

    fn once(&self) -> Option<&'a [u8]> {
        if let Self::Once(value) = self { Some(value) } else { None }
    }
}

impl Transport {
    /// The token of a request. `None` if none of the places is there at all: then a request may count as anonymous.
    ///
    /// The Authorization header wins, and a bad one never falls back to another place.
    pub(crate) fn find<'a, I>(&self, request: RequestHead<'a, I>) -> Result<Option<&'a str>, Denial>
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let fields = self.read(request.headers);
        match fields.authorization {
            Field::Once(value) => return credential(value).map(Some),
            Field::Several => return Err(several("several Authorization headers")),
            Field::Absent => {}
        }
        match fields.header {
            Field::Once(value) => return bare_token(value).map(Some),
            Field::Several => return Err(several("the token header several times")),
            Field::Absent => {}
        }
        match &self.cookie {
            Some(name) => self.cookie_token(name, request.method, &fields),
            None => Ok(None),
        }
    }

    /// In lower case; see `read`.
    #[cfg(feature = "host")]
    pub(crate) fn header_names(&self) -> Vec<String> {
        let mut names = vec!["authorization".to_owned()];
        names.extend(self.header.as_deref().map(str::to_ascii_lowercase));
        if self.cookie.is_some() {
            names.extend(["cookie", "origin", "sec-fetch-site", "upgrade"].map(str::to_owned));
        }
        names
    }

    /// Reads the fields that matter.
    pub(crate) fn read<'a>(&self, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Fields<'a> {
        let mut fields = Fields::default();
        for (name, value) in headers {
            let is = |other: &str| name.eq_ignore_ascii_case(other);
            if is("authorization") {
                fields.authorization.add(value);
            } else if self.header.as_deref().is_some_and(is) {
                fields.header.add(value);
            } else if self.cookie.is_none() {
                continue; // the others only guard cookies
            } else if is("cookie") {
                fields.cookies.push(value);
            } else if is("origin") {
                fields.origin.add(value);
            } else if is("sec-fetch-site") {
                fields.fetch_site.add(value);
            } else if is("upgrade") {
                fields.websocket |= value.split(|byte| *byte == b',').any(is_websocket);
            }
        }
        fields
    }

    fn cookie_token<'a>(
        &self,
        name: &str,
        method: &str,
        fields: &Fields<'a>,
    ) -> Result<Option<&'a str>, Denial> {
        // Other cookies may hold any octets: only the one that is named must be text.
        let mut values = fields
            .cookies
            .iter()
            .flat_map(|value| value.split(|byte| *byte == b';'))
            .filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="));
        let Some(token) = values.next() else {
            return Ok(None);
        };
        // A cookie planted from a sibling domain comes beside the real one: which is which cannot be told.
        if values.any(|other| other != token) {
            return Err(several("the token cookie with several values"));
        }
        self.check_origin(method, fields)?;
        std::str::from_utf8(token).map(Some).map_err(|_| malformed("a token cookie that is not text"))
    }

    /// Browsers send cookies with requests of other sites too: what could change something must say where it comes from.
    pub(crate) fn check_origin(&self, method: &str, fields: &Fields<'_>) -> Result<(), Denial> {
        if matches!(method, "GET" | "HEAD" | "OPTIONS") && !fields.websocket {
            return Ok(());
        }
        if fields.fetch_site.once() == Some(b"same-origin") {
            return Ok(());
        }
        let origin = fields.origin.once();
        if origin.is_some_and(|origin| self.origins.iter().any(|allowed| allowed.as_bytes() == origin)) {
            return Ok(());
        }
        let received =
            origin.map_or_else(|| "none".to_owned(), |origin| quoted(&String::from_utf8_lossy(origin)));
        Err(Denial::new(DenialCode::OriginNotAllowed)
            .expected(format!("an Origin of {}", quoted(&self.origins.join(" "))))
            .received(received))
    }
}

/// The one credential of an Authorization header.
fn credential(value: &[u8]) -> Result<&str, Denial> {
    let value = value.trim_ascii();
    let scheme_end = value.iter().position(|byte| !is_token_byte(*byte)).unwrap_or(value.len());
    let (scheme, rest) = value.split_at_checked(scheme_end).unwrap_or((value, &[]));
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        // `Basic x, Bearer y` is two credentials; `Digest a="1", b="2"` is one of another scheme.
        let joined = value
            .split(|byte| *byte == b',')
            .skip(1)
            .map(<[u8]>::trim_ascii)
            .any(|part| part.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"bearer ")));
        if joined {
            return Err(several("several credentials, joined by commas"));
        }
        return Err(other_scheme(value, scheme));
    }
    if rest.contains(&b',') {
        return Err(several("several credentials, joined by commas"));
    }
    let token = match rest {
        [b' ', token @ ..] if !token.is_empty() => token,
        _ => return Err(malformed("`Bearer` without a token behind one space")),
    };
    if token.first() == Some(&b' ') {
        return Err(malformed("more than one space after `Bearer`"));
    }
    if token.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"bearer ")) {
        return Err(malformed("`Bearer Bearer ...`")
            .hint("the word Bearer is doubled: one comes from the client library"));
    }
    std::str::from_utf8(token).map_err(|_| malformed("a token that is not text"))
}

fn bare_token(value: &[u8]) -> Result<&str, Denial> {
    let token = value.trim_ascii();
    if token.is_empty() {
        return Err(Denial::new(DenialCode::TokenMissing).received("an empty token header"));
    }
    std::str::from_utf8(token).map_err(|_| malformed("a token that is not text"))
}

fn other_scheme(value: &[u8], scheme: &[u8]) -> Denial {
    let denial = Denial::new(DenialCode::TokenMissing).expected("Authorization: Bearer <token>");
    // Never the value: it may be a token without its scheme.
    if value.is_empty() {
        return denial.received("an empty Authorization header");
    }
    if value.get(scheme.len()) != Some(&b' ') || scheme.len() > 32 {
        return denial.received("a credential without a scheme").hint("write `Bearer ` before the token");
    }
    denial.received(format!("the scheme {}", quoted(&String::from_utf8_lossy(scheme))))
}

/// A member of Upgrade, which is a list of names, each with or without a version (RFC 9110 section 7.8).
fn is_websocket(protocol: &[u8]) -> bool {
    let name = protocol.split(|byte| *byte == b'/').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"websocket")
}

/// RFC 9110 section 5.6.2: what a scheme's name is made of.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn several(what: &str) -> Denial {
    Denial::new(DenialCode::AuthorizationMalformed).expected("one credential").received(what)
}

fn malformed(what: &str) -> Denial {
    Denial::new(DenialCode::TokenMalformed).expected("Authorization: Bearer <token>").received(what)
}

#[cfg(test)]
mod tests;
