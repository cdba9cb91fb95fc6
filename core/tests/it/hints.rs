//! Each known misconfiguration of DESIGN.md section 3 has a hint that says what to change.

use bearward::testing::{Answer, Mint, TestIssuer};
use bearward::{Algorithm, DenialCode, Secret, Verifier, VerifierBuilder};
use serde_json::json;

use crate::support::SECRET;

/// The code and hint of a refusal.
fn refusal(verifier: &Verifier, token: &str) -> (DenialCode, String) {
    let denial = verifier.verify(token).expect_err("a bad token");
    (denial.code(), denial.explain().hint.clone().unwrap_or_default())
}

fn expect(verifier: &Verifier, token: &str, code: DenialCode, words: &[&str]) {
    let (got, hint) = refusal(verifier, token);
    assert_eq!(got, code, "{hint}");
    for word in words {
        assert!(hint.contains(word), "{code}: {hint:?} lacks {word:?}");
    }
}

fn with_secret() -> VerifierBuilder {
    Verifier::any_issuer().any_audience().secret(Secret::new(SECRET))
}

#[test]
fn a_signed_token_meets_a_shared_secret() {
    let verifier = with_secret().build().unwrap();
    for algorithm in [Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Es256] {
        let issuer = TestIssuer::builder().algorithm(algorithm).start();
        let token = issuer.mint(json!({"sub": "alice"}));
        expect(
            &verifier,
            &token,
            DenialCode::AlgorithmNotAllowed,
            &["better_auth(url)", "jwks_url", "secret"],
        );
    }
}

#[test]
fn a_shared_secrets_token_meets_keys() {
    let issuer = TestIssuer::secret();
    let keys = TestIssuer::start();
    let verifier = keys.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    expect(&verifier, &token, DenialCode::AlgorithmNotAllowed, &["shared secret", "public keys"]);
}

#[test]
fn an_issuer_that_differs_by_a_little() {
    let near = |configured: &str, words: &[&str], token_has: &str| {
        let issuer = TestIssuer::builder().issuer(token_has).audience("api").start();
        let verifier = Verifier::issuer(configured).audience("api").jwks(issuer.jwks()).build().unwrap();
        expect(&verifier, &issuer.mint(json!({"sub": "alice"})), DenialCode::IssuerMismatch, words);
    };
    near("https://app.example", &["slash"], "https://app.example/");
    near("https://app.example/", &["slash"], "https://app.example");
    near("https://App.example", &["case"], "https://app.example");
    near("https://app.example", &["port", "BETTER_AUTH_URL"], "https://app.example:8443");
    near("https://app.example", &["scheme", "BETTER_AUTH_URL"], "http://app.example");
    near("http://localhost:3000", &["port"], "http://localhost:8000");
    near("https://app.example", &["/api/auth"], "https://app.example/api/auth");
    near("https://app.example/api/auth", &["/api/auth"], "https://app.example");
    near("https://app.example/api/auth", &["/api/auth"], "https://app.example/");
}

#[test]
fn an_issuer_that_differs_altogether_has_no_hint() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    assert_eq!(
        refusal(&verifier, &issuer.wrong_issuer(json!({"sub": "a"}))),
        (DenialCode::IssuerMismatch, String::new())
    );
}

#[test]
fn the_audience_is_the_origin() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().audience("https://api.example").jwks(issuer.jwks()).build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    expect(&verifier, &token, DenialCode::AudienceMismatch, &["origin", "Better Auth", "jwt.audience"]);
}

#[test]
fn an_exp_in_1970() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    for exp in [900, 3_600, 604_800] {
        let token = issuer.mint(json!({"sub": "alice", "exp": exp}));
        expect(&verifier, &token, DenialCode::TokenExpired, &["1970", "expirationTime", "\"15m\""]);
    }
    let (_, hint) = refusal(&verifier, &issuer.expired(json!({"sub": "alice"})));
    assert!(!hint.contains("1970"), "{hint}");
}

#[test]
fn times_in_milliseconds() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    for claim in ["exp", "nbf", "iat"] {
        let token = issuer.mint(json!({"sub": "alice", claim: issuer.now() * 1_000}));
        expect(&verifier, &token, DenialCode::ClaimInvalid, &["milliseconds"]);
    }
}

