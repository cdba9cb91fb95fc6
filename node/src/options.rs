//! The options of `Verifier`, put on the core's builder. The shell has looked at their types.

use std::time::Duration;

use bearward::{ConfigError, NeedsKeys, OneOf, Ready, Seconds, Secret, Verifier, VerifierBuilder};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::callbacks::RevokedIf;
use crate::env::State;
use crate::fetch::{Arguments, OwnFetch};
use crate::verifier::Entry;

type Builder = VerifierBuilder<Ready>;

/// Everything that a verifier can be told.
#[napi(object, object_to_js = false)]
pub struct Options<'a> {
    pub issuer: Option<Vec<String>>,
    pub audience: Option<Vec<String>>,
    pub any_audience: Option<bool>,
    pub secret: Option<Vec<Uint8Array>>,
    pub secret_env: Option<String>,
    pub pem: Option<String>,
    pub jwk: Option<String>,
    pub jwks: Option<String>,
    pub jwks_file: Option<String>,
    pub jwks_url: Option<String>,
    pub discovery: Option<bool>,
    pub algorithms: Option<Vec<String>>,
    pub leeway: Option<f64>,
    pub max_token_age: Option<f64>,
    pub typ: Option<String>,
    pub required: Option<Vec<String>>,
    /// JSON: `[claim, values][]`.
    pub require: Option<String>,
    pub subject: Option<String>,
    pub subject_int: Option<String>,
    pub optional_subject: Option<bool>,
    pub allow_unbound_use: Option<bool>,
    pub scopes_from: Option<String>,
    pub max_token_bytes: Option<f64>,
    #[napi(ts_type = "(accepted: string) => boolean")]
    pub revoked_if: Option<Function<'a, String, bool>>,
    pub token_header: Option<String>,
    pub cookie: Option<String>,
    pub allowed_origins: Option<Vec<String>>,
    pub problem_bodies: Option<bool>,
    pub resource_metadata: Option<String>,
    pub realm: Option<String>,
    pub allow_http: Option<bool>,
    pub max_age: Option<f64>,
    pub max_stale: Option<f64>,
    pub cooldown: Option<f64>,
    #[napi(
        ts_type = "(request: number, url: string, etag: string | null, timeout: number) => Fetched | undefined"
    )]
    pub fetch: Option<Function<'a, Arguments, Unknown<'a>>>,
    pub ca_pem: Option<String>,
    #[napi(ts_type = "[string, string][]")]
    pub fetch_headers: Option<Vec<Vec<String>>>,
    pub jwks_snapshot: Option<String>,
    pub token_cache_entries: Option<f64>,
    pub token_cache_bytes: Option<f64>,
    pub header_cache: Option<bool>,
}

/// A number of its own, or the sentence that says what to change.
pub(crate) type Built = Either<u32, ConfigFault>;

/// What `ConfigError` is made of.
#[napi(object, object_from_js = false)]
pub struct ConfigFault {
    pub config_error: String,
}

/// Calls the builder's method for each option that was given.
macro_rules! set {
    ($builder:ident, $($option:expr => $method:ident),+ $(,)?) => {
        $(if let Some(value) = $option { $builder = $builder.$method(value); })+
    };
}

/// Calls the builder's method for each option that is true.
macro_rules! switch {
    ($builder:ident, $options:ident, $($name:ident),+) => {
        $(if $options.$name == Some(true) { $builder = $builder.$name(); })+
    };
}

/// Each source of keys is a method of the same name, before and after there are keys. The shell has seen to it that there is one at most.
macro_rules! with_keys {
    ($options:expr, $builder:expr, $else:expr) => {{
        let (options, builder) = ($options, $builder);
        if let Some(secrets) = &options.secret {
            builder.secret(self::secret(secrets))
        } else if let Some(name) = &options.secret_env {
            builder.secret(Secret::from_env(name)?)
        } else if let Some(pem) = options.pem.take() {
            builder.pem(pem)
        } else if let Some(jwk) = options.jwk.take() {
            builder.jwk(jwk)
        } else if let Some(jwks) = options.jwks.take() {
            builder.jwks(jwks)
        } else if let Some(path) = options.jwks_file.take() {
            builder.jwks_file(path)
        } else if let Some(url) = options.jwks_url.take() {
            builder.jwks_url(url)
        } else if options.discovery == Some(true) {
            builder.discovery()
        } else {
            $else(builder)
        }
    }};
}

/// Builds a verifier from nothing: issuer, audience and keys have been chosen.
#[napi(catch_unwind, ts_return_type = "number | ConfigFault")]
pub fn build(env: Env, mut options: Options<'_>) -> Result<Built> {
    match start(&mut options) {
        Ok(builder) => finish(&env, Ok(builder), options),
        Err(error) => Ok(fault(&error)),
    }
}

/// Several issuers behind one verifier.
#[napi(catch_unwind, ts_return_type = "number | ConfigFault")]
pub fn many(env: Env, verifiers: Vec<u32>, remembers: bool) -> Result<Built> {
    let state = State::of(&env)?;
    let several = verifiers.iter().map(|number| Ok(state.verifier(*number)?.verifier.clone()));
    match Verifier::many(several.collect::<Result<Vec<_>>>()?) {
        Ok(verifier) => Ok(Either::A(state.add(Entry::new(verifier, remembers).into()))),
        Err(error) => Ok(fault(&error)),
    }
}

