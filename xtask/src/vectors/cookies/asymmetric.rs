//! The JWT form under the issuer's private key (`sessionCookieCache`).

use serde_json::json;

use super::bake::{ORIGIN, TOKEN, data, good, jwt, pair, public_claims, public_header, session, token, user};
use super::case::CookieCases;
use crate::vectors::b64;
use crate::vectors::lab::{Key, NOW, jwks};
use crate::vectors::object::Object;

const INVALID: &str = "claim_invalid";
const MISSING: &str = "claim_missing";
const MALFORMED: &str = "token_malformed";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("asymmetric session", "better auth");
    algorithms(cases);
    cases.about("asymmetric session", "37");
    kinds(cases);
    cases.about("asymmetric session", "33");
    parties(cases);
    cases.about("asymmetric session", "10");
    keys(cases);
}

/// A case under the key `ed-1`.
fn add<'c>(
    cases: &'c mut CookieCases<'_>,
    name: &str,
    header: &Object,
    claims: &Object,
    expected: &'static str,
) -> &'c mut super::case::CookieCase {
    let text = cases.lab.ed_a.token("EdDSA", header, claims);
    let config = json!({"jwks": cases.lab.ed_set(), "issuer": ORIGIN});
    cases.add(name, pair(&token(), &text), expected).config(config)
}

fn usual_header() -> Object {
    public_header("EdDSA", "ed-1")
}

fn with(cases: &mut CookieCases<'_>, name: &str, claims: &Object, expected: &'static str) {
    add(cases, name, &usual_header(), claims, expected);
}

fn usual() -> Object {
    public_claims(&good())
}

fn algorithms(cases: &mut CookieCases<'_>) {
    let lab = cases.lab;
    let keys: [(&str, &Key); 4] =
        [("EdDSA", &lab.ed_a), ("ES256", &lab.p256_a), ("RS256", &lab.rsa_a), ("PS256", &lab.rsa_a)];
    for (alg, key) in keys {
        let set = jwks(&[key.jwk(json!({"kid": "k-1", "alg": alg}))]);
        let text = key.token(alg, &public_header(alg, "k-1"), &usual());
        cases
            .add(format!("by {alg}"), pair(&token(), &text), "accept")
            .config(json!({"jwks": set, "issuer": ORIGIN}))
            .claims(
                json!({"sub": "user-42", "sid": "session-7", "exp": NOW + 240, "email": "alice@example.com"}),
            )
            .never(TOKEN);
    }
    let text = lab.ed_a.token("EdDSA", &usual_header(), &usual());
    let three = super::bake::pieces(&text, 3);
    let chunks: Vec<(usize, &str)> = three.iter().map(String::as_str).enumerate().collect();
    let config = json!({"jwks": lab.ed_set(), "issuer": ORIGIN});
    cases.add("in chunks", super::bake::chunked(&chunks), "accept").config(config.clone());
    cases.add("without the keys", pair(&token(), &text), "algorithm_not_allowed");
    for (strategy, expected) in
        [("jwt", "accept"), ("compact", "token_type_mismatch"), ("jwe", "token_type_mismatch")]
    {
        cases
            .add(format!("where {strategy} is pinned"), pair(&token(), &text), expected)
            .config(config.clone())
            .config(json!({"strategy": strategy}));
    }
    for (name, exp, expected) in
        [("passed", NOW - 6, "renew"), ("passed within the leeway", NOW - 4, "accept")]
    {
        with(cases, &format!("exp {name}"), &usual().raw("exp", exp), expected);
    }
    with(cases, "no exp", &usual().without("exp"), MISSING);
    with(cases, "nbf in the future", &usual().raw("nbf", NOW + 60), "token_not_yet_valid");
    add(cases, "data too old", &usual_header(), &usual(), "renew").config(json!({"max_data_age": 30}));
    add(cases, "of another version", &usual_header(), &usual(), "renew").config(json!({"version": "2"}));
    with(
        cases,
        "a session that has ended",
        &public_claims(&data(&session().text("expiresAt", "2027-01-15T07:59:30.000Z"), &user())),
        "token_expired",
    );
}

/// Other things that the same key signs.
fn kinds(cases: &mut CookieCases<'_>) {
    const MISMATCH: &str = "token_type_mismatch";
    let of = |typ: &str| usual_header().text("typ", typ);
    add(cases, "no typ", &usual_header().without("typ"), &usual(), MISMATCH)
        .note("An access token of the jwt plugin has none.");
    for typ in ["JWT", "at+jwt", "", "better-auth.session-cache", "jwt+better-auth.session-cache"] {
        add(cases, &format!("typ {typ:?}"), &of(typ), &usual(), MISMATCH);
    }
    for typ in ["Better-Auth.Session-Cache+JWT", "application/better-auth.session-cache+jwt"] {
        add(cases, &format!("typ {typ:?}"), &of(typ), &usual(), "accept");
    }
    add(
        cases,
        "typ that is a list",
        &usual_header().raw("typ", "[\"better-auth.session-cache+jwt\"]"),
        &usual(),
        MALFORMED,
    );
    let access = Object::default()
        .text("sub", "user-42")
        .text("iss", ORIGIN)
        .text("aud", ORIGIN)
        .raw("exp", NOW + 240);
    add(cases, "an access token", &usual_header().without("typ"), &access, MISMATCH);
    add(cases, "an access token under the right typ", &usual_header(), &access, MISSING);
    let set = cases.lab.ed_set();
    cases
        .add(
            "the secret's form where keys are known",
            pair(&token(), &jwt(&super::bake::claims(&good()))),
            "accept",
        )
        .config(json!({"jwks": set, "issuer": ORIGIN}));
}

