//! Tokens from a cookie or another header, by option: order, origins, duplicates.

use axum::Router;
use axum::routing::any;
use bearward::axum::Bearer;
use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::{Reply, request, send, warmed};

const APP: &str = "https://app.example.com";

fn setup() -> (TestIssuer, Router) {
    async fn who(user: Option<Bearer>) -> String {
        user.map_or_else(|| "anonymous".to_owned(), |Bearer(user)| user.subject_str().to_owned())
    }
    let (issuer, verifier) = warmed(|builder| {
        builder
            .token_header("Cf-Access-Jwt-Assertion")
            .cookie("session")
            .allowed_origins([APP, "http://localhost:3000"])
    });
    (issuer, Router::new().route("/", any(who)).with_state(verifier))
}

async fn with(app: &Router, method: &str, headers: &[(&str, &str)]) -> Reply {
    send(app, request(method, "/", headers)).await
}

/// What was decided: the subject, `anonymous`, or the code.
fn word(reply: &Reply) -> String {
    if reply.status == 200 { reply.body.clone() } else { reply.code() }
}

#[tokio::test]
async fn authorization_wins_then_the_header_then_the_cookie() {
    let (issuer, app) = setup();
    let token = |sub: &str| issuer.mint(json!({"sub": sub}));
    let bearer = format!("Bearer {}", token("by-authorization"));
    let header = token("by-header");
    let cookie = format!("session={}", token("by-cookie"));
    let (a, h, c) = (
        ("authorization", bearer.as_str()),
        ("cf-access-jwt-assertion", header.as_str()),
        ("cookie", cookie.as_str()),
    );
    for (headers, expected) in [
        (vec![], "anonymous"),
        (vec![c], "by-cookie"),
        (vec![h], "by-header"),
        (vec![c, h], "by-header"),
        (vec![c, h, a], "by-authorization"),
        (vec![c, a], "by-authorization"),
    ] {
        assert_eq!(word(&with(&app, "GET", &headers).await), expected, "{headers:?}");
    }
}

/// A bad one never falls back to the next place.
#[tokio::test]
async fn a_bad_place_never_falls_back() {
    let (issuer, app) = setup();
    let good = issuer.mint(json!({"sub": "alice"}));
    let cookie = format!("session={good}");
    for (headers, expected) in [
        (
            vec![
                ("authorization", "Basic eDp5"),
                ("cf-access-jwt-assertion", good.as_str()),
                ("cookie", cookie.as_str()),
            ],
            "token_missing",
        ),
        (vec![("authorization", "Bearer x"), ("cf-access-jwt-assertion", good.as_str())], "token_malformed"),
        (vec![("authorization", ""), ("cookie", cookie.as_str())], "token_missing"),
        (vec![("authorization", good.as_str()), ("cookie", cookie.as_str())], "token_missing"),
        (vec![("cf-access-jwt-assertion", "x"), ("cookie", cookie.as_str())], "token_malformed"),
        (vec![("cf-access-jwt-assertion", ""), ("cookie", cookie.as_str())], "token_missing"),
        (
            vec![("cf-access-jwt-assertion", good.as_str()), ("cf-access-jwt-assertion", good.as_str())],
            "authorization_malformed",
        ),
        (vec![("cf-access-jwt-assertion", "Bearer x")], "token_malformed"),
    ] {
        assert_eq!(word(&with(&app, "GET", &headers).await), expected, "{headers:?}");
    }
}

#[tokio::test]
async fn unsafe_methods_with_a_cookie_need_an_origin() {
    let (issuer, app) = setup();
    let cookie = format!("session={}", issuer.mint(json!({"sub": "alice"})));
    let c = ("cookie", cookie.as_str());
    for method in ["GET", "HEAD", "OPTIONS"] {
        assert_eq!(with(&app, method, &[c]).await.status, 200, "{method}");
        assert_eq!(
            with(&app, method, &[c, ("origin", "https://evil.example")]).await.status,
            200,
            "{method}"
        );
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"] {
        for (extra, allowed) in [
            (vec![], false),
            (vec![("origin", APP)], true),
            (vec![("origin", "http://localhost:3000")], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "none")], false),
            (vec![("sec-fetch-site", "Same-Origin")], false),
            (vec![("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-origin")], false),
            (vec![("origin", "null")], false),
            (vec![("origin", "")], false),
            (vec![("origin", "https://evil.example")], false),
            (vec![("origin", "https://app.example.com.evil.example")], false),
            (vec![("origin", "https://app.example.com:443")], false),
            (vec![("origin", "https://app.example.com/")], false),
            (vec![("origin", "http://app.example.com")], false),
            (vec![("origin", "HTTPS://APP.EXAMPLE.COM")], false),
            (vec![("origin", APP), ("origin", APP)], false),
            (vec![("origin", "https://evil.example https://app.example.com")], false),
            (vec![("referer", "https://app.example.com/")], false),
            (vec![("host", "app.example.com")], false),
        ] {
            let headers = [&[c], extra.as_slice()].concat();
            let reply = with(&app, method, &headers).await;
            let expected = if allowed { 200 } else { 403 };
            assert_eq!(reply.status, expected, "{method} {extra:?}");
            if !allowed {
                assert_eq!(reply.code(), "origin_not_allowed");
                assert_eq!(reply.header("www-authenticate"), None);
            }
        }
    }
}

