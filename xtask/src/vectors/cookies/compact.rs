//! The compact form: what is signed, and what only stands beside it.

use serde_json::json;

use super::bake::{
    EXPIRES_MS, OLD, SECRET, TOKEN, compact, compact_json, compact_of, good, hmac, pair, session, token, user,
};
use super::case::CookieCases;
use crate::vectors::b64;
use crate::vectors::lab::NOW;
use crate::vectors::object::Object;

const MALFORMED: &str = "token_malformed";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("compact session", "better auth");
    good_ones(cases);
    expiry(cases);
    cases.about("compact session", "2");
    signatures(cases);
    cases.about("compact session", "24");
    shape(cases);
}

fn with(json: impl AsRef<[u8]>) -> String {
    pair(&token(), &b64::url(json))
}

fn usual() -> Object {
    compact_json(SECRET, &good().to_string(), &EXPIRES_MS.to_string())
}

fn good_ones(cases: &mut CookieCases<'_>) {
    cases.add("good", pair(&token(), &compact(&good())), "accept")
        .claims(json!({
            "sub": "user-42", "sid": "session-7", "id": "user-42", "name": "Alice Example", "email": "alice@example.com",
            "exp": NOW + 240, "iat": NOW - 60,
        }))
        .never(TOKEN);
    let spaced =
        usual().to_string().replace(",\"expiresAt\"", " ,\n \"expiresAt\" :").replace("\" ::", "\" :");
    cases.add("white space between the outer members", with(spaced), "accept");
    let reversed = Object::default()
        .text("signature", &b64::url(hmac(SECRET, signed_text(&good(), EXPIRES_MS).as_bytes())))
        .raw("expiresAt", EXPIRES_MS)
        .raw("session", good());
    cases.add("outer members in another order", with(reversed.to_string()), "accept");
    cases
        .add(
            "a member more outside of what is signed",
            with(usual().text("admin", "true").to_string()),
            "accept",
        )
        .never("admin");
    cases
        .add("the strategy pinned", pair(&token(), &compact(&good())), "accept")
        .config(json!({"strategy": "compact"}));
    for strategy in ["jwt", "jwe"] {
        cases
            .add(
                format!("where {strategy} is pinned"),
                pair(&token(), &compact(&good())),
                "token_type_mismatch",
            )
            .config(json!({"strategy": strategy}));
    }
}

fn signed_text(data: &Object, expires_at: i64) -> String {
    data.clone().raw("expiresAt", expires_at).to_string()
}

fn expiry(cases: &mut CookieCases<'_>) {
    let at = |raw: &str| pair(&token(), &compact_of(SECRET, &good().to_string(), raw));
    for (name, raw, expected) in [
        ("in seconds", (NOW + 240).to_string(), "renew"),
        ("a fraction", format!("{EXPIRES_MS}.5"), "claim_invalid"),
        ("a fraction of zero", format!("{EXPIRES_MS}.0"), "claim_invalid"),
        ("an exponent", "1.9e12".to_owned(), "claim_invalid"),
        ("a string", format!("\"{EXPIRES_MS}\""), "claim_invalid"),
        ("a date", "\"2027-12-25T03:08:28.967Z\"".to_owned(), "claim_invalid"),
        ("null", "null".to_owned(), "claim_invalid"),
        ("true", "true".to_owned(), "claim_invalid"),
        ("an array", format!("[{EXPIRES_MS}]"), "claim_invalid"),
        ("negative", "-1".to_owned(), "claim_invalid"),
        ("negative zero", "-0".to_owned(), "claim_invalid"),
        ("zero", "0".to_owned(), "renew"),
        ("1e300", "1e300".to_owned(), "claim_invalid"),
        ("1e400", "1e400".to_owned(), MALFORMED),
        ("2^64", "18446744073709551616".to_owned(), "claim_invalid"),
        ("2^53 + 1", "9007199254740993".to_owned(), "claim_invalid"),
        ("the end of the year 9999", "253402300799999".to_owned(), "accept"),
        ("the year 10000", "253402300800000".to_owned(), "claim_invalid"),
        ("with a leading zero", format!("0{EXPIRES_MS}"), MALFORMED),
    ] {
        cases.add(format!("expiresAt {name}"), at(&raw), expected);
    }
    cases
        .add("expiresAt the year 9999: the session's own end counts", at("253402300799999"), "accept")
        .claims(json!({"exp": 1_800_604_740}));
    cases.add("within the leeway", pair(&token(), &compact(&good())), "accept").now(NOW as f64 + 244.999);
    cases.add("at the end of the leeway", pair(&token(), &compact(&good())), "renew").now(NOW as f64 + 245.0);
    cases
        .add("without leeway, just before", pair(&token(), &compact(&good())), "accept")
        .config(json!({"leeway": 0}))
        .now(NOW as f64 + 239.999);
    cases
        .add("without leeway, at its end", pair(&token(), &compact(&good())), "renew")
        .config(json!({"leeway": 0}))
        .now(NOW as f64 + 240.0);
}

