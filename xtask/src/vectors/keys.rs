//! Exactly one key: how it is found in a set, and which members are no keys.

use serde_json::{Value, json};

use super::case::{Cases, changed, with_jwks, with_pem};
use super::lab::{Lab, header, header_without_kid, jwks, payload};

const NOT_FOUND: &str = "key_not_found";
const AMBIGUOUS: &str = "key_ambiguous";
const UNUSABLE: &str = "key_unusable";

pub(super) fn cases(cases: &mut Cases<'_>) {
    without_kid(cases);
    with_kid(cases);
    no_kid_in_the_set(cases);
    purposes(cases);
    bad_members(cases);
    refused_sets(cases);
}

/// A token by `ed_a` that names no key.
fn anonymous(lab: &Lab) -> String {
    lab.ed_with(header_without_kid("EdDSA"), payload())
}

fn ed(lab: &Lab, kid: &str) -> Value {
    lab.ed_a.jwk(json!({"kid": kid}))
}

fn other(lab: &Lab, kid: &str) -> Value {
    lab.ed_b.jwk(json!({"kid": kid}))
}

fn without_kid(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let rsa = lab.rsa_a.jwk(json!({"kid": "rsa-1"}));
    for (name, keys, expected) in [
        ("one key", vec![ed(lab, "ed-1")], "accept"),
        ("one key that fits, one that does not", vec![rsa.clone(), ed(lab, "ed-1")], "accept"),
        ("two keys that fit", vec![ed(lab, "ed-1"), other(lab, "ed-2")], AMBIGUOUS),
        ("two keys that fit, the other first", vec![other(lab, "ed-2"), ed(lab, "ed-1")], AMBIGUOUS),
        ("one key twice", vec![ed(lab, "ed-1"), ed(lab, "ed-1")], "accept"),
        ("one key under two kids", vec![ed(lab, "ed-1"), ed(lab, "ed-2")], "accept"),
        (
            "one key for signatures, one for encryption",
            vec![ed(lab, "ed-1"), changed(other(lab, "ed-2"), json!({"use": "enc"}))],
            "accept",
        ),
        ("no key that fits", vec![rsa], NOT_FOUND),
        ("only keys of another curve", vec![lab.p256_a.jwk(json!({"kid": "p256-1"}))], NOT_FOUND),
    ] {
        cases
            .add(format!("no kid in the token: {name}"), "15", anonymous(lab), expected)
            .key(with_jwks(jwks(&keys)));
    }
    let set = jwks(&[
        lab.rsa_a.jwk(json!({"kid": "a", "alg": "RS256"})),
        lab.rsa_b.jwk(json!({"kid": "b", "alg": "PS256"})),
    ]);
    for alg in ["RS256", "PS256"] {
        let key = if alg == "RS256" { &lab.rsa_a } else { &lab.rsa_b };
        cases
            .add(
                format!("no kid in the token: two RSA keys, one for {alg}"),
                "15",
                key.token(alg, &header_without_kid(alg), &payload()),
                "accept",
            )
            .key(with_jwks(set.clone()));
    }
    cases
        .add(
            "no kid in the token: two RSA keys, none for RS512",
            "15",
            lab.rsa_a.token("RS512", &header_without_kid("RS512"), &payload()),
            NOT_FOUND,
        )
        .key(with_jwks(set));
}

fn with_kid(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.ed(payload());
    for (name, keys, expected) in [
        (
            "the named key among others",
            vec![other(lab, "ed-2"), ed(lab, "ed-1"), lab.rsa_a.jwk(json!({"kid": "rsa-1"}))],
            "accept",
        ),
        ("the named key is somebody else's", vec![other(lab, "ed-1"), ed(lab, "ed-2")], "signature_invalid"),
        ("the kid is not in the set, the key is", vec![ed(lab, "ed-2")], NOT_FOUND),
        ("the kid is not in a larger set, the key is", vec![ed(lab, "ed-2"), other(lab, "ed-3")], NOT_FOUND),
        ("the kid twice, one key", vec![ed(lab, "ed-1"), ed(lab, "ed-1")], "accept"),
        ("the kid twice, two keys", vec![ed(lab, "ed-1"), other(lab, "ed-1")], AMBIGUOUS),
        ("the kid twice, two keys, the other first", vec![other(lab, "ed-1"), ed(lab, "ed-1")], AMBIGUOUS),
        ("the kid twice, two types", vec![lab.rsa_a.jwk(json!({"kid": "ed-1"})), ed(lab, "ed-1")], "accept"),
        (
            "the kid twice, once for encryption",
            vec![changed(other(lab, "ed-1"), json!({"use": "enc"})), ed(lab, "ed-1")],
            "accept",
        ),
        (
            "the kid twice, once unusable",
            vec![json!({"kty": "OKP", "crv": "Ed25519", "kid": "ed-1"}), ed(lab, "ed-1")],
            "accept",
        ),
        (
            "the key three times among others",
            vec![ed(lab, "ed-1"), other(lab, "ed-2"), ed(lab, "ed-1"), ed(lab, "ed-1")],
            "accept",
        ),
    ] {
        cases.add(format!("kid in the token: {name}"), "15", &token, expected).key(with_jwks(jwks(&keys)));
    }
    let set = jwks(&[
        lab.rsa_a.jwk(json!({"kid": "r", "alg": "RS256"})),
        lab.rsa_b.jwk(json!({"kid": "r", "alg": "RS512"})),
    ]);
    cases
        .add(
            "kid in the token: the kid twice, two algorithms",
            "15",
            lab.rsa_a.token("RS256", &header("RS256", "r"), &payload()),
            "accept",
        )
        .key(with_jwks(set));
}

