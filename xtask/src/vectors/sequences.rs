//! Key sets over time: who is fetched when, and what is answered meanwhile. Times stay away from what jitter can move.

use serde_json::{Value, json};

use super::better_auth::Captured;
use super::case::{changed, number};
use super::lab::{AUDIENCE, ISSUER, Lab, NOW, header, header_without_kid, jwks, payload};
use super::responses::Entry;

const NOT_FOUND: &str = "key_not_found";

/// One history.
pub(super) struct Sequence {
    name: String,
    options: Value,
    steps: Vec<Value>,
}

impl Sequence {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: format!("keys over time: {name}"),
            options: json!({
                "issuer": ISSUER, "audience": AUDIENCE, "max_age": 600, "max_stale": 86_400, "cooldown": 30,
            }),
            steps: Vec::new(),
        }
    }

    pub(super) fn options(mut self, more: Value) -> Self {
        self.options = changed(self.options, more);
        self
    }

    /// From then on the endpoint answers so.
    pub(super) fn serve(mut self, at: f64, status: u16, headers: Value, body: impl ToString) -> Self {
        self.steps.push(json!({
            "at": number(at), "serve": {"status": status, "headers": headers, "body": body.to_string()},
        }));
        self
    }

    /// From then on it answers with this set.
    pub(super) fn keys(self, at: f64, keys: &[Value]) -> Self {
        self.serve(at, 200, json!({"content-type": "application/json"}), jwks(keys))
    }

    /// From then on nobody listens.
    pub(super) fn refuse(mut self, at: f64) -> Self {
        self.steps.push(json!({"at": number(at), "serve": "refuse"}));
        self
    }

    /// From then on it takes the request and never answers; the client gives up after 5 s.
    pub(super) fn hang(mut self, at: f64) -> Self {
        self.steps.push(json!({"at": number(at), "serve": "hang"}));
        self
    }

    /// A token is decided; so many GETs have been started by then, this one's included.
    pub(super) fn token(mut self, at: f64, token: &str, expected: &str, gets: u32) -> Self {
        self.steps.push(json!({"at": number(at), "token": token, "expected": expected, "gets_total": gets}));
        self
    }

    pub(super) fn entry(self) -> Entry {
        vec![("name", json!(self.name)), ("options", self.options), ("steps", json!(self.steps))]
    }
}

/// The tokens and keys that the histories share.
pub(super) struct Cast {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) c: String,
    pub(super) key_a: Value,
    pub(super) key_b: Value,
    pub(super) key_c: Value,
}

impl Cast {
    pub(super) fn of(lab: &Lab) -> Self {
        let body = || payload().raw("exp", NOW + 315_360_000);
        Self {
            a: lab.ed_a.token("EdDSA", &header("EdDSA", "a"), &body()),
            b: lab.ed_b.token("EdDSA", &header("EdDSA", "b"), &body()),
            c: lab.p256_a.token("ES256", &header("ES256", "c"), &body()),
            key_a: lab.ed_a.jwk(json!({"kid": "a"})),
            key_b: lab.ed_b.jwk(json!({"kid": "b"})),
            key_c: lab.p256_a.jwk(json!({"kid": "c"})),
        }
    }
}

/// A token with a kid that nobody has.
fn unknown(lab: &Lab, kid: &str) -> String {
    lab.ed_a.token("EdDSA", &header("EdDSA", kid), &payload().raw("exp", NOW + 315_360_000))
}

pub(super) fn entries(lab: &Lab, captured: &Captured) -> Vec<Entry> {
    let mut all = unknown_kids(lab);
    all.extend(changes(lab));
    all.extend(without_a_fetch(lab));
    all.extend(super::outages::sequences(lab));
    all.push(better_auth_rotation(captured));
    all.into_iter().map(Sequence::entry).collect()
}

