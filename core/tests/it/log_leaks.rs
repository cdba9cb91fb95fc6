//! Nothing that must stay secret is ever shown: over a big table of bad tokens, in every place that shows anything.

use axum::Router;
use axum::routing::any;
use bearward::axum::Bearer;
use bearward::{Denial, Secret, Verifier};
use serde_json::json;

use crate::support::bad_tokens::{self, KID_MARKER, PAYLOAD_MARKER};
use crate::support::log::{Line, Log};
use crate::support::{Reply, SECRET, get, request, send, warmed};

/// Everything that a denial and its answer show, one text each.
fn shown(denial: &Denial, reply: Option<&Reply>, lines: &[Line]) -> Vec<(String, String)> {
    let mut texts = vec![
        ("Display".to_owned(), denial.to_string()),
        ("Debug".to_owned(), format!("{denial:?}")),
        ("alternate Debug".to_owned(), format!("{denial:#?}")),
        ("explanation".to_owned(), denial.explain().to_string()),
        ("explanation Debug".to_owned(), format!("{:?}", denial.explain())),
        ("body".to_owned(), denial.body()),
        ("claim".to_owned(), denial.claim().unwrap_or_default().to_owned()),
    ];
    texts.extend(denial.headers().into_iter().map(|(name, value)| (name.to_owned(), value)));
    if let Some(reply) = reply {
        texts.push(("answer".to_owned(), reply.body.clone()));
        let headers = reply.headers.iter().map(|(name, value)| (name.to_string(), format!("{value:?}")));
        texts.extend(headers);
    }
    for line in lines {
        texts.extend(line.fields.iter().map(|(field, value)| (format!("log {field}"), value.clone())));
    }
    texts
}

/// Parts of a token long enough to be recognised.
fn secrets_of(token: &str) -> Vec<String> {
    let parts = token.split('.').filter(|part| part.len() >= 16).map(str::to_owned);
    parts.chain((token.len() >= 16).then(|| token.to_owned())).collect()
}

