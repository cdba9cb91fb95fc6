//! A token case, and the list in which a stage collects its own.

use serde_json::{Value, json};

use super::lab::{AUDIENCE, ISSUER, Lab, NOW, merge};
use super::{b64, lab::Key};

/// One entry of `cases`; fields that are not given stay at what most cases want.
pub(super) struct Case {
    name: String,
    class: String,
    token: String,
    key: Value,
    policy: Option<Value>,
    now: f64,
    expected: String,
    claims: Option<Value>,
    cve: Option<&'static str>,
    note: Option<String>,
}

/// The cases of one file.
pub(super) struct Cases<'a> {
    pub(super) lab: &'a Lab,
    list: Vec<Case>,
}

impl<'a> Cases<'a> {
    pub(super) fn new(lab: &'a Lab) -> Self {
        Self { lab, list: Vec::new() }
    }

    /// A case over the key set with `ed-1` and the usual policy.
    pub(super) fn add(
        &mut self,
        name: impl Into<String>,
        class: &str,
        token: impl Into<String>,
        expected: &str,
    ) -> &mut Case {
        self.list.push(Case {
            name: name.into(),
            class: class.to_owned(),
            token: token.into(),
            key: with_jwks(self.lab.ed_set()),
            policy: Some(policy(json!({}))),
            now: NOW as f64,
            expected: expected.to_owned(),
            claims: None,
            cve: None,
            note: None,
        });
        let last = self.list.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "pushed in the statement above")]
        &mut self.list[last]
    }

    /// The entries as JSON, their fields in the order of the format.
    pub(super) fn entries(self) -> Vec<Vec<(&'static str, Value)>> {
        self.list.into_iter().map(Case::entry).collect()
    }
}

impl Case {
    pub(super) fn key(&mut self, key: Value) -> &mut Self {
        self.key = key;
        self
    }

    /// Changes members of the usual policy.
    pub(super) fn policy(&mut self, more: Value) -> &mut Self {
        self.policy = Some(policy(more));
        self
    }

    /// A case of several issuers, whose policies stand beside their keys.
    pub(super) fn many(&mut self, members: &[(Value, Value)]) -> &mut Self {
        let of: Vec<Value> =
            members.iter().map(|(key, policy)| json!({"key": key, "policy": policy})).collect();
        self.policy = None;
        self.key(json!({"type": "many", "of": of}))
    }

    pub(super) fn now(&mut self, now: f64) -> &mut Self {
        self.now = now;
        self
    }

    pub(super) fn claims(&mut self, claims: Value) -> &mut Self {
        self.claims = Some(claims);
        self
    }

    pub(super) fn cve(&mut self, cve: &'static str) -> &mut Self {
        self.cve = Some(cve);
        self
    }

    pub(super) fn note(&mut self, note: &str) -> &mut Self {
        self.note = Some(note.to_owned());
        self
    }

    fn entry(self) -> Vec<(&'static str, Value)> {
        let mut fields = vec![
            ("name", json!(self.name)),
            ("class", json!(self.class)),
            ("token", json!(self.token)),
            ("key", self.key),
        ];
        fields.extend(self.policy.map(|policy| ("policy", policy)));
        fields.push(("now", number(self.now)));
        fields.push(("expected", json!(self.expected)));
        fields.extend(self.claims.map(|claims| ("claims", claims)));
        fields.extend(self.cve.map(|cve| ("cve", json!(cve))));
        fields.extend(self.note.map(|note| ("note", json!(note))));
        fields
    }
}

/// The usual policy with some members changed. Here null is a value, not an absence.
pub(super) fn policy(more: Value) -> Value {
    let mut policy = json!({
        "algorithms": null, "issuer": ISSUER, "audience": AUDIENCE, "leeway": 5, "required": [],
    });
    if let (Value::Object(policy), Value::Object(more)) = (&mut policy, more) {
        policy.extend(more);
    }
    policy
}

pub(super) fn with_jwks(jwks: Value) -> Value {
    json!({"type": "jwks", "jwks": jwks})
}

pub(super) fn with_pem(pem: &str) -> Value {
    json!({"type": "pem", "pem": pem})
}

/// The verifier's side of an HMAC key.
pub(super) fn with_secret(key: &Key) -> Value {
    match key {
        Key::Secret(secret) => with_secret_bytes(secret),
        _ => Value::Null,
    }
}

pub(super) fn with_secret_bytes(secret: impl AsRef<[u8]>) -> Value {
    json!({"type": "secret", "secret_b64url": b64::url(secret)})
}

/// Whole numbers without a point.
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

/// A JWK with members changed; see [`merge`].
pub(super) fn changed(mut jwk: Value, more: Value) -> Value {
    merge(&mut jwk, more);
    jwk
}