fn no_kid_in_the_set(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let bare = lab.ed_a.jwk(json!({}));
    let token = lab.ed(payload());
    cases
        .add("no kid in the set: one key, the token's kid passed over", "15", &token, "accept")
        .key(with_jwks(jwks(std::slice::from_ref(&bare))));
    cases
        .add("no kid in the set: one key, no kid in the token", "15", anonymous(lab), "accept")
        .key(with_jwks(jwks(std::slice::from_ref(&bare))));
    let set = with_jwks(jwks(&[bare, other(lab, "ed-2")]));
    cases
        .add("no kid in the set: beside a key with one, the token has a kid", "15", &token, NOT_FOUND)
        .key(set.clone());
    cases
        .add("no kid in the set: beside a key with one, the token has none", "15", anonymous(lab), AMBIGUOUS)
        .key(set);
    cases
        .add("a PEM serves a token with any kid", "15", &token, "accept")
        .key(with_pem(&lab.ed_a.public_pem()));
    cases
        .add("a PEM serves a token without a kid", "15", anonymous(lab), "accept")
        .key(with_pem(&lab.ed_a.public_pem()));
    cases
        .add("a PEM of somebody else", "15", &token, "signature_invalid")
        .key(with_pem(&lab.ed_b.public_pem()));
}

/// `use` and `key_ops` count if they are there.
fn purposes(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, members, expected) in [
        ("use sig", json!({"use": "sig"}), "accept"),
        ("use enc", json!({"use": "enc"}), UNUSABLE),
        ("key_ops verify", json!({"key_ops": ["verify"]}), "accept"),
        ("key_ops verify among others", json!({"key_ops": ["wrapKey", "verify"]}), "accept"),
        ("key_ops encrypt", json!({"key_ops": ["encrypt", "wrapKey"]}), UNUSABLE),
        ("key_ops empty", json!({"key_ops": []}), UNUSABLE),
        ("use sig, key_ops encrypt", json!({"use": "sig", "key_ops": ["encrypt"]}), UNUSABLE),
        ("use enc, key_ops verify", json!({"use": "enc", "key_ops": ["verify"]}), UNUSABLE),
        (
            "members that nobody knows",
            json!({"x5c": ["AAAA"], "ext": true, "iat": 1, "colour": {"a": [1]}}),
            "accept",
        ),
    ] {
        let keys = [changed(ed(lab, "ed-1"), members), other(lab, "ed-2")];
        cases
            .add(format!("a key with {name}"), "15", lab.ed(payload()), expected)
            .key(with_jwks(jwks(&keys)));
    }
}

