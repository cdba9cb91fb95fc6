//! A big table of tokens that must be refused, full of markers that nobody may ever read again.

use bearward::Algorithm;
use bearward::testing::{Mint, SignedBy, TestIssuer};
use serde_json::{Value, json};

use super::base64url;

/// In payloads and unknown header members: never to be seen in a log or an answer.
pub(crate) const PAYLOAD_MARKER: &str = "hunter2-in-the-payload";
/// In `kid`s: never to be seen raw.
pub(crate) const KID_MARKER: &str = "hunter2-in-the-kid";
/// Breaks a log line where it is not escaped; stands in every value that a log may show.
pub(crate) const LINE_BREAK: &str = "x\r\n2026-01-01 INFO forged \u{1b}[31m\u{2028}\u{202e}\u{85}";

/// Name, expected code, token.
pub(crate) type Case = (String, &'static str, String);

fn claims() -> Value {
    json!({"sub": "alice", "email": PAYLOAD_MARKER, "deep": {"er": [PAYLOAD_MARKER]}})
}

fn with(claim: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[claim] = value;
    claims
}

/// Tokens for a verifier made by `issuer.verifier()` with `max_token_age(3600)`, `require("azp", ["web"])` left out.
pub(crate) fn all(issuer: &TestIssuer) -> Vec<Case> {
    let mut cases = shapes(issuer);
    cases.extend(headers(issuer));
    cases.extend(signatures(issuer));
    cases.extend(payloads(issuer));
    cases.extend(claims_of(issuer));
    cases
}

fn shapes(issuer: &TestIssuer) -> Vec<Case> {
    let good = issuer.mint(claims());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let case = |name: &str, token: String| (name.to_owned(), "token_malformed", token);
    vec![
        case("one part", PAYLOAD_MARKER.to_owned()),
        case("two parts", format!("{header}.{payload}")),
        case("four parts", format!("{good}.{signature}")),
        case("five parts", format!("{good}.{signature}.{signature}")),
        case("no signature", format!("{signed}.")),
        case("no payload", format!("{header}..{signature}")),
        case("no header", format!(".{payload}.{signature}")),
        case("padded", format!("{good}=")),
        case("standard alphabet", format!("{signed}.++//{signature}")),
        case("space before a part", format!("{header}. {payload}.{signature}")),
        case("ten thousand dots", ".".repeat(10_000)),
        case("json serialization", format!(r#"{{"payload":"{payload}","signature":"{signature}"}}"#)),
        ("too large".to_owned(), "token_too_large", format!("{good}{}", "A".repeat(17_000))),
    ]
}

fn headers(issuer: &TestIssuer) -> Vec<Case> {
    let kid = issuer.kid();
    let with_header = |name: &str, code: &'static str, header: Value| {
        (name.to_owned(), code, issuer.mint_with(Mint::new(claims()).with_header(header)))
    };
    let raw = |name: &str, header: String| {
        (name.to_owned(), "token_malformed", issuer.mint_with(Mint::new(claims()).with_raw_header(header)))
    };
    vec![
        with_header("alg with line breaks", "algorithm_not_allowed", json!({"alg": LINE_BREAK})),
        with_header("alg none", "algorithm_not_allowed", json!({"alg": "none"})),
        with_header("alg nOnE", "algorithm_not_allowed", json!({"alg": "nOnE"})),
        with_header("alg HS256", "algorithm_not_allowed", json!({"alg": "HS256"})),
        with_header("alg a number", "token_malformed", json!({"alg": 256})),
        with_header("alg absent", "token_malformed", json!({"alg": null})),
        with_header("alg an object", "token_malformed", json!({"alg": {"a": PAYLOAD_MARKER}})),
        with_header("alg of another key", "key_not_found", json!({"alg": "RS256", "kid": KID_MARKER})),
        with_header("alg that the key cannot", "key_unusable", json!({"alg": "RS256"})),
        with_header("unknown kid", "key_not_found", json!({"kid": KID_MARKER})),
        with_header(
            "kid with line breaks",
            "key_not_found",
            json!({"kid": format!("{KID_MARKER}{LINE_BREAK}")}),
        ),
        with_header("kid a path", "key_not_found", json!({"kid": format!("../../{KID_MARKER}")})),
        with_header("kid with NUL", "key_not_found", json!({"kid": format!("{kid}\0{KID_MARKER}")})),
        with_header("kid a number", "token_malformed", json!({"kid": 1})),
        with_header("kid an object", "token_malformed", json!({"kid": {"kid": KID_MARKER}})),
        with_header("typ of another purpose", "token_type_mismatch", json!({"typ": LINE_BREAK})),
        with_header("typ an array", "token_malformed", json!({"typ": [PAYLOAD_MARKER]})),
        with_header("crit", "critical_header_unsupported", json!({"crit": [PAYLOAD_MARKER]})),
        with_header("crit empty", "critical_header_unsupported", json!({"crit": []})),
        with_header("zip", "token_malformed", json!({"zip": "DEF"})),
        with_header("b64", "token_malformed", json!({"b64": false})),
        raw("header a string", format!("\"{PAYLOAD_MARKER}\"")),
        raw("header a number", "1234567".to_owned()),
        raw("header null", "null".to_owned()),
        raw("header an array", format!("[\"{PAYLOAD_MARKER}\"]")),
        raw("header cut", format!("{{\"alg\":\"EdDSA\",\"x\":\"{PAYLOAD_MARKER}")),
        raw("header twice", r#"{"alg":"EdDSA"}{"alg":"EdDSA"}"#.to_owned()),
        raw("header with a duplicate", r#"{"alg":"EdDSA","alg":"EdDSA"}"#.to_owned()),
        raw("header with an escaped duplicate", r#"{"alg":"EdDSA","\u0061lg":"EdDSA"}"#.to_owned()),
        raw("header with a lone surrogate", r#"{"alg":"EdDSA","x":"\ud800"}"#.to_owned()),
        raw("header with a BOM", "\u{feff}{\"alg\":\"EdDSA\"}".to_owned()),
        raw("header too deep", format!("{{\"alg\":\"EdDSA\",\"x\":{}{}}}", "[".repeat(64), "]".repeat(64))),
    ]
}

fn signatures(issuer: &TestIssuer) -> Vec<Case> {
    let good = issuer.mint(claims());
    let (signed, _) = good.rsplit_once('.').unwrap();
    let signature = |name: &str, bytes: Vec<u8>| {
        (name.to_owned(), "signature_invalid", format!("{signed}.{}", base64url(bytes)))
    };
    vec![
        ("tampered".to_owned(), "signature_invalid", issuer.tampered(&good)),
        ("another key".to_owned(), "signature_invalid", issuer.wrong_key(claims())),
        ("another key and expired".to_owned(), "signature_invalid", {
            issuer.mint_with(Mint::new(with("exp", json!(1))).signed_by(SignedBy::Stranger))
        }),
        ("public key as secret".to_owned(), "algorithm_not_allowed", issuer.hs256_with_public_key(claims())),
        ("hmac as EdDSA".to_owned(), "signature_invalid", {
            let hmac = SignedBy::Hmac(issuer.public_pem(None).into_bytes());
            issuer.mint_with(
                Mint::new(claims())
                    .signed_by(hmac)
                    .with_algorithm(Algorithm::Hs256)
                    .with_header(json!({"alg": "EdDSA"})),
            )
        }),
        signature("zeros", vec![0; 64]),
        signature("one byte", vec![1]),
        signature("63 bytes", vec![7; 63]),
        signature("65 bytes", vec![7; 65]),
        signature("as long as RSA", vec![7; 256]),
    ]
}

fn payloads(issuer: &TestIssuer) -> Vec<Case> {
    let raw = |name: &str, payload: Vec<u8>| {
        (
            format!("payload {name}"),
            "token_malformed",
            issuer.mint_with(Mint::default().with_raw_payload(payload)),
        )
    };
    let text = |name: &str, payload: String| raw(name, payload.into_bytes());
    vec![
        text("a string", format!("\"{PAYLOAD_MARKER}\"")),
        text("a number", "42424242".to_owned()),
        text("a negative number", "-42424242".to_owned()),
        text("a fraction", "4242.4242".to_owned()),
        text("true", "true".to_owned()),
        text("null", "null".to_owned()),
        text("an array", format!("[\"{PAYLOAD_MARKER}\"]")),
        text("cut", format!("{{\"sub\":\"{PAYLOAD_MARKER}")),
        text("with a bare word", format!("{{\"sub\":{PAYLOAD_MARKER}}}")),
        text("with a duplicate", format!(r#"{{"exp":9999999999,"sub":"a","sub":"{PAYLOAD_MARKER}"}}"#)),
        text(
            "with a deep duplicate",
            format!(r#"{{"exp":9999999999,"x":{{"{PAYLOAD_MARKER}":1,"{PAYLOAD_MARKER}":2}}}}"#),
        ),
        text("with a lone surrogate", format!(r#"{{"{PAYLOAD_MARKER}":"\udc00"}}"#)),
        text("with 1e400", format!(r#"{{"{PAYLOAD_MARKER}":1e400}}"#)),
        text("with NaN", "{\"exp\":NaN}".to_owned()),
        text("with a raw line break in a string", "{\"sub\":\"a\nb\"}".to_owned()),
        text("with trailing data", format!("{{}} {PAYLOAD_MARKER}")),
        text("too deep", format!("{{\"x\":{}{}}}", "[".repeat(64), "]".repeat(64))),
        raw("not UTF-8", [b"{\"sub\":\"".as_slice(), &[0xff, 0xfe], b"\"}"].concat()),
    ]
}

fn claims_of(issuer: &TestIssuer) -> Vec<Case> {
    let now = issuer.now();
    let mut cases = Vec::new();
    let mut add = |name: String, code: &'static str, claims: Value| {
        cases.push((name, code, issuer.mint(claims)));
    };
    for claim in ["exp", "nbf", "iat"] {
        for value in [
            json!("9999999999"),
            json!(true),
            json!([1]),
            json!({"a": PAYLOAD_MARKER}),
            json!(-1),
            json!(1e300),
        ] {
            add(format!("{claim} {value}"), "claim_invalid", with(claim, value));
        }
    }
    for value in [json!(LINE_BREAK), json!("https://else.example")] {
        add(format!("iss {value}"), "issuer_mismatch", with("iss", value.clone()));
        add(format!("aud {value}"), "audience_mismatch", with("aud", value.clone()));
        add(format!("aud [{value}]"), "audience_mismatch", with("aud", json!([value])));
    }
    for (claim, value) in [
        ("iss", json!(["a"])),
        ("iss", json!(7)),
        ("aud", json!(7)),
        ("aud", json!([7])),
        ("aud", json!({"a": PAYLOAD_MARKER})),
        ("sub", json!("")),
        ("sub", json!(42)),
        ("sub", json!([PAYLOAD_MARKER])),
        ("sub", json!({"a": PAYLOAD_MARKER})),
        ("jti", json!(1)),
    ] {
        add(format!("{claim} {value}"), "claim_invalid", with(claim, value));
    }
    for (claim, code) in [
        ("exp", "claim_missing"),
        ("iss", "claim_missing"),
        ("aud", "claim_missing"),
        ("sub", "claim_missing"),
        ("iat", "claim_missing"),
    ] {
        add(format!("no {claim}"), code, with(claim, Value::Null));
    }
    add("aud empty".to_owned(), "audience_mismatch", with("aud", json!([])));
    add("expired".to_owned(), "token_expired", with("exp", json!(now - 7_200)));
    add("expired in 1970".to_owned(), "token_expired", with("exp", json!(900)));
    add("early".to_owned(), "token_not_yet_valid", with("nbf", json!(now + 7_200)));
    add("issued later".to_owned(), "token_not_yet_valid", with("iat", json!(now + 7_200)));
    add("too old".to_owned(), "token_too_old", with("iat", json!(now - 7_200)));
    add("bound".to_owned(), "token_type_mismatch", with("cnf", json!({"jkt": PAYLOAD_MARKER})));
    cases
}