fn parties(cases: &mut CookieCases<'_>) {
    for (name, claims, expected) in [
        ("of another issuer", usual().text("iss", "https://evil.example"), "issuer_mismatch"),
        ("of an issuer with a slash", usual().text("iss", "https://app.example.com/"), "issuer_mismatch"),
        ("of no issuer", usual().without("iss"), MISSING),
        ("an issuer that is a list", usual().raw("iss", format!("[\"{ORIGIN}\"]")), INVALID),
        ("for another audience", usual().text("aud", ORIGIN), "audience_mismatch"),
        (
            "for several audiences, ours among them",
            usual().raw("aud", r#"["x","better-auth:session-cache"]"#),
            "accept",
        ),
        ("for several other audiences", usual().raw("aud", r#"["x","y"]"#), "audience_mismatch"),
        ("for nobody", usual().raw("aud", "[]"), "audience_mismatch"),
        ("without an audience", usual().without("aud"), MISSING),
        ("an audience that is a number", usual().raw("aud", 7), INVALID),
        ("of another subject", usual().text("sub", "admin"), INVALID),
        ("without a subject", usual().without("sub"), MISSING),
        ("a subject that is a number", usual().raw("sub", 42), INVALID),
        ("of another session token in sid", usual().text("sid", "other"), INVALID),
        ("without sid", usual().without("sid"), MISSING),
        ("sid that is null", usual().raw("sid", "null"), INVALID),
        (
            "of another session token in session",
            public_claims(&data(&session().text("token", "other"), &user())),
            INVALID,
        ),
        (
            "of another user in session",
            public_claims(&data(&session().text("userId", "admin"), &user())),
            INVALID,
        ),
        ("of another user in user", public_claims(&data(&session(), &user().text("id", "admin"))), INVALID),
        ("without a session", usual().without("session"), MISSING),
        ("without a user", usual().without("user"), MISSING),
        ("user twice", usual().again("user", "{\"id\":\"admin\"}"), MALFORMED),
    ] {
        with(cases, name, &claims, expected);
    }
    let text = cases.lab.ed_a.token("EdDSA", &usual_header(), &usual());
    let set = cases.lab.ed_set();
    cases
        .add("one of several issuers", pair(&token(), &text), "accept")
        .config(json!({"jwks": set, "issuer": ["https://old.example.com", ORIGIN]}));
}

fn keys(cases: &mut CookieCases<'_>) {
    let lab = cases.lab;
    add(cases, "an unknown kid", &usual_header().text("kid", "ed-9"), &usual(), "key_not_found");
    add(cases, "no kid and one key", &usual_header().without("kid"), &usual(), "accept");
    add(cases, "crit", &usual_header().raw("crit", "[]"), &usual(), "critical_header_unsupported");
    add(
        cases,
        "a key of its own in the header",
        &usual_header().raw("jwk", lab.ed_b.jwk(json!({}))),
        &usual(),
        "accept",
    )
    .note("It is not read: the signature is that of the known key.");
    let (one, other) = (lab.ed_a.jwk(json!({"kid": "ed-1"})), lab.ed_b.jwk(json!({"kid": "ed-2"})));
    let two = json!({"jwks": jwks(&[one.clone(), other]), "issuer": ORIGIN});
    add(cases, "no kid and two keys", &usual_header().without("kid"), &usual(), "key_ambiguous")
        .config(two.clone());
    add(
        cases,
        "the kid of the other key",
        &usual_header().text("kid", "ed-2"),
        &usual(),
        "signature_invalid",
    )
    .config(two);
    let forged = lab.ed_b.token("EdDSA", &usual_header(), &usual());
    let config = json!({"jwks": lab.ed_set(), "issuer": ORIGIN});
    cases.add("signed with another key", pair(&token(), &forged), "signature_invalid").config(config.clone());
    let own = usual_header().raw("jwk", lab.ed_b.jwk(json!({"kid": "ed-1"})));
    cases
        .add(
            "signed with the key in its header",
            pair(&token(), &lab.ed_b.token("EdDSA", &own, &usual())),
            "signature_invalid",
        )
        .config(config.clone())
        .cve("CVE-2018-0114");
    let good = lab.ed_a.token("EdDSA", &usual_header(), &usual());
    let (input, _) = good.rsplit_once('.').unwrap_or_default();
    cases
        .add(
            "a signature of zeros",
            pair(&token(), &format!("{input}.{}", b64::url([0; 64]))),
            "signature_invalid",
        )
        .config(config.clone());
    cases.add("an empty signature", pair(&token(), &format!("{input}.")), MALFORMED).config(config);
    let rsa =
        json!({"jwks": jwks(&[lab.rsa_a.jwk(json!({"kid": "ed-1", "alg": "RS256"}))]), "issuer": ORIGIN});
    add(cases, "a key of another algorithm", &usual_header(), &usual(), "key_unusable").config(rsa);
    let weak = json!({"jwks": jwks(&[one, lab.rsa_1024.jwk(json!({"kid": "weak"}))]), "issuer": ORIGIN});
    let text = lab.rsa_1024.token("RS256", &public_header("RS256", "weak"), &usual());
    cases.add("a weak key of the set", pair(&token(), &text), "key_unusable").config(weak);
}
