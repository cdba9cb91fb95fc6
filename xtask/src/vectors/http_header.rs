//! Where the token comes from: the Authorization header, and nothing else unless asked for.

use serde_json::{Value, json};

use super::case::{number, policy, with_jwks};
use super::lab::{Lab, NOW, header};
use super::object::Object;
use super::responses::{self, Entry};

const MALFORMED: &str = "token_malformed";
const MISSING: &str = "token_missing";
const SEVERAL: &str = "authorization_malformed";

/// The verifier over which all of these are decided.
pub(super) fn verifier(lab: &Lab) -> Value {
    json!({"key": with_jwks(lab.ed_set()), "policy": policy(json!({})), "now": number(NOW as f64)})
}

/// Claims that any clock of this century decides alike: these cases also go to real servers.
fn payload() -> Object {
    super::lab::payload().raw("exp", 4_102_444_800_i64)
}

/// Header name and value.
type Header = (&'static str, String);

struct HeaderCase {
    name: &'static str,
    headers: Vec<Header>,
    expected: &'static str,
    not_observable: &'static [&'static str],
}

pub(super) fn entries(lab: &Lab) -> Vec<Entry> {
    let mut all = one_header(lab);
    all.extend(several_headers(lab));
    all.extend(other_places(lab));
    all.extend(decisions(lab));
    all.into_iter().map(HeaderCase::entry).collect()
}

/// A case whose only header is Authorization.
fn authorization(name: &'static str, value: impl Into<String>, expected: &'static str) -> HeaderCase {
    several(name, vec![("Authorization", value.into())], expected)
}

fn several(name: &'static str, headers: Vec<Header>, expected: &'static str) -> HeaderCase {
    HeaderCase { name, headers, expected, not_observable: &[] }
}

fn one_header(lab: &Lab) -> Vec<HeaderCase> {
    let t = lab.ed(payload());
    vec![
        several("no header at all", vec![], MISSING),
        authorization("Bearer and a good token", format!("Bearer {t}"), "accept"),
        authorization("bearer in small letters", format!("bearer {t}"), "accept"),
        authorization("BEARER in capitals", format!("BEARER {t}"), "accept"),
        authorization("bEaReR in both", format!("bEaReR {t}"), "accept"),
        authorization("two spaces", format!("Bearer  {t}"), MALFORMED),
        authorization("a tab in place of the space", format!("Bearer\t{t}"), MALFORMED),
        authorization("a no-break space in place of the space", format!("Bearer\u{a0}{t}"), MALFORMED),
        authorization("a space and a tab", format!("Bearer \t{t}"), MALFORMED),
        authorization("a word after the token", format!("Bearer {t} x"), MALFORMED),
        authorization("a parameter after the token", format!("Bearer {t}; charset=utf-8"), MALFORMED),
        authorization("Bearer twice", format!("Bearer Bearer {t}"), MALFORMED),
        authorization("Bearer and a second token after a space", format!("Bearer {t} {t}"), MALFORMED),
        authorization("the token in quotes", format!("Bearer \"{t}\""), MALFORMED),
        authorization("the token with an equals sign", format!("Bearer {t}="), MALFORMED),
        authorization("a letter beyond ASCII after the token", format!("Bearer {t}\u{e9}"), MALFORMED),
        authorization("token= before the token", format!("Bearer token={t}"), MALFORMED),
        authorization(
            "the token in percent encoding",
            format!("Bearer {}", t.replace('.', "%2E")),
            MALFORMED,
        ),
        authorization("Bearer alone", "Bearer", MALFORMED),
        authorization("the word undefined", "Bearer undefined", MALFORMED),
        authorization("the word null", "Bearer null", MALFORMED),
        authorization("a placeholder that was not filled in", "Bearer ${token}", MALFORMED),
        authorization("another scheme: Basic", "Basic dXNlcjpwYXNz", MISSING),
        authorization("another scheme: DPoP", format!("DPoP {t}"), MISSING),
        authorization("another scheme: Token", format!("Token {t}"), MISSING),
        authorization("another scheme: JWT", format!("JWT {t}"), MISSING),
        authorization("another scheme: Negotiate", "Negotiate YIIB", MISSING),
        authorization(
            "another scheme: Digest, whose parameters have commas",
            "Digest username=\"a\", realm=\"b\"",
            MISSING,
        ),
        authorization(
            "another scheme: AWS4-HMAC-SHA256, whose parameters have commas",
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=ff",
            MISSING,
        ),
        authorization("another scheme: Bearer with a letter more", format!("Bearers {t}"), MISSING),
        authorization("a bare token", t.clone(), MISSING),
        authorization("Bearer and the token without a space", format!("Bearer{t}"), MISSING),
    ]
}

