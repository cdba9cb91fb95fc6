//! The JWT form under the secret, and whatever else comes in three parts.

use serde_json::json;

use super::bake::{OLD, ORIGIN, SECRET, TOKEN, claims, good, jwt, jwt_with, pair, token};
use super::case::CookieCases;
use crate::vectors::b64;
use crate::vectors::lab::{NOW, jwks};
use crate::vectors::object::Object;

const MALFORMED: &str = "token_malformed";
const NOT_ALLOWED: &str = "algorithm_not_allowed";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("jwt session", "better auth");
    good_ones(cases);
    times(cases);
    cases.about("jwt session", "1");
    algorithms(cases);
    cases.about("jwt session", "3");
    confusion(cases);
    cases.about("jwt session", "18");
    shape(cases);
}

fn head() -> Object {
    Object::default().text("alg", "HS256")
}

fn of(header: &Object) -> String {
    pair(&token(), &jwt_with(header, &claims(&good()), SECRET))
}

fn good_ones(cases: &mut CookieCases<'_>) {
    let usual = pair(&token(), &jwt(&claims(&good())));
    cases.add("good", &*usual, "accept")
        .claims(json!({"sub": "user-42", "sid": "session-7", "exp": NOW + 240, "iat": NOW - 60, "email": "alice@example.com"}))
        .never(TOKEN);
    cases.add("typ JWT", of(&head().text("typ", "JWT")), "accept");
    cases.add("a kid, which means nothing here", of(&head().text("kid", "../../etc/passwd")), "accept");
    cases.add("the strategy pinned", &*usual, "accept").config(json!({"strategy": "jwt"}));
    cases
        .add("where compact is pinned", &*usual, "token_type_mismatch")
        .config(json!({"strategy": "compact"}));
    let keys = json!({"jwks": cases.lab.ed_set(), "issuer": ORIGIN});
    cases.add("where public keys are known too", &*usual, "accept").config(keys);
    cases
        .add(
            "iss, aud and sub of somebody else are not looked at",
            pair(&token(), &jwt(&claims(&good()).text("iss", "x").text("aud", "x").text("sub", "admin"))),
            "accept",
        )
        .claims(json!({"sub": "user-42"}))
        .note("The secret's own form has none of them.");
}

fn times(cases: &mut CookieCases<'_>) {
    let with = |name: &str, raw: &str| pair(&token(), &jwt(&claims(&good()).raw(name, raw)));
    cases.add("no exp", pair(&token(), &jwt(&claims(&good()).without("exp"))), "claim_missing");
    for (name, raw, expected) in [
        ("passed", (NOW - 6).to_string(), "renew"),
        ("passed within the leeway", (NOW - 4).to_string(), "accept"),
        ("passed by all the leeway", (NOW - 5).to_string(), "renew"),
        ("with a fraction", format!("{NOW}.5"), "accept"),
        ("in milliseconds", format!("{}000", NOW + 240), "claim_invalid"),
        ("a string", format!("\"{}\"", NOW + 240), "claim_invalid"),
        ("null", "null".to_owned(), "claim_invalid"),
        ("negative", "-1".to_owned(), "claim_invalid"),
        ("zero", "0".to_owned(), "renew"),
        ("1e300", "1e300".to_owned(), "claim_invalid"),
    ] {
        cases.add(format!("exp {name}"), with("exp", &raw), expected);
    }
    cases.add("nbf in the future", with("nbf", &(NOW + 6).to_string()), "token_not_yet_valid");
    cases.add("nbf within the leeway", with("nbf", &(NOW + 5).to_string()), "accept");
    cases.add("nbf of a wrong type", with("nbf", "\"x\""), "claim_invalid");
    cases.add("iat of a wrong type", with("iat", "\"x\""), "claim_invalid");
    cases
        .add("iat in the future", with("iat", &(NOW + 600).to_string()), "accept")
        .note("As for tokens: iat counts only where an age is asked for.");
}

fn algorithms(cases: &mut CookieCases<'_>) {
    let payload = b64::url(claims(&good()).to_string());
    for alg in ["none", "None", "NONE", "nOnE", "none ", " none", "", "hs256", "HS1", "HS256 "] {
        let header = b64::url(Object::default().text("alg", alg).to_string());
        let signed = jwt_with(&Object::default().text("alg", alg), &claims(&good()), SECRET);
        cases.add(format!("alg {alg:?} with a genuine HMAC"), pair(&token(), &signed), NOT_ALLOWED);
        let cookies = pair(&token(), &format!("{header}.{payload}."));
        cases.add(format!("alg {alg:?} without a signature"), cookies, MALFORMED).cve("CVE-2015-9235");
    }
    for alg in ["HS384", "HS512"] {
        let text = crate::vectors::lab::Key::Secret(SECRET.as_bytes().to_vec());
        let text = text.token(alg, &Object::default().text("alg", alg), &claims(&good()));
        cases.add(format!("signed with {alg}"), pair(&token(), &text), NOT_ALLOWED);
    }
    for alg in ["RS256", "EdDSA", "ES256", "PS256"] {
        cases.add(format!("alg {alg} with an HMAC"), of(&Object::default().text("alg", alg)), NOT_ALLOWED);
    }
    cases.add(
        "under another secret",
        pair(&token(), &jwt_with(&head(), &claims(&good()), OLD)),
        "signature_invalid",
    );
    cases
        .add(
            "under the older of two secrets",
            pair(&token(), &jwt_with(&head(), &claims(&good()), OLD)),
            "signature_invalid",
        )
        .config(json!({"secrets": [SECRET, OLD]}));
    cases.add(
        "the asymmetric form's typ",
        of(&head().text("typ", "better-auth.session-cache+jwt")),
        "token_type_mismatch",
    );
    cases.add("typ of something else", of(&head().text("typ", "dpop+jwt")), "token_type_mismatch");
    cases
        .add("crit", of(&head().raw("crit", "[\"b64\"]")), "critical_header_unsupported")
        .cve("CVE-2025-59420");
    cases.add("b64", of(&head().raw("b64", "false")), MALFORMED);
    cases.add("zip", of(&head().text("zip", "DEF")), MALFORMED);
    cases.add("alg twice", of(&head().again("alg", "\"none\"")), MALFORMED);
    cases.add("no alg", of(&Object::default().text("typ", "JWT")), MALFORMED);
    cases.add("alg that is a number", of(&Object::default().raw("alg", 256)), MALFORMED);
    cases.add("alg that is a list", of(&Object::default().raw("alg", "[\"HS256\"]")), MALFORMED);
}

