//! Which cookies count: chunks, the two families, cookies that come twice.

use serde_json::json;

use super::bake::{
    DATA_NAME, EXPIRES_MS, OLD, TOKEN, TOKEN_NAME, chunked, compact, compact_of, data, good, header, pair,
    pieces, session, signed, token, user,
};
use super::case::CookieCases;

const MALFORMED: &str = "token_malformed";
const TWICE: &str = "authorization_malformed";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("session chunks", "better auth");
    chunks(cases);
    cases.about("session chunks", "22");
    broken_chunks(cases);
    cases.about("session cookies twice", "53");
    twice(cases);
    cases.about("session cookies and __Secure-", "52");
    families(cases);
}

/// Data long enough for several chunks.
fn long() -> String {
    compact(&data(&session(), &user().text("bio", &"0123456789abcdef".repeat(60))))
}

fn chunks(cases: &mut CookieCases<'_>) {
    let three = pieces(&long(), 3);
    let [a, b, c] = [0, 1, 2].map(|n| three.get(n).map_or("", String::as_str));
    cases
        .add("three", chunked(&[(0, a), (1, b), (2, c)]), "accept")
        .claims(json!({"sub": "user-42"}))
        .never(TOKEN);
    cases.add("three, in any order", chunked(&[(2, c), (0, a), (1, b)]), "accept");
    cases.add("a single one", chunked(&[(0, &long())]), "accept");
    let many = pieces(&long(), 90);
    let many: Vec<(usize, &str)> = many.iter().map(String::as_str).enumerate().collect();
    cases.add("as many as the issuer ever makes", chunked(&many), "accept");
    let in_quotes: Vec<String> = three.iter().map(|piece| format!("\"{piece}\"")).collect();
    let quoted: Vec<(usize, &str)> = in_quotes.iter().map(String::as_str).enumerate().collect();
    cases.add("in quotes", chunked(&quoted), "accept");
    let other_names = [".00", ".01", ".1e0", ".+1", ".-1", ".", ".100", ".a", "0", ".0.0", ". 0"];
    for name in other_names {
        let name = format!("{DATA_NAME}{name}");
        let cookies = header(&[(TOKEN_NAME, &token()), (&name, a)]);
        cases.add(format!("{name} is another cookie"), cookies, "renew");
        let cookies = header(&[(TOKEN_NAME, &token()), (&name, "x"), (DATA_NAME, &compact(&good()))]);
        cases.add(format!("{name} beside the data"), cookies, "accept");
    }
    cases.add("an empty whole", pair(&token(), ""), "renew");
}

fn broken_chunks(cases: &mut CookieCases<'_>) {
    let three = pieces(&long(), 3);
    let [a, b, c] = [0, 1, 2].map(|n| three.get(n).map_or("", String::as_str));
    for (name, chunks) in [
        ("the first missing", vec![(1, b), (2, c)]),
        ("the middle missing", vec![(0, a), (2, c)]),
        ("the last missing", vec![(0, a), (1, b)]),
        ("counted from one", vec![(1, a), (2, b), (3, c)]),
        ("an empty one between", vec![(0, a), (1, ""), (2, b), (3, c)]),
        ("an empty one at the end", vec![(0, a), (1, b), (2, c), (3, "")]),
        ("two in each other's place", vec![(0, a), (1, c), (2, b)]),
        ("a gap up to 99", vec![(0, a), (1, b), (99, c)]),
        ("one cut", vec![(0, a), (1, b.get(1..).unwrap_or_default()), (2, c)]),
        ("one repeated under the next number", vec![(0, a), (1, a), (2, b), (3, c)]),
        ("a percent-encoded one", vec![(0, a), (1, "%41"), (2, b)]),
        ("a space in one", vec![(0, a), (1, "A A"), (2, b)]),
        ("an octet that is no ASCII in one", vec![(0, a), (1, "\u{e9}"), (2, b)]),
    ] {
        cases.add(name, chunked(&chunks), MALFORMED);
    }
    let whole = compact(&good());
    let both = header(&[(TOKEN_NAME, &token()), (DATA_NAME, &whole), (&format!("{DATA_NAME}.0"), a)]);
    cases.add("beside a whole", both, TWICE).note("Which of them was planted cannot be told.");
    let both = header(&[(TOKEN_NAME, &token()), (DATA_NAME, ""), (&format!("{DATA_NAME}.0"), &long())]);
    cases.add("beside an empty whole", both, TWICE);
    let large = "A".repeat(4000);
    let nine: Vec<(usize, &str)> = (0..9).map(|n| (n, large.as_str())).collect();
    cases.add("of 36000 bytes", chunked(&nine), "token_too_large");
    cases.add("of 32000 bytes", chunked(nine.get(..8).unwrap_or_default()), MALFORMED);
    cases.add("a whole of 33000 bytes", pair(&token(), &"A".repeat(33_000)), "token_too_large");
}

