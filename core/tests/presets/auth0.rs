//! Auth0: "Access Token Profiles" shows both shapes.

use bearward::{Algorithm, Verifier};
use serde_json::{Value, json};

use crate::support::{Provider, provider};

const AUDIENCE: &str = "https://example.com/health-api";

fn auth0(header: Value, more: Value) -> Provider {
    let preset = Verifier::auth0("my-domain.auth0.com", AUDIENCE).unwrap();
    let mut claims = json!({
        "iss": "https://my-domain.auth0.com/",
        "sub": "auth0|123456",
        "aud": [AUDIENCE, "https://my-domain.auth0.com/userinfo"],
        "scope": "openid profile read:patients read:admin",
        "my_custom_claim": "my_custom_value",
    });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    provider(Algorithm::Rs256, preset, header, claims)
}

fn default_profile() -> Provider {
    auth0(json!({"typ": "JWT"}), json!({"azp": "my_client_id"}))
}

#[test]
fn the_default_profile() {
    let auth0 = default_profile();
    let claims = auth0.accepted();
    assert_eq!(claims.subject_str(), "auth0|123456");
    claims.require_scope("read:patients").unwrap();
    auth0.issuer_is_exactly("https://my-domain.auth0.com/");
    auth0.refuses_the_usual();
}

#[test]
fn the_rfc_9068_profile() {
    let header = json!({"typ": "at+jwt"});
    let auth0 = auth0(header, json!({"client_id": "my_client_id", "jti": "73WakrfVbNJBaAmhQtEeDv"}));
    auth0.accepted().require_scope("read:admin").unwrap();
    auth0.refuses_the_usual();
}

/// Client credentials: the subject is the client, the only audience is the API.
#[test]
fn a_machine() {
    let more = json!({"sub": "awZfdIir8YFdGZWkvCejDoUb7SjTDicx@clients", "aud": AUDIENCE, "gty": "client-credentials"});
    let claims = default_profile().accepted_with(more);
    assert_eq!(claims.subject_str(), "awZfdIir8YFdGZWkvCejDoUb7SjTDicx@clients");
}

#[test]
fn permissions_are_read_when_asked_for() {
    let auth0 = default_profile();
    let preset = Verifier::auth0("my-domain.auth0.com", AUDIENCE).unwrap().scopes_from("permissions");
    let verifier = preset.jwks_url(auth0.issuer.jwks_url()).build().unwrap();
    let token =
        auth0.token(json!({"permissions": ["read:appointments"], "scope": "read:patients"}), json!({}));
    let claims = verifier.verify(&token).unwrap();
    claims.require_scope("read:appointments").unwrap();
    assert!(claims.require_scope("read:patients").is_err());
}

#[test]
fn other_tokens_of_the_tenant() {
    let auth0 = default_profile();
    // The ID token is for the client, and a token without `audience` for /userinfo.
    let id_token = json!({"aud": "my_client_id", "nonce": "n-0S6_WzA2Mj", "sid": "jtBQ"});
    assert_eq!(auth0.code(id_token), "audience_mismatch");
    assert_eq!(auth0.code(json!({"aud": "https://my-domain.auth0.com/userinfo"})), "audience_mismatch");
    assert_eq!(auth0.code(json!({"aud": "https://example.com/other-api"})), "audience_mismatch");
    assert_eq!(auth0.code(json!({"iss": "https://other.auth0.com/"})), "issuer_mismatch");
}

/// PS256 and RS512 are settings of an API too; elliptic keys are none.
#[test]
fn algorithms() {
    for (algorithm, expected) in [
        (Algorithm::Ps256, "accept"),
        (Algorithm::Rs512, "accept"),
        (Algorithm::Es256, "algorithm_not_allowed"),
    ] {
        let preset = Verifier::auth0("my-domain.auth0.com", AUDIENCE).unwrap();
        let claims = json!({"iss": "https://my-domain.auth0.com/", "sub": "auth0|123456", "aud": AUDIENCE});
        assert_eq!(provider(algorithm, preset, json!({}), claims).code(json!({})), expected);
    }
}
