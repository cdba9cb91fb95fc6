//! What is not the URL that a preset asks for stops the start with a sentence that says what to write.

use bearward::Verifier;

use crate::support::refused;

#[test]
fn urls() {
    let bad = [
        "",
        "app.example.com",
        "ftp://app.example.com",
        "https://",
        "https://a:hunter2@app.example.com",
        "https://a.example/?x=1",
        "a b",
    ];
    refused("The Better Auth URL", Verifier::better_auth, bad);
    refused("The Better Auth URL", |url| Verifier::better_auth_oauth(url, "api"), bad);
    refused("The Clerk Frontend API URL", |url| Verifier::clerk(url, "https://a.example"), bad);
    refused("The Keycloak realm URL", |url| Verifier::keycloak(url, "api"), bad);
    refused("The Okta issuer", |url| Verifier::okta(url, "api"), bad);
    refused("The Supabase project URL", Verifier::supabase, bad);
}

#[test]
fn keycloak_and_okta_and_supabase() {
    let realm = |url: &str| Verifier::keycloak(url, "api");
    let bad = [
        "https://sso.example.com",
        "https://sso.example.com/realms",
        "https://sso.example.com/realms/",
        "https://sso.example.com/realms/shop/protocol/openid-connect/certs",
    ];
    refused("write the realm's URL", realm, bad);
    let okta = |url: &str| Verifier::okta(url, "api");
    let bad = [
        "https://dev-1.okta.com",
        "https://dev-1.okta.com/",
        "https://dev-1.okta.com/oauth2",
        "https://dev-1.okta.com/oauth2/v1",
        "https://dev-1.okta.com/oauth2/default/v1/keys",
    ];
    refused("custom authorization server", okta, bad);
    let bad = ["https://a.supabase.co/auth/v1", "https://a.supabase.co/rest/v1/"];
    refused("without a path", Verifier::supabase, bad);
}