fn unknown_kids(lab: &Lab) -> Vec<Sequence> {
    let cast = Cast::of(lab);
    let Cast { a, b, c, key_a, key_b, key_c } = &cast;
    let mut flood = Sequence::new("a flood of unknown kids")
        .keys(0.0, std::slice::from_ref(key_a))
        .token(0.0, a, "accept", 1);
    for n in 0..8 {
        flood = flood.token(10.0 + f64::from(n) / 8.0, &unknown(lab, &format!("x{n}")), NOT_FOUND, 2);
        flood = flood.token(10.0 + f64::from(n) / 8.0, a, "accept", 2);
    }
    vec![
        flood
            .token(38.0, &unknown(lab, "y"), NOT_FOUND, 2)
            .token(45.0, &unknown(lab, "z"), NOT_FOUND, 3)
            .token(46.0, a, "accept", 3),
        Sequence::new("an unknown kid waits for the cooldown")
            .keys(0.0, std::slice::from_ref(key_a))
            .token(0.0, a, "accept", 1)
            .token(10.0, b, NOT_FOUND, 2)
            .keys(15.0, &[key_a.clone(), key_b.clone()])
            .token(20.0, b, NOT_FOUND, 2)
            .token(38.0, b, NOT_FOUND, 2)
            .token(41.0, b, "accept", 3),
        Sequence::new("another cooldown")
            .options(json!({"cooldown": 120}))
            .keys(0.0, std::slice::from_ref(key_a))
            .token(0.0, a, "accept", 1)
            .token(10.0, b, NOT_FOUND, 2)
            .token(100.0, b, NOT_FOUND, 2)
            .token(131.0, b, NOT_FOUND, 3),
        Sequence::new("each new key is found at once")
            .keys(0.0, std::slice::from_ref(key_a))
            .token(0.0, a, "accept", 1)
            .keys(5.0, &[key_a.clone(), key_b.clone()])
            .token(10.0, b, "accept", 2)
            .token(11.0, a, "accept", 2)
            .keys(12.0, &[key_a.clone(), key_b.clone(), key_c.clone()])
            .token(15.0, c, "accept", 3)
            .token(16.0, b, "accept", 3),
    ]
}

fn changes(lab: &Lab) -> Vec<Sequence> {
    let cast = Cast::of(lab);
    let Cast { a, b, key_a, key_b, .. } = &cast;
    let old = lab.ed_a.token("EdDSA", &header("EdDSA", "1"), &payload().raw("exp", NOW + 315_360_000));
    let new = lab.ed_b.token("EdDSA", &header("EdDSA", "1"), &payload().raw("exp", NOW + 315_360_000));
    let (old_key, new_key) = (lab.ed_a.jwk(json!({"kid": "1"})), lab.ed_b.jwk(json!({"kid": "1"})));
    let both = [key_a.clone(), key_b.clone()];
    let one = std::slice::from_ref(key_a);
    let with = |header: &str, value: &str| {
        Sequence::new(&format!("{header}: {value}"))
            .serve(0.0, 200, json!({header: value}), jwks(one))
            .token(0.0, a, "accept", 1)
    };
    vec![
        Sequence::new("one GET for everybody at the start")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .token(0.0, a, "accept", 1)
            .token(1.0, a, "accept", 1),
        Sequence::new("a stale set serves while it is renewed")
            .keys(0.0, one)
            .token(0.0, a, "accept", 1)
            .token(500.0, a, "accept", 1)
            .token(700.0, a, "accept", 2)
            .token(701.0, a, "accept", 2)
            .token(1200.0, a, "accept", 2)
            .token(1400.0, a, "accept", 3),
        Sequence::new("a key that is gone is refused after the refresh")
            .keys(0.0, &both)
            .token(0.0, a, "accept", 1)
            .keys(10.0, std::slice::from_ref(key_b))
            .token(500.0, a, "accept", 1)
            .token(700.0, a, "accept", 2)
            .token(701.0, a, NOT_FOUND, 3)
            .token(702.0, a, NOT_FOUND, 3)
            .token(703.0, b, "accept", 3),
        Sequence::new("a new key under an old kid")
            .keys(0.0, &[old_key])
            .token(0.0, &old, "accept", 1)
            .keys(5.0, &[new_key])
            .token(10.0, &new, "signature_invalid", 1)
            .token(40.0, &new, "signature_invalid", 2)
            .token(41.0, &new, "accept", 2)
            .token(42.0, &old, "signature_invalid", 2)
            .token(100.0, &old, "signature_invalid", 2)
            .token(360.0, &old, "signature_invalid", 3)
            .token(400.0, &old, "signature_invalid", 3),
        Sequence::new("not modified keeps the keys")
            .serve(0.0, 200, json!({"etag": "\"v1\""}), jwks(one))
            .token(0.0, a, "accept", 1)
            .serve(10.0, 304, json!({"etag": "\"v1\""}), "")
            .token(700.0, a, "accept", 2)
            .token(701.0, a, "accept", 2)
            .token(1200.0, a, "accept", 2)
            .token(1400.0, a, "accept", 3),
        with("cache-control", "max-age=120")
            .token(100.0, a, "accept", 1)
            .token(140.0, a, "accept", 2)
            .token(141.0, a, "accept", 2),
        with("cache-control", "public, max-age=1200, must-revalidate")
            .token(1000.0, a, "accept", 1)
            .token(1400.0, a, "accept", 2),
        with("cache-control", "max-age=0").token(50.0, a, "accept", 1).token(70.0, a, "accept", 2),
        with("cache-control", "max-age=1000000000000")
            .token(3000.0, a, "accept", 1)
            .token(4100.0, a, "accept", 2),
        with("cache-control", "max-age=soon").token(500.0, a, "accept", 1).token(700.0, a, "accept", 2),
        Sequence::new("cache-control: max-age less age")
            .serve(0.0, 200, json!({"cache-control": "max-age=300", "age": "100"}), jwks(one))
            .token(0.0, a, "accept", 1)
            .token(170.0, a, "accept", 1)
            .token(230.0, a, "accept", 2),
    ]
}

