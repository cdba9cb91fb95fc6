//! The cases of `vectors/presets.json` decided by the presets themselves: the policies written there are what the presets set.

use std::collections::BTreeSet;
use std::time::Duration;

use bearward::{Algorithm, Now, Ready, Secret, Verifier, VerifierBuilder};
use serde_json::Value;

const SUPABASE: &str = "https://abcdefghijklmnopqrst.supabase.co";

fn preset(name: &str) -> VerifierBuilder<Ready> {
    let made = match name {
        "better_auth" => Verifier::better_auth("https://app.example.com"),
        "better_auth_oauth" => {
            Verifier::better_auth_oauth("https://app.example.com", "https://api.example.com")
        }
        "auth0" => Verifier::auth0("my-domain.auth0.com", "https://example.com/health-api"),
        "clerk" => {
            Verifier::clerk("https://clerk.your-site.com", ["https://example.com", "http://localhost:3000"])
        }
        "cognito" => Verifier::cognito("us-west-2_example", "xxxxxxxxxxxxexample"),
        "entra" => {
            Verifier::entra("72f988bf-86f1-41af-91ab-2d7cd011db47", "6e74172b-be56-4843-9ff4-e66a39bb12e3")
        }
        "firebase" => Verifier::firebase("my-project-1a2b3"),
        "google" => Verifier::google("1234987819200.apps.googleusercontent.com"),
        "keycloak" => Verifier::keycloak("https://sso.example.com/realms/shop", "tasks-api"),
        "okta" => Verifier::okta("https://dev-123456.okta.com/oauth2/default", "api://default"),
        "supabase" => Verifier::supabase(SUPABASE),
        "workos" => Verifier::workos("client_01HXYZ123456789ABCDEFGHIJK"),
        other => panic!("the vectors have a preset {other:?} that this test does not know"),
    };
    made.expect("good input")
}

fn verifier(case: &Value, name: &str) -> Verifier {
    if name != "supabase migration" {
        return preset(name).jwks(case["key"]["jwks"].to_string()).build().expect("a good configuration");
    }
    let members = &case["key"]["of"];
    let secret = members[1]["key"]["secret_b64url"].as_str().unwrap();
    let secret = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(secret).unwrap();
    let keys = preset("supabase").jwks(members[0]["key"]["jwks"].to_string()).build();
    let legacy = preset("supabase").secret(Secret::new(secret)).algorithms([Algorithm::Hs256]).build();
    Verifier::many([keys.unwrap(), legacy.unwrap()]).unwrap()
}

/// As the runners of the vectors do: the token, then each scope that the case asks for.
fn decide(verifier: &Verifier, case: &Value) -> &'static str {
    let now = Now::at(case["now"].as_f64().unwrap(), Duration::from_secs(1_000));
    let claims = match verifier.verify_at(case["token"].as_str().unwrap(), now) {
        Ok(claims) => claims,
        Err(denial) => return denial.code().as_str(),
    };
    for scope in case["policy"]["scopes"].as_array().into_iter().flatten() {
        if let Err(denial) = claims.require_scope(scope.as_str().unwrap()) {
            return denial.code().as_str();
        }
    }
    "accept"
}

#[test]
fn presets_are_the_policies_of_their_vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/presets.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen = BTreeSet::new();
    for case in file["cases"].as_array().unwrap() {
        let name = case["class"].as_str().unwrap().strip_prefix("preset ").unwrap();
        let decision = decide(&verifier(case, name), case);
        assert_eq!(decision, case["expected"].as_str().unwrap(), "{}", case["name"]);
        seen.insert(name.to_owned());
    }
    assert_eq!(seen.len(), 13, "{seen:?}");
}
