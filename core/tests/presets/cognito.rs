//! Amazon Cognito: "Understanding the access token", "Understanding the identity (ID) token".

use bearward::{Algorithm, Verifier};
use serde_json::{Value, json};

use crate::support::{Provider, provider};

const POOL: &str = "us-west-2_example";
const CLIENT: &str = "xxxxxxxxxxxxexample";
const ISSUER: &str = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example";

fn documented() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "device_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "cognito:groups": ["testgroup"],
        "iss": ISSUER,
        "version": 2,
        "client_id": CLIENT,
        "origin_jti": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "event_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "token_use": "access",
        "scope": "phone openid profile resourceserver.1/appclient2 email",
        "auth_time": 1_676_313_851,
        "jti": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "username": "my-test-user",
    })
}

fn cognito() -> Provider {
    // Cognito's headers have `kid` and `alg` and no `typ`.
    provider(Algorithm::Rs256, Verifier::cognito(POOL, CLIENT).unwrap(), json!({}), documented())
}

#[test]
fn the_access_token() {
    let cognito = cognito();
    let claims = cognito.accepted();
    assert_eq!(claims.get_str("username"), Some("my-test-user"));
    claims.require_scope("resourceserver.1/appclient2").unwrap();
    cognito.issuer_is_exactly(ISSUER);
    cognito.refuses_the_usual();
    cognito.refuses_all_but_rs256();
}

#[test]
fn the_updated_issuer() {
    let updated = "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-west-2_example";
    assert_eq!(cognito().accepted_with(json!({"iss": updated})).issuer(), Some(updated));
}

/// `aud` appears where a client asked for a resource; it may then be pinned too.
#[test]
fn a_bound_resource() {
    let cognito = cognito();
    let aud = json!({"aud": "https://api.example.com"});
    cognito.accepted_with(aud.clone());
    let strict = Verifier::cognito(POOL, CLIENT).unwrap().audience("https://api.example.com");
    let strict = strict.jwks_url(cognito.issuer.jwks_url()).build().unwrap();
    let code = |changes| crate::support::code(&strict, &cognito.token(changes, json!({})));
    assert_eq!(code(aud), "accept");
    assert_eq!(code(json!({})), "claim_missing");
}

#[test]
fn the_id_token() {
    let id_token = json!({
        "token_use": "id", "aud": CLIENT, "client_id": null, "scope": null, "username": null,
        "cognito:username": "my-test-user", "email_verified": true, "email": "my-test-user@example.com",
    });
    assert_eq!(cognito().code(id_token), "claim_missing");
    assert_eq!(cognito().code(json!({"token_use": "id"})), "claim_invalid");
    assert_eq!(cognito().code(json!({"token_use": null})), "claim_missing");
}

#[test]
fn other_clients_and_pools() {
    let cognito = cognito();
    assert_eq!(cognito.code(json!({"client_id": "otherclient"})), "claim_invalid");
    let other = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_other";
    assert_eq!(cognito.code(json!({"iss": other})), "issuer_mismatch");
    let two = Verifier::cognito(POOL, ["web", "mobile"]).unwrap();
    let two = provider(Algorithm::Rs256, two, json!({}), documented());
    two.accepted_with(json!({"client_id": "mobile"}));
    assert_eq!(two.code(json!({})), "claim_invalid");
}