fn twice(cases: &mut CookieCases<'_>) {
    let (token, whole) = (token(), compact(&good()));
    let forged = signed("planted", OLD);
    let other = pieces(&long(), 2);
    let [a, b] = [0, 1].map(|n| other.get(n).map_or("", String::as_str));
    let chunk = |index: usize| format!("{DATA_NAME}.{index}");
    for (name, cookies) in [
        (
            "two session tokens, the second planted",
            vec![(TOKEN_NAME, &*token), (TOKEN_NAME, &*forged), (DATA_NAME, &*whole)],
        ),
        (
            "two session tokens, the first planted",
            vec![(TOKEN_NAME, &*forged), (TOKEN_NAME, &*token), (DATA_NAME, &*whole)],
        ),
        (
            "two equal session tokens",
            vec![(TOKEN_NAME, &*token), (TOKEN_NAME, &*token), (DATA_NAME, &*whole)],
        ),
        (
            "a session token and an empty one",
            vec![(TOKEN_NAME, &*token), (TOKEN_NAME, ""), (DATA_NAME, &*whole)],
        ),
        ("two data", vec![(TOKEN_NAME, &*token), (DATA_NAME, &*whole), (DATA_NAME, "planted")]),
        ("two equal data", vec![(TOKEN_NAME, &*token), (DATA_NAME, &*whole), (DATA_NAME, &*whole)]),
        ("a chunk twice", vec![(TOKEN_NAME, &*token), (&*chunk(0), a), (&*chunk(1), b), (&*chunk(1), b)]),
    ] {
        cases.add(name, header(&cookies), TWICE);
    }
    cases.add("another cookie twice", format!("a=1; a=2; {}", pair(&token, &whole)), "accept");
}

fn families(cases: &mut CookieCases<'_>) {
    let (secure_token, secure_data) = (format!("__Secure-{TOKEN_NAME}"), format!("__Secure-{DATA_NAME}"));
    let (token, whole) = (token(), compact(&good()));
    let planted = signed("planted", OLD);
    let mallory = compact_of(
        super::bake::SECRET,
        &data(&session().text("token", "other"), &user()).to_string(),
        &EXPIRES_MS.to_string(),
    );
    let secure = header(&[(&secure_token, &token), (&secure_data, &whole)]);
    let plain = pair(&token, &whole);
    for (name, cookies, expected) in [
        ("secure ones", secure.clone(), "accept"),
        (
            "plain ones planted beside secure ones",
            format!("{secure}; {}", pair(&planted, &mallory)),
            "accept",
        ),
        (
            "plain ones planted in front of secure ones",
            format!("{}; {secure}", pair(&planted, &mallory)),
            "accept",
        ),
        ("plain ones twice beside secure ones", format!("{plain}; {plain}; {secure}"), "accept"),
        (
            "plain data beside a secure token",
            header(&[(&secure_token, &token), (DATA_NAME, &whole)]),
            "renew",
        ),
        (
            "secure data beside a plain token",
            header(&[(TOKEN_NAME, &token), (&secure_data, &whole)]),
            "renew",
        ),
        ("a secure chunk beside plain ones", format!("{plain}; {secure_data}.0=x"), "accept"),
        (
            "a forged secure token beside plain ones",
            format!("{plain}; {secure_token}={planted}"),
            "signature_invalid",
        ),
        ("an empty secure token beside plain ones", format!("{plain}; {secure_token}="), "token_missing"),
        ("__Host- is no family", plain.replace("better-auth", "__Host-better-auth"), "token_missing"),
        ("__secure- is no family", plain.replace("better-auth", "__secure-better-auth"), "token_missing"),
        (
            "twice __Secure- is no family",
            plain.replace("better-auth", "__Secure-__Secure-better-auth"),
            "token_missing",
        ),
    ] {
        cases.add(name, cookies, expected);
    }
    for (name, cookies, is_secure, expected) in [
        ("secure ones alone wanted and there", &secure, true, "accept"),
        ("secure ones alone wanted, plain ones there", &plain, true, "token_missing"),
        ("plain ones alone wanted and there", &plain, false, "accept"),
        ("plain ones alone wanted, secure ones there", &secure, false, "token_missing"),
    ] {
        cases.add(name, cookies, expected).config(json!({"secure": is_secure}));
    }
    cases
        .add("plain ones alone wanted, secure ones beside", format!("{secure}; {plain}"), "accept")
        .config(json!({"secure": false}));
    cases
        .add(
            "secure ones wanted, its data planted plain",
            header(&[(&secure_token, &token), (DATA_NAME, &mallory)]),
            "renew",
        )
        .config(json!({"secure": true}));
}