/// The origin guards cookies alone: who can set the Authorization header is no foreign page.
#[tokio::test]
async fn other_places_need_no_origin() {
    let (issuer, app) = setup();
    let token = issuer.mint(json!({"sub": "alice"}));
    let bearer = format!("Bearer {token}");
    assert_eq!(word(&with(&app, "POST", &[("authorization", &bearer)]).await), "alice");
    assert_eq!(word(&with(&app, "POST", &[("cf-access-jwt-assertion", &token)]).await), "alice");
}

/// Browsers open WebSockets to foreign sites with cookies and with GET.
#[tokio::test]
async fn a_websocket_handshake_needs_an_origin_too() {
    let (issuer, app) = setup();
    let cookie = format!("session={}", issuer.mint(json!({"sub": "alice"})));
    for upgrade in ["websocket", "WebSocket", "websocket "] {
        let headers = [("cookie", cookie.as_str()), ("upgrade", upgrade), ("connection", "upgrade")];
        assert_eq!(word(&with(&app, "GET", &headers).await), "origin_not_allowed", "{upgrade}");
        let headers = [&headers[..], &[("origin", APP)]].concat();
        assert_eq!(word(&with(&app, "GET", &headers).await), "alice", "{upgrade}");
    }
}

#[tokio::test]
async fn cookies_are_read_by_exact_name_and_never_guessed() {
    let (issuer, app) = setup();
    let (alice, bob) = (issuer.mint(json!({"sub": "alice"})), issuer.mint(json!({"sub": "bob"})));
    for (cookies, expected) in [
        (vec![format!("a=1; session={alice}; b=2")], "alice"),
        (vec![format!("a=1;session={alice}")], "alice"),
        (vec!["a=1".to_owned(), format!("session={alice}")], "alice"),
        (vec![format!("session={alice}; session={alice}")], "alice"),
        (vec![format!("session={alice}; session={bob}")], "authorization_malformed"),
        (vec![format!("session={alice}"), format!("session={bob}")], "authorization_malformed"),
        (vec![format!("session={alice}; session=")], "authorization_malformed"),
        (vec![format!("Session={alice}")], "anonymous"),
        (vec![format!("xsession={alice}")], "anonymous"),
        (vec![format!("session.x={alice}")], "anonymous"),
        (vec!["session".to_owned()], "anonymous"),
        (vec![format!("session=\"{alice}\"")], "token_malformed"),
        (vec!["session=".to_owned()], "token_malformed"),
        (vec!["session=%2e%2e".to_owned()], "token_malformed"),
    ] {
        let headers: Vec<_> = cookies.iter().map(|value| ("cookie", value.as_str())).collect();
        assert_eq!(word(&with(&app, "GET", &headers).await), expected, "{cookies:?}");
    }
}

/// Bytes that are not text in the Cookie header: the token beside them is not "absent" (CVE-2021-21378's class).
#[tokio::test]
async fn a_cookie_header_that_is_not_text_does_not_make_anonymous() {
    let (issuer, app) = setup();
    let token = issuer.mint(json!({"sub": "alice"}));
    let mut value = b"theme=caf\xe9; session=".to_vec();
    value.extend_from_slice(token.as_bytes());
    let mut with_bytes = request("GET", "/", &[]);
    with_bytes.headers_mut().insert("cookie", http::HeaderValue::from_bytes(&value).unwrap());
    let reply = send(&app, with_bytes).await;
    assert_ne!(word(&reply), "anonymous", "a request with a credential became anonymous");
}

#[tokio::test]
async fn without_the_options_neither_place_is_looked_at() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().route("/", any(|_: Bearer| async { "in" })).with_state(verifier);
    let token = issuer.mint(json!({"sub": "alice"}));
    let headers = [("cf-access-jwt-assertion", token.as_str()), ("cookie", &format!("session={token}"))];
    assert_eq!(send(&app, request("GET", "/", &headers)).await.code(), "token_missing");
}
