//! Microsoft Entra ID: "Access tokens" shows a v1.0 and a v2.0 token, whose payloads are these.

use bearward::testing::Answer;
use bearward::{Algorithm, Verifier};
use serde_json::{Value, json};

use crate::support::{Provider, provider};

const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const API: &str = "6e74172b-be56-4843-9ff4-e66a39bb12e3";
const ISSUER: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";

fn entra() -> Provider {
    let claims = json!({
        "aud": API,
        "iss": ISSUER,
        "nbf": 1_537_231_048,
        "aio": "AXQAi/8IAAAAtAaZLo3ChMif6KOnttRB7eBq4/DccQzjcJGxPYy/C3jDaNGxXd6wNIIVGRghNRnwJ1lOcAnNZcjvkoyrFxCttv33140RioOFJ4bCCGVuoCag1uOTT22222gHwLPYQ/uf79QX+0KIijdrmp69RctzmQ==",
        "azp": "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        "azpacr": "0",
        "name": "Abe Lincoln",
        "oid": "690222be-ff1a-4d56-abd1-7e4f7d38e474",
        "preferred_username": "abeli@microsoft.com",
        "rh": "I",
        "scp": "access_as_user Tasks.Read",
        "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
        "tid": TENANT,
        "uti": "fqiBqXLPj0eQa82S-IYFAA",
        "ver": "2.0",
    });
    let preset = Verifier::entra(TENANT, API).unwrap();
    let entra = provider(Algorithm::Rs256, preset, json!({"typ": "JWT"}), claims);
    // Entra's keys have no `alg`, but members that nobody else has.
    let mut jwks: Value = serde_json::from_str(&entra.issuer.jwks()).unwrap();
    let key = jwks["keys"][0].as_object_mut().unwrap();
    key.remove("alg").unwrap();
    key.extend([
        ("use".into(), json!("sig")),
        ("x5c".into(), json!(["MIID..."])),
        ("issuer".into(), json!(ISSUER)),
    ]);
    entra.issuer.answer_with(Answer::json(jwks.to_string()));
    entra
}

#[test]
fn the_access_token_by_a_key_without_alg() {
    let entra = entra();
    let claims = entra.accepted();
    claims.require_scope("access_as_user").unwrap();
    claims.require_scope("Tasks.Read").unwrap();
    entra.issuer_is_exactly(ISSUER);
    entra.refuses_the_usual();
}

/// Without `alg` a key would serve every RSA algorithm: the preset's list is what stands against it.
#[test]
fn other_algorithms_of_the_same_key() {
    entra().refuses_all_but_rs256();
}

#[test]
fn an_application_has_roles() {
    let entra = entra();
    let verifier = Verifier::entra(TENANT, API).unwrap().scopes_from("roles").subject("oid");
    let verifier = verifier.jwks_url(entra.issuer.jwks_url()).build().unwrap();
    let app = json!({"scp": null, "name": null, "preferred_username": null, "roles": ["Tasks.ReadWrite.All"], "azpacr": "1"});
    let claims = verifier.verify(&entra.token(app, json!({}))).unwrap();
    claims.require_scope("Tasks.ReadWrite.All").unwrap();
    assert_eq!(claims.subject_str(), "690222be-ff1a-4d56-abd1-7e4f7d38e474");
}

#[test]
fn other_tokens_of_the_tenant() {
    let entra = entra();
    // An ID token of an application that is its own API has the right audience, and no `azp`.
    let id_token = json!({"azp": null, "azpacr": null, "scp": null, "nonce": "678910"});
    assert_eq!(entra.code(id_token), "claim_missing");
    assert_eq!(entra.code(json!({"aud": "00000003-0000-0000-c000-000000000000"})), "audience_mismatch");
    let v1 =
        json!({"iss": format!("https://sts.windows.net/{TENANT}/"), "ver": "1.0", "appid": API, "azp": null});
    assert_eq!(entra.code(v1), "claim_missing");
    let v1 = json!({"iss": format!("https://sts.windows.net/{TENANT}/"), "ver": "1.0"});
    assert_eq!(entra.code(v1), "issuer_mismatch");
}

/// All tenants share the keys.
#[test]
fn other_tenants() {
    for tenant in [
        "fa15d692-e9c7-4460-a743-29f2956fd429",
        "9188040d-6c67-4c5b-b112-36a304b66dad",
        "common",
        "{tenantid}",
    ] {
        let iss = format!("https://login.microsoftonline.com/{tenant}/v2.0");
        assert_eq!(entra().code(json!({"iss": iss, "tid": tenant})), "issuer_mismatch");
    }
}

#[test]
fn capitals_in_the_tenants_id_do_not_matter() {
    let claims = json!({"iss": ISSUER, "aud": API, "sub": "a", "azp": "b"});
    let preset = Verifier::entra(&TENANT.to_uppercase(), API).unwrap();
    provider(Algorithm::Rs256, preset, json!({}), claims).accepted();
}
