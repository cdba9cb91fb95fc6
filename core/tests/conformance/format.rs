//! The format of `vectors/README.md`. A field that is not here is a failure, never passed over.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) format: u32,
    #[serde(rename = "about")]
    _about: String,
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
    pub(crate) response_cases: Vec<ResponseCase>,
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
    #[serde(deserialize_with = "said")]
    pub(crate) algorithms: Option<Vec<String>>,
    #[serde(deserialize_with = "said")]
    pub(crate) issuer: Option<Names>,
    #[serde(deserialize_with = "said")]
    pub(crate) audience: Option<Names>,
    pub(crate) leeway: f64,
    pub(crate) required: Vec<String>,
    pub(crate) typ: Option<String>,
    #[serde(default)]
    pub(crate) require: BTreeMap<String, Vec<String>>,
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
    #[serde(rename = "class")]
    _class: String,
    pub(crate) token: String,
    pub(crate) key: Key,
    pub(crate) policy: Option<Policy>,
    pub(crate) now: f64,
    pub(crate) expected: Names,
    #[serde(default)]
    pub(crate) claims: Map<String, Value>,
    #[serde(rename = "cve")]
    _cve: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
    #[serde(default)]
    pub(crate) discretionary: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderCase {
    pub(crate) name: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) expected: String,
    pub(crate) status: Option<u16>,
    #[serde(default, deserialize_with = "absent_or_null")]
    pub(crate) www_authenticate: Option<Option<String>>,
    pub(crate) body: Option<String>,
    /// Hosts that change such a request before any code runs.
    #[serde(default)]
    #[cfg_attr(not(feature = "axum"), allow(dead_code, reason = "read where there is a host"))]
    pub(crate) not_observable: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnershipCase {
    pub(crate) name: String,
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
    #[serde(deserialize_with = "said")]
    pub(crate) algorithms: Option<Vec<String>>,
    pub(crate) leeway: Option<f64>,
    #[serde(rename = "note")]
    _note: Option<String>,
    pub(crate) expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwksCase {
    pub(crate) name: String,
    pub(crate) body: String,
    #[serde(rename = "note")]
    _note: Option<String>,
    /// Kids, or the word `error`.
    pub(crate) expected_usable_kids: Names,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwksSequence {
    pub(crate) name: String,
    pub(crate) options: SequenceOptions,
    pub(crate) steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SequenceOptions {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    #[serde(default)]
    pub(crate) algorithms: Option<Vec<String>>,
    pub(crate) max_age: f64,
    pub(crate) max_stale: f64,
    pub(crate) cooldown: f64,
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
    pub(crate) expected: String,
    pub(crate) gets_total: u32,
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
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseCase {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) status: u16,
    #[serde(deserialize_with = "said")]
    pub(crate) www_authenticate: Option<String>,
    pub(crate) cache_control: String,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: String,
}

impl File {
    /// Takes out what a build without ES512 cannot run; those cases have it in their names. Says how many.
    #[cfg(not(feature = "aws-lc-rs"))]
    pub(crate) fn leave_out_es512(&mut self) -> usize {
        let before = self.cases.len() + self.config_cases.len() + self.jwks_cases.len();
        self.cases.retain(|case| !case.name.contains("ES512"));
        self.config_cases.retain(|case| !case.name.contains("ES512"));
        self.jwks_cases.retain(|case| !case.name.contains("ES512"));
        before - self.cases.len() - self.config_cases.len() - self.jwks_cases.len()
    }

    /// Every code or word that some vector of the file expects.
    pub(crate) fn expectations(&self) -> Vec<String> {
        let steps = self.jwks_sequences.iter().flat_map(|sequence| &sequence.steps);
        let steps = steps.filter_map(|step| match step {
            Step::Token(step) => Some(step.expected.clone()),
            Step::Serve(_) => None,
        });
        self.cases
            .iter()
            .flat_map(|case| case.expected.list())
            .chain(self.header_cases.iter().map(|case| case.expected.clone()))
            .chain(self.response_cases.iter().map(|case| case.code.clone()))
            .chain(steps)
            .collect()
    }
}

/// A field that must be there, though it may be null.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// A field that may be absent (`None`) or null (`Some(None)`).
fn absent_or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
