//! Every misconfiguration is a sentence that says what to change, and none shows a secret.

use bearward::{Algorithm, ConfigError, NeedsKeys, Secret, Verifier, VerifierBuilder};

use crate::support::SECRET;

const ISSUER: &str = "https://id.example.com";

fn keys_missing() -> VerifierBuilder<NeedsKeys> {
    Verifier::issuer(ISSUER).audience("api")
}

fn with_secret() -> VerifierBuilder {
    keys_missing().secret(Secret::new(SECRET))
}

fn with_url() -> VerifierBuilder {
    keys_missing().jwks_url("https://id.example.com/jwks")
}

/// The sentence, held to what holds for all of them.
fn sentence(result: Result<Verifier, ConfigError>, what: &str) -> String {
    let error = result.err().unwrap_or_else(|| panic!("{what}: built"));
    let text = error.to_string();
    assert!(!text.contains(SECRET), "{what}: {text}");
    assert!(!text.contains("hunter2"), "{what} shows a password: {text}");
    assert!(!text.contains(char::is_control), "{what}: {text:?}");
    assert!(text.len() > 20 && text.len() < 500 && text.ends_with('.'), "{what} is no sentence: {text}");
    assert_eq!(format!("{error:?}"), format!("ConfigError: {text}"));
    text
}

fn all_contain(cases: Vec<(&str, Result<Verifier, ConfigError>, &[&str])>) {
    for (what, result, words) in cases {
        let text = sentence(result, what);
        for word in words {
            assert!(text.contains(word), "{what}: {text:?} lacks {word:?}");
        }
    }
}

#[test]
fn algorithms() {
    all_contain(vec![
        ("an empty list", with_secret().algorithms([]).build(), &["empty", "name one"]),
        ("an empty list for keys", with_url().algorithms([]).build(), &["empty"]),
        ("none", with_secret().algorithm_names(["none"]).build(), &["\"none\"", "choose among", "HS256"]),
        ("None", with_url().algorithm_names(["RS256", "None"]).build(), &["\"None\"", "EdDSA"]),
        ("unknown", with_url().algorithm_names(["RS257"]).build(), &["\"RS257\"", "RS256"]),
        ("case", with_url().algorithm_names(["rs256"]).build(), &["\"rs256\""]),
        ("an encryption", with_url().algorithm_names(["RSA-OAEP"]).build(), &["choose among"]),
        (
            "HS256 with keys",
            with_url().algorithms([Algorithm::Hs256]).build(),
            &["HS256", "shared secret", "public keys"],
        ),
        ("mixed with keys", with_url().algorithms([Algorithm::Rs256, Algorithm::Hs256]).build(), &["HS256"]),
        (
            "RS256 with a secret",
            with_secret().algorithms([Algorithm::Rs256]).build(),
            &["RS256", "public key", "secret"],
        ),
        (
            "mixed with a secret",
            with_secret().algorithms([Algorithm::Hs256, Algorithm::EdDsa]).build(),
            &["EdDSA"],
        ),
    ]);
    #[cfg(not(feature = "aws-lc-rs"))]
    all_contain(vec![(
        "ES512 alone",
        with_url().algorithms([Algorithm::Es512]).build(),
        &["ES512", "aws-lc-rs"],
    )]);
    #[cfg(feature = "aws-lc-rs")]
    assert!(with_url().algorithms([Algorithm::Es512]).build().is_ok());
    assert!(with_url().algorithm_names(["Ed25519", "EdDSA"]).build().is_ok());
}

#[test]
fn parties_and_claims() {
    let none: [&str; 0] = [];
    all_contain(vec![
        (
            "no issuer in the list",
            Verifier::issuer(none).audience("a").secret(Secret::new(SECRET)).build(),
            &["issuer", "any_issuer()"],
        ),
        (
            "no audience in the list",
            Verifier::issuer("a").audience(none).secret(Secret::new(SECRET)).build(),
            &["audience", "any_audience()"],
        ),
        (
            "an empty issuer",
            Verifier::issuer("").audience("a").secret(Secret::new(SECRET)).build(),
            &["issuer", "empty"],
        ),
        (
            "one empty of two",
            Verifier::issuer(["a", ""]).audience("a").secret(Secret::new(SECRET)).build(),
            &["issuer"],
        ),
        (
            "white space",
            Verifier::issuer(" a").audience("a").secret(Secret::new(SECRET)).build(),
            &["white space", "exactly"],
        ),
        (
            "a line break",
            Verifier::issuer("a").audience("a\n").secret(Secret::new(SECRET)).build(),
            &["audience", "white space"],
        ),
        ("a claim without a name", with_secret().require_claim("").build(), &["name"]),
        ("a pinned claim without a name", with_secret().require("", ["x"]).build(), &["name"]),
        ("a subject without a name", with_secret().subject("").build(), &["name"]),
        ("an integer subject without a name", with_secret().subject_int("").build(), &["name"]),
        (
            "a pinned claim without values",
            with_secret().require("azp", none).build(),
            &["azp", "no token could pass"],
        ),
        ("an empty typ", with_secret().typ("").build(), &["typ", "at+jwt"]),
    ]);
}

