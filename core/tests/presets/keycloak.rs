//! Keycloak: the access token of a realm, and its other tokens, which say what they are in `typ`.

use bearward::{Algorithm, Verifier};
use serde_json::{Value, json};

use crate::support::{Provider, provider};

const REALM: &str = "https://sso.example.com/realms/shop";
const API: &str = "tasks-api";

fn documented() -> Value {
    json!({
        "jti": "onrtro:d58f5dc8-fd8f-462b-8a19-716f8f83985b",
        "iss": REALM,
        "aud": [API, "account"],
        "sub": "36fa0f91-f94d-4a0c-afed-6b7d952e47da",
        "typ": "Bearer",
        "azp": "shop-web",
        "sid": "2a88c258-f73a-4103-b862-e1fbd8f4e04e",
        "acr": "1",
        "allowed-origins": ["https://shop.example.com"],
        "realm_access": {"roles": ["offline_access", "default-roles-shop", "uma_authorization"]},
        "resource_access": {"tasks-api": {"roles": ["writer"]}, "account": {"roles": ["view-profile"]}},
        "scope": "email profile tasks",
        "email_verified": true,
        "preferred_username": "alice",
        "email": "alice@example.com",
    })
}

fn keycloak(algorithm: Algorithm) -> Provider {
    provider(algorithm, Verifier::keycloak(REALM, API).unwrap(), json!({"typ": "JWT"}), documented())
}

#[test]
fn the_access_token() {
    let keycloak = keycloak(Algorithm::Rs256);
    keycloak.accepted().require_scope("tasks").unwrap();
    keycloak.issuer_is_exactly(REALM);
    keycloak.refuses_the_usual();
    // "Use at+jwt as access token header type" is a setting of the client.
    assert_eq!(keycloak.code_with_header(json!({"typ": "at+jwt"})), "accept");
}

#[test]
fn the_realm_chooses_the_algorithm() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Ps512] {
        keycloak(algorithm).accepted();
    }
}

/// They may have the same audience, and the same key signs all but the refresh token.
#[test]
fn other_tokens_of_the_realm() {
    let keycloak = keycloak(Algorithm::Rs256);
    for typ in ["ID", "Refresh", "Offline", "Logout", "DPoP", "bearer"] {
        assert_eq!(keycloak.code(json!({"typ": typ})), "claim_invalid", "{typ}");
    }
    assert_eq!(keycloak.code(json!({"typ": null})), "claim_missing");
    // Without an audience mapper the token is for the account console, or for nobody.
    assert_eq!(keycloak.code(json!({"aud": "account"})), "audience_mismatch");
    assert_eq!(keycloak.code(json!({"aud": null})), "claim_missing");
    assert_eq!(keycloak.code(json!({"iss": "https://sso.example.com/realms/master"})), "issuer_mismatch");
    // The address that the API uses inside the cluster is not the name of the issuer.
    assert_eq!(keycloak.code(json!({"iss": "http://keycloak:8080/realms/shop"})), "issuer_mismatch");
}

#[test]
fn roles_are_read_when_asked_for() {
    let keycloak = keycloak(Algorithm::Rs256);
    for (place, role) in
        [("/realm_access/roles", "uma_authorization"), ("/resource_access/tasks-api/roles", "writer")]
    {
        let verifier = Verifier::keycloak(REALM, API).unwrap().scopes_from(place);
        let verifier = verifier.jwks_url(keycloak.issuer.jwks_url()).build().unwrap();
        let claims = verifier.verify(&keycloak.token(json!({}), json!({}))).unwrap();
        claims.require_scope(role).unwrap();
    }
}

/// Before Keycloak 17 realms were below `/auth`; a slash at the end of what is configured does no harm.
#[test]
fn older_paths_and_slashes() {
    let preset = Verifier::keycloak("https://sso.example.com/auth/realms/shop/", API).unwrap();
    let claims =
        json!({"iss": "https://sso.example.com/auth/realms/shop", "aud": API, "sub": "a", "typ": "Bearer"});
    provider(Algorithm::Rs256, preset, json!({}), claims).accepted();
}