/// A preset, with what the options replace.
pub(crate) fn finish(
    env: &Env,
    builder: std::result::Result<Builder, ConfigError>,
    mut options: Options<'_>,
) -> Result<Built> {
    let builder = match builder.and_then(|builder| replace(builder, &mut options)) {
        Ok(builder) => builder,
        Err(error) => return Ok(fault(&error)),
    };
    let remembers = options.token_cache_entries.is_some();
    match refine(builder, options)?.build() {
        Ok(verifier) => Ok(Either::A(State::of(env)?.add(Entry::new(verifier, remembers).into()))),
        Err(error) => Ok(fault(&error)),
    }
}

fn start(options: &mut Options<'_>) -> std::result::Result<Builder, ConfigError> {
    let builder = match options.issuer.take() {
        Some(names) => Verifier::issuer(names),
        None => Verifier::any_issuer(),
    };
    let builder: VerifierBuilder<NeedsKeys> = match options.audience.take() {
        Some(names) => builder.audience(names),
        None => builder.any_audience(),
    };
    let builder =
        with_keys!(&mut *options, builder, |builder: VerifierBuilder<NeedsKeys>| builder.jwks("{}"));
    (options.secret, options.secret_env, options.discovery, options.any_audience) = (None, None, None, None);
    Ok(builder)
}

fn replace(mut builder: Builder, options: &mut Options<'_>) -> std::result::Result<Builder, ConfigError> {
    set!(builder, options.issuer.take() => issuer, options.audience.take() => audience);
    switch!(builder, options, any_audience);
    Ok(with_keys!(options, builder, |builder| builder))
}

fn refine(mut builder: Builder, options: Options<'_>) -> Result<Builder> {
    set!(builder,
        options.algorithms => algorithm_names,
        options.leeway.map(Seconds::from) => leeway,
        options.max_token_age.map(Seconds::from) => max_token_age,
        options.typ => typ,
        options.subject => subject,
        options.subject_int => subject_int,
        options.scopes_from => scopes_from,
        options.max_token_bytes.map(|bytes| bytes as usize) => max_token_bytes,
        options.token_header => token_header,
        options.cookie => cookie,
        options.allowed_origins => allowed_origins,
        options.resource_metadata => resource_metadata,
        options.realm => realm,
        options.max_age.map(Seconds::from) => max_age,
        options.max_stale.map(Seconds::from) => max_stale,
        options.cooldown.map(Seconds::from) => cooldown,
        options.ca_pem => ca_pem,
        options.jwks_snapshot => jwks_snapshot,
        options.fetch.map(OwnFetch::new).transpose()? => fetch,
    );
    if let Some(revoked_if) = options.revoked_if.map(RevokedIf::new).transpose()? {
        builder = builder.try_revoked_if(move |claims| revoked_if.ask(claims));
    }
    switch!(builder, options, optional_subject, allow_unbound_use, problem_bodies, allow_http, header_cache);
    for claim in options.required.unwrap_or_default() {
        builder = builder.require_claim(claim);
    }
    for (claim, values) in one_of(options.require.as_deref().unwrap_or("[]"))? {
        builder = builder.require(claim, values);
    }
    for field in options.fetch_headers.unwrap_or_default() {
        if let [name, value] = field.as_slice() {
            builder = builder.fetch_header(name, value);
        }
    }
    if let (Some(entries), Some(bytes)) = (options.token_cache_entries, options.token_cache_bytes) {
        builder = builder.token_cache(entries as u64, bytes as u64);
    }
    Ok(builder)
}

/// One secret, or several while rotating.
pub(crate) fn secret(secrets: &[Uint8Array]) -> Secret {
    match secrets {
        [one] => Secret::new(one),
        several => Secret::rotating(several.iter().map(|secret| secret.to_vec()).collect::<Vec<_>>()),
    }
}

/// The values that `require` lists, by type.
fn one_of(json: &str) -> Result<Vec<(String, Vec<OneOf>)>> {
    let read = |value: &Value| match value {
        Value::String(text) => Ok(OneOf::from(text.as_str())),
        Value::Bool(switch) => Ok(OneOf::from(*switch)),
        Value::Number(number) => number.as_u64().map(OneOf::from).ok_or_else(|| {
            Error::new(Status::InvalidArg, "require: a number must be an integer of at least 0")
        }),
        _ => Err(Error::new(Status::InvalidArg, "require: give strings, integers or booleans")),
    };
    let all: Vec<(String, Vec<Value>)> =
        serde_json::from_str(json).map_err(|error| Error::from_reason(error.to_string()))?;
    let all = all
        .into_iter()
        .map(|(claim, values)| Ok((claim, values.iter().map(read).collect::<Result<Vec<_>>>()?)));
    all.collect()
}

pub(crate) fn fault(error: &ConfigError) -> Built {
    Either::B(ConfigFault { config_error: error.to_string() })
}

/// Seconds, where a number that is none waits for nothing.
pub(crate) fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
