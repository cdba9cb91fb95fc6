//! Clerk: "Session tokens" lists the claims of versions 1 and 2, "Manual JWT verification" what to check.

use bearward::{Algorithm, Ready, Verifier, VerifierBuilder};
use serde_json::{Value, json};

use crate::support::{Provider, provider};

const ISSUER: &str = "https://clerk.your-site.com";
const APP: &str = "https://example.com";

fn preset() -> VerifierBuilder<Ready> {
    Verifier::clerk(ISSUER, [APP, "http://localhost:3000"]).unwrap()
}

fn version_2() -> Value {
    json!({
        "azp": APP, "fva": [7, -1], "iss": ISSUER, "jti": "1234567890", "nbf": 1_713_158_400, "sid": "sess_123",
        "sub": "user_123", "v": 2, "pla": "u:free,o:pro", "fea": "o:dashboard,o:impersonation", "sts": "active",
        "o": {"id": "org_123", "slg": "org-slug", "rol": "admin", "per": "read,manage", "fpm": "3,2"},
    })
}

fn clerk(claims: Value) -> Provider {
    let header = json!({"typ": "JWT", "cat": "cl_B7d4PD111AAA"});
    provider(Algorithm::Rs256, preset(), header, claims)
}

#[test]
fn version_2_of_session_tokens() {
    let clerk = clerk(version_2());
    let claims = clerk.accepted();
    assert_eq!(claims.subject_str(), "user_123");
    assert_eq!(claims.audience().count(), 0);
    clerk.issuer_is_exactly(ISSUER);
    clerk.refuses_the_usual();
    clerk.refuses_all_but_rs256();
}

#[test]
fn version_1_of_session_tokens() {
    let claims = json!({
        "azp": "http://localhost:3000", "fva": [0, -1], "iss": ISSUER, "nbf": 1_713_158_400, "sid": "sess_123",
        "sub": "user_123", "org_id": "org_123", "org_slug": "org-slug", "org_role": "org:admin",
        "org_permissions": ["org:admin:example_permission"],
        "act": {"iss": "https://dashboard.clerk.com", "sid": "sess_456", "sub": "user_456"},
    });
    clerk(claims).accepted();
}

#[test]
fn another_origin_is_refused() {
    let clerk = clerk(version_2());
    assert_eq!(clerk.code(json!({"azp": "https://evil.example.com"})), "claim_invalid");
    assert_eq!(clerk.code(json!({"azp": "https://example.com/"})), "claim_invalid");
    assert_eq!(clerk.code(json!({"azp": [APP]})), "claim_invalid");
    assert_eq!(clerk.code(json!({"azp": null})), "claim_missing");
    assert_eq!(clerk.code(json!({"iss": "https://other.clerk.accounts.dev"})), "issuer_mismatch");
}

/// The same key signs them all.
#[test]
fn other_tokens_of_the_instance() {
    let clerk = clerk(version_2());
    let oauth = json!({"azp": null, "sid": null, "client_id": "abc", "scope": "openid", "jti": "oat_1"});
    assert_eq!(clerk.code(oauth), "claim_missing");
    assert_eq!(clerk.code_with_header(json!({"typ": "at+jwt"})), "token_type_mismatch");
    // A JWT template for another service: an origin, but no session.
    assert_eq!(clerk.code(json!({"sid": null, "aud": "https://hasura.example.com"})), "claim_missing");
    let machine = json!({"sub": "mch_123", "azp": null, "sid": null, "scopes": "mch_456"});
    assert_eq!(clerk.code(machine), "claim_missing");
}

#[test]
fn pending_sessions_can_be_turned_away() {
    let clerk = clerk(version_2());
    assert_eq!(clerk.code(json!({"sts": "pending"})), "accept");
    let strict = preset()
        .revoked_if(|claims| claims.get_str("sts") == Some("pending"))
        .jwks_url(clerk.issuer.jwks_url())
        .build()
        .unwrap();
    let code = |sts: Value| crate::support::code(&strict, &clerk.token(json!({"sts": sts}), json!({})));
    assert_eq!(code(json!("pending")), "token_revoked");
    assert_eq!(code(json!(null)), "accept");
}
