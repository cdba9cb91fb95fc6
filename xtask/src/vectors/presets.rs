//! Tokens of the shapes that issuers document, under the policy that is the preset for that issuer.
//!
//! What the shapes are stands in `presets.json`: header, claims, policy, and what is changed in the cases beside the documented token.
//! The core's tests decide the same cases through the presets themselves, so that neither can move alone.

use serde_json::{Value, json};

use super::case::{Cases, policy, with_jwks, with_secret};
use super::lab::{Key, Lab, NOW, jwks, merge};
use super::object::Object;
use crate::fault::{Doing, Fault};

/// An entry of `presets.json`.
struct Preset<'p>(&'p Value);

pub(super) fn cases(cases: &mut Cases<'_>) -> Result<(), Fault> {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("presets.json")).doing("cannot read presets.json")?;
    for preset in &all {
        of_one(cases, &Preset(preset))?;
    }
    let supabase = all.iter().find(|preset| preset["preset"] == "supabase");
    migration(cases, &Preset(supabase.ok_or_else(|| Fault::new("presets.json lacks supabase"))?));
    Ok(())
}

fn of_one(cases: &mut Cases<'_>, preset: &Preset<'_>) -> Result<(), Fault> {
    let lab = cases.lab;
    let class = format!("preset {}", preset.text("preset"));
    let (none, documented) = (json!({}), preset.token(lab, &json!({}), &json!({})));
    let claims = json!({"iss": preset.0.pointer("/claims/iss"), "sub": preset.0.pointer("/claims/sub")});
    let add = |cases: &mut Cases<'_>, name: &str, token: String, expected: &str| {
        let case = cases.add(format!("{class}: {name}"), &class, token, expected);
        case.key(preset.keys(lab)).policy(preset.0["policy"].clone());
    };
    let case = cases.add(format!("{class}: the documented token"), &class, documented, "accept");
    case.key(preset.keys(lab)).policy(preset.0["policy"].clone()).claims(claims);
    for change in preset.0["changes"].as_array().into_iter().flatten() {
        let Some([name, claims, header, expected]) = change.as_array().map(Vec::as_slice) else {
            return Err(Fault::new(format!("a change of {class} is not [name, claims, header, expected]")));
        };
        let texts = (name.as_str().unwrap_or_default(), expected.as_str().unwrap_or_default());
        add(cases, texts.0, preset.token(lab, claims, header), texts.1);
    }
    add(cases, "expired", preset.token(lab, &json!({"exp": NOW - 60}), &none), "token_expired");
    add(cases, "no subject", preset.token(lab, &json!({"sub": null}), &none), "claim_missing");
    let hmac = Key::Secret(preset.signer(lab).public_pem().into_bytes());
    let (header, payload) = preset.parts(&none, &json!({"alg": "HS256"}));
    add(cases, "HMAC under the public key", hmac.token("HS256", &header, &payload), "algorithm_not_allowed");
    Ok(())
}

/// Supabase on its way from the legacy secret to signing keys: the same issuer twice, with algorithms apart.
fn migration(cases: &mut Cases<'_>, preset: &Preset<'_>) {
    let lab = cases.lab;
    let own = preset.0["policy"].clone();
    let mut legacy = own.clone();
    merge(&mut legacy, json!({"algorithms": ["HS256"]}));
    let members = [(preset.keys(lab), policy(own)), (with_secret(&lab.hs256_a), policy(legacy))];
    let old = |key: &Key, changes: Value| {
        let (header, payload) = preset.parts(&changes, &json!({"alg": "HS256", "kid": "legacy"}));
        key.token("HS256", &header, &payload)
    };
    let api_key = json!({"iss": "supabase", "ref": "abcdefghijklmnopqrst", "role": "service_role", "aud": null, "sub": null});
    for (name, token, expected) in [
        ("a token by the legacy secret", old(&lab.hs256_a, json!({})), "accept"),
        ("a token by a signing key", preset.token(lab, &json!({}), &json!({})), "accept"),
        ("a token by another secret", old(&lab.hs256_b, json!({})), "signature_invalid"),
        ("an API key by the legacy secret", old(&lab.hs256_a, api_key), "issuer_mismatch"),
    ] {
        let class = "preset supabase migration";
        cases.add(format!("{class}: {name}"), class, token, expected).many(&members);
    }
}

impl Preset<'_> {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn signer<'l>(&self, lab: &'l Lab) -> &'l Key {
        match self.text("alg") {
            "EdDSA" => &lab.ed_a,
            "ES256" => &lab.p256_a,
            _ => &lab.rsa_a,
        }
    }

    fn keys(&self, lab: &Lab) -> Value {
        let mut jwk = self.signer(lab).jwk(json!({"kid": "key-1", "alg": self.text("alg")}));
        merge(&mut jwk, self.0["key"].clone());
        with_jwks(jwks(&[jwk]))
    }

    fn token(&self, lab: &Lab, claims: &Value, header: &Value) -> String {
        let (header, payload) = self.parts(claims, header);
        self.signer(lab).token(self.text("alg"), &header, &payload)
    }

    /// Header and payload with some members changed; null takes one away.
    fn parts(&self, claims: &Value, header: &Value) -> (Object, Object) {
        let mut own = json!({"alg": self.text("alg"), "kid": "key-1"});
        merge(&mut own, self.0["header"].clone());
        merge(&mut own, header.clone());
        let mut payload = self.0["claims"].clone();
        merge(&mut payload, json!({"iat": NOW - 60, "exp": NOW + 840}));
        merge(&mut payload, claims.clone());
        (object(own), object(payload))
    }
}

fn object(value: Value) -> Object {
    let Value::Object(members) = value else {
        return Object::default();
    };
    members.into_iter().fold(Object::default(), |object, (name, value)| object.json(&name, value))
}
