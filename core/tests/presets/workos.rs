//! WorkOS: "Session tokens" shows the decoded access token; its SDKs name the forms of the issuer.

use bearward::{Algorithm, Verifier};
use serde_json::json;

use crate::support::{Provider, provider};

const CLIENT: &str = "client_01HXYZ123456789ABCDEFGHIJK";
const ISSUER: &str = "https://api.workos.com/user_management/client_01HXYZ123456789ABCDEFGHIJK";

fn workos() -> Provider {
    let claims = json!({
        "iss": ISSUER,
        "sub": "user_01HBEQKA6K4QJAS93VPE39W1JT",
        "act": {"sub": "admin@foocorp.com"},
        "org_id": "org_01HRDMC6CM357W30QMHMQ96Q0S",
        "role": "member",
        "roles": ["member"],
        "permissions": ["posts:read", "posts:write"],
        "entitlements": ["audit-logs"],
        "sid": "session_01HQSXZGF8FHF7A9ZZFCW4387R",
        "jti": "01HQSXZXPPFPKMDD32RKTFY6PV",
    });
    provider(Algorithm::Rs256, Verifier::workos(CLIENT).unwrap(), json!({}), claims)
}

#[test]
fn the_access_token() {
    let workos = workos();
    let claims = workos.accepted();
    claims.require_scope("posts:write").unwrap();
    assert_eq!(claims.get_str("org_id"), Some("org_01HRDMC6CM357W30QMHMQ96Q0S"));
    workos.issuer_is_exactly(ISSUER);
    workos.refuses_the_usual();
    workos.refuses_all_but_rs256();
}

#[test]
fn the_issuer_of_older_environments() {
    let older = json!({"iss": "https://api.workos.com"});
    assert_eq!(workos().accepted_with(older).issuer(), Some("https://api.workos.com"));
}

#[test]
fn other_clients_and_tokens() {
    let workos = workos();
    for iss in [
        "https://api.workos.com/",
        "https://api.workos.com/user_management/client_01OTHER",
        "https://api.workos.com/sso/client_01HXYZ123456789ABCDEFGHIJK",
        "https://auth.example.com/user_management/client_01HXYZ123456789ABCDEFGHIJK",
    ] {
        assert_eq!(workos.code(json!({"iss": iss})), "issuer_mismatch");
    }
    assert_eq!(workos.code(json!({"sid": null})), "claim_missing");
}

#[test]
fn an_audience_of_a_jwt_template() {
    let workos = workos();
    let verifier = Verifier::workos(CLIENT).unwrap().audience("https://api.example.com");
    let verifier = verifier.jwks_url(workos.issuer.jwks_url()).build().unwrap();
    let code = |aud| crate::support::code(&verifier, &workos.token(json!({"aud": aud}), json!({})));
    assert_eq!(code(json!("https://api.example.com")), "accept");
    assert_eq!(code(json!("https://other.example.com")), "audience_mismatch");
    assert_eq!(code(json!(null)), "claim_missing");
}