/// Tokens that are refused before any key is looked for, or by what is known already.
fn without_a_fetch(lab: &Lab) -> Vec<Sequence> {
    let cast = Cast::of(lab);
    let Cast { a, key_a, key_b, .. } = &cast;
    let enc = lab.rsa_a.jwk(json!({"kid": "r", "use": "enc"}));
    let for_enc = lab.rsa_a.token("RS256", &header("RS256", "r"), &payload());
    let nameless = lab.ed_with(header_without_kid("EdDSA"), payload());
    let expired = lab.ed_with(header("EdDSA", "a"), payload().raw("exp", 1));
    let forged = lab.ed_b.token("EdDSA", &header("EdDSA", "a"), &payload());
    let none = lab.ed_with(header("none", "a"), payload());
    let typ = lab.ed_with(header("EdDSA", "a").text("typ", "dpop+jwt"), payload());
    vec![
        Sequence::new("nothing is fetched for a token that is refused by its header")
            .keys(0.0, std::slice::from_ref(key_a))
            .token(0.0, "not.a.token", "token_malformed", 0)
            .token(0.0, &none, "algorithm_not_allowed", 0)
            .token(0.0, &typ, "token_type_mismatch", 0)
            .token(0.0, &forged, "signature_invalid", 1)
            .token(1.0, &expired, "token_expired", 1)
            .token(1.0, a, "accept", 1),
        Sequence::new("nothing is fetched for keys that are known to be no use")
            .keys(0.0, &[key_a.clone(), key_b.clone(), enc])
            .token(0.0, a, "accept", 1)
            .token(1.0, &for_enc, "key_unusable", 1)
            .token(2.0, &nameless, "key_ambiguous", 1)
            .token(3.0, &lab.rsa_a.token("RS256", &header("RS256", "a"), &payload()), "key_unusable", 1),
        Sequence::new("an algorithm off the list fetches nothing")
            .options(json!({"algorithms": ["ES256"]}))
            .keys(0.0, std::slice::from_ref(key_a))
            .token(0.0, a, "algorithm_not_allowed", 0),
    ]
}

/// Real tokens and sets of one Better Auth server that changes its key every two seconds.
fn better_auth_rotation(captured: &Captured) -> Sequence {
    let token = |n: u32| captured.text(&format!("rotation-{n}"), "token");
    let set = |n: u32| captured.keys(&format!("rotation-{n}"));
    let headers = || json!({"content-type": "application/json"});
    Sequence::new("a Better Auth server that changes its keys")
        .options(json!({"issuer": "http://localhost:3000", "audience": "http://localhost:3000"}))
        .serve(0.0, 200, headers(), set(0))
        .token(0.0, &token(0), "accept", 1)
        .token(1.0, &token(1), "accept", 1)
        .serve(2.0, 200, headers(), set(2))
        .token(3.0, &token(2), "accept", 2)
        .token(4.0, &token(0), "accept", 2)
        .serve(5.0, 200, headers(), set(4))
        .token(6.0, &token(4), "accept", 3)
        .token(7.0, &token(0), NOT_FOUND, 4)
        .serve(8.0, 200, headers(), set(6))
        .token(20.0, &token(6), NOT_FOUND, 4)
        .token(40.0, &token(6), "accept", 5)
        .token(41.0, &token(0), "accept", 5)
}
