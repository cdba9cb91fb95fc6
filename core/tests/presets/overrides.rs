//! Where each preset finds its keys, and that every part of it gives way to what is set after it.

use std::sync::{Arc, Mutex};

use bearward::testing::{Mint, TestIssuer};
use bearward::{
    Algorithm, Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Ready, Verifier,
    VerifierBuilder,
};
use serde_json::json;

const API: &str = "https://api.example.com";
const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

/// Every preset with the address of its keys.
fn all() -> Vec<(VerifierBuilder<Ready>, &'static str)> {
    let presets = [
        (Verifier::better_auth("https://app.example.com"), "https://app.example.com/api/auth/jwks"),
        (Verifier::better_auth("https://app.example.com/my/auth/"), "https://app.example.com/my/auth/jwks"),
        (
            Verifier::better_auth_oauth("https://app.example.com", API),
            "https://app.example.com/api/auth/jwks",
        ),
        (
            Verifier::auth0("My-Tenant.eu.auth0.com", API),
            "https://my-tenant.eu.auth0.com/.well-known/jwks.json",
        ),
        (
            Verifier::clerk("https://clerk.example.com/", API),
            "https://clerk.example.com/.well-known/jwks.json",
        ),
        (
            Verifier::cognito("eu-central-1_a1B2c3D4e", "client"),
            "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1B2c3D4e/.well-known/jwks.json",
        ),
        (
            Verifier::entra(TENANT, API),
            "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/discovery/v2.0/keys",
        ),
        (
            Verifier::firebase("my-project"),
            "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
        ),
        (Verifier::google("a.apps.googleusercontent.com"), "https://www.googleapis.com/oauth2/v3/certs"),
        (
            Verifier::keycloak("https://sso.example.com/realms/shop", API),
            "https://sso.example.com/realms/shop/protocol/openid-connect/certs",
        ),
        (
            Verifier::okta("https://dev-1.okta.com/oauth2/default", API),
            "https://dev-1.okta.com/oauth2/default/v1/keys",
        ),
        (Verifier::supabase("https://a.supabase.co/"), "https://a.supabase.co/auth/v1/.well-known/jwks.json"),
        (Verifier::workos("client_01HX"), "https://api.workos.com/sso/jwks/client_01HX"),
    ];
    presets.into_iter().map(|(preset, url)| (preset.unwrap(), url)).collect()
}

/// Answers nothing, and keeps what was asked for.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Fetch for Asked {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        self.0.lock().unwrap().push(request.url.clone());
        Err(FetchError::new(FetchErrorKind::Connect, "nobody is there"))
    }
}

#[test]
fn the_address_of_the_keys() {
    for (preset, url) in all() {
        let asked = Asked::default();
        let verifier = preset.fetch(asked.clone()).build().unwrap();
        verifier.warm().unwrap_err();
        assert_eq!(asked.0.lock().unwrap().first().map(String::as_str), Some(url));
    }
}

/// A plain issuer name over http is fine; fetching keys over http from elsewhere than loopback is not, unless allowed.
#[test]
fn keys_over_http() {
    let realm = || Verifier::keycloak("http://keycloak:8080/realms/shop", API).unwrap();
    assert!(realm().build().unwrap_err().to_string().contains("allow_http"));
    realm().allow_http().build().unwrap();
    realm().jwks_url("https://keycloak.internal/certs").build().unwrap();
}

/// Issuer, audience, keys and algorithms of any preset, and the subject.
#[test]
fn every_part_gives_way() {
    let issuer = TestIssuer::builder().algorithm(Algorithm::EdDsa).start();
    for (preset, url) in all() {
        let verifier = preset
            .issuer(issuer.url())
            .audience(issuer.audience())
            .jwks_url(issuer.jwks_url())
            .algorithms([Algorithm::EdDsa])
            .subject("user")
            .typ("own+jwt")
            .scopes_from("/may")
            .build()
            .unwrap();
        // What a preset demands beside them: every claim that any of them pins.
        let claims = json!({
            "sub": null, "user": "alice", "may": ["read"], "sid": "s", "cid": "c", "typ": "Bearer", "auth_time": 1,
            "token_use": "access", "client_id": "client", "azp": API,
        });
        let token = issuer.mint_with(Mint::new(claims).with_header(json!({"typ": "own+jwt"})));
        let claims = verifier.verify(&token).unwrap_or_else(|denial| panic!("{url}: {denial:?}"));
        claims.require_owner("alice").unwrap();
        claims.require_scope("read").unwrap();
    }
}