/// A member that is no key does not spoil its neighbour, and never serves.
fn bad_members(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let good = other(lab, "ed-2");
    let to_good = lab.ed_b.token("EdDSA", &header("EdDSA", "ed-2"), &payload());
    let rsa = |more: Value| changed(lab.rsa_a.jwk(json!({"kid": "bad"})), more);
    let point = |more: Value| changed(lab.p256_a.jwk(json!({"kid": "bad"})), more);
    let okp = |more: Value| changed(lab.ed_a.jwk(json!({"kid": "bad"})), more);
    for (name, member) in [
        ("null", json!(null)),
        ("a string", json!("text")),
        ("a number", json!(5)),
        ("an array", json!([])),
        ("an empty object", json!({})),
        ("an object with only a kid", json!({"kid": "ed-3"})),
        ("a key whose kid is a number", okp(json!({"kid": 1}))),
    ] {
        cases
            .add(format!("a good key beside {name}"), "44", &to_good, "accept")
            .key(with_jwks(jwks(&[member, good.clone()])));
    }
    for (name, member, alg) in [
        ("of an unknown type", json!({"kty": "AKP", "kid": "bad", "pub": "AAAA"}), "EdDSA"),
        ("whose type is a number", okp(json!({"kty": 5})), "EdDSA"),
        ("of a type in small letters", okp(json!({"kty": "okp"})), "EdDSA"),
        ("on Ed448", okp(json!({"crv": "Ed448"})), "EdDSA"),
        ("on X25519", okp(json!({"crv": "X25519"})), "EdDSA"),
        ("on secp256k1", point(json!({"crv": "secp256k1"})), "ES256"),
        ("without n", rsa(json!({"n": null})), "RS256"),
        ("without e", rsa(json!({"e": null})), "RS256"),
        ("whose n is a number", rsa(json!({"n": 5})), "RS256"),
        ("whose n is empty", rsa(json!({"n": ""})), "RS256"),
        ("whose n is no base64url", rsa(json!({"n": "****"})), "RS256"),
        ("without x", okp(json!({"x": null})), "EdDSA"),
        ("whose x has 31 octets", okp(json!({"x": super::b64::url([7; 31])})), "EdDSA"),
        ("whose x has 33 octets", okp(json!({"x": super::b64::url([7; 33])})), "EdDSA"),
        ("whose x is an array", okp(json!({"x": ["AAAA"]})), "EdDSA"),
        ("without y", point(json!({"y": null})), "ES256"),
        ("whose point is not on the curve", point(json!({"y": super::b64::url([7; 32])})), "ES256"),
        (
            "whose x and y are zero",
            point(json!({"x": super::b64::url([0; 32]), "y": super::b64::url([0; 32])})),
            "ES256",
        ),
        ("whose point is on another curve", point(json!({"crv": "P-384"})), "ES384"),
        ("for encryption by its alg", rsa(json!({"alg": "RSA-OAEP"})), "RS256"),
        ("whose alg nobody knows", rsa(json!({"alg": "RS257"})), "RS256"),
        ("whose alg is none", rsa(json!({"alg": "none"})), "RS256"),
        ("whose alg is of another type", rsa(json!({"alg": "ES256"})), "RS256"),
        ("whose alg is HS256", rsa(json!({"alg": "HS256"})), "RS256"),
        ("with its private exponent", rsa(json!({"d": "AQAB"})), "RS256"),
        ("with its private scalar", point(json!({"d": super::b64::url([1; 32])})), "ES256"),
        ("with its private seed", okp(json!({"d": super::b64::url([1; 32])})), "EdDSA"),
    ] {
        let set = with_jwks(jwks(&[member, good.clone()]));
        let signer = match alg {
            "RS256" => &lab.rsa_a,
            "EdDSA" => &lab.ed_a,
            _ => &lab.p256_a,
        };
        let token = signer.token(alg, &header(alg, "bad"), &payload());
        cases.add(format!("a key {name}"), "44", token, UNUSABLE).key(set.clone());
        cases.add(format!("a good key beside one {name}"), "44", &to_good, "accept").key(set);
    }
    let set = with_jwks(jwks(&[okp(json!({"kid": 1})), good]));
    cases
        .add(
            "a kid of 1 as text against a kid of 1 as a number",
            "10",
            lab.ed_with(header("EdDSA", "1"), payload()),
            NOT_FOUND,
        )
        .key(set);
}

/// A set that stops the start, seen from a token.
fn refused_sets(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.ed(payload());
    let raw = lab.ed_set().to_string();
    let raw = raw.strip_suffix('}').unwrap_or_default();
    for (name, text) in [
        ("no JSON", "not JSON".to_owned()),
        ("a member twice", format!("{raw},\"keys\":[]}}")),
        ("a kid twice in one key", raw.replace("\"kty\"", "\"kid\":\"ed-1\",\"kty\"") + "}"),
        ("text after the object", format!("{raw}}} x")),
        ("no keys", "{\"keys\":[]}".to_owned()),
    ] {
        cases
            .add(format!("a key set with {name}"), "configuration", &token, "config_error")
            .key(json!({"type": "jwks", "jwks": text}));
    }
    cases
        .add("a key set as text", "keys", &token, "accept")
        .key(json!({"type": "jwks", "jwks": format!(" {raw}}}\n")}));
}