fn signatures(cases: &mut CookieCases<'_>) {
    const INVALID: &str = "signature_invalid";
    let signature = |tag: &[u8]| usual().text("signature", &b64::url(tag)).to_string();
    let genuine = hmac(SECRET, signed_text(&good(), EXPIRES_MS).as_bytes());
    let mallory = super::bake::data(&session(), &user().text("id", "admin")).to_string();
    let older = compact_of(OLD, &good().to_string(), &EXPIRES_MS.to_string());
    let changed = |from: &str, to: &str| with(usual().to_string().replace(from, to));
    for (name, cookies) in [
        ("under another secret", pair(&token(), &older)),
        ("a user changed", with(usual().raw("session", &mallory).to_string())),
        ("another expiry", changed(&EXPIRES_MS.to_string(), &(EXPIRES_MS + 1).to_string())),
        ("the same expiry written otherwise", changed(&EXPIRES_MS.to_string(), &format!("{EXPIRES_MS}.0"))),
        ("a member more inside", changed("\"version\":\"1\"", "\"version\":\"1\",\"admin\":true")),
        ("a member less inside", changed(",\"version\":\"1\"", "")),
        ("white space inside", changed("\"user\":{", "\"user\": {")),
        (
            "inner members in another order",
            with({
                let other = Object::default()
                    .raw("user", user())
                    .raw("session", session())
                    .raw("updatedAt", (NOW - 60) * 1000);
                usual().raw("session", other.text("version", "1")).to_string()
            }),
        ),
        ("a signature of zeros", with(signature(&[0; 32]))),
        ("the session token's signature", with(signature(&hmac(SECRET, TOKEN.as_bytes())))),
        ("a signature over the data alone", with(signature(&hmac(SECRET, good().to_string().as_bytes())))),
    ] {
        cases.add(name, cookies, INVALID);
    }
    cases
        .add("under the older of two secrets", pair(&token(), &older), INVALID)
        .config(json!({"secrets": [SECRET, OLD]}));
    for (name, text) in [
        ("no signature", usual().without("signature").to_string()),
        ("an empty signature", usual().text("signature", "").to_string()),
        ("a signature that is null", usual().raw("signature", "null").to_string()),
        ("a signature that is a number", usual().raw("signature", 7).to_string()),
        ("a signature with padding", usual().text("signature", &(b64::url(&genuine) + "=")).to_string()),
        (
            "a signature with spare bits",
            usual()
                .text("signature", &b64::with_trailing_bits(&b64::url(&genuine)).unwrap_or_default())
                .to_string(),
        ),
        ("a signature of 31 bytes", signature(genuine.get(..31).unwrap_or_default())),
        ("a signature of 16 bytes", signature(genuine.get(..16).unwrap_or_default())),
        ("a signature of 33 bytes", signature(&[genuine.clone(), vec![0]].concat())),
    ] {
        cases.add(name, with(text), MALFORMED);
    }
}

fn shape(cases: &mut CookieCases<'_>) {
    let good_text = usual().to_string();
    let twice = usual().again("session", good()).to_string();
    let escaped = usual().to_string().replacen("{", r#"{"sess\u0069on":{},"#, 1);
    for (name, cookies) in [
        ("session twice", with(twice)),
        ("session twice, once escaped", with(escaped)),
        ("expiresAt twice", with(usual().again("expiresAt", EXPIRES_MS).to_string())),
        ("no session", with(usual().without("session").to_string())),
        ("no expiresAt", with(usual().without("expiresAt").to_string())),
        ("a session that is a string", with(usual().text("session", "{}").to_string())),
        ("a session that is an array", with(usual().raw("session", "[]").to_string())),
        ("a session that is null", with(usual().raw("session", "null").to_string())),
        ("an empty object", with("{}")),
        ("an array", with("[]")),
        ("a string", with("\"{}\"")),
        ("nothing", pair(&token(), "AA")),
        ("something behind the object", with(good_text.clone() + " x")),
        ("a byte-order mark", with([b"\xef\xbb\xbf", good_text.as_bytes()].concat())),
        ("not UTF-8", with([good_text.as_bytes(), b"\xff"].concat())),
        ("a lone surrogate", with(good_text.replace("Alice", r"\ud800"))),
        ("cut", with(good_text.get(..good_text.len() / 2).unwrap_or_default())),
        ("deep", with("{\"session\":".repeat(2_000))),
        ("base64url with padding", pair(&token(), &(compact(&good()) + "="))),
        ("spare bits", pair(&token(), &spare_bits())),
        ("one character too many", pair(&token(), &(with_length_of_four() + "A"))),
        ("JSON in the clear", pair(&token(), "{}")),
        ("two parts", pair(&token(), &format!("{}.{}", compact(&good()), compact(&good())))),
        ("four parts", pair(&token(), &format!("{}...", compact(&good())))),
        ("six parts", pair(&token(), ".....")),
    ] {
        cases.add(name, cookies, MALFORMED);
    }
    let signed_twice = good().again("user", user().text("id", "admin"));
    let inside = |data: &Object| pair(&token(), &compact(data));
    cases.add("user twice, and signed so", inside(&signed_twice), MALFORMED);
    cases.add(
        "a member of the user twice, and signed so",
        inside(&super::bake::data(&session(), &user().again("id", "\"admin\""))),
        MALFORMED,
    );
    let escaped = good().to_string().replace("\"token\":", r#""tok\u0065n":"x","token":"#);
    cases.add(
        "the token twice, once escaped, and signed so",
        pair(&token(), &compact_of(SECRET, &escaped, &EXPIRES_MS.to_string())),
        MALFORMED,
    );
}

/// The good data with a name that leaves spare bits, and these set.
fn spare_bits() -> String {
    let names = ["A", "AB", "ABC"];
    let texts = names.map(|name| compact(&super::bake::data(&session(), &user().text("name", name))));
    texts.iter().find_map(|text| b64::with_trailing_bits(text)).unwrap_or_default()
}

fn with_length_of_four() -> String {
    let names = ["A", "AB", "ABC"];
    let texts = names.map(|name| compact(&super::bake::data(&session(), &user().text("name", name))));
    texts.into_iter().find(|text| text.len().is_multiple_of(4)).unwrap_or_default()
}
