//! Okta: "OpenID Connect & OAuth 2.0 API", payload of an access token; "Validate access tokens".

use bearward::{Algorithm, Verifier};
use serde_json::json;

use crate::support::{Provider, provider};

const ISSUER: &str = "https://dev-123456.okta.com/oauth2/default";

fn okta() -> Provider {
    let claims = json!({
        "ver": 1,
        "jti": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
        "iss": ISSUER,
        "aud": "api://default",
        "sub": "john.doe@example.com",
        "cid": "nmdP1fcyvdVO11AL7ECm",
        "uid": "00ujmkLgagxeRrAg20g3",
        "scp": ["openid", "email", "tasks:write"],
        "auth_time": 1_700_000_000,
    });
    // Okta's headers have `kid` and `alg` and no `typ`.
    provider(Algorithm::Rs256, Verifier::okta(ISSUER, "api://default").unwrap(), json!({}), claims)
}

#[test]
fn the_access_token() {
    let okta = okta();
    let claims = okta.accepted();
    assert_eq!(claims.scopes().unwrap(), ["openid", "email", "tasks:write"]);
    claims.require_scope("tasks:write").unwrap();
    assert!(claims.require_scope("tasks").is_err());
    okta.issuer_is_exactly(ISSUER);
    okta.refuses_the_usual();
    okta.refuses_all_but_rs256();
}

#[test]
fn a_machine_has_no_uid() {
    let machine =
        json!({"sub": "nmdP1fcyvdVO11AL7ECm", "uid": null, "scp": ["tasks:write"], "auth_time": null});
    okta().accepted_with(machine);
}

#[test]
fn the_users_id_can_be_the_subject() {
    let okta = okta();
    let verifier = Verifier::okta(ISSUER, "api://default").unwrap().subject("uid");
    let verifier = verifier.jwks_url(okta.issuer.jwks_url()).build().unwrap();
    let claims = verifier.verify(&okta.token(json!({}), json!({}))).unwrap();
    claims.require_owner("00ujmkLgagxeRrAg20g3").unwrap();
}

#[test]
fn other_tokens_of_the_organization() {
    let okta = okta();
    let id_token = json!({
        "jti": "ID.radCQMOQUmyvcTBmmIL0J6BaS60apUEiC7", "aud": "nmdP1fcyvdVO11AL7ECm", "cid": null, "uid": null, "scp": null,
        "amr": ["pwd"], "idp": "00ok1u7AsAkrwdZL3z0g3", "at_hash": "fPlsvVszI29LU2UhDyJ9vg",
    });
    assert_eq!(okta.code(id_token), "claim_missing");
    // Even one of a client that is called like the audience.
    assert_eq!(okta.code(json!({"cid": null, "uid": null, "scp": null})), "claim_missing");
    assert_eq!(okta.code(json!({"aud": "api://other"})), "audience_mismatch");
    for iss in [
        "https://dev-123456.okta.com",
        "https://dev-123456.okta.com/oauth2/aus9o8wvkhckw9TLa0h7z",
        "https://dev-654321.okta.com/oauth2/default",
    ] {
        assert_eq!(okta.code(json!({"iss": iss})), "issuer_mismatch");
    }
    // What Okta's own APIs take: "no other app should validate them".
    let header = json!({"typ": "application/okta-internal-at+jwt"});
    assert_eq!(okta.code_with_header(header), "token_type_mismatch");
}