#[test]
fn a_clock_that_is_off() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).max_token_age(3_600).build().unwrap();
    expect(&verifier, &issuer.not_yet_valid(json!({"sub": "a"})), DenialCode::TokenNotYetValid, &["clock"]);
    let ahead = issuer.mint(json!({"sub": "a", "iat": issuer.now() + 300}));
    expect(&verifier, &ahead, DenialCode::TokenNotYetValid, &["clock"]);
}

/// A key endpoint that answers a page, a 404 or a redirect: what to look at is said where the 503 is logged.
#[test]
fn a_key_set_url_that_has_no_keys() {
    for (answer, words) in [
        (Answer::html("<html>sign in</html>"), &["HTML"][..]),
        (Answer::status(404), &["404"]),
        (Answer::html("no").with_status(404), &["404"]),
        (Answer::redirect("https://app.example/sign-in"), &["redirect"]),
        (Answer::redirect("/sign-in").with_status(307), &["redirect"]),
    ] {
        let issuer = TestIssuer::start();
        issuer.answer_with(answer.clone());
        let verifier = issuer.verifier().build().unwrap();
        let denial = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).unwrap_err();
        assert_eq!(denial.code(), DenialCode::KeysUnavailable);
        let why = denial.explain().to_string();
        for word in words {
            assert!(why.contains(word), "{answer:?}: {why}");
        }
        assert!(denial.explain().hint.is_some(), "DESIGN.md section 3 asks for a hint: {answer:?}: {why}");
    }
}

#[test]
fn words_and_tokens_that_are_none() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let good = issuer.mint(json!({"sub": "alice"}));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    expect(&verifier, signed, DenialCode::TokenMalformed, &["session token", "/api/auth/token"]);
    expect(&verifier, &format!("{good}.{signature}.{signature}"), DenialCode::TokenMalformed, &["JWE"]);
    let request = |value: &'static str| {
        let headers = [("authorization", value.as_bytes())];
        verifier.find_token(bearward::RequestHead { method: "GET", headers }).unwrap_err()
    };
    let doubled = request("Bearer Bearer abc");
    assert!(doubled.explain().hint.as_deref().unwrap_or_default().contains("doubled"));
    let bare = request("abc.def.ghi");
    assert!(bare.explain().hint.as_deref().unwrap_or_default().contains("Bearer "));
}

#[test]
fn subjects_of_another_type() {
    let issuer = TestIssuer::start();
    let text = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    expect(&text, &issuer.mint(json!({"sub": 42})), DenialCode::ClaimInvalid, &["subject_int"]);
    let other = issuer.verifier().jwks(issuer.jwks()).subject("user_id").build().unwrap();
    expect(
        &other,
        &issuer.mint(json!({"sub": "a", "user_id": 42})),
        DenialCode::ClaimInvalid,
        &["subject_int"],
    );
    let claims = text.verify(&issuer.mint(json!({"sub": "42"}))).unwrap();
    let denial = claims.require_owner(42_u64).unwrap_err();
    assert!(denial.explain().hint.as_deref().unwrap_or_default().contains("same digits"));
}

/// Better Auth signs e-mail links and session cookies with the same secret: they have no `sub`.
#[test]
fn a_better_auth_email_link() {
    let issuer = TestIssuer::builder().algorithm(Algorithm::Hs256).secret(SECRET).start();
    let link = issuer.mint(json!({"email": "a@example.com", "iss": null, "aud": null}));
    expect(
        &with_secret().build().unwrap(),
        &link,
        DenialCode::ClaimMissing,
        &["e-mail links", "/api/auth/token"],
    );
}

#[test]
fn a_bound_token_says_how_to_take_it() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let token = issuer.mint(json!({"sub": "alice", "cnf": {"jkt": "x"}}));
    expect(&verifier, &token, DenialCode::TokenTypeMismatch, &["DPoP", "allow_unbound_use()"]);
    let open = issuer.verifier().jwks(issuer.jwks()).allow_unbound_use().build().unwrap();
    assert!(open.verify(&token).is_ok());
}

/// A hint is advice for a developer: no value of the token stands in it.
#[test]
fn hints_carry_no_values() {
    let issuer = TestIssuer::builder().issuer("https://app.example:8443").audience("api").start();
    let verifier =
        Verifier::issuer("https://app.example").audience("api").jwks(issuer.jwks()).build().unwrap();
    let token = issuer.mint_with(Mint::new(json!({"sub": "alice"})));
    let (_, hint) = refusal(&verifier, &token);
    assert!(!hint.is_empty() && !hint.contains("8443") && !hint.contains("app.example"), "{hint}");
}
