//! The encrypted form. Each name has JWE in it: a build without decryption leaves these out.

use serde_json::json;

use super::bake::{
    Jwe, OLD, SECRET, TOKEN, chunked, claims, data, good, jwe, jwt, pair, pieces, session, token, user,
};
use super::case::CookieCases;
use crate::vectors::b64;
use crate::vectors::lab::NOW;

const MALFORMED: &str = "token_malformed";
const NOT_ALLOWED: &str = "algorithm_not_allowed";
const INVALID: &str = "signature_invalid";
const SALT: &str = "better-auth-session";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("JWE session", "better auth");
    good_ones(cases);
    cases.about("JWE session", "20");
    headers(cases);
    cases.about("JWE session", "16");
    tampered(cases);
    cases.about("JWE session", "19");
    contents(cases);
}

fn add(cases: &mut CookieCases<'_>, name: &str, jwe: &Jwe, expected: &'static str) {
    cases.add(name, pair(&token(), &jwe.text()), expected);
}

fn usual() -> Jwe {
    jwe(&claims(&good()))
}

fn good_ones(cases: &mut CookieCases<'_>) {
    cases.add("good", pair(&token(), &usual().text()), "accept")
        .claims(json!({"sub": "user-42", "sid": "session-7", "exp": NOW + 240, "iat": NOW - 60, "email": "alice@example.com"}))
        .never(TOKEN);
    let text = usual().text();
    let three = pieces(&text, 3);
    let three: Vec<(usize, &str)> = three.iter().map(String::as_str).enumerate().collect();
    cases.add("in chunks", chunked(&three), "accept");
    cases.add("the strategy pinned", pair(&token(), &text), "accept").config(json!({"strategy": "jwe"}));
    cases
        .add("where jwt is pinned", pair(&token(), &text), "token_type_mismatch")
        .config(json!({"strategy": "jwt"}));
    let old = Jwe::new(&claims(&good()).to_string(), OLD, SALT);
    let rotating = json!({"secrets": [SECRET, OLD]});
    cases
        .add("under the older of two secrets", pair(&token(), &old.text()), "accept")
        .config(rotating.clone())
        .note("Better Auth reads what older secrets encrypted.");
    add(cases, "under another secret", &old, "key_not_found");
    let nameless = |jwe: &Jwe| pair(&token(), &jwe.clone().header(|header| header.without("kid")).text());
    cases.add("without kid", nameless(&usual()), "accept");
    cases.add("without kid, under the older of two secrets", nameless(&old), "accept").config(rotating);
    cases.add("without kid, under another secret", nameless(&old), INVALID);
    add(cases, "typ JWT", &usual().header(|header| header.text("typ", "JWT")), "accept");
    add(
        cases,
        "typ of something else",
        &usual().header(|header| header.text("typ", "at+dpop")),
        "token_type_mismatch",
    );
    for (name, exp, expected) in
        [("passed", NOW - 6, "renew"), ("passed within the leeway", NOW - 4, "accept")]
    {
        add(cases, &format!("exp {name}"), &jwe(&claims(&good()).raw("exp", exp)), expected);
    }
    for (name, claims, expected) in [
        ("no exp", claims(&good()).without("exp"), "claim_missing"),
        ("exp in milliseconds", claims(&good()).raw("exp", (NOW + 240) * 1000), "claim_invalid"),
        (
            "another session's token",
            claims(&data(&session().text("token", "other"), &user())),
            "claim_invalid",
        ),
        ("another user's data", claims(&data(&session(), &user().text("id", "admin"))), "claim_invalid"),
        ("no user", claims(&good()).without("user"), "claim_missing"),
        ("of another version", claims(&good()).text("version", "2"), "renew"),
        (
            "a session that has ended",
            claims(&data(&session().text("expiresAt", "2027-01-15T07:59:30.000Z"), &user())),
            "token_expired",
        ),
        ("user twice", claims(&good()).again("user", "{}"), MALFORMED),
    ] {
        add(cases, name, &jwe(&claims), expected);
    }
}

fn headers(cases: &mut CookieCases<'_>) {
    for enc in ["A256GCM", "A128CBC-HS256", "A192CBC-HS384", "a256cbc-hs512", "A256CBC-HS512 ", "none", ""] {
        add(cases, &format!("enc {enc:?}"), &usual().header(|header| header.text("enc", enc)), NOT_ALLOWED);
    }
    for alg in [
        "none",
        "DIR",
        "A256KW",
        "A256GCMKW",
        "RSA-OAEP",
        "RSA1_5",
        "ECDH-ES",
        "PBES2-HS512+A256KW",
        "HS256",
        "",
    ] {
        add(cases, &format!("alg {alg:?}"), &usual().header(|header| header.text("alg", alg)), NOT_ALLOWED);
    }
    let costly = usual()
        .header(|header| header.text("alg", "PBES2-HS512+A256KW").raw("p2c", i32::MAX).text("p2s", "AA"));
    cases
        .add("a costly password derivation asked for", pair(&token(), &costly.text()), NOT_ALLOWED)
        .cve("CVE-2023-52428");
    let packed = usual().header(|header| header.text("zip", "DEF"));
    cases.add("zip", pair(&token(), &packed.text()), MALFORMED).cve("CVE-2024-28180");
    for (name, jwe, expected) in [
        ("crit", usual().header(|header| header.raw("crit", "[\"exp\"]")), "critical_header_unsupported"),
        ("b64", usual().header(|header| header.raw("b64", "true")), MALFORMED),
        ("alg twice", usual().header(|header| header.again("alg", "\"dir\"")), MALFORMED),
        ("kid twice", usual().header(|header| header.again("kid", "\"x\"")), MALFORMED),
        ("no alg", usual().header(|header| header.without("alg")), MALFORMED),
        ("no enc", usual().header(|header| header.without("enc")), MALFORMED),
        ("enc that is a list", usual().header(|header| header.raw("enc", "[\"A256CBC-HS512\"]")), MALFORMED),
        ("kid that is a number", usual().header(|header| header.raw("kid", 1)), MALFORMED),
        ("a kid of nobody", usual().header(|header| header.text("kid", "x")), "key_not_found"),
        ("an empty kid", usual().header(|header| header.text("kid", "")), "key_not_found"),
        ("a member more", usual().header(|header| header.text("jku", "https://evil.example")), "accept"),
    ] {
        add(cases, name, &jwe, expected);
    }
}