fn check(name: &str, texts: &[(String, String)], secrets: &[String]) {
    for (place, text) in texts {
        for secret in secrets {
            assert!(!text.contains(secret.as_str()), "{name}: {place} shows {secret:?}: {text}");
        }
        for marker in [PAYLOAD_MARKER, KID_MARKER, SECRET] {
            assert!(!text.contains(marker), "{name}: {place} shows {marker}: {text}");
        }
        if place != "alternate Debug" {
            let bad = |c: char| {
                c.is_control()
                    || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            };
            assert!(!text.contains(bad), "{name}: {place} can break or forge a line: {text:?}");
        }
        assert!(text.chars().count() < 1_500, "{name}: {place} is long: {}", text.len());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_bad_token_is_shown_anywhere() {
    let (issuer, verifier) = warmed(|builder| builder.max_token_age(3_600));
    let app = Router::new().route("/", any(|_: Bearer| async { "in" })).with_state(verifier.clone());
    let log = Log::start();
    let cases = bad_tokens::all(&issuer);
    assert!(cases.len() > 100, "{}", cases.len());
    for (name, code, token) in cases {
        let denial = verifier.verify(&token).expect_err(&name);
        assert_eq!(denial.code().as_str(), code, "{name}: {denial:?}");
        let headers = [("authorization", format!("Bearer {token}"))];
        let value = http::HeaderValue::from_str(&headers[0].1);
        let reply = match value {
            Ok(_) => Some(get(&app, "/", &token).await),
            Err(_) => None,
        };
        check(&name, &shown(&denial, reply.as_ref(), &log.take()), &secrets_of(&token));
    }
}

/// With several issuers the payload is looked at before the signature has held: it is shown no more for that.
#[test]
fn routing_by_issuer_shows_nothing_more() {
    let (issuer, verifier) = warmed(|builder| builder.max_token_age(3_600));
    let (_other, second) = warmed(|builder| builder);
    let many = Verifier::many([verifier, second]).unwrap();
    let log = Log::start();
    for (name, _, token) in bad_tokens::all(&issuer) {
        let denial = many.verify(&token).expect_err(&name);
        check(&name, &shown(&denial, None, &log.take()), &secrets_of(&token));
    }
}

/// Credentials that are no bearer tokens: passwords, API keys, tokens without their scheme.
#[tokio::test(flavor = "current_thread")]
async fn other_credentials_are_not_shown() {
    let (issuer, verifier) = warmed(|builder| builder.cookie("session").token_header("x-token"));
    let app = Router::new().route("/", any(|_: Bearer| async { "in" })).with_state(verifier);
    let good = issuer.mint(json!({"sub": "alice"}));
    let log = Log::start();
    for (value, secret) in [
        (good.as_str(), good.as_str()),
        ("hunter2password", "hunter2password"),
        ("hunter2password==", "hunter2password"),
        ("hunter2pass/word+x", "hunter2pass"),
        ("hunter2user:hunter2pass", "hunter2"),
        ("Basic aHVudGVyMjpodW50ZXIy", "aHVudGVy"),
        ("Digest username=\"hunter2\"", "hunter2"),
        ("Token hunter2password", "hunter2password"),
        ("Bearer hunter2password", "hunter2password"),
        ("Bearer Bearer hunter2password", "hunter2password"),
        ("Bearer  hunter2password", "hunter2password"),
        ("Bearer hunter2, Bearer hunter2", "hunter2"),
        ("Basic aHVudGVy, Bearer hunter2", "hunter2"),
        ("{\"token\":\"hunter2\"}", "hunter2"),
    ] {
        for name in ["authorization", "x-token"] {
            let reply = send(&app, request("GET", "/", &[(name, value)])).await;
            if reply.status == 200 {
                assert_eq!((name, value), ("x-token", good.as_str()));
                continue;
            }
            let denial = reply.denial.clone().unwrap();
            check(value, &shown(&denial, Some(&reply), &log.take()), &[secret.to_owned()]);
        }
        let cookie = format!("session={}", value.replace([';', '"'], "_"));
        let reply =
            send(&app, request("POST", "/", &[("cookie", &cookie), ("origin", "https://evil.example")]))
                .await;
        assert_eq!(reply.code(), "origin_not_allowed");
        check(value, &shown(&reply.denial.clone().unwrap(), Some(&reply), &log.take()), &[secret.to_owned()]);
    }
}

/// Text of the request that a log may show: scheme, origin, path segment. It cannot break the line.
#[tokio::test(flavor = "current_thread")]
async fn what_may_be_shown_cannot_break_a_line() {
    use bearward::axum::Owner;
    let (issuer, verifier) =
        warmed(|builder| builder.cookie("session").allowed_origins("https://app.example"));
    let app = Router::new()
        .route("/", any(|_: Bearer| async { "in" }))
        .route("/of/{user_id}", any(|_: Owner| async { "in" }))
        .with_state(verifier);
    let good = issuer.mint(json!({"sub": "alice"}));
    let bearer = format!("Bearer {good}");
    let log = Log::start();
    for segment in [
        "a%0D%0Aforged",
        "a%1B%5B31m",
        "a%E2%80%A8b",
        "a%E2%80%AEb",
        "%C2%85",
        "%00",
        &"x".repeat(5_000),
        &"%0A".repeat(500),
    ] {
        let reply =
            send(&app, request("GET", &format!("/of/{segment}"), &[("authorization", &bearer)])).await;
        assert_eq!(reply.code(), "owner_mismatch");
        check(segment, &shown(&reply.denial.clone().unwrap(), Some(&reply), &log.take()), &[]);
    }
    for origin in [b"https://a\xe2\x80\xae.example".as_slice(), b"\xff\xfe", b"https://\xc2\x85"] {
        let mut posted = request("POST", "/", &[("cookie", &format!("session={good}"))]);
        posted.headers_mut().insert("origin", http::HeaderValue::from_bytes(origin).unwrap());
        let reply = send(&app, posted).await;
        assert_eq!(reply.code(), "origin_not_allowed");
        check("origin", &shown(&reply.denial.clone().unwrap(), Some(&reply), &log.take()), &[]);
    }
}

/// Objects that people print while debugging.
#[test]
fn debug_shows_no_secret() {
    let (issuer, verifier) = warmed(|builder| builder);
    let with_secret = Verifier::any_issuer().audience("api").secret(Secret::new(SECRET));
    let claims = verifier.verify(&issuer.mint(json!({"sub": "alice", "email": PAYLOAD_MARKER}))).unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let step = verifier.check(&token, bearward::Now::system(), bearward::Attempt::First);
    let texts = [
        format!("{with_secret:?}"),
        format!("{:?}", Secret::rotating([SECRET, SECRET])),
        format!("{:?}", with_secret.build().unwrap()),
        format!("{verifier:?} {:?}", verifier.stats()),
        format!("{claims:?} {:?}", bearward::axum::Bearer(claims.clone())),
        format!("{:?}", step.outcome),
        format!("{:?}", bearward::axum::BearerLayer::new(verifier)),
        format!("{issuer:?}"),
    ];
    for text in texts {
        assert!(!text.contains(SECRET) && !text.contains(PAYLOAD_MARKER) && !text.contains(&token), "{text}");
    }
}

/// `revoked_if` may fail with any text: it is cut, escaped, and never answered.
#[tokio::test(flavor = "current_thread")]
async fn an_error_of_revoked_if_stays_inside() {
    let (issuer, verifier) =
        warmed(|builder| builder.try_revoked_if(|_| Err::<bool, _>("db\r\nforged at hunter2-host")));
    let app = Router::new().route("/", any(|_: Bearer| async { "in" })).with_state(verifier);
    let log = Log::start();
    let reply = get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!((reply.status, reply.code().as_str()), (503, "keys_unavailable"));
    assert!(!reply.body.contains("hunter2"));
    let lines = log.take();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].fields.values().all(|value| !value.contains(['\r', '\n'])));
}