/// Better Auth signs e-mail links and session cookies with the same secret.
#[test]
fn subjects_that_would_take_email_links() {
    let bare = || Verifier::any_issuer().any_audience().secret(Secret::new(SECRET));
    all_contain(vec![
        ("email", bare().subject("email").build(), &["email", "Better Auth", "issuer or audience"]),
        ("userId", bare().subject("userId").build(), &["userId", "Better Auth"]),
    ]);
    assert!(bare().subject_int("user_id").build().is_ok());
    assert!(with_secret().subject("email").build().is_ok());
}

#[test]
fn times() {
    for seconds in [-1.0, -0.001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 3_600.5, 1e300] {
        let text = sentence(with_secret().leeway(seconds).build(), "leeway");
        assert!(text.contains("leeway") && text.contains("3600"), "{text}");
    }
    for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let text = sentence(with_secret().max_token_age(seconds).build(), "max_token_age");
        assert!(text.contains("max_token_age"), "{text}");
    }
    for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e10, 1e300] {
        for (name, builder) in [
            ("max_age", with_url().max_age(seconds)),
            ("max_stale", with_url().max_stale(seconds)),
            ("cooldown", with_url().cooldown(seconds)),
        ] {
            let text = sentence(builder.build(), name);
            assert!(text.contains(name), "{text}");
        }
    }
    let text = sentence(with_url().max_age(700).max_stale(600).build(), "max_stale below max_age");
    assert!(text.contains("max_stale") && text.contains("max_age"), "{text}");
    for good in [0.0, 5.0, 0.25, 3_600.0] {
        assert!(with_secret().leeway(good).build().is_ok(), "{good}");
    }
}

#[test]
fn transport_and_presentation() {
    all_contain(vec![
        ("a tiny limit", with_secret().max_token_bytes(63).build(), &["max_token_bytes"]),
        ("a header with a space", with_secret().token_header("x token").build(), &["header"]),
        ("a header with a colon", with_secret().token_header("x:").build(), &["header"]),
        ("an empty header", with_secret().token_header("").build(), &["header"]),
        ("a header with a line break", with_secret().token_header("x\r\ny").build(), &["header"]),
        ("a cookie with =", with_secret().cookie("a=b").build(), &["cookie"]),
        ("a cookie with ;", with_secret().cookie("a;b").build(), &["cookie"]),
        ("an empty cookie", with_secret().cookie("").build(), &["cookie"]),
        (
            "an origin with a path",
            with_secret().cookie("s").allowed_origins("https://a.example/").build(),
            &["origin", "https://app.example.com"],
        ),
        (
            "an origin with a default port",
            with_secret().cookie("s").allowed_origins("https://a.example:443").build(),
            &["origin"],
        ),
        (
            "an origin in capitals",
            with_secret().cookie("s").allowed_origins("https://A.example").build(),
            &["origin"],
        ),
        ("a bare host", with_secret().cookie("s").allowed_origins("a.example").build(), &["origin"]),
        ("a wildcard", with_secret().cookie("s").allowed_origins("*").build(), &["origin"]),
        ("null", with_secret().cookie("s").allowed_origins("null").build(), &["origin"]),
        ("a realm with a quote", with_secret().realm("a\"b").build(), &["realm", "ASCII"]),
        ("a realm with a line break", with_secret().realm("a\r\nX: y").build(), &["realm"]),
        ("a realm beyond ASCII", with_secret().realm("\u{e9}").build(), &["realm"]),
        ("an empty realm", with_secret().realm("").build(), &["realm"]),
        (
            "metadata with a quote",
            with_secret().resource_metadata("https://a/\"").build(),
            &["resource_metadata"],
        ),
    ]);
}