fn tampered(cases: &mut CookieCases<'_>) {
    let [header, key, iv, text, tag] = usual().parts();
    let join = |parts: [&str; 5]| pair(&token(), &parts.join("."));
    let turned = |part: &str| {
        let mut bytes = b64::bytes(part);
        if let Some(byte) = bytes.first_mut() {
            *byte ^= 1;
        }
        b64::url(bytes)
    };
    let cut = |part: &str, length: usize| b64::url(b64::bytes(part).get(..length).unwrap_or_default());
    let spaced = b64::url(usual().header.to_string().replace(",\"enc\"", ", \"enc\""));
    for (name, cookies, expected) in [
        ("one bit of the iv turned", join([&header, &key, &turned(&iv), &text, &tag]), INVALID),
        ("one bit of the text turned", join([&header, &key, &iv, &turned(&text), &tag]), INVALID),
        ("one bit of the tag turned", join([&header, &key, &iv, &text, &turned(&tag)]), INVALID),
        ("a space more in the header", join([&spaced, &key, &iv, &text, &tag]), INVALID),
        ("a tag of zeros", join([&header, &key, &iv, &text, &b64::url([0; 32])]), INVALID),
        (
            "the last block missing",
            join([&header, &key, &iv, &cut(&text, b64::bytes(&text).len() - 16), &tag]),
            INVALID,
        ),
        ("a tag of 16 bytes", join([&header, &key, &iv, &text, &cut(&tag, 16)]), MALFORMED),
        ("a tag of 64 bytes", join([&header, &key, &iv, &text, &b64::url([7; 64])]), MALFORMED),
        ("no tag", join([&header, &key, &iv, &text, ""]), MALFORMED),
        ("no text", join([&header, &key, &iv, "", &tag]), MALFORMED),
        ("no iv", join([&header, &key, "", &text, &tag]), MALFORMED),
        ("no header", join(["", &key, &iv, &text, &tag]), MALFORMED),
        ("an iv of 12 bytes", join([&header, &key, &cut(&iv, 12), &text, &tag]), MALFORMED),
        ("a text of half a block", join([&header, &key, &iv, &cut(&text, 8), &tag]), MALFORMED),
        ("an encrypted key", join([&header, "AAAA", &iv, &text, &tag]), MALFORMED),
        (
            "spare bits in the tag",
            join([&header, &key, &iv, &text, &b64::with_trailing_bits(&tag).unwrap_or_default()]),
            MALFORMED,
        ),
        ("cut in the middle", pair(&token(), usual().text().get(..500).unwrap_or_default()), MALFORMED),
        ("six parts", pair(&token(), &format!("{}.AA", usual().text())), MALFORMED),
    ] {
        cases.add(name, cookies, expected);
    }
    add(cases, "a text of half a block, and a tag over it", &usual().cut(24), MALFORMED);
    add(cases, "the last block missing, and a tag over the rest", &usual().cut(16 * 8), MALFORMED);
    let unpadded = claims(&good()).to_string();
    let whole = unpadded.len() / 16 * 16;
    let bytes = unpadded.as_bytes().get(..whole).unwrap_or_default();
    for (name, last) in [
        ("none", None),
        ("of zeros", Some([0; 16])),
        ("too long", Some([17; 16])),
        ("that disagrees", Some([3; 16].map(|n: u8| n))),
    ] {
        let mut text = bytes.to_vec();
        if let Some(mut last) = last {
            if name == "that disagrees" {
                last[14] = 2;
            }
            text.extend(last);
        }
        add(cases, &format!("padding {name}"), &Jwe::of_padded(&text, SECRET, SALT), MALFORMED);
    }
}

/// Encrypted under the right key, and yet no session.
fn contents(cases: &mut CookieCases<'_>) {
    let nested = jwt(&claims(&good()));
    let unsigned = format!("{}.{}.", b64::url("{\"alg\":\"none\"}"), b64::url(claims(&good()).to_string()));
    for (name, text) in [
        ("a JWT inside", nested.as_str()),
        ("an unsigned JWT inside", unsigned.as_str()),
        ("a list inside", "[]"),
        ("a string inside", "\"x\""),
        ("nothing inside", ""),
        ("cut JSON inside", "{\"session\":"),
    ] {
        cases
            .add(name, pair(&token(), &Jwe::new(text, SECRET, SALT).text()), MALFORMED)
            .cve("CVE-2026-29000");
    }
    let account = Jwe::new("{\"accessToken\":\"x\",\"exp\":1900000000}", SECRET, "better-auth-account");
    add(cases, "the cookie account_data", &account, "key_not_found");
    let nameless = account.header(|header| header.without("kid"));
    add(cases, "the cookie account_data without its kid", &nameless, INVALID);
    let other = Jwe::new("{\"email\":\"a@b.c\",\"exp\":1900000000}", SECRET, SALT);
    add(cases, "something else of this encryption", &other, "claim_missing");
}
