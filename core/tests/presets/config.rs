//! What is no domain, tenant, pool, project or client stops the start with a sentence that says what to write.

use bearward::Verifier;

use crate::support::refused;

#[test]
fn an_empty_audience() {
    let words = "An audience is empty";
    refused(words, |audience| Verifier::better_auth_oauth("https://a.example", audience), [""]);
    refused(words, |audience| Verifier::auth0("a.auth0.com", audience), ["", " api"]);
    refused(words, |audience| Verifier::keycloak("https://a.example/realms/b", audience), [""]);
    refused(words, |audience| Verifier::okta("https://a.okta.com/oauth2/default", audience), [""]);
    refused(words, |audience| Verifier::entra("72f988bf-86f1-41af-91ab-2d7cd011db47", audience), [""]);
}

#[test]
fn auth0() {
    let bad = [
        "",
        "https://a.auth0.com",
        "a.auth0.com/",
        "a.auth0.com/api",
        "a.auth0.com:443",
        "my-tenant",
        ".auth0.com",
        "a b.auth0.com",
    ];
    refused("write the domain alone", |domain| Verifier::auth0(domain, "api"), bad);
}

#[test]
fn clerk() {
    let clerk = |party: &str| Verifier::clerk("https://clerk.example.com", party);
    let bad = [
        "",
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/path",
        "https://APP.example.com",
        "*",
    ];
    refused("write the origins of your front ends", clerk, bad);
    refused("is empty", |_| Verifier::clerk("https://clerk.example.com", Vec::<String>::new()), [""]);
    let extension = Verifier::clerk("https://clerk.example.com", "chrome-extension://abcdefghijklmnop");
    extension.unwrap().build().unwrap();
}

#[test]
fn cognito() {
    let pool = |pool: &str| Verifier::cognito(pool, "client");
    let bad = [
        "",
        "a1B2c3D4e",
        "_a1B2c3D4e",
        "eu-central-1",
        "eu-central-1_",
        "eu_a1B2c3D4e",
        "EU-central-1_a",
        "eu-central_a",
        "eu-central-1:a1",
        "eu-central-1_a/b",
    ];
    refused("write region, underscore and id", pool, bad);
    for good in ["eu-central-1_a1B2c3D4e", "us-gov-west-1_a", "ap-southeast-2_Z"] {
        pool(good).unwrap().build().unwrap();
    }
    let client = |client: &str| Verifier::cognito("eu-central-1_a", client);
    refused("write the app client's id", client, ["", "a b", "https://api.example.com"]);
}

#[test]
fn entra() {
    let tenant = |tenant: &str| Verifier::entra(tenant, "api");
    let bad = [
        "",
        "common",
        "organizations",
        "consumers",
        "contoso.onmicrosoft.com",
        "{tenantid}",
        "72f988bf-86f1-41af-91ab-2d7cd011db4",
        "72f988bf86f141af91ab2d7cd011db47",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47",
        "72f988bf-86f1-41af-91ab-2d7cd011db4g",
    ];
    refused("write your tenant's id", tenant, bad);
}

#[test]
fn google() {
    let words = "write the OAuth client id";
    refused(words, |client: &str| Verifier::google(client), ["", "a b", "GOCSPX-hunter2"]);
    refused(words, |_| Verifier::google(Vec::<String>::new()), [""]);
    let bad =
        ["", "123456789012", "My Project", "my_project", "my-project.firebaseapp.com", "https://my-project"];
    refused("write the project's id", Verifier::firebase, bad);
}

#[test]
fn workos() {
    refused(
        "write the client id",
        Verifier::workos,
        ["", "01HXYZ", "client_", "client_a/b", "sk_test_hunter2"],
    );
}
