//! Supabase: "JWT Claims Reference" (the authenticated user's token, the API keys), "JWT Signing Keys" (algorithms, migration).

use bearward::testing::{Mint, TestIssuer};
use bearward::{Algorithm, Secret, Verifier};
use serde_json::{Value, json};

use crate::support::{Provider, code, provider};

const PROJECT: &str = "https://abcdefghijklmnopqrst.supabase.co";
const ISSUER: &str = "https://abcdefghijklmnopqrst.supabase.co/auth/v1";
const LEGACY_SECRET: &str = "k7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3";

fn documented() -> Value {
    json!({
        "aal": "aal1",
        "amr": [{"method": "password", "timestamp": 1_640_991_600}],
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "aud": "authenticated",
        "email": "user@example.com",
        "iss": ISSUER,
        "phone": "",
        "role": "authenticated",
        "session_id": "123e4567-e89b-12d3-a456-426614174000",
        "sub": "123e4567-e89b-12d3-a456-426614174000",
        "user_metadata": {"name": "John Doe"},
        "is_anonymous": false,
    })
}

fn supabase(algorithm: Algorithm) -> Provider {
    provider(algorithm, Verifier::supabase(PROJECT).unwrap(), json!({"typ": "JWT"}), documented())
}

#[test]
fn the_access_token() {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa] {
        let supabase = supabase(algorithm);
        assert_eq!(supabase.accepted().subject_str(), "123e4567-e89b-12d3-a456-426614174000");
        supabase.issuer_is_exactly(ISSUER);
        supabase.refuses_the_usual();
        supabase.refuses_algorithms([Algorithm::Ps256, Algorithm::Rs512, Algorithm::Es384]);
    }
}

#[test]
fn other_tokens_and_projects() {
    let supabase = supabase(Algorithm::Es256);
    assert_eq!(supabase.code(json!({"aud": "anon"})), "audience_mismatch");
    assert_eq!(supabase.code(json!({"iss": "https://other.supabase.co/auth/v1"})), "issuer_mismatch");
    assert_eq!(supabase.code(json!({"iss": PROJECT})), "issuer_mismatch");
    // Minted by hand with an imported key, as the documentation shows: no issuer and no audience.
    assert_eq!(supabase.code(json!({"iss": null, "aud": null})), "claim_missing");
}

#[test]
fn from_the_legacy_secret_to_signing_keys() {
    let keys = supabase(Algorithm::Es256);
    let legacy = TestIssuer::builder().algorithm(Algorithm::Hs256).secret(LEGACY_SECRET).start();
    let verifier = Verifier::many([
        Verifier::supabase(PROJECT).unwrap().jwks_url(keys.issuer.jwks_url()).build().unwrap(),
        Verifier::supabase(PROJECT)
            .unwrap()
            .secret(Secret::new(LEGACY_SECRET))
            .algorithms([Algorithm::Hs256])
            .build()
            .unwrap(),
    ])
    .unwrap();

    let old = |claims: Value| {
        legacy.mint_with(Mint::new(claims).with_header(json!({"typ": "JWT", "kid": "4vMqYlVx"})))
    };
    assert_eq!(code(&verifier, &old(documented())), "accept");
    assert_eq!(code(&verifier, &keys.token(json!({}), json!({}))), "accept");

    // The public API keys are signed with the legacy secret, too.
    for role in ["anon", "service_role"] {
        let api_key = json!({"iss": "supabase", "ref": "abcdefghijklmnopqrst", "role": role, "aud": null});
        assert_eq!(code(&verifier, &old(api_key)), "issuer_mismatch");
    }
    let stranger = TestIssuer::builder().algorithm(Algorithm::Hs256).start();
    assert_eq!(code(&verifier, &stranger.mint(documented())), "signature_invalid");
    // Key confusion: HMAC under the public key.
    let hmac = bearward::testing::SignedBy::Hmac(keys.issuer.public_pem(None).into_bytes());
    let forged = keys.issuer.mint_with(Mint::new(documented()).signed_by(hmac));
    assert_eq!(code(&verifier, &forged), "signature_invalid");
}

/// `supabase start` on a developer's machine, and a custom domain.
#[test]
fn other_addresses_of_a_project() {
    for project in ["http://127.0.0.1:54321", "https://api.example.com/"] {
        let mut claims = documented();
        claims["iss"] = json!(format!("{}/auth/v1", project.trim_end_matches('/')));
        let preset = Verifier::supabase(project).unwrap();
        provider(Algorithm::Es256, preset, json!({}), claims).accepted();
    }
}