#[test]
fn urls() {
    let url = |url: &str| keys_missing().jwks_url(url).build();
    all_contain(vec![
        ("plain http", url("http://id.example.com/jwks"), &["plain http", ".allow_http()", "https"]),
        ("file", url("file:///etc/passwd"), &["scheme", "https://"]),
        ("ftp", url("ftp://id.example.com/jwks"), &["https://"]),
        ("data", url("data:application/json,{}"), &["https://"]),
        ("userinfo", url("https://user:hunter2@id.example.com/jwks"), &["user name or password", "@"]),
        ("a password alone", url("https://:hunter2@id.example.com/jwks"), &["user name or password"]),
        ("a fragment", url("https://id.example.com/jwks#keys"), &["fragment"]),
        ("a space", url(" https://id.example.com/jwks"), &["space"]),
        ("no host", url("https://"), &["host"]),
        ("a path", url("/jwks"), &["https://"]),
        ("nothing", url(""), &["https://"]),
        ("a port too large", url("https://id.example.com:99999/"), &["cannot be read"]),
        ("http with a secret query", url("http://id.example.com/?key=hunter2"), &[".allow_http()"]),
        (
            "discovery of several",
            Verifier::issuer([ISSUER, "https://b.example"]).audience("a").discovery().build(),
            &["exactly one issuer"],
        ),
        (
            "discovery of any",
            Verifier::any_issuer().audience("a").discovery().build(),
            &["exactly one issuer"],
        ),
        ("discovery of a name", Verifier::issuer("me").audience("a").discovery().build(), &["https://"]),
        (
            "discovery over http",
            Verifier::issuer("http://id.example.com").audience("a").discovery().build(),
            &[".allow_http()"],
        ),
        (
            "discovery with a query",
            Verifier::issuer("https://id.example.com?x=1").audience("a").discovery().build(),
            &["query"],
        ),
    ]);
    for good in [
        "http://127.0.0.1:3000/jwks",
        "http://localhost/jwks",
        "http://[::1]/jwks",
        "http://auth.localhost/jwks",
    ] {
        assert!(url(good).is_ok(), "{good}");
    }
    assert!(keys_missing().jwks_url("http://id.example.com/jwks").allow_http().build().is_ok());
    assert!(keys_missing().jwks_url("file:///x").allow_http().build().is_err());
    // A plain-http issuer *name* is fine.
    assert!(
        Verifier::issuer("http://id.example.com")
            .audience("a")
            .jwks_url("https://id.example.com/jwks")
            .build()
            .is_ok()
    );
}

#[test]
fn better_auth_urls() {
    let build = |url: &str| Verifier::better_auth(url).and_then(VerifierBuilder::build);
    all_contain(vec![
        ("a bare host", build("app.example.com"), &["https://app.example.com"]),
        ("a host and port", build("localhost:3000"), &["https://"]),
        ("nothing", build(""), &["BETTER_AUTH_URL"]),
        ("ftp", build("ftp://app.example.com"), &["https://"]),
        ("file", build("file:///x"), &["https://"]),
        ("public http", build("http://app.example.com"), &[".allow_http()"]),
    ]);
    for good in [
        "https://app.example.com",
        "https://app.example.com/",
        "https://app.example.com/auth/",
        "http://localhost:3000",
    ] {
        assert!(build(good).is_ok(), "{good}");
    }
}

/// A password in the URL is refused, and must not be printed by the error that says so.
#[test]
fn a_password_in_a_url_is_not_shown() {
    for url in [
        "https://user:hunter2@app.example.com",
        "https://hunter2@app.example.com",
        "ftp://user:hunter2@app.example.com",
        "https://user:hunter2@app.example.com:99999",
    ] {
        let text = sentence(Verifier::better_auth(url).and_then(VerifierBuilder::build), url);
        assert!(!text.is_empty());
        sentence(with_secret().cookie("s").allowed_origins(url).build(), url);
        sentence(keys_missing().jwks_url(url).build(), url);
    }
}

#[test]
fn fetch_options() {
    all_contain(vec![
        ("no certificate", with_url().ca_pem("nonsense").build(), &["ca_pem", "BEGIN CERTIFICATE"]),
        (
            "a private key",
            with_url().ca_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").build(),
            &["ca_pem"],
        ),
        ("a header name", with_url().fetch_header("a b", "hunter2").build(), &["header"]),
        ("a header value", with_url().fetch_header("x-key", "hunter2\r\ny: z").build(), &["x-key"]),
        ("a reserved header", with_url().fetch_header("Host", "hunter2").build(), &["host"]),
        ("a snapshot that is none", with_url().jwks_snapshot("nonsense").build(), &["jwks_snapshot"]),
        (
            "an empty snapshot",
            with_url().jwks_snapshot("{\"keys\":[]}").build(),
            &["jwks_snapshot", "no usable key"],
        ),
    ]);
}