fn several_headers(lab: &Lab) -> Vec<HeaderCase> {
    let t = lab.ed(payload());
    let other = lab.ed(payload().text("sub", "user-43"));
    let two = |name: &'static str, first: String, second: String| HeaderCase {
        not_observable: &["next"],
        ..several(name, vec![("Authorization", first), ("Authorization", second)], SEVERAL)
    };
    vec![
        two("two headers, the same token", format!("Bearer {t}"), format!("Bearer {t}")),
        two("two headers, two tokens", format!("Bearer {t}"), format!("Bearer {other}")),
        two("two headers, Basic first", "Basic dXNlcjpwYXNz".to_owned(), format!("Bearer {t}")),
        two("two headers, Basic second", format!("Bearer {t}"), "Basic dXNlcjpwYXNz".to_owned()),
        authorization("two tokens with a comma", format!("Bearer {t}, Bearer {other}"), SEVERAL),
        authorization("one token twice with a comma", format!("Bearer {t},Bearer {t}"), SEVERAL),
        authorization("Basic, then Bearer, with a comma", format!("Basic dXNlcjpwYXNz, Bearer {t}"), SEVERAL),
        authorization("Bearer, then Basic, with a comma", format!("Bearer {t}, Basic dXNlcjpwYXNz"), SEVERAL),
        authorization("two tokens with a comma, Bearer once", format!("Bearer {t},{other}"), SEVERAL),
        authorization("a comma after the token", format!("Bearer {t},"), SEVERAL),
    ]
}

fn other_places(lab: &Lab) -> Vec<HeaderCase> {
    let t = lab.ed(payload());
    let bearer = format!("Bearer {t}");
    let one = |name, header, value: &str| several(name, vec![(header, value.to_owned())], MISSING);
    vec![
        one("a forwarded Authorization", "X-Forwarded-Authorization", &bearer),
        one("a proxy's Authorization", "Proxy-Authorization", &bearer),
        one("an access token header", "X-Access-Token", &t),
        one("a header of Cloudflare that nobody asked for", "Cf-Access-Jwt-Assertion", &t),
        one("a user id of a proxy", "X-User-Id", "user-42"),
        one("a claim of a proxy", "X-Jwt-Sub", "user-42"),
        one("a cookie that nobody asked for", "Cookie", &format!("token={t}; access_token={t}")),
        one("a WebSocket protocol", "Sec-WebSocket-Protocol", &format!("bearer, {t}")),
        several(
            "other headers beside a good one",
            vec![
                ("X-User-Id", "user-43".to_owned()),
                ("Authorization", bearer.clone()),
                ("X-Forwarded-Authorization", "Bearer x".to_owned()),
            ],
            "accept",
        ),
        several("the name in small letters", vec![("authorization", bearer.clone())], "accept"),
        several("the name in capitals", vec![("AUTHORIZATION", bearer)], "accept"),
    ]
}

/// Denials further on, as they look from outside.
fn decisions(lab: &Lab) -> Vec<HeaderCase> {
    let bearer = |name: &'static str, token: String, expected| {
        authorization(name, format!("Bearer {token}"), expected)
    };
    vec![
        bearer("an expired token", lab.ed(payload().raw("exp", 1_000_000_000)), "token_expired"),
        bearer(
            "a token that is not yet valid",
            lab.ed(payload().raw("nbf", 4_000_000_000_i64)),
            "token_not_yet_valid",
        ),
        bearer("a token for another audience", lab.ed(payload().text("aud", "x")), "audience_mismatch"),
        bearer("a token of another issuer", lab.ed(payload().text("iss", "x")), "issuer_mismatch"),
        bearer(
            "a token of a stranger",
            lab.ed_b.token("EdDSA", &header("EdDSA", "ed-1"), &payload()),
            "signature_invalid",
        ),
        bearer(
            "a token with an unknown kid",
            lab.ed_with(header("EdDSA", "ed-9"), payload()),
            "key_not_found",
        ),
        bearer(
            "a token without a signature",
            lab.ed_with(header("none", "ed-1"), payload()),
            "algorithm_not_allowed",
        ),
        bearer(
            "a token with crit",
            lab.ed_with(header("EdDSA", "ed-1").raw("crit", "[]"), payload()),
            "critical_header_unsupported",
        ),
        bearer("a token without a subject", lab.ed(payload().without("sub")), "claim_missing"),
        bearer("a token whose subject is a number", lab.ed(payload().raw("sub", 42)), "claim_invalid"),
        bearer(
            "a token of another type",
            lab.ed_with(header("EdDSA", "ed-1").text("typ", "dpop+jwt"), payload()),
            "token_type_mismatch",
        ),
    ]
}

impl HeaderCase {
    fn entry(self) -> Entry {
        let headers: Vec<Value> = self.headers.iter().map(|(name, value)| json!([name, value])).collect();
        let mut fields = vec![
            ("name", json!(format!("header: {}", self.name))),
            ("headers", json!(headers)),
            ("expected", json!(self.expected)),
        ];
        if self.expected != "accept" {
            fields.push(("status", responses::status(self.expected)));
            fields.push(("www_authenticate", responses::challenge(self.expected, None)));
            fields.push(("body", responses::body(self.expected)));
        }
        if !self.not_observable.is_empty() {
            fields.push(("not_observable", json!(self.not_observable)));
        }
        fields
    }
}
