//! Better Auth: the jwt plugin ("JWT") and the OAuth provider ("Protect your API").

use bearward::{Algorithm, Verifier};
use serde_json::json;

use crate::support::{Provider, provider};

const ORIGIN: &str = "https://app.example.com";
const API: &str = "https://api.example.com";

/// The session token: claims are the user's record.
fn session() -> Provider {
    let claims = json!({
        "iss": ORIGIN, "aud": ORIGIN, "sub": "c8OqJ2vXyTzR", "id": "c8OqJ2vXyTzR", "name": "Alice",
        "email": "alice@example.com", "emailVerified": true, "image": null,
        "createdAt": "2025-01-01T00:00:00.000Z", "updatedAt": "2025-01-01T00:00:00.000Z",
    });
    provider(Algorithm::EdDsa, Verifier::better_auth(ORIGIN).unwrap(), json!({}), claims)
}

fn oauth() -> Provider {
    let claims = json!({
        "iss": "https://app.example.com/api/auth", "aud": [API, "https://app.example.com/api/auth/oauth2/userinfo"],
        "sub": "c8OqJ2vXyTzR", "azp": "client-1", "scope": "openid read:post", "sid": "a1b2c3",
    });
    let preset = Verifier::better_auth_oauth(ORIGIN, API).unwrap();
    provider(Algorithm::EdDsa, preset, json!({"typ": "at+jwt"}), claims)
}

#[test]
fn the_jwt_plugin() {
    let better_auth = session();
    assert_eq!(better_auth.accepted().get_str("email"), Some("alice@example.com"));
    better_auth.issuer_is_exactly(ORIGIN);
    better_auth.refuses_the_usual();
    assert_eq!(better_auth.code(json!({"aud": API})), "audience_mismatch");
    assert_eq!(better_auth.code(json!({"iss": "https://app.example.com/api/auth"})), "issuer_mismatch");
}

#[test]
fn the_oauth_provider() {
    let better_auth = oauth();
    let claims = better_auth.accepted();
    claims.require_owner("c8OqJ2vXyTzR").unwrap();
    claims.require_scope("read:post").unwrap();
    better_auth.issuer_is_exactly("https://app.example.com/api/auth");
    better_auth.refuses_the_usual();
}

#[test]
fn other_tokens_of_the_oauth_provider() {
    let better_auth = oauth();
    assert_eq!(better_auth.code_with_header(json!({"typ": null})), "token_type_mismatch");
    assert_eq!(better_auth.code_with_header(json!({"typ": "JWT"})), "token_type_mismatch");
    // A session token that was configured to the same issuer and audience has no `azp`.
    assert_eq!(better_auth.code(json!({"azp": null, "scope": null})), "claim_missing");
    assert_eq!(better_auth.code(json!({"aud": "client-1"})), "audience_mismatch");
    assert_eq!(better_auth.code(json!({"iss": ORIGIN})), "issuer_mismatch");
}

/// Behind another mount point, the issuer of the OAuth provider moves with it; that of the jwt plugin is the origin still.
#[test]
fn another_mount_point() {
    let mounted = "https://app.example.com/auth/";
    let claims = json!({"iss": ORIGIN, "aud": ORIGIN, "sub": "a"});
    provider(Algorithm::Es256, Verifier::better_auth(mounted).unwrap(), json!({}), claims).accepted();
    let claims = json!({"iss": "https://app.example.com/auth", "aud": API, "sub": "a", "azp": "b"});
    let preset = Verifier::better_auth_oauth(mounted, API).unwrap();
    provider(Algorithm::Es256, preset, json!({"typ": "application/at+jwt"}), claims).accepted();
}
