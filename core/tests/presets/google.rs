//! Google ("OpenID Connect": an ID token's payload) and Firebase ("Verify ID Tokens").

use bearward::{Algorithm, Verifier};
use serde_json::json;

use crate::support::{Provider, provider};

const CLIENT: &str = "1234987819200.apps.googleusercontent.com";

fn google() -> Provider {
    let claims = json!({
        "iss": "https://accounts.google.com", "azp": CLIENT, "aud": CLIENT, "sub": "10769150350006150715113082367",
        "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q", "hd": "example.com", "email": "jsmith@example.com", "email_verified": true,
        "nonce": "0394852-3190485-2490358",
    });
    let preset = Verifier::google([CLIENT, "ios.apps.googleusercontent.com"]).unwrap();
    provider(Algorithm::Rs256, preset, json!({"typ": "JWT"}), claims)
}

#[test]
fn sign_in_with_google() {
    let google = google();
    assert_eq!(google.accepted().get_str("hd"), Some("example.com"));
    google.accepted_with(json!({"aud": "ios.apps.googleusercontent.com"}));
    google.issuer_is_exactly("https://accounts.google.com");
    google.refuses_the_usual();
    google.refuses_all_but_rs256();
}

#[test]
fn googles_other_name() {
    let google = google();
    assert_eq!(
        google.accepted_with(json!({"iss": "accounts.google.com"})).issuer(),
        Some("accounts.google.com")
    );
    for iss in
        ["http://accounts.google.com", "accounts.google.com/", "https://accounts.google.com.evil.example"]
    {
        assert_eq!(google.code(json!({"iss": iss})), "issuer_mismatch");
    }
}

#[test]
fn somebody_elses_client() {
    assert_eq!(google().code(json!({"aud": "999.apps.googleusercontent.com"})), "audience_mismatch");
    assert_eq!(google().code(json!({"aud": "https://service.run.app"})), "audience_mismatch");
}

#[test]
fn one_workspace_alone() {
    let google = google();
    let verifier = Verifier::google(CLIENT).unwrap().require("hd", ["example.com"]);
    let verifier = verifier.jwks_url(google.issuer.jwks_url()).build().unwrap();
    let code = |hd| crate::support::code(&verifier, &google.token(json!({"hd": hd}), json!({})));
    assert_eq!(code(json!("example.com")), "accept");
    assert_eq!(code(json!("example.org")), "claim_invalid");
    assert_eq!(code(json!(null)), "claim_missing");
}

fn firebase() -> Provider {
    let claims = json!({
        "iss": "https://securetoken.google.com/my-project-1a2b3", "aud": "my-project-1a2b3", "auth_time": 1_700_000_000,
        "user_id": "Xk893u23H9SJ893", "sub": "Xk893u23H9SJ893", "email": "user@example.com", "email_verified": true,
        "firebase": {"identities": {"email": ["user@example.com"]}, "sign_in_provider": "password"},
    });
    provider(Algorithm::Rs256, Verifier::firebase("my-project-1a2b3").unwrap(), json!({"typ": "JWT"}), claims)
}

#[test]
fn firebase_id_tokens() {
    let firebase = firebase();
    assert_eq!(firebase.accepted().subject_str(), "Xk893u23H9SJ893");
    firebase.issuer_is_exactly("https://securetoken.google.com/my-project-1a2b3");
    firebase.refuses_the_usual();
    firebase.refuses_all_but_rs256();
}

#[test]
fn other_tokens_and_projects_of_firebase() {
    let firebase = firebase();
    assert_eq!(firebase.code(json!({"sub": ""})), "claim_invalid");
    assert_eq!(firebase.code(json!({"auth_time": null})), "claim_missing");
    assert_eq!(firebase.code(json!({"aud": "other-project"})), "audience_mismatch");
    assert_eq!(
        firebase.code(json!({"iss": "https://securetoken.google.com/other-project"})),
        "issuer_mismatch"
    );
    // A session cookie, and a custom token that the server itself signed.
    assert_eq!(
        firebase.code(json!({"iss": "https://session.firebase.google.com/my-project-1a2b3"})),
        "issuer_mismatch"
    );
    let custom = json!({
        "iss": "firebase-adminsdk@my-project-1a2b3.iam.gserviceaccount.com", "uid": "a",
        "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
    });
    assert_eq!(firebase.code(custom), "issuer_mismatch");
}