/// Whoever knows the issuer's public keys signs with them as if they were the secret.
fn confusion(cases: &mut CookieCases<'_>) {
    let lab = cases.lab;
    let jwk = lab.ed_a.jwk(json!({"kid": "ed-1", "alg": "EdDSA"}));
    let set = jwks(std::slice::from_ref(&jwk));
    for (name, secret) in [
        ("as JWK", jwk.to_string()),
        ("as key set", set.to_string()),
        ("as PEM", lab.ed_a.public_pem()),
        ("as x", jwk.get("x").and_then(|x| x.as_str()).unwrap_or_default().to_owned()),
        ("as kid", "ed-1".to_owned()),
        ("as nothing", String::new()),
    ] {
        let text = jwt_with(&head().text("kid", "ed-1"), &claims(&good()), &secret);
        cases
            .add(format!("HMAC under the public key {name}"), pair(&token(), &text), "signature_invalid")
            .config(json!({"jwks": set, "issuer": ORIGIN}))
            .cve("CVE-2015-9235");
        let typed = head().text("kid", "ed-1").text("typ", "better-auth.session-cache+jwt");
        let text = jwt_with(&typed, &super::bake::public_claims(&good()), &secret);
        cases
            .add(
                format!("HMAC under the public key {name}, dressed as asymmetric"),
                pair(&token(), &text),
                "token_type_mismatch",
            )
            .config(json!({"jwks": set, "issuer": ORIGIN}));
    }
}

fn shape(cases: &mut CookieCases<'_>) {
    let usual = jwt(&claims(&good()));
    let parts: Vec<&str> = usual.split('.').collect();
    let [h, p, s] = [0, 1, 2].map(|n| parts.get(n).copied().unwrap_or_default());
    for (name, text, expected) in [
        ("no signature", format!("{h}.{p}."), MALFORMED),
        ("no header", format!(".{p}.{s}"), MALFORMED),
        ("no payload", format!("{h}..{s}"), MALFORMED),
        ("two parts", format!("{h}.{p}"), MALFORMED),
        ("four parts", format!("{h}.{p}.{s}.{s}"), MALFORMED),
        (
            "a signature with spare bits",
            format!("{h}.{p}.{}", b64::with_trailing_bits(s).unwrap_or_default()),
            MALFORMED,
        ),
        ("a signature cut to 31 bytes", format!("{h}.{p}.{}", s.get(..42).unwrap_or_default()), MALFORMED),
        (
            "a signature cut to 24 bytes",
            format!("{h}.{p}.{}", s.get(..32).unwrap_or_default()),
            "signature_invalid",
        ),
        ("a signature of 33 bytes", format!("{h}.{p}.{}", b64::url([0; 33])), "signature_invalid"),
        ("a signature of zeros", format!("{h}.{p}.{}", b64::url([0; 32])), "signature_invalid"),
        (
            "another payload",
            format!("{h}.{}.{s}", b64::url(claims(&good()).raw("exp", NOW + 241).to_string())),
            "signature_invalid",
        ),
        ("payload and header changed over", format!("{p}.{h}.{s}"), MALFORMED),
        ("a header that is no JSON", format!("{}.{p}.{s}", b64::url("HS256")), MALFORMED),
    ] {
        cases.add(name, pair(&token(), &text), expected);
    }
    let twice = claims(&good()).again("user", "{\"id\":\"admin\"}");
    cases.add("user twice in the payload", pair(&token(), &jwt(&twice)), MALFORMED);
    cases.add(
        "exp twice in the payload",
        pair(&token(), &jwt(&claims(&good()).again("exp", 9_999_999_999_i64))),
        MALFORMED,
    );
    for (name, payload) in
        [("a list", "[]"), ("a string", "\"x\""), ("cut", "{\"session\":"), ("not JSON", "session")]
    {
        let text = crate::vectors::lab::Key::Secret(SECRET.as_bytes().to_vec()).token_of(
            "HS256",
            head().to_string(),
            payload,
        );
        cases.add(format!("a payload that is {name}"), pair(&token(), &text), MALFORMED);
    }
}
