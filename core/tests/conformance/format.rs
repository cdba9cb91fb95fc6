//! The format of `vectors/README.md`. A field that is not here is a failure, never passed over.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) format: u32,
    #[serde(rename = "about")]
    _about: Option<Value>,
    pub(crate) verifier: Option<Setup>,
    #[serde(default)]
    pub(crate) cases: Vec<TokenCase>,
    #[serde(default)]
    pub(crate) header_cases: Vec<HeaderCase>,
    #[serde(default)]
    pub(crate) ownership_cases: Vec<OwnershipCase>,
    #[serde(default)]
    pub(crate) config_cases: Vec<ConfigCase>,
    #[serde(default)]
    pub(crate) jwks_cases: Vec<JwksCase>,
    #[serde(default)]
    pub(crate) jwks_sequences: Vec<JwksSequence>,
    #[serde(default)]
    pub(crate) cookie_cases: Vec<CookieCase>,
    #[serde(default)]
    pub(crate) response_cases: Vec<ResponseCase>,
    /// Cases that this runner does not understand: name, and why.
    #[serde(skip)]
    pub(crate) faults: Vec<(String, String)>,
}

/// The verifier of a file's header cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setup {
    pub(crate) key: Key,
    pub(crate) policy: Policy,
    pub(crate) now: f64,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Key {
    Secret { secret_b64url: String },
    Jwks { jwks: Value },
    Pem { pem: String },
    Many { of: Vec<Member> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) key: Key,
    pub(crate) policy: Policy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    /// Absent or null: derived from the keys.
    pub(crate) algorithms: Option<Vec<String>>,
    /// Absent or null: any.
    pub(crate) issuer: Option<Names>,
    /// Absent or null: any.
    pub(crate) audience: Option<Names>,
    pub(crate) leeway: Option<f64>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    pub(crate) typ: Option<String>,
    #[serde(default)]
    pub(crate) require: BTreeMap<String, Names>,
    pub(crate) max_token_age: Option<f64>,
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// Absent: `sub`. Null: optional.
    #[serde(default, deserialize_with = "absent_or_null")]
    pub(crate) subject: Option<Option<SubjectRule>>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Names {
    One(String),
    Several(Vec<String>),
}

impl Names {
    pub(crate) fn list(&self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name.clone()],
            Self::Several(names) => names.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRule {
    pub(crate) claim: String,
    #[serde(rename = "type")]
    pub(crate) kind: SubjectKind,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SubjectKind {
    String,
    Int,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenCase {
    pub(crate) name: String,
    pub(crate) class: Option<Value>,
    pub(crate) token: String,
    pub(crate) key: Key,
    pub(crate) policy: Option<Policy>,
    pub(crate) now: f64,
    pub(crate) expected: Names,
    #[serde(default)]
    pub(crate) claims: Map<String, Value>,
    #[serde(rename = "cve")]
    _cve: Option<Value>,
    #[serde(rename = "note")]
    _note: Option<Value>,
    #[serde(default)]
    pub(crate) discretionary: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderCase {
    pub(crate) name: String,
    #[serde(rename = "note")]
    _note: Option<Value>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) expected: String,
    pub(crate) status: Option<u16>,
    #[serde(default, deserialize_with = "absent_or_null")]
    pub(crate) www_authenticate: Option<Option<String>>,
    pub(crate) body: Option<Value>,
    /// Hosts that change such a request before any code runs.
    #[serde(default)]
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "read where there is a host"))]
    pub(crate) not_observable: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnershipCase {
    pub(crate) name: String,
    #[serde(rename = "note")]
    _note: Option<Value>,
    pub(crate) sub: Value,
    pub(crate) subject_type: Option<SubjectKind>,
    pub(crate) path_segment: String,
    #[serde(default)]
    pub(crate) conceal: bool,
    pub(crate) expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigCase {
    pub(crate) name: String,
    pub(crate) key: Option<Key>,
    pub(crate) url: Option<String>,
    pub(crate) algorithms: Option<Vec<String>>,
    pub(crate) leeway: Option<f64>,
    #[serde(rename = "note")]
    _note: Option<Value>,
    pub(crate) expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwksCase {
    pub(crate) name: String,
    /// The text itself, or a JSON object to be written out.
    pub(crate) body: Value,
    #[serde(rename = "note")]
    _note: Option<Value>,
    /// Kids, or the word `error`.
    pub(crate) expected_usable_kids: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwksSequence {
    pub(crate) name: String,
    #[serde(rename = "note")]
    _note: Option<Value>,
    #[serde(default)]
    pub(crate) options: SequenceOptions,
    pub(crate) steps: Vec<Step>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SequenceOptions {
    pub(crate) issuer: Option<Names>,
    pub(crate) audience: Option<Names>,
    pub(crate) algorithms: Option<Vec<String>>,
    pub(crate) leeway: Option<f64>,
    pub(crate) max_age: Option<f64>,
    pub(crate) max_stale: Option<f64>,
    pub(crate) cooldown: Option<f64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Serve(ServeStep),
    Token(TokenStep),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServeStep {
    pub(crate) at: f64,
    pub(crate) serve: Serve,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenStep {
    pub(crate) at: f64,
    pub(crate) token: String,
    pub(crate) expected: Names,
    pub(crate) gets_total: Option<u32>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Serve {
    Word(ServeWord),
    Answer(ServeAnswer),
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ServeWord {
    Hang,
    Refuse,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServeAnswer {
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// The text itself, or a JSON object to be written out.
    #[serde(default)]
    pub(crate) body: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseCase {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) status: u16,
    pub(crate) www_authenticate: Option<String>,
    pub(crate) cache_control: String,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CookieCase {
    pub(crate) name: String,
    #[serde(rename = "class")]
    _class: Option<Value>,
    /// Each character is one octet. Null: no such header.
    pub(crate) cookies: Option<String>,
    pub(crate) config: CookieConfig,
    pub(crate) now: f64,
    pub(crate) expected: String,
    #[serde(default)]
    pub(crate) claims: Map<String, Value>,
    /// Texts that stand nowhere in the claims.
    #[serde(default)]
    pub(crate) never: Vec<String>,
    #[serde(rename = "cve")]
    _cve: Option<Value>,
    #[serde(rename = "note")]
    _note: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CookieConfig {
    /// Newest first.
    pub(crate) secrets: Vec<String>,
    pub(crate) jwks: Option<Value>,
    /// With `jwks` alone.
    pub(crate) issuer: Option<Names>,
    pub(crate) strategy: Option<String>,
    pub(crate) prefix: Option<String>,
    pub(crate) session_token_name: Option<String>,
    pub(crate) session_data_name: Option<String>,
    /// Null: any.
    #[serde(default, deserialize_with = "absent_or_null")]
    pub(crate) version: Option<Option<String>>,
    pub(crate) secure: Option<bool>,
    pub(crate) leeway: Option<f64>,
    pub(crate) max_data_age: Option<f64>,
}

/// A body given as text, or as the JSON that it holds.
pub(crate) fn text_of(body: &Value) -> String {
    match body {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}

impl File {
    /// Whether a case can be read as the kind that its members say.
    pub(crate) fn understands(case: &Value) -> Result<(), String> {
        fn read<T: serde::de::DeserializeOwned>(case: &Value) -> Result<(), String> {
            serde_json::from_value::<T>(case.clone()).map(drop).map_err(|error| error.to_string())
        }
        let has = |name: &str| case.get(name).is_some();
        match () {
            () if has("headers") => read::<HeaderCase>(case),
            () if has("cookies") => read::<CookieCase>(case),
            () if has("path_segment") => read::<OwnershipCase>(case),
            () if has("steps") => read::<JwksSequence>(case),
            () if has("expected_usable_kids") => read::<JwksCase>(case),
            () if has("code") => read::<ResponseCase>(case),
            () if has("token") => read::<TokenCase>(case),
            () => read::<ConfigCase>(case),
        }
    }

    /// Takes out what a build on ring alone cannot run: ES512 and JWE; those cases have it in their names. Says how many.
    #[cfg(not(feature = "aws-lc-rs"))]
    pub(crate) fn leave_out_unsupported(&mut self) -> usize {
        let count = |file: &Self| {
            file.cases.len() + file.config_cases.len() + file.jwks_cases.len() + file.cookie_cases.len()
        };
        let before = count(self);
        self.cases.retain(|case| !case.name.contains("ES512"));
        self.config_cases.retain(|case| !case.name.contains("ES512"));
        self.jwks_cases.retain(|case| !case.name.contains("ES512"));
        self.cookie_cases.retain(|case| !case.name.contains("JWE"));
        before - count(self)
    }

    /// Every code or word that some vector of the file expects.
    pub(crate) fn expectations(&self) -> Vec<String> {
        let steps = self.jwks_sequences.iter().flat_map(|sequence| &sequence.steps);
        let steps = steps.filter_map(|step| match step {
            Step::Token(step) => Some(step.expected.list()),
            Step::Serve(_) => None,
        });
        let steps = steps.flatten();
        self.cases
            .iter()
            .flat_map(|case| case.expected.list())
            .chain(self.header_cases.iter().map(|case| case.expected.clone()))
            .chain(self.cookie_cases.iter().map(|case| case.expected.clone()))
            .chain(self.response_cases.iter().map(|case| case.code.clone()))
            .chain(steps)
            .collect()
    }
}

/// A field that may be absent (`None`) or null (`Some(None)`).
fn absent_or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
